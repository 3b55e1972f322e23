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
#     no-rule: >-
#       no enabled rule with a target on the default event bus matches the event %s with the
#       status %s of %s
#     unclear: >-
#       it is open whether rule %s matches the event %s with the status %s of %s: its pattern asks for a
#       member that the event may not have, or has an unknown operator
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

# What somebody must learn of, whatever else a rule matches.
_details := {
	"pipeline": {"currentPipelineExecutionStatus": "Failed", "previousPipelineExecutionStatus": "Executing"},
	"package": {"ModelApprovalStatus": "Approved", "ModelPackageStatus": "Completed"},
}

_statuses := {"pipeline": "Failed", "package": "Approved"}

# [Region, event, name, what AWS sends of this pipeline or group alone]. The ids of an execution
# and of a version stand for those to come.
_events := {[p.region, "pipeline", p.name, own] |
	some p in input.resources["AWS::SageMaker::Pipeline"]
	p.id in generative_sagemaker.pipelines
	run := sprintf("%s/execution/abcdefghij01", [p.id])
	own := {"resources": [p.id, run], "detail": {"pipelineArn": p.id, "pipelineExecutionArn": run}}
} | {[g.region, "package", g.name, own] |
	some g in input.resources["AWS::SageMaker::ModelPackageGroup"]
	g.id in generative_sagemaker.groups
	id := sprintf("%s/999999", [replace(g.id, ":model-package-group/", ":model-package/")])
	own := {"resources": [id], "detail": {"ModelPackageGroupName": g.name, "ModelPackageArn": id}}
}

_rules[place] := found if {
	some place in {[region, event] | some [region, event, _, _] in _events}
	common := {"source": "aws.sagemaker", "detail-type": _types[place[1]], "detail": _details[place[1]]}
	named := {name: own | some [region, event, name, own] in _events; [region, event] == place}
	found := events.heard(place[0], common, named)
}

_subject(place) := object.union(facts.account(place[0]), {"item": place[1]})

# A Region passes as a whole: where one event has no rule, the other event is no result.
_short := {place | some place, found in _rules; count(found.missed | found.open) > 0}

_silent := {region | some [region, _] in _short}

_heard := {place | some place, _ in _rules; region := place[0]; not region in _silent}

subjects := {_subject(place) | some place in (_heard | _short)}

proven := {_subject(place) | some place in _heard}

shown := {[_subject(place), {"id": id, "pointer": "/properties/EventPattern"}] |
	some place in _heard
	some id in _rules[place].yes
}

violations contains finding.absent(subject, "no-rule", arguments, [], ["@event-rules"]) if {
	some place, found in _rules
	count(found.missed) > 0
	arguments := [_types[place[1]], _statuses[place[1]], found.missed]
	subject := _subject(place)
}

reviews contains finding.of(subject, "unclear", arguments, proof) if {
	some place, found in _rules
	count(found.open) > 0
	names := {facts.get("AWS::Events::Rule", id).name | some id in found.unclear}
	arguments := [names, _types[place[1]], _statuses[place[1]], found.open]
	proof := [{"id": id, "pointer": "/properties/EventPattern"} | some id in found.unclear]
	subject := _subject(place)
}
