package lens_test.lib.object_writes_test

import data.lens.lib.object_writes
import data.lens_test.testing

_bucket(properties) := testing.record_in(
	"global",
	"AWS::S3::Bucket",
	"arn:aws:s3:::train",
	object.union({"Name": "train"}, properties),
)

_here := {"BucketRegion": "us-east-1"}

_trail_id := testing.arn("cloudtrail", "trail/t")

_trail(changes) := testing.record("AWS::CloudTrail::Trail", _trail_id, object.union(
	{
		"IsMultiRegionTrail": false,
		"GetTrailStatus": {"IsLogging": true},
		"GetEventSelectors": {"EventSelectors": [{"ReadWriteType": "WriteOnly", "DataResources": [{
			"Type": "AWS::S3::Object",
			"Values": ["arn:aws:s3:::train/sets/"],
		}]}]},
	},
	changes,
))

_recorded(bucket, trails, stem) if {
	document := testing.facts(trails, {}, [])
	object_writes.recorded(bucket, {stem}) with input as document
}

_stem := "arn:aws:s3:::train/sets/a.jsonl"

test_access_logging if {
	_recorded(_bucket({"GetBucketLogging": {"LoggingEnabled": {"TargetBucket": "logs"}}}), [], _stem)
	not _recorded(_bucket({"GetBucketLogging": {}}), [], _stem)
	not _recorded(_bucket({}), [], _stem)
	not _recorded(_bucket({"GetBucketLogging": {"LoggingEnabled": {}}}), [], _stem)
	not _recorded(_bucket({"GetBucketLogging": {"LoggingEnabled": {"TargetBucket": ""}}}), [], _stem)
}

test_trails if {
	_recorded(_bucket(_here), [_trail({})], _stem)
	not _recorded(_bucket(_here), [_trail({})], "arn:aws:s3:::train/other/")
	not _recorded(_bucket(_here), [_trail({"GetTrailStatus": {"IsLogging": false}})], _stem)
	not _recorded(_bucket({"BucketRegion": "eu-west-1"}), [_trail({})], _stem)
}

test_bucket_whose_region_is_not_shown if {
	not _recorded(_bucket({}), [_trail({})], _stem)
	_recorded(_bucket({}), [_trail({"IsMultiRegionTrail": true})], _stem)
}

test_watched_regions if {
	document := testing.facts([], {}, [])
	object_writes.watched(_bucket(_here)) with input as document
	not object_writes.watched(_bucket({"BucketRegion": "ap-south-1"})) with input as document
	not object_writes.watched(_bucket({})) with input as document
}

test_places if {
	document := testing.facts([_trail({})], {}, [])
	expected := {testing.arn("cloudtrail", "trail/t"), "us-east-1", "eu-west-1"}
	object_writes.places == expected with input as document
}
