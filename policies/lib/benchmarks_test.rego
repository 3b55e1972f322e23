package lens_test.benchmarks_test

import data.lens.lib.benchmarks
import data.lens_test.testing

_measuring(name, changes) := testing.record(
	"AWS::SageMaker::AIBenchmarkJob",
	testing.arn("sagemaker", sprintf("ai-benchmark-job/%s", [name])),
	object.union(
		{
			"AIBenchmarkJobStatus": "Completed",
			"CreationTime": "2026-07-01T00:00:00Z",
			"EndTime": "2026-07-02T00:00:00Z",
			"BenchmarkTarget": {"Endpoint": {"Identifier": "chat"}},
		},
		changes,
	),
)

_recommending(name, changes) := testing.record(
	"AWS::SageMaker::InferenceRecommendationsJob",
	testing.arn("sagemaker", sprintf("inference-recommendations-job/%s", [name])),
	object.union(
		{
			"JobType": "Advanced",
			"Status": "COMPLETED",
			"CreationTime": "2026-07-01T00:00:00Z",
			"CompletionTime": "2026-07-03T00:00:00Z",
			"EndpointPerformances": [{"EndpointInfo": {"EndpointName": "chat"}}],
		},
		changes,
	),
)

_newest(jobs) := found if {
	document := testing.facts(jobs, {}, [])
	found := benchmarks.newest with input as document
}

_chat := ["us-east-1", "chat"]

test_benchmark_by_name_and_by_arn if {
	some identifier in ["chat", testing.arn("sagemaker", "endpoint/chat")]
	job := _measuring("b", {"BenchmarkTarget": {"Endpoint": {"Identifier": identifier}}})
	_newest([job]) == {_chat: {"id": job.id, "name": "b", "ended": "2026-07-02T00:00:00Z", "failed": false}}
}

test_newest_counts if {
	failed := _measuring("f", {"AIBenchmarkJobStatus": "Failed", "EndTime": "2026-07-05T00:00:00Z"})
	_newest([_measuring("b", {}), failed, _recommending("r", {})])[_chat].failed
	_newest([_measuring("b", {}), _recommending("r", {})])[_chat].name == "r"
}

test_failure_without_an_end if {
	failed := testing.without(_measuring("f", {"AIBenchmarkJobStatus": "Failed"}), "EndTime")
	_newest([failed])[_chat].ended == "2026-07-01T00:00:00Z"
}

test_what_says_nothing if {
	_newest([_measuring("b", {"AIBenchmarkJobStatus": "InProgress"})]) == {}
	_newest([_measuring("b", {"AIBenchmarkJobStatus": "Stopped"})]) == {}
	_newest([_recommending("r", {"JobType": "Default"})]) == {}
	_newest([testing.without(_measuring("b", {}), "BenchmarkTarget")]) == {}
}

test_endpoints_that_a_job_was_given if {
	job := _recommending("r", {
		"Status": "FAILED",
		"EndpointPerformances": [],
		"InputConfig": {"Endpoints": [{"EndpointName": "search"}]},
	})
	object.keys(_newest([job])) == {["us-east-1", "search"]}
}

test_jobs_of_a_region if {
	document := testing.facts([_measuring("b", {}), _recommending("r", {})], {}, [])
	own := benchmarks.jobs("us-east-1") with input as document
	own == {_measuring("b", {}).id, _recommending("r", {}).id}
	others := benchmarks.jobs("eu-west-1") with input as document
	others == set()
}
