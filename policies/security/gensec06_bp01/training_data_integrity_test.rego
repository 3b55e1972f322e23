package lens_test.gensec06_bp01.training_data_integrity_test

import data.lens_test.testing

_control := "GENSEC06-BP01/training-data-integrity"

_id := "arn:aws:s3:::train"

_good := {
	"Name": "train",
	"BucketRegion": "us-east-1",
	"GetBucketVersioning": {"Status": "Enabled"},
	"GetObjectLockConfiguration": {"absent": "ObjectLockConfigurationNotFoundError"},
	"GetBucketLogging": {"LoggingEnabled": {"TargetBucket": "logs"}},
}

_record(properties) := testing.record_in("global", "AWS::S3::Bucket", _id, properties)

_bucket(changes) := _record(object.union(_good, changes))

_unlogged := _record(object.union(object.remove(_good, ["GetBucketLogging"]), {"GetBucketLogging": {}}))

_without(member) := testing.without(_bucket({}), member)

_job_id := testing.arn("bedrock", "model-customization-job/j")

_job := testing.record("AWS::Bedrock::ModelCustomizationJob", _job_id, {
	"creationTime": "2026-07-01T00:00:00Z",
	"trainingDataConfig": {"s3Uri": "s3://train/sets/a.jsonl"},
})

_trail_id := testing.arn("cloudtrail", "trail/t")

_trail(selectors) := testing.record("AWS::CloudTrail::Trail", _trail_id, {
	"IsMultiRegionTrail": false,
	"GetTrailStatus": {"IsLogging": true},
	"GetEventSelectors": selectors,
})

_classic(kind, value) := {"EventSelectors": [{
	"ReadWriteType": kind,
	"DataResources": [{"Type": "AWS::S3::Object", "Values": [value]}],
}]}

_advanced(fields) := {"AdvancedEventSelectors": [{"FieldSelectors": array.concat(
	[
		{"Field": "eventCategory", "Equals": ["Data"]},
		{"Field": "resources.type", "Equals": ["AWS::S3::Object"]},
	],
	fields,
)}]}

_results(records, params, gaps) := testing.results(
	_control,
	testing.facts(array.concat([_job], records), {_control: params}, gaps),
)

_kinds(records) := [r.kind | some r in _results(records, {}, [])]

_message(records) := r.message if [r] := _results(records, {}, [])

test_bucket_without_versions_fails if {
	_results([_bucket({"GetBucketVersioning": {"Status": "Suspended"}})], {}, []) == [{
		"kind": "fail",
		"subject": {"type": "AWS::S3::Bucket", "id": _id, "region": "global", "item": ""},
		"message": "versioning is not enabled",
		"proof": [{"id": _id, "pointer": "/properties/GetBucketVersioning"}],
		"causes": [],
	}]
	never := _record(object.union(object.remove(_good, ["GetBucketVersioning"]), {"GetBucketVersioning": {}}))
	_kinds([never]) == ["fail"]
}

test_bucket_without_records_fails if {
	[found] := _results([_unlogged], {}, [])
	found.kind == "fail"
	found.message == "neither server access logging nor a trail records all writes of training data"
	found.proof == [{"id": _id, "pointer": "/properties/GetBucketLogging"}]
}

test_logged_bucket_passes if _kinds([_bucket({})]) == ["pass"]

test_trail_of_writes_passes if {
	_kinds([_unlogged, _trail(_classic("WriteOnly", "arn:aws:s3:::train/"))]) == ["pass"]
	_kinds([_unlogged, _trail(_classic("All", "arn:aws:s3"))]) == ["pass"]
	_kinds([_unlogged, _trail(_advanced([]))]) == ["pass"]
	_kinds([_unlogged, _trail(_advanced([{"Field": "readOnly", "Equals": ["false"]}]))]) == ["pass"]
	under := {"Field": "resources.ARN", "StartsWith": ["arn:aws:s3:::train/"]}
	_kinds([_unlogged, _trail(_advanced([under]))]) == ["pass"]
}

test_other_trails_fail if {
	_kinds([_unlogged, _trail(_classic("ReadOnly", "arn:aws:s3"))]) == ["fail"]
	_kinds([_unlogged, _trail(_classic("All", "arn:aws:s3:::train/other/"))]) == ["fail"]
	_kinds([_unlogged, _trail(_classic("All", "arn:aws:s3:::training/"))]) == ["fail"]
	_kinds([_unlogged, _trail(_advanced([{"Field": "readOnly", "Equals": ["true"]}]))]) == ["fail"]
	_kinds([_unlogged, _trail(_advanced([{"Field": "eventName", "Equals": ["PutObject"]}]))]) == ["fail"]
	but := {"Field": "resources.ARN", "NotStartsWith": ["arn:aws:s3:::train/sets/"]}
	_kinds([_unlogged, _trail(_advanced([but]))]) == ["fail"]
	stopped := object.union(_trail(_advanced([])), {"properties": {"GetTrailStatus": {"IsLogging": false}}})
	_kinds([_unlogged, stopped]) == ["fail"]
}

test_object_lock_on_demand if {
	_kinds([_bucket({})]) == ["pass"]
	params := {"require_object_lock": true}
	[found] := _results([_bucket({})], params, [])
	found.kind == "fail"
	found.message == "Object Lock is not enabled"
	locked := {"ObjectLockConfiguration": {"ObjectLockEnabled": "Enabled"}}
	[good] := _results([_bucket({"GetObjectLockConfiguration": locked})], params, [])
	good.kind == "pass"
	[unread] := _results([_without("GetObjectLockConfiguration")], params, [])
	unread.kind == "unknown"
	_kinds([_without("GetObjectLockConfiguration")]) == ["pass"]
}

test_region_that_was_not_read_unknown if {
	abroad := object.union(_unlogged, {"properties": {"BucketRegion": "ap-south-1"}})
	_message([abroad]) == concat("", [
		"a trail may record writes in the Region of the bucket, of which no trails were ",
		"read",
	])
	_kinds([testing.without(_unlogged, "BucketRegion")]) == ["unknown"]
	_kinds([_without("BucketRegion")]) == ["pass"]
}

test_bucket_of_another_account_unknown if {
	_message([]) == "it does not exist or belongs to another account, which alone can show its settings"
	_kinds([]) == ["unknown"]
	_kinds([_bucket({"GetBucketVersioning": {"absent": "NoSuchBucket"}})]) == ["unknown"]
}

test_half_read_unknown if {
	_message([_without("GetBucketVersioning")]) == concat("", [
		"its versioning, its Object Lock or its logging could not be ",
		"read",
	])
	_kinds([_without("GetBucketLogging")]) == ["unknown"]
	_kinds([_without("GetBucketLogging"), _trail(_advanced([]))]) == ["pass"]
}

test_old_jobs_not_applicable if {
	[found] := _results([_bucket({})], {"lookback_days": 5}, [])
	found.kind == "not_applicable"
	testing.kinds(_control, testing.facts([_bucket({})], {}, [])) == ["not_applicable"]
}

_denied(records, operation, place) := {r.kind |
	some r in _results(records, {}, [testing.gap(operation, place)])
	r.subject.type != "AWS::Account"
}

test_lost_answers if {
	_denied([_without("GetBucketVersioning")], "s3:GetBucketVersioning", _id) == {"unknown"}
	_denied([_without("GetBucketLogging")], "s3:GetBucketLogging", _id) == {"unknown"}
	_denied([_without("GetObjectLockConfiguration")], "s3:GetObjectLockConfiguration", _id) == {"pass"}
	unversioned := testing.without(_bucket({"GetBucketVersioning": {"Status": "Suspended"}}), "GetBucketLogging")
	_denied([unversioned], "s3:GetBucketLogging", _id) == {"fail"}
}

test_lost_trails if {
	_denied([_unlogged], "cloudtrail:DescribeTrails", "us-east-1") == {"unknown"}
	_denied([_unlogged], "cloudtrail:DescribeTrails", "eu-west-1") == {"unknown"}
	_denied([_unlogged, _trail({})], "cloudtrail:GetEventSelectors", _trail_id) == {"unknown"}
	_denied([_bucket({})], "cloudtrail:DescribeTrails", "us-east-1") == {"pass"}
}

test_listing_denied_unknown if {
	every operation in ["bedrock:ListModelCustomizationJobs", "sagemaker:Search"] {
		gap := testing.gap(operation, "us-east-1")
		[r.kind | some r in testing.results(_control, testing.facts([], {}, [gap]))] == ["unknown"]
	}
}
