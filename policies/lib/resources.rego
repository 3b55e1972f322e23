# METADATA
# title: Kinds of resources, and how broad a pattern is (D3)
# description: |
#   A pattern of a Resource list is broad for a kind if it matches two ARNs of that kind that have
#   nothing in common but what AWS fixes. The account and the Region do not matter: cross-Region
#   inference needs a wildcard there, and a pattern for one of them may still match everything in it.
#   Nor do punctuation beside a wildcard and the length of an id, so `?` counts as `*`. Patterns are
#   those of scanner/iam_documents.py, which puts in the values of policy variables.
package lens.lib.resources

import data.lens.lib.actions
import data.lens.lib.documents
import data.lens.lib.wildcards

# Kind -> two made-up ARNs (probes) of it.
kinds := {kind: _probes_of(form) | some kind, form in _forms}

_probes_of(form) := [_probe(form, 0), _probe(form, 1)]

_probe(form, i) := sprintf("arn:%s:%s", [input.partition, replace(named, "ACCOUNT", input.account)]) if {
	upper := replace(form, "ID10", _names.ID10[i])
	lower := replace(replace(upper, "id10", _names.id10[i]), "id12", _names.id12[i])
	named := replace(replace(lower, "UUID", _names.UUID[i]), "NAME", _names.NAME[i])
}

# Two names of each form, as AWS makes the ids. They share no letter and no digit, except the 4
# that every UUID of AWS has. Source: the patterns of ids and ARNs in botocore's service models.
_names := {
	"ID10": ["AB12CD34EF", "UV56WX78YZ"],
	"id10": ["ab12cd34ef", "uv56wx78yz"],
	"id12": ["ab12cd34ef12", "uv56wx78yz56"],
	"UUID": ["a1b2c3a1-b2c3-4a1b-ac3a-1b2c3a1b2c3a", "d5e6f7d8-e9f5-4d6e-8f7d-e5f6d7e8f9d5"],
	"NAME": ["abc123", "xyz789"],
}

# The ARNs of the Service Authorization Reference, without the partition. AWS fixes the names of the
# token vault and of the directory. The other parents have the same name: see `placed`. What may
# have a path, a version or a suffix of AWS has one here: `role/*` matches it as `role/*/*` does.
_forms := {
	"agent": "bedrock:us-east-1:ACCOUNT:agent/ID10",
	"agent-alias": "bedrock:us-east-1:ACCOUNT:agent-alias/default/ID10",
	"api-key-provider": "bedrock-agentcore:us-east-1:ACCOUNT:token-vault/default/apikeycredentialprovider/NAME",
	"application": "qbusiness:us-east-1:ACCOUNT:application/UUID",
	"application-inference-profile": "bedrock:us-east-1:ACCOUNT:application-inference-profile/id12",
	"browser": "bedrock-agentcore:us-east-1:aws:browser/NAME",
	"browser-custom": "bedrock-agentcore:us-east-1:ACCOUNT:browser-custom/NAME-ID10",
	"bucket": "s3:::NAME",
	"code-interpreter": "bedrock-agentcore:us-east-1:aws:code-interpreter/NAME",
	"code-interpreter-custom": "bedrock-agentcore:us-east-1:ACCOUNT:code-interpreter-custom/NAME-ID10",
	"custom-model-deployment": "bedrock:us-east-1:ACCOUNT:custom-model-deployment/id12",
	"endpoint": "sagemaker:us-east-1:ACCOUNT:endpoint/NAME",
	"flow-alias": "bedrock:us-east-1:ACCOUNT:flow/default/alias/ID10",
	"foundation-model": "bedrock:us-east-1::foundation-model/NAME.NAME-v1:0",
	"function": "lambda:us-east-1:ACCOUNT:function:NAME:NAME",
	"gateway": "bedrock-agentcore:us-east-1:ACCOUNT:gateway/NAME-id10",
	"gateway-policy": "bedrock-agentcore:us-east-1:ACCOUNT:policy-engine/default/policy/NAME-ID10",
	"guardrail": "bedrock:us-east-1:ACCOUNT:guardrail/id12",
	"harness": "bedrock-agentcore:us-east-1:ACCOUNT:harness/NAME-ID10",
	"identity": "ses:us-east-1:ACCOUNT:identity/NAME.NAME",
	"imported-model": "bedrock:us-east-1:ACCOUNT:imported-model/id12",
	"index": "kendra:us-east-1:ACCOUNT:index/UUID",
	"inference-profile": "bedrock:us-east-1:ACCOUNT:inference-profile/NAME.NAME-v1:0",
	"key": "kms:us-east-1:ACCOUNT:key/UUID",
	"knowledge-base": "bedrock:us-east-1:ACCOUNT:knowledge-base/ID10",
	"log-group": "logs:us-east-1:ACCOUNT:log-group:/NAME/NAME:log-stream:NAME/NAME",
	"oauth2-provider": "bedrock-agentcore:us-east-1:ACCOUNT:token-vault/default/oauth2credentialprovider/NAME",
	"object": "s3:::NAME/NAME/NAME",
	"policy": "iam::ACCOUNT:policy/NAME/NAME/NAME",
	"project": "bedrock-mantle:us-east-1:ACCOUNT:project/proj_id12",
	"prompt": "bedrock:us-east-1:ACCOUNT:prompt/ID10:1",
	"provisioned-model": "bedrock:us-east-1:ACCOUNT:provisioned-model/id12",
	"queue": "sqs:us-east-1:ACCOUNT:NAME.fifo",
	"role": "iam::ACCOUNT:role/NAME/NAME/NAME",
	"runtime": "bedrock-agentcore:us-east-1:ACCOUNT:runtime/NAME-ID10",
	"secret": "secretsmanager:us-east-1:ACCOUNT:secret:NAME/NAME/NAME-NAME",
	"table": "dynamodb:us-east-1:ACCOUNT:table/NAME",
	"token-vault": "bedrock-agentcore:us-east-1:ACCOUNT:token-vault/NAME",
	"topic": "sns:us-east-1:ACCOUNT:NAME.fifo",
	"user": "iam::ACCOUNT:user/NAME/NAME/NAME",
	"vector-index": "s3vectors:us-east-1:ACCOUNT:bucket/default/index/NAME",
	"workspace": "aws-external-anthropic:us-east-1:ACCOUNT:workspace/wrkspc_NAME",
	"workload-identity": concat("/", [
		"bedrock-agentcore:us-east-1:ACCOUNT:workload-identity-directory/default",
		"workload-identity/NAME",
	]),
}

# Kinds with part of the name fixed by AWS. A pattern for all multi-Region keys, or for all profiles
# of one geography, is broad too.
_more_forms := {["key", "kms:us-east-1:ACCOUNT:key/mrk-id12"]} | {["inference-profile", form] |
	some geography in ["apac", "au", "ca", "eu", "global", "jp", "us", "us-gov"]
	form := replace(_forms["inference-profile"], "/", sprintf("/%s.", [geography]))
}

_all_forms := _more_forms | {[kind, form] | some kind, form in _forms}

# Every known action -> the kinds that it works on. An action that only a parameter names works on
# all kinds of its service.
of_action := object.union(
	{action: {kind | some kind, form in _forms; startswith(form, prefix)} |
		some action in actions.known
		not actions.worked_on[action]
		prefix := concat("", [split(action, ":")[0], ":"])
	},
	actions.worked_on,
)

# Every known action with resources -> the service in their ARNs. It is mostly the action's own
# service, but sts:AssumeRole works on roles, which are iam's.
arn_service := object.union(
	{action: split(action, ":")[0] | some action in actions.known; not actions.worked_on[action]},
	{action: split(_forms[kind], ":")[0] |
		some action, own in actions.worked_on
		some kind in own
	},
)

# Every distinct Resource pattern of the Allow statements that match a known action, and NotResource
# pattern of the Deny statements, which leave these resources -> the kinds for which it is broad.
# The prefix check avoids compiling patterns that match nothing.
broad := object.union(
	{pattern: set() | some pattern in _patterns},
	{pattern: _matched(there) |
		some pattern in _patterns
		wildcards.has_wildcard(pattern)
		there := placed(pattern)
		wildcards.fits(there, _longest)
		strings.any_prefix_match(_probes, wildcards.literal(there))
	},
)

# The pattern with the Region, the account and the parent of the probes in place of its own, so that
# only the kind and the last part count. With a wildcard in the type, a pattern counts as every kind
# whose type it may match, whatever follows the type.
placed(pattern) := _loose(regex.replace(open, _parent, `${1}default/`)) if {
	account := sprintf("${1}%s:", [input.account])
	typed := _typed(regex.replace(in_region(pattern), _account, account))
	open := regex.replace(typed, _open_parent, `${1}*`)
}

# The pattern without demands that names and ids always meet: after the account, `*` stands for each
# wildcard and the punctuation beside it.
_loose(pattern) := concat(":", array.concat(array.slice(fields, 0, 5), [name])) if {
	fields := split(pattern, ":")
	count(fields) > 5
	name := regex.replace(concat(":", array.slice(fields, 5, count(fields))), _wild, "*")
}

_loose(pattern) := regex.replace(pattern, _wild, "*") if count(split(pattern, ":")) < 6

_wild := `[-._+=,@]*[*?][-._+=,@*?]*`

# The pattern with the Region of the probes, if it has a Region and not `*`.
in_region(pattern) := regex.replace(pattern, _region, `${1}us-east-1${2}`)

_region := `^(arn:[^:]*:[^:]*:)[^:]*[^:*][^:]*(:|[*]$)`

_account := `^(arn:[^:]*:[^:]*:[^:]*:)[0-9*?]*[0-9?][0-9*?]*:`

_typed(pattern) := pattern if regex.match(_untyped, pattern)

_typed(pattern) := regex.replace(regex.replace(pattern, _open_type, `${1}*`), _wild_type, `${1}*`) if {
	not regex.match(_untyped, pattern)
}

_open_type := `^(arn:[^:]*:[^:]*:[^:]*:[^:]*:[^:/*?]*)[*?][^:/]*$`

_wild_type := `^(arn:[^:]*:[^:]*:[^:]*:[^:]*:[^:/*?]*[*?][^:/]*[:/]).*$`

# A wildcard there is in the name: these resources have no type.
_untyped := `^arn:[^:]*:(s3|sns|sqs):`

_parents := "agent-alias|bucket|flow|policy-engine|token-vault|workload-identity-directory"

_parent := sprintf("^(arn:[^:]*:[^:]*:[^:]*:[^:]*:(?:%s)/)[^/]*/", [_parents])

# A parent that ends with a wildcard matches everything below the parent too.
_open_parent := sprintf(`^(arn:[^:]*:[^:]*:[^:]*:[^:]*:(?:%s)/)[^/]*[*?]$`, [_parents])

# The kinds for which a pattern matches both probes. The pattern is compiled once and matched
# against all probes, one per line.
_matched(pattern) := {kind | some probe in found; [kind, other] := _pairs[probe]; other in found} if {
	lines := concat("", ["(?m)", wildcards.expression(pattern)])
	found := {probe | some probe in regex.find_n(lines, _lines, -1)}
}

_lines := concat("\n", _probes)

_longest := max([count(probe) | some probe in _probes])

_probes := [probe | some first, [_, second] in _pairs; some probe in [first, second]]

_pairs := {probes[0]: [kind, probes[1]] |
	some [kind, form] in _all_forms
	probes := _probes_of(form)
}

# The kinds for which any pattern is broad.
breadth_of(pattern) := _matched(placed(pattern))

# The kinds for which a statement of the account's policies is broad. NotResource is broad for all.
breadth(statement) := union({broad[pattern] | some pattern in statement.Resource}) if statement.Resource

breadth(statement) := object.keys(_forms) if statement.NotResource

_patterns := {pattern | some list in _lists; some pattern in list}

_lists := {statement.Resource |
	some document in documents.contents
	some statement in document.Statement
	statement.Effect == "Allow"
	actions.of_statement(statement)
} | {statement.NotResource |
	some document in documents.contents
	some statement in document.Statement
	statement.Effect == "Deny"
	actions.of_statement(statement)
}

# Whether a Resource pattern of an Allow matches every resource of a service in a Region, whatever
# its account and type: `*`, `arn:aws:bedrock:*` and its longer forms.
takes_in("*", _) := true

takes_in(pattern, service) if {
	here := _loose(in_region(pattern))
	partition := input.partition
	every path in [["000000000000", "probe/a"], [input.account, "zone/b"]] {
		covers(here, sprintf("arn:%s:%s:us-east-1:%s", [partition, service, concat(":", path)]))
	}
}

# Whether a Resource pattern of a Deny certainly matches every resource of a service: only `*` and
# `arn:aws:bedrock:*:*:*` do. An ARN with fewer fields was filled up.
rules_out("*", _) := true

rules_out(pattern, service) if {
	regex.match(`^arn:[^:]*:[^:]*:[*]:[*]:[*]$`, pattern)
	fields := split(pattern, ":")
	covers(fields[1], input.partition)
	covers(fields[2], service)
}

# Whether a Resource pattern matches an ARN. Case matters, and the only wildcards are `*` and `?`.
covers(pattern, arn) if pattern == arn

covers(pattern, arn) if {
	pattern != arn
	wildcards.has_wildcard(pattern)
	wildcards.matches(pattern, arn)
}

# Whether a statement's Resource or NotResource applies to an ARN.
reaches(statement, arn) if {
	some pattern in statement.Resource
	covers(pattern, arn)
}

reaches(statement, arn) if {
	statement.NotResource
	count({pattern | some pattern in statement.NotResource; covers(pattern, arn)}) == 0
}
