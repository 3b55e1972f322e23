# METADATA
# title: What agents, flows and gateways are configured with
# description: |
#   The models, knowledge bases, guardrails and functions that the draft and the deployed versions
#   name, by the role that they run with. No call shows what the code of an AgentCore runtime uses.
#   A flow node that takes its prompt from elsewhere does not show which model it calls.
package lens.lib.agent_reach

import data.lens.lib.agent_roles
import data.lens.lib.group
import data.lens.lib.resources

# The kinds of resources in a Resource pattern of a role for which every user of the role shows what
# it needs.
judged(role, pattern) := {kind |
	some kind in _told[role]
	regex.match(_forms[kind], pattern)
}

# Whether something that runs with the role names a resource that the pattern matches.
reaches(role, pattern) if {
	some arn in _named[role]
	resources.covers(pattern, arn)
}

_forms := object.union(
	{kind: sprintf(":%s/", [kind]) | some kind in (_models | {"knowledge-base", "guardrail"})},
	{"function": `^arn:[^:]*:lambda:[^:]*:[^:]*:function:`},
)

_models := {
	"foundation-model", "inference-profile", "application-inference-profile", "provisioned-model",
	"imported-model",
	"custom-model-deployment",
}

# Role -> the kinds of resources for which every user of the role shows all that it needs.
_told := {role: {kind | some kind, _ in _forms; every kinds in told { kind in kinds }} |
	some role, told in group.by_first({[use.role, _tells(use)] | some use in agent_roles.uses})
}

_tells(use) := object.keys(_forms) - {kind | use.id in _prompted; some kind in _models} if {
	use.type in {"AWS::Bedrock::Agent", "AWS::Bedrock::Flow"}
}

_tells(use) := {"function"} if use.type == "AWS::BedrockAgentCore::Gateway"

_tells(use) := set() if {
	type := use.type
	not type in {"AWS::Bedrock::Agent", "AWS::Bedrock::Flow", "AWS::BedrockAgentCore::Gateway"}
}

_prompted := {mention[0] | some mention in _mentions; mention[2] == "prompt"}

# Role -> ARNs.
_named := group.by_first({[use.role, arn] | some use in agent_roles.uses; some arn in _of[use.id]})

# An agent, a flow, a version of one, or a gateway -> the ARNs of what it is configured with.
_of := group.by_first({[holder, arn] |
	some [holder, region, what, name] in _mentions
	some arn in _arns(what, region, name)
})

# [ARN of an agent, a flow, a version of these, or a gateway; its Region; what it names; the name].
# The members that name a resource have the same names at every depth of the configuration, so this
# looks at all depths: prompts, nodes, loops and tools.
_mentions := {[_holder(r.id), r.region, what, name] |
	some list in _configured
	some r in list
	walk(r.properties, [path, value])
	what := _members[path[count(path) - 1]]
	some name in _text(value)
}

_configured := [
	input.resources["AWS::Bedrock::Agent"],
	input.resources["AWS::Bedrock::AgentVersion"],
	input.resources["AWS::Bedrock::AgentActionGroup"],
	input.resources["AWS::Bedrock::AgentKnowledgeBase"],
	input.resources["AWS::Bedrock::Flow"],
	input.resources["AWS::Bedrock::FlowVersion"],
	input.resources["AWS::BedrockAgentCore::Gateway"],
	input.resources["AWS::BedrockAgentCore::GatewayTarget"],
]

_members := {
	"foundationModel": "model", "modelId": "model", "modelArn": "model",
	"lambda": "function", "lambdaArn": "function", "overrideLambda": "function",
	"guardrailIdentifier": "guardrail", "knowledgeBaseId": "knowledge-base", "promptArn": "prompt",
}

_text(value) := {value} if is_string(value)

# An interceptor of a gateway names its function one level deeper.
_text(value) := {value.arn}

# The ARN of an action group, a knowledge base or a target begins with the ARN of the agent version
# or gateway that it belongs to. DRAFT is the agent itself.
_holder(id) := trim_suffix(regex.replace(id, `[:/](action-group|knowledge-base|target)/.*$`, ""), ":DRAFT")

_arns(what, region, name) := {_arn(what, region, name)} if what in {"guardrail", "knowledge-base"}

# A policy may allow a function with or without a version or alias at the end of the ARN.
_arns("function", _, name) := {name, plain, sprintf("%s:1", [plain])} if {
	plain := concat(":", array.slice(split(name, ":"), 0, 7))
}

# A model is named by its own ARN or by an inference profile, which gives access to its models.
_arns("model", region, name) := own | {model |
	some arn in own
	some model in object.get(_behind, arn, [])
} if {
	own := {_arn(kind, region, name) |
		some kind in {"foundation-model", "inference-profile", "application-inference-profile"}
	}
}

# A resource is named by its ARN or, in the same account and Region, by its id. Foundation models
# belong to no account.
_arn(_, _, name) := name if startswith(name, "arn:")

_arn(kind, region, name) := sprintf(
	"arn:%s:bedrock:%s:%s:%s/%s",
	[input.partition, region, owner, kind, name],
) if {
	not startswith(name, "arn:")
	owner := object.get({"foundation-model": ""}, kind, input.account)
}

# ARN of an inference profile -> the ARNs of its models.
_behind := group.by_first({[profile.id, model.modelArn] |
	some list in [
		input.resources["AWS::Bedrock::InferenceProfile"],
		input.resources["AWS::Bedrock::ApplicationInferenceProfile"],
	]
	some profile in list
	some model in profile.properties.models
})
