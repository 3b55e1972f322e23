# METADATA
# title: Replicate OpenSearch domains with embeddings to another declared Region
# description: >-
#   Vectors that exist in one Region are lost with it, and to compute them again takes hours or days. A
#   domain that follows in another Region answers at once.
# custom:
#   id: GENREL05-BP02/opensearch-domains-replicated
#   severity: high
#   precision: high
#   mode: automated
#   resources: [AWS::OpenSearchService::Domain, AWS::Account]
#   lists: [bedrock-agent:ListKnowledgeBases, bedrock-agent:GetKnowledgeBase]
#   evidence: [opensearch:DescribeDomains, "@domain-replication"]
#   workload: [regions]
#   params: {}
#   messages:
#     undeclared: "@regions-undeclared"
#     not-replicated: it has no replication and no connection with a domain in %s
#     connected: find out whether its vector indexes follow in domain %s in %s, to which it is connected
#     not-shown: no call of this account shows it
#   item: none
#   remediation: Connect a domain in another Region, and start the replication of the vector indexes.
package lens.controls.genrel05_bp02.opensearch_domains_replicated

import data.lens.lib.domain_connections
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.vector_stores

_declared := {region | some region in object.get(input, ["workload", "regions"], [])}

# [knowledge base, subject]: the domain that stores its vectors, whether or not it was read.
_stored := [[base, subject] |
	some [base, kind, arn] in vector_stores.named
	kind == "OPENSEARCH_MANAGED_CLUSTER"
	subject := {"type": "AWS::OpenSearchService::Domain", "id": arn, "region": base.region, "item": ""}
]

_compared := [[base, subject] |
	some [base, subject] in _stored
	count(_declared) > 1
	base.region in _declared
]

_shown := ["@domain-replication"]

_undecided := {facts.account("global") | count(_stored) > 0; count(_declared) == 0}

subjects := {subject | some [_, subject] in _compared} | _undecided

undeclared := {finding.of(subject, "undeclared", [{base.region | some [base, _] in _stored}], []) |
	some subject in _undecided
}

violations := {finding.absent(subject, "not-replicated", [_others(base)], _proof(base), _shown) |
	some [base, subject] in _compared
	subject.id in _read
	not subject in proven
	not subject in _connected
}

# A peer that is switching over is a replica all the same.
proven := {subject |
	some [base, subject] in _compared
	domain := facts.get(subject.type, subject.id)
	some peer in domain.properties.DescribeDomainReplication.Peers
	peer.Status in {"ACTIVE", "SWITCHING_OVER", "FAILING_OVER"}
	split(peer.PeerDomainArn, ":")[3] in _others(base)
}

reviews := {finding.of(subject, "connected", [end.DomainName, end.Region], proof) |
	some [subject, end, id] in _ends
	proof := [{"id": id, "pointer": "/properties/ConnectionStatus/StatusCode"}]
}

_connected := {subject | some [subject, _, _] in _ends}

# [domain, the other end of its connection, id of the connection].
_ends := [[subject, theirs, id] |
	some [base, subject] in _compared
	some [region, ours, theirs, id] in domain_connections.active
	region == base.region
	ours == {"DomainName": vector_stores.name(subject.id), "Region": base.region}
	theirs.Region in _others(base)
]

unseen := {finding.of(subject, "not-shown", [], _proof(base)) |
	some [base, subject] in _compared
	id := subject.id
	not id in _read
}

_read := {domain.id | some domain in input.resources["AWS::OpenSearchService::Domain"]}

relies_on := {[subject, base.id] | some [base, subject] in _compared}

_others(base) := _declared - {base.region}

_proof(base) := [{"id": base.id, "pointer": "/properties/storageConfiguration"}]
