package lens_test.lib.harm_evaluations_test

import data.lens.lib.harm_evaluations
import data.lens_test.testing

_model := testing.record(
	"AWS::Bedrock::ImportedModel",
	testing.arn("bedrock", "imported-model/import000001"),
	{"creationTime": "2026-06-01T00:00:00Z"},
)

_job(created, name) := testing.record(
	"AWS::Bedrock::EvaluationJob",
	testing.arn("bedrock", "evaluation-job/a"),
	{"status": "Completed", "creationTime": created, "modelIdentifiers": [name]},
)

_found(job) := {"jobs": count(jobs), "lost": count(lost)} if {
	document := testing.facts([_model, job], {}, [])
	jobs := harm_evaluations.jobs with input as document
	lost := harm_evaluations.of_lost_throughputs with input as document
}

test_jobs if {
	_found(_job("2026-06-02T00:00:00Z", _model.id)) == {"jobs": 1, "lost": 0}
	_found(_job("2026-05-02T00:00:00Z", _model.id)) == {"jobs": 0, "lost": 0}
	gone := testing.arn("bedrock", "provisioned-model/gone")
	_found(_job("2026-06-02T00:00:00Z", gone)) == {"jobs": 0, "lost": 1}
}

test_measures if {
	harm_evaluations.measures({"properties": {"jobType": "Human"}}, [])
	harm_evaluations.measures({"properties": {"evaluationConfig": {"human": {"x": 1}}}}, [])
	config := {"automated": {"datasetMetricConfigs": [{"metricNames": ["a"]}]}}
	harm_evaluations.measures({"properties": {"evaluationConfig": config}}, ["a"])
	not harm_evaluations.measures({"properties": {"evaluationConfig": config}}, ["b"])
}
