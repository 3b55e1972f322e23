package lens_test.gensec05_bp01.agent_cmk_test

import data.lens_test.testing

_control := "GENSEC05-BP01/agent-cmk"

_arn := testing.arn("kms", "key/1234abcd")

_key(manager, state) := {
	"customerEncryptionKeyArn": _arn,
	"DescribeKey": {"KeyMetadata": {"KeyManager": manager, "KeyState": state}},
}

_mine := _key("CUSTOMER", "Enabled")

_agent(properties) := testing.record(
	"AWS::Bedrock::Agent",
	testing.arn("bedrock", "agent/SUPPORT001"),
	object.union({"agentId": "SUPPORT001", "agentStatus": "PREPARED"}, properties),
)

_version(properties) := testing.record(
	"AWS::Bedrock::AgentVersion",
	testing.arn("bedrock", "agent/SUPPORT001:2"),
	object.union({"agentId": "SUPPORT001", "version": "2", "agentStatus": "PREPARED"}, properties),
)

_alias(version) := testing.record(
	"AWS::Bedrock::AgentAlias",
	testing.arn("bedrock", "agent-alias/SUPPORT001/LIVE000001"),
	{
		"agentAliasId": "LIVE000001",
		"agentAliasStatus": "PREPARED",
		"routingConfiguration": [{"agentVersion": version}],
	},
)

_facts(records, gaps) := testing.facts(records, {}, gaps)

_results(records, gaps) := testing.results(_control, _facts(records, gaps))

_kinds(records, gaps) := testing.kinds(_control, _facts(records, gaps))

_messages(records) := testing.messages(_control, _facts(records, []))

test_own_key_passes if {
	_kinds([_agent(_mine)], []) == ["pass"]
	_kinds([_agent({}), _alias("2"), _version(_mine)], []) == ["pass"]
}

test_draft_without_a_key_fails if {
	agent := _agent({})
	_results([agent], []) == [{
		"kind": "fail",
		"subject": {"type": "AWS::Bedrock::Agent", "id": agent.id, "region": "us-east-1", "item": ""},
		"message": `version "DRAFT" has no customer managed KMS key`,
		"proof": [{"id": agent.id, "pointer": ""}],
		"causes": [],
	}]
}

test_served_version_counts if {
	records := [_agent(_mine), _alias("2"), _version({})]
	_messages(records) == [`version "2" has no customer managed KMS key`]
	testing.proofs(_control, _facts(records, [])) == [{"id": _version({}).id, "pointer": ""}]
	_kinds([_agent({}), _alias("DRAFT")], []) == ["fail"]
}

test_key_of_aws_fails if {
	agent := _agent(_key("AWS", "Enabled"))
	_messages([agent]) == [`the KMS key of version "DRAFT" is an AWS managed key`]
	proofs := testing.proofs(_control, _facts([agent], []))
	proofs == [{"id": agent.id, "pointer": "/properties/customerEncryptionKeyArn"}]
}

test_key_that_encrypts_nothing_fails if {
	every state in ["Disabled", "PendingDeletion", "PendingImport", "Unavailable"] {
		records := [_agent(_mine), _alias("2"), _version(_key("CUSTOMER", state))]
		_messages(records) == [sprintf(`the KMS key of version "2" is in state "%s" and cannot encrypt`, [state])]
	}
}

# A key of another account, or one that was deleted.
test_key_that_was_not_found_unknown if {
	lost := {"customerEncryptionKeyArn": _arn, "DescribeKey": {"absent": "NotFoundException"}}
	[found] := _results([_agent(lost)], [])
	found.kind == "unknown"
	found.message == `the owner or the state of the KMS key of version "DRAFT" could not be read`
}

test_version_that_was_not_shown_unknown if {
	[found] := _results([_agent(_mine), _alias("2")], [])
	found.kind == "unknown"
	found.message == `the owner or the state of the KMS key of version "2" could not be read`
}

test_agent_that_is_not_there_not_applicable if {
	every status in ["CREATING", "DELETING"] {
		_kinds([_agent({"agentStatus": status})], []) == ["not_applicable"]
	}
	_kinds([], []) == ["not_applicable"]
}

_denied(operation, place) := [testing.gap(operation, place)]

test_denied_details_unknown if {
	_kinds([_agent({})], _denied("bedrock-agent:GetAgent", _agent({}).id)) == ["unknown"]
	_kinds([_agent({})], _denied("bedrock-agent:ListAgentAliases", _agent({}).id)) == ["unknown"]
	_kinds([_agent(_mine)], _denied("bedrock-agent:ListAgentAliases", _agent({}).id)) == ["unknown"]
	_kinds([_agent({}), _alias("2")], _denied("bedrock-agent:GetAgentVersion", _agent({}).id)) == ["unknown"]
}

test_denied_key_unknown if {
	unread := {"customerEncryptionKeyArn": _arn}
	_kinds([_agent(unread)], _denied("kms:DescribeKey", _agent({}).id)) == ["unknown"]
	records := [_agent({}), _alias("2"), _version(unread)]
	_kinds(records, _denied("kms:DescribeKey", _version({}).id)) == ["unknown"]
}

test_denied_listing_unknown if _kinds([], _denied("bedrock-agent:ListAgents", "us-east-1")) == ["unknown"]
