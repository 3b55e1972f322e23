# METADATA
# title: Record configuration changes of the GenAI resource types with AWS Config
# description: >-
#   Without a record of what changed and when, nobody can tell which change made an application worse, or
#   that somebody changed a guardrail by hand. AWS Config records some of the types, those of its API in
#   botocore 1.44.8 (November 2026). The parameter names them.
# custom:
#   id: GENOPS04-BP01/config-records-genai-types
#   severity: high
#   precision: high
#   mode: automated
#   resources: [AWS::Config::ConfigurationRecorder, AWS::Account]
#   lists: ["@iac-resources", "@generative-endpoints"]
#   evidence:
#     - config:DescribeConfigurationRecorders
#     - config:DescribeConfigurationRecorderStatus
#     - bedrock:ListGuardrails
#     - bedrock:ListInferenceProfiles
#     - bedrock-agent:ListKnowledgeBases
#     - bedrock-agent:ListPrompts
#     - bedrock-agentcore-control:GetHarness
#     - bedrock-agentcore-control:ListAgentRuntimes
#     - bedrock-agentcore-control:ListBrowsers
#   workload: [sagemaker]
#   params:
#     types:
#       - AWS::Bedrock::ApplicationInferenceProfile
#       - AWS::Bedrock::Guardrail
#       - AWS::Bedrock::KnowledgeBase
#       - AWS::Bedrock::Prompt
#       - AWS::BedrockAgentCore::BrowserCustom
#       - AWS::BedrockAgentCore::Runtime
#       - AWS::SageMaker::Model
#   messages:
#     no-recorder: the Region has no configuration recorder
#     stopped: it does not record
#     failing: its last recording failed
#     left-out: it does not record %s, and the Region has such resources
#     no-status: its state was not shown
#   item: none
#   remediation: >-
#     Start the recorder with all supported types, or add the types of generative AI to its list.
package lens.controls.genops04_bp01.config_records_genai_types

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.generative_sagemaker
import data.lens.lib.recorders
import data.lens.lib.stacks

_types := input.params["GENOPS04-BP01/config-records-genai-types"].types

_used := {r.region | some r in stacks.resources} | {e.region |
	some e in input.resources["AWS::SageMaker::Endpoint"]
	e.id in generative_sagemaker.endpoints
}

_recorders := [r | some r in recorders.own; r.region in _used]

_bare := {facts.account(region) | some region in (_used - {r.region | some r in _recorders})}

subjects := _bare | {facts.subject(r) | some r in _recorders}

violations contains finding.absent(subject, "no-recorder", [], [], operations) if {
	operations := ["config:DescribeConfigurationRecorders"]
	some subject in _bare
}

violations contains finding.of(subject, message, arguments, proof) if {
	some r in _recorders
	some [message, arguments, member] in _faults(r)
	subject := facts.subject(r)
	proof := [{"id": r.id, "pointer": sprintf("/properties/%s", [member])}]
}

_faults(r) := union({
	{["stopped", [], "recording"] | r.properties.recording == false},
	{["failing", [], "lastStatus"] | recorders.failing(r)},
	{["left-out", [missing], "recordingGroup"] | missing := recorders.left_out(r, _types); count(missing) > 0},
})

unseen := {finding.of(facts.subject(r), "no-status", [], []) | some r in _recorders; not _stated(r)}

_stated(r) if is_boolean(r.properties.recording)

# A recorder of everything records also what was not seen.
proven contains subject if {
	some r in _recorders
	subject := facts.subject(r)
	r.properties.recording == true
	count(_faults(r)) == 0
	every type in _types { recorders.records(r, type) }
}
