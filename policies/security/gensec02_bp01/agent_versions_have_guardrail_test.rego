package lens_test.gensec02_bp01.agent_versions_have_guardrail_test

import data.lens_test.testing

_control := "GENSEC02-BP01/agent-versions-have-guardrail"

_id := testing.arn("bedrock", "agent/A1")

_with(guardrail) := {"guardrailConfiguration": {"guardrailIdentifier": guardrail, "guardrailVersion": "1"}}

_agent(properties) := testing.record("AWS::Bedrock::Agent", _id, object.union({"agentId": "A1"}, properties))

_version(number, properties) := testing.record(
	"AWS::Bedrock::AgentVersion", sprintf("%s:%s", [_id, number]),
	object.union({"version": number}, properties),
)

_alias_in(id, status, state, number) := testing.record(
	"AWS::Bedrock::AgentAlias",
	testing.arn("bedrock", sprintf("agent-alias/A1/%s", [id])),
	{
		"agentAliasId": id,
		"agentAliasStatus": status,
		"aliasInvocationState": state,
		"routingConfiguration": [{"agentVersion": number}],
	},
)

_alias(number) := _alias_in(sprintf("L%s", [number]), "PREPARED", "ACCEPT_INVOCATIONS", number)

_guardrail := testing.record(
	"AWS::Bedrock::Guardrail",
	testing.arn("bedrock", "guardrail/g"),
	{"status": "READY"},
)

_published := testing.record(
	"AWS::Bedrock::GuardrailVersion",
	testing.arn("bedrock", "guardrail/g:1"),
	{"version": "1"},
)

_facts(records, gaps) := testing.facts(array.concat([_guardrail, _published], records), {}, gaps)

_kinds(records) := testing.kinds(_control, _facts(records, []))

test_deployed_version_without_a_guardrail_fails if {
	testing.results(
		_control,
		_facts([_agent(_with("g")), _version("1", {}), _version("2", _with("g")), _alias("1"), _alias("2")], []),
	) == [{
		"kind": "fail",
		"subject": {"type": "AWS::Bedrock::Agent", "id": _id, "region": "us-east-1", "item": ""},
		"message": `deployed version "1" has no guardrail`,
		"proof": [{"id": sprintf("%s:1", [_id]), "pointer": "/properties/guardrailConfiguration"}],
		"causes": [],
	}]
}

test_deployed_version_with_a_guardrail_passes if {
	_kinds([_agent({}), _version("1", _with("g")), _alias("1")]) == ["pass"]
}

test_guardrail_named_by_its_arn_passes if {
	_kinds([
		_agent({}),
		_version("1", _with("arn:aws:bedrock:us-east-1:111122223333:guardrail/g")),
		_alias("1"),
	]) == ["pass"]
}

test_two_bad_versions_make_one_result if {
	testing.messages(
		_control,
		_facts([_agent({}), _version("1", {}), _version("2", _with("")), _alias("1"), _alias("2")], []),
	) == [concat("; ", [
		`deployed version "1" has no guardrail`,
		`deployed version "2" has no guardrail`,
	])]
}

test_version_that_no_alias_routes_to_does_not_count_passes if {
	_kinds([_agent({}), _version("1", {}), _version("2", _with("g")), _alias("2")]) == ["pass"]
}

test_draft_counts_without_an_alias_fails if {
	testing.results(_control, _facts([_agent({})], [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::Bedrock::Agent", "id": _id, "region": "us-east-1", "item": ""},
		"message": `deployed version "DRAFT" has no guardrail`,
		"proof": [{"id": _id, "pointer": "/properties/guardrailConfiguration"}],
		"causes": [],
	}]
}

test_draft_with_a_guardrail_passes if _kinds([_agent(_with("g"))]) == ["pass"]

test_draft_behind_an_alias_fails if _kinds([_agent({}), _alias("DRAFT")]) == ["fail"]

test_built_in_test_alias_does_not_deploy_draft_passes if {
	test := _alias_in("TSTALIASID", "PREPARED", "ACCEPT_INVOCATIONS", "DRAFT")
	_kinds([_agent({}), test, _version("1", _with("g")), _alias("1")]) == ["pass"]
}

test_alias_that_rejects_invocations_counts_fails if {
	_kinds([
		_agent(_with("g")),
		_version("1", {}),
		_alias_in("L1", "PREPARED", "REJECT_INVOCATIONS", "1"),
	]) == ["fail"]
}

test_alias_that_failed_does_not_count_passes if {
	_kinds([
		_agent(_with("g")),
		_version("1", {}),
		_alias_in("L1", "FAILED", "ACCEPT_INVOCATIONS", "1"),
	]) == ["pass"]
}

test_deleted_guardrail_fails if {
	[found] := testing.results(_control, _facts([_agent({}), _version("1", _with("gone")), _alias("1")], []))
	found.kind == "fail"
	found.message == sprintf(
		`deployed version "1" uses guardrail "%s", which does not exist`,
		[testing.arn("bedrock", "guardrail/gone")],
	)
	found.proof == [
		{"id": sprintf("%s:1", [_id]), "pointer": "/properties/guardrailConfiguration/guardrailIdentifier"},
	]
}

test_deleted_guardrail_of_draft_fails if {
	_kinds([_agent(_with("arn:aws:bedrock:us-east-1:111122223333:guardrail/gone"))]) == ["fail"]
}

_of_version(number) := {"guardrailConfiguration": {"guardrailIdentifier": "g", "guardrailVersion": number}}

test_deleted_version_of_a_guardrail_fails if {
	records := [_agent({}), _version("1", _of_version("2")), _alias("1")]
	[found] := testing.results(_control, _facts(records, []))
	found.kind == "fail"
	found.message == sprintf(
		`deployed version "1" uses version "2" of guardrail "%s", which does not exist`,
		[_guardrail.id],
	)
	found.proof == [
		{"id": sprintf("%s:1", [_id]), "pointer": "/properties/guardrailConfiguration/guardrailVersion"},
	]
	_kinds([_agent(_of_version("2"))]) == ["fail"]
}

test_draft_of_a_guardrail_exists_passes if _kinds([_agent(_of_version("DRAFT"))]) == ["pass"]

# Only the list of the guardrail's versions shows that one does not exist.
test_versions_of_the_guardrail_denied if {
	every number, kind in {"1": "pass", "2": "unknown"} {
		records := [_agent({}), _version("1", _of_version(number)), _alias("1")]
		_denied(records, "bedrock:ListGuardrails", _guardrail.id) == [kind]
	}
	other := testing.arn("bedrock", "guardrail/h")
	_denied([_agent(_of_version("2"))], "bedrock:ListGuardrails", other) == ["fail"]
}

_foreign := "arn:aws:bedrock:us-east-1:444455556666:guardrail/g"

test_guardrail_of_another_account_unknown if {
	[found] := testing.results(_control, _facts([_agent({}), _version("1", _with(_foreign)), _alias("1")], []))
	found.kind == "unknown"
	found.message == sprintf(
		`deployed version "1" uses guardrail "%s" of another account, which alone can show it`,
		[_foreign],
	)
	found.proof == [
		{"id": sprintf("%s:1", [_id]), "pointer": "/properties/guardrailConfiguration/guardrailIdentifier"},
	]
}

test_other_version_without_a_guardrail_fails_whatever_is_unknown if {
	testing.messages(
		_control,
		_facts([_agent({}), _version("1", _with(_foreign)), _version("2", {}), _alias("1"), _alias("2")], []),
	) == [
		`deployed version "2" has no guardrail`,
	]
}

test_no_agent_not_applicable if _kinds([]) == ["not_applicable"]

_denied(records, operation, place) := testing.kinds(
	_control,
	_facts(records, [testing.gap(operation, place)]),
)

test_guardrails_denied_unknown if {
	_denied(
		[_agent({}), _version("1", _with("gone")), _alias("1")],
		"bedrock:ListGuardrails",
		"us-east-1",
	) == ["unknown"]
}

# The guardrail was seen, and so was its version.
test_guardrails_denied_later_passes if {
	every place in ["us-east-1", _guardrail.id] {
		_denied([_agent({}), _version("1", _with("g")), _alias("1")], "bedrock:ListGuardrails", place) == ["pass"]
	}
}

test_draft_that_no_alias_routes_to_denied_passes if {
	_denied([_agent({}), _version("1", _with("g")), _alias("1")], "bedrock-agent:GetAgent", _id) == ["pass"]
}

test_agent_denied_unknown if _denied([_agent({})], "bedrock-agent:GetAgent", _id) == ["unknown"]

test_aliases_denied_unknown if {
	_denied([_agent({})], "bedrock-agent:ListAgentAliases", _id) == ["unknown"]
	_denied([_agent(_with("g"))], "bedrock-agent:ListAgentAliases", _id) == ["unknown"]
}

# Its version was not read, so there is no record of it.
test_version_denied_unknown if {
	_denied([_agent({}), _alias("1")], "bedrock-agent:GetAgentVersion", _id) == ["unknown"]
}

test_bad_version_that_was_seen_fails if {
	_denied(
		[_agent({}), _version("1", {}), _alias("1"), _alias("2")],
		"bedrock-agent:GetAgentVersion",
		_id,
	) == ["fail"]
}

test_bad_version_that_was_seen_fails_whatever_of_the_draft_was_not if {
	_denied([_agent({}), _version("1", {}), _alias("1")], "bedrock-agent:GetAgent", _id) == ["fail"]
}

test_another_agents_gap_passes if {
	_denied([_agent(_with("g"))], "bedrock-agent:GetAgent", testing.arn("bedrock", "agent/A2")) == ["pass"]
}

test_agents_denied_unknown if _denied([], "bedrock-agent:ListAgents", "us-east-1") == ["unknown"]

test_cut_listing_judges_what_was_seen_and_unknown if {
	cut := object.union(testing.gap("bedrock-agent:GetAgent", "us-east-1"), {"spares": ["AWS::Bedrock::Agent"]})
	testing.verdicts(
		_control,
		_facts([_agent(_with("g"))], [testing.gap("bedrock-agent:ListAgents", "us-east-1"), cut]),
	) == {
		["pass", _id, ""],
		["unknown", testing.iam("root"), ""],
	}
}
