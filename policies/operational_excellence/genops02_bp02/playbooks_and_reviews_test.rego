package lens_test.genops02_bp02.playbooks_and_reviews_test

import data.lens_test.testing

_control := "GENOPS02-BP02/playbooks-and-reviews"

_agent := testing.record("AWS::Bedrock::Agent", testing.arn("bedrock", "agent/HELPER"), {})

_endpoint(status) := testing.record(
	"AWS::SageMaker::Endpoint",
	testing.arn("sagemaker", "endpoint/llm"),
	{
		"EndpointStatus": status,
		"DescribeEndpointConfig": {"ProductionVariants": [{"InstanceType": "ml.g5.xlarge"}]},
	},
)

_entry := {
	"owner": "Ana Example",
	"statement": "As written down.",
	"evidence": "https://wiki.example.org/playbooks",
	"given": "2026-07-01",
	"expires": "2026-12-28",
	"resources": [],
}

_kinds(records, gaps, entries) := testing.kinds(
	_control,
	testing.attested(testing.facts(records, {}, gaps), _control, entries),
)

test_nobody_attested_review if {
	testing.results(_control, testing.facts([_agent], {}, [])) == [{
		"kind": "review",
		"subject": {
			"type": "AWS::Account",
			"id": "arn:aws:iam::111122223333:root",
			"region": "global",
			"item": "",
		},
		"message": data.lens.catalog.genops02_bp02.playbooks_and_reviews.messages.state,
		"proof": [],
		"causes": [],
	}]
}

test_attestation_in_force_passes if _kinds([_agent], [], [_entry]) == ["pass"]

test_attestation_of_181_days_fails if {
	_kinds([_agent], [], [object.union(_entry, {"expires": "2026-12-29"})]) == ["fail"]
}

test_attestation_that_has_expired_fails if {
	_kinds([_agent], [], [object.union(_entry, {"given": "2026-02-01", "expires": "2026-07-31"})]) == ["fail"]
}

test_endpoint_in_service_asks_for_it_review if _kinds([_endpoint("InService")], [], []) == ["review"]

test_nothing_in_use_not_applicable if {
	_kinds([], [], [_entry]) == ["not_applicable"]
	_kinds([_endpoint("Failed")], [], [_entry]) == ["not_applicable"]
}

test_nothing_seen_and_a_gap_unknown if {
	_kinds([], [testing.gap("bedrock-agent:ListFlows", "eu-west-1")], [_entry]) == ["unknown"]
	_kinds([], [testing.gap("cloudwatch:ListMetrics", "eu-west-1")], [_entry]) == ["unknown"]
}
