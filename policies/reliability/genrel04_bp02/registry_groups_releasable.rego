# METADATA
# title: Keep an approved version and an earlier one in every model package group
# description: >-
#   Without an approved version nothing can be deployed, and without an earlier one there is nothing to go
#   back to. Versions that were only logged, or whose creation failed, cannot be deployed. The newest
#   package shows whether a group is of generative models. A group without any is judged as well.
# custom:
#   id: GENREL04-BP02/registry-groups-releasable
#   severity: medium
#   precision: medium
#   mode: automated
#   resources: [AWS::SageMaker::ModelPackageGroup]
#   lists: ["@generative-groups"]
#   evidence: [sagemaker:ListModelPackages, sagemaker:ListEndpoints, "@hosted-models"]
#   params:
#     max_pending_days: 30
#     grace_days: 14
#   workload: [sagemaker]
#   messages:
#     none: it has no version that is approved and completed
#     waiting: version %s has waited for approval for %s, and at most %s are allowed
#     alone: an endpoint serves it, and version %s is the only one that is approved and completed
#   item: none
#   remediation: >-
#     Approve or reject the versions that wait, and keep the last approved version until the next one has
#     worked in production.
package lens.controls.genrel04_bp02.registry_groups_releasable

import data.lens.lib.ages
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.generative_sagemaker
import data.lens.lib.hosted
import data.lens.lib.model_versions

_params := input.params["GENREL04-BP02/registry-groups-releasable"]

_listing := "sagemaker:ListModelPackages"

# A group that is made or deleted is left alone, and an empty one for the days of grace.
_judged := [[g, versions] |
	some g in input.resources["AWS::SageMaker::ModelPackageGroup"]
	object.get(g.properties, "ModelPackageGroupStatus", "Completed") in {"Completed", "DeleteFailed"}
	versions := model_versions.of(g)
	_counts(g, versions)
]

_counts(g, _) if g.id in generative_sagemaker.groups

_counts(g, versions) if {
	count(versions) == 0
	not _young(g)
}

_young(g) if ages.within(g.properties.CreationTime, _params.grace_days)

subjects := {facts.subject(g) | some [g, _] in _judged}

violations := ({finding.absent(facts.subject(g), "none", [], [_place(g)], [_listing]) |
	some [g, versions] in _judged
	count(model_versions.usable(versions)) == 0
	not _young(g)
} | {finding.of(facts.subject(g), "waiting", [model_versions.number(v), waited, allowed], [_place(v)]) |
	some [g, versions] in _judged
	some v in model_versions.pending(versions)
	ages.older(v.properties.CreationTime, _params.max_pending_days)
	days := ages.days(v.properties.CreationTime)
	waited := {"days": days, "beside": _params.max_pending_days}
	allowed := {"days": _params.max_pending_days, "beside": days}
}) | {finding.absent(facts.subject(g), "alone", [model_versions.number(v)], [_place(v)], [_listing]) |
	some [g, v, versions] in _lone
	count({version.id | some version in versions} & _served) > 0
}

# The groups with one usable version after the first.
_lone := [[g, usable[0], versions] |
	some [g, versions] in _judged
	usable := model_versions.usable(versions)
	count(usable) == 1
	max([model_versions.number(v) | some v in versions]) > 1
]

_served := {c.ModelPackageName | some [_, m] in hosted.models; some c in hosted.containers(m)}

shown := {[facts.subject(g), _place(v)] |
	some [g, versions] in _judged
	some v in model_versions.usable(versions)
}

# What was not read of an endpoint, a model or a component may come from such a group.
relies_on := {[facts.subject(g), r.id] |
	some [g, _, _] in _lone
	some type in ["Endpoint", "InferenceComponent", "Model"]
	some r in input.resources[sprintf("AWS::SageMaker::%s", [type])]
	r.region == g.region
}

_place(r) := {"id": r.id, "pointer": "/properties"}
