package lens_test.gensec01_bp03.sensitive_data_discovered_test

import data.lens_test.testing

_control := "GENSEC01-BP03/sensitive-data-discovered"

_id := "arn:aws:s3:::docs"

_source := testing.record(
	"AWS::Bedrock::DataSource",
	testing.arn("bedrock", "knowledge-base/MANUALS/data-source/FILES"),
	{
		"status": "AVAILABLE",
		"dataSourceConfiguration": {"type": "S3", "s3Configuration": {"bucketArn": _id}},
	},
)

_in(region) := object.union(
	testing.record("AWS::S3::Bucket", _id, {"Name": "docs", "BucketRegion": region}),
	{"region": "global"},
)

_bucket := _in("us-east-1")

_session(status) := testing.record(
	"AWS::Macie::Session",
	testing.arn("macie2", "session"),
	{"status": status},
)

_told_id := testing.arn("macie2", "bucket/docs")

_told(properties) := testing.record(
	"AWS::Macie::Bucket",
	_told_id,
	object.union({"bucketName": "docs", "accountId": "111122223333"}, properties),
)

_administrator(account, status) := testing.record(
	"AWS::Macie::Administrator",
	testing.arn("macie2", "administrator"),
	{"accountId": account, "relationshipStatus": status},
)

_facts(records, params, gaps) := object.union(
	testing.facts(array.concat([_source], records), {_control: params}, gaps),
	{"started": "2026-03-01T00:00:00Z"},
)

_kinds(records, gaps) := testing.kinds(_control, _facts(records, {}, gaps))

_enabled := [_bucket, _session("ENABLED")]

_with(properties) := array.concat(_enabled, [_told(properties)])

_found(records) := [[r.kind, r.message, r.proof] |
	some r in testing.results(_control, _facts(records, {}, []))
]

_monitored := {"automatedDiscoveryMonitoringStatus": "MONITORED"}

_idle := {
	"automatedDiscoveryMonitoringStatus": "NOT_MONITORED",
	"jobDetails": {"isDefinedInJob": "FALSE", "isMonitoredByJob": "FALSE"},
}

_scanned(time) := object.union(_idle, {"jobDetails": {"isDefinedInJob": "TRUE", "lastJobRunTime": time}})

test_monitored_bucket_passes if _kinds(_with(_monitored), []) == ["pass"]

test_bucket_that_a_job_scanned if {
	_kinds(_with(_scanned("2026-02-15T00:00:00Z")), []) == ["pass"]
	_kinds(_with(_scanned("2026-01-15T00:00:00Z")), []) == ["fail"]
	days := {"max_scan_age_days": 60}
	testing.kinds(_control, _facts(_with(_scanned("2026-01-15T00:00:00Z")), days, [])) == ["pass"]
}

test_bucket_that_nothing_scans_fails if {
	testing.results(_control, _facts(_with(_idle), {}, [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::S3::Bucket", "id": _id, "region": "us-east-1", "item": ""},
		"message": "neither automated discovery nor a job of the last 30 days looks for sensitive data",
		"proof": [{"id": _told_id, "pointer": "/properties"}],
		"causes": [],
	}]
}

test_status_that_is_not_shown_unknown if {
	job := {"jobDetails": _scanned("2026-02-15T00:00:00Z").jobDetails}
	_kinds(_with({}), []) == ["unknown"]
	_kinds(_with(job), []) == ["pass"]
}

test_macie_that_is_off_fails if {
	_found([_bucket]) == [["fail", "Amazon Macie is not enabled", []]]
	_kinds([_bucket], [testing.gap("macie2:GetMacieSession", "us-east-1")]) == ["unknown"]
	_kinds([_bucket], [testing.gap("macie2:GetMacieSession", "eu-west-1")]) == ["fail"]
}

test_macie_that_is_paused_fails if {
	paused := _session("PAUSED")
	_found([_bucket, paused, _told(_monitored)]) == [[
		"fail",
		"Amazon Macie is paused",
		[{"id": paused.id, "pointer": "/properties/status"}],
	]]
}

test_bucket_that_macie_cannot_read_fails if {
	expected := [[
		"fail",
		`Amazon Macie cannot read it: "ACCESS_DENIED"`,
		[{"id": _told_id, "pointer": "/properties/errorCode"}],
	]]
	_found(_with(object.union(_monitored, {"errorCode": "ACCESS_DENIED"}))) == expected
	_found(_with(object.union(_scanned("2026-02-28T00:00:00Z"), {"errorCode": "ACCESS_DENIED"}))) == expected
}

_with_administrator(properties, account, status) := array.concat(
	_with(properties),
	[_administrator(account, status)],
)

test_bucket_of_a_member_of_an_organization if {
	_found(_with_administrator(_idle, "222233334444", "Enabled")) == [[
		"unknown",
		`account "222233334444" administers Amazon Macie, and alone can show whether it scans`,
		[],
	]]
	_kinds(_with_administrator(_monitored, "222233334444", "Enabled"), []) == ["pass"]
	_kinds(_with_administrator(_idle, "222233334444", "Invited"), []) == ["fail"]
	_kinds(_with_administrator(_idle, "111122223333", "Enabled"), []) == ["fail"]
}

test_administrator_that_was_denied_unknown if {
	denied := [testing.gap("macie2:GetAdministratorAccount", "us-east-1")]
	_kinds(_with(_idle), denied) == ["unknown"]
	_kinds(_with(_monitored), denied) == ["pass"]
}

test_bucket_that_macie_does_not_show_unknown if {
	_found(_enabled) == [["unknown", "Amazon Macie does not show it", []]]
	_kinds(_enabled, [testing.gap("macie2:DescribeBuckets", "us-east-1")]) == ["unknown"]
}

test_region_where_macie_was_not_asked_unknown if {
	_found([_in("eu-west-1"), _session("ENABLED"), _told(_monitored)]) == [[
		"unknown",
		"the scan did not ask Amazon Macie in its Region",
		[],
	]]
	unplaced := testing.record("AWS::S3::Bucket", _id, {"Name": "docs"})
	_kinds([object.union(unplaced, {"region": "global"}), _session("ENABLED")], []) == ["unknown"]
}

test_bucket_that_the_account_does_not_list_unknown if {
	_found([_session("ENABLED")]) == [[
		"unknown",
		"it does not exist or belongs to another account, which alone can show whether it is scanned",
		[],
	]]
}

test_listing_that_was_denied_unknown if {
	denied := [testing.gap("bedrock-agent:GetDataSource", "us-east-1")]
	testing.kinds(_control, testing.facts([_bucket], {}, denied)) == ["unknown"]
	sort(_kinds(_with(_monitored), denied)) == ["pass", "unknown"]
}

test_only_buckets_that_models_read_not_applicable if {
	testing.kinds(_control, testing.facts([_bucket, _session("PAUSED")], {}, [])) == ["not_applicable"]
}
