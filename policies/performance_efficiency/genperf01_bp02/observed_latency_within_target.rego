# METADATA
# title: Keep observed latency within the declared target
# description: >-
#   A target that is missed day after day is none. The target is a service level objective, else the
#   threshold of an alarm on a percentile, else what the parameter targets_ms states for the p95. What has no
#   target is not judged.
# custom:
#   id: GENPERF01-BP02/observed-latency-within-target
#   severity: medium
#   precision: medium
#   mode: automated
#   resources: [AWS::SageMaker::Endpoint, AWS::SageMaker::InferenceComponent, AWS::Bedrock::InvokedModel]
#   lists: ["@generative-endpoints", cloudwatch:ListMetrics, cloudwatch:DescribeAlarms,
#     application-signals:ListServiceLevelObjectives, application-signals:GetServiceLevelObjective]
#   evidence: ["@actionable-alarms",
#     application-signals:ListServiceLevelObjectives, application-signals:GetServiceLevelObjective,
#     application-signals:BatchGetServiceLevelObjectiveBudgetReport, cloudwatch:GetMetricData]
#   metrics:
#     AWS::SageMaker::Endpoint/ModelLatency: lookback_days
#     AWS::SageMaker::Endpoint/OverheadLatency: lookback_days
#     AWS::SageMaker::InferenceComponent/ModelLatency: lookback_days
#     AWS::SageMaker::InferenceComponent/OverheadLatency: lookback_days
#     AWS::Bedrock::InvokedModel/InvocationLatency: lookback_days
#     AWS::Bedrock::InvokedModel/TimeToFirstToken: lookback_days
#   params: {lookback_days: 14, max_bad_days: 1, min_samples: 20, targets_ms: {}}
#   workload: [sagemaker]
#   messages:
#     above: its %s was above the %s milliseconds of %s on %s of %s days
#     above-stated: its %s was above the stated %s milliseconds on %s of %s days
#     missed: objective %s was attained to %s percent, and its goal is %s percent
#     attainment-not-shown: AWS does not show how far objective %s was attained
#     not-read: the scan does not read the percentile %s that %s compares
#     metric-not-read: "@metric-not-read"
#   item: metric
#   remediation: >-
#     Compare the latency of the model with the overhead to find the layer, then change the type of instances,
#     the size of batches, the model or the length of prompts. If the target was a guess, set another one.
package lens.controls.genperf01_bp02.observed_latency_within_target

import data.lens.lib.attained
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.latency_days
import data.lens.lib.latency_targets
import data.lens.lib.metrics

_params := input.params["GENPERF01-BP02/observed-latency-within-target"]

_days := _params.lookback_days

# Without calls, nothing is kept or missed. A metric that was not read may have some.
_judged := [t |
	days := _days
	least := _params.min_samples
	some t in latency_targets.targets(_params.targets_ms)
	not latency_days.is_quiet(t, days, least)
]

_subject(t) := facts.item(t.of, t.metric)

subjects := {_subject(t) | some t in _judged}

violations := ({finding.absent(_subject(t), "above", [t.statistic, ms, t.by, bad, days], proof, others) |
	some [t, ms, bad, days] in _bad
	others := latency_targets.others[t.source]
	t.source != "stated"
	proof := array.concat(_proof(t), [{"id": t.by, "pointer": "/properties"}])
} | {finding.absent(_subject(t), "above-stated", [t.statistic, ms, bad, days], _proof(t), others) |
	some [t, ms, bad, days] in _bad
	t.source == "stated"
	others := latency_targets.others[t.source]
}) | {finding.of(_subject(t), "missed", [t.by, reached, goal], [{"id": t.by, "pointer": "/properties"}]) |
	some t in _judged
	[reached, goal] := attained.missed(t.by)
}

unseen := ({finding.of(_subject(t), "metric-not-read", [t.metric, days], []) |
	days := _days
	some t in _judged
	not latency_days.was_read(t, days)
} | {finding.of(_subject(t), "not-read", [t.statistic, t.by], []) |
	some t in _judged
	not latency_days.is_read(t)
}) | {finding.of(_subject(t), "attainment-not-shown", [t.by], []) |
	some t in _judged
	t.by in attained.hidden
}

relies_on := {[_subject(t), id] | some t in _judged; some id in latency_targets.relied(t)}

_bad := [[t, round(t.limit / t.unit), bad, days] |
	some t in _judged
	bad := latency_days.bad(t, _days, _params.min_samples)
	bad > _params.max_bad_days
	days := latency_days.busy(t, _days, _params.min_samples)
]

_proof(t) := [{"id": t.of.id, "pointer": metrics.pointer(t.metric)}]
