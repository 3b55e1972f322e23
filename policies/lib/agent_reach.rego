# METADATA
# title: What agents, flows and gateways are configured with
# description: |
#   The models, knowledge bases, guardrails and functions that the draft and the deployed versions
#   name, by the role that they run with. The code of an AgentCore runtime names nothing that a call
#   could show, and a flow that takes its prompt from elsewhere does not say which model it calls.
package lens.lib.agent_reach

import data.lens.lib.agent_roles
import data.lens.lib.group
import data.lens.lib.resources

# Of the kinds that a Resource pattern of a role is about, those of which every user of the role
# names what it needs.
judged(role, pattern) := {kind |
	some kind in _told[role]
	regex.match(_forms[kind], pattern)
}

# Whether something that runs with the role names a thing that the pattern matches.
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

# Role -> the kinds of which each of its users tells all that it needs.
_told := {role: {kind | some kind, _ in _forms; every kinds in told { kind in kinds }} |
	some role, told in group.by_first({[use.role, _tells(use)] | some use in agent_roles.uses})
}

_tells(use) := object.keys(_forms) - {kind | use.id in _prompted; some kind in _models} if {
	use.type in {"AWS::Bedrock::Agent", "AWS::Bedrock::Flow"}
}

_tells(use) := {"function"} if use.type == "AWS::BedrockAgentCore::Gateway"

_tells(use) := set() if {
	not use.type in {"AWS::Bedrock::Agent", "AWS::Bedrock::Flow", "AWS::BedrockAgentCore::Gateway"}
}

_prompted := {mention[0] | some mention in _mentions; mention[2] == "prompt"}

# Role -> ARNs.
_named := group.by_first({[use.role, arn] | some use in agent_roles.uses; some arn in _of[use.id]})

# An agent, a flow, a version of one, or a gateway -> the ARNs of what it is configured with.
_of := group.by_first({[holder, arn] |
	some [holder, region, what, name] in _mentions
	some arn in _arns(what, region, name)
})

# [agent, flow, version of one or gateway; its region; what it names; the name], wherever in its
# configuration that is: AWS nests prompts, nodes, loops and tools as it likes, and gives the
# members that name something the same names everywhere.
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

# A gateway's interceptor names its function one step deeper.
_text(value) := {value.arn}

# What belongs to a version of an agent or to a gateway has the ARN of that before its own kind;
# DRAFT is the agent itself.
_holder(id) := trim_suffix(regex.replace(id, `[:/](action-group|knowledge-base|target)/.*$`, ""), ":DRAFT")

_arns(what, region, name) := {_arn(what, region, name)} if what in {"guardrail", "knowledge-base"}

# A policy may allow a function with or without a version or alias behind it.
_arns("function", _, name) := {name, plain, sprintf("%s:1", [plain])} if {
	plain := concat(":", array.slice(split(name, ":"), 0, 7))
}

# A model is named by itself or by an inference profile, which reaches the models behind it.
_arns("model", region, name) := own | {model |
	some arn in own
	some model in object.get(_behind, arn, [])
} if {
	own := {_arn(kind, region, name) |
		some kind in {"foundation-model", "inference-profile", "application-inference-profile"}
	}
}

# Things are named by ARN or, within the account and region, by id. Foundation models belong to no
# account.
_arn(_, _, name) := name if startswith(name, "arn:")

_arn(kind, region, name) := sprintf(
	"arn:%s:bedrock:%s:%s:%s/%s",
	[input.partition, region, owner, kind, name],
) if {
	not startswith(name, "arn:")
	owner := object.get({"foundation-model": ""}, kind, input.account)
}

# An inference profile's ARN -> those of the models behind it.
_behind := group.by_first({[profile.id, model.modelArn] |
	some list in [
		input.resources["AWS::Bedrock::InferenceProfile"],
		input.resources["AWS::Bedrock::ApplicationInferenceProfile"],
	]
	some profile in list
	some model in profile.properties.models
})
