package lens_test.gensec03_bp01.account_data_retention_mode_test

import data.lens_test.testing

_control := "GENSEC03-BP01/account-data-retention-mode"

_operation := "bedrock:GetAccountDataRetention"

_agent := testing.record("AWS::Bedrock::Agent", testing.arn("bedrock", "agent/A1"), {"agentId": "A1"})

_id := testing.arn("bedrock", "account-data-retention")

_mode(name) := testing.record("AWS::Bedrock::AccountDataRetention", _id, {"mode": name})

_facts(records, gaps) := testing.facts(array.concat([_agent], records), {}, gaps)

_kinds(records) := testing.kinds(_control, _facts(records, []))

test_allowed_modes_pass if {
	_kinds([_mode("none")]) == ["pass"]
	_kinds([_mode("default")]) == ["pass"]
}

test_modes_that_share_content_fail if {
	testing.results(_control, _facts([_mode("aws_review")], [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::Account", "id": testing.iam("root"), "region": "us-east-1", "item": ""},
		"message": `account data retention has the mode "aws_review", and allowed_modes has "default", "none"`,
		"proof": [{"id": _id, "pointer": "/properties/mode"}],
		"causes": [],
	}]
	_kinds([_mode("provider_data_share")]) == ["fail"]
	_kinds([_mode("a_mode_of_tomorrow")]) == ["fail"]
}

test_inherited_mode_review if {
	testing.messages(_control, _facts([_mode("inherit")], [])) == [concat("", [
		`account data retention has the mode "inherit", and no call shows what it inherits, check it and then `,
		"add inherit to allowed_modes",
	])]
	_kinds([_mode("inherit")]) == ["review"]
}

_with(modes, mode) := testing.kinds(
	_control,
	testing.facts([_agent, _mode(mode)], {_control: {"allowed_modes": modes}}, []),
)

test_parameter_decides if {
	_with(["inherit"], "inherit") == ["pass"]
	_with(["none"], "default") == ["fail"]
	_with(["aws_review"], "aws_review") == ["pass"]
}

test_region_without_such_modes_not_applicable if _kinds([]) == ["not_applicable"]

test_unused_region_not_applicable if {
	testing.kinds(_control, testing.facts([_mode("aws_review")], {}, [])) == ["not_applicable"]
	elsewhere := object.union(_mode("aws_review"), {"region": "eu-west-1"})
	_kinds([elsewhere]) == ["not_applicable"]
}

test_denied_unknown if {
	testing.kinds(_control, _facts([], [testing.gap(_operation, "us-east-1")])) == ["unknown"]
}

test_use_not_seen_unknown if {
	gap := testing.gap("bedrock-agent:ListAgents", "us-east-1")
	testing.kinds(_control, testing.facts([_mode("none")], {}, [gap])) == ["unknown"]
}
