package lens_test.gencost03_bp02.flow_node_max_tokens_test

import data.lens_test.testing

_control := "GENCOST03-BP02/flow-node-max-tokens"

_id := testing.arn("bedrock", "flow/ROUTE")

_limit(tokens) := {"inferenceConfiguration": {"text": {"maxTokens": tokens}}}

_node(name, configuration) := {"name": name, "type": "Prompt", "configuration": configuration}

_say(name, config) := _node(name, {"prompt": {"sourceConfiguration": {"inline": config}}})

_look(config) := _node("look", {"knowledgeBase": config})

_model := {"modelId": "amazon.nova-lite-v1:0"}

_loop(nodes) := _node("again", {"loop": {"definition": {"nodes": nodes}}})

_flow(nodes) := testing.record("AWS::Bedrock::Flow", _id, {"definition": {"nodes": nodes}})

_version(number, nodes) := testing.record(
	"AWS::Bedrock::FlowVersion",
	sprintf("%s:%s", [_id, number]),
	{"definition": {"nodes": nodes}},
)

_alias := testing.record(
	"AWS::Bedrock::FlowAlias",
	sprintf("%s/alias/LIVE", [_id]),
	{"id": "LIVE", "routingConfiguration": [{"flowVersion": "2"}]},
)

_facts(records, gaps) := testing.facts(records, {}, gaps)

_items(records, gaps) := {[v[0], v[2]] | some v in testing.verdicts(_control, _facts(records, gaps))}

_messages(nodes) := testing.messages(_control, _facts([_flow(nodes)], []))

test_limit_passes if {
	_items([_flow([_say("say", _limit(4096))])], []) == {["pass", ""]}
	signs := {"max_tokens": 500}
	fields := {"additionalModelRequestFields": {"redacted": {"length": 9, "hmac": "x", "signs": signs}}}
	_items([_flow([_say("say", fields)])], []) == {["pass", ""]}
}

test_no_limit_fails if {
	testing.results(_control, _facts([_flow([_say("ok", _limit(5)), _say("say", {})])], [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::Bedrock::Flow", "id": _id, "region": "us-east-1", "item": "DRAFT/say"},
		"message": "its answers have no limit of tokens",
		"proof": [{"id": _id, "pointer": "/properties/definition/nodes/1"}],
		"causes": [],
	}]
	_items([_flow([_say("say", _limit(0))])], []) == {["fail", "DRAFT/say"]}
}

test_high_limit_fails if {
	_messages([_say("say", _limit(4097))]) == [
		"the limit of an answer is 4097 tokens, and at most 4096 are allowed",
	]
}

test_search_that_lets_a_model_answer if {
	_items([_flow([_look(object.union(_model, _limit(5)))])], []) == {["pass", ""]}
	_messages([_look(_model)]) == ["its answers have no limit of tokens"]
	step := {"orchestrationConfiguration": {"inferenceConfig": {"text": {"maxTokens": 5000}}}}
	_messages([_look(object.union(object.union(_model, _limit(5)), step))]) == [
		"the limit of the orchestration before the search is 5000 tokens, and at most 4096 are allowed",
	]
}

test_nodes_in_loops_count if {
	_items([_flow([_loop([_loop([_say("deep", {})])])])], []) == {["fail", "DRAFT/deep"]}
}

test_nodes_of_one_name_do_not_hide_each_other if {
	every nodes in [
		[_say("say", {}), _loop([_say("say", _limit(5))])],
		[_say("say", _limit(5)), _loop([_say("say", {})])],
	] {
		_items([_flow(nodes)], []) == {["fail", "DRAFT/say"]}
	}
}

test_served_version_counts if {
	records := [_flow([_say("say", _limit(5))]), _alias, _version("2", [_say("say", {})])]
	_items(records, []) == {["fail", "2/say"]}
	_items([_flow([]), _version("2", [_say("say", {})])], []) == {["not_applicable", ""]}
}

test_nodes_that_are_judged_elsewhere_not_applicable if {
	managed := _node("say", {"prompt": {"sourceConfiguration": {"resource": {"promptArn": "x"}}}})
	_items([_flow([managed, _look({"knowledgeBaseId": "MANUALS001"})])], []) == {["not_applicable", ""]}
	_items([], []) == {["not_applicable", ""]}
}

test_what_was_not_read_unknown if {
	every operation in ["GetFlow", "ListFlowAliases", "GetFlowVersion"] {
		gap := testing.gap(sprintf("bedrock-agent:%s", [operation]), _id)
		_items([testing.record("AWS::Bedrock::Flow", _id, {})], [gap]) == {["unknown", ""]}
		_items([_flow([_say("a", {}), _say("b", _limit(5))])], [gap]) == {["fail", "DRAFT/a"]}
		_items([_flow([_say("b", _limit(5))])], [gap]) == {["unknown", ""]}
	}
	_items([], [testing.gap("bedrock-agent:ListFlows", "us-east-1")]) == {["unknown", ""]}
}

test_limit_is_a_parameter if {
	facts := testing.facts([_flow([_say("say", _limit(5))])], {_control: {"max_tokens": 4}}, [])
	testing.kinds(_control, facts) == ["fail"]
}
