# METADATA
# title: Attach a guardrail to every deployed agent version
# description: >-
#   An alias may route to an old version that lacks the guardrail of the draft. Callers reach that
#   version.
# custom:
#   id: GENSEC02-BP01/agent-versions-have-guardrail
#   severity: high
#   precision: very-high
#   mode: automated
#   resources: [AWS::Bedrock::Agent]
#   lists: [bedrock-agent:ListAgents]
#   evidence: ["@deployed-versions", bedrock:ListGuardrails]
#   params: {}
#   messages:
#     no-guardrail: deployed version %s has no guardrail
#     deleted: deployed version %s names guardrail %s, which does not exist
#     elsewhere: deployed version %s names guardrail %s, which only its own account can show
#   item: none
#   remediation: Attach the guardrail, prepare the agent, create a version and move the alias to it.
package lens.controls.gensec02_bp01.agent_versions_have_guardrail

import data.lens.lib.deployed
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.guardrails

subjects := {facts.subject(agent) | some agent in input.resources["AWS::Bedrock::Agent"]}

_deployed := {{"agent": facts.subject(agent), "version": route[1], "record": record} |
	some route in deployed.agents
	agent := facts.get("AWS::Bedrock::Agent", route[0])
	record := deployed.agent_version(route)
}

_listing := ["bedrock:ListGuardrails"]

_of_draft := ["bedrock-agent:GetAgent", "bedrock-agent:ListAgentAliases"]

# Only GetAgent shows that DRAFT has no guardrail, and only all aliases together show that DRAFT is
# deployed.
violations contains finding.absent(subject, "no-guardrail", arguments, proof, operations) if {
	some found in _deployed
	record := found.record
	not _guardrail(record)
	proof := [{"id": record.id, "pointer": "/properties/guardrailConfiguration"}]
	operations := object.get({"DRAFT": _of_draft}, found.version, [])
	subject := found.agent
	arguments := [found.version]
}

violations contains finding.absent(subject, "deleted", arguments, proof, _listing) if {
	some found in _deployed
	arn := _guardrail(found.record)
	_account(arn) == input.account
	not facts.get("AWS::Bedrock::Guardrail", arn)
	proof := _proof(found.record)
	subject := found.agent
	arguments := [found.version, arn]
}

unseen contains finding.of(subject, "elsewhere", arguments, proof) if {
	some found in _deployed
	arn := _guardrail(found.record)
	_account(arn) != input.account
	proof := _proof(found.record)
	subject := found.agent
	arguments := [found.version, arn]
}

_guardrail(record) := guardrails.arn(record.region, id) if {
	id := record.properties.guardrailConfiguration.guardrailIdentifier
}

_account(arn) := split(arn, ":")[4]

_proof(record) := [{"id": record.id, "pointer": "/properties/guardrailConfiguration/guardrailIdentifier"}]
