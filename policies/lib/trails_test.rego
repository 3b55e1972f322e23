package lens_test.trails_test

import data.lens.lib.trails
import data.lens_test.testing

_trail(properties) := testing.record(
	"AWS::CloudTrail::Trail",
	testing.arn("cloudtrail", "trail/t"),
	properties,
)

_store(properties) := testing.record(
	"AWS::CloudTrail::EventDataStore",
	testing.arn("cloudtrail", "eventdatastore/s"),
	properties,
)

test_trails_and_stores if {
	all := trails.all with input as testing.facts([_trail({}), _store({})], {}, [])
	all == [_trail({}), _store({})]
}

test_logging if {
	trails.logs(_trail({"GetTrailStatus": {"IsLogging": true}}))
	not trails.logs(_trail({"GetTrailStatus": {"IsLogging": false}}))
	not trails.logs(_trail({}))
	trails.logs(_store({"Status": "ENABLED"}))
	not trails.logs(_store({"Status": "STOPPED_INGESTION"}))
}

test_region_that_is_covered if {
	trails.covers(_trail({"IsMultiRegionTrail": false}), "us-east-1")
	not trails.covers(_trail({"IsMultiRegionTrail": false}), "eu-west-1")
	trails.covers(_trail({"IsMultiRegionTrail": true}), "eu-west-1")
	trails.covers(_store({"MultiRegionEnabled": true}), "eu-west-1")
	not trails.covers(_store({"MultiRegionEnabled": false}), "eu-west-1")
}
