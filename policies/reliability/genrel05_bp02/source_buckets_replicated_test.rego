package lens_test.genrel05_bp02.source_buckets_replicated_test

import data.lens_test.testing

_control := "GENREL05-BP02/source-buckets-replicated"

_regions := ["us-east-1", "eu-west-1"]

_bucket(name, region) := testing.record(
	"AWS::S3::Bucket",
	sprintf("arn:aws:s3:::%s", [name]),
	{"Name": name, "BucketRegion": region},
)

_docs := _bucket("docs", "us-east-1")

_copy := _bucket("copy", "eu-west-1")

# A data source that reads a bucket, with what was read about the bucket.
_source(region, bucket, more, rules) := testing.record_in(
	region, "AWS::Bedrock::DataSource",
	sprintf("arn:aws:bedrock:%s:111122223333:knowledge-base/KB/data-source/%s", [region, bucket.name]),
	{
		"dataSourceConfiguration": {
			"type": "S3",
			"s3Configuration": object.union({"bucketArn": bucket.id}, more),
		},
		"GetBucketVersioning": {"Status": "Enabled"},
		"GetBucketReplication": rules,
	},
)

_rule(members) := object.union(
	{
		"Status": "Enabled",
		"Filter": {},
		"Destination": {"Bucket": _copy.id},
		"DeleteMarkerReplication": {"Status": "Enabled"},
	},
	members,
)

_rules(list) := {"ReplicationConfiguration": {"Rules": list}}

_reads(rules) := _source("us-east-1", _docs, {}, rules)

_document(records, gaps) := object.union(
	testing.facts(records, {}, gaps),
	{"workload": {"regions": _regions}},
)

_kinds(records, gaps) := testing.kinds(_control, _document(records, gaps))

_messages(records) := testing.messages(_control, _document(records, []))

# The verdict on the bucket with one rule.
_kind(rule) := _kinds([_docs, _copy, _reads(_rules([rule]))], [])[0]

test_no_rules_fail if {
	source := _reads({"absent": "ReplicationConfigurationNotFoundError"})
	testing.results(_control, _document([_docs, _copy, source], [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::S3::Bucket", "id": _docs.id, "region": "us-east-1", "item": ""},
		"message": `no enabled rule replicates it to "eu-west-1"`,
		"proof": [{"id": source.id, "pointer": "/properties/GetBucketReplication"}],
		"causes": [],
	}]
}

test_rules if {
	_kind(_rule({})) == "pass"
	_kind(_rule({"Filter": {"Prefix": ""}})) == "pass"
	_kind(_rule({"Status": "Disabled"})) == "fail"
	_kind(_rule({"Filter": {"Prefix": "manuals/"}})) == "fail"
	_kind(_rule({"Filter": {"Tag": {"Key": "a", "Value": "b"}}})) == "fail"
	_kind(_rule({"Filter": {"And": {"Prefix": "", "Tags": [{"Key": "a", "Value": "b"}]}}})) == "fail"
	_kind(_rule({"Filter": {"Not": {"Prefix": "drafts/"}}})) == "fail"
	_kind(_rule({"DeleteMarkerReplication": {"Status": "Disabled"}})) == "fail"
	_kind(_rule({"Destination": {"Bucket": _docs.id}})) == "fail"
}

test_rule_of_version_1_copies_deletions if {
	old := {"Status": "Enabled", "Prefix": "", "Destination": {"Bucket": _copy.id}}
	_kind(old) == "pass"
	_kind(object.union(old, {"Prefix": "manuals/"})) == "fail"
}

test_messages if {
	_messages([_docs, _copy, _reads(_rules([_rule({"Filter": {"Prefix": "x/"}})]))]) == [
		`its rules do not replicate to "eu-west-1" all that data sources read`,
	]
	_messages([_docs, _copy, _reads(_rules([_rule({"DeleteMarkerReplication": {"Status": "Disabled"}})]))]) == [
		`its rules do not replicate deletions to "eu-west-1"`,
	]
}

test_folders_that_the_data_source_reads if {
	reads := {"inclusionPrefixes": ["manuals/", "letters/"]}
	manuals := _rule({"Filter": {"Prefix": "manuals/"}})
	letters := _rule({"Filter": {"Prefix": "l"}})
	_kinds([_docs, _copy, _source("us-east-1", _docs, reads, _rules([manuals, letters]))], []) == ["pass"]
	_kinds([_docs, _copy, _source("us-east-1", _docs, reads, _rules([manuals]))], []) == ["fail"]
}

test_versioning if {
	source := _reads(_rules([_rule({})]))
	suspended := object.union(source, {"properties": {"GetBucketVersioning": {"Status": "Suspended"}}})
	_messages([_docs, _copy, suspended]) == ["its versioning is not enabled"]
	never := testing.without(source, "GetBucketVersioning")
	_kinds([_docs, _copy, object.union(never, {"properties": {"GetBucketVersioning": {}}})], []) == ["fail"]
}

# The copy has no rules of its own.
test_copy_of_a_bucket_passes if {
	copied := _source("eu-west-1", _copy, {}, {"absent": "ReplicationConfigurationNotFoundError"})
	_kinds([_docs, _copy, _reads(_rules([_rule({})])), copied], []) == ["pass", "pass"]
	_kinds([_docs, _copy, _reads(_rules([_rule({"Status": "Disabled"})])), copied], []) == ["fail", "fail"]
}

test_destination_that_is_not_listed_unknown if {
	far := _rule({"Destination": {"Bucket": "arn:aws:s3:::elsewhere"}})
	_kinds([_docs, _reads(_rules([far]))], []) == ["unknown"]
	_messages([_docs, _reads(_rules([far]))]) == [concat("", [
		`whether it is replicated to "eu-west-1" is not known, `,
		"because the Region of one of its destination buckets is not shown",
	])]
}

test_bucket_without_a_region_unknown if {
	bare := testing.without(_docs, "BucketRegion")
	_messages([bare, _copy, _reads(_rules([_rule({})]))]) == ["AWS does not show in which Region it is"]
}

test_bucket_of_another_account_asks if {
	source := _reads({"absent": "ReplicationConfigurationNotFoundError"})
	_kinds([_copy, source], []) == ["review"]
	_messages([_copy, source]) == [concat("", [
		"it is not one of this account's buckets, ",
		"so its owner must say whether it is replicated",
	])]
	named := _source("us-east-1", _docs, {"bucketOwnerAccountId": "222233334444"}, {})
	_kinds([_docs, _copy, named], [testing.gap("s3:GetBucketReplication", named.id)]) == ["review"]
	own := _source("us-east-1", _docs, {"bucketOwnerAccountId": "111122223333"}, _rules([_rule({})]))
	_kinds([_docs, _copy, own], []) == ["pass"]
}

test_lost_calls_unknown if {
	source := _reads(_rules([_rule({})]))
	unread := testing.without(source, "GetBucketReplication")
	_kinds([_docs, _copy, unread], [testing.gap("s3:GetBucketReplication", source.id)]) == ["unknown"]
	dark := testing.without(source, "GetBucketVersioning")
	_kinds([_docs, _copy, dark], [testing.gap("s3:GetBucketVersioning", source.id)]) == ["unknown"]
	_kinds([source], [testing.gap("s3:ListBuckets", "global")]) == ["unknown"]
	_kinds([], [testing.gap("bedrock-agent:GetDataSource", "us-east-1")]) == ["unknown"]
	_kinds([_docs, _copy, source], [testing.gap("bedrock-agent:ListKnowledgeBases", "eu-west-1")]) == [
		"pass",
		"unknown",
	]
}

test_nothing_to_judge if {
	_kinds([_docs], []) == ["not_applicable"]
	source := _reads(_rules([]))
	one := object.union(testing.facts([_docs, source], {}, []), {"workload": {"regions": ["us-east-1"]}})
	testing.kinds(_control, one) == ["not_applicable"]
}

test_nothing_declared_asks if {
	document := testing.facts([_docs, _reads(_rules([]))], {}, [])
	testing.kinds(_control, document) == ["review"]
	testing.messages(_control, document) == [concat("", [
		"nobody has declared in which Regions the workload must be available: name them under ",
		`workload.regions in genai-lens.yaml (found in "us-east-1")`,
	])]
}
