# METADATA
# title: Close the public network path to OpenSearch Serverless vector collections
# description: >-
#   A public endpoint takes requests from the whole internet. Then a leaked credential is enough to read
#   every document behind the vectors.
# custom:
#   id: GENSEC01-BP03/aoss-network-private
#   severity: critical
#   precision: high
#   mode: automated
#   resources: [AWS::OpenSearchServerless::Collection]
#   lists: [opensearchserverless:ListCollections, bedrock-agent:ListKnowledgeBases,
#     bedrock-agent:GetKnowledgeBase]
#   evidence: [opensearchserverless:BatchGetCollection, opensearchserverless:ListSecurityPolicies,
#     opensearchserverless:GetSecurityPolicy]
#   params: {}
#   messages:
#     public: network policy %s opens the endpoint of the collection to the internet
#     public-dashboards: network policy %s opens the endpoint of OpenSearch Dashboards to the internet
#     not-shown: no call of this account shows its name and its type
#     access-not-shown: network policy %s does not say whether it allows public access
#   item: none
#   remediation: >-
#     Replace the public entry by one that has bedrock.amazonaws.com as source service, and your VPC endpoints
#     of OpenSearch Serverless.
package lens.controls.gensec01_bp03.aoss_network_private

import data.lens.lib.finding
import data.lens.lib.vector_collections

_policies := "AWS::OpenSearchServerless::SecurityPolicy"

subjects := vector_collections.subjects

# Public access wins over all other entries, and over the VPC endpoints of its own entry.
violations := {finding.of(subject, message, [policy.name], [_proof(policy, i)]) |
	some [subject, policy, i, entry, kind] in _matching
	entry.AllowFromPublic == true
	message := _messages[kind]
}

_messages := {"collection": "public", "dashboard": "public-dashboards"}

# [collection, policy, index of the entry, entry, what it opens]. A collection that no entry matches
# cannot be reached.
_matching := [[subject, policy, i, entry, rule.ResourceType] |
	some [subject, name] in vector_collections.known
	some policy in input.resources[_policies]
	policy.region == subject.region
	some i, entry in policy.properties.policy
	some rule in entry.Rules
	some pattern in rule.Resource
	vector_collections.covers(pattern, name)
]

unseen := {finding.of(subject, "not-shown", [], []) | some subject in vector_collections.unknown} | {found |
	some [subject, policy, i, entry, _] in _matching
	object.get(entry, "AllowFromPublic", "") == ""
	found := finding.of(subject, "access-not-shown", [policy.name], [_proof(policy, i)])
}

shown := {[subject, _proof(policy, i)] | some [subject, policy, i, _, _] in _matching}

relies_on := vector_collections.policies(_policies)

_proof(policy, i) := {"id": policy.id, "pointer": sprintf("/properties/policy/%d", [i])}
