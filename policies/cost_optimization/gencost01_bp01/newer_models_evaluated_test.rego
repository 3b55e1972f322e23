package lens_test.gencost01_bp01.newer_models_evaluated_test

import data.lens_test.testing

_control := "GENCOST01-BP01/newer-models-evaluated"

_old := "maker.word-3-lite-20240101-v1:0"

_new := "maker.word-lite-4-v1:0"

# The snapshot was started on 2026-08-01.
_model(id, start, change) := testing.record(
	"AWS::Bedrock::FoundationModel",
	sprintf("arn:aws:bedrock:us-east-1::foundation-model/%s", [id]),
	object.union(
		{
			"modelId": id,
			"outputModalities": ["TEXT"],
			"modelLifecycle": {"status": "ACTIVE", "startOfLifeTime": start},
		},
		change,
	),
)

_listed := [_model(_old, "2024-01-01T00:00:00Z", {}), _model(_new, "2025-09-01T00:00:00Z", {})]

_prompt := testing.record(
	"AWS::Bedrock::Prompt",
	testing.arn("bedrock", "prompt/PROMPT0001"),
	{"variants": [{"modelId": sprintf("us.%s", [_old])}]},
)

_job(name, created) := testing.record_in(
	"eu-west-1",
	"AWS::Bedrock::EvaluationJob",
	"arn:aws:bedrock:eu-west-1:111122223333:evaluation-job/job000000001",
	{"status": "Completed", "creationTime": created, "modelIdentifiers": [name]},
)

_results(more) := testing.results(_control, testing.facts(array.concat([_prompt], more), {}, []))

_kinds(more, gaps) := testing.kinds(_control, testing.facts(array.concat([_prompt], more), {}, gaps))

test_model_that_nobody_evaluated_fails if {
	_results(_listed) == [{
		"kind": "fail",
		"subject": {
			"type": "AWS::Bedrock::FoundationModel",
			"id": _listed[0].id,
			"region": "us-east-1",
			"item": "",
		},
		"message": concat("", [
			`model "maker.word-lite-4-v1:0" of the same family started 11 months ago, at most 6 months are `,
			"allowed, and no evaluation job since then names a newer model of the provider",
		]),
		"proof": [{"id": _listed[1].id, "pointer": "/properties/modelLifecycle"}],
		"causes": [],
	}]
}

test_evaluation_of_it_passes if {
	job := _job(_new, "2026-01-01T00:00:00Z")
	results := _results(array.concat(_listed, [job]))
	[r.kind | some r in results] == ["pass"]
	[r.proof | some r in results] == [[{"id": job.id, "pointer": ""}]]
}

test_evaluation_of_another_newer_model_of_the_provider_passes if {
	other := _model("maker.word-pro-5-v1:0", "2026-06-01T00:00:00Z", {})
	records := array.concat(_listed, [other, _job("maker.word-pro-5-v1:0", "2026-06-10T00:00:00Z")])
	_kinds(records, []) == ["pass"]
}

test_evaluation_before_it_started_does_not_count if {
	between := _model("maker.word-pro-3-v1:0", "2025-01-01T00:00:00Z", {})
	records := array.concat(_listed, [between, _job("maker.word-pro-3-v1:0", "2025-02-01T00:00:00Z")])
	_kinds(records, []) == ["fail"]
}

test_evaluation_of_what_is_in_use_does_not_count if {
	_kinds(array.concat(_listed, [_job(_old, "2026-01-01T00:00:00Z")]), []) == ["fail"]
}

test_what_asks_for_no_evaluation if {
	every other in [
		_model(_new, "2026-06-01T00:00:00Z", {}), # young
		_model(_new, "2023-06-01T00:00:00Z", {}), # older
		_model(_new, "2025-09-01T00:00:00Z", {"modelLifecycle": {"status": "LEGACY"}}),
		_model(_new, "2025-09-01T00:00:00Z", {"outputModalities": ["IMAGE"]}),
		_model("maker.word-pro-4-v1:0", "2025-09-01T00:00:00Z", {}), # another family
		_model("other.word-lite-4-v1:0", "2025-09-01T00:00:00Z", {}), # another provider
		testing.without(_model(_new, "2025-09-01T00:00:00Z", {}), "modelLifecycle"),
	] {
		_kinds([_listed[0], other], []) == ["pass"]
	}
}

test_patterns_name_families if {
	records := [_prompt, _listed[0], _model("maker.word-pro-4-v1:0", "2025-09-01T00:00:00Z", {})]
	params := {_control: {"families": ["maker.word-*"]}}
	testing.kinds(_control, testing.facts(records, params, [])) == ["fail"]
}

test_several_sizes_of_the_context_are_one if {
	large := _model("maker.word-3-lite-20240101-v1:0:200k", "2024-01-01T00:00:00Z", {})
	_kinds(array.concat(_listed, [large]), []) == ["fail"]
}

test_undated_or_unlisted_model_not_applicable if {
	undated := _model(_old, "", {"modelLifecycle": {"status": "ACTIVE"}})
	none := object.union(testing.without(undated, "modelLifecycle"), {"properties": {"modelLifecycle": {
		"status": "ACTIVE",
	}}})
	_kinds([none, _listed[1]], []) == ["not_applicable"]
	_kinds([_listed[1]], []) == ["not_applicable"]
}

test_unused_model_not_applicable if {
	testing.kinds(_control, testing.facts(_listed, {}, [])) == ["not_applicable"]
}

test_denied_jobs_unknown if {
	_kinds(_listed, [testing.gap("bedrock:ListEvaluationJobs", "eu-west-1")]) == ["unknown"]
	job := _job(_new, "2026-01-01T00:00:00Z")
	_kinds(array.concat(_listed, [job]), [testing.gap("bedrock:ListEvaluationJobs", "us-east-1")]) == ["pass"]
}

test_denied_models_unknown if {
	_kinds([], [testing.gap("bedrock:ListFoundationModels", "us-east-1")]) == ["unknown"]
}

test_denied_prompt_unknown if {
	denied := testing.gap("bedrock-agent:GetPrompt", "us-east-1")
	testing.kinds(_control, testing.facts([], {}, [denied])) == ["unknown"]
}
