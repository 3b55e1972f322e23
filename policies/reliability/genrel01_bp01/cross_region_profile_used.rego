# METADATA
# title: Call models through a cross-Region inference profile or provisioned throughput where one exists
# description: >-
#   On-demand calls of a model share the throughput of one Region. A cross-Region inference profile spreads
#   them over Regions, and so takes more of them at peaks. Name in a parameter what data residency keeps in
#   one Region.
# custom:
#   id: GENREL01-BP01/cross-region-profile-used
#   severity: medium
#   precision: medium
#   mode: automated
#   resources: [AWS::Bedrock::Agent, AWS::Bedrock::Flow, AWS::Bedrock::Prompt, AWS::BedrockAgentCore::Harness]
#   lists: ["@model-consumers", bedrock:ListInferenceProfiles]
#   evidence: ["@model-consumers"]
#   params:
#     single_region_required: []
#   messages:
#     plain: it names the model %s itself, and not a cross-Region inference profile of the model (%s)
#     narrow: >-
#       its application inference profile %s stays in one Region, and the model has cross-Region profiles (%s)
#     unknown-models: no listing of this account shows the models of its inference profile %s
#   item: part
#   remediation: >-
#     Replace the id of the model by that of the profile whose geography data residency allows.
package lens.controls.genrel01_bp01.cross_region_profile_used

import data.lens.lib.exempt
import data.lens.lib.finding
import data.lens.lib.group
import data.lens.lib.model_consumers
import data.lens.lib.models_in_use

_exempt := input.params["GENREL01-BP01/cross-region-profile-used"].single_region_required

_names := [n | some n in model_consumers.names; not _stays_here(n)]

_stays_here(n) if exempt.named(n.subject.id, _exempt)

# What names a model without a cross-Region profile is no subject. So an answer that was lost, of
# any consumer, may hide one.
subjects := {n.subject | some n in _names; _spreads(n)} | {f.subject | some f in (violations | unseen)}

violations := {finding.of(n.subject, message, [n.name, profiles], [{"id": n.id, "pointer": "/properties"}]) |
	some n in _names
	not n.served
	some message, model in _stays(n.name)
	profiles := _profiles[[n.subject.region, model]]
}

unseen := {finding.of(n.subject, "unknown-models", [n.name], [{"id": n.id, "pointer": "/properties"}]) |
	some n in _names
	not n.served
	_is_application(n.name)
	name := n.name
	not models_in_use.behind[name]
}

# [Region, model] -> the cross-Region profiles of the model there.
_profiles := group.by_first({[[p.region, models_in_use.normal(model.modelArn)], _id(p)] |
	some p in input.resources["AWS::Bedrock::InferenceProfile"]
	some model in p.properties.models
})

_id(profile) := object.get(profile.properties, "inferenceProfileId", profile.id)

_stays(name) := {"plain": models_in_use.normal(name)} if {
	regex.match(`^(arn:[^/]*:foundation-model/)?[a-z0-9-]+[.][^/]+$`, name)
	not _is_profile(name)
}

_stays(name) := {"narrow": models_in_use.normal(models[0])} if {
	_is_application(name)
	models := models_in_use.behind[name]
	not _is_wide(models)
}

_spreads(n) if n.served

_spreads(n) if _is_profile(n.name)

_spreads(n) if regex.match(`:(provisioned-model|custom-model-deployment)/`, n.name)

_spreads(n) if {
	_is_application(n.name)
	_is_wide(models_in_use.behind[n.name])
}

_is_profile(name) if regex.match(`^arn:[^/]*:inference-profile/`, name)

_is_profile(name) if regex.match(`^(apac|au|ca|eu|global|jp|us|us-gov)[.]`, name)

_is_application(name) if regex.match(`(^|:application-inference-profile/)[a-z0-9]+$`, name)

_is_wide(models) if count(_regions(models)) > 1

# An ARN without a Region stands for all of them.
_is_wide(models) if "" in _regions(models)

_regions(models) := {split(model, ":")[3] | some model in models}
