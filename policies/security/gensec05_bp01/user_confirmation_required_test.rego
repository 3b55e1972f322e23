package lens_test.gensec05_bp01.user_confirmation_required_test

import data.lens_test.testing

_control := "GENSEC05-BP01/user-confirmation-required"

_id := testing.arn("bedrock", "agent/A1")

_agent := testing.record("AWS::Bedrock::Agent", _id, {"agentId": "A1", "agentStatus": "PREPARED"})

_alias := testing.record(
	"AWS::Bedrock::AgentAlias",
	testing.arn("bedrock", "agent-alias/A1/LIVE"),
	{"agentAliasId": "LIVE", "agentAliasStatus": "PREPARED", "routingConfiguration": [{"agentVersion": "2"}]},
)

_group(name, properties) := testing.record(
	"AWS::Bedrock::AgentActionGroup",
	sprintf("%s:2:action-group/%s", [_id, name]),
	object.union({"actionGroupState": "ENABLED"}, properties),
)

_calls(names) := _group("orders", {"functionSchema": {"functions": [{"name": n} | some n in names]}})

_schema(schema) := _group("shop", {"apiSchema": schema})

_signs(signs) := _schema({"payload": {"redacted": {"length": 9, "hmac": "x", "signs": signs}}})

_results(groups, params, gaps) := testing.results(
	_control,
	testing.facts(array.concat([_agent, _alias], groups), {_control: params}, gaps),
)

_said(groups, params, gaps) := [[r.kind, r.message] | some r in _results(groups, params, gaps)]

_kinds(groups) := [r.kind | some r in _results(groups, {}, [])]

test_function_that_changes_something_fails if {
	group := _calls(["refundOrder", "getOrder", "checkout"])
	_results([group], {}, []) == [{
		"kind": "fail",
		"subject": {"type": "AWS::Bedrock::Agent", "id": _id, "region": "us-east-1", "item": ""},
		"message": concat("", [
			`functions of action group "orders" run without the user's confirmation: `,
			`"checkout", "refundOrder"`,
		]),
		"proof": [{"id": group.id, "pointer": "/properties/functionSchema/functions"}],
		"causes": [],
	}]
}

test_operation_that_changes_something_fails if {
	group := _signs({"operations": 4, "unconfirmed": 2})
	results := _results([group], {}, [])
	[r.proof | some r in results] == [[{"id": group.id, "pointer": "/properties/apiSchema/payload"}]]
	[[r.kind, r.message] | some r in results] == [["fail", concat("", [
		`the API schema of action group "shop" has operations that change something without the user's `,
		`confirmation: 2`,
	])]]
}

test_confirmed_and_reading_functions_pass if {
	confirmed := [{"name": "refund", "requireConfirmation": "ENABLED"}, {"name": "find"}]
	_kinds([_group("orders", {"functionSchema": {"functions": confirmed}})]) == ["pass"]
	_kinds([_signs({"operations": 4, "unconfirmed": 0})]) == ["pass"]
}

test_disabled_confirmation_fails if {
	functions := [{"name": "refund", "requireConfirmation": "DISABLED"}]
	_kinds([_group("orders", {"functionSchema": {"functions": functions}})]) == ["fail"]
}

test_reading_name_with_a_changing_verb_is_review if {
	_said([_calls(["fetchAndDelete", "getOrder"])], {}, []) == [["review", concat("", [
		`functions of action group "orders" run without the user's confirmation and, as their names say, may `,
		`change something: "fetchAndDelete"`,
	])]]
}

test_parameters if {
	group := _calls(["refundOrder", "log_visit"])
	_said([group], {"exempt_functions": ["refundOrder", "log_*"]}, []) == [["pass", ""]]
	_said([group], {"read_verbs": ["refund", "LOG"]}, []) == [["pass", ""]]
}

test_application_that_runs_the_calls_passes if {
	control := {"actionGroupExecutor": {"customControl": "RETURN_CONTROL"}}
	_kinds([object.union(_calls(["refund"]), {"properties": control})]) == ["pass"]
	_kinds([object.union(_schema({"s3": {"s3BucketName": "b"}}), {"properties": control})]) == ["pass"]
}

test_schema_that_was_not_read_unknown if {
	_said([_schema({"s3": {"s3BucketName": "b"}})], {}, []) == [[
		"unknown",
		`the API schema of action group "shop" is in Amazon S3, and a scan does not read it`,
	]]
	_said([_signs({})], {}, []) == [[
		"unknown",
		`the API schema of action group "shop" cannot be understood`,
	]]
	_said([_group("x", {})], {}, []) == [[
		"unknown",
		`it is not known what action group "x" lets the agent call`,
	]]
}

test_fault_that_was_seen_stands if {
	_kinds([_schema({"s3": {}}), _calls(["refund"])]) == ["fail"]
}

test_nothing_to_confirm_not_applicable if {
	_kinds([]) == ["not_applicable"]
	_kinds([_calls([])]) == ["not_applicable"]
	disabled := {"properties": {"actionGroupState": "DISABLED"}}
	_kinds([object.union(_calls(["refund"]), disabled)]) == ["not_applicable"]
}

_denied(operation, place) := testing.gap(sprintf("bedrock-agent:%s", [operation]), place)

test_lost_calls_unknown if {
	every gap in [
		_denied("GetAgentActionGroup", _calls([]).id),
		_denied("ListAgentActionGroups", sprintf("%s:2", [_id])),
		_denied("ListAgentAliases", _id),
		_denied("GetAgent", _id),
	] {
		[r.kind | some r in _results([_calls(["find"])], {}, [gap])][0] == "unknown"
	}
	[r.kind | some r in _results([], {}, [_denied("ListAgents", "us-east-1")])] == ["unknown"]
}

test_fault_of_a_version_that_an_alias_names_stands if {
	_said([_calls(["refund"])], {}, [_denied("ListAgentAliases", _id)])[0][0] == "fail"
}

test_draft_with_unread_aliases_unknown if {
	group := testing.record(
		"AWS::Bedrock::AgentActionGroup",
		sprintf("%s:DRAFT:action-group/G", [_id]),
		{"functionSchema": {"functions": [{"name": "refund"}]}},
	)
	testing.kinds(_control, testing.facts([_agent, group], {}, [])) == ["fail"]
	gaps := [_denied("ListAgentAliases", _id)]
	testing.kinds(_control, testing.facts([_agent, group], {}, gaps)) == ["unknown"]
}
