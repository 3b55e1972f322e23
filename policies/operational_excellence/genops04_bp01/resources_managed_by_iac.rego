# METADATA
# title: Manage every GenAI resource through infrastructure as code
# description: >-
#   What somebody makes by hand cannot be made again in the same way, and nobody reviews its changes. A
#   resource in a CloudFormation stack shows it. Other tools leave no trace that AWS tells, so the
#   configuration names the tags that they write.
# custom:
#   id: GENOPS04-BP01/resources-managed-by-iac
#   severity: high
#   precision: medium
#   mode: automated
#   resources:
#     - AWS::Bedrock::Agent
#     - AWS::Bedrock::ApplicationInferenceProfile
#     - AWS::Bedrock::Flow
#     - AWS::Bedrock::Guardrail
#     - AWS::Bedrock::KnowledgeBase
#     - AWS::Bedrock::Prompt
#     - AWS::BedrockAgentCore::BrowserCustom
#     - AWS::BedrockAgentCore::CodeInterpreterCustom
#     - AWS::BedrockAgentCore::Gateway
#     - AWS::BedrockAgentCore::Harness
#     - AWS::BedrockAgentCore::Memory
#     - AWS::BedrockAgentCore::Runtime
#     - AWS::QBusiness::Application
#   lists: ["@iac-resources"]
#   evidence: ["@stacks"]
#   workload: [iac.state, iac.tag_keys]
#   params: {}
#   messages:
#     unmanaged: it is in no CloudFormation stack, and has none of the declared tags of infrastructure as code
#     undeclared: >-
#       it is in no CloudFormation stack. If another tool manages it, name a tag that the tool writes under
#       workload.iac.tag_keys in genai-lens.yaml
#     state: it is in no CloudFormation stack; look for it in the declared Terraform state
#     no-stack-shown: it was not read whether it is in a CloudFormation stack
#   item: none
#   remediation: >-
#     Import the resource into a stack or into the state of your tool, or make it again from a template. Tag
#     what other tools than CloudFormation manage, and declare the tag.
package lens.controls.genops04_bp01.resources_managed_by_iac

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.stacks

subjects := {facts.subject(r) | some r in stacks.resources}

# A runtime of a harness that was not read is no subject, so a gap leaves it unknown.
proven := {facts.subject(r) | some r in stacks.resources; not stacks.may_be_managed(r); _shown(r)}

relies_on := {[facts.subject(r), h.id] |
	some r in stacks.resources
	stacks.may_be_managed(r)
	some h in input.resources["AWS::BedrockAgentCore::Harness"]
	h.region == r.region
}

_shown(r) if stacks.in_stack(r)

_shown(r) if stacks.tagged(r)

_loose := [r |
	some r in stacks.resources
	stacks.in_no_stack(r)
	not stacks.tagged(r)
]

_has_state if input.workload.iac.state

violations contains finding.absent(subject, "unmanaged", [], [], ["@stacks"]) if {
	count(stacks.tag_keys) > 0
	not _has_state
	some r in _loose
	subject := facts.subject(r)
}

reviews contains finding.of(subject, message, [], []) if {
	message := _question
	some r in _loose
	subject := facts.subject(r)
}

_question := "state" if _has_state

_question := "undeclared" if {
	count(stacks.tag_keys) == 0
	not _has_state
}

unseen contains finding.of(subject, "no-stack-shown", [], []) if {
	some r in stacks.resources
	not stacks.in_stack(r)
	not stacks.in_no_stack(r)
	subject := facts.subject(r)
}
