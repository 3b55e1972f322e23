package lens_test.evaluations_test

import data.lens.lib.evaluations
import data.lens_test.testing

_job(id, status, properties) := testing.record(
	"AWS::Bedrock::EvaluationJob",
	testing.arn("bedrock", sprintf("evaluation-job/%s", [id])),
	object.union({"status": status, "creationTime": "2026-07-01T00:00:00Z"}, properties),
)

_batch(id, status) := testing.record(
	"AWS::BedrockAgentCore::BatchEvaluation",
	testing.arn("bedrock-agentcore", sprintf("batch-evaluation/%s", [id])),
	{"status": status, "createdAt": "2026-07-02T00:00:00Z"},
)

_newer(names) := {"inferenceConfigSummary": {"modelConfigSummary": {"bedrockModelIdentifiers": names}}}

_ids(found) := {regex.replace(one.id, `^.*/`, "") | some one in found}

test_only_what_finished_counts if {
	records := [
		_job("done", "Completed", {}), _job("bad", "Failed", {}), _job("half", "Stopped", {}),
		_batch("batch", "COMPLETED"), _batch("errors", "COMPLETED_WITH_ERRORS"), _batch("running", "IN_PROGRESS"),
	]
	facts := testing.facts(records, {}, [])
	found := evaluations.runs with input as facts
	_ids(found) == {"done", "batch", "errors"}
	jobs := evaluations.jobs with input as facts
	_ids(jobs) == {"done"}
}

test_run_has_its_time if {
	found := evaluations.runs with input as testing.facts([_batch("batch", "COMPLETED")], {}, [])
	found == {{
		"id": testing.arn("bedrock-agentcore", "batch-evaluation/batch"),
		"created": "2026-07-02T00:00:00Z",
	}}
}

test_newest_first_by_whatever_name if {
	profile := testing.record(
		"AWS::Bedrock::ApplicationInferenceProfile",
		testing.arn("bedrock", "application-inference-profile/profile00001"),
		{"models": [{"modelArn": "arn:aws:bedrock:us-east-1::foundation-model/provider.a"}]},
	)
	records := [
		profile,
		_job("profile", "Completed", _newer([profile.id])),
		_job("region", "Completed", object.union(
			_newer(["us.provider.a"]),
			{"creationTime": "2026-07-30T00:00:00Z"},
		)),
	]
	found := evaluations.by_model with input as testing.facts(records, {}, [])
	found == {"provider.a": [
		[2, testing.arn("bedrock", "evaluation-job/region")],
		[31, testing.arn("bedrock", "evaluation-job/profile")],
	]}
}

test_models_of_both_members if {
	records := [
		_job("new", "Completed", _newer(["provider.a"])),
		_job("old", "Completed", {"modelIdentifiers": ["provider.a", "provider.b"]}),
		_job("failed", "Failed", {"modelIdentifiers": ["provider.c"]}),
		_job("judge", "Completed", {"evaluatorModelIdentifiers": ["provider.d"]}),
	]
	found := evaluations.of_model with input as testing.facts(records, {}, [])
	{name: _ids(list) | some name, list in found} == {"provider.a": {"new", "old"}, "provider.b": {"old"}}
}
