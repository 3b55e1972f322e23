package lens_test.output_forms_test

import data.lens.lib.output_forms

_text(signs) := {"text": {"redacted": {"length": 9, "hmac": "", "signs": signs}}}

_choice(one) := {"chat": {"toolConfiguration": {"tools": [], "toolChoice": one}}}

test_forced_tools if {
	output_forms.is_fixed(_choice({"any": {}}), set())
	output_forms.is_fixed(_choice({"tool": {"name": "record"}}), set())
	not output_forms.is_fixed(_choice({"auto": {}}), {"json"})
}

test_texts_that_ask_for_a_form if {
	chat := {"chat": {"system": [_text({"prefix": 9})], "messages": [{"content": [_text({"json": true})]}]}}
	output_forms.is_fixed(chat, {"xml", "json"})
	not output_forms.is_fixed(chat, {"xml"})
	not output_forms.is_fixed({"text": _text({"json": false, "prefix": 9})}, {"json"})
}
