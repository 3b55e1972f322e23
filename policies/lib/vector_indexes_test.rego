package lens_test.vector_indexes_test

import data.lens.lib.vector_indexes
import data.lens_test.testing

_base(properties) := testing.record(
	"AWS::Bedrock::KnowledgeBase",
	testing.arn("bedrock", "knowledge-base/KB"),
	object.union({"status": "ACTIVE", "knowledgeBaseConfiguration": {"type": "VECTOR"}}, properties),
)

_s3 := _base({
	"storageConfiguration": {"type": "S3_VECTORS"},
	"GetIndex": {"dimension": 256, "distanceMetric": "cosine"},
})

_searched(kind, member, fields) := _base({
	"storageConfiguration": {"type": kind, member: {"fieldMapping": {"vectorField": "v"}}},
	"GetIndex": {"fields": fields},
})

_serverless(fields) := _searched("OPENSEARCH_SERVERLESS", "opensearchServerlessConfiguration", fields)

_managed(fields) := _searched("OPENSEARCH_MANAGED_CLUSTER", "opensearchManagedClusterConfiguration", fields)

_graph(properties) := testing.record(
	"AWS::NeptuneGraph::Graph",
	testing.arn("neptune-graph", "graph/g-1"),
	properties,
)

_graphed := _base({"storageConfiguration": {
	"type": "NEPTUNE_ANALYTICS",
	"neptuneAnalyticsConfiguration": {"graphArn": _graph({}).id},
}})

_bases(records) := count(found) if {
	facts := testing.facts(records, {}, [])
	found := vector_indexes.bases({"S3_VECTORS"}) with input as facts
}

test_bases_with_such_a_store if {
	_bases([_s3]) == 1
	_bases([_serverless([])]) == 0
	_bases([testing.without(_base({}), "knowledgeBaseConfiguration")]) == 1
	_bases([_base({})]) == 0
}

test_dimensions if {
	vector_indexes.dimension(_s3) == 256
	vector_indexes.dimension(_serverless([{"name": "v", "dimension": 512}])) == 512
	vector_indexes.dimension(_managed([{"name": "w", "dimension": 8}, {"name": "v", "dimension": 512}])) == 512
	not vector_indexes.dimension(_serverless([{"name": "w", "dimension": 512}]))
	not vector_indexes.dimension(_serverless([]))
}

_of_graph(properties) := number if {
	facts := testing.facts([_graph(properties)], {}, [])
	number := vector_indexes.dimension(_graphed) with input as facts
}

test_dimensions_of_a_graph if {
	_of_graph({"vectorSearchConfiguration": {"dimension": 1024}}) == 1024
	not _of_graph({})
}

test_metrics if {
	vector_indexes.metric(_s3) == "cosine"
	vector_indexes.metric(_serverless([{"name": "v", "space_type": "innerproduct"}])) == "innerproduct"
	vector_indexes.metric(_managed([{"name": "v"}])) == "l2"
	vector_indexes.metric(_managed([{"name": "v", "data_type": "binary"}])) == "hamming"
	not vector_indexes.metric(_managed([]))
}

test_binary_vectors if {
	vector_indexes.binary(_serverless([{"name": "v", "data_type": "binary"}]))
	not vector_indexes.binary(_serverless([{"name": "v", "data_type": "float"}]))
	not vector_indexes.binary(_s3)
}
