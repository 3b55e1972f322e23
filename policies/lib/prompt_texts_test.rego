package lens_test.prompt_texts_test

import data.lens.lib.prompt_texts

_text(static, prefix, variables) := {"text": {"redacted": {"length": 9, "hmac": "", "signs": {
	"static": static,
	"prefix": prefix,
	"variables": variables,
}}}}

_point := {"cachePoint": {"type": "default"}}

_length(n) := {"redacted": {"length": n, "hmac": "", "signs": {"characters": n}}}

_tool := {"toolSpec": {"description": _length(30), "inputSchema": {"json": _length(12)}}}

_chat := {"templateConfiguration": {"chat": {
	"toolConfiguration": {"tools": [_tool, _point, {"toolSpec": {}}]},
	"system": [_text(100, 100, 0), _point],
	"messages": [
		{"content": [_text(7, 4, 2), {"image": {}}, _point]},
		{"content": [_text(8, 8, 0)]},
	],
}}}

test_order_of_a_chat if {
	prompt_texts.blocks(_chat) == [
		{"static": 42, "prefix": 42, "variable": false},
		{"cache": true},
		{"static": 0, "prefix": 0, "variable": false},
		{"static": 100, "prefix": 100, "variable": false},
		{"cache": true},
		{"static": 7, "prefix": 4, "variable": true},
		{"cache": true},
		{"static": 8, "prefix": 8, "variable": false},
	]
}

test_plain_text if {
	text := object.union({"cachePoint": _point.cachePoint}, _text(5, 2, 1))
	prompt_texts.blocks({"templateConfiguration": {"text": text}}) == [
		{"static": 5, "prefix": 2, "variable": true},
		{"cache": true},
	]
}

test_prompt_without_texts if {
	prompt_texts.blocks({}) == []
	prompt_texts.prefix([]) == 0
	prompt_texts.static([]) == 0
	prompt_texts.first_variable([]) == 0
}

test_lengths_and_places if {
	blocks := prompt_texts.blocks(_chat)
	prompt_texts.static(blocks) == 157
	prompt_texts.prefix(blocks) == 146
	prompt_texts.first_variable(blocks) == 5
	prompt_texts.points(blocks) == {1, 4, 6}
}

test_prompt_without_variables if {
	prompt_texts.prefix(prompt_texts.tools(_chat)) == 42
	prompt_texts.first_variable(prompt_texts.tools(_chat)) == 3
}

test_tokens_are_rounded_down if prompt_texts.tokens(4095, 4) == 1023

test_a_token_has_a_character_at_least if prompt_texts.tokens(7, 0) == 7
