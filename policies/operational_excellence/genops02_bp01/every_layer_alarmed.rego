# METADATA
# title: Have an actionable alarm for every layer that the application uses
# description: >-
#   A model that answers is no help behind an API that refuses, a tool that fails or a store that is full.
#   GENOPS02-BP02/model-runtime-alarmed judges the model itself.
# custom:
#   id: GENOPS02-BP01/every-layer-alarmed
#   severity: high
#   precision: medium
#   mode: automated
#   resources: [AWS::Account]
#   lists:
#     - "@genai-functions"
#     - "@genai-state-machines"
#     - "@genai-apis"
#     - bedrock:ListGuardrails
#     - bedrock-agent:ListKnowledgeBases
#     - bedrock-agent:GetKnowledgeBase
#     - qbusiness:ListApplications
#   evidence: ["@actionable-alarms"]
#   workload: [apis, functions, sagemaker, state_machines]
#   params: {}
#   messages:
#     no-alarm: no actionable alarm watches %s, which has the metrics of %s
#     silent: alarms on %s tell nobody, for lack of an enabled action or because of a mute rule (%s)
#     elsewhere: alarms on %s are about other resources (%s)
#   item: layer
#   remediation: >-
#     Add alarms on errors, throttles or latency of the layer, on all its resources or on one of the
#     workload, with an action that tells an operator.
package lens.controls.genops02_bp01.every_layer_alarmed

import data.lens.lib.alarms
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.group
import data.lens.lib.layers

_listings := {
	"api": ["@genai-apis"],
	"functions": ["@genai-functions"],
	"workflows": ["@genai-state-machines"],
	"guardrails": ["bedrock:ListGuardrails"],
	"store": ["bedrock-agent:ListKnowledgeBases", "bedrock-agent:GetKnowledgeBase"],
	"assistant": ["qbusiness:ListApplications"],
}

_subject(place) := object.union(facts.account(place[0]), {"item": place[1]})

# [Region, layer, namespace] -> {ids, good, others}: the resources, the actionable alarms about
# them, and those about something else.
_layers := {place: layer |
	some place, resources in group.by_first({[[r.region, r.layer, r.namespace], r] | some r in layers.resources})
	watches := alarms.watching(place[0], place[2], set())
	names := union({r.names | some r in resources})
	good := {watch.id | some watch in watches; layers.about(watch, names)}
	layer := {
		"ids": {r.id | some r in resources},
		"good": good,
		"others": {watch.id | some watch in watches} - good,
	}
}

subjects := {_subject(place) | some place, _ in _layers}

# An alarm about something else may be about a resource that was not read.
_unseen(place) := {operation | count(_layers[place].others) > 0; some operation in _listings[place[1]]}

_faults(place) := {
	["no-alarm", _layers[place].ids],
	["silent", alarms.silent(place[0], place[2], set())],
	["elsewhere", _layers[place].others],
}

violations contains finding.absent(subject, message, arguments, proof, operations) if {
	some place, layer in _layers
	count(layer.good) == 0
	some [message, ids] in _faults(place)
	count(ids) > 0
	subject := _subject(place)
	arguments := [place[2], ids]
	proof := array.slice(sort([{"id": id, "pointer": "/properties"} | some id in ids]), 0, 5)
	operations := array.concat(["cloudwatch:DescribeAlarms"], sort(_unseen(place)))
}

# One alarm for each namespace is enough, whatever was not read.
proven := {_subject(place) | some place, _ in _layers; alarms.certain(place[0])} - _bare

_bare := {_subject(place) | some place, layer in _layers; count(layer.good) == 0}

shown contains [subject, proof] if {
	some place, layer in _layers
	some id in layer.good
	subject := _subject(place)
	proof := {"id": id, "pointer": "/properties"}
}
