# METADATA
# title: How many tokens a node of a flow may generate each time it runs
# description: |
#   Prompts, searches that let a model answer, and agents generate. A prompt stands in the node, or in
#   Prompt Management, where it may lead to an agent instead of a model. Agents have no limit of tokens.
package lens.lib.node_tokens

import data.lens.lib.facts
import data.lens.lib.token_limits

# Whether a node calls a model or an agent.
generates(node) if node.configuration.prompt

generates(node) if searches(node)

generates(node) if node.configuration.agent

# Whether a model answers from what a node finds. Without a model, the node returns what it finds.
searches(node) if node.configuration.knowledgeBase.modelId != ""

# The tokens, if what calls an agent counts as so many. Undefined if there is no limit, or if no
# call shows the prompt.
of(node, agent) := tokens if {
	tokens := token_limits.of(node.configuration.prompt.sourceConfiguration.inline)
} else := tokens if {
	variants := _variants(node)
	limits := [_variant(variant, agent) | some variant in variants]
	count(limits) == count(variants)
	tokens := max(limits)
} else := tokens if {
	searches(node)
	base := node.configuration.knowledgeBase
	answer := token_limits.of(base)
	tokens := answer + sum([limit | limit := token_limits.of(base.orchestrationConfiguration)])
} else := agent if {
	node.configuration.agent
}

# The ARN of the managed prompt that a node names, if no call shows the prompt.
hidden(node) := arn if {
	arn := node.configuration.prompt.sourceConfiguration.resource.promptArn
	not _variants(node)
}

# Whether a node generates without a limit.
unlimited(node) if {
	generates(node)
	not hidden(node)
	not of(node, 1)
}

_variant(variant, _) := token_limits.of(variant) if not _leads_to_agent(variant)

_variant(variant, agent) := agent if _leads_to_agent(variant)

_leads_to_agent(variant) if variant.genAiResource.agent

# The default variant of the managed prompt, or all of them if none is the default.
_variants(node) := _default(shown[0].properties) if {
	arn := trim_suffix(node.configuration.prompt.sourceConfiguration.resource.promptArn, ":DRAFT")
	shown := [prompt |
		some type in _types
		prompt := facts.get(type, arn)
		count(prompt.properties.variants) > 0
	]
	count(shown) > 0
}

_types := ["AWS::Bedrock::Prompt", "AWS::Bedrock::PromptVersion", "AWS::Bedrock::PromptVersionSummary"]

_default(prompt) := variants if {
	variants := [variant | some variant in prompt.variants; variant.name == prompt.defaultVariant]
	count(variants) > 0
} else := prompt.variants
