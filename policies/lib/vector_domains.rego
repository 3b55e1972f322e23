# METADATA
# title: OpenSearch domains that store vectors
# description: |
#   A domain stores vectors if a knowledge base names it or a parameter declares it. One that was
#   made for vectors may have nothing to do with generative AI: a person decides. A domain of which only
#   the listing was read may be any of them.
package lens.lib.vector_domains

import data.lens.lib.exempt
import data.lens.lib.facts
import data.lens.lib.resource_policies
import data.lens.lib.vector_stores

# The subjects of a control. `declared` are patterns of names and ARNs.
subjects(declared) := _named | {facts.subject(d) |
	some d in input.resources[_type]
	not _is_gone(d)
	_may_store(d, declared)
}

_named := {subject | some [subject, _] in relied}

# {[domain, id of the knowledge base that names it], ...}: the domain is read by its name there.
relied := {[subject, base.id] |
	some [base, kind, arn] in vector_stores.named
	kind == "OPENSEARCH_MANAGED_CLUSTER"
	subject := {"type": _type, "id": arn, "region": base.region, "item": ""}
}

_may_store(d, declared) if stores(d, declared)

_may_store(d, _) if made_for_vectors(d)

_may_store(d, _) if not d.properties.ARN

# Whether a domain certainly stores vectors.
stores(d, _) if serves(d)

stores(d, declared) if {
	some name in [d.name, d.id]
	exempt.named(name, declared)
}

# Whether a knowledge base names the domain.
serves(d) if d.id in _served

_served := {subject.id | some subject in _named}

made_for_vectors(d) if d.properties.UseCase in {"VECTOR", "MIXED"}

# A domain that is being deleted answers nobody.
_is_gone(d) if d.properties.Deleted == true

# The subjects whose settings were not read.
unread(declared) := subjects(declared) - {subject | some [subject, _] in read(declared)}

# [subject, domain] of the others.
read(declared) := [[subject, d] |
	some subject in subjects(declared)
	d := facts.get(_type, subject.id)
	d.properties.ARN
]

in_vpc(d) if object.get(d.properties, ["VPCOptions", "VPCId"], "") != ""

# The indexes of the statements of the access policy that let everybody in.
open_statements(d) := resource_policies.open(
	object.get(d.properties, ["AccessPolicies", "Statement"], []),
	"es",
)

_type := "AWS::OpenSearchService::Domain"
