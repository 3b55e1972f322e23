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
#     deleted: deployed version %s uses guardrail %s, which does not exist
#     no-version: deployed version %s uses version %s of guardrail %s, which does not exist
#     elsewhere: deployed version %s uses guardrail %s of another account, which alone can show it
#   item: none
#   remediation: Attach the guardrail, prepare the agent, create a version and move the alias to it.
package lens.controls.gensec02_bp01.agent_versions_have_guardrail

import data.lens.lib.deployed
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.guardrails

subjects := {facts.subject(agent) | some agent in input.resources["AWS::Bedrock::Agent"]}

# [agent, deployed version, its record].
_deployed := {[facts.subject(agent), route[1], record] |
	some route in deployed.agents
	agent := facts.get("AWS::Bedrock::Agent", route[0])
	record := deployed.agent_version(route)
}

# The same, with the ARN of the guardrail that the version names.
_naming := {[s, version, record, arn] | some [s, version, record] in _deployed; arn := _guardrail(record)}

_listing := ["bedrock:ListGuardrails"]

_of_draft := ["bedrock-agent:GetAgent", "bedrock-agent:ListAgentAliases"]

# Only GetAgent shows that DRAFT has no guardrail, and only all aliases together show that DRAFT is
# deployed.
violations contains finding.absent(subject, "no-guardrail", [version], proof, operations) if {
	some [subject, version, record] in _deployed
	not _guardrail(record)
	proof := [{"id": record.id, "pointer": "/properties/guardrailConfiguration"}]
	operations := object.get({"DRAFT": _of_draft}, version, [])
}

violations contains finding.absent(subject, "deleted", [version, arn], proof, _listing) if {
	some [subject, version, record, arn] in _naming
	_account(arn) == input.account
	not facts.get("AWS::Bedrock::Guardrail", arn)
	proof := _proof(record, "guardrailIdentifier")
}

# ListGuardrails of one guardrail lists its versions.
violations contains finding.absent(subject, "no-version", [version, number, arn], proof, _listing) if {
	some [subject, version, record, arn] in _naming
	facts.get("AWS::Bedrock::Guardrail", arn)
	not guardrails.seen(record)
	number := record.properties.guardrailConfiguration.guardrailVersion
	proof := _proof(record, "guardrailVersion")
}

relies_on := {[subject, arn] | some [subject, _, _, arn] in _naming}

# An agent is good if all its aliases were read, and each version that they route to names a version
# of a guardrail that was seen.
proven contains subject if {
	some agent in input.resources["AWS::Bedrock::Agent"]
	id := agent.id
	not id in _doubtful
	subject := facts.subject(agent)
	count(facts.touching("bedrock-agent:ListAgentAliases", subject, [])) == 0
}

_doubtful := {route[0] | some route in (deployed.agents - _good)}

_good := {[subject.id, version] | some [subject, version, record] in _deployed; guardrails.seen(record)}

unseen contains finding.of(subject, "elsewhere", [version, arn], proof) if {
	some [subject, version, record, arn] in _naming
	_account(arn) != input.account
	proof := _proof(record, "guardrailIdentifier")
}

_guardrail(record) := guardrails.arn(record.region, id) if {
	id := record.properties.guardrailConfiguration.guardrailIdentifier
}

_account(arn) := split(arn, ":")[4]

_proof(record, member) := [{"id": record.id, "pointer": pointer}] if {
	pointer := sprintf("/properties/guardrailConfiguration/%s", [member])
}
