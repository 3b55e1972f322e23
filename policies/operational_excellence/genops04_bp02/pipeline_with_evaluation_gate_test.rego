package lens_test.genops04_bp02.pipeline_with_evaluation_gate_test

import data.lens_test.testing

_control := "GENOPS04-BP02/pipeline-with-evaluation-gate"

_account := testing.iam("root")

_job(made, type) := testing.record(
	"AWS::SageMaker::TrainingJob",
	testing.arn("sagemaker", "training-job/tune"),
	{"CreationTime": made, "ResourceConfig": {"InstanceType": type}},
)

_recent := _job("2026-07-01T00:00:00Z", "ml.g5.xlarge")

_step(name, type, after) := {
	"Name": name, "Type": type, "After": after,
	"Images": [], "InstanceTypes": ["ml.g5.xlarge"], "Models": [], "JobTypes": [], "Functions": [],
}

_id := testing.arn("sagemaker", "pipeline/tune")

_pipeline(status, steps) := testing.record(
	"AWS::SageMaker::Pipeline", _id,
	{"PipelineStatus": status, "PipelineDefinition": {"Steps": steps}},
)

_gated := _pipeline("Active", [
	_step("Tune", "Training", []),
	_step("Check", "Condition", ["Tune"]),
	_step("Register", "RegisterModel", ["Check"]),
])

_ungated := _pipeline("Active", [_step("Tune", "Training", []), _step("Register", "RegisterModel", ["Tune"])])

_run(status, started) := testing.record(
	"AWS::SageMaker::PipelineExecution",
	sprintf("%s/execution/abcdefghij01", [_id]),
	{"PipelineExecutionStatus": status, "StartTime": started},
)

_success := _run("Succeeded", "2026-07-01T00:00:00Z")

_verdicts(records, gaps) := testing.verdicts(_control, testing.facts(records, {}, gaps))

test_gated_pipeline_that_succeeded_passes if {
	_verdicts([_recent, _gated, _success], []) == {["pass", _account, ""], ["pass", _id, ""]}
}

test_no_pipeline_fails if {
	testing.results(_control, testing.facts([_recent], {}, [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::Account", "id": _account, "region": "us-east-1", "item": ""},
		"message": "generative models are trained or registered here, and no active pipeline builds them",
		"proof": [],
		"causes": [],
	}]
	deleting := _pipeline("Deleting", _gated.properties.PipelineDefinition.Steps)
	_verdicts([_recent, deleting], []) == {["fail", _account, ""]}
}

test_no_gate_fails if {
	all := testing.results(_control, testing.facts([_recent, _ungated, _success], {}, []))
	[found] := [r | some r in all; r.kind == "fail"]
	found.subject.id == _id
	found.message == `no evaluation or condition comes before step "Register", after what trains the model`
	found.proof == [{"id": _id, "pointer": "/properties/PipelineDefinition/Steps/1"}]
}

test_no_success_fails if {
	runs := [
		_run("Failed", "2026-07-01T00:00:00Z"), _run("Executing", "2026-07-01T00:00:00Z"),
		_run("Succeeded", "2026-05-02T23:59:59Z"),
	]
	every run in runs { _verdicts([_recent, _gated, run], []) == {["fail", _account, ""], ["pass", _id, ""]} }
	_verdicts([_recent, _gated, _run("Succeeded", "2026-05-03T00:00:00Z")], []) == {
		["pass", _account, ""],
		["pass", _id, ""],
	}
	testing.messages(_control, testing.facts([_recent, _gated], {}, [])) == [
		"",
		"no execution of a pipeline that builds generative models succeeded in the last 90 days",
	]
}

_in(days) := testing.kinds(_control, testing.facts(
	[_recent, _gated, _success],
	{_control: {"max_age_days": days}},
	[],
))

test_days_are_a_parameter if {
	_in(31) == ["pass", "pass"]
	_in(30) == ["not_applicable"]
	_in(365) == ["pass", "pass"]
}

_group := testing.record("AWS::SageMaker::ModelPackageGroup", "group", {"ModelPackageGroupName": "g"})

_version(made) := testing.record("AWS::SageMaker::ModelPackage", "version", {
	"ModelPackageGroupName": "g", "CreationTime": made,
	"InferenceSpecification": {"Containers": [{"Image": "r/vllm:1"}]},
})

test_model_package_counts if {
	_verdicts([_group, _version("2026-07-01T00:00:00Z")], []) == {["fail", _account, ""]}
	_verdicts([_group, _version("2026-01-01T00:00:00Z")], []) == {["not_applicable", _account, ""]}
}

test_nothing_trained_not_applicable if {
	every job in [_job("2026-01-01T00:00:00Z", "ml.g5.xlarge"), _job("2026-07-01T00:00:00Z", "ml.m5.large")] {
		_verdicts([job, _ungated], []) == {["not_applicable", _account, ""]}
	}
}

test_pipeline_of_another_region_fails if {
	other := testing.record_in("eu-west-1", "AWS::SageMaker::Pipeline", _gated.id, _gated.properties)
	_verdicts([_recent, other, _success], []) == {["fail", _account, ""]}
}

test_executions_denied_unknown if {
	denied := testing.gap("sagemaker:ListPipelineExecutions", _id)
	_verdicts([_recent, _gated], [denied]) == {["unknown", _account, ""], ["unknown", _id, ""]}
	_verdicts([_recent, _ungated], [denied]) == {["unknown", _account, ""], ["fail", _id, ""]}
	_verdicts([_recent, _gated, _success], [denied]) == {["pass", _account, ""], ["unknown", _id, ""]}
}

test_definition_that_cannot_be_read_unknown if {
	unread := testing.record("AWS::SageMaker::Pipeline", _id, {"PipelineDefinition": ""})
	denied := testing.gap("sagemaker:DescribePipeline", _id)
	_verdicts([_recent, unread], [denied]) == {["unknown", _account, ""], ["unknown", _id, ""]}
}

test_pipeline_that_was_not_read_is_unknown_beside_another if {
	id := testing.arn("sagemaker", "pipeline/other")
	other := testing.record("AWS::SageMaker::Pipeline", id, {"PipelineName": "other"})
	denied := testing.gap("sagemaker:DescribePipeline", id)
	_verdicts([_recent, _gated, _success, other], [denied]) == {
		["pass", _account, ""], ["pass", _id, ""],
		["unknown", id, ""],
	}
	_verdicts([other], [denied]) == {["unknown", _account, ""]}
}

test_pipeline_that_was_not_read_may_have_succeeded if {
	other := testing.gap("sagemaker:DescribePipeline", testing.arn("sagemaker", "pipeline/other"))
	_verdicts([_recent, _gated], [other]) == {["unknown", _account, ""], ["pass", _id, ""]}
}

test_jobs_denied_unknown if {
	_verdicts([_ungated], [testing.gap("sagemaker:Search", "us-east-1")]) == {["unknown", _account, ""]}
}
