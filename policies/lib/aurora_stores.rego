# METADATA
# title: Aurora clusters that store vectors, and their instances
# description: |
#   The clusters that knowledge bases name. A cluster of another account or Region is never read. A
#   cluster of Aurora Serverless v1 has no instances.
package lens.lib.aurora_stores

import data.lens.lib.facts
import data.lens.lib.vector_stores

# [knowledge base, subject]: the cluster, whether or not it was read.
named := [[base, subject] |
	some [base, kind, arn] in vector_stores.named
	kind == "RDS"
	subject := {"type": _type, "id": arn, "region": base.region, "item": ""}
]

subjects := {subject | some [_, subject] in named}

# Subject -> its record.
read := {subject: cluster | some subject in subjects; cluster := facts.get(_type, subject.id)}

instances(cluster) := [instance |
	some instance in input.resources["AWS::RDS::DBInstance"]
	instance.region == cluster.region
	instance.properties.DBClusterIdentifier == cluster.name
]

# Whether every instance that the cluster lists was read.
complete(cluster) if {
	members := object.get(cluster.properties, "DBClusterMembers", [])
	count(instances(cluster)) >= count(members)
}

# Whether two ARNs name the same secret. AWS appends six characters to the name of a secret, and a
# knowledge base may name it without them.
same_secret(first, second) if first == second

same_secret(first, second) if first == _plain(second)

same_secret(first, second) if _plain(first) == second

same_secret(first, second) if _plain(first) == _plain(second)

_plain(arn) := regex.replace(arn, `-[A-Za-z0-9]{6}$`, "")

_type := "AWS::RDS::DBCluster"
