package lens_test.genrel02_bp01.network_design_reviewed_test

import data.lens_test.testing

_control := "GENREL02-BP01/network-design-reviewed"

_subnet := testing.record(
	"AWS::EC2::Subnet",
	testing.arn("ec2", "subnet/subnet-1"),
	{"SubnetId": "subnet-1", "VpcId": "vpc-1"},
)

_runtime := testing.record(
	"AWS::BedrockAgentCore::Runtime",
	testing.arn("bedrock-agentcore", "runtime/helper"),
	{"networkConfiguration": {"networkModeConfig": {"subnets": ["subnet-1"]}}},
)

_used := [_subnet, _runtime]

_entry := {
	"owner": "Ana Example",
	"statement": "As written down.",
	"evidence": "https://wiki.example.org/network",
	"given": "2026-07-01",
	"expires": "2027-07-01",
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
		"message": data.lens.catalog.genrel02_bp01.network_design_reviewed.messages.state,
		"proof": [],
		"causes": [],
	}]
}

test_attestation_in_force_passes if _kinds(_used, [], [_entry]) == ["pass"]

test_attestation_that_has_expired_fails if {
	_kinds(_used, [], [object.union(_entry, {"given": "2026-02-01", "expires": "2026-07-31"})]) == ["fail"]
}

test_attestation_of_367_days_fails if {
	_kinds(_used, [], [object.union(_entry, {"expires": "2027-07-03"})]) == ["fail"]
}

test_nothing_in_a_vpc_not_applicable if {
	_kinds([_subnet], [], [_entry]) == ["not_applicable"]
	_kinds([_subnet, testing.without(_runtime, "networkConfiguration")], [], [_entry]) == ["not_applicable"]
}

test_nothing_seen_and_a_gap_unknown if {
	unread := testing.gap("bedrock-agentcore-control:GetAgentRuntime", _runtime.id)
	_kinds([_subnet], [unread], [_entry]) == ["unknown"]
	_kinds([_runtime], [testing.gap("ec2:DescribeSubnets", "us-east-1")], [_entry]) == ["unknown"]
}
