package lens_test.lib.calls_in_use_test

import data.lens.lib.calls_in_use
import data.lens_test.testing

_role(actions) := testing.record("AWS::IAM::Role", testing.iam("role/r"), {
	"Path": "/",
	"RolePolicyList": [{"PolicyName": "p", "PolicyDocument": {"Statement": [{
		"Effect": "Allow", "Action": actions, "Resource": ["*"], "Condition": {},
	}]}}],
	"AttachedManagedPolicies": [],
})

_found(records) := found if {
	facts := testing.facts(records, {}, [])
	found := calls_in_use.actions with input as facts
}

_bedrock := {"bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"}

_mantle := {"bedrock-mantle:CreateInference"}

test_nothing_in_use if {
	_found([]) == set()
	_found([_role(["s3:GetObject", "sagemaker:InvokeEndpoint", "qbusiness:Chat"])]) == set()
}

test_region_in_use if {
	agent := testing.record("AWS::Bedrock::Agent", testing.arn("bedrock", "agent/a"), {})
	_found([agent]) == _bedrock
}

test_principals if {
	_found([_role(["bedrock:InvokeModel"])]) == _bedrock
	_found([_role(["bedrock-mantle:CreateInference"])]) == _bedrock | _mantle
	_found([_role(["bedrock-agentcore:InvokeHarness"])]) == set()
}

test_claude_platform_only_if_named if {
	_found([_role(["*"])]) == _bedrock | _mantle
	_found([_role(["aws-external-anthropic:*"])]) == set()
	_found([_role(["aws-external-anthropic:CreateInference"])]) == {"aws-external-anthropic:CreateInference"}
}

test_claude_platform_denied if {
	role := _role(["aws-external-anthropic:CreateInference"])
	deny := {"PolicyName": "d", "PolicyDocument": {"Statement": [{
		"Effect": "Deny", "Action": ["aws-external-anthropic:*"], "Resource": ["*"], "Condition": {},
	}]}}
	policies := array.concat(role.properties.RolePolicyList, [deny])
	_found([object.union(role, {"properties": {"RolePolicyList": policies}})]) == set()
}
