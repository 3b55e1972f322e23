package lens_test.genperf02_bp01.benchmark_current_test

import data.lens_test.testing

_control := "GENPERF02-BP01/benchmark-current"

_id := testing.arn("sagemaker", "endpoint/chat")

# Its configuration was made on 2026-07-20.
_endpoint(changes, configured) := testing.record("AWS::SageMaker::Endpoint", _id, object.union(
	{
		"EndpointName": "chat",
		"EndpointStatus": "InService",
		"ProductionVariants": [{"VariantName": "main"}],
		"DescribeEndpointConfig": object.union(
			{
				"CreationTime": "2026-07-20T00:00:00Z",
				"ProductionVariants": [{"VariantName": "main", "InstanceType": "ml.g5.xlarge"}],
			},
			configured,
		),
	},
	changes,
))

_plain := _endpoint({}, {})

_job(name, status, ended) := testing.record(
	"AWS::SageMaker::AIBenchmarkJob",
	testing.arn("sagemaker", sprintf("ai-benchmark-job/%s", [name])),
	{
		"AIBenchmarkJobStatus": status,
		"CreationTime": ended,
		"EndTime": ended,
		"BenchmarkTarget": {"Endpoint": {"Identifier": "chat"}},
	},
)

_good := _job("b", "Completed", "2026-07-21T00:00:00Z")

_subject := {"type": "AWS::SageMaker::Endpoint", "id": _id, "region": "us-east-1", "item": ""}

_result(kind, message, proof) := [{
	"kind": kind,
	"subject": _subject,
	"message": message,
	"proof": proof,
	"causes": [],
}]

_operations := [
	"ListAIBenchmarkJobs",
	"DescribeAIBenchmarkJob",
	"ListInferenceRecommendationsJobs",
	"DescribeInferenceRecommendationsJob",
]

_kinds(records, gaps) := testing.kinds(_control, testing.facts(records, {}, gaps))

_attested(records, expires) := testing.kinds(_control, testing.attested(
	testing.facts(records, {}, []),
	_control,
	[{"owner": "Ana", "statement": "s", "evidence": "e", "given": "2026-01-01", "expires": expires}],
))

test_current_benchmark_passes if {
	_kinds([_plain, _good], []) == ["pass"]
	testing.proofs(_control, testing.facts([_plain, _good], {}, [])) == [{
		"id": _good.id,
		"pointer": "/properties",
	}]
}

test_old_benchmark_fails if {
	old := _job("b", "Completed", "2026-07-05T23:59:59Z")
	testing.results(_control, testing.facts([_plain, old], {}, [])) == _result(
		"fail",
		concat(" ", [
			`its newest benchmark ("b") ended 14 days before its endpoint configuration was made,`,
			"and at most 14 days are allowed",
		]),
		[{"id": old.id, "pointer": "/properties"}],
	)
	_kinds([_plain, _job("b", "Completed", "2026-07-06T00:00:00Z")], []) == ["pass"]
	params := {_control: {"grace_days": 20}}
	testing.kinds(_control, testing.facts([_plain, old], params, [])) == ["pass"]
}

test_newest_benchmark_that_failed_fails if {
	failed := _job("f", "Failed", "2026-07-25T00:00:00Z")
	testing.results(_control, testing.facts([_plain, _good, failed], {}, [])) == _result(
		"fail",
		`its newest benchmark failed ("f")`,
		[{"id": failed.id, "pointer": "/properties"}],
	)
	_kinds([_plain, _good, _job("f", "Failed", "2026-07-10T00:00:00Z")], []) == ["pass"]
	_kinds([_plain, _good, _job("f", "InProgress", "2026-07-25T00:00:00Z")], []) == ["pass"]
}

test_no_benchmark_is_reviewed if {
	testing.results(_control, testing.facts([_plain], {}, [])) == _result(
		"review",
		concat(" ", [
			"no benchmark of it was found; state when it was tested since its last change, and with which",
			"load; write it with: genai-lens attest GENPERF02-BP01/benchmark-current",
		]),
		[],
	)
	elsewhere := object.union(_good, {"region": "eu-west-1"})
	_kinds([_plain, elsewhere], []) == ["review"]
}

test_attestations if {
	_attested([_plain], "2026-12-31") == ["pass"]
	_attested([_plain], "2026-07-01") == ["fail"]
	_attested([_plain, _job("f", "Failed", "2026-07-25T00:00:00Z")], "2026-12-31") == ["fail"]
	_attested([_plain, _good], "2026-07-01") == ["pass"]
}

test_what_is_not_judged if {
	_kinds([], []) == ["not_applicable"]
	_kinds([_endpoint({"AsyncInferenceConfig": {}}, {})], []) == ["not_applicable"]
	_kinds([_endpoint({"EndpointStatus": "Creating"}, {})], []) == ["not_applicable"]
	serverless := {"ProductionVariants": [{"VariantName": "main", "ServerlessConfig": {"MaxConcurrency": 5}}]}
	_kinds([_endpoint({}, serverless)], []) == ["not_applicable"]
}

test_lost_listings_unknown_unless_another_proves if {
	every operation in _operations {
		gap := testing.gap(sprintf("sagemaker:%s", [operation]), "us-east-1")
		_kinds([_plain], [gap]) == ["unknown"]
		_kinds([_plain, _job("f", "Failed", "2026-07-25T00:00:00Z")], [gap]) == ["unknown"]
		_kinds([_plain, _good], [gap]) == ["pass"]
	}
}

test_benchmark_that_was_not_read_unknown if {
	lost := testing.without(_good, "BenchmarkTarget")
	_kinds([_plain, lost], [testing.gap("sagemaker:DescribeAIBenchmarkJob", lost.id)]) == ["unknown"]
	other := _job("f", "Failed", "2026-07-25T00:00:00Z")
	_kinds([_plain, lost, other], [testing.gap("sagemaker:DescribeAIBenchmarkJob", lost.id)]) == ["unknown"]
}

test_lost_configuration_unknown if {
	gap := testing.gap("sagemaker:DescribeEndpointConfig", _id)
	component := testing.record(
		"AWS::SageMaker::InferenceComponent",
		testing.arn("sagemaker", "inference-component/part"),
		{"EndpointName": "chat"},
	)
	records := [testing.without(_plain, "DescribeEndpointConfig"), component, _good]
	"unknown" in _kinds(records, [gap])
	not "pass" in _kinds(records, [gap])
}

test_lost_endpoints_unknown if {
	_kinds([], [testing.gap("sagemaker:ListEndpoints", "us-east-1")]) == ["unknown"]
}
