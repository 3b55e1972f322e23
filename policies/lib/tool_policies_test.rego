package lens_test.lib.tool_policies_test

import data.lens.lib.tool_policies
import data.lens_test.testing

_engine := testing.arn("bedrock-agentcore", "policy-engine/tools-abcdefghij")

_gateway(configuration) := testing.record(
	"AWS::BedrockAgentCore::Gateway",
	testing.arn("bedrock-agentcore", "gateway/orders"),
	configuration,
)

_uses(arn, mode) := _gateway({"policyEngineConfiguration": {"arn": arn, "mode": mode}})

_policy(name, properties) := testing.record(
	"AWS::BedrockAgentCore::Policy",
	sprintf("%s/policy/%s-abcdefghij", [_engine, name]),
	properties,
)

test_policies_of_engines_in_use if {
	own := _policy("a", {"status": "ACTIVE"})
	other := testing.record(
		"AWS::BedrockAgentCore::Policy",
		testing.arn("bedrock-agentcore", "policy-engine/idle-abcdefghij/policy/b"),
		{"status": "ACTIVE"},
	)
	document := testing.facts([_uses(_engine, "ENFORCE"), own, other], {}, [])
	found := tool_policies.of_engine with input as document
	found == {_engine: [own]}
}

_state(gateway, policies) := found if {
	document := testing.facts(array.concat([gateway], policies), {}, [])
	found := tool_policies.state(gateway) with input as document
}

_of(properties) := _state(_uses(_engine, "ENFORCE"), [_policy("a", properties)])

test_state if {
	_state(_gateway({}), []) == "no-engine"
	_state(_uses(_engine, "LOG_ONLY"), [_policy("a", {"status": "ACTIVE"})]) == "log-only"
	_state(_gateway({"policyEngineConfiguration": {"arn": _engine}}), []) == "mode-not-shown"
	_state(_uses(_engine, "ENFORCE"), []) == "no-policy"
	_state(_uses(replace(_engine, "111122223333", "444455556666"), "ENFORCE"), []) == "not-here"
	_state(_uses(replace(_engine, "us-east-1", "eu-west-1"), "ENFORCE"), []) == "not-here"
}

test_policies_that_decide if {
	_of({"status": "ACTIVE"}) == "enforces"
	_of({"status": "ACTIVE", "enforcementMode": "ACTIVE"}) == "enforces"
	_of({"status": "ACTIVE", "enforcementMode": "LOG_ONLY"}) == "no-policy"
	every status in ["UPDATING", "UPDATE_FAILED", "DELETE_FAILED"] {
		_of({"status": status}) == "changing"
	}
	every status in ["CREATING", "CREATE_FAILED", "DELETING"] {
		_of({"status": status}) == "no-policy"
	}
	both := [_policy("a", {"status": "UPDATING"}), _policy("b", {"status": "ACTIVE"})]
	_state(_uses(_engine, "ENFORCE"), both) == "enforces"
}
