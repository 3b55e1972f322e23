package lens_test.genops03_bp01.flows_versioned_and_aliased_test

import data.lens_test.testing

_control := "GENOPS03-BP01/flows-versioned-and-aliased"

_id := testing.arn("bedrock", "flow/ROUTE")

_flow(created) := testing.record("AWS::Bedrock::Flow", _id, {"id": "ROUTE", "createdAt": created})

_old := _flow("2026-07-01T00:00:00Z")

_version(number) := testing.record(
	"AWS::Bedrock::FlowVersionSummary",
	sprintf("%s/version/%s", [_id, number]),
	{"version": number},
)

_alias(id, version) := testing.record(
	"AWS::Bedrock::FlowAlias",
	sprintf("%s/alias/%s", [_id, id]),
	{"id": id, "flowId": "ROUTE", "routingConfiguration": [{"flowVersion": version}]},
)

_test_alias := _alias("TSTALIASID", "DRAFT")

_good := [_old, _version("1"), _alias("LIVE", "1"), _test_alias]

_facts(records, gaps) := testing.facts(records, {}, gaps)

_kinds(records, gaps) := testing.kinds(_control, _facts(records, gaps))

_messages(records) := testing.messages(_control, _facts(records, []))

test_version_behind_an_alias_passes if _kinds(_good, []) == ["pass"]

test_alias_to_the_draft_fails if {
	testing.results(_control, _facts(array.concat(_good, [_alias("NEXT", "DRAFT")]), [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::Bedrock::Flow", "id": _id, "region": "us-east-1", "item": ""},
		"message": `alias "NEXT" routes to the draft`,
		"proof": [{
			"id": sprintf("%s/alias/NEXT", [_id]),
			"pointer": "/properties/routingConfiguration/0/flowVersion",
		}],
		"causes": [],
	}]
}

test_no_alias_fails if {
	_messages([_old, _version("1"), _test_alias]) == ["it has no alias except the built-in one for tests"]
}

test_no_version_fails if {
	_messages([_old, _alias("LIVE", "1")]) == ["no version was published"]
}

test_nothing_but_a_draft_fails if {
	_messages([_old, _test_alias]) == [concat("; ", [
		"it has no alias except the built-in one for tests",
		"no version was published",
	])]
}

test_flow_within_the_grace_not_applicable if {
	_kinds([_flow("2026-07-18T12:00:00Z")], []) == ["not_applicable"]
	_kinds([_flow("2026-07-18T12:00:00Z"), _alias("NEXT", "DRAFT")], []) == ["not_applicable"]
	_kinds([_flow("2026-07-18T00:00:00Z")], []) == ["fail"]
}

test_flow_without_a_date_is_judged if _kinds([testing.without(_old, "createdAt")], []) == ["fail"]

test_grace_is_a_parameter if {
	facts := testing.facts([_old], {_control: {"grace_days": 90}}, [])
	testing.kinds(_control, facts) == ["not_applicable"]
}

test_no_flow_not_applicable if _kinds([], []) == ["not_applicable"]

_denied(operation) := testing.gap(operation, _id)

test_denied_aliases_unknown if {
	denied := _denied("bedrock-agent:ListFlowAliases")
	_kinds([_old, _version("1")], [denied]) == ["unknown"]
	_kinds([_old, _version("1"), _alias("NEXT", "DRAFT")], [denied]) == ["fail"]
}

test_denied_versions_unknown if {
	_kinds([_old, _alias("LIVE", "1")], [_denied("bedrock-agent:ListFlowVersions")]) == ["unknown"]
}

test_denied_listing_unknown if {
	_kinds([], [testing.gap("bedrock-agent:ListFlows", "us-east-1")]) == ["unknown"]
}
