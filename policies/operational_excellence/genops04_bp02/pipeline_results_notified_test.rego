package lens_test.genops04_bp02.pipeline_results_notified_test

import data.lens_test.testing

_control := "GENOPS04-BP02/pipeline-results-notified"

_account := testing.iam("root")

_steps(type) := {"PipelineDefinition": {"Steps": [{"Name": "Tune", "InstanceTypes": [type]}]}}

_pipeline := testing.record(
	"AWS::SageMaker::Pipeline",
	testing.arn("sagemaker", "pipeline/p"),
	_steps("ml.g5.xlarge"),
)

_group := testing.record(
	"AWS::SageMaker::ModelPackageGroup",
	testing.arn("sagemaker", "model-package-group/g"),
	{"ModelPackageGroupName": "g"},
)

_package := testing.record(
	"AWS::SageMaker::ModelPackage",
	testing.arn("sagemaker", "model-package/g/1"),
	{"ModelPackageGroupName": "g", "InferenceSpecification": {"Containers": [{"Image": "r/vllm:1"}]}},
)

_rule(name, pattern) := testing.record(
	"AWS::Events::Rule",
	testing.arn("events", sprintf("rule/%s", [name])),
	{
		"State": "ENABLED",
		"EventPattern": object.union({"source": ["aws.sagemaker"]}, pattern),
		"ListTargetsByRule": {"Targets": [{"Id": "1"}]},
	},
)

_of_pipelines := _rule(
	"pipelines",
	{"detail-type": ["SageMaker Model Building Pipeline Execution Status Change"]},
)

_of_packages := _rule("packages", {"detail-type": ["SageMaker Model Package State Change"]})

_verdicts(records, gaps) := testing.verdicts(_control, testing.facts(records, {}, gaps))

test_no_rule_fails if {
	testing.results(_control, testing.facts([_pipeline], {}, [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::Account", "id": _account, "region": "us-east-1", "item": "pipeline"},
		"message": concat("", [
			"no enabled rule with a target on the default event bus matches the event ",
			`"SageMaker Model Building Pipeline Execution Status Change" with the status "Failed" of "p"`,
		]),
		"proof": [],
		"causes": [],
	}]
}

test_rule_passes if {
	testing.results(_control, testing.facts([_pipeline, _of_pipelines], {}, [])) == [{
		"kind": "pass",
		"subject": {"type": "AWS::Account", "id": _account, "region": "us-east-1", "item": "pipeline"},
		"message": "",
		"proof": [{"id": _of_pipelines.id, "pointer": "/properties/EventPattern"}],
		"causes": [],
	}]
}

test_each_has_its_event if {
	both := [_pipeline, _group, _package]
	_verdicts(both, []) == {["fail", _account, "pipeline"], ["fail", _account, "package"]}
	_verdicts(array.concat(both, [_rule("all", {})]), []) == {
		["pass", _account, "pipeline"],
		["pass", _account, "package"],
	}
}

test_region_with_half_the_rules_does_not_pass if {
	both := [_pipeline, _group, _package]
	_verdicts(array.concat(both, [_of_packages]), []) == {["fail", _account, "pipeline"]}
	_verdicts(array.concat(both, [_of_pipelines]), []) == {["fail", _account, "package"]}
	unclear := _rule("new", {"detail-type": [{"resembles": "x"}]})
	_verdicts(array.concat(both, [_of_packages, unclear]), []) == {["review", _account, "pipeline"]}
	denied := testing.gap("events:ListRules", "us-east-1")
	_verdicts(array.concat(both, [_of_packages]), [denied]) == {["unknown", _account, "pipeline"]}
}

_elsewhere := testing.record_in(
	"eu-west-1",
	"AWS::SageMaker::Pipeline",
	"arn:aws:sagemaker:eu-west-1:111122223333:pipeline/p",
	_pipeline.properties,
)

test_each_region_by_itself if {
	verdicts := _verdicts([_pipeline, _elsewhere, _of_pipelines], [])
	verdicts == {["pass", _account, "pipeline"], ["fail", _account, "pipeline"]}
}

test_unknown_operator_review if {
	unclear := _rule("new", {"detail-type": [{"resembles": "x"}]})
	_verdicts([_pipeline, unclear], []) == {["review", _account, "pipeline"]}
	_verdicts([_pipeline, unclear, _of_pipelines], []) == {["pass", _account, "pipeline"]}
	[found] := testing.results(_control, testing.facts([_pipeline, unclear], {}, []))
	found.message == concat("", [
		`it is open whether rule "new" matches the event "SageMaker Model Building Pipeline Execution Status `,
		`Change" with the status "Failed" of "p": its pattern asks for a member that the event may not have, or `,
		"has an unknown operator",
	])
}

_of_pipeline(name, detail) := _rule(name, object.union(
	{"detail-type": ["SageMaker Model Building Pipeline Execution Status Change"]},
	{"detail": detail},
))

_kinds(records) := {verdict[0] | some verdict in _verdicts(records, [])}

test_failure_must_be_matched if {
	every status in ["Failed", {"prefix": "F"}, {"anything-but": "Succeeded"}] {
		_kinds([_pipeline, _of_pipeline("status", {"currentPipelineExecutionStatus": [status]})]) == {"pass"}
	}
	every status in ["Executing", "Succeeded", {"anything-but": ["Failed"]}] {
		_kinds([_pipeline, _of_pipeline("status", {"currentPipelineExecutionStatus": [status]})]) == {"fail"}
	}
	_kinds([_pipeline, _of_pipeline("before", {"previousPipelineExecutionStatus": ["Executing"]})]) == {"pass"}
}

_arn(name) := testing.arn("sagemaker", sprintf("pipeline/%s", [name]))

test_rule_of_another_pipeline_does_not_count if {
	_kinds([_pipeline, _of_pipeline("own", {"pipelineArn": [_arn("p")]})]) == {"pass"}
	_kinds([_pipeline, _of_pipeline("other", {"pipelineArn": [_arn("q")]})]) == {"fail"}
	_kinds([_pipeline, _rule("own", {"resources": [_arn("p")]})]) == {"pass"}
	_kinds([_pipeline, _rule("runs", {"resources": [{"prefix": _arn("p/execution/")}]})]) == {"pass"}
	_kinds([_pipeline, _rule("other", {"resources": [_arn("q")]})]) == {"fail"}
}

test_each_pipeline_needs_a_rule if {
	second := testing.record("AWS::SageMaker::Pipeline", _arn("q"), _pipeline.properties)
	both := [_pipeline, second, _of_pipeline("one", {"pipelineArn": [_arn("p")]})]
	[found] := testing.results(_control, testing.facts(both, {}, []))
	found.kind == "fail"
	endswith(found.message, `with the status "Failed" of "q"`)
	_kinds(array.concat(both, [_of_pipeline("two", {"pipelineArn": [_arn("q")]})])) == {"pass"}
}

# The name of an execution is whatever its caller gave it.
test_member_that_differs_between_executions_review if {
	named := _of_pipeline("named", {"pipelineExecutionDisplayName": [{"prefix": "p"}]})
	_kinds([_pipeline, named]) == {"review"}
}

_of_package(detail) := _rule("package", {
	"detail-type": ["SageMaker Model Package State Change"],
	"detail": detail,
})

test_approval_must_be_matched if {
	group := [_group, _package]
	own := {"ModelPackageGroupName": ["g"], "ModelApprovalStatus": ["Approved", "Rejected"]}
	_kinds(array.concat(group, [_of_package(own)])) == {"pass"}
	_kinds(array.concat(group, [_of_package({"ModelApprovalStatus": ["Rejected"]})])) == {"fail"}
	_kinds(array.concat(group, [_of_package({"ModelPackageGroupName": ["h"]})])) == {"fail"}
	versions := {"ModelPackageArn": [{"wildcard": "*:model-package/g/*"}]}
	_kinds(array.concat(group, [_of_package(versions)])) == {"pass"}
	_kinds(array.concat(group, [_of_package({"ModelLifeCycle": {"Stage": ["Production"]}})])) == {"review"}
}

test_nothing_generative_not_applicable if {
	other := object.union(_pipeline, {"properties": _steps("ml.m5.large")})
	{verdict[0] | some verdict in _verdicts([other, _group, _of_pipelines], [])} == {"not_applicable"}
}

test_rules_denied_unknown if {
	denied := testing.gap("events:ListRules", "us-east-1")
	_verdicts([_pipeline], [denied]) == {["unknown", _account, "pipeline"]}
}

test_targets_denied_unknown if {
	denied := testing.gap("events:ListTargetsByRule", _of_pipelines.id)
	unread := testing.without(_of_pipelines, "ListTargetsByRule")
	_verdicts([_pipeline, unread], [denied]) == {["unknown", _account, "pipeline"]}
	_verdicts([_pipeline, unread, _rule("all", {})], [denied]) == {["pass", _account, "pipeline"]}
}

test_pipelines_denied_unknown if {
	every operation in ["sagemaker:ListPipelines", "sagemaker:DescribePipeline", "sagemaker:ListModelPackages"] {
		_verdicts([], [testing.gap(operation, "us-east-1")]) == {["unknown", _account, ""]}
	}
}
