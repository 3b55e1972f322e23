package lens_test.gensus03_bp01.technique_tradeoffs_recorded_test

import data.lens_test.testing

_control := "GENSUS03-BP01/technique-tradeoffs-recorded"

_used := [testing.record("AWS::SageMaker::Endpoint", testing.arn("sagemaker", "endpoint/chat"), {
	"EndpointStatus": "InService",
	"DescribeEndpointConfig": {"ProductionVariants": [{"InstanceType": "ml.g5.xlarge"}]},
})]

_entry := {
	"owner": "Ana Example",
	"statement": "As written down.",
	"evidence": "https://wiki.example.org/models/smaller",
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
		"message": data.lens.catalog.gensus03_bp01.technique_tradeoffs_recorded.messages.state,
		"proof": [],
		"causes": [],
	}]
}

test_attestation_in_force_passes if _kinds(_used, [], [_entry]) == ["pass"]

test_attestation_that_has_expired_fails if {
	_kinds(_used, [], [object.union(_entry, {"given": "2026-02-01", "expires": "2026-07-31"})]) == ["fail"]
}

test_customized_model_asks_for_it_review if {
	imported := testing.record("AWS::Bedrock::ImportedModel", testing.arn("bedrock", "imported-model/own"), {})
	_kinds([imported], [], []) == ["review"]
}

test_models_on_demand_alone_not_applicable if {
	agent := testing.record("AWS::Bedrock::Agent", testing.arn("bedrock", "agent/HELPER"), {})
	_kinds([agent], [], [_entry]) == ["not_applicable"]
}

test_nothing_seen_and_a_gap_unknown if {
	_kinds([], [testing.gap("bedrock:ListCustomModels", "eu-west-1")], [_entry]) == ["unknown"]
	_kinds([], [testing.gap("sagemaker:Search", "eu-west-1")], [_entry]) == ["unknown"]
	_kinds([], [testing.gap("sagemaker:ListEndpoints", "eu-west-1")], [_entry]) == ["unknown"]
}
