package lens_test.token_limits_test

import data.lens.lib.token_limits

_signs(member, numbers) := {member: {"redacted": {"length": 1, "hmac": "x", "signs": numbers}}}

_unlimited(config) if not token_limits.of(config)

test_limit_among_the_parameters if {
	token_limits.of({"inferenceConfiguration": {"text": {"maxTokens": 500}}}) == 500
	token_limits.of({"inferenceConfig": {"text": {"maxTokens": 550}}}) == 550
	token_limits.of({"inferenceConfiguration": {"maximumLength": 600}}) == 600
	token_limits.of({"maxTokens": 700}) == 700
}

test_limit_under_a_name_of_the_model if {
	every name in ["max_tokens", "maxTokens", "max_gen_len", "max_completion_tokens"] {
		every member in ["additionalModelRequestFields", "additionalParams"] {
			token_limits.of(_signs(member, {name: 800})) == 800
		}
	}
}

test_highest_limit_counts if {
	fields := _signs("additionalModelRequestFields", {"max_tokens": 900})
	token_limits.of(object.union({"inferenceConfiguration": {"text": {"maxTokens": 500}}}, fields)) == 900
}

test_no_limit if {
	_unlimited({})
	_unlimited({"inferenceConfiguration": {"text": {"maxTokens": 0, "temperature": 1}}})
	_unlimited(_signs("additionalModelRequestFields", {"temperature": 1}))
	_unlimited({"additionalParams": {"redacted": {"length": 1, "hmac": "x"}}})
}
