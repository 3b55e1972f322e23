# METADATA
# title: Resources of Amazon Bedrock and AgentCore that answer, or that answers come from
# description: |
#   How long they have been there says how long a workload has been used. A guardrail answers
#   nothing, so it does not count.
package lens.lib.bedrock_resources

all := [r |
	some list in [
		input.resources["AWS::Bedrock::Agent"],
		input.resources["AWS::Bedrock::KnowledgeBase"],
		input.resources["AWS::Bedrock::Flow"],
		input.resources["AWS::Bedrock::Prompt"],
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
	some r in list
]

# Whether a resource is certainly older than a number of days. Some listings show only when it was
# changed last.
older(record, limit) if {
	some member in ["createdAt", "creationTime", "updatedAt", "lastUpdatedAt"]
	data.lens.lib.ages.older(record.properties[member], limit)
}
