# METADATA
# title: Whether a vector store is wanted, and billed while it rests
# description: |
#   A collection of OpenSearch Serverless keeps OCUs running, unless its group has no minimum. An index
#   of S3 Vectors costs what it stores. A store is wanted if a knowledge base of the account names it, or
#   if a tag names its owner.
package lens.lib.vector_costs

import data.lens.lib.ages
import data.lens.lib.tagged
import data.lens.lib.vector_capacity
import data.lens.lib.vector_stores

collections := vector_capacity.collections

indexes := input.resources["AWS::S3Vectors::Index"]

# The operations that would show that a store is wanted.
uses := [
	"bedrock-agent:ListKnowledgeBases",
	"bedrock-agent:GetKnowledgeBase",
	"opensearchserverless:ListTagsForResource",
	"s3vectors:ListTagsForResource",
]

# Whether a store is not older than so many days.
is_young(store, days) if ages.within(store.properties.creationTime, days)

is_young(store, days) if _age(store) <= (((days * 24) * 3600) * 1000) * 1000000

# OpenSearch Serverless counts the milliseconds since 1970.
_age(store) := time.parse_rfc3339_ns(input.started) - (store.properties.createdDate * 1000000)

# Ids of the collections that keep OCUs running, whether they are searched or not.
billed := {c.id | some c in collections; not c.properties.collectionGroupName} | {c.id |
	some [c, group] in _grouped
	some member in ["minSearchCapacityInOCU", "minIndexingCapacityInOCU"]
	group.properties.capacityLimits[member] > 0
}

# Ids of the collections whose group may shrink to nothing.
resting := {c.id | some [c, group] in _grouped; group.properties.capacityLimits} - billed

# {[id of a collection, name of its group], ...} where nobody knows the minimum of the group.
lost_groups := {[c.id, name] |
	some c in collections
	name := c.properties.collectionGroupName
	known := billed | resting
	id := c.id
	not id in known
}

_grouped := [[c, group] |
	some c in collections
	some group in vector_capacity.groups
	group.region == c.region
	group.name == c.properties.collectionGroupName
]

# Whether a knowledge base names a store, or a tag its owner.
kept(store, _) if store.id in _named

kept(store, tag) if tagged.has(store, tag)

kept(store, tag) if {
	wanted := lower(tag)
	some key, _ in store.properties.ListTagsForResource.tags
	lower(key) == wanted
}

_named := {arn | some [_, _, arn] in vector_stores.named} | ({i.id | some i in indexes} - _others)

_others := {i.id | some i in vector_stores.other_indexes}
