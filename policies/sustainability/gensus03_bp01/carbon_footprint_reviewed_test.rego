package lens_test.gensus03_bp01.carbon_footprint_reviewed_test

import data.lens_test.testing

_control := "GENSUS03-BP01/carbon-footprint-reviewed"

_call := "sustainability:GetEstimatedCarbonEmissions"

_emitted(service, quarter, properties) := object.union(
	testing.record_in(
		"global",
		"AWS::Sustainability::CarbonEmissions",
		sprintf("arn:aws:sustainability::111122223333:emissions/%s/%s", [service, quarter]),
		object.union({"Service": service, "Quarter": quarter}, properties),
	),
	{"name": service},
)

_of(service, quarter, kilograms) := _emitted(service, quarter, {"Kilograms": kilograms})

_newest := _of("AmazonBedrock", "2026-01-01", "1250")

_prompt := testing.record("AWS::Bedrock::Prompt", testing.arn("bedrock", "prompt/P"), {})

_kinds(records, params, gaps) := testing.kinds(_control, testing.facts(records, {_control: params}, gaps))

_messages(records) := testing.messages(_control, testing.facts(records, {}, []))

_state(what) := concat("", [
	what,
	"; state who reviews this, how often, and against which target; write it with: genai-lens attest ",
	_control,
])

test_emissions_are_reviewed if {
	said := _state(`"AmazonBedrock" caused 1250 kg of CO2e in the quarter from "2026-01-01"`)
	testing.results(_control, testing.facts([_newest], {}, [])) == [{
		"kind": "review",
		"subject": {
			"type": "AWS::Account",
			"id": "arn:aws:iam::111122223333:root",
			"region": "global",
			"item": "",
		},
		"message": said,
		"proof": [{"id": _newest.id, "pointer": "/properties/EmissionsValues"}],
		"causes": [],
	}]
}

test_growth_is_no_fault if {
	records := [
		_newest,
		_of("Amazon SageMaker", "2026-01-01", "250"),
		_of("AmazonBedrock", "2025-10-01", "100"),
		_of("AmazonBedrock", "2025-07-01", "7"),
		_of("AmazonS3", "2026-01-01", "9"),
	]
	_kinds(records, {}, []) == ["review"]
	now := `"Amazon SageMaker", "AmazonBedrock" caused 1500 kg of CO2e in the quarter from "2026-01-01"`
	before := `the same caused 100 kg in the quarter from "2025-10-01"`
	_messages(records) == [concat("; ", [_state(now), before])]
}

_attested(expires) := testing.attested(testing.facts([_newest], {}, []), _control, [{
	"owner": "Ana",
	"statement": "Each quarter.",
	"evidence": "https://example.org",
	"given": "2026-01-01",
	"expires": expires,
}])

test_attestation_passes if testing.kinds(_control, _attested("2026-12-31")) == ["pass"]

test_expired_attestation_fails if testing.kinds(_control, _attested("2026-06-30")) == ["fail"]

test_instances_count_beside_generative_ai if {
	instances := _of("AmazonEC2", "2026-01-01", "90")
	_kinds([instances], {}, []) == ["not_applicable"]
	_kinds([instances, _prompt], {}, []) == ["review"]
	_kinds([instances, _prompt], {"services": ["AmazonBedrock"]}, []) == ["not_applicable"]
}

test_no_emissions_not_applicable if {
	_kinds([_prompt], {}, []) == ["not_applicable"]
	_kinds([_prompt, _of("AmazonS3", "2026-01-01", "9")], {}, []) == ["not_applicable"]
	_kinds([_prompt, _emitted("AmazonBedrock", "2026-01-01", {})], {}, []) == ["not_applicable"]
}

test_denied_call_unknown if {
	denied := testing.gap(_call, "global")
	_kinds([_prompt], {}, [denied]) == ["unknown"]
	_kinds([_newest], {}, [denied]) == ["unknown"]
}

test_denied_listing_unknown if {
	denied := testing.gap("bedrock-agent:ListPrompts", "us-east-1")
	_kinds([], {}, [denied]) == ["unknown"]
	_kinds([_newest], {}, [denied]) == ["review"]
}
