package lens_test.genops03_bp02.transaction_search_on_test

import data.lens_test.testing

_control := "GENOPS03-BP02/transaction-search-on"

_id := testing.arn("xray", "transaction-search-config")

_config(destination, status) := testing.record(
	"AWS::XRay::TransactionSearchConfig", _id,
	{"Destination": destination, "Status": status},
)

_on := _config("CloudWatchLogs", "ACTIVE")

_rule(name, percent) := testing.record(
	"AWS::XRay::IndexingRule",
	testing.arn("xray", sprintf("indexing-rule/%s", [name])),
	{"Name": name, "Rule": {"Probabilistic": {"DesiredSamplingPercentage": percent}}},
)

_runtime := _agentcore("Runtime", "runtime/planner")

_agentcore(type, name) := testing.record(
	sprintf("AWS::BedrockAgentCore::%s", [type]),
	testing.arn("bedrock-agentcore", name),
	{},
)

_facts(records, gaps) := testing.facts(records, {}, gaps)

_kinds(records, gaps) := testing.kinds(_control, _facts(records, gaps))

_messages(records) := testing.messages(_control, _facts(records, []))

test_on_passes if _kinds([_runtime, _on, _rule("Default", 1)], []) == ["pass"]

test_each_resource_of_agentcore_counts if {
	every pair in [["Gateway", "gateway/g"], ["Harness", "harness/h"], ["Memory", "memory/m"]] {
		_kinds([_agentcore(pair[0], pair[1]), _on, _rule("Default", 1)], []) == ["pass"]
	}
}

test_x_ray_alone_fails if {
	testing.results(_control, _facts([_runtime, _config("XRay", "ACTIVE"), _rule("Default", 1)], [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::XRay::TransactionSearchConfig", "id": _id, "region": "us-east-1", "item": ""},
		"message": `traces go to "XRay", and not to CloudWatch Logs`,
		"proof": [{"id": _id, "pointer": "/properties/Destination"}],
		"causes": [],
	}]
}

test_pending_fails if {
	_messages([_runtime, _config("CloudWatchLogs", "PENDING"), _rule("Default", 1)]) == [
		`traces do not go to CloudWatch Logs yet; the status is "PENDING"`,
	]
}

test_too_few_spans_fail if {
	_messages([_runtime, _on, _rule("Default", 0.5)]) == [
		"no indexing rule covers at least 1 percent of the spans",
	]
	_kinds([_runtime, _on], []) == ["fail"]
}

test_one_rule_is_enough if {
	_kinds([_runtime, _on, _rule("Default", 0), _rule("more", 1)], []) == ["pass"]
}

test_percentage_is_a_parameter if {
	facts := testing.facts([_runtime, _on, _rule("Default", 5)], {_control: {"min_indexing_percent": 10}}, [])
	testing.kinds(_control, facts) == ["fail"]
}

test_no_agentcore_not_applicable if {
	_kinds([], []) == ["not_applicable"]
	_kinds([_config("XRay", "ACTIVE")], []) == ["not_applicable"]
}

test_settings_of_another_region_do_not_count if {
	there := testing.record_in(
		"eu-west-1", "AWS::BedrockAgentCore::Runtime",
		"arn:aws:bedrock-agentcore:eu-west-1:111122223333:runtime/planner", {},
	)
	_kinds([there, _on, _rule("Default", 1)], []) == ["fail"]
}

test_denied_destination_unknown if {
	denied := testing.gap("xray:GetTraceSegmentDestination", "us-east-1")
	_kinds([_runtime], [denied]) == ["unknown"]
}

test_denied_rules_unknown if {
	denied := testing.gap("xray:GetIndexingRules", "us-east-1")
	_kinds([_runtime, _on], [denied]) == ["unknown"]
	_kinds([_runtime, _config("XRay", "ACTIVE")], [denied]) == ["fail"]
}

test_denied_listing_unknown if {
	_kinds([], [testing.gap("bedrock-agentcore-control:ListGateways", "us-east-1")]) == ["unknown"]
}
