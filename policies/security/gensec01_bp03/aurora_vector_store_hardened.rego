# METADATA
# title: Keep Aurora vector stores private, encrypted, patched and free of shared passwords
# description: >-
#   The store holds the text of all documents. With the password of the master user, a knowledge base may
#   change and drop every table of the cluster.
# custom:
#   id: GENSEC01-BP03/aurora-vector-store-hardened
#   severity: high
#   precision: high
#   mode: automated
#   resources: [AWS::RDS::DBCluster]
#   lists: [bedrock-agent:ListKnowledgeBases, bedrock-agent:GetKnowledgeBase]
#   evidence: [rds:DescribeDBClusters, rds:DescribeDBInstances]
#   params: {}
#   messages:
#     public: "publicly accessible instances: %s"
#     unencrypted: its storage is not encrypted
#     not-upgraded: "instances without automatic minor version upgrades: %s"
#     master-secret: "knowledge bases that sign in as its master user: %s"
#     not-shown: it was not found in this account and Region
#     instances-not-shown: AWS does not show all of its instances
#     setting-not-shown: "AWS does not show these settings: %s"
#   item: none
#   remediation: >-
#     Make the instances private, encrypt the cluster, turn on minor version upgrades, and give the knowledge
#     base a database user of its own.
package lens.controls.gensec01_bp03.aurora_vector_store_hardened

import data.lens.lib.aurora_stores
import data.lens.lib.finding

subjects := aurora_stores.subjects

violations contains finding.of(subject, message, [names], proof) if {
	some subject, cluster in aurora_stores.read
	some message, [member, bad] in _of_instances
	found := [i | some i in aurora_stores.instances(cluster); i.properties[member] == bad]
	count(found) > 0
	names := {i.name | some i in found}
	proof := [{"id": i.id, "pointer": sprintf("/properties/%s", [member])} | some i in found]
}

# Message -> [member of an instance, the value that is wrong].
_of_instances := {"public": ["PubliclyAccessible", true], "not-upgraded": ["AutoMinorVersionUpgrade", false]}

violations contains finding.of(subject, "unencrypted", [], proof) if {
	some subject, cluster in aurora_stores.read
	cluster.properties.StorageEncrypted == false
	proof := [{"id": cluster.id, "pointer": "/properties/StorageEncrypted"}]
}

violations contains finding.of(subject, "master-secret", [names], proof) if {
	some subject, cluster in aurora_stores.read
	secret := cluster.properties.MasterUserSecret.SecretArn
	bases := [base |
		some [base, named] in aurora_stores.named
		named == subject
		own := base.properties.storageConfiguration.rdsConfiguration.credentialsSecretArn
		aurora_stores.same_secret(own, secret)
	]
	count(bases) > 0
	names := {base.name | some base in bases}
	path := "/properties/storageConfiguration/rdsConfiguration/credentialsSecretArn"
	proof := [{"id": base.id, "pointer": path} | some base in bases]
}

unseen := ({finding.of(subject, "not-shown", [], []) |
	some subject in (subjects - object.keys(aurora_stores.read))
} | {finding.of(subject, "instances-not-shown", [], []) |
	some subject, cluster in aurora_stores.read
	not aurora_stores.complete(cluster)
}) | {finding.of(subject, "setting-not-shown", [missing], []) |
	some subject, cluster in aurora_stores.read
	missing := {member |
		some member in ["StorageEncrypted", "DBClusterMembers"]
		object.get(cluster.properties, member, "") == ""
	} | {member |
		some instance in aurora_stores.instances(cluster)
		some member in ["PubliclyAccessible", "AutoMinorVersionUpgrade"]
		object.get(instance.properties, member, "") == ""
	}
	count(missing) > 0
}

# The cluster is read by the name that the knowledge base gives.
relies_on := {[subject, base.id] | some [base, subject] in aurora_stores.named}
