package lens_test.macie_test

import data.lens.lib.macie
import data.lens_test.testing

_record(type, path, properties) := testing.record(type, testing.arn("macie2", path), properties)

_document(records) := testing.facts(records, {}, [])

_session(status) := _document([_record("AWS::Macie::Session", "session", {"status": status})])

test_session if {
	on := _session("ENABLED")
	macie.session("us-east-1").properties.status == "ENABLED" with input as on
	macie.works("us-east-1") with input as on
	not macie.works("eu-west-1") with input as on
	paused := _session("PAUSED")
	not macie.works("us-east-1") with input as paused
}

test_bucket if {
	document := _document([_record("AWS::Macie::Bucket", "bucket/docs", {"bucketName": "docs"})])
	macie.bucket("us-east-1", "docs").properties.bucketName == "docs" with input as document
	not macie.bucket("us-east-1", "other") with input as document
	not macie.bucket("eu-west-1", "docs") with input as document
}

test_regions_where_macie_was_asked if {
	document := _document([_record("AWS::Bedrock::DataSource", "ds", {})])
	macie.asked == {"us-east-1"} with input as document
}

_administrator(properties) := found if {
	document := _document([_record("AWS::Macie::Administrator", "administrator", properties)])
	found := macie.administrator("us-east-1") with input as document
}

test_administrator if {
	_administrator({"accountId": "222233334444", "relationshipStatus": "Enabled"}) == "222233334444"
	_administrator({"accountId": "222233334444"}) == "222233334444"
	not _administrator({"accountId": "222233334444", "relationshipStatus": "Invited"})
	not _administrator({"accountId": "111122223333", "relationshipStatus": "Enabled"})
}
