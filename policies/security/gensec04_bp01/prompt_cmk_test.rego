package lens_test.gensec04_bp01.prompt_cmk_test

import data.lens_test.testing

_control := "GENSEC04-BP01/prompt-cmk"

_arn := testing.arn("kms", "key/1234abcd")

_key(manager, state) := {
	"customerEncryptionKeyArn": _arn,
	"DescribeKey": {"KeyMetadata": {"KeyManager": manager, "KeyState": state}},
}

_mine := _key("CUSTOMER", "Enabled")

_prompt(properties) := testing.record(
	"AWS::Bedrock::Prompt",
	testing.arn("bedrock", "prompt/SUMMARY001"),
	object.union({"id": "SUMMARY001"}, properties),
)

_flow(properties) := testing.record(
	"AWS::Bedrock::Flow",
	testing.arn("bedrock", "flow/ROUTE00001"),
	object.union({"id": "ROUTE00001"}, properties),
)

_version(properties) := testing.record(
	"AWS::Bedrock::FlowVersion",
	testing.arn("bedrock", "flow/ROUTE00001:3"),
	object.union({"id": "ROUTE00001", "version": "3"}, properties),
)

_alias(version) := testing.record(
	"AWS::Bedrock::FlowAlias",
	testing.arn("bedrock", "flow/ROUTE00001/alias/LIVE000001"),
	{"id": "LIVE000001", "flowId": "ROUTE00001", "routingConfiguration": [{"flowVersion": version}]},
)

_instruction(properties) := testing.record(
	"AWS::Bedrock::RetrievalInstruction",
	testing.arn("bedrock", "retrieval-instruction/abcdefghi1"),
	object.union({"lastTransitionStatus": "CREATE_SUCCESSFUL"}, properties),
)

_facts(records, gaps) := testing.facts(records, {}, gaps)

_results(records, gaps) := testing.results(_control, _facts(records, gaps))

_kinds(records, gaps) := testing.kinds(_control, _facts(records, gaps))

_messages(records) := testing.messages(_control, _facts(records, []))

test_own_keys_pass if {
	_kinds([_prompt(_mine), _flow(_mine), _instruction(_mine)], []) == ["pass", "pass", "pass"]
}

test_prompt_without_a_key_fails if {
	prompt := _prompt({})
	_results([prompt], []) == [{
		"kind": "fail",
		"subject": {"type": "AWS::Bedrock::Prompt", "id": prompt.id, "region": "us-east-1", "item": ""},
		"message": "no customer managed KMS key is set",
		"proof": [{"id": prompt.id, "pointer": ""}],
		"causes": [],
	}]
}

test_flow_and_instruction_without_a_key_fail if _kinds([_flow({}), _instruction({})], []) == ["fail", "fail"]

test_key_of_aws_fails if {
	prompt := _prompt(_key("AWS", "Enabled"))
	_messages([prompt]) == ["the KMS key is an AWS managed key"]
	proofs := testing.proofs(_control, _facts([prompt], []))
	proofs == [{"id": prompt.id, "pointer": "/properties/customerEncryptionKeyArn"}]
}

test_key_that_encrypts_nothing_fails if {
	every state in ["Disabled", "PendingDeletion", "PendingImport", "Unavailable"] {
		_messages([_instruction(_key("CUSTOMER", state))]) == [sprintf(
			`the KMS key is in state "%s" and cannot encrypt`,
			[state],
		)]
	}
}

test_served_version_of_a_flow_counts if {
	_kinds([_flow(_mine), _alias("3"), _version(_mine)], []) == ["pass"]
	_messages([_flow(_mine), _alias("3"), _version({})]) == [`version "3" has no customer managed KMS key`]
	_messages([_flow(_mine), _alias("3"), _version(_key("AWS", "Enabled"))]) == [
		`the KMS key of version "3" is an AWS managed key`,
	]
	_messages([_flow(_mine), _alias("3"), _version(_key("CUSTOMER", "Disabled"))]) == [
		`the KMS key of version "3" is in state "Disabled" and cannot encrypt`,
	]
	_kinds([_flow({}), _alias("DRAFT")], []) == ["fail"]
}

test_version_that_no_alias_routes_to_is_not_served if _kinds([_flow(_mine), _version({})], []) == ["pass"]

test_version_that_was_not_shown_unknown if {
	records := [_flow(_mine), _alias("3")]
	[found] := _results(records, [])
	found.kind == "unknown"
	found.message == `the owner or the state of the KMS key of version "3" could not be read`
	_kinds([_flow({}), _alias("3")], []) == ["fail"]
}

# A key of another account, or one that was deleted.
test_key_that_was_not_found_unknown if {
	lost := {"customerEncryptionKeyArn": _arn, "DescribeKey": {"absent": "NotFoundException"}}
	[found] := _results([_prompt(lost)], [])
	found.kind == "unknown"
	found.message == "the owner or the state of the KMS key could not be read"
	_kinds([_flow(_mine), _alias("3"), _version(lost)], []) == ["unknown"]
}

test_instruction_that_was_not_made_not_applicable if {
	every status in ["CREATING", "CREATE_FAILED"] {
		_kinds([_instruction({"lastTransitionStatus": status})], []) == ["not_applicable"]
	}
}

test_none_not_applicable if _kinds([], []) == ["not_applicable"]

test_denied_details_unknown if {
	_kinds([_prompt({})], [testing.gap("bedrock-agent:GetPrompt", _prompt({}).id)]) == ["unknown"]
	_kinds([_flow({})], [testing.gap("bedrock-agent:GetFlow", _flow({}).id)]) == ["unknown"]
	unread := testing.gap("bedrock-agent:GetRetrievalInstruction", _instruction({}).id)
	_kinds([_instruction({})], [unread]) == ["unknown"]
	_kinds([_flow(_mine)], [testing.gap("bedrock-agent:ListFlowAliases", _flow({}).id)]) == ["unknown"]
	_kinds([_flow({})], [testing.gap("bedrock-agent:ListFlowAliases", _flow({}).id)]) == ["fail"]
}

test_denied_keys_unknown if {
	unread := {"customerEncryptionKeyArn": _arn}
	_kinds([_prompt(unread)], [testing.gap("kms:DescribeKey", _prompt({}).id)]) == ["unknown"]
	records := [_flow(_mine), _alias("3"), _version(unread)]
	_kinds(records, [testing.gap("kms:DescribeKey", _version({}).id)]) == ["unknown"]
}

# A flow may name a prompt of another account, which refuses to show it.
test_prompt_of_a_flow_that_was_denied_changes_nothing if {
	_kinds([_flow(_mine)], [testing.gap("bedrock-agent:GetPrompt", _flow({}).id)]) == ["pass"]
}

test_denied_listings_unknown if {
	every operation in ["ListPrompts", "ListFlows", "ListRetrievalInstructions"] {
		_kinds([], [testing.gap(concat(":", ["bedrock-agent", operation]), "us-east-1")]) == ["unknown"]
	}
}

_numbered(properties) := testing.record(
	"AWS::Bedrock::PromptVersionSummary",
	testing.arn("bedrock", "prompt/SUMMARY001:2"),
	object.union({"id": "SUMMARY001", "version": "2"}, properties),
)

# A version is encrypted when it is made, and the draft may get another key later.
test_version_of_a_prompt_is_reviewed if {
	_kinds([_prompt(_mine), _numbered(_mine)], []) == ["pass"]
	_kinds([_prompt(_mine), _numbered({})], []) == ["review"]
	_messages([_prompt(_mine), _numbered({})]) == [`version "2" has no customer managed KMS key`]
	_messages([_prompt(_mine), _numbered(_key("AWS", "Enabled"))]) == [
		`the KMS key of version "2" is an AWS managed key`,
	]
	_kinds([_prompt({}), _numbered({})], []) == ["fail"]
	_kinds([_prompt(_mine), _numbered(object.remove(_mine, ["DescribeKey"]))], []) == ["unknown"]
	unread := testing.gap("bedrock-agent:GetPrompt", testing.arn("bedrock", "prompt/SUMMARY001:2"))
	_kinds([_prompt(_mine), _numbered({})], [unread]) == ["unknown"]
	_kinds([_prompt({}), _numbered({})], [unread]) == ["fail"]
}
