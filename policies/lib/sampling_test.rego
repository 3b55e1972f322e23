package lens_test.sampling_test

import data.lens.lib.sampling

_signs(found) := {"redacted": {"length": 9, "hmac": "", "signs": found}}

test_places if {
	every config in [
		{"inferenceConfiguration": {"text": {"temperature": 0.5, "topP": 0.9}}},
		{"inferenceConfig": {"temperature": 0.5, "topP": 0.9}},
		{"additionalModelRequestFields": _signs({"temperature": 0.5, "top_p": 0.9})},
		{"additionalParams": _signs({"temperature": 0.5, "topP": 0.9})},
		{"temperature": 0.5, "topP": 0.9},
	] {
		sampling.temperature(config) == 0.5
		sampling.top_p(config) == 0.9
	}
}

test_zero_is_set if sampling.temperature({"temperature": 0}) == 0

test_nothing_is_set if {
	not sampling.temperature({"modelId": "m"})
	not sampling.top_p({"modelId": "m", "topP": "0.9"})
}
