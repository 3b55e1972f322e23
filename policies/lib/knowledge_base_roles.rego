# METADATA
# title: Roles of knowledge bases
# description: |
#   Amazon Bedrock reads the sources and the vector store of a knowledge base with its role. Several
#   knowledge bases may have one role. A knowledge base that is being deleted is left out.
package lens.lib.knowledge_base_roles

import data.lens.lib.documents
import data.lens.lib.facts
import data.lens.lib.finding

bases := [base |
	some base in input.resources["AWS::Bedrock::KnowledgeBase"]
	base.properties.status != "DELETING"
]

subjects := {facts.subject(base) | some base in bases}

# [knowledge base, its role]: those whose role is in the account's listing.
pairs := [[base, role] |
	some base in bases
	role := facts.get("AWS::IAM::Role", base.properties.roleArn)
]

_shown := {base.id | some [base, _] in pairs}

# Findings about knowledge bases whose role was not read: a role of another account, one that does
# not exist, or one with a document that is not a policy document.
unread := {finding.of(facts.subject(base), "role-not-shown", [role], [proof]) |
	some base in bases
	role := base.properties.roleArn
	id := base.id
	not id in _shown
	proof := {"id": base.id, "pointer": "/properties/roleArn"}
} | {finding.of(facts.subject(base), "role-unreadable", [role.id], [proof]) |
	some [base, role] in pairs
	documents.unreadable[role.id]
	proof := {"id": role.id, "pointer": "/properties"}
}

# `unread`, and findings about attached policies that the account's listing does not show.
unseen := unread | {finding.of(facts.subject(base), "policy-not-shown", [name], [proof]) |
	some [base, role] in pairs
	some [name, proof] in documents.not_shown(role)
}
