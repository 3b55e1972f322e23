package lens_test.prompt_caches_test

import data.lens.lib.models_in_use
import data.lens.lib.prompt_caches

test_models_have_their_normal_id if {
	every model, tokens in prompt_caches.least {
		models_in_use.normal(model) == model
		tokens >= 1000
	}
}

# Two models of one family, one after the other, differ.
test_numbers_of_later_models if {
	prompt_caches.least["anthropic.claude-sonnet-4-5-20250929-v1:0"] == 4096
	prompt_caches.least["anthropic.claude-sonnet-4-6"] == 1024
	prompt_caches.least["anthropic.claude-opus-4-6-v1"] == 4096
}

test_tools if {
	prompt_caches.with_tools("anthropic.claude-sonnet-4-20250514-v1:0")
	not prompt_caches.with_tools("amazon.nova-pro-v1:0")
}
