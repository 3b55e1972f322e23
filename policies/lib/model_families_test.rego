package lens_test.model_families_test

import data.lens.lib.model_families

_sonnet := "anthropic.claude-3-5-sonnet-20241022-v2:0"

test_generation_may_be_anywhere if {
	model_families.same(_sonnet, "anthropic.claude-sonnet-4-20250514-v1:0", [])
	model_families.same("amazon.nova-lite-v1:0", "amazon.nova-2-lite-v1:0", [])
	model_families.same("mistral.mistral-large-2402-v1:0", "mistral.mistral-large-3-675b-instruct", [])
}

test_another_class_is_another_family if {
	not model_families.same(_sonnet, "anthropic.claude-3-haiku-20240307-v1:0", [])
	not model_families.same("amazon.nova-lite-v1:0", "amazon.nova-pro-v1:0", [])
	not model_families.same("amazon.nova-lite-v1:0", "other.nova-lite-v1:0", [])
}

test_another_line_of_models_is_another_family if {
	not model_families.same("mistral.mistral-large-2402-v1:0", "mistral.pixtral-large-2502-v1:0", [])
	not model_families.same("amazon.titan-text-lite-v1", "amazon.nova-lite-v1:0", [])
}

test_size_belongs_to_the_family if {
	model_families.same("meta.llama3-1-70b-instruct-v1:0", "meta.llama3-3-70b-instruct-v1:0", [])
	not model_families.same("meta.llama3-1-70b-instruct-v1:0", "meta.llama3-1-405b-instruct-v1:0", [])
	model_families.family("meta.llama3-1-70b-instruct-v1:0") == {"llama", "70b", "instruct"}
}

test_patterns_name_families if {
	model_families.same(_sonnet, "anthropic.claude-3-haiku-20240307-v1:0", ["anthropic.claude-*"])
	not model_families.same(_sonnet, "amazon.nova-lite-v1:0", ["*"])
	not model_families.same(_sonnet, "anthropic.claude-3-haiku-20240307-v1:0", ["anthropic.claude-3-5-*"])
}

test_provider_of_a_model if model_families.provider(_sonnet) == "anthropic"
