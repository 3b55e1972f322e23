package lens_test.genrel03_bp01.flow_definition_valid_test

import data.lens_test.testing

_control := "GENREL03-BP01/flow-definition-valid"

_id := testing.arn("bedrock", "flow/F1")

# Changed 30 days before the scan.
_flow(more) := testing.record("AWS::Bedrock::Flow", _id, object.union(
	{"status": "Prepared", "updatedAt": "2026-07-02T00:00:00Z", "executionRoleArn": testing.iam("role/f")},
	more,
))

_alias(version) := testing.record(
	"AWS::Bedrock::FlowAlias",
	testing.arn("bedrock", "flow/F1/alias/LIVE"),
	{"id": "LIVE", "flowId": "F1", "routingConfiguration": [{"flowVersion": version}]},
)

_version(number, properties) := testing.record(
	"AWS::Bedrock::FlowVersionSummary",
	testing.arn("bedrock", sprintf("flow/F1/version/%s", [number])),
	properties,
)

_facts(records, gaps) := testing.facts(records, {}, gaps)

_kinds(flow) := testing.kinds(_control, _facts([flow], []))

_items(records, gaps) := {[v[0], v[2]] | some v in testing.verdicts(_control, _facts(records, gaps))}

_found(severity, type) := _flow({"validations": [{"severity": severity, "type": type, "message": {}}]})

test_prepared_draft_passes if _kinds(_flow({})) == ["pass"]

test_failed_draft_fails if {
	testing.results(_control, _facts([_flow({"status": "Failed"})], [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::Bedrock::Flow", "id": _id, "region": "us-east-1", "item": "DRAFT"},
		"message": "the status is Failed",
		"proof": [{"id": _id, "pointer": "/properties/status"}],
		"causes": [],
	}]
}

test_failed_draft_fails_whatever_was_not_read if {
	bare := testing.record("AWS::Bedrock::Flow", _id, {"status": "Failed"})
	_items([bare], [testing.gap("bedrock-agent:GetFlow", _id)]) == {["fail", "DRAFT"]}
}

test_draft_that_stays_unprepared_fails if {
	facts := _facts([_flow({"status": "NotPrepared"})], [])
	testing.messages(_control, facts) == ["it is not prepared, and its last change was 30 days ago"]
	testing.proofs(_control, facts) == [{"id": _id, "pointer": "/properties/updatedAt"}]
}

test_draft_that_was_just_changed_passes if {
	_kinds(_flow({"status": "NotPrepared", "updatedAt": "2026-07-31T12:00:00Z"})) == ["pass"]
	_kinds(_flow({"status": "Preparing"})) == ["pass"]
}

test_errors_fail if {
	facts := _facts([_found("Error", "MalformedConditionExpression")], [])
	testing.messages(_control, facts) == [`the validation found "MalformedConditionExpression"`]
	testing.proofs(_control, facts) == [{"id": _id, "pointer": "/properties/validations"}]
	untyped := _flow({"validations": [{"severity": "Error", "message": {}}]})
	testing.messages(_control, _facts([untyped], [])) == [`the validation found "Unspecified"`]
}

test_warnings_that_lose_results_fail if {
	every type in [
		"UnreachableNode",
		"MissingDefaultCondition",
		"MissingEndingNodes",
		"UnsatisfiedConnectionConditions",
	] {
		_kinds(_found("Warning", type)) == ["fail"]
		_kinds(_flow({"validations": [{"type": type, "message": {}}]})) == ["fail"]
	}
}

test_other_warnings_pass if _kinds(_found("Warning", "DuplicateConditionExpression")) == ["pass"]

test_what_no_call_shows_unknown if {
	message := "no call shows the status, or what the validation found"
	every flow in [
		testing.without(_flow({}), "status"),
		testing.without(_flow({"status": "NotPrepared"}), "updatedAt"),
		_flow({"validations": [{"severity": "Warning", "message": {}}]}),
		_flow({"validations": [{"type": "UnfulfilledNodeInput", "message": {}}]}),
	] {
		_kinds(flow) == ["unknown"]
		testing.messages(_control, _facts([flow], [])) == [message]
	}
}

test_served_version_that_failed_fails if {
	failed := _version("2", {"status": "Failed"})
	facts := _facts([_flow({}), _alias("2"), failed, _version("1", {"status": "Failed"})], [])
	testing.verdicts(_control, facts) == {["pass", _id, "DRAFT"], ["fail", _id, "2"]}
	testing.messages(_control, facts) == ["", "the status is Failed"]
	{"id": failed.id, "pointer": "/properties/status"} in testing.proofs(_control, facts)
}

test_served_version_passes if {
	records := [_flow({"status": "Failed"}), _alias("2"), _version("2", {"status": "Prepared"})]
	_items(records, []) == {["fail", "DRAFT"], ["pass", "2"]}
}

test_alias_of_the_draft_adds_nothing if _items([_flow({}), _alias("DRAFT")], []) == {["pass", "DRAFT"]}

test_version_without_a_status_unknown if {
	every records in [[], [_version("2", {})]] {
		_items(array.concat([_flow({}), _alias("2")], records), []) == {["pass", "DRAFT"], ["unknown", "2"]}
	}
}

test_what_was_not_read_unknown if {
	bare := testing.record("AWS::Bedrock::Flow", _id, {"status": "Prepared"})
	served := [_alias("2"), _version("2", {"status": "Prepared"})]
	lost := [testing.gap("bedrock-agent:GetFlow", _id)]
	_items(array.concat([bare], served), lost) == {["unknown", "DRAFT"], ["pass", "2"]}
	unlisted := [testing.gap("bedrock-agent:ListFlowVersions", _id)]
	_items([_flow({}), _alias("2")], unlisted) == {["pass", "DRAFT"], ["unknown", "2"]}
}

test_denied_listing_unknown if {
	_items([], [testing.gap("bedrock-agent:ListFlows", "us-east-1")]) == {["unknown", ""]}
	gap := testing.gap("bedrock-agent:ListFlowAliases", _id)
	_items([_flow({})], [gap]) == {["pass", "DRAFT"], ["unknown", ""]}
}

test_no_flow_not_applicable if testing.kinds(_control, _facts([], [])) == ["not_applicable"]
