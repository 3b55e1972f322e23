package lens_test.genperf01_bp02.application_metrics_collected_test

import data.lens_test.testing

_control := "GENPERF01-BP02/application-metrics-collected"

_runtime := testing.record(
	"AWS::BedrockAgentCore::Runtime",
	testing.arn("bedrock-agentcore", "runtime/planner"),
	{"agentRuntimeName": "planner"},
)

_function := testing.record(
	"AWS::Lambda::Function",
	testing.arn("lambda", "function:answer"),
	{"Role": "arn:aws:iam::111122223333:role/answer"},
)

_gateway := testing.record(
	"AWS::BedrockAgentCore::GatewayTarget",
	testing.arn("bedrock-agentcore", "target/t"),
	{"targetConfiguration": {"mcp": {"lambda": {"lambdaArn": _function.id}}}},
)

_called := testing.record(
	"AWS::CloudWatch::Metric",
	testing.arn("cloudwatch", "metric/AWS/Bedrock/Invocations"),
	{"Namespace": "AWS/Bedrock", "MetricName": "Invocations"},
)

_metric := testing.record(
	"AWS::CloudWatch::ApplicationMetric",
	testing.arn("cloudwatch", "metric/assistant/llm_tokens"),
	{"Namespace": "assistant", "MetricName": "llm_tokens"},
)

_service(name) := testing.record(
	"AWS::ApplicationSignals::Service",
	testing.arn("application-signals", sprintf("service/default/%s", [name])),
	{"ServiceName": name},
)

_account := {"type": "AWS::Account", "id": testing.iam("root"), "region": "us-east-1", "item": ""}

_attestation(expires) := [{
	"owner": "Ana",
	"statement": "s",
	"evidence": "e",
	"given": "2026-01-01",
	"expires": expires,
}]

_kinds(records, gaps) := testing.kinds(_control, testing.facts(records, {}, gaps))

_proofs(records) := testing.proofs(_control, testing.facts(records, {}, []))

test_nothing_collected_is_reviewed if {
	testing.results(_control, testing.facts([_runtime], {}, [])) == [{
		"kind": "review",
		"subject": _account,
		"message": concat(" ", [
			"no service in Application Signals and no metric called gen_ai or llm was found; state which tool",
			"collects the tokens, the steps and the times of the application; write it with: genai-lens attest",
			"GENPERF01-BP02/application-metrics-collected",
		]),
		"proof": [],
		"causes": [],
	}]
}

test_each_caller_makes_a_subject if {
	_kinds([_called], []) == ["review"]
	_kinds([_function, _gateway], []) == ["review"]
	_kinds([_function], []) == ["not_applicable"]
	_kinds([], []) == ["not_applicable"]
}

test_metric_of_the_application_passes if {
	_kinds([_runtime, _metric], []) == ["pass"]
	_proofs([_runtime, _metric]) == [{"id": _metric.id, "pointer": "/properties"}]
	elsewhere := object.union(_metric, {"region": "eu-west-1"})
	_kinds([_runtime, elsewhere], []) == ["review"]
	_kinds([_metric], []) == ["not_applicable"]
}

test_service_of_a_caller_passes if {
	_kinds([_runtime, _service("planner")], []) == ["pass"]
	_kinds([_runtime, _service("planner.DEFAULT")], []) == ["pass"]
	_kinds([_function, _gateway, _service("answer")], []) == ["pass"]
	_kinds([_called, _service("web-shop")], []) == ["review"]
	_kinds([_runtime, _service("planner2")], []) == ["review"]
	elsewhere := object.union(_service("planner"), {"region": "eu-west-1"})
	_kinds([_runtime, elsewhere], []) == ["review"]
}

test_lost_listing_unknown_unless_the_other_proves if {
	metrics := testing.gap("cloudwatch:ListMetrics", "us-east-1")
	services := testing.gap("application-signals:ListServices", "us-east-1")
	_kinds([_runtime], [metrics]) == ["unknown"]
	_kinds([_runtime], [services]) == ["unknown"]
	_kinds([_runtime, _metric], [services]) == ["pass"]
	_kinds([_runtime, _service("planner")], [metrics]) == ["pass"]
	_kinds([], [metrics]) == ["unknown"]
	_kinds([], [testing.gap("bedrock-agentcore-control:ListAgentRuntimes", "us-east-1")]) == ["unknown"]
}

test_attestations if {
	facts := testing.facts([_runtime], {}, [])
	good := testing.attested(facts, _control, _attestation("2026-12-31"))
	testing.kinds(_control, good) == ["pass"]
	old := testing.attested(facts, _control, _attestation("2026-02-01"))
	testing.kinds(_control, old) == ["fail"]
	proven := testing.attested(testing.facts([_runtime, _metric], {}, []), _control, _attestation("2026-02-01"))
	testing.kinds(_control, proven) == ["pass"]
}
