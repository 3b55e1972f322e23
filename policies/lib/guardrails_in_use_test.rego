package lens_test.guardrails_in_use_test

import data.lens.lib.guardrails_in_use
import data.lens_test.guardrail_fixtures as fixtures
import data.lens_test.testing

_role(statements) := testing.record("AWS::IAM::Role", testing.iam("role/r"), {
	"Path": "/",
	"RolePolicyList": [{"PolicyName": "p", "PolicyDocument": {"Statement": statements}}],
	"AttachedManagedPolicies": [],
})

_allow(condition) := [
	{"Effect": "Allow", "Action": ["bedrock:InvokeModel"], "Resource": ["*"], "Condition": condition},
]

# The numbers of versions, sorted.
_numbers(ids) := sort({object.get(
	{fixtures.arn: "DRAFT"},
	id,
	trim_prefix(id, sprintf("%s:", [fixtures.arn])),
) |
	some id in ids
})

_shown_with(records, gaps) := found if {
	document := testing.facts(array.concat(fixtures.versions, records), {}, gaps)
	found := _numbers(guardrails_in_use.shown) with input as document
}

_shown(records) := _shown_with(records, [])

_presumed(records) := found if {
	document := testing.facts(records, {}, [])
	found := _numbers(guardrails_in_use.presumed) with input as document
}

_in_use(records) := found if {
	document := testing.facts(array.concat(fixtures.versions, records), {}, [])
	found := _numbers(guardrails_in_use.all) with input as document
}

test_highest_number_is_the_newest if _presumed(fixtures.versions) == ["10"]

test_draft_counts_where_there_is_no_number if _presumed([fixtures.draft]) == ["DRAFT"]

test_newest_does_not_count_beside_one_that_is_named if _in_use([fixtures.enforced("2")]) == ["2"]

test_every_named_version_counts if {
	_in_use([fixtures.enforced("2"), fixtures.flow([fixtures.prompt("1")])]) == ["1", "2"]
}

test_named_version_that_does_not_exist_leaves_the_newest if _in_use([fixtures.enforced("3")]) == ["10"]

test_guardrails_stand_alone if {
	other := testing.record(
		"AWS::Bedrock::Guardrail",
		testing.arn("bedrock", "guardrail/h"),
		{"version": "DRAFT"},
	)
	document := testing.facts(array.concat(fixtures.versions, [other, fixtures.enforced("1")]), {}, [])
	found := guardrails_in_use.all with input as document
	found == {other.id, fixtures.numbered("1").id}
}

test_deployed_agent_version_names_by_id if {
	_shown([
		fixtures.agent({}),
		fixtures.agent_version("7", fixtures.names("g", "2")),
		fixtures.agent_alias("7"),
	]) == ["2"]
}

test_deployed_agent_version_names_by_arn if {
	_shown([
		fixtures.agent({}),
		fixtures.agent_version("7", fixtures.names(fixtures.arn, "2")),
		fixtures.agent_alias("7"),
	]) == ["2"]
}

test_deployed_agent_version_names_the_draft if {
	_shown([
		fixtures.agent({}),
		fixtures.agent_version("7", fixtures.names("g", "DRAFT")),
		fixtures.agent_alias("7"),
	]) == ["DRAFT"]
}

test_without_a_version_the_draft_is_named if {
	_shown([
		fixtures.agent({}),
		fixtures.agent_version("7", {"guardrailConfiguration": {"guardrailIdentifier": "g"}}),
		fixtures.agent_alias("7"),
	]) == ["DRAFT"]
}

test_agent_version_without_a_guardrail_names_none if {
	_shown([fixtures.agent({}), fixtures.agent_version("7", {}), fixtures.agent_alias("7")]) == []
	_shown([
		fixtures.agent({}),
		fixtures.agent_version("7", fixtures.names("", "1")),
		fixtures.agent_alias("7"),
	]) == []
}

test_agent_version_that_is_not_deployed_names_none if {
	_shown([
		fixtures.agent({}),
		fixtures.agent_version("6", fixtures.names("g", "1")),
		fixtures.agent_version("7", fixtures.names("g", "2")),
		fixtures.agent_alias("7"),
	]) == ["2"]
}

test_agent_in_another_region_names_its_own_regions if {
	agent := testing.record_in(
		"eu-west-1",
		"AWS::Bedrock::Agent",
		"arn:aws:bedrock:eu-west-1:111122223333:agent/A9",
		fixtures.names("g", "1"),
	)
	_shown([agent]) == []
}

test_draft_of_an_agent_without_alias_counts if _shown([fixtures.agent(fixtures.names("g", "2"))]) == ["2"]

test_draft_of_an_agent_whose_aliases_were_not_read_does_not_count if {
	_shown_with([fixtures.agent(fixtures.names("g", "2"))], [
		testing.gap("bedrock-agent:ListAgentAliases", fixtures.agent_arn),
	]) == []
	_shown_with([fixtures.agent(fixtures.names("g", "2"))], [
		testing.gap("bedrock-agent:ListAgentAliases", "us-east-1"),
	]) == []
}

test_alias_that_was_seen_counts_whatever_else_was_not if {
	_shown_with(
		[fixtures.agent({}), fixtures.agent_version("7", fixtures.names("g", "2")), fixtures.agent_alias("7")],
		[testing.gap("bedrock-agent:ListAgentAliases", fixtures.agent_arn)],
	) == ["2"]
}

test_node_of_a_deployed_flow_version_names if {
	_shown([
		fixtures.flow([fixtures.prompt("1")]),
		fixtures.flow_version("3", [fixtures.prompt("2")]),
		fixtures.flow_alias("3"),
	]) == ["2"]
}

test_draft_of_a_flow_without_alias_counts if _shown([fixtures.flow([fixtures.prompt("1")])]) == ["1"]

test_draft_of_a_flow_whose_aliases_were_not_read_does_not_count if {
	_shown_with([fixtures.flow([fixtures.prompt("1")])], [
		testing.gap("bedrock-agent:ListFlowAliases", fixtures.flow_arn),
	]) == []
}

test_flow_whose_definition_was_not_read_names_none if {
	_shown([testing.record("AWS::Bedrock::Flow", fixtures.flow_arn, {"id": "F1"})]) == []
}

test_node_inside_a_loop_names if {
	loop := {
		"name": "again",
		"type": "Loop",
		"configuration": {"loop": {"definition": {"nodes": [fixtures.prompt("2")]}}},
	}
	_shown([fixtures.flow([loop])]) == ["2"]
}

test_knowledge_base_node_names if {
	node := {
		"name": "look",
		"type": "KnowledgeBase",
		"configuration": {"knowledgeBase": object.union({"knowledgeBaseId": "K"}, fixtures.names("g", "1"))},
	}
	_shown([fixtures.flow([node])]) == ["1"]
}

test_enforced_for_the_account if _shown([fixtures.enforced("2")]) == ["2"]

test_enforced_draft if _shown([fixtures.enforced("DRAFT")]) == ["DRAFT"]

test_enforced_by_the_organization if {
	_shown([fixtures.for_region("us-east-1", sprintf("%s:2", [fixtures.arn]))]) == ["2"]
	_shown([fixtures.for_region("us-east-1", sprintf("%s:DRAFT", [fixtures.arn]))]) == ["DRAFT"]
	_shown([fixtures.for_region("us-east-1", fixtures.arn)]) == ["DRAFT"]
}

_condition(operator, values) := {operator: {"bedrock:GuardrailIdentifier": values}}

_of_condition(operator, value) := _shown([_role(_allow(_condition(operator, [value])))])

test_condition_names_a_version if _of_condition("StringEquals", sprintf("%s:2", [fixtures.arn])) == ["2"]

test_condition_without_a_number_names_the_draft if {
	_of_condition("StringEquals", fixtures.arn) == ["DRAFT"]
	_of_condition("StringEquals", sprintf("%s:DRAFT", [fixtures.arn])) == ["DRAFT"]
}

test_condition_names_by_id if {
	_of_condition("StringEquals", "g:2") == ["2"]
	_of_condition("StringEquals", "g") == ["DRAFT"]
}

test_condition_with_a_wildcard_names_the_newest_that_it_admits if {
	_of_condition("StringLike", sprintf("%s:*", [fixtures.arn])) == ["10"]
	_of_condition("StringLike", sprintf("%s:?", [fixtures.arn])) == ["2"]
	_of_condition("ArnLike", "arn:aws:bedrock:*:111122223333:guardrail/g") == ["DRAFT"]
	_of_condition("ArnLike", "arn:aws:bedrock:*:111122223333:guardrail/*") == ["10"]
}

test_condition_in_a_boundary_names_a_version if {
	arn := testing.iam("policy/limit")
	role := testing.record("AWS::IAM::Role", testing.iam("role/r"), {
		"Path": "/",
		"PermissionsBoundary": {"PermissionsBoundaryArn": arn},
	})
	statements := _allow(_condition("StringEquals", [sprintf("%s:2", [fixtures.arn])]))
	boundary := testing.record("AWS::IAM::ManagedPolicy", arn, {
		"AttachmentCount": 0,
		"PolicyVersionList": [{"IsDefaultVersion": true, "Document": {"Statement": statements}}],
	})
	_shown([role, boundary]) == ["2"]
	_shown([boundary]) == []
}

test_condition_on_another_guardrail_names_none if {
	_of_condition("StringEquals", testing.arn("bedrock", "guardrail/G:2")) == []
	_of_condition("StringLike", testing.arn("bedrock", "guardrail/h*")) == []
}

test_key_and_operator_compare_without_case if {
	_shown([
		_role(_allow({"stringequals": {"BEDROCK:guardrailidentifier": [sprintf("%s:2", [fixtures.arn])]}})),
	]) == ["2"]
}

test_condition_on_another_key_names_none if {
	_shown([_role(_allow({"StringEquals": {"aws:ResourceArn": [sprintf("%s:2", [fixtures.arn])]}}))]) == []
}

test_condition_that_restricts_nothing_names_none if {
	_of_condition("StringEqualsIfExists", sprintf("%s:2", [fixtures.arn])) == []
	_of_condition("StringNotEquals", sprintf("%s:2", [fixtures.arn])) == []
	_of_condition("Null", "false") == []
}

_of_denial(operator) := _shown([_role([{
	"Effect": "Deny",
	"Action": ["bedrock:InvokeModel"],
	"Resource": ["*"],
	"Condition": _condition(operator, [sprintf("%s:1", [fixtures.arn])]),
}])])

test_denial_of_all_other_guardrails_names if {
	_of_denial("StringNotEquals") == ["1"]
	_of_denial("StringEquals") == []
}

_subject(number) := {
	"type": "AWS::Bedrock::Guardrail",
	"id": fixtures.arn,
	"region": "us-east-1",
	"item": number,
}

test_versions_that_patterns_exempt_are_not_judged if {
	facts := testing.facts(fixtures.versions, {}, [])
	judged := guardrails_in_use.judged(["h"]) with input as facts
	_numbers(judged) == ["10"]
	exempted := guardrails_in_use.judged(["h", "g"]) with input as facts
	exempted == set()
}

test_named_version_is_shown if {
	facts := testing.facts(array.concat(fixtures.versions, [fixtures.enforced("2")]), {}, [])
	guardrails_in_use.is_shown(sprintf("%s:2", [fixtures.arn])) with input as facts
	not guardrails_in_use.is_shown(sprintf("%s:10", [fixtures.arn])) with input as facts
}

test_versions_that_nothing_names_rely_on_users_that_were_not_read if {
	other := testing.record("AWS::Bedrock::Agent", testing.arn("bedrock", "agent/A2"), {})
	gaps := [
		testing.gap("bedrock-agent:GetAgent", fixtures.agent_arn),
		testing.gap("bedrock-agent:GetFlow", fixtures.flow_arn),
	]
	document := testing.facts(
		array.concat(fixtures.versions, [fixtures.agent({}), other, fixtures.flow([])]),
		{},
		gaps,
	)
	found := guardrails_in_use.relies_on with input as document
	found == {[_subject("10"), fixtures.agent_arn], [_subject("10"), fixtures.flow_arn]}
}

test_a_named_version_relies_on_nothing_else if {
	document := testing.facts(
		array.concat(fixtures.versions, [fixtures.agent({}), fixtures.enforced("2")]),
		{},
		[testing.gap("bedrock-agent:GetAgent", fixtures.agent_arn)],
	)
	found := guardrails_in_use.relies_on with input as document
	found == set()
}
