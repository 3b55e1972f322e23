# METADATA
# title: Regions that use generative AI (D7)
# description: |
#   One resource proves use of its Region. Each type is written out, so that OPA checks the names
#   against the input schema.
package lens.lib.regions

in_use := bedrock | {r.region | some r in _beside_bedrock}

# The same without Amazon Q Business and SageMaker AI, because Bedrock guardrails do not apply to
# them.
bedrock := {r.region | some list in _bedrock; some r in list} | {l.region |
	some l in input.resources["AWS::Bedrock::ModelInvocationLoggingConfiguration"]
	l.properties.loggingConfig
}

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
	input.resources["AWS::BedrockAgentCore::Runtime"],
	input.resources["AWS::BedrockAgentCore::Gateway"],
	input.resources["AWS::BedrockAgentCore::Harness"],
	input.resources["AWS::BedrockAgentCore::BrowserCustom"],
	input.resources["AWS::BedrockAgentCore::CodeInterpreterCustom"],
	input.resources["AWS::BedrockAgentCore::Memory"],
]

_beside_bedrock contains a if some a in input.resources["AWS::QBusiness::Application"]

_beside_bedrock contains e if {
	some e in input.resources["AWS::SageMaker::Endpoint"]
	e.properties.EndpointStatus == "InService"
}
