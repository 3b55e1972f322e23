package lens_test.gensec05_bp01.runtime_config_no_secrets_test

import data.lens_test.testing

_control := "GENSEC05-BP01/runtime-config-no-secrets"

_id := testing.arn("bedrock-agentcore", "runtime/planner-abc1234567")

_signed(signs) := {"redacted": {"length": 9, "hmac": "x", "signs": object.union({"credentials": 0}, signs)}}

_secret := _signed({"credentials": 1, "named": true})

_maybe := _signed({"perhaps_password": true})

_held(value) := {"agentRuntimeVersion": "2", "environmentVariables": value}

_runtime(properties) := testing.record("AWS::BedrockAgentCore::Runtime", _id, properties)

_harness(properties) := testing.record(
	"AWS::BedrockAgentCore::Harness",
	testing.arn("bedrock-agentcore", "harness/rover-abc1234567"),
	properties,
)

_tool(config) := {"tools": [{"type": "remote_mcp", "config": {"remoteMcp": config}}]}

_target := testing.record(
	"AWS::BedrockAgentCore::GatewayTarget",
	testing.arn("bedrock-agentcore", "gateway/tools/target/T1"),
	{"targetConfiguration": {"mcp": {"lambda": {"lambdaArn": _live}}}},
)

_live := "arn:aws:lambda:us-east-1:111122223333:function:orders:live"

_configured := sprintf("%s/configuration", [_live])

_function(environment) := testing.record(
	"AWS::Lambda::FunctionConfiguration",
	_configured,
	{"Timeout": 20, "Environment": environment},
)

_results(records, gaps) := testing.results(_control, testing.facts(records, {}, gaps))

_kinds(records, gaps) := testing.kinds(_control, testing.facts(records, {}, gaps))

test_runtime_fails if {
	_results([_runtime(_held(_secret))], []) == [{
		"kind": "fail",
		"subject": {"type": "AWS::BedrockAgentCore::Runtime", "id": _id, "region": "us-east-1", "item": ""},
		"message": "an environment variable holds what looks like a password or a key",
		"proof": [{"id": _id, "pointer": "/properties/environmentVariables"}],
		"causes": [],
	}]
}

test_clean_passes if _kinds([_runtime(_held(_signed({})))], []) == ["pass"]

test_none_passes if _kinds([_runtime({"agentRuntimeVersion": "2"})], []) == ["pass"]

test_perhaps_review if {
	[result] := _results([_runtime(_held(_maybe))], [])
	result.kind == "review"
	result.message == concat("", [
		"a value in the configuration may be a password or a key: ",
		"decide whether it is one, and move it if so",
	])
}

test_not_searched_unknown if {
	[result] := _results([_runtime(_held({"redacted": {"length": 9, "hmac": "x"}}))], [])
	result.kind == "unknown"
	startswith(result.message, "the scan did not look for secrets in the configuration, so scan again")
}

test_denied_unknown if {
	_kinds([_runtime({})], [testing.gap("bedrock-agentcore-control:GetAgentRuntime", _id)]) == ["unknown"]
}

test_listing_denied_unknown if {
	_kinds([], [testing.gap("bedrock-agentcore-control:ListAgentRuntimes", "us-east-1")]) == ["unknown"]
}

test_nothing_not_applicable if _kinds([], []) == ["not_applicable"]

# ---- versions

_version(value) := testing.record(
	"AWS::BedrockAgentCore::RuntimeVersion",
	sprintf("%s:1", [_id]),
	{"agentRuntimeVersion": "1", "environmentVariables": value},
)

test_served_version_fails if {
	[result] := _results([_runtime({"agentRuntimeVersion": "2"}), _version(_secret)], [])
	result.kind == "fail"
	result.message == `an environment variable of version "1" holds what looks like a password or a key`
	result.proof == [{"id": sprintf("%s:1", [_id]), "pointer": "/properties/environmentVariables"}]
}

_endpoint := testing.record(
	"AWS::BedrockAgentCore::RuntimeEndpoint",
	sprintf("%s/runtime-endpoint/prod", [_id]),
	{"liveVersion": "1"},
)

test_version_not_read_unknown if {
	gap := testing.gap("bedrock-agentcore-control:GetAgentRuntime", _endpoint.id)
	_kinds([_runtime({"agentRuntimeVersion": "2"}), _endpoint], [gap]) == ["unknown"]
}

# ---- harnesses

test_header_fails if {
	harness := _harness(_tool({"url": _signed({}), "headers": _secret}))
	[result] := _results([harness], [])
	result.kind == "fail"
	result.message == "a header of a tool holds what looks like a password or a key"
	result.proof == [{"id": harness.id, "pointer": "/properties/tools/0/config/remoteMcp/headers"}]
}

test_address_fails if {
	[result] := _results([_harness(_tool({"url": _secret}))], [])
	result.kind == "fail"
	result.message == "the URL of a tool holds what looks like a password or a key"
}

test_harness_variables_fail if _kinds([_harness({"environmentVariables": _secret})], []) == ["fail"]

test_harness_passes if {
	_kinds([_harness({"environmentVariables": _signed({}), "tools": []})], []) == ["pass"]
}

test_runtime_of_harness_is_one if {
	environment := {"agentCoreRuntimeEnvironment": {"agentRuntimeArn": _id}}
	harness := _harness({"environmentVariables": _secret, "environment": environment})
	_kinds([harness, _runtime(_held(_secret)), _version(_secret)], []) == ["fail"]
}

test_runtime_beside_harness_that_was_not_read_unknown if {
	harness := _harness({})
	gap := testing.gap("bedrock-agentcore-control:GetHarness", harness.id)
	_kinds([harness, _runtime(_held(_signed({})))], [gap]) == ["unknown", "unknown"]
}

# ---- functions

test_function_fails if {
	[result] := _results([_target, _function({"Variables": _secret})], [])
	result.kind == "fail"
	result.subject == {
		"type": "AWS::Lambda::Function",
		"id": "arn:aws:lambda:us-east-1:111122223333:function:orders",
		"region": "us-east-1",
		"item": "",
	}
	result.proof == [{"id": _configured, "pointer": "/properties/Environment/Variables"}]
}

test_function_passes if _kinds([_target, _function({"Variables": _signed({})})], []) == ["pass"]

test_hidden_variables_unknown if {
	[result] := _results([_target, _function({"Error": {"ErrorCode": "AccessDeniedException"}})], [])
	result.kind == "unknown"
	wanted := sprintf(`AWS does not show the environment variables (used by "%s")`, [_target.id])
	startswith(result.message, wanted)
}

test_function_not_found_unknown if {
	[result] := _results([_target], [])
	result.kind == "unknown"
	startswith(result.message, sprintf(`it was not found in this account (used by "%s")`, [_target.id]))
}

test_function_denied_unknown if {
	_kinds([_target], [testing.gap("lambda:GetFunctionConfiguration", _target.id)]) == ["unknown"]
}

test_function_of_nobody_not_judged if _kinds([_function({"Variables": _secret})], []) == ["not_applicable"]
