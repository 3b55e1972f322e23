# METADATA
# title: Which data the statements of a role reach
# description: |
#   The Allow statements of a role's policies, the action patterns in them that read or write data, and
#   whether a Resource pattern stays within what a configuration names. An Allow counts as it stands:
#   a Deny beside it does not excuse it. Other controls report patterns for all services, or for all of
#   a generative AI service (D12), and policies that AWS manages.
package lens.lib.data_grants

import data.lens.lib.actions
import data.lens.lib.conditions
import data.lens.lib.documents
import data.lens.lib.elements
import data.lens.lib.wildcards

# {policy, pointer, statement}: the Allow statements of a role's own policies.
allows(role) := [held |
	some held in every_allow(role)
	policy := held.policy
	not of_aws(policy)
]

# The same with those of policies that AWS manages.
every_allow(role) := [held |
	some held in documents.statements(role)
	held.statement.Effect == "Allow"
]

# Whether AWS manages a policy.
of_aws(arn) if startswith(arn, sprintf("arn:%s:iam::aws:policy/", [input.partition]))

# The action patterns of a statement that this library judges.
patterns(statement) := {pattern |
	some pattern in statement.Action
	not _reported(pattern)
}

# no-service-wildcard-actions reports these, and statements with NotAction that leave one of these
# services.
_reported(pattern) if {
	regex.match(`^(([^:]*[*?][^:]*):)?[*?]+$`, pattern)
	count(actions.services(regex.replace(pattern, `[*?]+$`, "*"), _generative)) > 0
}

_reported(pattern) if {
	regex.match(`^[^:]*:[*?]+$`, pattern)
	_service(pattern) in _generative
}

_service(pattern) := lower(wildcards.ascii(split(pattern, ":")[0]))

_generative := {
	"aoss", "aws-external-anthropic", "bedrock", "bedrock-agentcore", "bedrock-mantle", "codewhisperer",
	"kendra", "q", "qbusiness", "s3vectors", "sagemaker",
}

# Whether a statement has a NotAction that no-service-wildcard-actions does not report. It allows
# every action of most services.
all_but_some(statement) if {
	except := statement.NotAction
	count(actions.left_open(except, _generative) | actions.left_whole(except, _generative)) == 0
}

# The action patterns by which a statement, as in `every_allow`, allows one of the `wanted` actions,
# and those of them that its NotAction leaves.
naming(held, wanted) := {pattern |
	some pattern in patterns(held.statement)
	some action in wanted
	actions.matches(pattern, action)
} | {action |
	_is_judged(held)
	some action in wanted
	elements.on_action(held.statement, action)
}

_is_judged(held) if all_but_some(held.statement)

# Nothing else reports a NotAction of AWS.
_is_judged(held) if {
	held.statement.NotAction
	of_aws(held.policy)
}

# The patterns of a statement for actions of services outside a list.
beyond(statement, services) := {pattern |
	some pattern in patterns(statement)
	service := _service(pattern)
	not service in services
}

# Service -> the patterns of a statement that read or write its data.
data_patterns(statement) := {service: found |
	judged := patterns(statement)
	some service, _ in _arn_services
	found := {pattern | some pattern in judged; _service(pattern) == service; _on_data(service, pattern)}
	count(found) > 0
}

_on_data("s3", pattern) if writes(pattern)

_on_data(service, pattern) if {
	some action in _data_actions[service]
	actions.matches(pattern, action)
}

# Reading metadata is not judged.
_on_data("neptune-graph", pattern) if not regex.match(`^[^:]*:[lL][iI][sS][tT]`, pattern)

_on_data("rds-data", _) := true

_data_actions := {
	"aoss": {"aoss:apiaccessall"},
	"bedrock": {"bedrock:invokemodel", "bedrock:invokemodelwithresponsestream"},
	"es": {sprintf("es:eshttp%s", [verb]) | some verb in ["delete", "get", "head", "patch", "post", "put"]},
	"kendra": {"kendra:query", "kendra:retrieve"},
	"kms": {"kms:decrypt"},
	"s3": {"s3:getobject", "s3:getobjectversion", "s3:listbucket", "s3:listbucketversions"},
	"s3vectors": {sprintf("s3vectors:%svectors", [verb]) |
		some verb in ["delete", "get", "list", "put", "query"]
	},
	"secretsmanager": {"secretsmanager:getsecretvalue"},
}

# Service of the actions -> the service in the ARNs that they work on.
_arn_services := object.union(
	{service: service | some service, _ in _data_actions},
	{"neptune-graph": "neptune-graph", "rds-data": "rds"},
)

# Whether a pattern for actions of Amazon S3 is for more than reading. Their names say so.
writes(pattern) if {
	_service(pattern) == "s3"
	not regex.match(`^[^:]*:([gGlL]|[dD][eE][sS])`, pattern)
}

# Whether a Resource pattern may be about resources that a service's actions work on.
concerns("*", _) := true

concerns(pattern, service) if wildcards.matches(split(pattern, ":")[2], _arn_services[service])

# Whether a Resource pattern matches only what a configuration names by these ARNs.
within(pattern, arns) if {
	some arn in arns
	some wide in _forms(arn)
	wildcards.includes(wide, _placed(pattern, arn))
}

# What is below a bucket, a domain or an index belongs to it. The ARN of a secret ends with six
# characters that AWS adds, for which policies have `?`.
_forms(arn) := {arn, sprintf("%s/*", [arn])} if regex.match(`^arn:[^:]*:(es|kendra|s3):`, arn)

_forms(arn) := {arn, sprintf("%s-??????", [arn]), plain, sprintf("%s-??????", [plain])} if {
	regex.match(`^arn:[^:]*:secretsmanager:`, arn)
	plain := regex.replace(arn, `-[A-Za-z0-9]{6}$`, "")
}

_forms(arn) := {arn} if not regex.match(`^arn:[^:]*:(es|kendra|s3|secretsmanager):`, arn)

# The pattern with the partition of an ARN, and with its Region and account in place of wildcards: a
# name is one of this account, in whatever Region.
_placed(pattern, arn) := concat(":", array.concat(
	["arn", whole[1], own[2], _or(own[3], whole[3]), _or(own[4], whole[4])],
	array.slice(own, 5, count(own)),
)) if {
	own := split(pattern, ":")
	whole := split(arn, ":")
	count(own) > 5
}

_or(own, _) := own if not wildcards.has_wildcard(own)

_or(own, other) := other if wildcards.has_wildcard(own)

# Whether a pattern matches several resources, whatever a configuration names: the part that says
# which resource it is has a wildcard.
open("*") := true

open(pattern) if {
	fields := split(pattern, ":")
	wildcards.has_wildcard(fields[2])
}

open(pattern) if {
	fields := split(pattern, ":")
	rest := concat(":", array.slice(fields, 5, count(fields)))
	wildcards.has_wildcard(_named_part(fields[2], rest))
}

_named_part("s3", rest) := split(rest, "/")[0]

_named_part("secretsmanager", rest) := trim_suffix(rest, "-??????")

_named_part(service, rest) := concat("/", array.slice(split(rest, "/"), 0, 2)) if service in {"es", "kendra"}

_named_part(service, rest) := rest if not service in {"es", "kendra", "s3", "secretsmanager"}

# Whether a condition allows a key only through certain services.
through_service(statement) if {
	some [_, key, values] in conditions.restricting(statement)
	key == "kms:viaservice"
	every value in values { regex.match(`^[a-z0-9-]+[.]`, value) }
}
