# METADATA
# title: What generative AI costs
# description: |
#   Cost Explorer says what each service cost in the last full month, if the scan was asked to read it.
#   The services of generative AI are those whose name says Bedrock, SageMaker or Q Business: a model of
#   a third party is a service of its own, such as "Claude (Amazon Bedrock Edition)". What was not read
#   counts as above every floor.
package lens.lib.spend

import data.lens.lib.bedrock_regions
import data.lens.lib.generative_sagemaker
import data.lens.lib.group

# {service: {"units": ..., "text": ...}} of the services that cost something: whole units of the
# currency, and what a reader sees.
services := {name: cost |
	some record in input.resources["AWS::CE::ServiceCost"]
	name := record.properties.Service
	generative(name)
	cost := _cost(record.properties)
	cost.units > 0
}

# Whether Cost Explorer was read.
read if count(_gaps) == 0

# Whether it was asked and did not say all, so that nobody knows the costs.
lost if {
	some gap in _gaps
	gap.code != "NotOptedIn"
}

# What all of them cost together, in whole units.
total := sum([cost.units | some _, cost in services])

# Whether they cost less than a floor.
below(floor) if {
	read
	total < floor
}

# What costs at least a floor: {subject, read, said, names}. `names` are those that filters of
# budgets may have for it, and `said` is what it cost or, if that was not read, a name. Without the
# costs, the services that are in use count, and a filter may name any service of the same kind.
due(floor, named) := {{"subject": subject, "read": true, "said": cost.text, "names": {name}} |
	read
	total >= floor
	some name, cost in services
	subject := object.union(data.lens.lib.facts.account("global"), {"item": name})
} | {{"subject": subject, "read": false, "said": name, "names": names} |
	not read
	some [name, word] in _used
	names := {name} | {other | some other in named; contains(other, word)}
	subject := data.lens.lib.facts.account("global")
}

_used := {["Amazon Bedrock", "Bedrock"] | _uses_bedrock} | ({["Amazon SageMaker", "SageMaker"] |
	count(generative_sagemaker.endpoints) > 0
} | {["Amazon Q Business", "Q Business"] | count(input.resources["AWS::QBusiness::Application"]) > 0})

_uses_bedrock if count(bedrock_regions.in_use) > 0

# Whoever asked for the costs and did not get them may have some.
_uses_bedrock if lost

# Whether a service is one of generative AI.
generative(name) if {
	some word in ["Bedrock", "SageMaker", "Q Business"]
	contains(name, word)
}

_gaps := object.get(input.gaps, ["ce:GetCostAndUsage", "*"], [])

# An amount that is no plain number counts as above every floor, unless it is small or a credit.
_cost(properties) := {"units": units, "text": text} if {
	amount := _amount(properties)
	regex.match(`^(0|[1-9][0-9]{0,14})([.][0-9]*)?$`, amount)
	units := to_number(split(amount, ".")[0])
	text := concat(" ", [split(amount, ".")[0], _unit(properties)])
} else := {"units": 0, "text": "0"} if {
	regex.match(`^(-.*|[0-9.]+[eE]-[0-9]+)$`, _amount(properties))
} else := {"units": 1000000000, "text": "an unknown amount"}

_amount(properties) := text if {
	text := properties.Metrics.UnblendedCost.Amount
	is_string(text)
}

_unit(properties) := text if {
	text := properties.Metrics.UnblendedCost.Unit
	is_string(text)
} else := ""

# Service -> the ids of the records that say what it cost.
bills := group.by_first({[bill.properties.Service, bill.id] |
	some bill in input.resources["AWS::CE::ServiceCost"]
})
