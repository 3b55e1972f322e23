package lens_test.knowledge_base_data_test

import data.lens.lib.knowledge_base_data
import data.lens_test.testing

_arn := testing.iam("role/r")

_role := testing.record("AWS::IAM::Role", _arn, {"Path": "/"})

_index := testing.arn("s3vectors", "bucket/vectors/index/i")

_base(id, more) := testing.record(
	"AWS::Bedrock::KnowledgeBase",
	testing.arn("bedrock", sprintf("knowledge-base/%s", [id])),
	object.union({"roleArn": _arn, "status": "ACTIVE"}, more),
)

_supplement := {"supplementalDataStorageConfiguration": {"storageLocations": [_at("s3://images/kb/")]}}

_at(uri) := {"s3Location": {"uri": uri}}

_first := _base("KB1", {
	"knowledgeBaseConfiguration": {"vectorKnowledgeBaseConfiguration": _supplement},
	"storageConfiguration": {"s3VectorsConfiguration": {
		"vectorBucketArn": testing.arn("s3vectors", "bucket/vectors"),
		"indexName": "i",
	}},
})

_second := _base("KB2", {
	"storageConfiguration": {"rdsConfiguration": {"resourceArn": testing.arn("rds", "cluster:store")}},
	"hidden": {"redacted": {"length": 3, "hmac": "arn"}},
})

_source(base, id, properties) := testing.record(
	"AWS::Bedrock::DataSource",
	sprintf("%s/data-source/%s", [base.id, id]),
	properties,
)

_s3 := _source(_first, "DS1", {
	"dataSourceConfiguration": {"type": "S3", "s3Configuration": {"bucketArn": "arn:aws:s3:::docs"}},
	"vectorIngestionConfiguration": {"customTransformationConfiguration": {
		"intermediateStorage": _at("s3://chunks/x"),
	}},
})

_facts := testing.facts([_role, _first, _second, _s3], {}, [])

test_named_is_what_all_knowledge_bases_with_the_role_name if {
	named := knowledge_base_data.named with input as _facts
	named[_arn] == sort([
		"arn:aws:s3:::chunks", "arn:aws:s3:::docs", "arn:aws:s3:::images", _arn,
		testing.arn("rds", "cluster:store"), testing.arn("s3vectors", "bucket/vectors"), _index,
	])
}

test_sources_and_what_is_written if {
	sources := knowledge_base_data.sources with input as _facts
	sources == {_arn: ["arn:aws:s3:::docs"]}
	written := knowledge_base_data.written with input as _facts
	written == {_arn: ["arn:aws:s3:::chunks", "arn:aws:s3:::images"]}
}

test_what_does_not_show_all_that_it_reads if {
	none := knowledge_base_data.silent with input as _facts
	none == {}
	tables := _base("KB3", {"knowledgeBaseConfiguration": {"sqlKnowledgeBaseConfiguration": {
		"storageConfigurations": [{"awsDataCatalogConfiguration": {"tableNames": ["a.b"]}}],
	}}})
	custom := _source(_first, "DS2", {"dataSourceConfiguration": {"type": "CUSTOM"}})
	managed := "MANAGED_KNOWLEDGE_BASE_CONNECTOR"
	connector := _source(_second, "DS3", {"dataSourceConfiguration": {"type": managed}})
	facts := testing.facts([_role, _first, _second, tables, custom, connector], {}, [])
	silent := knowledge_base_data.silent with input as facts
	silent == {_arn: sort([custom.id, connector.id, tables.id])}
}
