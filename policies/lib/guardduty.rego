# METADATA
# title: Detectors of GuardDuty and their protection plans
# description: |
#   An account has at most one detector in a Region. AWS lists only the plans that it offers there.
package lens.lib.guardduty

# Region -> its detectors.
detectors := {region: found |
	some region in {d.region | some d in input.resources["AWS::GuardDuty::Detector"]}
	found := [d | some d in input.resources["AWS::GuardDuty::Detector"]; d.region == region]
}

# The detectors of some Regions, and those Regions that have none.
among(regions) := [d | some region in regions; some d in object.get(detectors, region, [])]

unwatched(regions) := regions - object.keys(detectors)

# Whether a detector watches nothing.
suspended(detector) if {
	status := detector.properties.Status
	status != "ENABLED"
}

# What every detector that is enabled reads, whether AWS lists it or not.
always := {"CLOUD_TRAIL", "DNS_LOGS", "FLOW_LOGS"}

# ENABLED or DISABLED, or an empty string for a plan that AWS does not list. Undefined if the
# detector was not read.
plan(detector, name) := status if {
	detector.properties.Status
	listed := sort({f.Status | some f in object.get(detector.properties, "Features", []); f.Name == name})
	status := concat("", array.slice(listed, 0, 1))
}
