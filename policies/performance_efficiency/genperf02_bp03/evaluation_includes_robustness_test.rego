package lens_test.genperf02_bp03.evaluation_includes_robustness_test

import data.lens_test.testing

_control := "GENPERF02-BP03/evaluation-includes-robustness"

# The snapshot was started on 2026-08-01.
_job(id, metrics, change) := testing.record(
	"AWS::Bedrock::EvaluationJob",
	testing.arn("bedrock", sprintf("evaluation-job/%s", [id])),
	object.union(
		{
			"status": "Completed",
			"jobType": "Automated",
			"applicationType": "ModelEvaluation",
			"creationTime": "2026-07-01T00:00:00Z",
			"evaluationConfig": {"automated": {"datasetMetricConfigs": [{"metricNames": metrics}]}},
		},
		change,
	),
)

_poor := _job("poor", ["Builtin.Accuracy"], {})

_kinds(records, gaps) := testing.kinds(_control, testing.facts(records, {}, gaps))

test_accuracy_alone_fails if {
	older := _job("older", ["Builtin.Accuracy"], {"creationTime": "2026-06-01T00:00:00Z"})
	testing.results(_control, testing.facts([older, _poor], {}, [])) == [{
		"kind": "fail",
		"subject": {
			"type": "AWS::Account",
			"id": "arn:aws:iam::111122223333:root",
			"region": "us-east-1",
			"item": "",
		},
		"message": concat("", [
			"none of the automated model evaluations of the last 1 year has a metric for robustness, ",
			`toxicity or refusal, or a metric of your own; the newest of them is "poor"`,
		]),
		"proof": [{"id": _poor.id, "pointer": ""}],
		"causes": [],
	}]
}

test_one_job_is_enough if {
	good := _job("good", ["Builtin.Accuracy", "Builtin.Refusal"], {})
	facts := testing.facts([_poor, good], {}, [])
	testing.kinds(_control, facts) == ["pass"]
	testing.proofs(_control, facts) == [{"id": good.id, "pointer": "/properties/evaluationConfig/automated"}]
}

test_metric_of_your_own_passes if {
	custom := {"evaluationConfig": {"automated": {"customMetricConfig": {"customMetrics": [{"x": 1}]}}}}
	_kinds([_job("own", ["Builtin.Accuracy", "tone"], custom)], []) == ["pass"]
	none := {"evaluationConfig": {"automated": {"customMetricConfig": {"customMetrics": []}}}}
	_kinds([_job("own", ["Builtin.Accuracy"], none)], []) == ["fail"]
}

test_what_failed_does_not_count if {
	failed := _job("failed", ["Builtin.Robustness"], {"status": "Failed"})
	_kinds([failed], []) == ["not_applicable"]
	_kinds([_poor, failed], []) == ["fail"]
}

test_what_is_not_judged if {
	every change in [
		{"jobType": "Human"},
		{"applicationType": "RagEvaluation"},
		{"creationTime": "2025-06-01T00:00:00Z"},
	] {
		_kinds([_job("other", ["Builtin.Accuracy"], change)], []) == ["not_applicable"]
	}
}

test_each_region_by_itself if {
	abroad := object.union(_job("abroad", ["Builtin.Robustness"], {}), {"region": "eu-west-1"})
	_kinds([_poor, abroad], []) == ["fail", "pass"]
}

test_metrics_are_a_parameter if {
	params := {_control: {"robustness_metrics": ["Builtin.Accuracy"]}}
	testing.kinds(_control, testing.facts([_poor], params, [])) == ["pass"]
}

test_denied_detail_unknown if {
	unread := testing.without(_job("unread", [], {}), "evaluationConfig")
	gap := testing.gap("bedrock:GetEvaluationJob", unread.id)
	_kinds([unread], [gap]) == ["unknown"]
	_kinds([_poor, unread], [gap]) == ["unknown"]
	_kinds([_job("good", ["Builtin.Toxicity"], {}), unread], [gap]) == ["pass"]
}

test_denied_listing_unknown if {
	gap := testing.gap("bedrock:ListEvaluationJobs", "us-east-1")
	_kinds([], [gap]) == ["unknown"]
	_kinds([_poor], [gap]) == ["unknown"]
}
