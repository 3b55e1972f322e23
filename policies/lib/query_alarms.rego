# METADATA
# title: Alarms on the time that queries take in vector stores
# description: |
#   Of the stores of knowledge bases, CloudWatch has this time for collections of OpenSearch Serverless,
#   OpenSearch domains and Aurora clusters.
package lens.lib.query_alarms

import data.lens.lib.alarms
import data.lens.lib.facts
import data.lens.lib.vector_stores

# Kind of the store -> [namespace, the metric of the time that a query takes].
metrics := {
	"OPENSEARCH_SERVERLESS": ["AWS/AOSS", "SearchRequestLatency"],
	"OPENSEARCH_MANAGED_CLUSTER": ["AWS/ES", "SearchLatency"],
	"RDS": ["AWS/RDS", "ReadLatency"],
}

# The ids of the actionable alarms on a store, given its kind and its ARN.
watching(region, kind, arn) := {watch.id |
	[namespace, metric] := metrics[kind]
	some watch in alarms.watching(region, namespace, {metric})
	_is_about(watch, _dimensions(kind, arn))
}

# Dimension -> the values that stand for the store.
_dimensions("OPENSEARCH_SERVERLESS", arn) := {
	"CollectionId": {vector_stores.name(arn)},
	"CollectionName": {c.name | c := facts.get("AWS::OpenSearchServerless::Collection", arn)},
}

_dimensions("OPENSEARCH_MANAGED_CLUSTER", arn) := {"DomainName": {vector_stores.name(arn)}}

_dimensions("RDS", arn) := {
	"DBClusterIdentifier": {vector_stores.name(arn)},
	"DBInstanceIdentifier": {member.DBInstanceIdentifier |
		some member in facts.get("AWS::RDS::DBCluster", arn).properties.DBClusterMembers
	},
}

# An alarm on a collection that was created again has its name, and another id.
_is_about(watch, dimensions) if {
	own := {name | some name, _ in watch.dimensions; dimensions[name]}
	count(own) > 0
	every name in own { watch.dimensions[name] in dimensions[name] }
}

_is_about(watch, dimensions) if count(alarms.demanded(watch.text) & union({v | some _, v in dimensions})) > 0

_is_about(watch, _) if alarms.unfiltered(watch.text)
