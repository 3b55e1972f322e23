package lens_test.lib.model_scope_test

import data.lens.lib.model_scope
import data.lens_test.testing

_facts := testing.facts([], {}, [])

test_kinds_that_can_be_invoked if {
	found := model_scope.kinds with input as _facts
	found == {
		"application-inference-profile", "custom-model-deployment", "foundation-model", "imported-model",
		"inference-profile", "provisioned-model",
	}
}

_model(name) := sprintf("arn:aws:bedrock:*::foundation-model/%s", [name])

test_a_wildcard_after_the_dot_is_every_model_of_a_provider if {
	model_scope.whole_provider(_model("anthropic.*"), false)
	not model_scope.whole_provider(_model("anthropic.*"), true)
	not model_scope.whole_provider(_model("anthropic.claude-*"), false)
}

test_a_wildcard_before_the_dot_is_always_too_broad if {
	every allowed in [true, false] {
		model_scope.whole_provider(_model("anthropic*"), allowed)
		model_scope.whole_provider(_model("*.claude-v2"), allowed)
	}
}

_excused(operator, values) := found if {
	statement := {"Effect": "Allow", "Condition": {operator: {"bedrock:InferenceProfileArn": values}}}
	found := model_scope.excused(statement) with input as _facts
}

_profile := "arn:aws:bedrock:us-east-1:111122223333:inference-profile/us.anthropic.claude-v2"

test_models_behind_named_profiles_are_excused if _excused("ArnLike", [_profile]) == {"foundation-model"}

test_models_behind_any_profile_are_not_excused if {
	_excused("ArnLike", [_profile, "arn:aws:bedrock:*:*:inference-profile/*"]) == set()
	_excused("Null", ["false"]) == set()
}
