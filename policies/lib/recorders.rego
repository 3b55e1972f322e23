# METADATA
# title: Configuration recorders
# description: |
#   What a recorder of AWS Config records. The strategy says which of the three ways counts. Recorders of
#   before 2023 have none: then `allSupported` or the list of types counts.
package lens.lib.recorders

import data.lens.lib.generative_sagemaker
import data.lens.lib.stacks

# The recorders that the customer made. Others belong to a service of AWS.
own := [r |
	some r in input.resources["AWS::Config::ConfigurationRecorder"]
	not r.properties.servicePrincipal
]

# Whether the last attempt to record failed. AWS writes the status in capitals, its model does not.
failing(r) if lower(r.properties.lastStatus) == "failure"

# Whether a recorder records a type of resources.
records(r, type) if {
	group := object.get(r.properties, "recordingGroup", {})
	_records(group, _strategy(group), type)
}

# Those of some types that the recorder leaves out, and of which its Region has a resource of
# generative AI. AWS Config records no endpoints of SageMaker AI, but their models.
left_out(recorder, types) := {type |
	some r in _resources
	r.region == recorder.region
	type := r.type
	type in types
	not records(recorder, type)
}

_resources := array.concat(stacks.resources, [m |
	some m in input.resources["AWS::SageMaker::Model"]
	m.id in generative_sagemaker.models
])

_strategy(group) := name if {
	name := group.recordingStrategy.useOnly
} else := "ALL_SUPPORTED_RESOURCE_TYPES" if {
	group.allSupported == true
} else := "EXCLUSION_BY_RESOURCE_TYPES" if {
	count(group.exclusionByResourceTypes.resourceTypes) > 0
} else := "INCLUSION_BY_RESOURCE_TYPES"

_records(_, "ALL_SUPPORTED_RESOURCE_TYPES", _) := true

_records(group, "INCLUSION_BY_RESOURCE_TYPES", type) if type in group.resourceTypes

_records(group, "EXCLUSION_BY_RESOURCE_TYPES", type) if {
	excluded := object.get(group, ["exclusionByResourceTypes", "resourceTypes"], [])
	not type in excluded
}
