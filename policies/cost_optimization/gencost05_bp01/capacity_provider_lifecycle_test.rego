package lens_test.gencost05_bp01.capacity_provider_lifecycle_test

import data.lens_test.testing

_control := "GENCOST05-BP01/capacity-provider-lifecycle"

_id := testing.arn("bedrock-agentcore", "capacity-provider/pool-abc1234567")

_old := {"status": "READY", "createdAt": "2026-07-02T00:00:00Z"}

_with(properties, lifecycle) := testing.record(
	"AWS::BedrockAgentCore::CapacityProvider",
	_id,
	object.union(properties, {"computeConfiguration": {"ec2Configuration": lifecycle}}),
)

_provider(lifecycle) := _with(_old, {"lifecycleConfiguration": lifecycle})

_default := _with(_old, {})

_runtime(type, id, properties) := testing.record(
	type,
	testing.arn("bedrock-agentcore", sprintf("runtime/%s", [id])),
	object.union({"status": "READY"}, properties),
)

_naming := {"capacityProviderConfiguration": {"capacityProviderArn": _id}}

_user := _runtime("AWS::BedrockAgentCore::Runtime", "planner", _naming)

_other := _runtime("AWS::BedrockAgentCore::Runtime", "writer", {})

_facts(records, gaps) := testing.facts(records, {}, gaps)

_kinds(records, gaps) := testing.kinds(_control, _facts(records, gaps))

_messages(records) := testing.messages(_control, _facts(records, []))

test_defaults_of_aws_pass if {
	_kinds([_default, _user], []) == ["pass"]
	_kinds([_provider({"idleInstanceTimeout": 900, "maxLifetime": 28800}), _user], []) == ["pass"]
}

test_long_idle_time_fails if {
	testing.results(_control, _facts([_provider({"idleInstanceTimeout": 3600}), _user], [])) == [{
		"kind": "fail",
		"subject": {
			"type": "AWS::BedrockAgentCore::CapacityProvider",
			"id": _id,
			"region": "us-east-1",
			"item": "",
		},
		"message": "an idle instance is stopped after 1 hour, and at most 15 minutes are allowed",
		"proof": [{"id": _id, "pointer": "/properties/computeConfiguration/ec2Configuration"}],
		"causes": [],
	}]
}

test_long_lifetime_fails if {
	_messages([_provider({"maxLifetime": 1209600}), _user]) == [
		"an instance lasts for up to 336 hours, and at most 8 hours are allowed",
	]
}

test_default_above_the_parameter_fails if {
	params := {_control: {"max_idle_seconds": 600, "max_lifetime_seconds": 3600}}
	testing.messages(_control, testing.facts([_default, _user], params, [])) == [concat("; ", [
		"an idle instance is stopped after 15 minutes, and at most 10 minutes are allowed",
		"an instance lasts for up to 8 hours, and at most 1 hour are allowed",
	])]
}

test_unused_fails if {
	_messages([_default]) == ["no runtime names it, and it is 30 days old"]
	_messages([_default, _other]) == ["no runtime names it, and it is 30 days old"]
}

test_unused_and_young_passes if {
	_kinds([_with(object.union(_old, {"createdAt": "2026-07-20T00:00:00Z"}), {})], []) == ["pass"]
	_kinds([_with({"status": "READY"}, {})], []) == ["pass"]
}

test_version_behind_an_endpoint_counts if {
	version := _runtime("AWS::BedrockAgentCore::RuntimeVersion", "planner:2", _naming)
	_kinds([_default, _other, version], []) == ["pass"]
	_kinds([_default, _runtime("AWS::BedrockAgentCore::RuntimeVersion", "planner:2", {})], []) == ["fail"]
}

test_runtime_in_another_state if {
	every status in ["CREATE_FAILED", "DELETING"] {
		gone := _runtime(
			"AWS::BedrockAgentCore::Runtime", "planner",
			object.union(_naming, {"status": status}),
		)
		_kinds([_default, gone], []) == ["fail"]
	}
	still := object.union(_naming, {"status": "UPDATING"})
	updating := _runtime("AWS::BedrockAgentCore::Runtime", "planner", still)
	_kinds([_default, updating], []) == ["pass"]
}

test_runtimes_that_were_not_read_unknown if {
	every operation in ["ListAgentRuntimes", "GetAgentRuntime", "ListAgentRuntimeEndpoints"] {
		every place in ["us-east-1", _other.id] {
			gap := testing.gap(sprintf("bedrock-agentcore-control:%s", [operation]), place)
			_kinds([_default, _other], [gap]) == ["unknown"]
			_kinds([_default, _other, _user], [gap]) == ["pass"]
			_kinds([_provider({"maxLifetime": 30000}), _other], [gap]) == ["fail"]
		}
	}
	elsewhere := testing.gap("bedrock-agentcore-control:ListAgentRuntimes", "eu-west-1")
	_kinds([_default], [elsewhere]) == ["fail"]
}

test_what_was_not_read_unknown if {
	gap := testing.gap("bedrock-agentcore-control:GetCapacityProvider", _id)
	bare := testing.record("AWS::BedrockAgentCore::CapacityProvider", _id, {"status": "READY"})
	_kinds([bare, _user], [gap]) == ["unknown"]
	_kinds([], [testing.gap("bedrock-agentcore-control:ListCapacityProviders", "us-east-1")]) == ["unknown"]
}

test_provider_that_is_not_ready_not_applicable if {
	_kinds([_with({"status": "CREATING"}, {"lifecycleConfiguration": {"maxLifetime": 99999}})], []) == [
		"not_applicable",
	]
	_kinds([], []) == ["not_applicable"]
}
