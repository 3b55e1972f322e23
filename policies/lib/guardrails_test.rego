package lens_test.guardrails_test

import data.lens.lib.guardrails
import data.lens_test.testing

_g := testing.arn("bedrock", "guardrail/g")

_draft := testing.record("AWS::Bedrock::Guardrail", _g, {"id": "g", "version": "DRAFT", "guardrailArn": _g})

_numbered(number) := testing.record(
	"AWS::Bedrock::GuardrailVersion", sprintf("%s:%s", [_g, number]),
	{"id": "g", "version": number, "guardrailArn": _g},
)

_versions := [_draft, _numbered("1"), _numbered("2"), _numbered("10")]

_a := testing.arn("bedrock", "agent/A1")

_agent(properties) := testing.record("AWS::Bedrock::Agent", _a, properties)

_agent_version(number, guardrail) := testing.record("AWS::Bedrock::AgentVersion", sprintf("%s:%s", [_a, number]), object.union(
	{"version": number},
	guardrail,
))

_agent_alias(number) := testing.record("AWS::Bedrock::AgentAlias", testing.arn("bedrock", sprintf("agent-alias/A1/L%s", [number])), {
	"agentAliasId": sprintf("L%s", [number]),
	"agentAliasStatus": "PREPARED",
	"routingConfiguration": [{"agentVersion": number}],
})

_names(identifier, number) := {"guardrailConfiguration": {"guardrailIdentifier": identifier, "guardrailVersion": number}}

_f := testing.arn("bedrock", "flow/F1")

_flow(nodes) := testing.record("AWS::Bedrock::Flow", _f, {"id": "F1", "definition": {"nodes": nodes}})

_flow_version(number, nodes) := testing.record("AWS::Bedrock::FlowVersion", sprintf("%s:%s", [_f, number]), {
	"version": number,
	"definition": {"nodes": nodes},
})

_flow_alias(number) := testing.record("AWS::Bedrock::FlowAlias", testing.arn("bedrock", sprintf("flow/F1/alias/L%s", [number])), {
	"id": sprintf("L%s", [number]),
	"flowId": "F1",
	"routingConfiguration": [{"flowVersion": number}],
})

_prompt(number) := {"name": "ask", "type": "Prompt", "configuration": {"prompt": object.union({"sourceConfiguration": {}}, _names("g", number))}}

_enforced(number) := testing.record(
	"AWS::Bedrock::EnforcedGuardrailConfiguration", testing.arn("bedrock", "enforced-guardrail-configuration/c"),
	{"configId": "c", "guardrailArn": _g, "guardrailVersion": number},
)

_organization(content) := testing.record("AWS::Organizations::EffectivePolicy", "arn:aws:organizations::111122223333:effective-policy/bedrock_policy", {
	"PolicyType": "BEDROCK_POLICY",
	"PolicyContent": content,
})

_for_region(region, identifier) := _organization({"bedrock": {"guardrail_inference": {region: {"config_1": {"identifier": identifier}}}}})

_role(statements) := testing.record("AWS::IAM::Role", testing.iam("role/r"), {
	"Path": "/",
	"RolePolicyList": [{"PolicyName": "p", "PolicyDocument": {"Statement": statements}}],
	"AttachedManagedPolicies": [],
})

_allow(condition) := [{"Effect": "Allow", "Action": ["bedrock:InvokeModel"], "Resource": ["*"], "Condition": condition}]

# The versions in use, as numbers, of those that were seen to be named, and of those that nothing else names.
_numbers(ids) := sort({object.get({_g: "DRAFT"}, id, trim_prefix(id, sprintf("%s:", [_g]))) | some id in ids})

_shown_with(records, gaps) := found if {
	found := _numbers(guardrails.shown) with input as testing.facts(array.concat(_versions, records), {}, gaps)
}

_shown(records) := _shown_with(records, [])

_presumed(records) := found if {
	found := _numbers(guardrails.presumed) with input as testing.facts(records, {}, [])
}

_in_use(records) := found if {
	found := _numbers(guardrails.in_use) with input as testing.facts(array.concat(_versions, records), {}, [])
}

test_highest_number_is_the_newest if _presumed(_versions) == ["10"]

test_draft_counts_where_there_is_no_number if _presumed([_draft]) == ["DRAFT"]

test_newest_does_not_count_beside_one_that_is_named if _in_use([_enforced("2")]) == ["2"]

test_every_named_version_counts if _in_use([_enforced("2"), _flow([_prompt("1")])]) == ["1", "2"]

test_named_version_that_does_not_exist_leaves_the_newest if _in_use([_enforced("3")]) == ["10"]

test_guardrails_stand_alone if {
	other := testing.record("AWS::Bedrock::Guardrail", testing.arn("bedrock", "guardrail/h"), {"version": "DRAFT"})
	found := guardrails.in_use with input as testing.facts(array.concat(_versions, [other, _enforced("1")]), {}, [])
	found == {other.id, _numbered("1").id}
}

test_deployed_agent_version_names_by_id if _shown([_agent({}), _agent_version("7", _names("g", "2")), _agent_alias("7")]) == ["2"]

test_deployed_agent_version_names_by_arn if _shown([_agent({}), _agent_version("7", _names(_g, "2")), _agent_alias("7")]) == ["2"]

test_deployed_agent_version_names_the_draft if _shown([_agent({}), _agent_version("7", _names("g", "DRAFT")), _agent_alias("7")]) == ["DRAFT"]

test_without_a_version_the_draft_is_named if {
	_shown([_agent({}), _agent_version("7", {"guardrailConfiguration": {"guardrailIdentifier": "g"}}), _agent_alias("7")]) == ["DRAFT"]
}

test_agent_version_without_a_guardrail_names_none if {
	_shown([_agent({}), _agent_version("7", {}), _agent_alias("7")]) == []
	_shown([_agent({}), _agent_version("7", _names("", "1")), _agent_alias("7")]) == []
}

test_an_empty_name_is_no_use if {
	records := array.concat(_versions, [_agent({}), _agent_version("7", _names("", "1")), _agent_alias("7")])
	found := guardrails.agent_uses with input as testing.facts(records, {}, [])
	found == set()
}

test_agent_version_that_is_not_deployed_names_none if {
	_shown([_agent({}), _agent_version("6", _names("g", "1")), _agent_version("7", _names("g", "2")), _agent_alias("7")]) == ["2"]
}

test_agent_in_another_region_names_its_own_regions if {
	agent := testing.record_in("eu-west-1", "AWS::Bedrock::Agent", "arn:aws:bedrock:eu-west-1:111122223333:agent/A9", _names("g", "1"))
	_shown([agent]) == []
}

test_draft_of_an_agent_without_alias_counts if _shown([_agent(_names("g", "2"))]) == ["2"]

test_draft_of_an_agent_whose_aliases_were_not_read_does_not_count if {
	_shown_with([_agent(_names("g", "2"))], [testing.gap("bedrock-agent:ListAgentAliases", _a)]) == []
	_shown_with([_agent(_names("g", "2"))], [testing.gap("bedrock-agent:ListAgentAliases", "us-east-1")]) == []
}

test_alias_that_was_seen_counts_whatever_else_was_not if {
	_shown_with(
		[_agent({}), _agent_version("7", _names("g", "2")), _agent_alias("7")],
		[testing.gap("bedrock-agent:ListAgentAliases", _a)],
	) == ["2"]
}

test_node_of_a_deployed_flow_version_names if _shown([_flow([_prompt("1")]), _flow_version("3", [_prompt("2")]), _flow_alias("3")]) == ["2"]

test_draft_of_a_flow_without_alias_counts if _shown([_flow([_prompt("1")])]) == ["1"]

test_draft_of_a_flow_whose_aliases_were_not_read_does_not_count if {
	_shown_with([_flow([_prompt("1")])], [testing.gap("bedrock-agent:ListFlowAliases", _f)]) == []
}

test_flow_whose_definition_was_not_read_names_none if _shown([testing.record("AWS::Bedrock::Flow", _f, {"id": "F1"})]) == []

test_node_inside_a_loop_names if {
	loop := {"name": "again", "type": "Loop", "configuration": {"loop": {"definition": {"nodes": [_prompt("2")]}}}}
	_shown([_flow([loop])]) == ["2"]
}

test_knowledge_base_node_names if {
	node := {"name": "look", "type": "KnowledgeBase", "configuration": {"knowledgeBase": object.union({"knowledgeBaseId": "K"}, _names("g", "1"))}}
	_shown([_flow([node])]) == ["1"]
}

test_uses_of_flows_say_the_node if {
	base := object.union({"knowledgeBaseId": "K", "modelId": "m"}, _names("g", "1"))
	nodes := [_prompt("2"), {"name": "look", "type": "KnowledgeBase", "configuration": {"knowledgeBase": base}}]
	found := guardrails.flow_uses with input as testing.facts([_flow(nodes)], {}, [])
	found == {
		{"kind": "prompt", "model": "", "guardrail": sprintf("%s:2", [_g])},
		{"kind": "knowledgeBase", "model": "m", "guardrail": sprintf("%s:1", [_g])},
	}
}

test_enforced_for_the_account if _shown([_enforced("2")]) == ["2"]

test_enforced_draft if _shown([_enforced("DRAFT")]) == ["DRAFT"]

test_enforced_by_the_organization if {
	_shown([_for_region("us-east-1", sprintf("%s:2", [_g]))]) == ["2"]
	_shown([_for_region("us-east-1", sprintf("%s:DRAFT", [_g]))]) == ["DRAFT"]
	_shown([_for_region("us-east-1", _g)]) == ["DRAFT"]
}

test_another_accounts_guardrail_is_named_and_not_known if {
	foreign := "arn:aws:bedrock:us-east-1:444455556666:guardrail/o:1"
	_shown([_for_region("us-east-1", foreign)]) == []
	found := guardrails.enforced with input as testing.facts([_for_region("us-east-1", foreign)], {}, [])
	found == {{
		"by": "organization",
		"region": "us-east-1",
		"guardrail": foreign,
		"id": "arn:aws:organizations::111122223333:effective-policy/bedrock_policy",
		"pointer": "/properties/PolicyContent/bedrock/guardrail_inference/us-east-1/config_1/identifier",
	}}
}

test_policy_of_another_form_enforces_nothing if {
	every content in [
		{},
		{"bedrock": {}},
		{"bedrock": {"guardrail_inference": "all"}},
		{"bedrock": {"guardrail_inference": [{"config_1": {"identifier": _g}}]}},
		{"bedrock": {"guardrail_inference": {"us-east-1": "none"}}},
		{"bedrock": {"guardrail_inference": {"us-east-1": [{"identifier": _g}]}}},
		{"bedrock": {"guardrail_inference": {"us-east-1": {"config_1": {}}}}},
		{"bedrock": {"guardrail_inference": {"us-east-1": {"config_1": {"identifier": 1}}}}},
		{"bedrock": {"guardrail_inference": {"us-east-1": {"config_1": {"identifier": "none"}}}}},
	] {
		found := guardrails.enforced with input as testing.facts([_organization(content)], {}, [])
		count(found) == 0
	}
}

_condition(operator, values) := {operator: {"bedrock:GuardrailIdentifier": values}}

_of_condition(operator, value) := _shown([_role(_allow(_condition(operator, [value])))])

test_condition_names_a_version if _of_condition("StringEquals", sprintf("%s:2", [_g])) == ["2"]

test_condition_without_a_number_names_the_draft if {
	_of_condition("StringEquals", _g) == ["DRAFT"]
	_of_condition("StringEquals", sprintf("%s:DRAFT", [_g])) == ["DRAFT"]
}

test_condition_names_by_id if {
	_of_condition("StringEquals", "g:2") == ["2"]
	_of_condition("StringEquals", "g") == ["DRAFT"]
}

test_condition_with_a_wildcard_names_the_newest_that_it_admits if {
	_of_condition("StringLike", sprintf("%s:*", [_g])) == ["10"]
	_of_condition("StringLike", sprintf("%s:?", [_g])) == ["2"]
	_of_condition("ArnLike", "arn:aws:bedrock:*:111122223333:guardrail/g") == ["DRAFT"]
	_of_condition("ArnLike", "arn:aws:bedrock:*:111122223333:guardrail/*") == ["10"]
}

test_condition_on_another_guardrail_names_none if {
	_of_condition("StringEquals", testing.arn("bedrock", "guardrail/G:2")) == []
	_of_condition("StringLike", testing.arn("bedrock", "guardrail/h*")) == []
}

test_key_and_operator_compare_without_case if {
	_shown([_role(_allow({"stringequals": {"BEDROCK:guardrailidentifier": [sprintf("%s:2", [_g])]}}))]) == ["2"]
}

test_condition_on_another_key_names_none if _shown([_role(_allow({"StringEquals": {"aws:ResourceArn": [sprintf("%s:2", [_g])]}}))]) == []

test_condition_that_restricts_nothing_names_none if {
	_of_condition("StringEqualsIfExists", sprintf("%s:2", [_g])) == []
	_of_condition("StringNotEquals", sprintf("%s:2", [_g])) == []
	_of_condition("Null", "false") == []
}

_of_denial(operator) := _shown([_role([{
	"Effect": "Deny",
	"Action": ["bedrock:InvokeModel"],
	"Resource": ["*"],
	"Condition": _condition(operator, [sprintf("%s:1", [_g])]),
}])])

test_denial_of_all_other_guardrails_names if {
	_of_denial("StringNotEquals") == ["1"]
	_of_denial("StringEquals") == []
}

test_subject_is_the_guardrail_with_the_version_as_item if {
	_subject("2") == {"type": "AWS::Bedrock::Guardrail", "id": _g, "region": "us-east-1", "item": "2"}
	_subject("DRAFT") == {"type": "AWS::Bedrock::Guardrail", "id": _g, "region": "us-east-1", "item": "DRAFT"}
}

_subject(number) := found if {
	found := guardrails.subject(object.get({"DRAFT": _g}, number, sprintf("%s:%s", [_g, number]))) with input as testing.facts(_versions, {}, [])
}

test_exempt_by_name_id_or_arn if {
	_exempt("g")
	_exempt(_g)
	_exempt("*:guardrail/g")
	_exempt("chat-*")
	not _exempt("h")
	not _exempt("g:2")
}

_exempt(pattern) if guardrails.exempted(_g, [pattern]) with input as testing.facts([object.union(_draft, {"name": "chat-filter"})], {}, [])

_absent_from(number, records, gaps) := found.absent_from if {
	document := testing.facts(array.concat(_versions, records), {}, gaps)
	found := guardrails.violation(sprintf("%s:%s", [_g, number]), {["x", "/properties"]}) with input as document
}

test_what_a_violation_rests_on if {
	_absent_from("10", [_enforced("10")], []) == []
	_absent_from("10", [], []) == ["@guardrails-in-use"]
	_absent_from("10", [], [testing.gap("bedrock:ListGuardrails", _g)]) == ["bedrock:GetGuardrail", "@guardrails-in-use"]
	_absent_from("10", [_enforced("10")], [testing.gap("bedrock:ListGuardrails", _g)]) == []
	unread := testing.record("AWS::Bedrock::GuardrailVersion", sprintf("%s:11", [_g]), {"id": "g", "version": "11"})
	_absent_from("11", [unread, _enforced("11")], []) == ["bedrock:GetGuardrail"]
}

test_versions_that_nothing_names_rely_on_users_that_were_not_read if {
	other := testing.record("AWS::Bedrock::Agent", testing.arn("bedrock", "agent/A2"), {})
	gaps := [testing.gap("bedrock-agent:GetAgent", _a), testing.gap("bedrock-agent:GetFlow", _f)]
	document := testing.facts(array.concat(_versions, [_agent({}), other, _flow([])]), {}, gaps)
	found := guardrails.relies_on with input as document
	found == {[_subject("10"), _a], [_subject("10"), _f]}
}

test_a_named_version_relies_on_nothing_else if {
	document := testing.facts(array.concat(_versions, [_agent({}), _enforced("2")]), {}, [testing.gap("bedrock-agent:GetAgent", _a)])
	found := guardrails.relies_on with input as document
	found == set()
}
