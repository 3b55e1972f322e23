package lens_test.genops05_bp01.custom_model_compared_with_base_test

import data.lens_test.testing

_control := "GENOPS05-BP01/custom-model-compared-with-base"

# The snapshot was started on 2026-08-01.
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

_job(created, model) := testing.record(
	"AWS::Bedrock::EvaluationJob",
	testing.arn("bedrock", "evaluation-job/compare00001"),
	{"status": "Completed", "creationTime": created, "modelIdentifiers": [model]},
)

_kinds(records, gaps) := testing.kinds(_control, testing.facts(records, {}, gaps))

_later := "2026-06-10T00:00:00Z"

test_provisioned_model_without_a_job_fails if {
	testing.results(_control, testing.facts([_custom, _throughput], {}, [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::Bedrock::CustomModel", "id": _custom.id, "region": "us-east-1", "item": ""},
		"message": "no evaluation job that finished since its creation names it or a throughput that serves it",
		"proof": [{"id": _custom.id, "pointer": ""}],
		"causes": [],
	}]
}

test_job_of_its_throughput_passes if {
	job := _job(_later, _throughput.id)
	facts := testing.facts([_custom, _throughput, job], {}, [])
	testing.kinds(_control, facts) == ["pass"]
	testing.proofs(_control, facts) == [{"id": job.id, "pointer": ""}]
}

test_job_before_the_model_does_not_count if {
	_kinds([_custom, _throughput, _job("2026-05-01T00:00:00Z", _throughput.id)], []) == ["fail"]
}

test_job_that_failed_does_not_count if {
	job := _job(_later, _throughput.id)
	failed := object.union(job, {"properties": {"status": "Failed"}})
	_kinds([_custom, _throughput, failed], []) == ["fail"]
}

test_imported_model_by_its_own_name if {
	_kinds([_imported], []) == ["fail"]
	_kinds([_imported, _job(_later, _imported.id)], []) == ["pass"]
}

test_on_demand_deployment_is_a_question if _kinds([_custom, _deployment], []) == ["review"]

test_throughput_beside_a_deployment_decides if _kinds([_custom, _deployment, _throughput], []) == ["fail"]

test_job_of_a_throughput_that_is_gone_is_a_question if {
	job := _job(_later, testing.arn("bedrock", "provisioned-model/deleted00001"))
	facts := testing.facts([_custom, _throughput, job], {}, [])
	testing.kinds(_control, facts) == ["review"]
	startswith(testing.messages(_control, facts)[0], "no evaluation job names it or a throughput")
	_kinds([_custom, _throughput, job, _job_of_its_own], []) == ["pass"]
}

_job_of_its_own := object.union(_job(_later, _throughput.id), {"id": "arn:aws:bedrock:us-east-1::job/own"})

test_young_model_not_applicable if {
	young := object.union(_custom, {"properties": {"creationTime": "2026-07-25T00:00:00Z"}})
	_kinds([young, _throughput], []) == ["not_applicable"]
}

test_model_that_serves_nothing_not_applicable if _kinds([_custom], []) == ["not_applicable"]

_denied := testing.gap("bedrock:ListEvaluationJobs", "us-east-1")

test_denied_jobs_unknown if {
	_kinds([_custom, _throughput], [_denied]) == ["unknown"]
	_kinds([_custom, _throughput, _job(_later, _throughput.id)], [_denied]) == ["pass"]
}

test_denied_throughputs_unknown if {
	_kinds([_custom], [testing.gap("bedrock:ListProvisionedModelThroughputs", "us-east-1")]) == ["unknown"]
}
