package lens_test.genrel04_bp01.agent_alias_pinned_test

import data.lens_test.testing

_control := "GENREL04-BP01/agent-alias-pinned"

_id := testing.arn("bedrock", "agent/HELPER")

_agent(properties) := testing.record(
	"AWS::Bedrock::Agent",
	_id,
	object.union({"agentStatus": "PREPARED", "createdAt": "2026-07-01T00:00:00Z"}, properties),
)

_old := _agent({})

_alias(id, version, more) := testing.record(
	"AWS::Bedrock::AgentAlias",
	testing.arn("bedrock", sprintf("agent-alias/HELPER/%s", [id])),
	object.union(
		{
			"agentAliasId": id,
			"agentAliasStatus": "PREPARED",
			"routingConfiguration": [{"agentVersion": version}],
		},
		more,
	),
)

_live := _alias("LIVE", "1", {})

_test := _alias("TSTALIASID", "DRAFT", {})

_rejecting(id) := _alias(id, "1", {"aliasInvocationState": "REJECT_INVOCATIONS"})

_verdicts(records, gaps) := testing.verdicts(_control, testing.facts(records, {}, gaps))

_messages(records) := testing.messages(_control, testing.facts(records, {}, []))

test_alias_to_a_version_passes if {
	_verdicts([_old, _live, _test], []) == {["pass", _live.id, "LIVE"]}
	accepting := _alias("LIVE", "1", {"aliasInvocationState": "ACCEPT_INVOCATIONS"})
	_verdicts([_old, accepting], []) == {["pass", _live.id, "LIVE"]}
}

test_alias_to_the_draft_fails if {
	next := _alias("NEXT", "DRAFT", {})
	_verdicts([_old, _live, next], []) == {["pass", _live.id, "LIVE"], ["fail", next.id, "NEXT"]}
	testing.results(_control, testing.facts([_old, next], {}, [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::Bedrock::AgentAlias", "id": next.id, "region": "us-east-1", "item": "NEXT"},
		"message": "it routes to the draft",
		"proof": [{"id": next.id, "pointer": "/properties/routingConfiguration"}],
		"causes": [],
	}]
}

test_no_alias_fails if {
	_verdicts([_old, _test], []) == {["fail", _id, ""]}
	_messages([_old]) == ["it has no alias except the built-in one for tests"]
}

test_alias_that_failed_fails if {
	every status, text in {"FAILED": `"FAILED"`, "DISSOCIATED": `"DISSOCIATED"`} {
		alias := _alias("LIVE", "1", {"agentAliasStatus": status})
		_messages([_old, alias]) == [concat("", ["its status is ", text])]
	}
}

test_alias_that_changes_is_left_alone if {
	every status in ["CREATING", "UPDATING", "DELETING"] {
		next := _alias("NEXT", "DRAFT", {"agentAliasStatus": status})
		_verdicts([_old, _live, next], []) == {["pass", _live.id, "LIVE"]}
	}
}

test_rejecting_alias_fails_if_no_other_accepts if {
	_messages([_old, _rejecting("OLD")]) == [
		"it rejects invocations, and no other alias of the agent accepts them",
	]
	{v[0] | some v in _verdicts([_old, _rejecting("OLD"), _rejecting("LIVE")], [])} == {"fail"}
	{v[0] | some v in _verdicts([_old, _rejecting("OLD"), _live], [])} == {"pass"}
	failed := _alias("LIVE", "1", {"agentAliasStatus": "FAILED"})
	{v[0] | some v in _verdicts([_old, _rejecting("OLD"), failed], [])} == {"fail"}
}

_na(records) if {v[0] | some v in _verdicts(records, [])} == {"not_applicable"}

test_agents_that_are_left_alone if {
	_na([_agent({"createdAt": "2026-07-18T12:00:00Z"}), _alias("NEXT", "DRAFT", {})])
	_na([_agent({"agentStatus": "NOT_PREPARED"})])
	_na([])
}

test_grace_is_a_parameter if {
	facts := testing.facts([_old], {_control: {"grace_days": 90}}, [])
	testing.kinds(_control, facts) == ["not_applicable"]
}

test_aliases_that_were_not_read_unknown if {
	denied := testing.gap("bedrock-agent:ListAgentAliases", _id)
	_verdicts([_old], [denied]) == {["unknown", _id, ""]}
	next := _alias("NEXT", "DRAFT", {})
	_verdicts([_old, next], [denied]) == {["fail", next.id, "NEXT"]}
}

test_agent_that_was_not_read_unknown if {
	denied := testing.gap("bedrock-agent:GetAgent", _id)
	_verdicts([_old, _live], [denied]) == {["unknown", _live.id, "LIVE"]}
	_verdicts([_old], [denied]) == {["unknown", _id, ""]}
	draft := _alias("LIVE", "DRAFT", {})
	_verdicts([_old, draft], [denied]) == {["unknown", draft.id, "LIVE"]}
}

test_denied_listing_unknown if {
	denied := testing.gap("bedrock-agent:ListAgents", "us-east-1")
	{v[0] | some v in _verdicts([], [denied])} == {"unknown"}
}
