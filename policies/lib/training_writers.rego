# METADATA
# title: Who may write training data
# description: |
#   A place is what a training job reads: a bucket and a prefix. The bucket policy lets in others, and
#   the identity policies of the account let in its own roles and users.
package lens.lib.training_writers

import data.lens.lib.buckets
import data.lens.lib.object_writers
import data.lens.lib.resource_policies
import data.lens.lib.resources
import data.lens.lib.source_buckets
import data.lens.lib.training_data

# The account's own buckets of training data that is at most so many days old.
own(days) := [b |
	named := training_data.buckets(days)
	some b in source_buckets.own(days)
	b.name in named
]

# The subjects of those that the account does not list.
foreign(days) := {s |
	named := training_data.buckets(days)
	some s in source_buckets.foreign(days)
	regex.replace(s.id, "^.*:", "") in named
}

# The places in a bucket, as ARNs of objects.
_places(b, days) := {object | some [bucket, object, _, _] in training_data.inputs(days); bucket == b.name}

# [index, statement]: the statements of the bucket's policy that let somebody write there.
_writing(b, days) := [[i, statement] |
	statements := buckets.statements(b)
	places := _places(b, days)
	some i, statement in statements
	count(resource_policies.grants(statements, statement, data.lens.lib.training_data.writes)) > 0
	count({place | some place in places; resources.reaches(statement, place)}) > 0
]

# {[message, arguments, operations, proof], ...}: whom these statements let in from outside.
opened(b, days, accounts) := {[message, arguments, operations, _proof(b, i)] |
	statements := buckets.statements(b)
	some [i, statement] in _writing(b, days)
	some [message, arguments, operations] in resource_policies.opens(statements, statement, "s3", accounts)
}

# {[message, arguments, proof], ...}: whom they let in by the owner's choice.
choices(b, days, accounts) := {["open-to-addresses", [], [_proof(b, i)]] |
	statements := buckets.statements(b)
	some [i, statement] in _writing(b, days)
	resource_policies.by_address(statements, statement, "s3", accounts)
} | {["open-to-unnamed", [names], [_proof(b, i)]] |
	statements := buckets.statements(b)
	some [i, statement] in _writing(b, days)
	names := resource_policies.unnamed(statements, statement, "s3", accounts)
	count(names) > 0
}

_proof(b, i) := buckets.proof(b, sprintf("GetBucketPolicy/Policy/Statement/%d", [i]))

# {[message, arguments, proof], ...}: whoever writes owns what is written, roles of jobs may write
# what the jobs read, or more than `most` principals may write there.
faults(b, days, most) := ({[message, [], [buckets.proof(b, "GetBucketOwnershipControls")]] |
	message := _ownership[buckets.ownership(b)]
} | {["role-writes", [role], [{"id": role, "pointer": "/properties"}]] |
	some [bucket, object, role, _] in training_data.inputs(days)
	bucket == b.name
	object_writers.may_put(role, object)
}) | {fault |
	writers := object_writers.of(_places(b, days))
	number := count(writers.named) + min([1, count(writers.wide)])
	number > most
	fault := _many(writers, most)
}

_ownership := {"ObjectWriter": "object-writer", "OwnershipControlsNotFoundError": "no-ownership"}

_many(writers, most) := ["many-writers", [number, most, writers.named], _shown(writers.named)] if {
	count(writers.wide) == 0
	number := count(writers.named)
}

_many(writers, most) := ["many-writers-wide", [number, writers.wide, most, writers.named], proof] if {
	count(writers.wide) > 0
	number := count(writers.named)
	proof := _shown(writers.named | writers.wide)
}

_shown(arns) := [{"id": arn, "pointer": "/properties"} | some arn in arns]

# Principals whose policies were not all read.
doubtful := object_writers.doubtful

# The places where a job of training was not read: it may name any bucket, or roles were not read.
gaps := {place |
	some operation in [
		"bedrock:ListCustomModels", "bedrock:ListModelCustomizationJobs", "bedrock:GetModelCustomizationJob",
		"bedrock:ListImportedModels", "bedrock:ListModelImportJobs", "bedrock:GetModelImportJob",
		"sagemaker:Search", "iam:GetAccountAuthorizationDetails",
	]
	some place, _ in input.gaps[operation]
	place != "*"
}
