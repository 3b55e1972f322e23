package lens_test.node_tokens_test

import data.lens.lib.node_tokens
import data.lens_test.testing

_tokens(number) := {"inferenceConfiguration": {"text": {"maxTokens": number}}}

_prompt(source) := {"type": "Prompt", "configuration": {"prompt": {"sourceConfiguration": source}}}

_inline(more) := _prompt({"inline": object.union({"modelId": "amazon.nova-lite-v1:0"}, more)})

_arn := testing.arn("bedrock", "prompt/SUMMARY001")

_managed(arn) := _prompt({"resource": {"promptArn": arn}})

_base(more) := {"type": "KnowledgeBase", "configuration": {"knowledgeBase": object.union(
	{"knowledgeBaseId": "MANUALS001"},
	more,
)}}

_model := {"modelId": "amazon.nova-lite-v1:0"}

_agent := {"type": "Agent", "configuration": {"agent": {"agentAliasArn": "a"}}}

_none := testing.facts([], {}, [])

_of(node, records) := tokens if {
	facts := testing.facts(records, {}, [])
	tokens := node_tokens.of(node, 7) with input as facts
}

_unlimited(node, records) if {
	facts := testing.facts(records, {}, [])
	node_tokens.unlimited(node) with input as facts
}

_hidden(node, records) := arn if {
	facts := testing.facts(records, {}, [])
	arn := node_tokens.hidden(node) with input as facts
}

_stored(type, arn, variants) := testing.record(type, arn, {"variants": variants})

_draft(variants) := _stored("AWS::Bedrock::Prompt", _arn, variants)

_chosen(variants, name) := testing.record("AWS::Bedrock::Prompt", _arn, {
	"variants": variants,
	"defaultVariant": name,
})

test_prompt_in_the_node if {
	_of(_inline(_tokens(500)), []) == 500
	_unlimited(_inline({}), [])
	not _unlimited(_inline(_tokens(500)), [])
}

test_managed_prompt if {
	_of(_managed(_arn), [_draft([_tokens(600)])]) == 600
	_of(_managed(sprintf("%s:DRAFT", [_arn])), [_draft([_tokens(600)])]) == 600
	_unlimited(_managed(_arn), [_draft([{}])])
	not _hidden(_managed(_arn), [_draft([{}])])
}

test_version_of_a_managed_prompt if {
	arn := sprintf("%s:3", [_arn])
	every type in ["AWS::Bedrock::PromptVersion", "AWS::Bedrock::PromptVersionSummary"] {
		_of(_managed(arn), [_draft([_tokens(1)]), _stored(type, arn, [_tokens(700)])]) == 700
	}
}

test_default_variant_counts if {
	a := object.union(_tokens(1), {"name": "a"})
	b := object.union(_tokens(2), {"name": "b"})
	variants := [a, b, {"name": "c"}]
	_of(_managed(_arn), [_chosen(variants, "a")]) == 1
	_of(_managed(_arn), [_chosen(variants, "b")]) == 2
	_unlimited(_managed(_arn), [_chosen(variants, "c")])
	_unlimited(_managed(_arn), [_chosen(variants, "gone")])
	_of(_managed(_arn), [_draft([a, b])]) == 2
}

test_prompt_that_leads_to_an_agent if {
	_of(_managed(_arn), [_draft([{"genAiResource": {"agent": {"agentIdentifier": "x"}}}])]) == 7
}

test_prompt_that_no_call_shows if {
	every records in [[], [_draft([])]] {
		_hidden(_managed(_arn), records) == _arn
		not _unlimited(_managed(_arn), records)
		not _of(_managed(_arn), records)
	}
}

test_search if {
	_of(_base(object.union(_model, _tokens(800))), []) == 800
	_unlimited(_base(_model), [])
	not _unlimited(_base({}), [])
	not _of(_base(_tokens(800)), [])
}

test_search_with_a_step_before if {
	step := {"orchestrationConfiguration": {"inferenceConfig": {"text": {"maxTokens": 50}}}}
	_of(_base(object.union(_model, object.union(_tokens(800), step))), []) == 850
	_unlimited(_base(object.union(_model, step)), [])
}

test_agent if {
	_of(_agent, []) == 7
	not _unlimited(_agent, [])
}

test_nodes_that_generate if {
	node_tokens.generates(_agent) with input as _none
	node_tokens.generates(_managed(_arn)) with input as _none
	not _generates(_base({}))
	not _generates({"type": "Input", "configuration": {"input": {}}})
	node_tokens.generates(_base(_model)) with input as _none
}

_generates(node) if node_tokens.generates(node) with input as _none
