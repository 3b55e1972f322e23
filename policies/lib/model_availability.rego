# METADATA
# title: Whether the account may call a foundation model in a Region
# description: |
#   AWS answers by the normal id of a model (lib/models_in_use.rego). It is asked about the models in
#   use, in the Regions where something uses them and in the declared ones. In these, AWS also lists
#   its models.
package lens.lib.model_availability

import data.lens.lib.facts
import data.lens.lib.models_in_use

# The record of AWS's answer about a model.
of(region, model) := facts.get("AWS::Bedrock::FoundationModelAvailability", sprintf(
	"arn:%s:bedrock:%s:%s:foundation-model-availability/%s",
	[input.partition, region, input.account, model],
))

# [member, what it says if calls are allowed, what it says if they are not]
_members := [
	["authorizationStatus", "AUTHORIZED", "NOT_AUTHORIZED"],
	["entitlementAvailability", "AVAILABLE", "NOT_AVAILABLE"],
	["regionAvailability", "AVAILABLE", "NOT_AVAILABLE"],
]

# The members that speak against calls of a model.
against(region, model) := {member |
	answer := of(region, model).properties
	some [member, _, bad] in _members
	answer[member] == bad
}

# The members that allow calls of a model.
allowing(region, model) := {member |
	answer := of(region, model).properties
	some [member, good, _] in _members
	answer[member] == good
}

# Whether a Region lists the model, or an inference profile that has it.
is_offered(region, model) if [region, model] in _offered

_offered := {[m.region, models_in_use.normal(m.properties.modelId)] |
	some m in input.resources["AWS::Bedrock::FoundationModel"]
} | {[p.region, models_in_use.normal(model.modelArn)] |
	some list in [
		input.resources["AWS::Bedrock::InferenceProfile"],
		input.resources["AWS::Bedrock::ApplicationInferenceProfile"],
	]
	some p in list
	some model in p.properties.models
}

# The Regions of which a listing shows models.
listed_regions := {m.region | some m in input.resources["AWS::Bedrock::FoundationModel"]}
