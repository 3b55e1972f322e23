# METADATA
# title: Regions that use Amazon Bedrock (D7)
# description: |
#   One resource proves use of its Region. Each type is written out, so that OPA checks the names
#   against the input schema. Amazon Q Business and SageMaker AI do not count: Bedrock guardrails do not
#   apply to them, for example.
#
#   Metrics prove use too: a model was called there in the last two weeks. They only ever add a Region
#   (decision 70). No metrics prove nothing, because a workload may be silent for two weeks. So a gap of
#   ListMetrics takes away nothing that an answer would have proved: evidence.yaml has it with a "+", and
#   a control that judges each Region in use says the same as without metrics. Two kinds of controls name
#   cloudwatch:ListMetrics themselves, and are `unknown` with such a gap: those that pass only if they know
#   all Regions in use, and those that judge what metrics show.
package lens.lib.bedrock_regions

in_use := (({r.region | some list in array.concat(_bedrock, agentcore); some r in list} | {l.region |
	some l in input.resources["AWS::Bedrock::ModelInvocationLoggingConfiguration"]
	l.properties.loggingConfig
}) | called) | mantle

# The Regions in which a model was called in the last two weeks: through Bedrock's own endpoint, and
# through bedrock-mantle.
called := {m.region | some m in _metrics; m.properties.Namespace == "AWS/Bedrock"}

mantle := {m.region | some m in _metrics; m.properties.Namespace == "AWS/BedrockMantle"}

_metrics := input.resources["AWS::CloudWatch::Metric"]

_bedrock := [
	input.resources["AWS::Bedrock::Agent"],
	input.resources["AWS::Bedrock::KnowledgeBase"],
	input.resources["AWS::Bedrock::Flow"],
	input.resources["AWS::Bedrock::Prompt"],
	input.resources["AWS::Bedrock::Guardrail"],
	input.resources["AWS::Bedrock::ApplicationInferenceProfile"],
	input.resources["AWS::Bedrock::ProvisionedModelThroughput"],
	input.resources["AWS::Bedrock::CustomModel"],
	input.resources["AWS::Bedrock::ImportedModel"],
]

# The listings of Amazon Bedrock AgentCore.
agentcore := [
	input.resources["AWS::BedrockAgentCore::Runtime"],
	input.resources["AWS::BedrockAgentCore::Gateway"],
	input.resources["AWS::BedrockAgentCore::Harness"],
	input.resources["AWS::BedrockAgentCore::BrowserCustom"],
	input.resources["AWS::BedrockAgentCore::CodeInterpreterCustom"],
	input.resources["AWS::BedrockAgentCore::Memory"],
]
