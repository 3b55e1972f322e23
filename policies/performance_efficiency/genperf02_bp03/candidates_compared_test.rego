package lens_test.genperf02_bp03.candidates_compared_test

import data.lens_test.testing

_control := "GENPERF02-BP03/candidates-compared"

_profile := testing.record(
	"AWS::Bedrock::ApplicationInferenceProfile",
	testing.arn("bedrock", "application-inference-profile/profile00001"),
	{"models": [{"modelArn": "arn:aws:bedrock:us-east-1::foundation-model/one.a"}]},
)

_own := {"datasetLocation": {"s3Uri": "s3://sets/a.jsonl"}}

_public := {"name": {"redacted": {"length": 5, "hmac": "public"}}}

# The snapshot was started on 2026-08-01.
_job(id, models, dataset, change) := testing.record_in(
	"eu-west-1",
	"AWS::Bedrock::EvaluationJob",
	sprintf("arn:aws:bedrock:eu-west-1:111122223333:evaluation-job/%s", [id]),
	object.union(
		{
			"status": "Completed",
			"creationTime": "2026-07-01T00:00:00Z",
			"evaluationConfig": {"automated": {"datasetMetricConfigs": [{"dataset": dataset}]}},
			"inferenceConfig": {"models": [{"bedrockModel": {"modelIdentifier": model}} | some model in models]},
		},
		change,
	),
)

_kinds(records, gaps) := testing.kinds(_control, testing.facts(array.concat([_profile], records), {}, gaps))

_first := _job("first", ["one.a"], _own, {})

_second := _job("second", ["us.two.b"], _own, {})

test_two_models_on_one_dataset_pass if {
	facts := testing.facts([_profile, _first, _second], {}, [])
	testing.results(_control, facts) == [{
		"kind": "pass",
		"subject": {
			"type": "AWS::Account",
			"id": "arn:aws:iam::111122223333:root",
			"region": "us-east-1",
			"item": "",
		},
		"message": "",
		"proof": [{"id": _first.id, "pointer": ""}, {"id": _second.id, "pointer": ""}],
		"causes": [],
	}]
}

test_one_job_of_two_models_passes if _kinds([_job("both", ["one.a", "two.b"], _public, {})], []) == ["pass"]

test_public_dataset_is_one_by_its_name if {
	records := [_job("first", ["one.a"], _public, {}), _job("second", ["two.b"], _public, {})]
	_kinds(records, []) == ["pass"]
	other := {"name": {"redacted": {"length": 5, "hmac": "other"}}}
	_kinds([_job("first", ["one.a"], other, {}), _job("second", ["two.b"], _public, {})], []) == ["review"]
}

test_no_comparison_is_a_question if {
	facts := testing.facts([_profile, _first], {}, [])
	testing.kinds(_control, facts) == ["review"]
	testing.messages(_control, facts) == [concat("", [
		"no dataset of the evaluation jobs of the last 1 year was used for at least 2 models of at least ",
		"2 providers; name the comparison, and write it with: genai-lens attest ",
		"GENPERF02-BP03/candidates-compared",
	])]
}

test_what_is_no_comparison if {
	every second in [
		_job("second", ["us.one.a"], _own, {}), # the same model
		_job("second", [_profile.id], _own, {}), # the same, by a profile
		_job("second", ["one.c"], _own, {}), # of the same provider
		_job("second", ["two.b"], _public, {}), # another dataset
		_job("second", ["two.b"], _own, {"status": "Failed"}),
		_job("second", ["two.b"], _own, {"creationTime": "2025-06-01T00:00:00Z"}),
		_job("second", ["two.b"], _own, {"applicationType": "RagEvaluation"}),
	] {
		_kinds([_first, second], []) == ["review"]
	}
}

_elsewhere := {"inferenceConfig": {"models": [{"precomputedInferenceSource": {
	"inferenceSourceIdentifier": "another",
}}]}}

test_other_responses_are_one_candidate_of_no_known_provider if {
	other := _job("other", [], _own, _elsewhere)
	_kinds([_first, other], []) == ["review"]
	facts := testing.facts([_profile, _first, other], {_control: {"min_providers": 1}}, [])
	testing.kinds(_control, facts) == ["pass"]
	three := testing.facts([_profile, _first, _second, other], {_control: {"min_candidates": 3}}, [])
	testing.kinds(_control, three) == ["pass"]
}

test_attestation_passes_and_an_expired_one_fails if {
	facts := testing.facts([_profile, _first], {}, [])
	entry := {
		"control": _control,
		"owner": "Ana",
		"statement": "Compared with our own harness.",
		"evidence": "https://wiki.example.org/comparison",
		"given": "2026-07-01",
		"expires": "2027-06-30",
	}
	testing.kinds(_control, testing.attested(facts, _control, [entry])) == ["pass"]
	expired := object.union(entry, {"expires": "2026-07-15"})
	testing.kinds(_control, testing.attested(facts, _control, [expired])) == ["fail"]
}

test_no_model_in_use_not_applicable if {
	testing.kinds(_control, testing.facts([_first, _second], {}, [])) == ["not_applicable"]
	embedding := testing.record(
		"AWS::Bedrock::FoundationModel",
		"arn:aws:bedrock:us-east-1::foundation-model/one.a",
		{"modelId": "one.a", "outputModalities": ["EMBEDDING"]},
	)
	_kinds([embedding], []) == ["not_applicable"]
}

test_denied_jobs_unknown if {
	every region in ["us-east-1", "eu-west-1"] {
		gap := testing.gap("bedrock:ListEvaluationJobs", region)
		_kinds([_first], [gap]) == ["unknown"]
		_kinds([_first, _second], [gap]) == ["pass"]
	}
}

test_denied_detail_unknown if {
	unread := testing.without(testing.without(_second, "evaluationConfig"), "inferenceConfig")
	_kinds([_first, unread], [testing.gap("bedrock:GetEvaluationJob", unread.id)]) == ["unknown"]
}

test_denied_models_unknown if {
	denied := testing.gap("bedrock:ListInferenceProfiles", "us-east-1")
	testing.kinds(_control, testing.facts([], {}, [denied])) == ["unknown"]
}
