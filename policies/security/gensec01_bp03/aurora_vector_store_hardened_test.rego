package lens_test.gensec01_bp03.aurora_vector_store_hardened_test

import data.lens_test.testing

_control := "GENSEC01-BP03/aurora-vector-store-hardened"

_id := testing.arn("rds", "cluster:vectors")

_secret(name) := testing.arn("secretsmanager", sprintf("secret:%s", [name]))

_base_with(secret) := testing.record(
	"AWS::Bedrock::KnowledgeBase", testing.arn("bedrock", "knowledge-base/LEDGER"),
	{
		"status": "ACTIVE",
		"knowledgeBaseConfiguration": {"type": "VECTOR"},
		"storageConfiguration": {
			"type": "RDS",
			"rdsConfiguration": {"resourceArn": _id, "credentialsSecretArn": secret},
		},
	},
)

_base := _base_with(_secret("reader-AbCdEf"))

_cluster(change) := testing.record("AWS::RDS::DBCluster", _id, object.union(
	{
		"StorageEncrypted": true,
		"DBClusterMembers": [{"IsClusterWriter": true}],
		"MasterUserSecret": {"SecretArn": _secret("rds!cluster-1-XyZ123")},
	},
	change,
))

_instance_id := testing.arn("rds", "db:one")

_instance(change) := testing.record("AWS::RDS::DBInstance", _instance_id, object.union(
	{"DBClusterIdentifier": "vectors", "PubliclyAccessible": false, "AutoMinorVersionUpgrade": true},
	change,
))

_facts(records) := testing.facts(array.concat([_base], records), {}, [])

_kinds(records) := testing.kinds(_control, _facts(records))

test_hardened_cluster_passes if {
	_kinds([_cluster({}), _instance({})]) == ["pass"]
	_kinds([testing.without(_cluster({}), "MasterUserSecret"), _instance({})]) == ["pass"]
	_kinds([_cluster({"DBClusterMembers": []})]) == ["pass"]
}

test_public_instance_fails if {
	testing.results(_control, _facts([_cluster({}), _instance({"PubliclyAccessible": true})])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::RDS::DBCluster", "id": _id, "region": "us-east-1", "item": ""},
		"message": `publicly accessible instances: "one"`,
		"proof": [{"id": _instance_id, "pointer": "/properties/PubliclyAccessible"}],
		"causes": [],
	}]
}

test_instance_without_upgrades_fails if {
	document := _facts([_cluster({}), _instance({"AutoMinorVersionUpgrade": false})])
	testing.messages(_control, document) == [`instances without automatic minor version upgrades: "one"`]
}

test_cluster_without_encryption_fails if {
	document := _facts([_cluster({"StorageEncrypted": false}), _instance({})])
	testing.messages(_control, document) == ["its storage is not encrypted"]
	testing.proofs(_control, document) == [{"id": _id, "pointer": "/properties/StorageEncrypted"}]
}

test_master_user_fails if {
	every name in ["rds!cluster-1-XyZ123", "rds!cluster-1"] {
		document := testing.facts([_base_with(_secret(name)), _cluster({}), _instance({})], {}, [])
		testing.messages(_control, document) == [`knowledge bases that sign in as its master user: "LEDGER"`]
		testing.proofs(_control, document) == [{
			"id": _base.id,
			"pointer": "/properties/storageConfiguration/rdsConfiguration/credentialsSecretArn",
		}]
	}
}

test_instance_of_another_cluster_passes if {
	other := object.union(
		_instance({"DBClusterIdentifier": "other", "PubliclyAccessible": true}),
		{"id": testing.arn("rds", "db:two")},
	)
	_kinds([_cluster({}), _instance({}), other]) == ["pass"]
}

test_cluster_that_is_not_shown_unknown if {
	_kinds([]) == ["unknown"]
	testing.messages(_control, _facts([])) == ["it was not found in this account and Region"]
	denied := testing.gap("rds:DescribeDBClusters", _base.id)
	results := testing.results(_control, testing.facts([_base], {}, [denied]))
	[r.causes | some r in results] == [[testing.cause(denied)]]
}

test_instances_that_are_not_shown_unknown if {
	testing.messages(_control, _facts([_cluster({})])) == ["AWS does not show all of its instances"]
	denied := testing.gap("rds:DescribeDBInstances", _id)
	results := testing.results(_control, testing.facts([_base, _cluster({})], {}, [denied]))
	[r.causes | some r in results] == [[testing.cause(denied)]]
	open := testing.facts([_base, _cluster({"StorageEncrypted": false})], {}, [denied])
	testing.kinds(_control, open) == ["fail"]
}

test_settings_that_are_not_shown_unknown if {
	document := _facts([testing.without(_cluster({}), "StorageEncrypted"), _instance({})])
	testing.kinds(_control, document) == ["unknown"]
	testing.messages(_control, document) == [`AWS does not show these settings: "StorageEncrypted"`]
	every member in ["PubliclyAccessible", "AutoMinorVersionUpgrade"] {
		_kinds([_cluster({}), testing.without(_instance({}), member)]) == ["unknown"]
	}
}

test_other_stores_not_applicable if {
	testing.kinds(_control, testing.facts([_cluster({})], {}, [])) == ["not_applicable"]
}

test_denied_listings_unknown if {
	every operation in ["bedrock-agent:ListKnowledgeBases", "bedrock-agent:GetKnowledgeBase"] {
		testing.kinds(_control, testing.facts([], {}, [testing.gap(operation, "us-east-1")])) == ["unknown"]
	}
}
