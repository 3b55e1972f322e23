package lens_test.online_evaluations_test

import data.lens.lib.online_evaluations
import data.lens_test.testing

_runtime := testing.record(
	"AWS::BedrockAgentCore::Runtime",
	testing.arn("bedrock-agentcore", "runtime/helper-abc1234567"),
	{"agentRuntimeId": "helper-abc1234567", "agentRuntimeName": "helper"},
)

_config(logs) := testing.record(
	"AWS::BedrockAgentCore::OnlineEvaluationConfig",
	testing.arn("bedrock-agentcore", "online-evaluation-config/watch-abc1234567"),
	{"dataSourceConfig": {"cloudWatchLogs": logs}},
)

_pair := {[_runtime.id, _config({}).id]}

_covers(logs) := found if {
	found := online_evaluations.covers with input as testing.facts([_runtime, _config(logs)], {}, [])
}

_may_cover(logs) := found if {
	found := online_evaluations.may_cover with input as testing.facts([_runtime, _config(logs)], {}, [])
}

_group := "/aws/bedrock-agentcore/runtimes/helper-abc1234567-DEFAULT"

test_by_log_group if {
	_covers({"logGroupNames": [_group], "serviceNames": []}) == _pair
	_covers({"logGroupNames": ["/aws/bedrock-agentcore/runtimes/helper-abc1234567"]}) == _pair
}

test_by_prefix if {
	every prefix in ["/aws/", "/aws/bedrock-agentcore/runtimes/helper-abc1234567-DEF", _group] {
		_covers({"logGroupNamePrefixes": [prefix]}) == _pair
	}
}

test_by_service if {
	_covers({"serviceNames": ["helper.DEFAULT"]}) == _pair
	_covers({"serviceNames": ["helper"]}) == _pair
	_covers({"serviceNames": ["helper.DEFAULT"], "logGroupNames": ["aws/spans"]}) == _pair
}

test_names_that_are_only_alike_are_others if {
	_covers({"serviceNames": ["helper2.DEFAULT", "help.DEFAULT"]}) == set()
	_covers({"logGroupNames": ["/aws/bedrock-agentcore/runtimes/helper-abc12345678-DEFAULT"]}) == set()
	_covers({"logGroupNamePrefixes": ["/aws/bedrock-agentcore/runtimes/helper2", "/aws/lambda/"]}) == set()
}

test_own_log_group_with_another_service_is_a_doubt if {
	logs := {"logGroupNames": [_group], "serviceNames": ["travel"]}
	_covers(logs) == set()
	_may_cover(logs) == _pair
	_covers(object.union(logs, {"serviceNames": ["helper.DEFAULT"]})) == _pair
}

test_own_service_in_other_log_groups if {
	other := {"logGroupNames": ["/aws/bedrock-agentcore/runtimes/b-DEFAULT"], "serviceNames": ["helper.DEFAULT"]}
	_covers(other) == set()
	_may_cover(other) == set()
	custom := {"logGroupNames": ["/my/agents"], "serviceNames": ["helper.DEFAULT"]}
	_covers(custom) == set()
	_may_cover(custom) == _pair
	_may_cover({"logGroupNames": ["/my/agents"]}) == set()
}

test_spans if {
	_covers({"logGroupNames": ["aws/spans"], "serviceNames": ["other.DEFAULT"]}) == set()
	_covers({"logGroupNamePrefixes": ["aws/"], "serviceNames": ["helper.DEFAULT"]}) == _pair
}

test_groups if {
	config := _config({"logGroupNames": ["a"], "logGroupNamePrefixes": ["b"], "serviceNames": ["c"]})
	online_evaluations.groups(config) == {"a", "b"} with input as testing.facts([config], {}, [])
}

test_prefix_of_all_with_another_service_is_a_doubt if {
	logs := {"logGroupNamePrefixes": ["/aws/bedrock-agentcore/runtimes/"], "serviceNames": ["other.DEFAULT"]}
	_covers(logs) == set()
	_may_cover(logs) == _pair
	_may_cover(object.union(logs, {"serviceNames": ["other.DEFAULT", "helper.DEFAULT"]})) == set()
	_may_cover({"serviceNames": ["other.DEFAULT"]}) == set()
}

test_another_region_is_not_covered if {
	config := object.union(_config({"logGroupNames": [_group]}), {"region": "eu-west-1"})
	facts := testing.facts([_runtime, config], {}, [])
	found := online_evaluations.covers with input as facts
	found == set()
}

test_only_what_is_enabled_runs if {
	on := object.union(_config({}), {"properties": {"status": "ACTIVE", "executionStatus": "ENABLED"}})
	off := object.union(_config({}), {
		"id": "off",
		"properties": {"status": "ACTIVE", "executionStatus": "DISABLED"},
	})
	failed := object.union(_config({}), {
		"id": "failed",
		"properties": {"status": "ERROR", "executionStatus": "ENABLED"},
	})
	found := online_evaluations.running with input as testing.facts([on, off, failed], {}, [])
	found == {on.id}
}
