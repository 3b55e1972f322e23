# METADATA
# title: What vector stores cost by the hour
# description: |
#   The collections of OpenSearch Serverless that store vectors, their groups, the settings of the
#   account that limit the collections outside of groups, and the clusters of Aurora Serverless behind
#   knowledge bases. A collection of which only the listing was read may store vectors. One that could
#   not be created runs nothing.
package lens.lib.vector_capacity

import data.lens.lib.facts
import data.lens.lib.vector_stores

collections := [c | some c in _collections; _may_have_vectors(c)]

_collections := [c |
	some c in input.resources["AWS::OpenSearchServerless::Collection"]
	not c.properties.status == "DELETING"
	not c.properties.status == "FAILED"
]

_may_have_vectors(c) if object.get(c.properties, "type", "VECTORSEARCH") == "VECTORSEARCH"

# A group with collections of other kinds alone is left out.
groups := [group |
	some group in input.resources["AWS::OpenSearchServerless::CollectionGroup"]
	not _is_other(group)
]

_is_other(group) if [group.region, group.name] in _other_groups

_other_groups := {_group(c) | some c in _collections} - {_group(c) | some c in collections}

_group(c) := [c.region, object.get(c.properties, "collectionGroupName", "")]

# The groups of which only the listing was read. It shows their limits, but no tags and replicas.
unread := {subject |
	some group in groups
	subject := facts.subject(group)
	count(facts.touching("opensearchserverless:BatchGetCollectionGroup", subject, [])) > 0
}

settings := [one |
	some one in input.resources["AWS::OpenSearchServerless::AccountSettings"]
	[one.region, ""] in {_group(c) | some c in collections}
]

clusters := [cluster |
	some cluster in input.resources["AWS::RDS::DBCluster"]
	cluster.properties.ServerlessV2ScalingConfiguration
	cluster.id in {store.id | some [_, _, store] in vector_stores.held}
]
