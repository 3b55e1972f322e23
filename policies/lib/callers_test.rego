package lens_test.lib.callers_test

import data.lens.lib.callers
import data.lens_test.testing

_subnet(id, vpc) := testing.record(
	"AWS::EC2::Subnet",
	testing.arn("ec2", sprintf("subnet/%s", [id])),
	{"SubnetId": id, "VpcId": vpc},
)

_function := testing.record("AWS::Lambda::Function", testing.arn("lambda", "function:ask"), {
	"Role": "r1",
	"VpcConfig": {"VpcId": "vpc-1"},
})

_outside := testing.record("AWS::Lambda::Function", testing.arn("lambda", "function:out"), {
	"Role": "r1",
	"VpcConfig": {"VpcId": "", "SubnetIds": []},
})

_bare := testing.record("AWS::Lambda::Function", testing.arn("lambda", "function:bare"), {"Role": "r1"})

_runtime := testing.record(
	"AWS::BedrockAgentCore::Runtime", testing.arn("bedrock-agentcore", "runtime/planner"),
	{
		"roleArn": "r2",
		"networkConfiguration": {
			"networkMode": "VPC",
			"networkModeConfig": {"subnets": ["subnet-1", "subnet-2", "subnet-9"]},
		},
	},
)

_public := testing.record(
	"AWS::BedrockAgentCore::Runtime", testing.arn("bedrock-agentcore", "runtime/public"),
	{
		"roleArn": "r2",
		"networkConfiguration": {"networkMode": "PUBLIC"},
	},
)

_provider := testing.record(
	"AWS::BedrockAgentCore::CapacityProvider", testing.arn("bedrock-agentcore", "capacity-provider/own"),
	{"computeConfiguration": {"ec2Configuration": {"vpcConfiguration": {"subnets": ["subnet-1", "subnet-2"]}}}},
)

_on_instances := testing.record(
	"AWS::BedrockAgentCore::Runtime", testing.arn("bedrock-agentcore", "runtime/instances"),
	{"roleArn": "r8", "capacityProviderConfiguration": {"capacityProviderArn": _provider.id}},
)

_domain := testing.record("AWS::SageMaker::Domain", testing.arn("sagemaker", "domain/d-1"), {
	"DomainId": "d-1",
	"VpcId": "vpc-2",
	"DefaultUserSettings": {"ExecutionRole": "r3"},
	"DefaultSpaceSettings": {"ExecutionRole": "r6"},
})

_domain_without_a_vpc := testing.record("AWS::SageMaker::Domain", testing.arn("sagemaker", "domain/d-2"), {
	"DomainId": "d-2",
	"DefaultUserSettings": {"ExecutionRole": "r3"},
})

_profile(domain, settings) := testing.record(
	"AWS::SageMaker::UserProfile",
	testing.arn("sagemaker", sprintf("user-profile/%s/ann", [domain])),
	{"DomainId": domain, "UserProfileName": "ann", "UserSettings": settings},
)

_user := _profile("d-1", {"ExecutionRole": "r7"})

_others := [
	_domain_without_a_vpc,
	_profile("d-2", {"ExecutionRole": "r8"}),
	object.union(_profile("d-1", {}), {"id": testing.arn("sagemaker", "user-profile/d-1/bob")}),
]

_notebook := testing.record(
	"AWS::SageMaker::NotebookInstance",
	testing.arn("sagemaker", "notebook-instance/lab"),
	{"SubnetId": "subnet-3", "RoleArn": "r4"},
)

_model := testing.record("AWS::SageMaker::Model", testing.arn("sagemaker", "model/ranker"), {
	"ExecutionRoleArn": "r5",
	"VpcConfig": {"Subnets": ["subnet-3"]},
})

_caller(r, role, member) := {"id": r.id, "role": role, "pointer": sprintf("/properties/%s", [member])}

test_callers_by_vpc if {
	found := callers.in_vpc with input as testing.facts(
		array.concat(_others, [
			_user,
			_subnet("subnet-1", "vpc-1"), _subnet("subnet-2", "vpc-1"), _subnet("subnet-3", "vpc-2"),
			_function, _outside, _bare, _runtime, _public, _provider, _on_instances, _domain,
			_notebook, _model,
		]),
		{}, [],
	)
	{vpc: {c | some c in list} | some vpc, list in found} == {
		"vpc-1": {
			_caller(_function, "r1", "VpcConfig"),
			_caller(_runtime, "r2", "networkConfiguration"),
			_caller(_on_instances, "r8", "capacityProviderConfiguration"),
		},
		"vpc-2": {
			_caller(_domain, "r3", "VpcId"),
			_caller(_domain, "r6", "VpcId"),
			_caller(_user, "r7", "UserSettings"),
			_caller(_notebook, "r4", "SubnetId"),
			_caller(_model, "r5", "VpcConfig"),
		},
	}
	count(found["vpc-1"]) == 3
}

_role(name, actions, changes) := testing.record("AWS::IAM::Role", id, object.union(properties, changes)) if {
	id := testing.iam(sprintf("role/%s", [name]))
	statement := {"Effect": "Allow", "Action": actions, "Resource": ["*"], "Condition": {}}
	properties := {
		"Path": "/",
		"RolePolicyList": [{"PolicyName": "own", "PolicyDocument": {"Statement": [statement]}}],
		"AttachedManagedPolicies": [],
	}
}

_services(actions) := found if {
	role := _role("caller", actions, {})
	found := object.get(callers.services, role.id, set()) with input as testing.facts([role], {}, [])
}

test_services_of_actions if {
	every action, service in {
		"bedrock:InvokeModel": "bedrock-runtime",
		"bedrock:InvokeModelWithResponseStream": "bedrock-runtime",
		"bedrock:InvokeAgent": "bedrock-agent-runtime",
		"bedrock:InvokeInlineAgent": "bedrock-agent-runtime",
		"bedrock:InvokeFlow": "bedrock-agent-runtime",
		"bedrock:Retrieve": "bedrock-agent-runtime",
		"bedrock:RetrieveAndGenerate": "bedrock-agent-runtime",
		"bedrock-mantle:CreateInference": "bedrock-mantle",
		"bedrock-agentcore:InvokeAgentRuntime": "bedrock-agentcore",
		"bedrock-agentcore:InvokeHarness": "bedrock-agentcore",
		"bedrock-agentcore:InvokeGateway": "bedrock-agentcore.gateway",
		"sagemaker:InvokeEndpoint": "sagemaker.runtime",
		"sagemaker:InvokeEndpointAsync": "sagemaker.runtime",
		"sagemaker:InvokeEndpointWithResponseStream": "sagemaker.runtime",
		"qbusiness:Chat": "qbusiness",
		"qbusiness:ChatSync": "qbusiness",
		"s3vectors:QueryVectors": "s3vectors",
	} {
		_services([action]) == {service}
	}
}

test_services_of_other_actions if {
	_services(["s3:GetObject"]) == set()
	_services(["bedrock:CreateModelInvocationJob"]) == set()
	_services(["*"]) == {
		"bedrock-agent-runtime", "bedrock-agentcore", "bedrock-agentcore.gateway", "bedrock-mantle",
		"bedrock-runtime", "qbusiness", "s3vectors", "sagemaker.runtime",
	}
}

_policy := "arn:aws:iam::aws:policy/Unseen"

_attached := _role("attached", ["bedrock:InvokeModel"], {
	"AttachedManagedPolicies": [{"PolicyName": "Unseen", "PolicyArn": _policy}],
})

_bounded := _role("bounded", ["bedrock:InvokeModel"], {
	"PermissionsBoundary": {"PermissionsBoundaryArn": _policy},
})

_whole := _role("whole", ["bedrock:InvokeModel"], {})

_every_service := {
	"bedrock-agent-runtime", "bedrock-agentcore", "bedrock-agentcore.gateway", "bedrock-mantle",
	"bedrock-runtime", "qbusiness", "s3vectors", "sagemaker.runtime",
}

_enough(roles, gaps) := found if {
	list := [_caller(_function, role.id, "VpcConfig") | some role in roles]
	known := testing.facts([_role("caller", ["bedrock:InvokeModel"], {}), _attached], {}, gaps)
	found := callers.enough("us-east-1", list) with input as known
}

test_enough_services if {
	caller := _role("caller", ["bedrock:InvokeModel"], {})
	_enough([caller], []) == {_every_service, {"bedrock-runtime"}}
	_enough([], []) == {_every_service}
	_enough([caller, _attached], []) == {_every_service}
	every operation in ["lambda:ListFunctions", "ec2:DescribeSubnets", "sagemaker:DescribeUserProfile"] {
		_enough([caller], [testing.gap(operation, "us-east-1")]) == {_every_service}
		count(_enough([caller], [testing.gap(operation, "eu-west-1")])) == 2
	}
}

# Roles with a policy or boundary that was not read are not known.
test_roles_that_are_known if {
	document := testing.facts([_attached, _bounded, _whole], {}, [])
	callers.known == {_whole.id} with input as document
	object.keys(callers.services) == {_whole.id} with input as document
}

_of_models(role) := found if {
	function := object.union(_function, {"properties": {"Role": role.id, "VpcConfig": {"VpcId": "vpc-1"}}})
	found := callers.of_models with input as testing.facts([role, function], {}, [])
}

test_vpcs_of_models if {
	_of_models(_whole) == {"vpc-1"}
	_of_models(_attached) == {"vpc-1"}
	_of_models(_role("quiet", ["bedrock:Retrieve"], {})) == set()
	_of_models({"type": "none", "id": testing.iam("role/elsewhere")}) == {"vpc-1"}
}

test_one_caller_of_models_is_enough if {
	quiet := _role("quiet", ["s3:GetObject"], {})
	other := object.union(_function, {
		"id": testing.arn("lambda", "function:other"),
		"properties": {"Role": quiet.id, "VpcConfig": {"VpcId": "vpc-1"}},
	})
	function := object.union(_function, {"properties": {"Role": _whole.id, "VpcConfig": {"VpcId": "vpc-1"}}})
	callers.of_models == {"vpc-1"} with input as testing.facts([_whole, quiet, function, other], {}, [])
}

test_unread_callers if {
	gaps := [
		testing.gap("bedrock-agentcore-control:GetAgentRuntime", _runtime.id),
		testing.gap("bedrock-agentcore-control:GetCapacityProvider", _provider.id),
		testing.gap("sagemaker:DescribeDomain", _domain.id),
		testing.gap("sagemaker:DescribeNotebookInstance", _notebook.id),
		testing.gap("sagemaker:DescribeModel", _model.id),
		testing.gap("sagemaker:DescribeModel", "us-east-1"),
		testing.gap("iam:GetAccountAuthorizationDetails", _whole.id),
		testing.gap("lambda:ListFunctions", _function.id),
	]
	found := callers.unread with input as testing.facts([], {}, gaps)
	{region: {id | some id in list} | some region, list in found} == {
		"us-east-1": {_runtime.id, _provider.id, _domain.id, _notebook.id, _model.id},
		"global": {_whole.id},
	}
}
