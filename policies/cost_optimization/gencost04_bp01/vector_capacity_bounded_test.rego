package lens_test.gencost04_bp01.vector_capacity_bounded_test

import data.lens_test.testing

_control := "GENCOST04-BP01/vector-capacity-bounded"

_trial := {"Environment": "Dev-2"}

_tagged(record, tags) := object.union(record, {"tags": tags})

_collection(properties) := testing.record(
	"AWS::OpenSearchServerless::Collection",
	testing.arn("aoss", "collection/c1"),
	object.union({"status": "ACTIVE", "type": "VECTORSEARCH", "standbyReplicas": "DISABLED"}, properties),
)

_plain := _collection({})

_doubled := _collection({"standbyReplicas": "ENABLED"})

_limits(indexing, searches) := {"capacityLimits": {
	"maxIndexingCapacityInOCU": indexing,
	"maxSearchCapacityInOCU": searches,
}}

_settings(properties) := testing.record(
	"AWS::OpenSearchServerless::AccountSettings",
	testing.arn("aoss", "account-settings"),
	properties,
)

_group(properties) := testing.record(
	"AWS::OpenSearchServerless::CollectionGroup",
	testing.arn("aoss", "collection-group/g1"),
	object.union({"standbyReplicas": "DISABLED"}, properties),
)

_cluster_arn := testing.arn("rds", "cluster:pg")

_base := testing.record("AWS::Bedrock::KnowledgeBase", testing.arn("bedrock", "knowledge-base/KB"), {
	"status": "ACTIVE",
	"knowledgeBaseConfiguration": {"type": "VECTOR"},
	"storageConfiguration": {"type": "RDS", "rdsConfiguration": {"resourceArn": _cluster_arn}},
})

_cluster(minimum) := testing.record(
	"AWS::RDS::DBCluster", _cluster_arn,
	{"ServerlessV2ScalingConfiguration": {"MinCapacity": minimum, "MaxCapacity": 4}},
)

_facts(records, gaps) := testing.facts(records, {}, gaps)

_kinds(records) := testing.kinds(_control, _facts(records, []))

_messages(records) := testing.messages(_control, _facts(records, []))

_verdicts(records, gaps) := {[kind, id] | some [kind, id, _] in found} if {
	found := testing.verdicts(_control, _facts(records, gaps))
}

_account := testing.iam("root")

test_within_the_limits_passes if _kinds([_plain, _settings(_limits(10, 20))]) == ["pass", "pass"]

test_limits_of_the_account if {
	records := [_plain, _settings(_limits(21, 30))]
	found := [r | some r in testing.results(_control, _facts(records, [])); r.kind == "fail"]
	found == [{
		"kind": "fail",
		"subject": {"type": "AWS::Account", "id": _account, "region": "us-east-1", "item": ""},
		"message": concat("; ", [
			"OpenSearch Serverless may use up to 21 OCUs for indexing, and at most 20 are allowed",
			"OpenSearch Serverless may use up to 30 OCUs for searches, and at most 20 are allowed",
		]),
		"proof": [
			{
				"id": _settings({}).id,
				"pointer": "/properties/capacityLimits/maxIndexingCapacityInOCU",
			},
			{
				"id": _settings({}).id,
				"pointer": "/properties/capacityLimits/maxSearchCapacityInOCU",
			},
		],
		"causes": [],
	}]
}

test_limits_of_a_group if {
	_kinds([_group(_limits(8, 8))]) == ["pass"]
	_messages([_group(_limits(8, 24))]) == [
		"OpenSearch Serverless may use up to 24 OCUs for searches, and at most 20 are allowed",
	]
}

test_minimum_is_for_production if {
	limits := {"capacityLimits": object.union(_limits(8, 8).capacityLimits, {
		"minIndexingCapacityInOCU": 1,
		"minSearchCapacityInOCU": 2,
	})}
	_kinds([_group(limits)]) == ["pass"]
	_messages([_tagged(_group(limits), _trial)]) == [concat("; ", [
		"outside of production, its minimum for indexing is 1 OCUs",
		"outside of production, its minimum for searches is 2 OCUs",
	])]
}

test_standby_is_for_production if {
	_kinds([_doubled]) == ["pass"]
	_kinds([_tagged(_doubled, {"env": "prod"})]) == ["pass"]
	_messages([_tagged(_doubled, _trial)]) == [
		"outside of production, it has standby replicas; create it again without them",
	]
	_kinds([_tagged(_plain, _trial)]) == ["pass"]
	group := _group(object.union(_limits(8, 8), {"standbyReplicas": "ENABLED"}))
	_kinds([_tagged(group, _trial)]) == ["fail"]
}

test_acceleration_is_for_production if {
	accelerated := _collection({"vectorOptions": {"ServerlessVectorAcceleration": "ENABLED"}})
	_messages([_tagged(accelerated, _trial)]) == ["outside of production, its vector acceleration is on"]
	allowed := _collection({"vectorOptions": {"ServerlessVectorAcceleration": "ALLOWED"}})
	_kinds([_tagged(allowed, _trial)]) == ["pass"]
}

test_cluster_pauses_outside_of_production if {
	_kinds([_base, _cluster(0.5)]) == ["pass"]
	_kinds([_base, _tagged(_cluster(0), _trial)]) == ["pass"]
	_messages([_base, _tagged(_cluster(2), _trial)]) == [
		"outside of production, its minimum is 2 ACUs, so it never pauses",
	]
}

test_other_collections_are_no_subject if _kinds([_collection({"type": "SEARCH"})]) == ["not_applicable"]

test_parameters if {
	params := {_control: {"max_ocu": 2, "env_tags": ["area"], "nonproduction_values": ["lab"]}}
	records := [_tagged(_doubled, {"Area": "LAB"}), _settings(_limits(2, 4))]
	testing.kinds(_control, testing.facts(records, params, [])) == ["fail", "fail"]
}

test_limits_that_aws_does_not_show_unknown if {
	_verdicts([_plain, _settings({})], []) == {["pass", _plain.id], ["unknown", _account]}
	_messages([_group({})]) == ["AWS does not show its limits of capacity"]
	_kinds([_group({"capacityLimits": {"maxSearchCapacityInOCU": 8}})]) == ["unknown"]
	_kinds([_base, object.union(
		object.remove(_cluster(0), ["properties"]),
		{"properties": {"ServerlessV2ScalingConfiguration": {"MaxCapacity": 4}}},
	)]) == ["unknown"]
}

test_collection_that_was_not_read_unknown if {
	listed := testing.without(_plain, "type")
	gap := testing.gap("opensearchserverless:BatchGetCollection", _plain.id)
	_verdicts([listed, _settings(_limits(2, 2))], [gap]) == {["unknown", _plain.id], ["pass", _account]}
}

# The listing shows the limits of a group, and not its tags.
test_group_that_was_not_read_unknown if {
	listed := testing.without(_group(_limits(8, 8)), "standbyReplicas")
	gap := testing.gap("opensearchserverless:BatchGetCollectionGroup", listed.id)
	records := [listed, _plain, _settings(_limits(2, 2))]
	_verdicts(records, [gap]) == {["unknown", listed.id], ["pass", _plain.id], ["pass", _account]}
	_verdicts([_group(_limits(24, 8))], [gap]) == {["fail", listed.id], ["unknown", _account]}
}

test_collection_that_was_not_created_is_no_subject if {
	failed := _collection({"standbyReplicas": "ENABLED", "status": "FAILED"})
	_kinds([_tagged(failed, _trial)]) == ["not_applicable"]
}

test_tags_that_were_not_read_unknown if {
	gap := testing.gap("opensearchserverless:ListTagsForResource", _doubled.id)
	_verdicts([_doubled], [gap]) == {["unknown", _doubled.id]}
}

test_settings_that_were_not_read_unknown if {
	gap := testing.gap("opensearchserverless:GetAccountSettings", "us-east-1")
	_verdicts([_plain], [gap]) == {["pass", _plain.id], ["unknown", _account]}
}

test_denied_listing_unknown if {
	_verdicts([], [testing.gap("opensearchserverless:ListCollections", "us-east-1")]) == {["unknown", _account]}
	_verdicts([_base], [testing.gap("rds:DescribeDBClusters", "us-east-1")]) == {["unknown", _account]}
}
