package lens_test.prompt_caches_test

import data.lens.lib.models_in_use
import data.lens.lib.prompt_caches

test_models_have_their_normal_id if {
	every model, tokens in prompt_caches.least {
		models_in_use.normal(model) == model
		tokens >= 1000
	}
}

test_tools if {
	prompt_caches.with_tools("anthropic.claude-sonnet-4-20250514-v1:0")
	not prompt_caches.with_tools("amazon.nova-pro-v1:0")
}
