# METADATA
# title: Tag application inference profiles and activate the tags for cost allocation
# description: >-
#   Calls of a model through a profile with tags can be told apart on the bill, by application and owner. A
#   tag counts there only once its key is activated, in the management account of the organization. That
#   is read with --metrics alone, because Cost Explorer costs money.
# custom:
#   id: GENCOST01-BP01/inference-profile-cost-tags
#   severity: medium
#   precision: high
#   mode: automated
#   resources: [AWS::Bedrock::ApplicationInferenceProfile]
#   lists: [bedrock:ListInferenceProfiles]
#   evidence: [resourcegroupstaggingapi:GetResources, ce:ListCostAllocationTags]
#   params:
#     required_tags: [application, cost-center]
#     activation_managed_elsewhere: false
#   messages:
#     missing: it has no tag %s
#     empty: the value of its tag %s is empty
#     inactive: the key %s is not activated for cost allocation
#   item: none
#   remediation: >-
#     Tag each profile by application and cost center, and activate the keys in the management account. In a
#     member account, set activation_managed_elsewhere once that is done.
package lens.controls.gencost01_bp01.inference_profile_cost_tags

import data.lens.lib.facts
import data.lens.lib.finding

_params := input.params["GENCOST01-BP01/inference-profile-cost-tags"]

_profiles := input.resources["AWS::Bedrock::ApplicationInferenceProfile"]

_required := {key | some key in _params.required_tags}

subjects := {facts.subject(p) | some p in _profiles}

# Keys are compared with case, as AWS does.
violations := ({finding.absent(facts.subject(p), "missing", [keys], [_proof(p)], [_tagging]) |
	some p in _profiles
	keys := _required - object.keys(p.tags)
	count(keys) > 0
} | {finding.of(facts.subject(p), "empty", [keys], [_proof(p)]) |
	some p in _profiles
	keys := {key | some key in _required; trim_space(p.tags[key]) == ""}
	count(keys) > 0
}) | {finding.absent(facts.subject(p), "inactive", [_inactive], [], ["ce:ListCostAllocationTags"]) |
	some p in _profiles
	count(_inactive) > 0
}

_tagging := "resourcegroupstaggingapi:GetResources"

_inactive := set() if _params.activation_managed_elsewhere

_inactive := _required - {tag.properties.TagKey |
	some tag in input.resources["AWS::CE::CostAllocationTag"]
	tag.properties.Status == "Active"
} if {
	not _params.activation_managed_elsewhere
}

# What was seen is enough, whatever was not read.
proven := {facts.subject(p) |
	some p in _profiles
	count(_inactive) == 0
	count(_required - {key | some key, value in p.tags; trim_space(value) != ""}) == 0
}

shown := {[facts.subject(p), _proof(p)] | some p in _profiles}

_proof(profile) := {"id": profile.id, "pointer": "/tags"}
