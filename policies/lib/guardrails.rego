# METADATA
# title: Guardrail versions in use
# description: |
#   A version is in use when a deployed agent version or a node of a deployed flow names it, when it is enforced for the account or by the organization,
#   or when an IAM condition names it. Of a guardrail that nothing names, the newest numbered version counts, and the draft where there is none. That a
#   version is named rests on what was seen; that nothing names a guardrail rests on all that could.
#   A version goes by the id of its record: the guardrail's ARN with the number behind it, the ARN alone for the draft.
package lens.lib.guardrails

import data.lens.lib.conditions
import data.lens.lib.deployed
import data.lens.lib.documents
import data.lens.lib.exempt
import data.lens.lib.facts
import data.lens.lib.group
import data.lens.lib.resources
import data.lens.lib.text

# Every version, the draft included -> its record.
records := object.union(
	{g.id: g | some g in input.resources["AWS::Bedrock::Guardrail"]},
	{v.id: v | some v in input.resources["AWS::Bedrock::GuardrailVersion"]},
)

in_use := shown | presumed

# Those that something was seen to name. What is named and does not exist is other controls' matter.
shown := {id | some id in _named; records[id]}

# The newest of the guardrails that nothing was seen to name.
presumed := _newest({id | some id, guardrail in _guardrail; not guardrail in _taken})

_taken := {_guardrail[id] | some id in shown}

_named := (({use.guardrail | some use in agent_uses} | {use.guardrail | some use in flow_uses}) | {e.guardrail | some e in enforced}) | _conditioned

# {by, guardrail}: deployed agent versions (by their record's id, the draft as ARN:DRAFT) and what they name.
agent_uses := {{"by": concat(":", route), "guardrail": _reference(r, r.properties.guardrailConfiguration)} |
	some route in deployed.agents
	_certain("AWS::Bedrock::Agent", route, "bedrock-agent:ListAgentAliases")
	r := _deployed("AWS::Bedrock::Agent", "AWS::Bedrock::AgentVersion", route)
}

# {kind, model, guardrail}: nodes of deployed flows, inside loops too; `model` is empty where the node names none itself.
flow_uses := {{"kind": path[count(path) - 1], "model": object.get(node, "modelId", ""), "guardrail": _reference(r, node.guardrailConfiguration)} |
	some route in deployed.flows
	_certain("AWS::Bedrock::Flow", route, "bedrock-agent:ListFlowAliases")
	r := _deployed("AWS::Bedrock::Flow", "AWS::Bedrock::FlowVersion", route)
	walk(r.properties.definition, [path, node])
	node.guardrailConfiguration
}

# That DRAFT is deployed may rest on aliases that are not there: it counts where they were read.
_certain(_, route, _) if route[1] != "DRAFT"

_certain(type, route, operation) if {
	route[1] == "DRAFT"
	count(facts.touching(operation, facts.subject(facts.get(type, route[0])), [])) == 0
}

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
subject(id) := {
	"type": "AWS::Bedrock::Guardrail",
	"id": _guardrail[id],
	"region": records[id].region,
	"item": records[id].properties.version,
}

exempted(id, patterns) if {
	some name in [records[id].name, _guardrail[id], split(_guardrail[id], ":guardrail/")[1]]
	exempt.named(name, patterns)
}

# What a control exports of the versions that it judges, given version -> its faults. That a version is used was seen; that an unnamed one is, rests on
# all that could name another.
subjects(faults) := {subject(id) | some id, _ in faults}

violations(faults) := {violation(id, list) | some id, list in faults; count(list) > 0}

proven(faults) := {subject(id) | some id, list in faults; count(list) == 0; id in shown}

# The violation of a version for its `faults`, each [what is wrong, pointer].
violation(id, faults) := {
	"subject": subject(id),
	"message": sprintf("version %s of guardrail %s: %s", [
		records[id].properties.version,
		text.quoted(records[id].name),
		concat(", ", sort({fault[0] | some fault in faults})),
	]),
	"proof": sort({{"id": id, "pointer": fault[1]} | some fault in faults}),
	"absent_from": array.concat(
		["bedrock:GetGuardrail" | not _sure(id)],
		["@guardrails-in-use" | not id in shown],
	),
}

# Whether its detail was read and, where it counts as the newest, all versions were listed: GetGuardrail's gaps hold those of what lists for it.
_sure(id) if {
	read(id)
	id in shown
}

_sure(id) if {
	read(id)
	not input.gaps["bedrock:ListGuardrails"][_guardrail[id]]
}

# Whether GetGuardrail showed it: the listing has no such member.
read(id) if records[id].properties.guardrailArn

# Region -> the agents and flows there of which something was not read.
unread_users := group.by_first({[r.region, r.id] |
	some list in [input.resources["AWS::Bedrock::Agent"], input.resources["AWS::Bedrock::Flow"]]
	some r in list
	some places in input.gaps
	places[r.id]
})

# A version counts because nothing was seen to name another: its verdict relies on all that could.
relies_on := {[subject(id), user] | some id in presumed; some user in unread_users[records[id].region]}

# What the filters of a type in a content policy leave through in the directions ("input", "output"): [what is wrong, pointer].
filter_faults(id, type, directions, strength) := {fault |
	some i, filter in _filters(id)
	filter.type == type
	some direction in directions
	some fault in _open(filter, sprintf("/properties/contentPolicy/filters/%d", [i]), direction, strength)
} | {[sprintf("no %s filter", [type]), "/properties/contentPolicy/filters"] | not type in {filter.type | some filter in _filters(id)}}

_filters(id) := object.get(records[id].properties, ["contentPolicy", "filters"], [])

_open(filter, pointer, direction, strength) := (weak | idle) | off if {
	name := sprintf("%sStrength", [direction])
	weak := {[sprintf("%s %s strength is %s, below %s", [filter.type, direction, filter[name], strength]), sprintf("%s/%s", [pointer, name])] |
		not filter[name] in _at_least(strength)
	}
	idle := {[sprintf("%s %s action is %s", [filter.type, direction, action(filter, direction)]), sprintf("%s/%sAction", [pointer, direction])] |
		action(filter, direction) != "BLOCK"
	}
	off := {[sprintf("%s %s is not enabled", [filter.type, direction]), sprintf("%s/%sEnabled", [pointer, direction])] | not enabled(filter, direction)}
}

_at_least(strength) := {s | some s, rank in _ranks; rank >= _ranks[strength]}

_ranks := {"NONE": 0, "LOW": 1, "MEDIUM": 2, "HIGH": 3}

# What is done with a match in a direction: where AWS sends nothing else, the entry's own action, else BLOCK.
action(entry, direction) := object.get(entry, sprintf("%sAction", [direction]), object.get(entry, "action", "BLOCK"))

enabled(entry, direction) if object.get(entry, sprintf("%sEnabled", [direction]), true) == true
