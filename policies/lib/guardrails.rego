# METADATA
# title: Guardrails and their versions
# description: |
#   The id of a version is the id of its record: the guardrail's ARN followed by the version's
#   number, or the ARN alone for the draft.
package lens.lib.guardrails

import data.lens.lib.exempt
import data.lens.lib.group
import data.lens.lib.versions

# Version -> its record, drafts included.
records := object.union(
	{g.id: g | some g in input.resources["AWS::Bedrock::Guardrail"]},
	{v.id: v | some v in input.resources["AWS::Bedrock::GuardrailVersion"]},
)

# Version -> the ARN of its guardrail.
arns := {id: trim_suffix(id, sprintf(":%s", [r.properties.version])) | some id, r in records}

# The newest version of each guardrail among `ids`. The draft counts only if there is no numbered
# version.
newest(ids) := {max(list)[1] |
	some list in group.by_first({[arns[id], [_number(records[id]), id]] | some id in ids})
}

_number(record) := number if {
	number := versions.number(record.properties.version)
} else := 0

# The version that the guardrailConfiguration of a resource in `region` names. Without a number it
# names the draft.
named(region, configuration) := version(
	arn(region, configuration.guardrailIdentifier),
	object.get(configuration, "guardrailVersion", "DRAFT"),
)

# Whether the version that a resource names was seen.
seen(r) if records[named(r.region, r.properties.guardrailConfiguration)]

# The ARN of a guardrail that is named by its ARN, or by its id in the same account and Region.
arn(_, id) := id if startswith(id, "arn:")

arn(region, id) := sprintf("%s:%s:%s:guardrail/%s", [_service, region, input.account, id]) if {
	not startswith(id, "arn:")
	id != ""
}

_service := sprintf("arn:%s:bedrock", [input.partition])

version(guardrail, number) := trim_suffix(sprintf("%s:%s", [guardrail, number]), ":DRAFT")

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

# Whether GetGuardrail was read. Only its answer has this member.
read(id) if records[id].properties.guardrailArn

# A list of a policy of the version, such as the filters of its contentPolicy.
entries(id, policy, list) := object.get(records[id].properties, [policy, list], [])
