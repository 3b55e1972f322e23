package lens_test.genperf01_bp01.curation_and_scenarios_test

import data.lens_test.testing

_control := "GENPERF01-BP01/curation-and-scenarios"

_used := [testing.record("AWS::Bedrock::Agent", testing.arn("bedrock", "agent/HELPER"), {})]

_entry := {
	"owner": "Ana Example",
	"statement": "As written down.",
	"evidence": "https://wiki.example.org/evaluation/curation",
	"given": "2026-07-01",
	"expires": "2027-06-30",
	"resources": [],
}

_kinds(records, gaps, entries) := testing.kinds(
	_control,
	testing.attested(testing.facts(records, {}, gaps), _control, entries),
)

test_nobody_attested_review if {
	testing.results(_control, testing.facts(_used, {}, [])) == [{
		"kind": "review",
		"subject": {
			"type": "AWS::Account",
			"id": "arn:aws:iam::111122223333:root",
			"region": "global",
			"item": "",
		},
		"message": data.lens.catalog.genperf01_bp01.curation_and_scenarios.messages.state,
		"proof": [],
		"causes": [],
	}]
}

test_attestation_in_force_passes if _kinds(_used, [], [_entry]) == ["pass"]

test_attestation_that_has_expired_fails if {
	_kinds(_used, [], [object.union(_entry, {"given": "2026-02-01", "expires": "2026-07-31"})]) == ["fail"]
}

_endpoint(type) := testing.record("AWS::SageMaker::Endpoint", testing.arn("sagemaker", "endpoint/chat"), {
	"EndpointStatus": "InService",
	"DescribeEndpointConfig": {"ProductionVariants": [{"InstanceType": type}]},
})

test_generative_endpoint_asks_for_it_review if _kinds([_endpoint("ml.g5.xlarge")], [], []) == ["review"]

test_nothing_in_use_not_applicable if {
	_kinds([], [], [_entry]) == ["not_applicable"]
	_kinds([_endpoint("ml.m5.large")], [], [_entry]) == ["not_applicable"]
}

test_nothing_seen_and_a_gap_unknown if {
	_kinds([], [testing.gap("bedrock-agent:ListFlows", "eu-west-1")], [_entry]) == ["unknown"]
	_kinds([], [testing.gap("sagemaker:ListEndpoints", "eu-west-1")], [_entry]) == ["unknown"]
}
