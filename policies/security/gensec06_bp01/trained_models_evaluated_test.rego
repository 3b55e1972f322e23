package lens_test.gensec06_bp01.trained_models_evaluated_test

import data.lens_test.testing

_control := "GENSEC06-BP01/trained-models-evaluated"

_custom := testing.record(
	"AWS::Bedrock::CustomModel",
	testing.arn("bedrock", "custom-model/provider.base/tuned0000001"),
	{"modelStatus": "Active", "creationTime": "2026-06-01T00:00:00Z"},
)

_imported := testing.record(
	"AWS::Bedrock::ImportedModel",
	testing.arn("bedrock", "imported-model/import000001"),
	{"creationTime": "2026-06-01T00:00:00Z"},
)

_throughput := testing.record(
	"AWS::Bedrock::ProvisionedModelThroughput",
	testing.arn("bedrock", "provisioned-model/through00001"),
	{"modelArn": _custom.id, "status": "InService"},
)

_deployment := testing.record(
	"AWS::Bedrock::CustomModelDeployment",
	testing.arn("bedrock", "custom-model-deployment/deploy000001"),
	{"modelArn": _custom.id, "status": "Active"},
)

_job(model, metrics) := testing.record(
	"AWS::Bedrock::EvaluationJob",
	testing.arn("bedrock", "evaluation-job/harm00000001"),
	{
		"status": "Completed",
		"creationTime": "2026-06-10T00:00:00Z",
		"modelIdentifiers": [model],
		"evaluationConfig": {"automated": {"datasetMetricConfigs": [{"metricNames": metrics}]}},
	},
)

_harm := _job(_throughput.id, ["Builtin.Accuracy", "Builtin.Toxicity"])

_changed(job, changes) := object.union(job, {"properties": changes})

_kinds(records) := testing.kinds(_control, testing.facts(records, {}, []))

_messages(records) := testing.messages(_control, testing.facts(records, {}, []))

test_no_job_fails if {
	testing.results(_control, testing.facts([_custom, _throughput], {}, [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::Bedrock::CustomModel", "id": _custom.id, "region": "us-east-1", "item": ""},
		"message": "no evaluation job that finished names it or a throughput that serves it",
		"proof": [{"id": _custom.id, "pointer": ""}],
		"causes": [],
	}]
	_kinds([_imported]) == ["fail"]
}

test_job_for_harm_passes if {
	document := testing.facts([_custom, _throughput, _harm], {}, [])
	testing.kinds(_control, document) == ["pass"]
	testing.proofs(_control, document) == [{"id": _harm.id, "pointer": ""}]
	_kinds([_imported, _job(_imported.id, ["Builtin.Stereotyping"])]) == ["pass"]
}

test_people_who_rate_pass if {
	human := {"evaluationConfig": {"human": {"datasetMetricConfigs": []}}}
	_kinds([_custom, _throughput, _changed(_job(_throughput.id, []), human)]) == ["pass"]
	_kinds([_custom, _throughput, _changed(_job(_throughput.id, []), {"jobType": "Human"})]) == ["pass"]
}

test_other_metrics_fail if {
	records := [_custom, _throughput, _job(_throughput.id, ["Builtin.Accuracy"])]
	_kinds(records) == ["fail"]
	_messages(records) == [concat("", [
		"evaluation jobs name it or a throughput that serves it, but none measures harm: ",
		`"harm00000001"`,
	])]
	params := {_control: {"metrics": ["Builtin.Accuracy"]}}
	testing.kinds(_control, testing.facts(records, params, [])) == ["pass"]
}

test_jobs_that_do_not_count if {
	_kinds([_custom, _throughput, _changed(_harm, {"status": "Failed"})]) == ["fail"]
	_kinds([_custom, _throughput, _changed(_harm, {"creationTime": "2026-05-01T00:00:00Z"})]) == ["fail"]
	_kinds([_custom, _throughput, _job("amazon.nova-lite-v1:0", ["Builtin.Toxicity"])]) == ["fail"]
}

test_on_demand_deployment_in_review if {
	_kinds([_custom, _deployment]) == ["review"]
	_messages([_custom, _deployment]) == [concat("", [
		"it serves through an on-demand deployment, which no evaluation job can name; check that harmful ",
		"answers were looked for in another way",
	])]
	_kinds([_custom, _deployment, _throughput]) == ["fail"]
}

test_throughput_that_is_gone_in_review if {
	gone := _job(testing.arn("bedrock", "provisioned-model/deleted00001"), ["Builtin.Toxicity"])
	_kinds([_custom, _throughput, gone]) == ["review"]
	_messages([_custom, _throughput, gone]) == [concat("", [
		"no evaluation job for harm names it or a throughput that serves it, but job ",
		`"harm00000001" names a throughput that is not there any more; check that it served this model`,
	])]
	other := _job(testing.arn("bedrock", "provisioned-model/deleted00001"), ["Builtin.Accuracy"])
	_kinds([_custom, _throughput, other]) == ["fail"]
}

test_undeployed_models if {
	_kinds([_custom]) == ["not_applicable"]
	params := {_control: {"include_undeployed": true}}
	testing.kinds(_control, testing.facts([_custom], params, [])) == ["fail"]
}

_denied(records, operation, place) := {found.kind |
	some found in testing.results(_control, testing.facts(records, {}, [testing.gap(operation, place)]))
	found.subject.type != "AWS::Account"
}

test_details_denied if {
	bare := _changed(_job(_throughput.id, []), {"evaluationConfig": {}})
	_denied([_custom, _throughput, bare], "bedrock:GetEvaluationJob", bare.id) == {"unknown"}
	other := "arn:aws:bedrock:us-east-1::job/other"
	_denied([_custom, _throughput, _harm], "bedrock:GetEvaluationJob", other) == {"pass"}
}

test_jobs_denied if {
	_denied([_custom, _throughput], "bedrock:ListEvaluationJobs", "us-east-1") == {"unknown"}
	_denied([_custom, _throughput, _harm], "bedrock:ListEvaluationJobs", "us-east-1") == {"pass"}
}

test_listing_denied_unknown if {
	every name in ["ListCustomModels", "ListImportedModels", "ListCustomModelDeployments"] {
		gap := testing.gap(sprintf("bedrock:%s", [name]), "us-east-1")
		testing.kinds(_control, testing.facts([], {}, [gap])) == ["unknown"]
	}
}

test_nothing_not_applicable if _kinds([]) == ["not_applicable"]
