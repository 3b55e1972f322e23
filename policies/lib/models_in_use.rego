# METADATA
# title: Models in use
# description: |
#   The models that agents, flows, managed prompts and harnesses are configured with, and those behind
#   application inference profiles, provisioned throughputs and deployments of custom models. Of
#   agents and flows the draft counts, and each version that an alias routes to; of prompts the draft,
#   and each version that a flow names. No call shows which model the code of a runtime calls.
package lens.lib.models_in_use

import data.lens.lib.deployed
import data.lens.lib.facts
import data.lens.lib.group

# {region, model: the normal id, by: the id of the resource that names it, source: draft, version,
# prompt, harness, profile, throughput or deployment}. A profile, throughput or deployment that
# something names stands for its models.
used := {use | some [use, _] in _pairs}

# Those of foundation models alone: not of custom, imported or marketplace models, nor of prompt
# routers.
foundation := {use |
	some [use, name] in _pairs
	regex.match(`^(arn:[^/]*:(foundation-model|inference-profile)/)?[a-z0-9-]+[.][^/]+$`, name)
}

_pairs := {[use, model] |
	some n in _named
	some model in _models(n.name)
	use := {"region": n.region, "model": normal(model), "by": n.by, "source": n.source}
}

# The custom models that only on-demand deployments serve.
on_demand := {use.model | some use in used; use.source == "deployment"} - {use.model |
	some use in used
	use.source == "throughput"
}

# {region, name, by}: a profile, throughput or deployment that something names, and that no listing
# of this account shows. Its models are not known.
unresolved := {{"region": n.region, "name": n.name, "by": n.by} |
	some n in _named
	stands_for_models(n.name)
	count(object.get(behind, n.name, [])) == 0
}

# The same as `foundation`, of the names that may stand for a foundation model, and nothing shows. A
# deployment cannot: it is of a custom model.
hidden := {{"region": one.region, "model": normal(name), "by": one.by} |
	some one in unresolved
	name := one.name
	not contains(name, ":custom-model-deployment/")
}

# The id of a model without the parts that differ where it is the same model: the ARN, the geography
# of an inference profile, and the size of the context (`:0:200k`).
normal(name) := regex.replace(model, `^([^:]+:[0-9]+):.*$`, `${1}`) if {
	id := regex.replace(name, `^.*/`, "")
	model := regex.replace(id, `^(apac|au|ca|eu|global|jp|us|us-gov)[.]`, "")
}

# ARN or id of an inference profile, ARN of a throughput or of a deployment -> ARNs of its models.
behind := group.by_first(_profiles | _serving)

_profiles := {[key, model.modelArn] |
	some list in [
		input.resources["AWS::Bedrock::InferenceProfile"],
		input.resources["AWS::Bedrock::ApplicationInferenceProfile"],
	]
	some profile in list
	some key in [profile.id, object.get(profile.properties, "inferenceProfileId", profile.id)]
	some model in profile.properties.models
}

_serving := {[s.id, s.properties.modelArn] | some s in _throughputs} | {[d.id, d.properties.modelArn] |
	some d in _deployments
}

_throughputs := [t |
	some t in input.resources["AWS::Bedrock::ProvisionedModelThroughput"]
	not t.properties.status == "Failed"
]

_deployments := [d |
	some d in input.resources["AWS::Bedrock::CustomModelDeployment"]
	d.properties.status == "Active"
]

_models(name) := behind[name]

_models(name) := [name] if {
	not behind[name]
	not stands_for_models(name)
}

# Whether a name is that of a profile, throughput or deployment, which stands for its models. The
# id of a profile has no dot, and that of a foundation model has one after its provider.
stands_for_models(name) if {
	regex.match(`:(application-inference-profile|provisioned-model|custom-model-deployment)/`, name)
}

stands_for_models(name) if regex.match(`^[a-z0-9]+$`, name)

# {region, name, by, source}: what a resource names. A profile, throughput or deployment names
# itself.
_named := _written | (_harnesses | _own)

_written := {_use(r, name, source) |
	some [source, member, list] in _configured
	some r in list
	walk(r.properties, [path, name])
	path[count(path) - 1] == member
	is_string(name)
	name != ""
}

# [source, the member that names a model at any depth, the resources that have it]
_configured := [
	["draft", "foundationModel", input.resources["AWS::Bedrock::Agent"]],
	["version", "foundationModel", _numbered("AWS::Bedrock::AgentVersion", deployed.agents)],
	["draft", "modelId", input.resources["AWS::Bedrock::Flow"]],
	["version", "modelId", _numbered("AWS::Bedrock::FlowVersion", deployed.flows)],
	["prompt", "modelId", input.resources["AWS::Bedrock::Prompt"]],
	["prompt", "modelId", input.resources["AWS::Bedrock::PromptVersion"]],
]

_numbered(type, routes) := [r |
	some route in routes
	route[1] != "DRAFT"
	r := facts.get(type, concat(":", route))
]

_harnesses := {_use(h, h.properties.model.bedrockModelConfig.modelId, "harness") |
	some h in input.resources["AWS::BedrockAgentCore::Harness"]
}

_own := {_use(r, r.id, source) |
	some [source, list] in [
		["profile", input.resources["AWS::Bedrock::ApplicationInferenceProfile"]],
		["throughput", _throughputs],
		["deployment", _deployments],
	]
	some r in list
}

_use(r, name, source) := {"region": r.region, "name": name, "by": r.id, "source": source}
