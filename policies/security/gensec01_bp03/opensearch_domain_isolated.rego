# METADATA
# title: Keep OpenSearch domains that hold vectors in a VPC or behind named principals
# description: >-
#   A domain with a public endpoint and an access policy for everybody answers each request from the
#   internet. Vectors come with the text of the documents that they were made of.
# custom:
#   id: GENSEC01-BP03/opensearch-domain-isolated
#   severity: high
#   precision: high
#   mode: automated
#   resources: [AWS::OpenSearchService::Domain]
#   lists: [opensearch:ListDomainNames, bedrock-agent:ListKnowledgeBases, bedrock-agent:GetKnowledgeBase]
#   evidence: [opensearch:DescribeDomains]
#   params:
#     vector_domains: []
#   messages:
#     open-outside: its access policy lets everybody in, and it is not in a VPC
#     open-to-vpc: its access policy lets everybody in, and fine-grained access control is off
#     open-anonymous: its access policy lets everybody in, and anonymous access is on
#     no-vpc: it is not in a VPC
#     no-access-control: it is not in a VPC, and fine-grained access control is off
#     not-shown: no call of this account shows it
#     access-control-not-shown: AWS does not show whether fine-grained access control is on
#   item: none
#   remediation: >-
#     Move the domain into a VPC. A knowledge base needs a public endpoint: turn on fine-grained access
#     control there, and name the role of the knowledge base in the access policy.
package lens.controls.gensec01_bp03.opensearch_domain_isolated

import data.lens.lib.finding
import data.lens.lib.vector_domains

_declared := input.params["GENSEC01-BP03/opensearch-domain-isolated"].vector_domains

subjects := vector_domains.subjects(_declared)

_read := vector_domains.read(_declared)

violations := {finding.of(subject, message, [], proof) |
	some [subject, d, message, proof] in _faults
	vector_domains.stores(d, _declared)
}

# Whether such a domain has to do with generative AI, only a person knows.
reviews := {finding.of(subject, message, [], proof) | some [subject, _, message, proof] in _faults}

_faults := [[subject, d, message, proof] |
	some [subject, d] in _read
	some [message, pointers] in (_opened(d) | _outside(d))
	proof := [{"id": d.id, "pointer": pointer} | some pointer in pointers]
]

# [message, what proves it]: in a VPC, fine-grained access control may decide instead of the policy.
_opened(d) := {[message, pointers] |
	open := vector_domains.open_statements(d)
	count(open) > 0
	message := _way(d)
	pointers := [sprintf("/properties/AccessPolicies/Statement/%d", [i]) | some i in open]
}

_way(d) := "open-outside" if {
	not vector_domains.in_vpc(d)
} else := "open-to-vpc" if {
	d.properties.AdvancedSecurityOptions.Enabled == false
} else := "open-anonymous" if d.properties.AdvancedSecurityOptions.AnonymousAuthEnabled == true

# Amazon Bedrock reaches a domain by its public endpoint, so a knowledge base excuses it.
_outside(d) := {["no-vpc", ["/properties/ARN"]] |
	not vector_domains.in_vpc(d)
	not vector_domains.serves(d)
} | {["no-access-control", ["/properties/AdvancedSecurityOptions/Enabled"]] |
	not vector_domains.in_vpc(d)
	vector_domains.serves(d)
	d.properties.AdvancedSecurityOptions.Enabled == false
}

unseen := {finding.of(subject, "not-shown", [], []) |
	some subject in vector_domains.unread(_declared)
} | {finding.of(subject, "access-control-not-shown", [], []) |
	some [subject, d] in _read
	enabled := object.get(d.properties, ["AdvancedSecurityOptions", "Enabled"], "")
	not is_boolean(enabled)
}

relies_on := vector_domains.relied
