# METADATA
# title: Encrypt prompts, flows and retrieval instructions with a customer managed key
# description: >-
#   Prompts hold business rules. Only with your own key can you decide who may decrypt them, see who did,
#   and revoke access. A version of a flow or a prompt keeps the key that it was made with.
# custom:
#   id: GENSEC04-BP01/prompt-cmk
#   severity: medium
#   precision: very-high
#   mode: automated
#   resources: [AWS::Bedrock::Prompt, AWS::Bedrock::Flow, AWS::Bedrock::RetrievalInstruction]
#   lists: [bedrock-agent:ListPrompts, bedrock-agent:ListFlows, bedrock-agent:ListRetrievalInstructions]
#   evidence: [bedrock-agent:GetPrompt, bedrock-agent:GetFlow, bedrock-agent:ListFlowAliases,
#     bedrock-agent:GetFlowVersion, bedrock-agent:GetRetrievalInstruction, kms:DescribeKey]
#   params: {}
#   messages:
#     no-customer-key: "@no-customer-key"
#     key-of-aws: "@key-of-aws"
#     key-unusable: "@key-unusable"
#     key-not-shown: "@key-not-shown"
#     version-no-customer-key: "@version-no-customer-key"
#     version-key-of-aws: "@version-key-of-aws"
#     version-key-unusable: "@version-key-unusable"
#     version-key-not-shown: "@version-key-not-shown"
#   item: none
#   remediation: >-
#     Set a customer managed KMS key, and create new versions. Move the alias of a flow to the new one, and
#     delete old versions of prompts. Enable a disabled key, or cancel its deletion.
package lens.controls.gensec04_bp01.prompt_cmk

import data.lens.lib.deployed
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.kms_keys
import data.lens.lib.prompt_keys

# Type -> the operation that shows the key.
_details := {
	"AWS::Bedrock::Prompt": "bedrock-agent:GetPrompt",
	"AWS::Bedrock::Flow": "bedrock-agent:GetFlow",
	"AWS::Bedrock::RetrievalInstruction": "bedrock-agent:GetRetrievalInstruction",
}

# What was not created has no text.
_all := [r |
	some type, _ in _details
	some r in input.resources[type]
	not _is_unmade(r)
]

_is_unmade(r) if r.properties.lastTransitionStatus in {"CREATING", "CREATE_FAILED"}

subjects := {facts.subject(r) | some r in _all}

# [subject, record with the key, the part of the subject that has it].
_held := array.concat([[facts.subject(r), r, []] | some r in _all], [[facts.subject(flow), record, part] |
	some [flow, route] in _routes
	record := deployed.flow_version(route)
	part := ["version", route[1]]
])

_routes := [[flow, route] |
	some route in deployed.flows
	route[1] != "DRAFT"
	flow := facts.get("AWS::Bedrock::Flow", route[0])
]

violations := {finding.absent(subject, message, arguments, [_at(r)], [o | o := _details[r.type]]) |
	some [subject, r, part] in _held
	some [message, arguments] in kms_keys.faults(r, _key(r), part)
}

reviews := {finding.of(subject, message, arguments, [proof]) |
	some [subject, message, arguments, proof] in prompt_keys.faults
}

unseen := ({finding.of(subject, message, arguments, [_at(r)]) |
	some [subject, r, part] in _held
	some [message, arguments] in kms_keys.doubts(r, _key(r), part)
} | {finding.of(facts.subject(flow), "version-key-not-shown", [route[1]], [_at(flow)]) |
	some [flow, route] in _routes
	not deployed.flow_version(route)
}) | {finding.of(subject, message, arguments, [proof]) |
	some [subject, message, arguments, proof] in prompt_keys.doubts
}

relies_on := {[subject, r.id] | some [subject, r, _] in _held}

# What else was not read, such as the prompts that a flow names, changes nothing.
proven := {s | some s in (subjects - {f.subject | some f in ((violations | reviews) | unseen)}); _is_whole(s)}

_is_whole(s) if s.type != "AWS::Bedrock::Flow"

_is_whole(s) if count(facts.touching("bedrock-agent:ListFlowAliases", s, [])) == 0

_key(r) := object.get(r.properties, "customerEncryptionKeyArn", "")

_at(r) := {"id": r.id, "pointer": pointer} if {
	pointer := object.get({"": ""}, _key(r), "/properties/customerEncryptionKeyArn")
}
