package lens_test.genperf04_bp01.vector_query_latency_alarm_test

import data.lens_test.testing

_control := "GENPERF04-BP01/vector-query-latency-alarm"

_id := testing.arn("bedrock", "knowledge-base/MANUALS")

_base(properties) := testing.record(
	"AWS::Bedrock::KnowledgeBase",
	_id,
	object.union({"status": "ACTIVE"}, properties),
)

_stored(storage) := _base({"knowledgeBaseConfiguration": {"type": "VECTOR"}, "storageConfiguration": storage})

_domain_of(arn) := _stored({
	"type": "OPENSEARCH_MANAGED_CLUSTER",
	"opensearchManagedClusterConfiguration": {"domainArn": arn},
})

_domain := _domain_of(testing.arn("es", "domain/manuals"))

_collection := testing.record(
	"AWS::OpenSearchServerless::Collection",
	testing.arn("aoss", "collection/c1"),
	{"status": "ACTIVE", "type": "VECTORSEARCH"},
)

_serverless := _stored({
	"type": "OPENSEARCH_SERVERLESS",
	"opensearchServerlessConfiguration": {"collectionArn": _collection.id},
})

_alarm(namespace, metric, dimensions) := testing.record(
	"AWS::CloudWatch::Alarm",
	testing.arn("cloudwatch", "alarm:slow"),
	{
		"ActionsEnabled": true,
		"AlarmActions": [testing.arn("sns", "operators")],
		"Namespace": namespace,
		"MetricName": metric,
		"Dimensions": [{"Name": name, "Value": value} | some name, value in dimensions],
	},
)

_slow_domain := _alarm("AWS/ES", "SearchLatency", {"DomainName": "manuals"})

_slow_collection := _alarm("AWS/AOSS", "SearchRequestLatency", {"CollectionId": "c1"})

_facts(records, gaps) := testing.facts(records, {}, gaps)

_kinds(records, gaps) := testing.kinds(_control, _facts(records, gaps))

test_alarm_on_the_store_passes if {
	_kinds([_domain, _slow_domain], []) == ["pass"]
	_kinds([_serverless, _collection, _slow_collection], []) == ["pass"]
	testing.proofs(_control, _facts([_domain, _slow_domain], [])) == [{
		"id": _slow_domain.id,
		"pointer": "/properties",
	}]
}

test_store_without_an_alarm_fails if {
	testing.results(_control, _facts([_domain, _slow_collection], [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::Bedrock::KnowledgeBase", "id": _id, "region": "us-east-1", "item": ""},
		"message": `no actionable alarm watches "SearchLatency" of "manuals"`,
		"proof": [],
		"causes": [],
	}]
}

test_alarm_that_tells_nobody_fails if {
	alarm := object.union(_slow_domain, {"properties": {"ActionsEnabled": false}})
	_kinds([_domain, alarm], []) == ["fail"]
}

test_collection_that_no_base_names if {
	_kinds([_collection], []) == ["fail"]
	_kinds([_collection, _slow_collection], []) == ["pass"]
	_kinds([object.union(_collection, {"properties": {"type": "SEARCH"}})], []) == ["not_applicable"]
	_kinds([object.union(_collection, {"properties": {"status": "CREATING"}})], []) == ["not_applicable"]
	_kinds([object.union(_collection, {"properties": {"status": "UPDATE_FAILED"}})], []) == ["fail"]
}

test_collection_of_a_base_that_failed_is_judged if {
	failed := object.union(_serverless, {"properties": {"status": "FAILED"}})
	_kinds([failed, _collection], []) == ["fail"]
	_kinds([failed, _collection, _slow_collection], []) == ["pass"]
	_kinds([_serverless, _collection], []) == ["fail"]
}

test_store_without_the_metric_is_no_subject if {
	_kinds([_stored({"type": "S3_VECTORS", "s3VectorsConfiguration": {}})], []) == ["not_applicable"]
	_kinds([_domain_of("arn:aws:es:us-east-1:444455556666:domain/other")], []) == ["not_applicable"]
	_kinds([object.union(_domain, {"properties": {"status": "FAILED"}})], []) == ["not_applicable"]
	_kinds([object.union(_domain, {"properties": {"status": "UPDATE_UNSUCCESSFUL"}})], []) == ["fail"]
}

test_denied_alarms_unknown if {
	_kinds([_domain], [testing.gap("cloudwatch:DescribeAlarms", "us-east-1")]) == ["unknown"]
}

test_alarm_that_was_seen_stands if {
	_kinds([_domain, _slow_domain], [testing.gap("cloudwatch:DescribeAlarms", "us-east-1")]) == ["pass"]
}

test_mute_rule_that_was_not_read_unknown if {
	rule := testing.record(
		"AWS::CloudWatch::AlarmMuteRule",
		testing.arn("cloudwatch", "alarm-mute-rule:quiet"),
		{"Status": "ACTIVE"},
	)
	gap := testing.gap("cloudwatch:GetAlarmMuteRule", rule.id)
	_kinds([_domain, _slow_domain, rule], [gap]) == ["unknown"]
}

test_collection_that_was_not_read_unknown if {
	gap := testing.gap("opensearchserverless:BatchGetCollection", _id)
	_kinds([_serverless], [gap]) == ["unknown"]
}

test_base_that_was_not_read_unknown if {
	_kinds([_base({})], [testing.gap("bedrock-agent:GetKnowledgeBase", _id)]) == ["unknown"]
}

test_denied_listing_unknown if {
	_kinds([], [testing.gap("bedrock-agent:ListKnowledgeBases", "us-east-1")]) == ["unknown"]
	_kinds([], [testing.gap("opensearchserverless:ListCollections", "us-east-1")]) == ["unknown"]
}
