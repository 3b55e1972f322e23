package lens_test.lib.replication_test

import data.lens.lib.replication
import data.lens_test.testing

_bucket(name, region) := testing.record(
	"AWS::S3::Bucket",
	sprintf("arn:aws:s3:::%s", [name]),
	{"Name": name, "BucketRegion": region},
)

_docs := _bucket("docs", "us-east-1")

_copy := _bucket("copy", "eu-west-1")

_source(more, rules) := testing.record(
	"AWS::Bedrock::DataSource",
	testing.arn("bedrock", "knowledge-base/KB/data-source/DS"),
	{
		"dataSourceConfiguration": {"s3Configuration": object.union({"bucketArn": _docs.id}, more)},
		"GetBucketReplication": {"ReplicationConfiguration": {"Rules": rules}},
	},
)

_rule(members) := object.union({"Status": "Enabled", "Destination": {"Bucket": _copy.id}}, members)

_fault(source, records) := found if {
	document := testing.facts(array.concat(records, [source]), {}, [])
	found := replication.fault(_docs.id, "eu-west-1") with input as document
}

_with(rules) := _fault(_source({}, rules), [_docs, _copy])

test_faults if {
	_with([_rule({})]) == ""
	_with([]) == "no-rule"
	_with([_rule({"Status": "Disabled"})]) == "no-rule"
	_with([_rule({"Prefix": "a/"})]) == "not-all"
	_with([_rule({"Filter": {}})]) == "no-deletions"
	_with([_rule({"DeleteMarkerReplication": {"Status": "Disabled"}})]) == "no-deletions"
	_with([_rule({"DeleteMarkerReplication": {"Status": "Enabled"}})]) == ""
	_fault(_source({}, [_rule({})]), [_docs]) == "destination"
}

test_folders if {
	_fault(_source({"inclusionPrefixes": ["a/b"]}, [_rule({"Prefix": "a/"})]), [_docs, _copy]) == ""
	_fault(_source({"inclusionPrefixes": ["b/"]}, [_rule({"Prefix": "a/"})]), [_docs, _copy]) == "not-all"
	_fault(_source({"inclusionPrefixes": []}, [_rule({"Prefix": "a/"})]), [_docs, _copy]) == "not-all"
}

# What is missing of the bucket in eu-west-1, whose data source reads a folder of it.
_fault_of_copy(folder, rule) := found if {
	source := _source({"inclusionPrefixes": ["a/"]}, [_rule(rule)])
	other := testing.record_in(
		"eu-west-1", "AWS::Bedrock::DataSource",
		"arn:aws:bedrock:eu-west-1:111122223333:knowledge-base/KB2/data-source/DS",
		{
			"dataSourceConfiguration": {"s3Configuration": {"bucketArn": _copy.id, "inclusionPrefixes": [folder]}},
			"GetBucketReplication": {"absent": "ReplicationConfigurationNotFoundError"},
		},
	)
	document := testing.facts([_docs, _copy, source, other], {}, [])
	found := replication.fault(_copy.id, "us-east-1") with input as document
}

test_bucket_that_is_a_copy if {
	_fault_of_copy("a/", {"Prefix": "a/"}) == ""
	_fault_of_copy("a/b/", {"Prefix": "a/"}) == ""
	_fault_of_copy("", {"Prefix": "a/"}) == ""
	_fault_of_copy("b/", {"Prefix": ""}) == ""

	# Nothing copies this folder.
	_fault_of_copy("b/", {"Prefix": "a/"}) == "no-rule"
}

test_data_source_that_is_being_deleted if {
	source := _source({}, [])
	deleting := {"properties": object.union(source.properties, {"status": "DELETING"})}
	facts := testing.facts([_docs, object.union(object.remove(source, ["properties"]), deleting)], {}, [])
	replication.sources == {} with input as facts
}

_foreign(source, records) if {
	document := testing.facts(array.concat(records, [source]), {}, [])
	replication.foreign(_docs.id) with input as document
}

test_foreign if {
	_foreign(_source({}, []), [])
	_foreign(_source({"bucketOwnerAccountId": "222233334444"}, []), [_docs])
	not _foreign(_source({"bucketOwnerAccountId": "111122223333"}, []), [_docs])
}

test_place if {
	document := testing.facts([_source({}, [])], {}, [])
	replication.place(_docs.id) == "us-east-1" with input as document
}

_versioned(answer) := found if {
	source := object.union(_source({}, []), {"properties": {"GetBucketVersioning": answer}})
	document := testing.facts([source], {}, [])
	found := replication.versioned(_docs.id) with input as document
}

test_versioned if {
	_versioned({"Status": "Enabled"})
	_versioned({"Status": "Suspended"}) == false
	_versioned({}) == false
	not _versioned({"absent": "NoSuchBucket"})
}

test_read_and_proof if {
	document := testing.facts([_source({}, [])], {}, [])
	replication.read(_docs.id) with input as document
	found := replication.proof(_docs.id, "GetBucketReplication") with input as document
	found == [{"id": _source({}, []).id, "pointer": "/properties/GetBucketReplication"}]
}
