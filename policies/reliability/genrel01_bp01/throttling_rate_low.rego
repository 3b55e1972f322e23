# METADATA
# title: Keep the share of throttled model invocations low
# description: >-
#   Amazon Bedrock refuses calls beyond the quotas of the account. Each refused call is slow or fails. A model
#   behind a provisioned throughput has the limit of its model units, and no quota.
# custom:
#   id: GENREL01-BP01/throttling-rate-low
#   severity: high
#   precision: high
#   mode: automated
#   resources: [AWS::Account]
#   lists: [cloudwatch:ListMetrics]
#   evidence: [cloudwatch:GetMetricData]
#   metrics:
#     AWS::Bedrock::InvokedModel/Invocations: window_days
#     AWS::Bedrock::InvokedModel/InvocationThrottles: window_days
#   params: {window_days: 14, max_throttle_percent: 1, min_requests: 100}
#   messages:
#     throttled: Amazon Bedrock refused %s of %s calls in the last %s days for a quota, more than %s percent
#     metric-not-read: "@metric-not-read"
#   item: model
#   remediation: >-
#     Call the model through a cross-Region inference profile, ask for a higher quota, purchase provisioned
#     throughput, or put calls into a queue.
package lens.controls.genrel01_bp01.throttling_rate_low

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.metrics

_params := input.params["GENREL01-BP01/throttling-rate-low"]

_models := [m |
	some m in input.resources["AWS::Bedrock::InvokedModel"]
	not _provisioned(m)
]

_provisioned(m) if contains(m.name, ":provisioned-model/")

_names := ["Invocations", "InvocationThrottles"]

# A model that was not read is a question about its Region: there may be many.
subjects := {_subject(m) | some [m, _, _] in _busy} | {facts.account(m.region) | some [m, _] in _unread}

violations := {finding.of(_subject(m), "throttled", [refused, total, _params.window_days, most], _proof(m)) |
	most := _params.max_throttle_percent
	some [m, refused, total] in _busy
	refused * 100 > most * total
}

# What was read of a model shows its share, whatever was not read of another.
proven := {_subject(m) |
	some [m, refused, total] in _busy
	refused * 100 <= _params.max_throttle_percent * total
}

unseen := {finding.of(facts.account(m.region), "metric-not-read", [name, _params.window_days], []) |
	some [m, name] in _unread
}

shown := {[_subject(m), proof] | some [m, _, _] in _busy; some proof in _proof(m)}

_subject(m) := object.union(facts.account(m.region), {"item": m.name})

# [model, refused calls, all calls] of the models with enough calls. CloudWatch counts a refused
# call as no invocation.
_busy := [[m, refused, refused + done] |
	some m in _models
	[done, refused] := [metrics.total(metrics.read(m, name, days), days) |
		days := _params.window_days
		some name in _names
	]
	refused + done >= _params.min_requests
]

_unread := [[m, name] |
	days := _params.window_days
	some m in _models
	some name in _names
	not metrics.read(m, name, days)
]

_proof(m) := [{"id": m.id, "pointer": metrics.pointer(name)} | some name in _names]
