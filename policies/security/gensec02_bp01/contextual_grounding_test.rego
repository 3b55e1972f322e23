package lens_test.gensec02_bp01.contextual_grounding_test

import data.lens_test.testing

_control := "GENSEC02-BP01/contextual-grounding"

_g := testing.arn("bedrock", "guardrail/g")

_h := testing.arn("bedrock", "guardrail/h")

_a := testing.arn("bedrock", "agent/A1")

_f := testing.arn("bedrock", "flow/F1")

_draft(arn) := testing.record("AWS::Bedrock::Guardrail", arn, {"version": "DRAFT", "guardrailArn": arn})

_version(arn, filters) := testing.record("AWS::Bedrock::GuardrailVersion", sprintf("%s:1", [arn]), {
	"version": "1",
	"guardrailArn": arn,
	"contextualGroundingPolicy": {"filters": filters},
})

_filters(changes) := [
	object.union({"type": "GROUNDING", "threshold": 0.7}, changes),
	{"type": "RELEVANCE", "threshold": 0.85},
]

_base := testing.record(
	"AWS::Bedrock::KnowledgeBase",
	testing.arn("bedrock", "knowledge-base/K1"),
	{"knowledgeBaseId": "K1"},
)

_names(id) := {"guardrailConfiguration": {"guardrailIdentifier": id, "guardrailVersion": "1"}}

_agent(id) := [
	testing.record("AWS::Bedrock::Agent", _a, {"agentId": "A1"}),
	testing.record(
		"AWS::Bedrock::AgentVersion",
		sprintf("%s:7", [_a]),
		object.union({"version": "7"}, _names(id)),
	),
	testing.record("AWS::Bedrock::AgentAlias", testing.arn("bedrock", "agent-alias/A1/L1"), {
		"agentAliasId": "L1",
		"agentAliasStatus": "PREPARED",
		"routingConfiguration": [{"agentVersion": "7"}],
	}),
]

_association(number, state) := testing.record(
	"AWS::Bedrock::AgentKnowledgeBase",
	sprintf("%s:%s:knowledge-base/K1", [_a, number]),
	{"knowledgeBaseId": "K1", "knowledgeBaseState": state},
)

_retrieving_agent := array.concat(_agent("g"), [_association("7", "ENABLED")])

_node(kind, more) := testing.record("AWS::Bedrock::Flow", _f, {
	"id": "F1",
	"definition": {"nodes": [{"name": "n", "configuration": {kind: object.union(_names("g"), more)}}]},
})

_retrieving_flow := [_node("knowledgeBase", {"knowledgeBaseId": "K1", "modelId": "m"})]

_results(records, gaps) := testing.results(_control, testing.facts(records, {}, gaps))

_verdicts(records, gaps) := {[r.kind, r.subject.id, r.subject.item] | some r in _results(records, gaps)}

# The results for a guardrail with a changed GROUNDING filter, which a retrieving agent uses.
_changed(changes) := _results(
	array.concat([_draft(_g), _version(_g, _filters(changes))], _retrieving_agent),
	[],
)

_kind(changes) := found.kind if {
	[found] := _changed(changes)
}

test_both_filters_pass if {
	_changed({}) == [{
		"kind": "pass",
		"subject": {"type": "AWS::Bedrock::Guardrail", "id": _g, "region": "us-east-1", "item": "1"},
		"message": "",
		"proof": [],
		"causes": [],
	}]
}

test_every_fault_is_named_and_fails if {
	filters := [{"type": "GROUNDING", "threshold": 0.65, "action": "NONE", "enabled": false}]
	id := sprintf("%s:1", [_g])
	_results(array.concat([_draft(_g), _version(_g, filters)], _retrieving_agent), []) == [{
		"kind": "fail",
		"subject": {"type": "AWS::Bedrock::Guardrail", "id": _g, "region": "us-east-1", "item": "1"},
		"message": concat("; ", [
			`the "GROUNDING" filter has threshold 0.65, below the required 0.7`,
			`the "GROUNDING" filter lets content through: "action" is "NONE"`,
			`the "GROUNDING" filter lets content through: "enabled" is false`,
			`the "RELEVANCE" filter is missing`,
		]),
		"proof": [
			{"id": id, "pointer": "/properties/contextualGroundingPolicy/filters"},
			{"id": id, "pointer": "/properties/contextualGroundingPolicy/filters/0/action"},
			{"id": id, "pointer": "/properties/contextualGroundingPolicy/filters/0/enabled"},
			{"id": id, "pointer": "/properties/contextualGroundingPolicy/filters/0/threshold"},
		],
		"causes": [],
	}]
}

test_a_fault_is_its_own_filters if {
	filters := [{"type": "GROUNDING", "threshold": 0.7}, {"type": "RELEVANCE", "threshold": 0.5}]
	[found] := _results(array.concat([_draft(_g), _version(_g, filters)], _retrieving_agent), [])
	found.message == `the "RELEVANCE" filter has threshold 0.5, below the required 0.7`
}

test_action_none_fails if _kind({"action": "NONE"}) == "fail"

test_action_block_passes if _kind({"action": "BLOCK"}) == "pass"

test_not_enabled_fails if _kind({"enabled": false}) == "fail"

test_enabled_passes if _kind({"enabled": true}) == "pass"

test_low_threshold_fails if _kind({"threshold": 0.69}) == "fail"

test_threshold_is_a_parameter if {
	records := array.concat([_draft(_g), _version(_g, _filters({}))], _retrieving_agent)
	testing.kinds(_control, testing.facts(records, {_control: {"min_threshold": 0.8}}, [])) == ["fail"]
	testing.kinds(_control, testing.facts(records, {_control: {"min_threshold": 0.5}}, [])) == ["pass"]
}

test_guardrail_without_the_policy_fails if {
	bare := testing.record("AWS::Bedrock::GuardrailVersion", sprintf("%s:1", [_g]), {
		"version": "1",
		"guardrailArn": _g,
	})
	_verdicts(array.concat([_draft(_g), bare], _retrieving_agent), []) == {["fail", _g, "1"]}
}

_good_and_bad := [_draft(_g), _version(_g, _filters({})), _draft(_h), _version(_h, [])]

# The other guardrail has nothing to do with retrieval.
test_guardrail_of_an_agent_that_retrieves_is_judged_alone if {
	_verdicts(array.concat(array.concat(_good_and_bad, [_base]), _retrieving_agent), []) == {["pass", _g, "1"]}
}

test_guardrail_of_a_flow_node_that_retrieves_is_judged_alone if {
	_verdicts(array.concat(array.concat(_good_and_bad, [_base]), _retrieving_flow), []) == {["pass", _g, "1"]}
}

test_version_in_use_with_retrieval_counts if {
	newer := testing.record("AWS::Bedrock::GuardrailVersion", sprintf("%s:2", [_g]), {
		"version": "2",
		"guardrailArn": _g,
	})
	_verdicts(
		array.concat([_draft(_g), _version(_g, _filters({})), newer], _retrieving_agent),
		[],
	) == {["pass", _g, "1"]}
}

_all_of_the_region := {["pass", _g, "1"], ["fail", _h, "1"]}

test_without_retrieval_all_guardrails_of_the_region_are_judged if {
	_verdicts(array.concat(_good_and_bad, [_base]), []) == _all_of_the_region
}

test_disabled_association_is_no_retrieval if {
	agent := array.concat(_agent("g"), [_association("7", "DISABLED")])
	_verdicts(array.concat(array.concat(_good_and_bad, [_base]), agent), []) == _all_of_the_region
}

test_association_of_another_version_is_no_retrieval if {
	agent := array.concat(_agent("g"), [_association("DRAFT", "ENABLED")])
	_verdicts(array.concat(array.concat(_good_and_bad, [_base]), agent), []) == _all_of_the_region
}

test_draft_that_retrieves_counts_where_it_is_deployed if {
	agent := [testing.record("AWS::Bedrock::Agent", _a, _names("h")), _association("DRAFT", "ENABLED")]
	_verdicts(array.concat(_good_and_bad, agent), []) == {["fail", _h, "1"]}
}

test_node_without_a_model_is_no_retrieval if {
	_verdicts(
		array.concat(_good_and_bad, [_base, _node("knowledgeBase", {"knowledgeBaseId": "K1"})]),
		[],
	) == _all_of_the_region
}

test_prompt_node_is_no_retrieval if {
	_verdicts(array.concat(_good_and_bad, [_base, _node("prompt", {"modelId": "m"})]), []) == _all_of_the_region
}

test_no_retrieval_and_no_knowledge_base_not_applicable if {
	[found] := _results(array.concat(_good_and_bad, _agent("g")), [])
	found.kind == "not_applicable"
}

test_knowledge_base_of_another_region_not_applicable if {
	there := testing.record_in(
		"eu-west-1",
		"AWS::Bedrock::KnowledgeBase",
		"arn:aws:bedrock:eu-west-1:111122223333:knowledge-base/K1",
		{},
	)
	[found] := _results(array.concat(_good_and_bad, [there]), [])
	found.kind == "not_applicable"
}

test_guardrail_that_does_not_exist_not_applicable if {
	[found] := _results(_retrieving_agent, [])
	found.kind == "not_applicable"
}

_unseen := ["unknown", testing.iam("root"), ""]

test_detail_denied_unknown if {
	unread := testing.record("AWS::Bedrock::GuardrailVersion", sprintf("%s:1", [_g]), {"version": "1"})
	_verdicts(array.concat([_draft(_g), unread], _retrieving_agent), [
		testing.gap("bedrock:GetGuardrail", _g),
	]) == {["unknown", _g, "1"]}
}

test_associations_denied_unknown if {
	gap := testing.gap("bedrock-agent:ListAgentKnowledgeBases", _a)
	_verdicts(array.concat(array.concat(_good_and_bad, [_base]), _agent("g")), [
		gap,
	]) == {["unknown", _g, "1"], ["unknown", _h, "1"], _unseen}
}

# An agent or flow that was not read may retrieve with another guardrail, or another version of it.
test_users_denied_unknown if {
	records := array.concat(_good_and_bad, [_base, testing.record("AWS::Bedrock::Agent", _a, {})])
	every gap in [
		testing.gap("bedrock-agent:GetAgentVersion", _a),
		testing.gap("bedrock-agent:GetFlow", "us-east-1"),
		testing.gap("iam:GetAccountAuthorizationDetails", "global"),
	] {
		_verdicts(records, [gap]) == {
			["unknown", _g, "1"],
			["unknown", _h, "1"],
			_unseen,
		}
	}
}

# A reference to this guardrail proves nothing about retrieval.
test_users_denied_beside_one_that_was_seen_unknown if {
	agent := array.concat([_draft(_h), _version(_h, []), _base], _agent("h"))
	_verdicts(agent, []) == {["fail", _h, "1"]}
	_verdicts(agent, [testing.gap("bedrock-agent:GetFlow", "us-east-1")]) == {["unknown", _h, "1"], _unseen}
}

test_retrieval_that_was_seen_is_judged_whatever_else_is_not if {
	gaps := [
		testing.gap("bedrock-agent:ListAgentKnowledgeBases", "us-east-1"),
		testing.gap("iam:GetAccountAuthorizationDetails", "global"),
	]
	found := _verdicts(array.concat([_draft(_g), _version(_g, _filters({}))], _retrieving_agent), gaps)
	found == {["pass", _g, "1"], _unseen}
	worse := _verdicts(array.concat([_draft(_g), _version(_g, [])], _retrieving_agent), gaps)
	worse == {["fail", _g, "1"], _unseen}
}

test_knowledge_bases_denied_unknown if {
	_verdicts(_good_and_bad, [testing.gap("bedrock-agent:ListKnowledgeBases", "us-east-1")]) == {_unseen}
}

test_guardrails_denied_unknown if {
	_verdicts([_base], [testing.gap("bedrock:ListGuardrails", "us-east-1")]) == {_unseen}
}
