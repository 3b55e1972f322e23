package lens_test.query_alarms_test

import data.lens.lib.query_alarms
import data.lens_test.testing

_collection := testing.record(
	"AWS::OpenSearchServerless::Collection",
	testing.arn("aoss", "collection/c1"),
	{"status": "ACTIVE"},
)

_cluster := testing.record(
	"AWS::RDS::DBCluster",
	testing.arn("rds", "cluster:pg"),
	{"DBClusterMembers": [{"DBInstanceIdentifier": "pg-1"}]},
)

_domain_arn := testing.arn("es", "domain/manuals")

_alarm(properties) := testing.record(
	"AWS::CloudWatch::Alarm",
	testing.arn("cloudwatch", "alarm:slow"),
	object.union({"ActionsEnabled": true, "AlarmActions": [testing.arn("sns", "operators")]}, properties),
)

_on(namespace, metric, dimensions) := _alarm({
	"Namespace": namespace,
	"MetricName": metric,
	"Dimensions": [{"Name": name, "Value": value} | some name, value in dimensions],
})

_found(kind, arn, alarm) := count(found) if {
	facts := testing.facts([_collection, _cluster, alarm], {}, [])
	found := query_alarms.watching("us-east-1", kind, arn) with input as facts
}

_of_collection(dimensions) := _found(
	"OPENSEARCH_SERVERLESS", _collection.id,
	_on("AWS/AOSS", "SearchRequestLatency", dimensions),
)

test_alarm_on_a_collection if {
	_of_collection({"ClientId": "111122223333", "CollectionId": "c1", "CollectionName": "c1"}) == 1
	_of_collection({"CollectionId": "c1"}) == 1
	_of_collection({"CollectionName": "c1", "CollectionId": "old"}) == 0
	_of_collection({"ClientId": "111122223333"}) == 0
	_of_collection({}) == 0
}

test_name_of_a_collection_that_was_not_read if {
	other := testing.arn("aoss", "collection/c2")
	alarm := _on("AWS/AOSS", "SearchRequestLatency", {"CollectionName": "c2"})
	_found("OPENSEARCH_SERVERLESS", other, alarm) == 0
}

test_alarm_on_a_domain if {
	kind := "OPENSEARCH_MANAGED_CLUSTER"
	_found(kind, _domain_arn, _on("AWS/ES", "SearchLatency", {"DomainName": "manuals", "ClientId": "1"})) == 1
	_found(kind, _domain_arn, _on("AWS/ES", "SearchLatency", {"DomainName": "other"})) == 0
	_found(kind, _domain_arn, _on("AWS/ES", "SearchRate", {"DomainName": "manuals"})) == 0
}

test_alarm_on_a_cluster_or_its_instance if {
	_found("RDS", _cluster.id, _on("AWS/RDS", "ReadLatency", {"DBClusterIdentifier": "pg"})) == 1
	_found("RDS", _cluster.id, _on("AWS/RDS", "ReadLatency", {"DBInstanceIdentifier": "pg-1"})) == 1
	_found("RDS", _cluster.id, _on("AWS/RDS", "ReadLatency", {"DBInstanceIdentifier": "pg-2"})) == 0
}

_query(text) := _alarm({"Metrics": [{"Id": "q", "Expression": text}]})

test_alarm_with_a_query if {
	of_one := `SELECT MAX(SearchLatency) FROM "AWS/ES" WHERE DomainName = 'manuals'`
	of_all := `SELECT MAX(SearchLatency) FROM "AWS/ES"`
	of_other := `SELECT MAX(SearchLatency) FROM "AWS/ES" WHERE DomainName = 'other'`
	_found("OPENSEARCH_MANAGED_CLUSTER", _domain_arn, _query(of_one)) == 1
	_found("OPENSEARCH_MANAGED_CLUSTER", _domain_arn, _query(of_all)) == 1
	_found("OPENSEARCH_MANAGED_CLUSTER", _domain_arn, _query(of_other)) == 0
}
