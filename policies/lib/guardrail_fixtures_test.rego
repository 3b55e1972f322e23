# METADATA
# title: Guardrails, agents and flows for the tests of the library
package lens_test.guardrail_fixtures

import data.lens_test.testing

arn := testing.arn("bedrock", "guardrail/g")

draft := testing.record("AWS::Bedrock::Guardrail", arn, {"id": "g", "version": "DRAFT", "guardrailArn": arn})

numbered(number) := testing.record(
	"AWS::Bedrock::GuardrailVersion", sprintf("%s:%s", [arn, number]),
	{"id": "g", "version": number, "guardrailArn": arn},
)

versions := [draft, numbered("1"), numbered("2"), numbered("10")]

agent_arn := testing.arn("bedrock", "agent/A1")

agent(properties) := testing.record("AWS::Bedrock::Agent", agent_arn, properties)

agent_version(number, guardrail) := testing.record(
	"AWS::Bedrock::AgentVersion",
	sprintf("%s:%s", [agent_arn, number]),
	object.union({"version": number}, guardrail),
)

agent_alias(number) := testing.record(
	"AWS::Bedrock::AgentAlias",
	testing.arn("bedrock", sprintf("agent-alias/A1/L%s", [number])),
	{
		"agentAliasId": sprintf("L%s", [number]),
		"agentAliasStatus": "PREPARED",
		"routingConfiguration": [{"agentVersion": number}],
	},
)

names(identifier, number) := {
	"guardrailConfiguration": {"guardrailIdentifier": identifier, "guardrailVersion": number},
}

flow_arn := testing.arn("bedrock", "flow/F1")

flow(nodes) := testing.record("AWS::Bedrock::Flow", flow_arn, {"id": "F1", "definition": {"nodes": nodes}})

flow_version(number, nodes) := testing.record(
	"AWS::Bedrock::FlowVersion",
	sprintf("%s:%s", [flow_arn, number]),
	{"version": number, "definition": {"nodes": nodes}},
)

flow_alias(number) := testing.record(
	"AWS::Bedrock::FlowAlias",
	testing.arn("bedrock", sprintf("flow/F1/alias/L%s", [number])),
	{
		"id": sprintf("L%s", [number]),
		"flowId": "F1",
		"routingConfiguration": [{"flowVersion": number}],
	},
)

prompt(number) := {
	"name": "ask",
	"type": "Prompt",
	"configuration": {"prompt": object.union({"sourceConfiguration": {}}, names("g", number))},
}

enforced(number) := testing.record(
	"AWS::Bedrock::EnforcedGuardrailConfiguration", testing.arn("bedrock", "enforced-guardrail-configuration/c"),
	{"configId": "c", "guardrailArn": arn, "guardrailVersion": number},
)

policy_arn := "arn:aws:organizations::111122223333:effective-policy/bedrock_policy"

organization(content) := testing.record("AWS::Organizations::EffectivePolicy", policy_arn, {
	"PolicyType": "BEDROCK_POLICY",
	"PolicyContent": content,
})

for_region(region, identifier) := organization({
	"bedrock": {"guardrail_inference": {region: {"config_1": {"identifier": identifier}}}},
})
