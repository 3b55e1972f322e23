# METADATA
# title: Attach a guardrail to every deployed agent version
# description: An alias may route to an old version that lacks the guardrail of the draft, and that version is what callers reach.
# custom:
#   id: GENSEC02-BP01/agent-versions-have-guardrail
#   severity: high
#   precision: very-high
#   mode: automated
#   resources: [AWS::Bedrock::Agent]
#   lists: [bedrock-agent:ListAgents]
#   evidence: ["@deployed-versions", bedrock:ListGuardrails]
#   params: {}
#   remediation: Attach the guardrail, prepare the agent, create a version and move the alias to it.
#   iac: {terraform: aws_bedrockagent_agent.guardrail_configuration, cloudformation: AWS::Bedrock::Agent GuardrailConfiguration}
#   peers: [prowler:bedrock_agent_guardrail_enabled, checkov:CKV_AWS_383, aws-samples-aiml:BR-28]
package lens.controls.gensec02_bp01.agent_versions_have_guardrail

import data.lens.lib.deployed
import data.lens.lib.facts
import data.lens.lib.text

subjects contains facts.subject(agent) if some agent in input.resources["AWS::Bedrock::Agent"]

# [agent, version, the record that shows it]
_versions := {[agent, route[1], _record(agent, route[1])] |
	some route in deployed.agents
	agent := facts.get("AWS::Bedrock::Agent", route[0])
}

# DRAFT is the agent as GetAgent shows it.
_record(agent, version) := agent if version == "DRAFT"

_record(agent, version) := facts.get("AWS::Bedrock::AgentVersion", sprintf("%s:%s", [agent.id, version])) if version != "DRAFT"

# That DRAFT has none only GetAgent shows, and that DRAFT is deployed may rest on aliases that are not there.
violations contains {
	"subject": facts.subject(found[0]),
	"message": sprintf("deployed version %s has no guardrail", [found[1]]),
	"proof": [{"id": found[2].id, "pointer": "/properties/guardrailConfiguration"}],
	"absent_from": [operation | some operation in ["bedrock-agent:GetAgent", "bedrock-agent:ListAgentAliases"]; found[1] == "DRAFT"],
} if {
	some found in _versions
	not _identifier(found[2])
}

violations contains {
	"subject": facts.subject(found[0]),
	"message": sprintf("deployed version %s names guardrail %s, which does not exist", [found[1], text.quoted(_identifier(found[2]))]),
	"proof": [{"id": found[2].id, "pointer": "/properties/guardrailConfiguration/guardrailIdentifier"}],
	"absent_from": ["bedrock:ListGuardrails"],
} if {
	some found in _versions
	arn := _arn(found[2])
	split(arn, ":")[4] == input.account
	not facts.get("AWS::Bedrock::Guardrail", arn)
}

unseen contains {
	"subject": facts.subject(found[0]),
	"message": sprintf("deployed version %s names guardrail %s of another account, which no call of this one can show", [found[1], text.quoted(arn)]),
	"proof": [{"id": found[2].id, "pointer": "/properties/guardrailConfiguration/guardrailIdentifier"}],
} if {
	some found in _versions
	arn := _arn(found[2])
	split(arn, ":")[4] != input.account
}

_identifier(record) := id if {
	id := record.properties.guardrailConfiguration.guardrailIdentifier
	id != ""
}

# A guardrail is named by its ARN or, in the agent's own account and region, by its id.
_arn(record) := _identifier(record) if startswith(_identifier(record), "arn:")

_arn(record) := sprintf("arn:%s:bedrock:%s:%s:guardrail/%s", [input.partition, record.region, input.account, _identifier(record)]) if {
	not startswith(_identifier(record), "arn:")
}
