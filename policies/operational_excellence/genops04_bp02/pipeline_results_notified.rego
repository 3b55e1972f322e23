# METADATA
# title: Notify on the result of model pipelines and on model package decisions
# description: >-
#   A pipeline that fails at night, or a model that was approved and nobody deploys, stays unnoticed
#   until somebody looks. EventBridge has an event for both.
# custom:
#   id: GENOPS04-BP02/pipeline-results-notified
#   severity: medium
#   precision: high
#   mode: automated
#   resources: [AWS::Account]
#   lists: ["@generative-pipelines", "@generative-groups"]
#   evidence: ["@event-rules"]
#   params: {}
#   workload: [sagemaker]
#   messages:
#     no-rule: no rule of the default event bus that is on and has a target matches the event %s
#     unclear: the pattern of rule %s has an unknown operator, so whether it matches the event %s is open
#   item: event
#   remediation: >-
#     Add rules to the default event bus that send failed pipelines to operators, and approved model
#     packages to the pipeline that deploys them.
package lens.controls.genops04_bp02.pipeline_results_notified

import data.lens.lib.events
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.generative_sagemaker

_types := {
	"pipeline": "SageMaker Model Building Pipeline Execution Status Change",
	"package": "SageMaker Model Package State Change",
}

_places := {[p.region, "pipeline"] |
	some p in input.resources["AWS::SageMaker::Pipeline"]
	p.id in generative_sagemaker.pipelines
} | {[g.region, "package"] |
	some g in input.resources["AWS::SageMaker::ModelPackageGroup"]
	g.id in generative_sagemaker.groups
}

_rules[place] := found if {
	some place in _places
	found := events.rules(place[0], {"source": "aws.sagemaker", "detail-type": _types[place[1]]})
}

_subject(place) := object.union(facts.account(place[0]), {"item": place[1]})

_missed := {place | some place, found in _rules; count(found.yes) == 0}

# A Region passes as a whole: where one event has no rule, the other event is no result.
_heard := {place | some place in _places; region := place[0]; not region in _short}

_short := {region | some [region, _] in _missed}

subjects := {_subject(place) | some place in (_heard | _missed)}

proven := {_subject(place) | some place in _heard}

shown := {[_subject(place), {"id": id, "pointer": "/properties/EventPattern"}] |
	some place in _heard
	some id in _rules[place].yes
}

violations contains finding.absent(subject, "no-rule", [type], [], ["@event-rules"]) if {
	some place in _missed
	count(_rules[place].unclear) == 0
	type := _types[place[1]]
	subject := _subject(place)
}

reviews contains finding.of(subject, "unclear", [names, type], proof) if {
	some place in _missed
	unclear := _rules[place].unclear
	count(unclear) > 0
	names := {facts.get("AWS::Events::Rule", id).name | some id in unclear}
	proof := [{"id": id, "pointer": "/properties/EventPattern"} | some id in unclear]
	type := _types[place[1]]
	subject := _subject(place)
}
