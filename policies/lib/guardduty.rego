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

# ENABLED or DISABLED, or an empty string for a plan that AWS does not list. Undefined if the
# detector was not read.
plan(detector, name) := status if {
	detector.properties.Status
	listed := {f.Status | some f in object.get(detector.properties, "Features", []); f.Name == name}
	status := concat("", sort(listed))
}
