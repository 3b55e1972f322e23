package lens_test.genops01_bp01.agentcore_online_evaluation_test

import data.lens_test.testing

_control := "GENOPS01-BP01/agentcore-online-evaluation"

_runtime(name) := testing.record(
	"AWS::BedrockAgentCore::Runtime",
	testing.arn("bedrock-agentcore", sprintf("runtime/%s-abc1234567", [name])),
	{"agentRuntimeId": sprintf("%s-abc1234567", [name]), "agentRuntimeName": name, "status": "READY"},
)

_helper := _runtime("helper")

# A configuration for the runtime `helper`, with what differs.
_config(name, change) := testing.record(
	"AWS::BedrockAgentCore::OnlineEvaluationConfig",
	testing.arn("bedrock-agentcore", sprintf("online-evaluation-config/%s", [name])),
	object.union(
		{
			"status": "ACTIVE",
			"executionStatus": "ENABLED",
			"rule": {"samplingConfig": {"samplingPercentage": 5}},
			"dataSourceConfig": {"cloudWatchLogs": {"serviceNames": ["helper.DEFAULT"]}},
			"evaluators": [{"evaluatorId": "Builtin.Helpfulness"}],
		},
		change,
	),
)

_watch := _config("watch", {})

_logs(logs) := {"dataSourceConfig": {"cloudWatchLogs": logs}}

_kinds(records, gaps) := testing.kinds(_control, testing.facts(records, {}, gaps))

_messages(records) := testing.messages(_control, testing.facts(records, {}, []))

test_runtime_without_a_configuration_fails if {
	testing.results(_control, testing.facts([_helper], {}, [])) == [{
		"kind": "fail",
		"subject": {
			"type": "AWS::BedrockAgentCore::Runtime",
			"id": _helper.id,
			"region": "us-east-1",
			"item": "",
		},
		"message": "no enabled online evaluation samples its sessions",
		"proof": [],
		"causes": [],
	}]
}

test_covered_runtime_passes if {
	facts := testing.facts([_helper, _watch], {}, [])
	testing.kinds(_control, facts) == ["pass"]
	testing.proofs(_control, facts) == [{"id": _watch.id, "pointer": ""}]
}

test_configuration_of_another_runtime_does_not_count if {
	_kinds([_helper, _runtime("other"), _watch], []) == ["fail", "pass"]
}

test_disabled_fails if {
	_messages([_helper, _config("watch", {"executionStatus": "DISABLED"})]) == [
		"no enabled online evaluation samples its sessions",
	]
	_kinds([_helper, _config("watch", {"status": "ERROR"})], []) == ["fail"]
}

test_update_goes_on if _kinds([_helper, _config("watch", {"status": "UPDATING"})], []) == ["pass"]

_weak := `online evaluation "watch" does not have an evaluator and 1 percent or more of its sessions`

test_without_evaluators_fails if {
	_messages([_helper, testing.without(_watch, "evaluators")]) == [_weak]
	_messages([_helper, _config("watch", {"evaluators": []})]) == [_weak]
}

test_too_few_sessions_fail if {
	_messages([_helper, _config("watch", {"rule": {"samplingConfig": {"samplingPercentage": 0.5}}})]) == [_weak]
}

test_one_good_configuration_is_enough if {
	_kinds([_helper, _watch, _config("off", {"executionStatus": "DISABLED"})], []) == ["pass"]
}

test_services_of_other_names_are_a_question if {
	logs := {"logGroupNamePrefixes": ["/aws/bedrock-agentcore/runtimes/"], "serviceNames": ["travel"]}
	facts := testing.facts([_helper, _config("watch", _logs(logs))], {}, [])
	testing.kinds(_control, facts) == ["review"]
	testing.messages(_control, facts) == [concat("", [
		`online evaluation "watch" reads only services "travel" in log groups `,
		`"/aws/bedrock-agentcore/runtimes/"; check that its sessions are there`,
	])]
	_kinds([_helper, _config("doubt", _logs(logs)), _watch], []) == ["pass"]
	_kinds([_helper, _config("off", object.union(_logs(logs), {"executionStatus": "DISABLED"}))], []) == ["fail"]
}

test_runtime_that_is_not_ready_not_applicable if {
	coming := object.union(_helper, {"properties": {"status": "CREATING"}})
	_kinds([coming], []) == ["not_applicable"]
	failed := {"properties": object.union(_helper.properties, {"status": "UPDATE_FAILED"})}
	_kinds([object.union(_helper, failed)], []) == ["fail"]
}

test_runtime_outside_of_production_not_applicable if {
	facts := object.union(
		testing.facts([_helper], {}, []),
		{"workload": {"environments": {"production": {"tags": ["env=prod"]}}}},
	)
	testing.kinds(_control, facts) == ["not_applicable"]
}

test_denied_tags_leave_production_open if {
	production := {"workload": {"environments": {"production": {"tags": ["env=prod"]}}}}
	denied := testing.gap("resourcegroupstaggingapi:GetResources", "us-east-1")
	unknown := object.union(testing.facts([_helper], {}, [denied]), production)
	testing.kinds(_control, unknown) == ["unknown"]
	covered := object.union(testing.facts([_helper, _watch], {}, [denied]), production)
	testing.kinds(_control, covered) == ["pass"]
	seen := object.union(_helper, {"tags": {"env": "prod"}})
	testing.kinds(_control, object.union(testing.facts([seen], {}, [denied]), production)) == ["fail"]
	_kinds([_helper], [denied]) == ["fail"]
}

test_denied_listing_unknown if {
	denied := testing.gap("bedrock-agentcore-control:ListOnlineEvaluationConfigs", "us-east-1")
	_kinds([_helper], [denied]) == ["unknown"]
	_kinds([_helper, _watch], [denied]) == ["pass"]
}

_unread := object.union(
	object.remove(_watch, ["properties"]),
	{"properties": {"status": "ACTIVE", "executionStatus": "ENABLED"}},
)

_detail := "bedrock-agentcore-control:GetOnlineEvaluationConfig"

test_denied_configuration_unknown if {
	_kinds([_helper, _unread], [testing.gap(_detail, _unread.id)]) == ["unknown"]
}

test_denied_configuration_that_is_off_settles_nothing_else if {
	off := object.union(_unread, {"properties": {"executionStatus": "DISABLED"}})
	_kinds([_helper, off], [testing.gap(_detail, off.id)]) == ["fail"]
}

test_no_runtime_not_applicable if _kinds([_watch], []) == ["not_applicable"]
