# METADATA
# title: Which collections of OpenSearch Serverless store vectors, and what policies say of them
# description: |
#   These are collections of the type VECTORSEARCH, and those that a knowledge base names. Policies name
#   collections by patterns, and every policy of a Region whose pattern matches applies.
package lens.lib.vector_collections

import data.lens.lib.facts
import data.lens.lib.vector_capacity
import data.lens.lib.vector_stores
import data.lens.lib.wildcards

# A collection of which only the listing was read may store vectors.
subjects := {facts.subject(c) | some c in vector_capacity.collections} | {subject |
	some [base, kind, arn] in vector_stores.named
	kind == "OPENSEARCH_SERVERLESS"
	subject := {"type": _type, "id": arn, "region": base.region, "item": ""}
}

# {[subject, name], ...}: those that certainly store vectors, and whose name was read.
known := {[subject, name] |
	some subject in subjects
	c := facts.get(_type, subject.id)
	_stores_vectors(c)
	name := c.properties.name
}

unknown := subjects - {subject | some [subject, _] in known}

# {[subject, id], ...}: the policies of the collection's Region. One that was not read may apply.
policies(type) := {[subject, policy.id] |
	some subject in subjects
	some policy in input.resources[type]
	policy.region == subject.region
}

# Whether a pattern of a policy matches a collection, or something in it.
covers(pattern, name) if wildcards.matches(pattern, sprintf("collection/%s", [name]))

covers(pattern, name) if {
	parts := split(pattern, "/")
	parts[0] != "collection"
	wildcards.matches(parts[1], name)
}

_type := "AWS::OpenSearchServerless::Collection"

_stores_vectors(c) if c.properties.type == "VECTORSEARCH"

_stores_vectors(c) if c.id in _named

_named := {arn | some [_, _, arn] in vector_stores.named}
