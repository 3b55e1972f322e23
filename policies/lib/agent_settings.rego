# METADATA
# title: How an agent, a runtime or a gateway is configured, to compare it with its counterpart
# description: |
#   Of an agent, the versions that its own aliases route to count. Ids, ARNs and the geography of models
#   differ between Regions where the configuration is the same, so they do not count. A redacted text is
#   compared by its hash.
package lens.lib.agent_settings

import data.lens.lib.answering
import data.lens.lib.deployed
import data.lens.lib.facts
import data.lens.lib.group
import data.lens.lib.models_in_use

# What is compared, by type.
aspects := {
	"AWS::Bedrock::Agent": {"model", "instruction", "action-groups", "knowledge-bases", "guardrail"},
	"AWS::BedrockAgentCore::Runtime": {"artifact"},
	"AWS::BedrockAgentCore::Gateway": {"targets"},
}

# Aspect -> value. An aspect that no call shows is missing.
of(r) := {aspect: value | some [aspect, value] in _agent(r)} if {
	r.type == "AWS::Bedrock::Agent"
	count(_versions(r)) == count(_routes[r.id])
} else := {"artifact": _artifact(r.properties.agentRuntimeArtifact) | r.properties.agentRuntimeArtifact} if {
	r.type == "AWS::BedrockAgentCore::Runtime"
} else := {"targets": {name | some name in object.get(_targets, r.id, [])}} if {
	r.type == "AWS::BedrockAgentCore::Gateway"
} else := {}

# Whether nothing that was not read may hide a part of the configuration.
read(r) if {
	subject := facts.subject(r)
	hiding := places(r)
	count(answering.hiding(r)) == 0
	every operation in _operations { count(facts.touching(operation, subject, hiding)) == 0 }
}

_operations := [
	"bedrock-agent:GetAgent",
	"bedrock-agent:ListAgentAliases",
	"bedrock-agent:GetAgentVersion",
	"bedrock-agent:ListAgentActionGroups",
	"bedrock-agent:ListAgentKnowledgeBases",
	"bedrock-agentcore-control:GetAgentRuntime",
	"bedrock-agentcore-control:ListGatewayTargets",
]

# Where a gap may hide such a part, or that a runtime is the one of a harness.
places(r) := ({r.id} | answering.hiding(r)) | ({id | some id in answering.aliases(r)} | {place |
	some version in object.get(_routes, r.id, [])
	place := concat(":", [r.id, version])
})

_routes := group.by_first(deployed.agents)

_versions(agent) := [deployed.agent_version([agent.id, version]) | some version in _routes[agent.id]]

_agent(agent) := ({["model", models] |
	models := {model | some v in _versions(agent); some model in _models(v.properties.foundationModel)}
	not "" in models
} | {["instruction", {object.get(v.properties, "instruction", "") | some v in _versions(agent)}]}) | ({
	["action-groups", {name | some key in _keys(agent); some name in object.get(_groups, key, [])}],
	["knowledge-bases", {count(object.get(_bases, key, [])) | some key in _keys(agent)}],
} | {["guardrail", {_guarded(v) | some v in _versions(agent)}]})

_keys(agent) := {concat(":", [agent.id, version]) | some version in _routes[agent.id]}

_guarded(version) if version.properties.guardrailConfiguration.guardrailIdentifier

_guarded(version) := false if not version.properties.guardrailConfiguration.guardrailIdentifier

# ARN of an agent and its version -> names of the enabled action groups, in which the Region counts
# as any, and ids of the enabled knowledge bases.
_groups := group.by_first({[split(g.id, ":action-group/")[0], name] |
	some g in input.resources["AWS::Bedrock::AgentActionGroup"]
	g.properties.actionGroupState == "ENABLED"
	name := replace(g.name, g.region, "*")
})

_bases := group.by_first({[split(b.id, ":knowledge-base/")[0], b.id] |
	some b in input.resources["AWS::Bedrock::AgentKnowledgeBase"]
	b.properties.knowledgeBaseState == "ENABLED"
})

_behind := models_in_use.behind

# Empty for a model that no listing shows.
_models(name) := {_model(model) | some model in found} if {
	found := object.get(_behind, name, [])
	count(found) > 0
} else := {""} if {
	models_in_use.stands_for_models(name)
} else := {_model(name)}

# The id of a custom or imported model belongs to its Region, so its name counts.
_model(arn) := models_in_use.normal(arn) if not _is_own(arn)

_model(arn) := concat(" ", object.get(_own_names, arn, [])) if _is_own(arn)

_is_own(arn) if regex.match(`:(custom-model|imported-model)/`, arn)

_own_names := group.by_first({[m.id, m.properties.modelName] |
	some list in [input.resources["AWS::Bedrock::CustomModel"], input.resources["AWS::Bedrock::ImportedModel"]]
	some m in list
})

# A bucket belongs to a Region.
_artifact(artifact) := {
	"image": _image(image),
	"code": object.remove(object.get(artifact, ["codeConfiguration", "code", "s3"], {}), ["bucket"]),
	"entry": object.remove(object.get(artifact, "codeConfiguration", {}), ["code"]),
} if {
	image := object.get(artifact, ["containerConfiguration", "containerUri"], "")
}

# So does a registry, and AWS CDK names a repository after its Region too.
_image(uri) := uri if not contains(uri, ".dkr.ecr")

_image(uri) := replace(shared, split(uri, ".")[3], "*") if {
	contains(uri, ".dkr.ecr")
	shared := regex.replace(uri, `[.]dkr[.]ecr(-fips)?[.][a-z0-9-]+[.]`, ".ecr.")
}

_targets := group.by_first({[split(t.id, "/target/")[0], name] |
	some t in input.resources["AWS::BedrockAgentCore::GatewayTarget"]
	name := replace(t.name, t.region, "*")
})
