package lens_test.genrel03_bp01.error_handling_designed_test

import data.lens_test.testing

_control := "GENREL03-BP01/error-handling-designed"

_agent := testing.record(
	"AWS::Bedrock::Agent",
	testing.arn("bedrock", "agent/HELPER"),
	{"foundationModel": "amazon.nova-lite-v1:0"},
)

_used := [_agent]

_metric(namespace) := testing.record(
	"AWS::CloudWatch::Metric",
	testing.arn("cloudwatch", "metric/Invocations"),
	{"Namespace": namespace},
)

_entry := {
	"owner": "Ana Example",
	"statement": "As written down.",
	"evidence": "https://wiki.example.org/responses",
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
		"message": data.lens.catalog.genrel03_bp01.error_handling_designed.messages.state,
		"proof": [],
		"causes": [],
	}]
}

test_attestation_in_force_passes if _kinds(_used, [], [_entry]) == ["pass"]

test_attestation_that_has_expired_fails if {
	_kinds(_used, [], [object.union(_entry, {"given": "2026-02-01", "expires": "2026-07-31"})]) == ["fail"]
}

test_model_that_was_called_asks_for_it_review if {
	_kinds([_metric("AWS/Bedrock")], [], []) == ["review"]
	_kinds([_metric("AWS/BedrockMantle")], [], []) == ["review"]
}

test_no_model_in_use_not_applicable if {
	_kinds([_metric("AWS/Lambda")], [], [_entry]) == ["not_applicable"]
	_kinds([testing.without(_agent, "foundationModel")], [], [_entry]) == ["not_applicable"]
}

test_nothing_seen_and_a_gap_unknown if {
	_kinds([], [testing.gap("bedrock-agent:GetAgent", "eu-west-1")], [_entry]) == ["unknown"]
	_kinds([], [testing.gap("cloudwatch:ListMetrics", "eu-west-1")], [_entry]) == ["unknown"]
}
