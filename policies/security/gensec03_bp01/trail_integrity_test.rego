package lens_test.gensec03_bp01.trail_integrity_test

import data.lens_test.testing

_control := "GENSEC03-BP01/trail-integrity"

_named(before, after) := concat("", [before, `"`, _group, `"`, after])

_agent := testing.record("AWS::Bedrock::Agent", testing.arn("bedrock", "agent/A1"), {"agentId": "A1"})

_id := testing.arn("cloudtrail", "trail/t")

_group := testing.arn("logs", "log-group:trail:*")

_good := {
	"IsMultiRegionTrail": true,
	"HomeRegion": "us-east-1",
	"S3BucketName": "trail-bucket",
	"LogFileValidationEnabled": true,
	"KmsKeyId": testing.arn("kms", "key/k"),
	"CloudWatchLogsLogGroupArn": _group,
	"GetTrailStatus": {"IsLogging": true, "LatestCloudWatchLogsDeliveryTime": "2026-07-31T12:00:00Z"},
	"GetEventSelectors": {"EventSelectors": [{"ReadWriteType": "All", "IncludeManagementEvents": true}]},
}

_trail(changes) := testing.record("AWS::CloudTrail::Trail", _id, object.union(_good, changes))

_bucket(answer) := testing.record(
	"AWS::S3::Bucket",
	"arn:aws:s3:::trail-bucket",
	{"Name": "trail-bucket", "GetBucketPolicyStatus": answer},
)

_closed := _bucket({"PolicyStatus": {"IsPublic": false}})

_open := _bucket({"PolicyStatus": {"IsPublic": true}})

_facts(records, gaps) := testing.facts(array.concat([_agent], records), {}, gaps)

_kinds(records) := testing.kinds(_control, _facts(records, []))

_messages(trail, bucket) := testing.messages(_control, _facts([trail, bucket], []))

test_protected_trail_passes if {
	_kinds([_trail({}), _closed]) == ["pass"]
	_kinds([_trail({}), _bucket({"absent": "NoSuchBucketPolicy"})]) == ["pass"]
}

test_no_validation_fails if {
	testing.results(_control, _facts([_trail({"LogFileValidationEnabled": false}), _closed], [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::CloudTrail::Trail", "id": _id, "region": "us-east-1", "item": ""},
		"message": "log file validation is off",
		"proof": [{"id": _id, "pointer": "/properties"}],
		"causes": [],
	}]
}

test_validation_that_aws_does_not_name_fails if {
	_messages(testing.without(_trail({}), "LogFileValidationEnabled"), _closed) == ["log file validation is off"]
}

test_no_key_fails if {
	_messages(testing.without(_trail({}), "KmsKeyId"), _closed) == ["no AWS KMS key encrypts its log files"]
}

# A key may be of any account.
test_foreign_key_passes if {
	_kinds([_trail({"KmsKeyId": "arn:aws:kms:us-east-1:999900001111:key/k"}), _closed]) == ["pass"]
}

test_no_log_group_fails if {
	_messages(testing.without(_trail({}), "CloudWatchLogsLogGroupArn"), _closed) == [
		"it sends its events to no log group of CloudWatch Logs",
	]
}

test_never_delivered_fails if {
	trail := testing.record(
		"AWS::CloudTrail::Trail", _id,
		object.union(object.remove(_good, ["GetTrailStatus"]), {"GetTrailStatus": {"IsLogging": true}}),
	)
	_messages(trail, _closed) == [_named("CloudTrail has never delivered to its log group ", "")]
	proof := {"id": _id, "pointer": "/properties/GetTrailStatus"}
	testing.proofs(_control, _facts([trail, _closed], [])) == [proof]
}

_delivered(time) := _trail({"GetTrailStatus": {"IsLogging": true, "LatestCloudWatchLogsDeliveryTime": time}})

test_stale_delivery_fails if {
	_messages(_delivered("2026-07-30T23:59:59Z"), _closed) == [
		_named("CloudTrail last delivered to its log group ", " more than 24 hours ago"),
	]
	_kinds([_delivered("2026-07-31T00:00:00Z"), _closed]) == ["pass"]
}

test_delivery_of_two_days_is_allowed_by_the_parameter if {
	params := {_control: {"max_delivery_age_hours": 72}}
	records := [_agent, _delivered("2026-07-30T00:00:00Z"), _closed]
	testing.kinds(_control, testing.facts(records, params, [])) == ["pass"]
}

test_public_bucket_fails if {
	_messages(_trail({}), _open) == [`Amazon S3 calls the policy of its bucket "trail-bucket" public`]
	testing.proofs(_control, _facts([_trail({}), _open], [])) == [{
		"id": "arn:aws:s3:::trail-bucket",
		"pointer": "/properties/GetBucketPolicyStatus",
	}]
}

test_bucket_of_another_account_unknown if {
	_kinds([_trail({})]) == ["unknown"]
	testing.messages(_control, _facts([_trail({})], [])) == [
		`its bucket "trail-bucket" does not exist or belongs to another account`,
	]
}

# A configuration may name a bucket of another account, and its answers are there too.
test_bucket_that_is_not_listed_unknown if {
	other := testing.without(_open, "Name")
	_kinds([_trail({}), other]) == ["unknown"]
}

test_status_of_the_bucket_not_read_unknown if {
	_kinds([_trail({}), testing.without(_closed, "GetBucketPolicyStatus")]) == ["unknown"]
}

_foreign(changes) := testing.record(
	"AWS::CloudTrail::Trail",
	"arn:aws:cloudtrail:us-east-1:999900001111:trail/org",
	object.union(_good, changes),
)

test_trail_of_the_organization_unknown if {
	_messages(_foreign({"LogFileValidationEnabled": false}), _closed) == [
		"it belongs to another account, which alone can show its settings",
	]
	_kinds([testing.without(_foreign({}), "GetEventSelectors"), _closed]) == ["unknown"]
}

_writes := {"GetEventSelectors": {"EventSelectors": [{
	"ReadWriteType": "WriteOnly",
	"IncludeManagementEvents": true,
}]}}

test_trail_that_records_no_model_calls_not_applicable if {
	_kinds([_trail(_writes), _closed]) == ["not_applicable"]
	_kinds([_trail({"GetTrailStatus": {"IsLogging": false}}), _closed]) == ["not_applicable"]
}

test_single_region_trail_where_nothing_is_in_use_not_applicable if {
	trail := testing.record_in("eu-west-1", "AWS::CloudTrail::Trail", _id, object.union(
		_good,
		{"IsMultiRegionTrail": false, "HomeRegion": "eu-west-1", "LogFileValidationEnabled": false},
	))
	_kinds([trail, _closed]) == ["not_applicable"]
	_kinds([_trail({"IsMultiRegionTrail": false}), _closed]) == ["pass"]
}

test_event_data_store_not_applicable if {
	store := testing.record("AWS::CloudTrail::EventDataStore", testing.arn("cloudtrail", "eventdatastore/s"), {
		"Status": "ENABLED",
		"MultiRegionEnabled": true,
		"AdvancedEventSelectors": [{"FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}]}],
	})
	_kinds([store]) == ["not_applicable"]
}

test_no_generative_ai_not_applicable if {
	testing.kinds(_control, testing.facts([_trail({"LogFileValidationEnabled": false})], {}, [])) == [
		"not_applicable",
	]
}

# The second trail records model calls too, the third one does not.
test_each_trail_that_records_model_calls_is_judged if {
	other := testing.record(
		"AWS::CloudTrail::Trail", testing.arn("cloudtrail", "trail/u"),
		object.union(_good, {"LogFileValidationEnabled": false}),
	)
	third := testing.record(
		"AWS::CloudTrail::Trail", testing.arn("cloudtrail", "trail/v"),
		object.union(object.union(_good, _writes), {"LogFileValidationEnabled": false}),
	)
	testing.verdicts(_control, _facts([_trail({}), other, third, _closed], [])) == {
		["pass", _id, ""],
		["fail", other.id, ""],
	}
}

_denied(records, operation, place) := testing.kinds(_control, _facts(records, [gap])) if {
	gap := testing.gap(operation, place)
}

test_answers_about_the_trail_denied_unknown if {
	every operation in ["GetTrailStatus", "GetEventSelectors"] {
		trail := testing.without(_trail({"KmsKeyId": ""}), operation)
		_denied([trail, _closed], concat(":", ["cloudtrail", operation]), _id) == ["unknown"]
		_kinds([trail, _closed]) == ["unknown"]
	}
}

# It does not log, whatever it records.
test_trail_that_is_off_and_half_read_not_applicable if {
	trail := testing.without(_trail({"GetTrailStatus": {"IsLogging": false}}), "GetEventSelectors")
	_kinds([trail, _closed]) == ["not_applicable"]
}

test_listings_denied_unknown if {
	_denied([], "cloudtrail:DescribeTrails", "us-east-1") == ["unknown"]
	_denied([_trail({})], "s3:ListBuckets", "global") == ["unknown"]
	testing.kinds(
		_control,
		testing.facts([_trail({}), _closed], {}, [testing.gap("bedrock-agent:ListAgents", "us-east-1")]),
	) == ["unknown"]
}

test_bucket_denied_unknown if {
	bucket := testing.without(_closed, "GetBucketPolicyStatus")
	_denied([_trail({}), bucket], "s3:GetBucketPolicyStatus", bucket.id) == ["unknown"]
}

test_fault_beside_a_denied_bucket_fails if {
	bucket := testing.without(_closed, "GetBucketPolicyStatus")
	_denied([_trail({"KmsKeyId": ""}), bucket], "s3:GetBucketPolicyStatus", bucket.id) == ["fail"]
}
