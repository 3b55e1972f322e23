# METADATA
# title: Versions of a model package group
# description: |
#   A version can be deployed if it was registered and its creation is complete. One that was only logged
#   is a record of an experiment.
package lens.lib.model_versions

import data.lens.lib.group
import data.lens.lib.versions

# The versions of a group, whatever their state.
of(g) := [v | some v in _versions[[g.region, g.properties.ModelPackageGroupName]]]

# Those that can be deployed, and those that somebody has yet to approve.
usable(versions) := [v | some v in versions; _is(v, "Approved")]

pending(versions) := [v | some v in versions; _is(v, "PendingManualApproval")]

# The number of a version, with which its ARN ends.
number(v) := versions.number(regex.replace(v.id, `^.*/`, ""))

_versions := group.by_first({[[v.region, v.properties.ModelPackageGroupName], v] |
	some v in input.resources["AWS::SageMaker::ModelPackage"]
})

_is(v, approval) if {
	v.properties.ModelApprovalStatus == approval
	object.get(v.properties, "ModelPackageStatus", "Completed") == "Completed"
	object.get(v.properties, "ModelPackageRegistrationType", "Registered") == "Registered"
}
