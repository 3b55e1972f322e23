package lens_test.genops01_bp02.feedback_store_durable_test

import data.lens_test.testing

_control := "GENOPS01-BP02/feedback-store-durable"

_agent := testing.record("AWS::Bedrock::Agent", testing.arn("bedrock", "agent/HELPER"), {})

_table := testing.arn("dynamodb", "table/feedback")

_feedback(status, recovery) := testing.record("AWS::DynamoDB::Table", _table, {
	"TableStatus": status,
	"PointInTimeRecoveryDescription": {"PointInTimeRecoveryStatus": recovery},
})

_bucket := "arn:aws:s3:::feedback"

_versions(answer) := testing.record(
	"AWS::S3::Bucket",
	_bucket,
	{"Name": "feedback", "GetBucketVersioning": answer},
)

_facts(records, gaps, declared) := object.union(testing.facts(records, {}, gaps), {"workload": declared})

_stores(list) := {"feedback": {"stores": list}}

_kinds(records, gaps, list) := testing.kinds(_control, _facts(records, gaps, _stores(list)))

_messages(records, list) := testing.messages(_control, _facts(records, [], _stores(list)))

test_nothing_declared_review if {
	testing.results(_control, _facts([_agent], [], {})) == [{
		"kind": "review",
		"subject": {
			"type": "AWS::Account",
			"id": "arn:aws:iam::111122223333:root",
			"region": "global",
			"item": "",
		},
		"message": data.lens.catalog.genops01_bp02.feedback_store_durable.messages.undeclared,
		"proof": [],
		"causes": [],
	}]
}

test_no_generative_ai_not_applicable if _kinds([], [], [_table]) == ["not_applicable"]

test_protected_stores_pass if {
	records := [_agent, _feedback("ACTIVE", "ENABLED"), _versions({"Status": "Enabled"})]
	testing.verdicts(_control, _facts(records, [], _stores([_table, _bucket]))) == {
		["pass", "arn:aws:iam::111122223333:root", _table],
		["pass", "arn:aws:iam::111122223333:root", _bucket],
	}
}

test_missing_store_fails if {
	_messages([_agent], [_table]) == ["it was not found in this account"]
	_messages([_agent], [_bucket]) == ["it was not found in this account"]
}

test_table_without_recovery_fails if {
	_messages([_agent, _feedback("ACTIVE", "DISABLED")], [_table]) == [
		`table "feedback" has point-in-time recovery off`,
	]
}

test_table_that_is_deleted_fails if {
	_messages([_agent, _feedback("DELETING", "ENABLED")], [_table]) == [
		`the status of table "feedback" is "DELETING"`,
	]
}

test_bucket_without_versions_fails if {
	document := _facts([_agent, _versions({})], [], _stores([_bucket]))
	testing.messages(_control, document) == [`bucket "feedback" does not keep old versions of objects`]
	testing.proofs(_control, document) == [{"id": _bucket, "pointer": "/properties/GetBucketVersioning"}]
}

test_store_of_another_account_review if {
	_kinds([_agent], [], ["arn:aws:dynamodb:us-east-1:999999999999:table/feedback"]) == ["review"]
}

test_region_that_was_not_read_unknown if {
	store := "arn:aws:dynamodb:ap-south-1:111122223333:table/feedback"
	_messages([_agent], [store]) == ["its Region was not read"]
}

test_table_that_was_not_described_unknown if {
	listed := testing.record("AWS::DynamoDB::Table", _table, {"TableName": "feedback"})
	_messages([_agent, listed], [_table]) == [
		`"feedback" was not declared yet when the account was read: scan again`,
	]
}

test_denied_listing_unknown if {
	_kinds([_agent], [testing.gap("dynamodb:ListTables", "us-east-1")], [_table]) == ["unknown"]
	_kinds([_agent], [testing.gap("s3:ListBuckets", "global")], [_bucket]) == ["unknown"]
}

test_denied_detail_unknown if {
	listed := testing.record("AWS::DynamoDB::Table", _table, {"TableName": "feedback"})
	_kinds([_agent, listed], [testing.gap("dynamodb:DescribeTable", _table)], [_table]) == ["unknown"]
}

test_fault_beside_a_gap_fails if {
	gap := testing.gap("dynamodb:DescribeTable", _table)
	_kinds([_agent, _feedback("ACTIVE", "DISABLED")], [gap], [_table]) == ["fail"]
}
