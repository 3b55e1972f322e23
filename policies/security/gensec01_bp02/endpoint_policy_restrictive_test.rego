package lens_test.gensec01_bp02.endpoint_policy_restrictive_test

import data.lens_test.testing

_control := "GENSEC01-BP02/endpoint-policy-restrictive"

_id := testing.arn("ec2", "vpc-endpoint/vpce-1")

_endpoint(service, properties) := testing.record("AWS::EC2::VPCEndpoint", _id, object.union(
	{"VpcEndpointId": "vpce-1", "VpcEndpointType": "Interface", "State": "available", "ServiceName": service},
	properties,
))

_with_policy(service, statements) := _endpoint(
	sprintf("com.amazonaws.us-east-1.%s", [service]),
	{"PolicyDocument": {"Version": "2012-10-17", "Statement": statements}},
)

_kinds(endpoint) := testing.kinds(_control, testing.facts([endpoint], {}, []))

# Verdicts on the policy of an endpoint for Bedrock's control plane. Calls through it use the
# account's own resources.
_of(statements) := _kinds(_with_policy("bedrock", statements))

_open := {"Effect": "Allow", "Principal": {"AWS": ["*"]}, "Action": ["*"], "Resource": ["*"], "Condition": {}}

_but(changes) := object.union(_open, changes)

_under(condition) := [_but({"Condition": condition})]

test_allow_all_fails if {
	named := _but({"Resource": ["arn:aws:bedrock:us-east-1:111122223333:guardrail/g"]})
	testing.results(_control, testing.facts([_with_policy("bedrock-runtime", [named, _open])], {}, [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::EC2::VPCEndpoint", "id": _id, "region": "us-east-1", "item": ""},
		"message": `the endpoint policy lets any principal reach any resource of "bedrock-runtime"`,
		"proof": [{"id": _id, "pointer": "/properties/PolicyDocument/Statement/1"}],
		"causes": [],
	}]
}

test_no_policy_fails if {
	endpoint := _endpoint("com.amazonaws.us-east-1.bedrock-agentcore.gateway", {})
	[found] := testing.results(_control, testing.facts([endpoint], {}, []))
	found.message == concat(" ", [
		"no endpoint policy is set,",
		`so any principal can call any action of "bedrock-agentcore.gateway"`,
	])
	found.proof == [{"id": _id, "pointer": "/properties"}]
}

test_named_action_for_anybody_fails if _of([_but({"Action": ["bedrock:GetGuardrail"]})]) == ["fail"]

test_agentcore_fails if _kinds(_with_policy("bedrock-agentcore", [_open])) == ["fail"]

test_china_fails if _kinds(_endpoint("cn.com.amazonaws.cn-north-1.sagemaker.runtime", {})) == ["fail"]

test_named_resources_pass if {
	_of([_but({"Resource": ["arn:aws:bedrock:us-east-1:111122223333:guardrail/*"]})]) == ["pass"]
	_kinds(_with_policy(
		"bedrock-agentcore",
		[_but({"Resource": ["arn:aws:bedrock-agentcore:us-east-1:111122223333:runtime/R1"]})],
	)) == ["pass"]
}

test_named_principals_pass if {
	_of([_but({"Principal": {"AWS": ["arn:aws:iam::111122223333:root"]}})]) == ["pass"]
}

test_all_principals_but_some_fails if _of([object.union(
	object.remove(_open, ["Principal"]),
	{"NotPrincipal": {"AWS": ["arn:aws:iam::111122223333:root"]}},
)]) == ["fail"]

test_all_resources_but_some_fails if _of([object.union(
	object.remove(_open, ["Resource"]),
	{"NotResource": ["arn:aws:bedrock:us-east-1:111122223333:guardrail/g"]},
)]) == ["fail"]

# A condition for the account or the organization of the principal or of the resource.
_mine(key) := {"StringEquals": {sprintf("aws:%s", [key]): [_value[key]]}}

_value := {
	"PrincipalAccount": "111122223333",
	"PrincipalArn": "arn:aws:iam::111122223333:role/app",
	"PrincipalOrgID": "o-abc",
	"PrincipalOrgPaths": "o-abc/r-x/",
	"ResourceAccount": "111122223333",
	"ResourceOrgID": "o-abc",
	"ResourceOrgPaths": "o-abc/r-x/",
	"SourceVpc": "vpc-1",
}

test_condition_on_the_principal_passes if {
	every key in ["PrincipalAccount", "PrincipalOrgID", "PrincipalOrgPaths", "PrincipalArn"] {
		_of(_under(_mine(key))) == ["pass"]
		_kinds(_with_policy("bedrock-runtime", _under(_mine(key)))) == ["pass"]
	}
}

test_condition_on_the_resource_passes if {
	every key in ["ResourceAccount", "ResourceOrgID", "ResourceOrgPaths"] {
		_of(_under(_mine(key))) == ["pass"]
	}
}

# A foundation model belongs to no account.
test_condition_on_the_resource_does_not_restrict_models_fails if {
	every key in ["ResourceAccount", "ResourceOrgID", "ResourceOrgPaths"] {
		_kinds(_with_policy("bedrock-runtime", _under(_mine(key)))) == ["fail"]
	}
}

test_aws_services_pass if _of(_under({"Bool": {"aws:PrincipalIsAWSService": ["true"]}})) == ["pass"]

test_condition_on_another_key_fails if _of(_under(_mine("SourceVpc"))) == ["fail"]

test_pattern_for_every_account_fails if {
	_of(_under({"StringLike": {"aws:PrincipalAccount": ["????????????"]}})) == ["fail"]
	_of(_under({"ArnLike": {"aws:PrincipalArn": ["arn:aws:iam::*:role/*"]}})) == ["fail"]
}

# Calls through an endpoint have no public address.
test_public_addresses_fail if _of(_under({"IpAddress": {"aws:SourceIp": ["203.0.113.0/24"]}})) == ["fail"]

test_private_addresses_review if {
	endpoint := _with_policy("bedrock", _under({"IpAddress": {"aws:VpcSourceIp": ["10.0.0.0/24"]}}))
	[found] := testing.results(_control, testing.facts([endpoint], {}, []))
	found.kind == "review"
	found.message == concat("", [
		`the endpoint policy for "bedrock" restricts private IP addresses only, `,
		"not principals or resources",
	])
	found.proof == [{"id": _id, "pointer": "/properties/PolicyDocument/Statement/0"}]
}

test_condition_that_does_not_restrict_fails if {
	_of(_under({"StringEqualsIfExists": {"aws:PrincipalOrgID": ["o-abc"]}})) == ["fail"]
	_of(_under({"StringLike": {"aws:PrincipalOrgID": ["*"]}})) == ["fail"]
}

test_one_open_statement_beside_a_restricted_one_fails if {
	_of([_open, _but({"Condition": {"StringEquals": {"aws:PrincipalOrgID": ["o-abc"]}}})]) == ["fail"]
}

test_deny_beside_a_restricted_statement_passes if {
	_of([
		_but({"Condition": {"StringEquals": {"aws:PrincipalOrgID": ["o-abc"]}}}),
		_but({"Effect": "Deny", "Action": ["bedrock:Delete*"]}),
	]) == ["pass"]
}

# A policy that allows everything, and a Deny with a condition.
_deny(condition, changes) := [_open, object.union(_but({"Effect": "Deny", "Condition": condition}), changes)]

_others := {"StringNotEquals": {"aws:PrincipalOrgID": ["o-abc"]}}

_others_resources := {"StringNotEqualsIfExists": {"aws:ResourceAccount": ["111122223333"]}}

test_deny_of_all_others_passes if {
	_of(_deny(_others, {})) == ["pass"]
	_of(_deny(_others, {"Action": ["bedrock:*"]})) == ["pass"]
	_of(_deny(_others, {"Action": ["bedrock:Get*", "*"]})) == ["pass"]
	_kinds(_with_policy("bedrock-runtime", _deny(_others, {}))) == ["pass"]
}

test_deny_of_others_resources_passes if _of(_deny(_others_resources, {})) == ["pass"]

test_deny_of_other_resources_does_not_restrict_models_fails if {
	_kinds(_with_policy("bedrock-runtime", _deny(_others_resources, {}))) == ["fail"]
}

test_deny_of_some_actions_fails if _of(_deny(_others, {"Action": ["bedrock:Delete*"]})) == ["fail"]

test_deny_of_another_service_fails if _of(_deny(_others, {"Action": ["s3:*"]})) == ["fail"]

test_deny_with_a_second_condition_fails if {
	narrower := object.union(_others, {"StringEquals": {"aws:RequestedRegion": ["us-east-1"]}})
	_of(_deny(narrower, {})) == ["fail"]
}

test_deny_of_some_resources_fails if {
	_of(_deny(_others, {"Resource": ["arn:aws:bedrock:us-east-1:111122223333:guardrail/g"]})) == ["fail"]
}

test_deny_of_some_principals_fails if {
	_of(_deny(_others, {"Principal": {"AWS": ["arn:aws:iam::444455556666:root"]}})) == ["fail"]
}

test_deny_on_a_positive_operator_fails if {
	_of(_deny({"StringEquals": {"aws:PrincipalOrgID": ["o-abc"]}}, {})) == ["fail"]
}

test_other_service_not_applicable if _kinds(_endpoint("com.amazonaws.us-east-1.s3", {})) == ["not_applicable"]

test_endpoint_for_fips_fails if {
	[found] := testing.results(
		_control,
		testing.facts([_with_policy("bedrock-runtime-fips", [_open])], {}, []),
	)
	found.kind == "fail"
	endswith(found.message, `any resource of "bedrock-runtime"`)
	account := [_but({"Condition": {"StringEquals": {"aws:ResourceAccount": ["111122223333"]}}})]
	_kinds(_with_policy("bedrock-runtime-fips", account)) == ["fail"]
}

_service(name, supported) := testing.record(
	"AWS::EC2::VPCEndpointService",
	testing.arn("ec2", sprintf("vpc-endpoint-service/%s", [name])),
	{"ServiceName": name, "VpcEndpointPolicySupported": supported},
)

# AWS shows a policy that allows everything there, and nobody can change it.
test_service_without_policies_not_applicable if {
	open := _with_policy("kendra", [_open])
	kendra := "com.amazonaws.us-east-1.kendra"
	testing.kinds(_control, testing.facts([open, _service(kendra, false)], {}, [])) == ["not_applicable"]
	testing.kinds(_control, testing.facts([open, _service(kendra, true)], {}, [])) == ["fail"]
	other := _service("com.amazonaws.us-east-1.kendra-fips", false)
	testing.kinds(_control, testing.facts([open, other], {}, [])) == ["fail"]
}

# Without the list of services, nobody knows whether the endpoint could have a policy.
test_services_denied if {
	gap := testing.gap("ec2:DescribeVpcEndpointServices", "us-east-1")
	testing.kinds(_control, testing.facts([_with_policy("bedrock", [_open])], {}, [gap])) == ["unknown"]
	none := _endpoint("com.amazonaws.us-east-1.bedrock", {})
	testing.kinds(_control, testing.facts([none], {}, [gap])) == ["unknown"]
	good := _with_policy("bedrock", _under({"StringEquals": {"aws:PrincipalOrgID": ["o-abcdefghij"]}}))
	testing.kinds(_control, testing.facts([good], {}, [gap])) == ["pass"]
}

# The endpoint of a resource or of a service network has no service name.
test_endpoint_without_a_service_not_applicable if {
	e := testing.record("AWS::EC2::VPCEndpoint", _id, {"VpcEndpointId": "vpce-1", "VpcEndpointType": "Resource"})
	_kinds(e) == ["not_applicable"]
}

test_services_are_a_parameter if {
	fips := _endpoint("com.amazonaws.us-east-1.bedrock", {})
	named := {_control: {"services": ["bedrock-fips"]}}
	testing.kinds(_control, testing.facts([fips], named, [])) == ["fail"]
	endpoint := _endpoint("com.amazonaws.us-east-1.s3", {})
	testing.kinds(_control, testing.facts([endpoint], {_control: {"services": ["s3"]}}, [])) == ["fail"]
}

test_no_endpoint_not_applicable if testing.kinds(_control, testing.facts([], {}, [])) == ["not_applicable"]

_denied := testing.gap("ec2:DescribeVpcEndpoints", "us-east-1")

test_denied_unknown if testing.kinds(_control, testing.facts([], {}, [_denied])) == ["unknown"]

test_cut_listing_judges_what_was_seen_and_unknown if {
	unseen := ["unknown", testing.iam("root"), ""]
	good := _with_policy("bedrock", _under({"StringEquals": {"aws:PrincipalOrgID": ["o-abc"]}}))
	testing.verdicts(_control, testing.facts([good], {}, [_denied])) == {["pass", _id, ""], unseen}
	document := testing.facts([_with_policy("bedrock", [_open])], {}, [_denied])
	testing.verdicts(_control, document) == {["fail", _id, ""], unseen}
}

# scanner/judging/facts.py empties a malformed document and puts a gap on the endpoint.
test_malformed_policy_unknown if {
	document := testing.facts([_with_policy("bedrock", [])], {}, [testing.gap("ec2:DescribeVpcEndpoints", _id)])
	testing.verdicts(_control, document) == {
		["unknown", _id, ""],
		["unknown", testing.iam("root"), ""],
	}
}
