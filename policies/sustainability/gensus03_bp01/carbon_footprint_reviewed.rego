# METADATA
# title: Review the carbon footprint of generative AI services
# description: >-
#   What nobody looks at, nobody lowers. AWS estimates the emissions of each service by quarter, with months
#   of delay. Growth may be more business and no fault, so the control says the numbers, and a person states
#   who reviews them and how often. Emissions of Amazon EC2 count only beside generative AI.
# custom:
#   id: GENSUS03-BP01/carbon-footprint-reviewed
#   severity: low
#   precision: medium
#   mode: hybrid
#   resources: [AWS::Account]
#   lists: ["@regions-in-use", sustainability:GetEstimatedCarbonEmissions]
#   evidence: [sustainability:GetEstimatedCarbonEmissions]
#   params:
#     services: [AmazonBedrock, AmazonSageMaker, AmazonEC2]
#     max_validity_days: 366
#   workload: [sagemaker]
#   messages:
#     state: >-
#       %s caused %s kg of CO2e in the quarter from %s; state who reviews this, how often, and against which
#       target; write it with: genai-lens attest GENSUS03-BP01/carbon-footprint-reviewed
#     before: the same caused %s kg in the quarter from %s
#   item: none
#   remediation: >-
#     Add the footprint of each service to the quarterly review, and set a target for a million tokens or for
#     a request.
package lens.controls.gensus03_bp01.carbon_footprint_reviewed

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.group
import data.lens.lib.regions

_params := input.params["GENSUS03-BP01/carbon-footprint-reviewed"]

subjects := {facts.account("global") | count(_quarters) > 0; _uses_generative_ai}

violations := set()

reviews := {finding.of(s, "state", [names, _sum(last), last], proof) |
	some s in subjects
	last := max(object.keys(_quarters))
	names := {record.name | some record in _quarters[last]}
	proof := [{"id": record.id, "pointer": "/properties/EmissionsValues"} | some record in _quarters[last]]
} | {finding.of(s, "before", [_sum(earlier), earlier], []) |
	some s in subjects
	before := object.keys(_quarters) - {max(object.keys(_quarters))}
	count(before) > 0
	earlier := max(before)
}

_sum(quarter) := sum([to_number(record.properties.Kilograms) | some record in _quarters[quarter]])

# First day of a quarter -> what each of the services emitted.
_quarters := group.by_first({[record.properties.Quarter, record] |
	some record in input.resources["AWS::Sustainability::CarbonEmissions"]
	_plain(record.name) in _services
	record.properties.Kilograms
})

# AWS writes a service as AmazonBedrock or as Amazon Bedrock.
_plain(name) := lower(replace(name, " ", ""))

_services := {_plain(name) | some name in _params.services}

_uses_generative_ai if count(regions.in_use) > 0

_uses_generative_ai if {
	some _, records in _quarters
	some record in records
	regex.match(`bedrock|sagemaker`, _plain(record.name))
}
