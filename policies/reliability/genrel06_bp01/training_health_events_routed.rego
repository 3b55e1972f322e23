# METADATA
# title: Route HyperPod health and training job failure events to people or automation
# description: >-
#   A training job that fails, or a node that is unhealthy, costs expensive hours until somebody
#   looks. EventBridge has an event for both. Asked for where there is a HyperPod cluster, or a
#   training job of the last lookback_days.
# custom:
#   id: GENREL06-BP01/training-health-events-routed
#   severity: high
#   precision: high
#   mode: automated
#   resources: [AWS::Account]
#   lists: ["@generative-jobs", "@generative-clusters"]
#   evidence: ["@event-rules"]
#   workload: [sagemaker]
#   params:
#     lookback_days: 90
#   messages:
#     no-rule: >-
#       no enabled rule with a target on the default event bus matches the event %s with the
#       status %s of %s
#     unclear: >-
#       it is open whether rule %s matches the event %s with the status %s of %s: its pattern asks for a
#       member that the event may not have, or has an unknown operator
#     continuous: >-
#       rule %s matches the event %s, and not %s; AWS sends the first one only for clusters with
#       continuous node provisioning: find out whether %s use it
#   item: event
#   remediation: >-
#     Add rules to the default event bus that send these events to operators, or to what repairs nodes
#     and starts jobs again.
package lens.controls.genrel06_bp01.training_health_events_routed

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.training_events

_routes := training_events.routes(input.params["GENREL06-BP01/training-health-events-routed"].lookback_days)

_subject(place) := object.union(facts.account(place[0]), {"item": place[1]})

# A Region passes as a whole: where one event has no rule, the others are no result.
_short := {place | some place, found in _routes; count(((found.missed | found.open) | found.elsewhere)) > 0}

_silent := {region | some [region, _] in _short}

_heard := {place | some place, _ in _routes; region := place[0]; not region in _silent}

subjects := {_subject(place) | some place in (_heard | _short)}

proven := {_subject(place) | some place in _heard}

shown := {[_subject(place), proof] | some place in _heard; some proof in _patterns(_routes[place].yes)}

_patterns(ids) := [{"id": id, "pointer": "/properties/EventPattern"} | some id in ids]

_names(ids) := {facts.get("AWS::Events::Rule", id).name | some id in ids}

violations contains finding.absent(subject, "no-rule", arguments, [], ["@event-rules"]) if {
	some place, found in _routes
	count(found.missed) > 0
	arguments := [training_events.types[place[1]], training_events.statuses[place[1]], found.missed]
	subject := _subject(place)
}

reviews contains finding.of(subject, "unclear", arguments, proof) if {
	some place, found in _routes
	count(found.open) > 0
	proof := _patterns(found.unclear)
	types := [training_events.types[place[1]], training_events.statuses[place[1]]]
	arguments := array.concat(array.concat([_names(found.unclear)], types), [found.open])
	subject := _subject(place)
}

reviews contains finding.of(subject, "continuous", arguments, proof) if {
	some place, found in _routes
	count(found.elsewhere) > 0
	proof := _patterns(found.beside)
	type := training_events.types[place[1]]
	arguments := [_names(found.beside), training_events.continuous, type, found.elsewhere]
	subject := _subject(place)
}
