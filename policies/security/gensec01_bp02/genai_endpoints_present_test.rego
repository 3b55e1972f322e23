package lens_test.gensec01_bp02.genai_endpoints_present_test

import data.lens_test.testing

_control := "GENSEC01-BP02/genai-endpoints-present"

_vpc_id(name) := testing.arn("ec2", sprintf("vpc/%s", [name]))

_vpc_of(name, owner) := testing.record("AWS::EC2::VPC", _vpc_id(name), {"VpcId": name, "OwnerId": owner})

_vpc := _vpc_of("vpc-1", "111122223333")

_central := _vpc_of("vpc-hub", "111122223333")

_role(actions) := testing.record("AWS::IAM::Role", testing.iam("role/caller"), {
	"Path": "/",
	"RolePolicyList": [{"PolicyName": "own", "PolicyDocument": {"Statement": [{
		"Effect": "Allow", "Action": actions, "Resource": ["*"], "Condition": {},
	}]}}],
	"AttachedManagedPolicies": [],
})

_invoker := _role(["bedrock:InvokeModel"])

_function_as(role) := testing.record("AWS::Lambda::Function", testing.arn("lambda", "function:ask"), {
	"Role": role,
	"VpcConfig": {"VpcId": "vpc-1"},
})

_function := _function_as(_invoker.id)

_endpoint_in(region, vpc, service, state) := testing.record_in(
	region,
	"AWS::EC2::VPCEndpoint",
	sprintf("arn:aws:ec2:%s:111122223333:vpc-endpoint/vpce-%s-%s", [region, vpc, service]),
	{
		"VpcId": vpc,
		"VpcEndpointType": "Interface",
		"State": state,
		"ServiceName": sprintf("com.amazonaws.%s.%s", [region, service]),
	},
)

_endpoint(vpc, service) := _endpoint_in("us-east-1", vpc, service, "available")

_offer(service) := testing.record(
	"AWS::EC2::VPCEndpointService", testing.arn("ec2", sprintf("vpc-endpoint-service/%s", [service])),
	{
		"ServiceName": sprintf("com.amazonaws.us-east-1.%s", [service]),
	},
)

_offers := [_offer(s) | some s in {
	"bedrock", "bedrock-agent", "bedrock-agent-runtime", "bedrock-agentcore",
	"bedrock-agentcore-control", "bedrock-agentcore.gateway", "bedrock-mantle", "bedrock-runtime",
	"s3vectors", "sagemaker.api", "sagemaker.runtime",
}]

_facts(records, params, gaps) := testing.facts(array.concat(_offers, records), {_control: params}, gaps)

_verdicts(records, params, gaps) := testing.verdicts(_control, _facts(records, params, gaps))

_is(kind) := {[kind, _vpc_id("vpc-1"), ""]}

_unlisted := ["unknown", testing.iam("root"), ""]

# The services in the message if the VPC has no endpoint, and the role of a function in it has these
# actions.
_asked(actions, params) := [text | some text in split(found.message, `"`); not contains(text, " ")] if {
	[found] := testing.results(_control, _facts([_vpc, _role(actions), _function], params, []))
	found.kind == "fail"
}

test_endpoint_in_the_vpc_passes if {
	_verdicts([_vpc, _invoker, _function, _endpoint("vpc-1", "bedrock-runtime")], {}, []) == _is("pass")
	_verdicts(
		[_vpc, _invoker, _function, _endpoint_in("us-east-1", "vpc-1", "bedrock-runtime", "Available")],
		{},
		[],
	) == _is("pass")
}

test_missing_endpoint_fails if {
	testing.results(_control, _facts([_vpc, _invoker, _function], {}, [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::EC2::VPC", "id": _vpc_id("vpc-1"), "region": "us-east-1", "item": ""},
		"message": sprintf(
			`no interface endpoint is available for "bedrock-runtime", needed by "%s"`,
			[_function.id],
		),
		"proof": [
			{"id": _vpc_id("vpc-1"), "pointer": "/properties/VpcId"},
			{"id": _function.id, "pointer": "/properties/VpcConfig"},
		],
		"causes": [],
	}]
}

test_endpoint_that_does_not_serve_fails if {
	every state in ["pending", "rejected", "failed", "deleting"] {
		_verdicts(
			[_vpc, _invoker, _function, _endpoint_in("us-east-1", "vpc-1", "bedrock-runtime", state)],
			{},
			[],
		) == _is("fail")
	}
	_verdicts([_vpc, _invoker, _function, _endpoint("vpc-2", "bedrock-runtime")], {}, []) == _is("fail")
	_verdicts([_vpc, _invoker, _function, _endpoint("vpc-1", "bedrock")], {}, []) == _is("fail")
	gateway := object.union(_endpoint("vpc-1", "bedrock-runtime"), {
		"properties": {"VpcEndpointType": "Gateway"},
	})
	_verdicts([_vpc, _invoker, _function, gateway], {}, []) == _is("fail")
}

# lib/callers_test.rego tests the services of each action.
test_one_result_names_all_that_is_missing if {
	_asked(["bedrock:InvokeModel", "bedrock:Retrieve", "s3vectors:QueryVectors"], {}) == [
		"bedrock-agent-runtime", "bedrock-runtime", "s3vectors", _function.id, "",
	]
}

test_only_callers_that_need_the_service_are_named if {
	quiet := object.union(_role(["s3vectors:QueryVectors"]), {"id": testing.iam("role/quiet")})
	other := object.union(_function_as(quiet.id), {"id": testing.arn("lambda", "function:other")})
	[found] := testing.results(
		_control,
		_facts([_vpc, _invoker, quiet, _function, other, _endpoint("vpc-1", "s3vectors")], {}, []),
	)
	found.message == sprintf(
		`no interface endpoint is available for "bedrock-runtime", needed by "%s"`,
		[_function.id],
	)
	[p.id | some p in found.proof] == [_vpc.id, _function.id]
}

# AWS offers no endpoints for Amazon Q Business in this Region.
test_service_that_the_region_lacks_is_not_missing if {
	_verdicts([_vpc, _role(["qbusiness:Chat"]), _function], {}, []) == _is("pass")
	_asked(["qbusiness:Chat", "bedrock:InvokeModel"], {}) == ["bedrock-runtime", _function.id, ""]
}

test_control_plane_on_request if {
	_asked(["bedrock:InvokeModel"], {"include_control_plane": true}) == [
		"bedrock",
		"bedrock-agent",
		"bedrock-agentcore-control",
		"bedrock-runtime",
		"sagemaker.api",
		_function.id,
		"",
	]
}

test_batch_inference_needs_no_runtime_endpoint if {
	_verdicts([_vpc, _role(["bedrock:CreateModelInvocationJob"]), _function], {}, []) == _is("pass")
}

test_no_caller_of_models_not_applicable if {
	every records in [
		[_vpc],
		[_vpc, _role(["s3:GetObject"]), _function],
		[_vpc, _role(["bedrock:Retrieve"]), _function],
		[_invoker, _function],
	] {
		testing.kinds(_control, _facts(records, {}, [])) == ["not_applicable"]
	}
}

_subnet := testing.record("AWS::EC2::Subnet", testing.arn("ec2", "subnet/subnet-1"), {
	"SubnetId": "subnet-1",
	"VpcId": "vpc-1",
})

_provider := testing.record(
	"AWS::BedrockAgentCore::CapacityProvider", testing.arn("bedrock-agentcore", "capacity-provider/p"),
	{"computeConfiguration": {"ec2Configuration": {"vpcConfiguration": {"subnets": ["subnet-1"]}}}},
)

test_every_kind_of_caller_counts if {
	every caller in [
		testing.record("AWS::BedrockAgentCore::Runtime", testing.arn("bedrock-agentcore", "runtime/r"), {
			"roleArn": _invoker.id,
			"networkConfiguration": {"networkModeConfig": {"subnets": ["subnet-1"]}},
		}),
		testing.record("AWS::BedrockAgentCore::Runtime", testing.arn("bedrock-agentcore", "runtime/i"), {
			"roleArn": _invoker.id,
			"capacityProviderConfiguration": {"capacityProviderArn": _provider.id},
		}),
		testing.record("AWS::SageMaker::Domain", testing.arn("sagemaker", "domain/d"), {
			"VpcId": "vpc-1",
			"DefaultUserSettings": {"ExecutionRole": _invoker.id},
		}),
		testing.record(
			"AWS::SageMaker::NotebookInstance",
			testing.arn("sagemaker", "notebook-instance/n"),
			{"SubnetId": "subnet-1", "RoleArn": _invoker.id},
		),
		testing.record("AWS::SageMaker::Model", testing.arn("sagemaker", "model/m"), {
			"ExecutionRoleArn": _invoker.id,
			"VpcConfig": {"Subnets": ["subnet-1"]},
		}),
	] {
		_verdicts([_vpc, _subnet, _provider, _invoker, caller], {}, []) == _is("fail")
	}
}

_named := {"vpc_ids": ["vpc-1"]}

test_only_named_vpcs if {
	_verdicts([_vpc, _central, _invoker, _function], _named, []) == _is("fail")
	testing.kinds(
		_control,
		_facts([_vpc, _invoker, _function], {"vpc_ids": ["vpc-2"]}, []),
	) == ["not_applicable"]
}

test_named_vpc_asks_for_what_any_caller_may_do if {
	_verdicts([_vpc, _role(["bedrock:Retrieve"]), _function], _named, []) == _is("fail")
}

test_named_vpc_without_callers_unknown if {
	testing.results(_control, _facts([_vpc], _named, [])) == [{
		"kind": "unknown",
		"subject": {"type": "AWS::EC2::VPC", "id": _vpc_id("vpc-1"), "region": "us-east-1", "item": ""},
		"message": "no caller of models was found, so it is unknown which endpoints are needed",
		"proof": [{"id": _vpc_id("vpc-1"), "pointer": "/properties/VpcId"}],
		"causes": [],
	}]
}

test_named_vpc_without_callers_still_needs_the_control_plane if {
	[found] := testing.results(
		_control,
		_facts([_vpc], object.union(_named, {"include_control_plane": true}), []),
	)
	found.kind == "fail"
	found.message == concat(" ", [
		`no interface endpoint is available for "bedrock",`,
		`"bedrock-agent", "bedrock-agentcore-control", "sagemaker.api"`,
	])
}

# Parameters that declare a central VPC.
_hub := {"central_endpoint_vpcs": ["vpc-hub"]}

_route(route) := testing.record(
	"AWS::EC2::RouteTable",
	testing.arn("ec2", "route-table/rtb-1"),
	{"VpcId": "vpc-1", "Routes": [route]},
)

_transit := _route({"TransitGatewayId": "tgw-1", "State": "active"})

_spoke := [_vpc, _central, _invoker, _function, _endpoint("vpc-hub", "bedrock-runtime")]

test_central_endpoint_passes if {
	every route in [_transit, _route({"VpcPeeringConnectionId": "pcx-1", "State": "active"})] {
		_verdicts(array.concat(_spoke, [route]), _hub, []) == _is("pass")
	}
}

test_central_endpoint_out_of_reach_fails if {
	_verdicts(_spoke, _hub, []) == _is("fail")
	_verdicts(
		array.concat(_spoke, [_route({"TransitGatewayId": "tgw-1", "State": "blackhole"})]),
		_hub,
		[],
	) == _is("fail")
	_verdicts(
		array.concat(_spoke, [_route({"NatGatewayId": "nat-1", "State": "active"})]),
		_hub,
		[],
	) == _is("fail")
}

test_undeclared_central_endpoint_fails if _verdicts(array.concat(_spoke, [_transit]), {}, []) == _is("fail")

test_central_vpc_without_the_endpoint_fails if {
	_verdicts([_vpc, _central, _invoker, _function, _transit], _hub, []) == _is("fail")
	elsewhere := _endpoint_in("eu-west-1", "vpc-hub", "bedrock-runtime", "available")
	_verdicts([_vpc, _central, _invoker, _function, _transit, elsewhere], _hub, []) == _is("fail")
}

test_central_vpc_of_another_account_unknown if {
	every hub in [[], [_vpc_of("vpc-hub", "444455556666")]] {
		records := array.concat([_vpc, _invoker, _function, _transit], hub)
		_verdicts(records, _hub, []) == _is("unknown")
		testing.messages(_control, _facts(records, _hub, [])) == [
			`the VPC or a central one belongs to another account, which may have endpoints for "bedrock-runtime"`,
		]
	}
}

test_shared_vpc_unknown if {
	shared := _vpc_of("vpc-1", "444455556666")
	_verdicts([shared, _invoker, _function], {}, []) == _is("unknown")
	testing.messages(_control, _facts([shared, _invoker, _function], {}, [])) == [
		`the VPC or a central one belongs to another account, which may have endpoints for "bedrock-runtime"`,
	]
	_verdicts([shared, _role(["qbusiness:Chat"]), _function], {}, []) == _is("pass")
}

# A role that is not known.
_stranger := "arn:aws:iam::444455556666:role/stranger"

test_role_of_another_account_unknown if {
	records := [_vpc, _function_as(_stranger), _endpoint("vpc-1", "bedrock-runtime")]
	_verdicts(records, {}, []) == _is("unknown")
	testing.messages(_control, _facts(records, {}, [])) == [sprintf(
		`callers may need more endpoints, because these roles could not be read: "%s"`,
		[_stranger],
	)]
}

_second := object.union(_function_as(_stranger), {"id": testing.arn("lambda", "function:second")})

test_unread_role_beside_a_known_one if {
	_verdicts([_vpc, _invoker, _function, _second], {}, []) == _is("fail")
	_verdicts(
		[_vpc, _invoker, _function, _second, _endpoint("vpc-1", "bedrock-runtime")],
		{},
		[],
	) == _is("unknown")
}

test_attached_policy_that_was_not_seen_unknown if {
	attached := {"properties": {"AttachedManagedPolicies": [{
		"PolicyName": "p",
		"PolicyArn": "arn:aws:iam::aws:policy/P",
	}]}}
	_verdicts([_vpc, object.union(_invoker, attached), _function], {}, []) == _is("unknown")
}

_iam := "iam:GetAccountAuthorizationDetails"

test_denied_roles_unknown if {
	_verdicts([_vpc, _function], {}, [testing.gap(_iam, "global")]) == _is("unknown")
	_verdicts(
		[_vpc, _invoker, _function, _endpoint("vpc-1", "bedrock-runtime")],
		{},
		[testing.gap(_iam, _invoker.id)],
	) == _is("unknown")
}

_served := [_vpc, _invoker, _function, _endpoint("vpc-1", "bedrock-runtime")]

# An endpoint that was seen is there.
test_denied_evidence_passes if {
	every operation in [
		"ec2:DescribeVpcEndpoints", "ec2:DescribeVpcEndpointServices", "ec2:DescribeRouteTables",
	] {
		_verdicts(_served, {}, [testing.gap(operation, "us-east-1")]) == _is("pass")
		_verdicts(_served, {}, [testing.gap(operation, "eu-west-1")]) == _is("pass")
	}
}

# AWS may offer a service that the list lacks.
test_denied_offers_of_another_service_unknown if {
	records := [_vpc, _role(["qbusiness:Chat"]), _function]
	gap := testing.gap("ec2:DescribeVpcEndpointServices", "us-east-1")
	_verdicts(records, {}, []) == _is("pass")
	_verdicts(records, {}, [gap]) == _is("unknown")
}

# No caller needs another service.
test_endpoints_of_all_services_pass_whatever_was_denied if {
	needed := {
		"bedrock-agent-runtime", "bedrock-agentcore", "bedrock-agentcore.gateway", "bedrock-mantle",
		"bedrock-runtime", "s3vectors", "sagemaker.runtime",
	}
	whole := array.concat([_vpc, _invoker, _function], [_endpoint("vpc-1", service) | some service in needed])
	gaps := [testing.gap("lambda:ListFunctions", "us-east-1"), testing.gap(_iam, "global")]
	_verdicts(whole, {}, gaps) == _is("pass") | {_unlisted}
	_verdicts(whole, {"include_control_plane": true}, []) == _is("fail")
	services := testing.gap("ec2:DescribeVpcEndpointServices", "us-east-1")
	_verdicts(whole, {}, array.concat(gaps, [services])) == _is("unknown") | {_unlisted}
}

_domain := testing.record("AWS::SageMaker::Domain", testing.arn("sagemaker", "domain/d-1"), {
	"DomainId": "d-1",
	"VpcId": "vpc-1",
})

_profile := testing.record("AWS::SageMaker::UserProfile", testing.arn("sagemaker", "user-profile/d-1/ann"), {
	"DomainId": "d-1",
	"UserSettings": {"ExecutionRole": _invoker.id},
})

test_user_profile_of_studio_fails if {
	_verdicts([_vpc, _invoker, _domain, _profile], {}, []) == _is("fail")
	_verdicts([_vpc, _invoker, _domain], {}, []) != _is("fail")
}

test_domain_without_a_vpc_not_applicable if {
	records := [_vpc, _invoker, testing.without(_domain, "VpcId"), _profile]
	testing.kinds(_control, _facts(records, {}, [])) == ["not_applicable"]
}

test_missing_endpoint_with_denied_endpoints_unknown if {
	_verdicts(
		[_vpc, _invoker, _function],
		{},
		[testing.gap("ec2:DescribeVpcEndpoints", "us-east-1")],
	) == _is("unknown")
}

# Routes matter if a central VPC is declared.
test_missing_endpoint_with_denied_routes if {
	gaps := [testing.gap("ec2:DescribeRouteTables", "us-east-1")]
	_verdicts(_spoke, _hub, gaps) == _is("unknown")
	_verdicts([_vpc, _invoker, _function], {}, gaps) == _is("fail")
}

test_denied_offers_create_no_failure if {
	gaps := [testing.gap("ec2:DescribeVpcEndpointServices", "us-east-1")]
	testing.verdicts(_control, testing.facts([_vpc, _invoker, _function], {}, gaps)) == _is("unknown")
}

test_denied_listing_unknown if {
	_verdicts([], {}, [testing.gap("ec2:DescribeVpcs", "us-east-1")]) == {_unlisted}
	_verdicts(_served, {}, [testing.gap("ec2:DescribeVpcs", "us-east-1")]) == _is("pass") | {_unlisted}
}

_callers := [
	"ec2:DescribeSubnets", "lambda:ListFunctions", "bedrock-agentcore-control:GetAgentRuntime",
	"bedrock-agentcore-control:GetCapacityProvider",
	"sagemaker:DescribeDomain", "sagemaker:DescribeModel", "sagemaker:DescribeNotebookInstance",
	"sagemaker:DescribeUserProfile",
]

# A caller that was not read may run in any VPC, and may need other services.
test_denied_callers_unknown if {
	every operation in _callers {
		gaps := [testing.gap(operation, "us-east-1")]
		_verdicts([_vpc], {}, gaps) == {_unlisted}
		_verdicts(_served, {}, gaps) == _is("unknown") | {_unlisted}
		_verdicts([_vpc, _invoker, _function], {}, gaps) == _is("fail") | {_unlisted}
	}
}

test_one_caller_that_was_not_read_unknown if {
	_verdicts(
		_served,
		{},
		[testing.gap("sagemaker:DescribeModel", testing.arn("sagemaker", "model/hidden"))],
	) == _is("unknown") | {_unlisted}
	_verdicts(
		_served,
		{},
		[testing.gap("sagemaker:DescribeModel", "arn:aws:sagemaker:eu-west-1:111122223333:model/hidden")],
	) == _is("pass") | {_unlisted}
}
