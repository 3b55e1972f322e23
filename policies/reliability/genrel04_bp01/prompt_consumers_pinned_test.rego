package lens_test.genrel04_bp01.prompt_consumers_pinned_test

import data.lens_test.testing

_control := "GENREL04-BP01/prompt-consumers-pinned"

_id := testing.arn("bedrock", "flow/ROUTE")

_prompt := testing.arn("bedrock", "prompt/SUMMARY001")

_first := sprintf("%s:1", [_prompt])

_node(name, arn) := {
	"name": name,
	"type": "Prompt",
	"configuration": {"prompt": {"sourceConfiguration": {"resource": {"promptArn": arn}}}},
}

_flow(nodes) := testing.record("AWS::Bedrock::Flow", _id, {"id": "ROUTE", "definition": {"nodes": nodes}})

_version(number, nodes) := testing.record(
	"AWS::Bedrock::FlowVersion",
	sprintf("%s:%s", [_id, number]),
	{"id": "ROUTE", "version": number, "definition": {"nodes": nodes}},
)

_known := testing.record("AWS::Bedrock::PromptVersionSummary", _first, {"version": "1"})

_good := [_flow([_node("say", _first)]), _known]

_function(variables) := testing.record(
	"AWS::Lambda::Function",
	testing.arn("lambda", "function:tool"),
	{"Role": testing.iam("role/tool"), "Environment": {"Variables": variables}},
)

_group := testing.record(
	"AWS::Bedrock::AgentActionGroup",
	testing.arn("bedrock", "agent/HELPER:DRAFT:action-group/ORDERS"),
	{"actionGroupExecutor": {"lambda": testing.arn("lambda", "function:tool")}},
)

_facts(records, gaps) := testing.facts(records, {}, gaps)

_verdicts(records, gaps) := {[v[0], v[2]] | some v in testing.verdicts(_control, _facts(records, gaps))}

_messages(records) := testing.messages(_control, _facts(records, []))

test_existing_version_passes if _verdicts(_good, []) == {["pass", ""]}

test_draft_of_a_prompt_fails if {
	testing.results(_control, _facts([_flow([_node("say", _prompt)]), _known], [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::Bedrock::Flow", "id": _id, "region": "us-east-1", "item": "say"},
		"message": sprintf(`in version "DRAFT", it names "%s", which has no version number`, [_prompt]),
		"proof": [{"id": _id, "pointer": "/properties/definition"}],
		"causes": [],
	}]
	draft := sprintf("%s:DRAFT", [_prompt])
	_verdicts([_flow([_node("say", draft)]), _known], []) == {["fail", "say"]}
}

test_each_node_that_fails_has_a_result if {
	nodes := [_node("say", _first), _node("more", _prompt)]
	_verdicts([_flow(nodes), _known], []) == {["fail", "more"]}
}

test_version_that_does_not_exist_fails if {
	second := sprintf("%s:2", [_prompt])
	_messages([_flow([_node("say", second)]), _known]) == [
		sprintf(`in version "DRAFT", it names "%s", which does not exist`, [second]),
	]
}

test_version_behind_an_alias_counts if {
	_messages(array.concat(_good, [_version("3", [_node("say", _prompt)])])) == [
		sprintf(`in version "3", it names "%s", which has no version number`, [_prompt]),
	]
	proofs := testing.proofs(_control, _facts(array.concat(_good, [_version("3", [_node("say", _prompt)])]), []))
	proofs == [{"id": sprintf("%s:3", [_id]), "pointer": "/properties/definition"}]
}

test_node_of_a_served_version_alone_counts if {
	_verdicts(array.concat(_good, [_version("3", [_node("old", _prompt)])]), []) == {["fail", "old"]}
}

test_nodes_of_a_loop_count if {
	inner := {"nodes": [_node("say", _prompt)]}
	loop := {"name": "again", "type": "Loop", "configuration": {"loop": {"definition": inner}}}
	_verdicts([_flow([loop])], []) == {["fail", "say"]}
}

test_other_accounts_and_regions_unknown if {
	every arn in [
		"arn:aws:bedrock:us-east-1:444455556666:prompt/SUMMARY001:1",
		"arn:aws:bedrock:eu-north-1:111122223333:prompt/SUMMARY001:1",
	] {
		_verdicts([_flow([_node("say", arn)])], []) == {["unknown", "say"]}
		_messages([_flow([_node("say", arn)])]) == [
			sprintf(`it names "%s", which is of another account, or of a Region that was not scanned`, [arn]),
		]
	}
	_verdicts([_flow([_node("say", "arn:aws:bedrock:us-east-1:444455556666:prompt/SUMMARY001")])], []) == {
		["fail", "say"],
	}
}

test_inline_prompts_not_applicable if {
	inline := {"inline": {"modelId": "m", "templateType": "TEXT"}}
	node := {"name": "ask", "type": "Prompt", "configuration": {"prompt": {"sourceConfiguration": inline}}}
	_verdicts([_flow([node])], []) == {["not_applicable", ""]}
	_verdicts([], []) == {["not_applicable", ""]}
}

test_variable_without_a_version_review if {
	records := array.concat(_good, [_group, _function({"PROMPT": _prompt})])
	testing.results(_control, _facts(array.slice(records, 2, 4), [])) == [{
		"kind": "review",
		"subject": {
			"type": "AWS::Lambda::Function",
			"id": testing.arn("lambda", "function:tool"),
			"region": "us-east-1",
			"item": "PROMPT",
		},
		"message": sprintf(`it holds "%s", which has no version number`, [_prompt]),
		"proof": [{
			"id": testing.arn("lambda", "function:tool"),
			"pointer": "/properties/Environment/Variables/PROMPT",
		}],
		"causes": [],
	}]
	_verdicts(records, []) == {["pass", ""], ["review", "PROMPT"]}
}

test_variable_with_a_version_passes if {
	_verdicts([_group, _function({"PROMPT": _first})], []) == {["pass", "PROMPT"]}
}

test_other_functions_are_left_alone if {
	_verdicts([_function({"PROMPT": _prompt})], []) == {["not_applicable", ""]}
}

test_flow_that_was_not_read_unknown if {
	every operation in ["GetFlow", "ListFlowAliases", "GetFlowVersion"] {
		denied := testing.gap(sprintf("bedrock-agent:%s", [operation]), _id)
		{"unknown"} == {v[0] | some v in _verdicts([testing.without(_flow([]), "definition")], [denied])}
		["unknown", ""] in _verdicts(_good, [denied])
		["fail", "say"] in _verdicts([_flow([_node("say", _prompt)])], [denied])
	}
}

test_versions_of_the_prompt_that_were_not_listed_unknown if {
	flow := _flow([_node("say", _first)])
	_verdicts([flow], [testing.gap("bedrock-agent:ListPrompts", _prompt)]) == {["unknown", "say"]}
	_verdicts([flow], [testing.gap("bedrock-agent:ListPrompts", "us-east-1")]) == {["unknown", "say"]}
	other := testing.gap("bedrock-agent:ListPrompts", testing.arn("bedrock", "prompt/OTHER00001"))
	_verdicts([flow], [other]) == {["fail", "say"]}
}

test_prompts_of_another_region_are_listed_there if {
	far := replace(_first, "us-east-1", "eu-west-1")
	flow := _flow([_node("say", far)])
	_verdicts([flow], []) == {["fail", "say"]}
	_verdicts([flow], [testing.gap("bedrock-agent:ListPrompts", "eu-west-1")]) == {["unknown", "say"]}
}

test_denied_listings_unknown if {
	every operation in ["bedrock-agent:ListFlows", "lambda:ListFunctions"] {
		_verdicts([], [testing.gap(operation, "us-east-1")]) == {["unknown", ""]}
	}
}
