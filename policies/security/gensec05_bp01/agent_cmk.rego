# METADATA
# title: Encrypt agents with a customer managed key
# description: >-
#   An agent's instruction and prompts hold business rules. Only with your own key can you decide who may
#   decrypt them, see who did, and revoke access. A version keeps the key that it was made with, and
#   callers reach the versions that an alias routes to.
# custom:
#   id: GENSEC05-BP01/agent-cmk
#   severity: medium
#   precision: very-high
#   mode: automated
#   resources: [AWS::Bedrock::Agent]
#   lists: [bedrock-agent:ListAgents]
#   evidence: ["@deployed-versions", kms:DescribeKey]
#   params: {}
#   messages:
#     version-no-customer-key: "@version-no-customer-key"
#     version-key-of-aws: "@version-key-of-aws"
#     version-key-unusable: "@version-key-unusable"
#     version-key-not-shown: "@version-key-not-shown"
#   item: none
#   remediation: >-
#     Set a customer managed KMS key on the agent, prepare it, create a version and move the alias to it.
#     Enable a disabled key, or cancel its deletion.
package lens.controls.gensec05_bp01.agent_cmk

import data.lens.lib.deployed
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.kms_keys

# An agent that is being deleted, or was not created, serves nothing.
_agents := [agent | some agent in input.resources["AWS::Bedrock::Agent"]; not _is_gone(agent)]

_is_gone(agent) if agent.properties.agentStatus in {"CREATING", "DELETING"}

subjects := {facts.subject(agent) | some agent in _agents}

# [agent, deployed version, what would have shown that another key or version counts].
_deployed := [[agent, route[1], object.get({"DRAFT": _of_draft}, route[1], [])] |
	some route in deployed.agents
	agent := facts.get("AWS::Bedrock::Agent", route[0])
	not _is_gone(agent)
]

_of_draft := ["bedrock-agent:GetAgent", "bedrock-agent:ListAgentAliases"]

# [agent, deployed version, operations, its record].
_read := [[agent, version, operations, record] |
	some [agent, version, operations] in _deployed
	record := deployed.agent_version([agent.id, version])
]

violations := {finding.absent(facts.subject(agent), message, arguments, [_at(record)], operations) |
	some [agent, version, operations, record] in _read
	some [message, arguments] in kms_keys.faults(record, _key(record), ["version", version])
}

unseen := {finding.of(facts.subject(agent), message, arguments, [_at(record)]) |
	some [agent, version, _, record] in _read
	some [message, arguments] in kms_keys.doubts(record, _key(record), ["version", version])
} | {finding.of(facts.subject(agent), "version-key-not-shown", [version], [_at(agent)]) |
	some [agent, version, _] in _deployed
	route := [agent.id, version]
	not deployed.agent_version(route)
}

# The key of a version that was not described.
relies_on := {[facts.subject(agent), record.id] | some [agent, _, _, record] in _read}

_key(record) := object.get(record.properties, "customerEncryptionKeyArn", "")

_at(record) := {"id": record.id, "pointer": pointer} if {
	pointer := object.get({"": ""}, _key(record), "/properties/customerEncryptionKeyArn")
}
