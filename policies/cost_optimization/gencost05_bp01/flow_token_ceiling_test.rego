package lens_test.gencost05_bp01.flow_token_ceiling_test

import data.lens_test.testing

_control := "GENCOST05-BP01/flow-token-ceiling"

_id := testing.arn("bedrock", "flow/ROUTE")

_prompt := testing.arn("bedrock", "prompt/SUMMARY001")

_source(name, source) := {
	"name": name,
	"type": "Prompt",
	"configuration": {"prompt": {"sourceConfiguration": source}},
}

_limit(tokens) := {"inferenceConfiguration": {"text": {"maxTokens": tokens}}}

_say(name, tokens) := _source(name, {"inline": _limit(tokens)})

_bare := _source("bare", {"inline": {}})

_managed := _source("managed", {"resource": {"promptArn": _prompt}})

_each := {"name": "each", "type": "Iterator", "configuration": {"iterator": {}}}

_loop(name, nodes, bound) := {
	"name": name,
	"type": "Loop",
	"configuration": {"loop": {"definition": {"nodes": array.concat(nodes, [{
		"name": "control",
		"type": "LoopController",
		"configuration": {"loopController": bound},
	}])}}},
}

_way(from, to) := {"type": "Data", "name": "w", "source": from, "target": to}

_wired(nodes, ways) := testing.record(
	"AWS::Bedrock::Flow",
	_id,
	{"definition": {"nodes": nodes, "connections": ways}},
)

_flow(nodes) := _wired(nodes, [])

_version(number, nodes) := testing.record(
	"AWS::Bedrock::FlowVersion",
	sprintf("%s:%s", [_id, number]),
	{"definition": {"nodes": nodes}},
)

_alias(version) := testing.record(
	"AWS::Bedrock::FlowAlias",
	sprintf("%s/alias/LIVE", [_id]),
	{"id": "LIVE", "routingConfiguration": [{"flowVersion": version}]},
)

_stored(variants) := testing.record("AWS::Bedrock::Prompt", _prompt, {"variants": variants})

_facts(records, gaps) := testing.facts(records, {}, gaps)

_items(records, gaps) := {[v[0], v[2]] | some v in testing.verdicts(_control, _facts(records, gaps))}

_messages(records) := testing.messages(_control, _facts(records, []))

_passes(flow) if _items([flow], []) == {["pass", "DRAFT"]}

_fails(flow) if _items([flow], []) == {["fail", "DRAFT"]}

test_sum_of_nodes if {
	_passes(_flow([_say("a", 150000), _say("b", 50000)]))
	_messages([_flow([_say("a", 150000), _say("b", 50001)])]) == [concat(" ", [
		`a run may generate 200001 tokens, 150000 of them in "a",`,
		"and at most 200000 are allowed",
	])]
}

test_node_without_a_limit_fails if {
	testing.results(_control, _facts([_flow([_say("a", 5), _bare])], [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::Bedrock::Flow", "id": _id, "region": "us-east-1", "item": "DRAFT"},
		"message": `these nodes have no limit of tokens: "bare"`,
		"proof": [{"id": _id, "pointer": "/properties/definition/nodes/1"}],
		"causes": [],
	}]
}

_again(times) := _loop("again", [_say("a", 4000)], {"maxIterations": times})

test_iterations_multiply if {
	_passes(_flow([_again(50)]))
	_messages([_flow([_again(51), _say("b", 9)])]) == [concat(" ", [
		`a run may generate 204009 tokens, 204000 of them in "a",`,
		"and at most 200000 are allowed",
	])]
	inner := _loop("inner", [_say("a", 4000)], {"maxIterations": 8})
	_fails(_flow([_loop("outer", [inner], {"maxIterations": 8})]))
}

test_loop_without_a_limit_fails if {
	flow := _flow([_loop("again", [_say("a", 5)], {})])
	_messages([flow]) == [`these loops have no limit of iterations: "again"`]
	pointer := "/properties/definition/nodes/0/configuration/loop/definition/nodes/0"
	testing.proofs(_control, _facts([flow], [])) == [{"id": _id, "pointer": pointer}]
	call := {"name": "f", "type": "LambdaFunction", "configuration": {}}
	_passes(_flow([_loop("again", [call], {}), _say("a", 5)]))
}

test_items_multiply if {
	inside := [_way("each", "a")]
	_passes(_wired([_each, _say("a", 10000)], inside))
	_fails(_wired([_each, _say("a", 10001)], inside))
	_passes(_wired([_each, _say("a", 10001)], []))
	two := {"name": "two", "type": "Iterator", "configuration": {"iterator": {}}}
	ways := [_way("each", "two"), _way("two", "a")]
	_passes(_wired([_each, two, _say("a", 500)], ways))
	_fails(_wired([_each, two, _say("a", 501)], ways))
}

test_largest_of_equal_nodes_is_the_first if {
	every nodes in [[_say("a", 200000), _say("b", 200000)], [_say("b", 200000), _say("a", 200000)]] {
		_messages([_flow(nodes)]) == [concat(" ", [
			`a run may generate 400000 tokens, 200000 of them in "a",`,
			"and at most 200000 are allowed",
		])]
	}
}

test_agents_count_as_much_as_the_parameter_says if {
	agent := {"name": "help", "type": "Agent", "configuration": {"agent": {"agentAliasArn": "x"}}}
	_passes(_flow([_loop("again", [agent], {"maxIterations": 20})]))
	_fails(_flow([_loop("again", [agent], {"maxIterations": 21})]))
}

test_managed_prompt_counts if {
	_items([_flow([_managed]), _stored([_limit(500)])], []) == {["pass", "DRAFT"]}
	_messages([_flow([_managed]), _stored([{}])]) == [`these nodes have no limit of tokens: "managed"`]
}

test_prompt_that_no_call_shows_unknown if {
	_items([_flow([_managed])], []) == {["unknown", "DRAFT"]}
	_messages([_flow([_managed])]) == [sprintf(`no call shows these prompts: "%s"`, [_prompt])]
	gap := testing.gap("bedrock-agent:GetPrompt", _id)
	_items([_flow([_managed])], [gap]) == {["unknown", "DRAFT"]}
	_items([_flow([_managed, _say("a", 300000)])], [gap]) == {["fail", "DRAFT"]}
	_items([_flow([_say("a", 5)])], [gap]) == {["pass", "DRAFT"]}
}

test_served_version_has_a_result_of_its_own if {
	records := [_flow([_say("a", 5)]), _alias("2"), _version("2", [_bare]), _version("1", [_bare])]
	_items(records, []) == {["pass", "DRAFT"], ["fail", "2"]}
	{"id": _version("2", []).id, "pointer": "/properties/definition/nodes/0"} in testing.proofs(
		_control,
		_facts(records, []),
	)
}

test_what_was_not_read_unknown if {
	version := testing.gap("bedrock-agent:GetFlowVersion", _id)
	_items([_flow([_say("a", 5)]), _alias("2")], [version]) == {["pass", "DRAFT"], ["unknown", "2"]}
	bare := testing.record("AWS::Bedrock::Flow", _id, {})
	_items([bare], [testing.gap("bedrock-agent:GetFlow", _id)]) == {["unknown", "DRAFT"]}
	aliases := testing.gap("bedrock-agent:ListFlowAliases", _id)
	_items([_flow([_say("a", 5)])], [aliases]) == {["pass", "DRAFT"], ["unknown", ""]}
	_items([], [testing.gap("bedrock-agent:ListFlows", "us-east-1")]) == {["unknown", ""]}
}

test_flow_that_generates_nothing_not_applicable if {
	base := {"knowledgeBase": {"knowledgeBaseId": "MANUALS001"}}
	search := {"name": "look", "type": "KnowledgeBase", "configuration": base}
	_items([_flow([search, _each])], []) == {["not_applicable", ""]}
	_items([], []) == {["not_applicable", ""]}
}

test_limits_are_parameters if {
	params := {_control: {"max_run_tokens": 10, "assumed_items": 2}}
	flow := _wired([_each, _say("a", 5)], [_way("each", "a")])
	testing.kinds(_control, testing.facts([flow], params, [])) == ["pass"]
}
