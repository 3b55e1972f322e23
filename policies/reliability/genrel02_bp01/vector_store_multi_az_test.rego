package lens_test.genrel02_bp01.vector_store_multi_az_test

import data.lens_test.testing

_control := "GENREL02-BP01/vector-store-multi-az"

_id := testing.arn("bedrock", "knowledge-base/KB")

_base(properties) := testing.record("AWS::Bedrock::KnowledgeBase", _id, object.union(
	{"status": "ACTIVE", "knowledgeBaseConfiguration": {"type": "VECTOR"}},
	properties,
))

_stored(kind, member, key, arn) := _base({"storageConfiguration": {"type": kind, member: {key: arn}}})

_collection_arn := testing.arn("aoss", "collection/c1")

_serverless := _stored(
	"OPENSEARCH_SERVERLESS", "opensearchServerlessConfiguration",
	"collectionArn", _collection_arn,
)

_collection(standby) := testing.record("AWS::OpenSearchServerless::Collection", _collection_arn, {
	"standbyReplicas": standby,
})

_domain_arn := testing.arn("es", "domain/d")

_managed := _stored(
	"OPENSEARCH_MANAGED_CLUSTER", "opensearchManagedClusterConfiguration",
	"domainArn", _domain_arn,
)

_domain(config) := testing.record("AWS::OpenSearchService::Domain", _domain_arn, {"ClusterConfig": config})

_facts(records, gaps) := object.union(testing.facts(records, {}, gaps), {"workload": {}})

_kinds(records) := testing.kinds(_control, _facts(records, []))

_messages(records) := testing.messages(_control, _facts(records, []))

test_collection_with_standby_replicas_passes if _kinds([_serverless, _collection("ENABLED")]) == ["pass"]

test_collection_without_standby_replicas_fails if {
	testing.results(_control, _facts([_serverless, _collection("DISABLED")], [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::Bedrock::KnowledgeBase", "id": _id, "region": "us-east-1", "item": ""},
		"message": `collection "c1" has no standby replicas`,
		"proof": [{"id": _collection_arn, "pointer": "/properties/standbyReplicas"}],
		"causes": [],
	}]
}

test_domain if {
	_kinds([_managed, _domain({"ZoneAwarenessEnabled": true, "InstanceCount": 2})]) == ["pass"]
	_messages([_managed, _domain({"ZoneAwarenessEnabled": false, "InstanceCount": 2})]) == [
		`zone awareness is off in OpenSearch domain "d"`,
	]
	_messages([_managed, _domain({"ZoneAwarenessEnabled": true, "InstanceCount": 1})]) == [
		`OpenSearch domain "d" has 1 data nodes for 2 Availability Zones`,
	]
	document := _facts([_managed, _domain({"ZoneAwarenessEnabled": false})], [])
	testing.proofs(_control, document) == [{"id": _domain_arn, "pointer": "/properties/ClusterConfig"}]
}

_cluster_arn := testing.arn("rds", "cluster:c")

_aurora := _stored("RDS", "rdsConfiguration", "resourceArn", _cluster_arn)

_cluster(multi, members) := testing.record("AWS::RDS::DBCluster", _cluster_arn, {
	"MultiAZ": multi,
	"DBClusterMembers": members,
})

test_cluster if {
	pair := [{"IsClusterWriter": true}, {"IsClusterWriter": false}]
	_kinds([_aurora, _cluster(true, pair)]) == ["pass"]
	_messages([_aurora, _cluster(false, pair)]) == [`Aurora cluster "c" runs in one Availability Zone`]
	_messages([_aurora, _cluster(true, [{"IsClusterWriter": true}])]) == [`Aurora cluster "c" has no reader`]
}

_graph_arn := testing.arn("neptune-graph", "graph/g-1")

_neptune := _stored("NEPTUNE_ANALYTICS", "neptuneAnalyticsConfiguration", "graphArn", _graph_arn)

_graph(replicas) := testing.record("AWS::NeptuneGraph::Graph", _graph_arn, {"replicaCount": replicas})

test_graph if {
	_kinds([_neptune, _graph(1)]) == ["pass"]
	_messages([_neptune, _graph(0)]) == [`graph "g-1" of Neptune Analytics has no replica`]
}

test_stores_that_aws_spreads_pass if {
	_kinds([_base({"storageConfiguration": {"type": "S3_VECTORS"}})]) == ["pass"]
	_kinds([_base({"knowledgeBaseConfiguration": {"type": "MANAGED"}})]) == ["pass"]
}

test_third_party_review if {
	document := _facts([_base({"storageConfiguration": {"type": "PINECONE"}})], [])
	testing.kinds(_control, document) == ["review"]
	testing.messages(_control, document) == [concat("", [
		"find out in how many Availability Zones its vector store runs, ",
		`which is of type "PINECONE"`,
	])]
	testing.proofs(_control, document) == [{"id": _id, "pointer": "/properties/storageConfiguration"}]
}

test_store_that_is_not_shown_unknown if {
	_kinds([_serverless]) == ["unknown"]
	_messages([_serverless]) == [`no call of this account shows its vector store "c1"`]
	testing.proofs(_control, _facts([_serverless], [])) == [{
		"id": _id,
		"pointer": "/properties/storageConfiguration",
	}]
}

test_zones_that_are_not_shown_unknown if {
	_messages([_managed, _domain({})]) == [
		`AWS does not show in how many Availability Zones its vector store "d" runs`,
	]
	_messages([_base({})]) == ["AWS does not show its vector store"]
	_messages([_base({"storageConfiguration": {"type": "NEW"}})]) == [
		`its vector store is of the type "NEW", which no rule knows`,
	]
}

_endpoint(properties) := testing.record(
	"AWS::OpenSearchServerless::VpcEndpoint",
	testing.arn("aoss", "vpc-endpoint/vpce-1"),
	object.union({"status": "ACTIVE"}, properties),
)

_network := array.concat(
	[testing.record("AWS::EC2::Subnet", testing.arn("ec2", sprintf("subnet/%s", [id])), properties) |
		some id, zone in {"subnet-1": "use1-az1", "subnet-2": "use1-az2"}
		properties := {"SubnetId": id, "VpcId": "vpc-1", "AvailabilityZoneId": zone}
	],
	[testing.record("AWS::BedrockAgentCore::Runtime", testing.arn("bedrock-agentcore", "runtime/r"), {
		"networkConfiguration": {"networkModeConfig": {"subnets": ["subnet-1"]}},
	})],
)

_reached(endpoint) := array.concat([_serverless, _collection("ENABLED"), endpoint], _network)

_one := _endpoint({"vpcId": "vpc-1", "subnetIds": ["subnet-1"]})

test_endpoint_in_two_zones_passes if {
	_kinds(_reached(_endpoint({"vpcId": "vpc-1", "subnetIds": ["subnet-1", "subnet-2"]}))) == ["pass"]
}

test_endpoint_in_one_zone_fails if {
	document := _facts(_reached(_one), [])
	testing.kinds(_control, document) == ["fail"]
	testing.messages(_control, document) == [
		`VPC endpoint "vpce-1" of its collection has subnets in fewer than two Availability Zones`,
	]
	testing.proofs(_control, document) == [{"id": _one.id, "pointer": "/properties/subnetIds"}]
}

test_endpoint_of_another_store_does_not_matter if {
	aurora := [_aurora, _cluster(true, [{"IsClusterWriter": true}, {"IsClusterWriter": false}]), _one]
	_kinds(array.concat(aurora, _network)) == ["pass"]
}

_other := _endpoint({"vpcId": "vpc-9", "subnetIds": ["subnet-1"]})

test_endpoint_of_a_vpc_without_generative_ai_passes if _kinds(_reached(_other)) == ["pass"]

test_something_that_was_not_read_may_run_in_its_vpc if {
	denied := testing.gap("lambda:ListFunctions", "us-east-1")
	testing.kinds(_control, _facts(_reached(_other), [denied])) == ["unknown"]
	place := testing.arn("bedrock-agentcore", "runtime/x")
	lost := testing.gap("bedrock-agentcore-control:GetAgentRuntime", place)
	testing.kinds(_control, _facts(_reached(_other), [lost])) == ["unknown"]
}

test_endpoint_that_is_not_shown_unknown if {
	document := _facts(_reached(_endpoint({})), [])
	testing.kinds(_control, document) == ["unknown"]
	testing.messages(_control, document) == [
		`no call shows the Availability Zones of VPC endpoint "vpce-1" of its collection`,
	]
	testing.proofs(_control, document) == [{"id": _one.id, "pointer": "/properties"}]
}

test_denied_endpoints_unknown if {
	denied := testing.gap("opensearchserverless:ListVpcEndpoints", "us-east-1")
	gap := object.union(denied, {"operation": "opensearchserverless:BatchGetVpcEndpoint"})
	testing.kinds(_control, _facts([_serverless, _collection("ENABLED")], [denied, gap])) == ["unknown"]
}

test_what_was_read_decides_whatever_runs_in_a_vpc if {
	denied := testing.gap("lambda:ListFunctions", "us-east-1")
	testing.kinds(_control, _facts([_serverless, _collection("ENABLED")], [denied])) == ["pass"]
	testing.kinds(_control, _facts([_serverless, _collection("DISABLED")], [denied])) == ["fail"]
	testing.kinds(_control, _facts([_neptune, _graph(1)], [denied])) == ["pass"]
}

test_denied_detail_unknown if {
	every operation in [
		"opensearchserverless:BatchGetCollection", "opensearch:DescribeDomains", "rds:DescribeDBClusters",
		"neptune-graph:GetGraph", "bedrock-agent:GetKnowledgeBase",
	] {
		testing.kinds(_control, _facts([_serverless], [testing.gap(operation, _id)])) == ["unknown"]
	}
}

test_base_that_was_not_read_unknown if {
	unread := testing.record("AWS::Bedrock::KnowledgeBase", _id, {"status": "ACTIVE"})
	denied := testing.gap("bedrock-agent:GetKnowledgeBase", _id)
	testing.kinds(_control, _facts([unread], [denied])) == ["unknown"]
}

test_denied_listing_unknown if {
	denied := testing.gap("bedrock-agent:ListKnowledgeBases", "us-east-1")
	testing.kinds(_control, _facts([], [denied])) == ["unknown"]
}

test_no_vectors_not_applicable if {
	_kinds([_base({"knowledgeBaseConfiguration": {"type": "KENDRA"}})]) == ["not_applicable"]
}
