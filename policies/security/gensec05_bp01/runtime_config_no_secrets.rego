# METADATA
# title: Keep secrets out of the configuration of runtimes, harnesses and action functions
# description: >-
#   Whoever may read the configuration reads the secret in it. A scan searches the variables and headers, and
#   stores neither their names nor their values.
# custom:
#   id: GENSEC05-BP01/runtime-config-no-secrets
#   severity: high
#   precision: medium
#   mode: automated
#   resources: [AWS::BedrockAgentCore::Runtime, AWS::BedrockAgentCore::Harness, AWS::Lambda::Function]
#   lists:
#     - bedrock-agent:GetAgent
#     - bedrock-agent:ListAgentAliases
#     - bedrock-agent:GetAgentVersion
#     - bedrock-agent:ListAgentActionGroups
#     - bedrock-agent:GetAgentActionGroup
#     - bedrock-agent:GetFlow
#     - bedrock-agent:ListFlowAliases
#     - bedrock-agent:GetFlowVersion
#     - bedrock-agentcore-control:ListAgentRuntimes
#     - bedrock-agentcore-control:ListHarnesses
#     - bedrock-agentcore-control:GetGateway
#     - bedrock-agentcore-control:ListGatewayTargets
#     - bedrock-agentcore-control:GetGatewayTarget
#   evidence:
#     - bedrock-agentcore-control:GetAgentRuntime
#     - bedrock-agentcore-control:ListAgentRuntimeEndpoints
#     - bedrock-agentcore-control:GetHarness
#     - lambda:GetFunctionConfiguration
#   params: {}
#   messages:
#     variables: an environment variable holds what looks like a password or a key
#     headers: a header of a tool holds what looks like a password or a key
#     address: the URL of a tool holds what looks like a password or a key
#     version: an environment variable of version %s holds what looks like a password or a key
#     maybe: >-
#       a value in the configuration may be a password or a key: decide whether it is one, and move it if so
#     not-searched: the scan did not look for secrets in the configuration, so scan again
#     hidden: AWS does not show the environment variables (used by %s)
#     not-here: it was not found in this account (used by %s)
#   item: none
#   remediation: >-
#     Move the secret to Secrets Manager or to a credential provider, and replace it by a new one, because
#     old versions and backups keep the old one.
package lens.controls.gensec05_bp01.runtime_config_no_secrets

import data.lens.lib.finding
import data.lens.lib.runtime_settings

subjects := runtime_settings.subjects

violations := {finding.of(t.subject, t.kind, t.said, [t.place]) |
	some t in runtime_settings.all
	t.signs.credentials > 0
}

reviews := {finding.of(t.subject, "maybe", [], [t.place]) |
	some t in runtime_settings.all
	t.signs.perhaps_password == true
}

unseen := {finding.of(subject, message, [by], proof) |
	some [subject, message, by, proof] in runtime_settings.unread
} | {finding.of(t.subject, "not-searched", [], [t.place]) |
	some t in runtime_settings.all
	not runtime_settings.searched(t)
}

relies_on := runtime_settings.relies_on
