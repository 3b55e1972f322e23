package lens_test.stores_test

import data.lens.lib.stores
import data.lens_test.testing

_table(properties) := testing.record(
	"AWS::DynamoDB::Table",
	testing.arn("dynamodb", "table/feedback"),
	properties,
)

_bucket(properties) := testing.record(
	"AWS::S3::Bucket",
	"arn:aws:s3:::feedback",
	object.union({"Name": "feedback"}, properties),
)

_recovery(status) := {"PointInTimeRecoveryDescription": {"PointInTimeRecoveryStatus": status}}

_faults(r) := {message | some [message, _, _] in stores.faults(r)}

test_faults if {
	_faults(_table(object.union({"TableStatus": "ACTIVE"}, _recovery("ENABLED")))) == set()
	_faults(_table(object.union({"TableStatus": "UPDATING"}, _recovery("ENABLED")))) == set()
	_faults(_table(object.union({"TableStatus": "ARCHIVED"}, _recovery("ENABLED")))) == {"not-active"}
	_faults(_table(object.union({"TableStatus": "ACTIVE"}, _recovery("DISABLED")))) == {"no-recovery"}
	_faults(_bucket({"GetBucketVersioning": {"Status": "Enabled"}})) == set()
	_faults(_bucket({"GetBucketVersioning": {"Status": "Suspended"}})) == {"not-versioned"}
	_faults(_bucket({"GetBucketVersioning": {}})) == {"not-versioned"}
	_faults(_bucket({})) == set()
}

test_told if {
	stores.told(_table(object.union({"TableStatus": "ACTIVE"}, _recovery("ENABLED"))))
	not stores.told(_table({"TableStatus": "ACTIVE"}))
	stores.told(_bucket({"GetBucketVersioning": {}}))
	not stores.told(_bucket({}))
}

test_places if {
	document := testing.facts([], {}, [])
	other := "arn:aws:dynamodb:us-east-1:999999999999:table/x"
	stores.elsewhere(other) with input as document
	not stores.elsewhere("arn:aws:dynamodb:us-east-1:1111*:table/x") with input as document
	not stores.elsewhere("arn:aws:s3:::x") with input as document
	stores.unread("arn:aws:dynamodb:ap-south-1:*:table/x") with input as document
	not stores.unread("arn:aws:dynamodb:eu-*:*:table/x") with input as document
	not stores.unread("arn:aws:s3:::x") with input as document
	stores.listing(other) == "dynamodb:ListTables"
	stores.listing("arn:aws:s3:::x") == "s3:ListBuckets"
}

test_patterns_match_own_tables_and_buckets if {
	foreign := testing.record("AWS::S3::Bucket", "arn:aws:s3:::feedback-of-others", {})
	records := [_table({}), _bucket({}), foreign]
	patterns := ["arn:aws:dynamodb:*:*:table/feed*", "arn:aws:s3:::feedback*", "arn:aws:s3:::x"]
	declared := {"workload": {"feedback": {"stores": patterns}}}
	document := object.union(testing.facts(records, {}, []), declared)
	found := stores.matching with input as document
	{[store, r.id] | some store, list in found; some r in list} == {
		[patterns[0], records[0].id],
		[patterns[1], records[1].id],
	}
}
