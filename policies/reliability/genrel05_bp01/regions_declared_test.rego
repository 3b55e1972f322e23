package lens_test.genrel05_bp01.regions_declared_test

import data.lens_test.testing

_control := "GENREL05-BP01/regions-declared"

_agent := testing.record("AWS::Bedrock::Agent", testing.arn("bedrock", "agent/HELPER"), {})

_regions := {"regions": ["us-east-1", "eu-west-1"]}

_entry := {
	"owner": "Ana Example",
	"statement": "As written down.",
	"evidence": "https://wiki.example.org/regions",
	"given": "2026-07-01",
	"expires": "2027-06-30",
	"resources": [],
}

_facts(records, workload, gaps, entries) := object.union(
	testing.attested(testing.facts(records, {}, gaps), _control, entries),
	{"workload": workload},
)

_kinds(workload, entries) := testing.kinds(_control, _facts([_agent], workload, [], entries))

test_undeclared_review if {
	testing.results(_control, _facts([_agent], {}, [], [])) == [{
		"kind": "review",
		"subject": {
			"type": "AWS::Account",
			"id": "arn:aws:iam::111122223333:root",
			"region": "global",
			"item": "",
		},
		"message": data.lens.catalog.genrel05_bp01.regions_declared.messages.undeclared,
		"proof": [],
		"causes": [],
	}]
}

test_attestation_does_not_replace_the_declaration if {
	_kinds({}, [_entry]) == ["review"]
	_kinds({"functions": ["chat"]}, [_entry]) == ["review"]
}

test_declared_and_nobody_attested_review if {
	messages := data.lens.catalog.genrel05_bp01.regions_declared.messages
	testing.messages(_control, _facts([_agent], _regions, [], [])) == [messages.state]
}

test_declared_and_attested_passes if {
	_kinds(_regions, [_entry]) == ["pass"]
	_kinds({"regions": ["us-east-1"]}, [_entry]) == ["pass"]
}

test_attestation_that_has_expired_fails if {
	_kinds(_regions, [object.union(_entry, {"given": "2026-02-01", "expires": "2026-07-31"})]) == ["fail"]
}

test_nothing_in_use_not_applicable if {
	testing.kinds(_control, _facts([], {}, [], [_entry])) == ["not_applicable"]
}

test_nothing_seen_and_a_gap_unknown if {
	denied := testing.gap("bedrock-agent:ListAgents", "eu-west-1")
	testing.kinds(_control, _facts([], _regions, [denied], [_entry])) == ["unknown"]
}

_endpoint := testing.record("AWS::SageMaker::Endpoint", testing.arn("sagemaker", "endpoint/prices"), {
	"EndpointName": "prices",
	"EndpointStatus": "InService",
})

_of(type) := object.union(
	_endpoint,
	{"properties": {"DescribeEndpointConfig": {"ProductionVariants": [{"InstanceType": type}]}}},
)

test_endpoint_of_another_model_not_applicable if {
	testing.kinds(_control, _facts([_of("ml.m5.large")], {}, [], [])) == ["not_applicable"]
	testing.kinds(_control, _facts([_of("ml.g5.xlarge")], {}, [], [])) == ["review"]
	gap := testing.gap("sagemaker:DescribeEndpointConfig", _endpoint.id)
	testing.kinds(_control, _facts([_endpoint], {}, [gap], [])) == ["unknown"]
}
