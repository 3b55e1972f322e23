# METADATA
# title: CloudTrail trails and event data stores
# description: Both record events. Their selectors say which events.
package lens.lib.trails

all := array.concat(
	input.resources["AWS::CloudTrail::Trail"],
	input.resources["AWS::CloudTrail::EventDataStore"],
)

# Whether a trail logs, or an event data store is enabled.
logs(r) if r.properties.GetTrailStatus.IsLogging == true

logs(r) if r.properties.Status == "ENABLED"

multi_region(r) if r.properties.IsMultiRegionTrail == true

multi_region(r) if r.properties.MultiRegionEnabled == true

covers(r, region) if r.region == region

covers(r, _) if multi_region(r)
