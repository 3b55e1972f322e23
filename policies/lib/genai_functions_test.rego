package lens_test.lib.genai_functions_test

import data.lens.lib.genai_functions
import data.lens_test.testing

_arn(name) := testing.arn("lambda", sprintf("function:%s", [name]))

_function(name, role) := testing.record("AWS::Lambda::Function", _arn(name), {"Role": testing.iam(role)})

_role := testing.record("AWS::IAM::Role", testing.iam("role/caller"), {
	"Path": "/",
	"AttachedManagedPolicies": [],
	"AssumeRolePolicyDocument": {"Statement": []},
	"RolePolicyList": [{
		"PolicyName": "models",
		"PolicyDocument": {"Version": "2012-10-17", "Statement": [{
			"Effect": "Allow",
			"Action": ["bedrock:InvokeModel"],
			"Resource": ["*"],
			"Condition": {},
		}]},
	}],
})

_found(records, workload) := found if {
	facts := object.union(testing.facts(records, {}, []), {"workload": workload})
	found := genai_functions.functions with input as facts
}

# Whether a resource of a type with these properties is the one thing that names function x.
_names(type, properties) if {
	record := testing.record(type, testing.arn("bedrock", "thing/T"), properties)
	_found([record], {}) == {{"arn": _arn("x"), "region": "us-east-1", "by": record.id}}
}

test_action_group if {
	_names("AWS::Bedrock::AgentActionGroup", {"actionGroupExecutor": {"lambda": _arn("x:live")}})
}

test_agent_and_its_version if {
	every type in ["AWS::Bedrock::Agent", "AWS::Bedrock::AgentVersion"] {
		_names(type, {"customOrchestration": {"executor": {"lambda": _arn("x")}}})
		_names(type, {"promptOverrideConfiguration": {"overrideLambda": _arn("x:3")}})
	}
}

test_node_of_a_flow_in_a_loop if {
	inner := {"nodes": [{"configuration": {"lambdaFunction": {"lambdaArn": _arn("x")}}}]}
	loop := {"nodes": [{"configuration": {"loop": {"definition": inner}}}]}
	_names("AWS::Bedrock::Flow", {"definition": loop})
	_names("AWS::Bedrock::FlowVersion", {"definition": loop})
}

test_transformation_of_a_data_source if {
	function := {"transformationLambdaConfiguration": {"lambdaArn": _arn("x")}}
	custom := {"transformations": [{"transformationFunction": function}]}
	ingestion := {"vectorIngestionConfiguration": {"customTransformationConfiguration": custom}}
	_names("AWS::Bedrock::DataSource", ingestion)
}

test_gateway_and_target if {
	interceptor := {"interceptor": {"lambda": {"arn": _arn("x")}}}
	_names("AWS::BedrockAgentCore::Gateway", {"interceptorConfigurations": [interceptor]})
	target := {"mcp": {"lambda": {"lambdaArn": _arn("x")}}}
	_names("AWS::BedrockAgentCore::GatewayTarget", {"targetConfiguration": target})
}

test_hook_and_evaluator if {
	hook := {"beforeToolCall": {"target": {"lambda": {"arn": _arn("x")}}}}
	_names("AWS::BedrockAgentCore::Harness", {"hooks": [hook]})
	code := {"codeBased": {"lambdaConfig": {"lambdaArn": _arn("x")}}}
	_names("AWS::BedrockAgentCore::Evaluator", {"evaluatorConfig": code})
}

test_role_that_may_call_models if {
	_found([_function("x", "role/caller"), _function("y", "role/other"), _role], {}) == {{
		"arn": _arn("x"),
		"region": "us-east-1",
		"by": _role.id,
	}}
}

test_declared if {
	records := [_function("refunds-ask", "role/other"), _function("y", "role/other")]
	_found(records, {"functions": ["refunds-*"]}) == {{
		"arn": _arn("refunds-ask"),
		"region": "us-east-1",
		"by": "workload",
	}}
}

test_other_arns_name_no_function if {
	properties := {"roleArn": testing.iam("role/x"), "description": {"redacted": {"length": 1, "hmac": "a"}}}
	_found([testing.record("AWS::Bedrock::Flow", testing.arn("bedrock", "flow/F"), properties)], {}) == set()
}

test_arns if {
	records := [_function("x", "role/caller"), _role]
	facts := testing.facts(records, {}, [])
	genai_functions.arns == {_arn("x")} with input as facts
}
