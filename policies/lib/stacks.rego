# METADATA
# title: Resources that infrastructure as code can create, and their stacks
# description: |
#   CloudFormation writes a tag to what it creates. Where the tag is missing, it was asked for the stack
#   of the resource. Parts, versions, models and jobs are not here, and neither is what another resource
#   manages.
package lens.lib.stacks

import data.lens.lib.agent_roles
import data.lens.lib.wildcards

resources := [r |
	some list in [
		input.resources["AWS::Bedrock::Agent"],
		input.resources["AWS::Bedrock::ApplicationInferenceProfile"],
		input.resources["AWS::Bedrock::Flow"],
		input.resources["AWS::Bedrock::Guardrail"],
		input.resources["AWS::Bedrock::KnowledgeBase"],
		input.resources["AWS::Bedrock::Prompt"],
		input.resources["AWS::BedrockAgentCore::BrowserCustom"],
		input.resources["AWS::BedrockAgentCore::CodeInterpreterCustom"],
		input.resources["AWS::BedrockAgentCore::Gateway"],
		input.resources["AWS::BedrockAgentCore::Harness"],
		input.resources["AWS::BedrockAgentCore::Memory"],
		input.resources["AWS::BedrockAgentCore::Runtime"],
		input.resources["AWS::QBusiness::Application"],
	]
	some r in list
	not _managed(r)
]

# A memory says what manages it, and AgentCore makes a runtime for each harness.
_managed(r) if r.properties.managedByResourceArn

_managed(r) if {
	r.type == "AWS::BedrockAgentCore::Runtime"
	agent_roles.runner(r.id) != r.id
}

# Whether a resource that was not read may be what manages this one.
may_be_managed(r) if r.type == "AWS::BedrockAgentCore::Runtime"

# Whether a resource belongs to a stack, by its tag or by CloudFormation's answer.
in_stack(r) if r.tags["aws:cloudformation:stack-id"]

in_stack(r) if r.properties.DescribeStackResources.StackResources

# Whether it is known that a resource has no stack.
in_no_stack(r) if {
	not in_stack(r)
	r.properties.DescribeStackResources.absent
}

# {[region, name], ...}: the stacks with such a resource.
owners := {[r.region, name] |
	some r in resources
	name := split(r.tags["aws:cloudformation:stack-id"], "/")[1]
} | {[r.region, row.StackName] |
	some r in resources
	some row in r.properties.DescribeStackResources.StackResources
}

# Whether infrastructure as code manages a resource, or what was not read may show that it does.
in_use if {
	some r in resources
	not in_no_stack(r)
}

in_use if {
	some r in resources
	tagged(r)
}

in_use if {
	count(resources) > 0
	count(tag_keys) > 0
	input.gaps["resourcegroupstaggingapi:GetResources"]
}

# Whether a resource has one of the declared tags, which infrastructure as code gives to all that it
# creates.
tagged(r) if {
	some key, _ in r.tags
	key in _declared_tags
}

_declared_tags := wildcards.stated(tag_keys, {key | some r in resources; some key, _ in r.tags})

# The keys that are declared; empty if none is.
tag_keys := object.get(input, ["workload", "iac", "tag_keys"], [])
