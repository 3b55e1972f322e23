package lens_test.data_event_stores_test

import data.lens.lib.data_event_stores
import data.lens_test.testing

_bucket(name, more) := testing.record_in(
	"global",
	"AWS::S3::Bucket",
	sprintf("arn:aws:s3:::%s", [name]),
	object.union({"Name": name}, more),
)

_source(config) := testing.record(
	"AWS::Bedrock::DataSource", testing.arn("bedrock", "knowledge-base/K/data-source/D"),
	{"status": "AVAILABLE", "dataSourceConfiguration": {"type": "S3", "s3Configuration": config}},
)

_docs := {"bucketArn": "arn:aws:s3:::docs"}

# {[id of the store, lack, type, Region, stem], ...}
_needs(records) := {[n.subject.id, n.lack, n.type, n.region, n.stem] | some n in found} if {
	document := testing.facts(records, {}, [])
	found := data_event_stores.needs(180) with input as document
}

_others(records) := {s.id | some s in found} if {
	document := testing.facts(records, {}, [])
	found := data_event_stores.others(180) with input as document
}

_object(region, stem) := {["arn:aws:s3:::docs", "store-missing", "AWS::S3::Object", region, stem]}

test_source_buckets if {
	here := _bucket("docs", {"BucketRegion": "us-east-1"})
	_needs([_source(_docs), here]) == _object("us-east-1", "arn:aws:s3:::docs/")
	_needs([_source(_docs), _bucket("docs", {})]) == _object("global", "arn:aws:s3:::docs/")
	some_folders := object.union(_docs, {"inclusionPrefixes": ["manuals/", "faq/"]})
	_needs([_source(some_folders), here]) == union({
		_object("us-east-1", "arn:aws:s3:::docs/manuals/"),
		_object("us-east-1", "arn:aws:s3:::docs/faq/"),
	})
	_needs([_source(_docs), _bucket("other", {})]) == set()
	_others([_source(_docs), _bucket("other", {})]) == {"arn:aws:s3:::docs"}
	_others([_source(_docs), here]) == set()
}

test_data_source_that_is_being_deleted if {
	source := _source(_docs)
	deleting := object.union(source, {"properties": {"status": "DELETING"}})
	_needs([deleting, _bucket("docs", {})]) == set()
}

_job(created, uri) := testing.record(
	"AWS::Bedrock::ModelCustomizationJob", testing.arn("bedrock", "model-customization-job/j"),
	{"creationTime": created, "trainingDataConfig": {"s3Uri": uri}},
)

test_training_buckets if {
	bucket := _bucket("docs", {"BucketRegion": "us-east-1"})
	_needs([_job("2026-07-01T00:00:00Z", "s3://docs/train.jsonl"), bucket]) == _object(
		"us-east-1",
		"arn:aws:s3:::docs/train.jsonl",
	)
	_needs([_job("2026-07-01T00:00:00Z", "s3://docs"), bucket]) == _object("us-east-1", "arn:aws:s3:::docs/")
	_needs([_job("2025-07-01T00:00:00Z", "s3://docs/train.jsonl"), bucket]) == set()
}

test_log_buckets if {
	browser := testing.record(
		"AWS::BedrockAgentCore::BrowserCustom",
		testing.arn("bedrock-agentcore", "browser-custom/b"),
		{"recording": {"enabled": true, "s3Location": {"bucket": "docs", "prefix": "sessions"}}},
	)
	bucket := _bucket("docs", {"BucketRegion": "eu-west-1"})
	_needs([browser, bucket]) == _object("eu-west-1", "arn:aws:s3:::docs/sessions/")
	_others([browser]) == {"arn:aws:s3:::docs"}
}

test_vector_buckets if {
	id := testing.arn("s3vectors", "bucket/v")
	_needs([testing.record("AWS::S3Vectors::VectorBucket", id, {"vectorBucketName": "v"})]) == {
		[id, "store-missing", "AWS::S3Vectors::VectorBucket", "us-east-1", id],
		[id, "indexes-missing", "AWS::S3Vectors::Index", "us-east-1", concat("", [id, "/index/"])],
	}
	foreign := "arn:aws:s3vectors:us-east-1:999900001111:bucket/v"
	_others([testing.record("AWS::S3Vectors::VectorBucket", foreign, {"vectorBucketName": "v"})]) == {foreign}
}

_base(storage) := testing.record(
	"AWS::Bedrock::KnowledgeBase", testing.arn("bedrock", "knowledge-base/K"),
	{"status": "ACTIVE", "knowledgeBaseConfiguration": {"type": "VECTOR"}, "storageConfiguration": storage},
)

test_collections if {
	id := testing.arn("aoss", "collection/c")
	vectors := {"name": "c", "type": "VECTORSEARCH"}
	_needs([testing.record("AWS::OpenSearchServerless::Collection", id, vectors)]) == {
		[id, "store-missing", "AWS::AOSS::Collection", "us-east-1", id],
	}
	base := _base({"type": "OPENSEARCH_SERVERLESS", "opensearchServerlessConfiguration": {"collectionArn": id}})
	_needs([base]) == set()
	_others([base]) == {id}
}

test_clusters if {
	id := "arn:aws:rds:eu-west-1:111122223333:cluster:c"
	_needs([_base({"type": "RDS", "rdsConfiguration": {"resourceArn": id}})]) == {
		[id, "store-missing", "AWS::RDS::DBCluster", "eu-west-1", id],
	}
}

_group(arn) := testing.record(
	"AWS::Bedrock::AgentActionGroup", testing.arn("bedrock", "agent/A/DRAFT/G"),
	{"actionGroupState": "ENABLED", "actionGroupExecutor": {"lambda": arn}},
)

test_functions if {
	id := testing.arn("lambda", "function:f")
	_needs([_group(concat(":", [id, "live"]))]) == {
		[id, "store-missing", "AWS::Lambda::Function", "us-east-1", id],
	}
	foreign := "arn:aws:lambda:us-east-1:999900001111:function:f"
	_others([_group(foreign)]) == {foreign}
}

_application(more) := testing.record("AWS::QBusiness::Application", id, more) if {
	id := testing.arn("qbusiness", "application/a")
}

test_applications if {
	id := testing.arn("qbusiness", "application/a")
	own := [id, "store-missing", "AWS::QBusiness::Application", "us-east-1", id]
	_needs([_application({"status": "ACTIVE"})]) == {own}
	_needs([_application({"qAppsConfiguration": {"qAppsControlMode": "DISABLED"}})]) == {own}
	_needs([_application({"qAppsConfiguration": {"qAppsControlMode": "ENABLED"}})]) == {
		own,
		[id, "apps-missing", "AWS::QApps::QApp", "us-east-1", testing.arn("qapps", "application/a/qapp/")],
	}
}

_endpoint := testing.record("AWS::SageMaker::Endpoint", testing.arn("sagemaker", "endpoint/e"), {
	"EndpointName": "e",
	"EndpointStatus": "InService",
	"DescribeEndpointConfig": {"ProductionVariants": [{"VariantName": "v", "InstanceType": "ml.g5.xlarge"}]},
})

test_endpoints if {
	id := _endpoint.id
	_needs([_endpoint]) == {[id, "store-missing", "AWS::SageMaker::Endpoint", "us-east-1", id]}
	_needs([object.union(_endpoint, {"properties": {"EndpointStatus": "Failed"}})]) == set()
}

_trail(resources, kind) := testing.record("AWS::CloudTrail::Trail", testing.arn("cloudtrail", "trail/t"), {
	"IsMultiRegionTrail": true,
	"GetTrailStatus": {"IsLogging": true},
	"GetEventSelectors": {"EventSelectors": [{"ReadWriteType": kind, "DataResources": resources}]},
})

_recorded(need, trail) if {
	document := testing.facts([trail], {}, [])
	data_event_stores.recorded(need) with input as document
}

test_functions_have_no_reads if {
	id := testing.arn("lambda", "function:f")
	need := {"type": "AWS::Lambda::Function", "region": "us-east-1", "stem": id}
	_recorded(need, _trail([{"Type": "AWS::Lambda::Function", "Values": ["arn:aws:lambda"]}], "WriteOnly"))
	_recorded(need, _trail([{"Type": "AWS::Lambda::Function", "Values": [id]}], "All"))
	not _recorded(need, _trail([{"Type": "AWS::Lambda::Function", "Values": ["arn:aws:lambda"]}], "ReadOnly"))
}

test_stores_have_reads_and_writes if {
	need := {"type": "AWS::S3::Object", "region": "us-east-1", "stem": "arn:aws:s3:::docs/"}
	_recorded(need, _trail([{"Type": "AWS::S3::Object", "Values": ["arn:aws:s3:::docs/"]}], "All"))
	not _recorded(need, _trail([{"Type": "AWS::S3::Object", "Values": ["arn:aws:s3"]}], "WriteOnly"))
}
