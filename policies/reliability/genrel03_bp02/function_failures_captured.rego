# METADATA
# title: Capture failed asynchronous invocations of agent functions in a dead-letter queue or destination
# description: >-
#   Nobody waits for an asynchronous call. If it fails after its retries, the event is lost, unless the
#   function hands it to a queue, a topic or another destination. A queue helps only if somebody is told
#   that it is not empty. Errors of synchronous calls go back to the caller, so they are not judged.
# custom:
#   id: GENREL03-BP02/function-failures-captured
#   severity: high
#   precision: medium
#   mode: automated
#   resources: [AWS::Lambda::Function]
#   lists: ["@genai-functions"]
#   evidence:
#     - lambda:GetPolicy
#     - lambda:ListFunctionEventInvokeConfigs
#     - lambda:GetFunctionConfiguration
#     - lambda:ListEventSourceMappings
#     - sqs:ListQueues
#     - "@actionable-alarms"
#   params: {}
#   workload: [functions]
#   messages:
#     none: >-
#       failed asynchronous calls go nowhere: there is no dead-letter queue and no destination (errors of
#       synchronous calls go back to the caller)
#     alias-none: >-
#       failed asynchronous calls of alias or version %s have no dead-letter queue and no destination
#     stream-none: the event source mapping for %s has no destination for failures
#     no-queue: failures go to queue %s, which does not exist
#     unwatched: failures go to queue %s, and no alarm on its messages tells anybody
#     not-here: failures go to queue %s, which is of another account or Region
#     not-read: what calls it, and where failures go, was not read
#   item: none
#   remediation: Add a destination for failures, set an alarm on it, and define who handles them.
package lens.controls.genrel03_bp02.function_failures_captured

import data.lens.lib.asynchronous_calls
import data.lens.lib.facts
import data.lens.lib.failure_targets
import data.lens.lib.finding
import data.lens.lib.genai_functions

_all := [f | some f in input.resources["AWS::Lambda::Function"]; f.id in genai_functions.arns]

_functions := {f.id: facts.subject(f) | some f in _all}

# Nobody knows whether a function is called asynchronously of which that was not read.
subjects := (_called | {u.subject | some u in unseen}) | {s |
	some s in _functions
	some operation in _destinations
	count(facts.touching(operation, s, [])) > 0
}

_called := {_functions[way.function] | some way in asynchronous_calls.ways}

# The ways whose failures nothing is known to keep. One place that keeps them is enough.
_open := [object.union(way, {"subject": _functions[way.function], "fates": fates}) |
	some way in asynchronous_calls.ways
	fates := {failure_targets.fate(arn) | some arn in way.targets}
	not "kept" in fates
]

violations := {finding.absent(way.subject, message, arguments, [proof], operations) |
	some way in _open
	way.read
	count(way.fates & {"elsewhere"}) == 0
	proof := {"id": way.function, "pointer": "/properties"}
	some [message, arguments, operations] in (_nowhere(way) | _unheard(way))
}

_nowhere(way) := {[message, [name | some name in [way.stream, way.qualifier]; name != ""], _destinations] |
	count(way.targets) == 0
	message := _none[[way.stream == "", way.qualifier == ""]]
}

_none := {[true, true]: "none", [true, false]: "alias-none", [false, true]: "stream-none"}

_destinations := ["lambda:ListFunctionEventInvokeConfigs", "lambda:ListEventSourceMappings"]

_unheard(way) := {[message, [arn], operations] |
	some arn in way.targets
	[message, operations] := _reasons[failure_targets.fate(arn)]
}

_reasons := {
	"missing": ["no-queue", ["sqs:ListQueues"]],
	"unwatched": ["unwatched", ["@actionable-alarms"]],
}

unseen := {finding.of(way.subject, "not-here", [arn], []) |
	some way in _open
	some arn in way.targets
	failure_targets.fate(arn) == "elsewhere"
} | {finding.of(_functions[id], "not-read", [], []) | some id in _half_read}

_half_read := {way.function | some way in _open; not way.read} | {f.id |
	some f in _all
	not f.properties.GetPolicy
}
