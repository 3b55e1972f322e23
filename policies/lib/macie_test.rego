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

_told(properties) := {"properties": properties}

_document_of_march := object.union(_document([]), {"started": "2026-03-01T00:00:00Z"})

_scans(properties, days) if macie.scans(_told(properties), days) with input as _document_of_march

test_scans if {
	_scans({"automatedDiscoveryMonitoringStatus": "MONITORED"}, 30)
	not _scans({"automatedDiscoveryMonitoringStatus": "NOT_MONITORED"}, 30)
	not _scans({"jobDetails": {"isDefinedInJob": "TRUE"}}, 30)
	_scans({"jobDetails": {"lastJobRunTime": "2026-01-31T00:00:00Z"}}, 30)
	not _scans({"jobDetails": {"lastJobRunTime": "2026-01-31T00:00:00Z"}}, 20)
}

test_says if {
	macie.says(_told({"automatedDiscoveryMonitoringStatus": "NOT_MONITORED"}))
	macie.says(_told({"errorCode": "ACCESS_DENIED"}))
	not macie.says(_told({}))
}
