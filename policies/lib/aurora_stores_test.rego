package lens_test.lib.aurora_stores_test

import data.lens.lib.aurora_stores
import data.lens_test.testing

_id := testing.arn("rds", "cluster:vectors")

_base := testing.record("AWS::Bedrock::KnowledgeBase", testing.arn("bedrock", "knowledge-base/KB"), {
	"status": "ACTIVE",
	"knowledgeBaseConfiguration": {"type": "VECTOR"},
	"storageConfiguration": {"type": "RDS", "rdsConfiguration": {"resourceArn": _id}},
})

_cluster(members) := testing.record("AWS::RDS::DBCluster", _id, {"DBClusterMembers": members})

_instance(cluster, name) := testing.record(
	"AWS::RDS::DBInstance",
	testing.arn("rds", sprintf("db:%s", [name])),
	{"DBClusterIdentifier": cluster},
)

_records(members) := [
	_base, _cluster(members), _instance("vectors", "a"), _instance("other", "b"),
	object.union(_instance("vectors", "c"), {"region": "eu-west-1"}),
]

test_clusters if {
	facts := testing.facts(_records([{}]), {}, [])
	read := {subject.id | some subject, _ in aurora_stores.read} with input as facts
	read == {_id}
	instances := [i.name | some i in aurora_stores.instances(_cluster([]))] with input as facts
	instances == ["a"]
	aurora_stores.complete(_cluster([{}])) with input as facts
	aurora_stores.complete(testing.without(_cluster([]), "DBClusterMembers")) with input as facts
	not aurora_stores.complete(_cluster([{}, {}])) with input as facts
}

test_cluster_that_is_not_shown if {
	facts := testing.facts([_base], {}, [])
	subjects := {subject.id | some subject in aurora_stores.subjects} with input as facts
	subjects == {_id}
	read := aurora_stores.read with input as facts
	read == {}
}

test_secrets if {
	aurora_stores.same_secret("secret:a-AbCdEf", "secret:a-AbCdEf")
	aurora_stores.same_secret("secret:a", "secret:a-AbCdEf")
	aurora_stores.same_secret("secret:a-AbCdEf", "secret:a")
	aurora_stores.same_secret("secret:a-AbCdEf", "secret:a-XyZ123")
	not aurora_stores.same_secret("secret:a-AbCdEf", "secret:b-AbCdEf")
}
