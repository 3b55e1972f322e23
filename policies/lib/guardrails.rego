# METADATA
# title: Guardrails and their versions
# description: |
#   A version has the id of its record: the guardrail's ARN with the version's number behind it, or
#   the ARN alone for the draft.
package lens.lib.guardrails

import data.lens.lib.exempt
import data.lens.lib.group

# Version -> its record, drafts included.
records := object.union(
	{g.id: g | some g in input.resources["AWS::Bedrock::Guardrail"]},
	{v.id: v | some v in input.resources["AWS::Bedrock::GuardrailVersion"]},
)

# Version -> the ARN of its guardrail.
arns := {id: trim_suffix(id, sprintf(":%s", [r.properties.version])) | some id, r in records}

# The newest version of each guardrail among `ids`. The draft counts only where there is no numbered
# version.
newest(ids) := {max(list)[1] |
	some list in group.by_first({[arns[id], [_number(records[id]), id]] | some id in ids})
}

_number(record) := to_number(record.properties.version) if {
	regex.match(`^[0-9]+$`, record.properties.version)
} else := 0

# The version that a guardrailConfiguration of a resource in `region` names. Without a number it
# names the draft.
named(region, configuration) := version(
	arn(region, configuration.guardrailIdentifier),
	object.get(configuration, "guardrailVersion", "DRAFT"),
)

# A guardrail is named by its ARN, or by its id if it is in the same account and region.
arn(_, id) := id if startswith(id, "arn:")

arn(region, id) := sprintf("%s:%s:%s:guardrail/%s", [_service, region, input.account, id]) if {
	not startswith(id, "arn:")
	id != ""
}

_service := sprintf("arn:%s:bedrock", [input.partition])

version(guardrail, number) := trim_suffix(sprintf("%s:%s", [guardrail, number]), ":DRAFT")

<<<<<<< HEAD
=======
_deployed(type, _, route) := facts.get(type, route[0]) if route[1] == "DRAFT"

_deployed(_, type, route) := facts.get(type, concat(":", route)) if route[1] != "DRAFT"

# A guardrail is named by its ARN or, in the account and region of who names it, by its id; without a version, its draft is meant.
_reference(r, named) := _version(_arn(r.region, named.guardrailIdentifier), object.get(named, "guardrailVersion", "DRAFT"))

_arn(_, identifier) := identifier if startswith(identifier, "arn:")

_arn(region, identifier) := sprintf("arn:%s:bedrock:%s:%s:guardrail/%s", [input.partition, region, input.account, identifier]) if {
	not startswith(identifier, "arn:")
	identifier != ""
}

_version(arn, number) := trim_suffix(sprintf("%s:%s", [arn, number]), ":DRAFT")

# {by, region, guardrail, id, pointer}: what the account and the organization's policy enforce in a region, other accounts' guardrails included.
enforced := {{
	"by": "account",
	"region": e.region,
	"guardrail": _version(e.properties.guardrailArn, e.properties.guardrailVersion),
	"id": e.id,
	"pointer": "/properties/guardrailArn",
} |
	some e in input.resources["AWS::Bedrock::EnforcedGuardrailConfiguration"]
} | {{
	"by": "organization",
	"region": region,
	"guardrail": trim_suffix(config.identifier, ":DRAFT"),
	"id": policy.id,
	"pointer": sprintf("/properties/PolicyContent/bedrock/guardrail_inference/%s/%s/identifier", [region, name]),
} |
	some policy in input.resources["AWS::Organizations::EffectivePolicy"]
	regions := policy.properties.PolicyContent.bedrock.guardrail_inference
	is_object(regions)
	some region, configs in regions
	is_object(configs)
	some name, config in configs
	is_string(config.identifier)
	regex.match(`^arn:[a-z-]+:bedrock:[a-z0-9-]+:[0-9]{12}:guardrail/`, config.identifier)
}

# What conditions on bedrock:GuardrailIdentifier ask for, by ARN or id. One with a wildcard leaves the choice: the newest that it admits counts.
_conditioned := {id | some value in _values; some id in _newest({known | some known in object.keys(records); _names(value, known)})}

_values := {trim_suffix(value, ":DRAFT") |
	some held in documents.policies
	some statement in held.document.Statement
	count(statement.Condition) > 0
	some [_, key, values] in conditions.restricting(statement)
	key == "bedrock:guardrailidentifier"
	some value in values
}

_names(value, id) if resources.covers(value, id)

_names(value, id) if resources.covers(value, split(id, ":guardrail/")[1])

# Of each guardrail among `ids` the version with the highest number.
_newest(ids) := {max(list)[1] | some list in group.by_first({[_guardrail[id], [_number(records[id]), id]] | some id in ids})}

_number(r) := to_number(r.properties.version) if regex.match(`^[0-9]+$`, r.properties.version)

_number(r) := 0 if not regex.match(`^[0-9]+$`, r.properties.version)

# Version -> its guardrail's ARN.
_guardrail := {id: trim_suffix(id, sprintf(":%s", [r.properties.version])) | some id, r in records}

# What a control judges.
>>>>>>> m1
subject(id) := {
	"type": "AWS::Bedrock::Guardrail",
	"id": arns[id],
	"region": record.region,
	"item": record.properties.version,
} if {
	record := records[id]
}

# Whether a pattern names the version's guardrail, by name, ARN or id.
exempted(id, patterns) if {
	guardrail := arns[id]
	some name in [records[id].name, guardrail, split(guardrail, ":guardrail/")[1]]
	exempt.named(name, patterns)
}

# Whether GetGuardrail was read: only its answer has this member.
read(id) if records[id].properties.guardrailArn

# A list of a policy of the version, such as the filters of its contentPolicy.
entries(id, policy, list) := object.get(records[id].properties, [policy, list], [])
