# METADATA
# title: What the roles of knowledge bases reach beyond their data
# description: |
#   Each role is judged once, against all that its knowledge bases name, however many they are.
package lens.lib.knowledge_base_reach

import data.lens.lib.data_grants
import data.lens.lib.group
import data.lens.lib.knowledge_base_data
import data.lens.lib.knowledge_base_roles
import data.lens.lib.resources

# ARN of a role -> its Allow statements, as {statement, proof}.
allows := {arn: found |
	some arn, role in _roles
	found := [{"statement": held.statement, "proof": {"id": held.policy, "pointer": held.pointer}} |
		some held in data_grants.allows(role)
	]
}

_roles := {arn: list[0] | some arn, list in group.by_first(_by_arn)}

_by_arn := {[role.id, role] | some [_, role] in knowledge_base_roles.pairs}

# ARN of a role -> [message, arguments, proof] of each fault, whatever else was not read.
faults := group.by_first(((_without_resource | _open) | _writes))

# The same of each Resource pattern for what nothing names that was read.
unnamed := group.by_first({[arn, ["unrelated", [names, pattern], proof]] |
	some [arn, names, pattern, proof] in _strange
	not knowledge_base_data.silent[arn]
})

# The same where a data source does not show all that it reads.
doubtful := group.by_first({[arn, ["unrelated-maybe", [names, pattern, silent], proof]] |
	some [arn, names, pattern, proof] in _strange
	silent := knowledge_base_data.silent[arn]
})

# [role, statement, its proof, service, action patterns]
_uses := [[arn, held.statement, held.proof, service, names] |
	some arn, list in allows
	some held in list
	some service, names in data_grants.data_patterns(held.statement)
]

_without_resource := {[arn, ["not-resource", [names], _below(proof, "NotResource")]] |
	some [arn, statement, proof, service, names] in _uses
	statement.NotResource
	not _through(service, statement)
} | {[arn, ["all-but-some", [], held.proof]] |
	some arn, list in allows
	some held in list
	data_grants.all_but_some(held.statement)
}

# [role, action patterns, Resource pattern, its proof, service]: patterns about data of a service.
_patterns := [[arn, names, pattern, _below(proof, sprintf("Resource/%d", [i])), service] |
	some [arn, statement, proof, service, names] in _uses
	some i, pattern in statement.Resource
	data_grants.concerns(pattern, service)
	not _through(service, statement)
]

_open := {[arn, [message, [names, pattern], proof]] |
	some [arn, names, pattern, proof, service] in _patterns
	message := _openness(service, pattern)
}

_openness("kms", pattern) := "every-key" if "key" in resources.breadth_of(pattern)

_openness("bedrock", pattern) := "open" if count(resources.breadth_of(pattern) & _models) > 0

_openness(service, pattern) := "open" if {
	not service in {"bedrock", "kms"}
	data_grants.open(pattern)
}

_models := {
	"application-inference-profile", "custom-model-deployment", "foundation-model", "imported-model",
	"inference-profile", "provisioned-model",
}

_strange := [[arn, names, pattern, proof] |
	some [arn, names, pattern, proof, service] in _patterns
	not service in {"bedrock", "kms"}
	not data_grants.open(pattern)
	own := object.get(knowledge_base_data.named, arn, [])
	not data_grants.within(pattern, own)
]

# A bucket may hold both documents and what a knowledge base writes.
_writes := {[arn, ["writes-source", [writing, pattern], proof]] |
	some [arn, names, pattern, proof, "s3"] in _patterns
	writing := {name | some name in names; data_grants.writes(name)}
	count(writing) > 0
	not data_grants.open(pattern)
	some bucket in knowledge_base_data.sources[arn]
	written := object.get(knowledge_base_data.written, arn, [])
	not bucket in written
	data_grants.within(pattern, [bucket])
}

# A key that only other services use for the role is as narrow as what these services read.
_through("kms", statement) if data_grants.through_service(statement)

_below(proof, place) := {"id": proof.id, "pointer": sprintf("%s/%s", [proof.pointer, place])}
