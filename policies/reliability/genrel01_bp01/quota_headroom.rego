# METADATA
# title: Keep headroom between peak token use and the service quota
# description: >-
#   Amazon Bedrock refuses calls beyond the tokens a minute that the account may use of a model, and an
#   increase takes days. The busiest minute shows how near the quota is. A model whose quota cannot be found
#   by its name is left out, unless none can.
# custom:
#   id: GENREL01-BP01/quota-headroom
#   severity: high
#   precision: medium
#   mode: automated
#   resources: [AWS::Account]
#   lists: [cloudwatch:ListMetrics]
#   evidence: [cloudwatch:GetMetricData, service-quotas:ListServiceQuotas,
#     service-quotas:ListRequestedServiceQuotaChangeHistory, bedrock:ListInferenceProfiles]
#   metrics: {AWS::Bedrock::InvokedModel/EstimatedTPMQuotaUsage: window_days}
#   params: {window_days: 14, max_percent: 80}
#   messages:
#     near: >-
#       %s tokens were used in the busiest minute of the last %s days, more than %s percent of the %s that
#       quota %s allows
#     asked: >-
#       %s tokens were used in the busiest minute of the last %s days, more than %s percent of the %s that
#       quota %s allows; an increase was asked for: see that it is granted
#     together: >-
#       calls under several names use quota %s, together perhaps more than %s percent of its tokens a minute
#     no-values: CloudWatch has no values of metric %s in the last %s days
#     no-quota: no quota of tokens a minute was found by the names of the models called (%s)
#     metric-not-read: "@metric-not-read"
#   item: model
#   remediation: >-
#     Ask for a higher quota before the limit is reached, or spread the load over a cross-Region inference
#     profile.
package lens.controls.genrel01_bp01.quota_headroom

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.quota_use

_params := input.params["GENREL01-BP01/quota-headroom"]

_days := _params.window_days

_percent := _params.max_percent

_judged := quota_use.judged

# Of a Region where a quota or a profile was not read, the account is left to the gap.
subjects := {v.subject | some v in _judged} | {facts.account(region) |
	some region in (object.keys(quota_use.blind) | quota_use.partly)
}

violations := {finding.absent(v.subject, "near", _arguments(v, used), quota_use.proof(v), [operation]) |
	operation := "service-quotas:ListRequestedServiceQuotaChangeHistory"
	some [v, used] in _near
	not quota_use.asked(v)
}

reviews := {finding.of(v.subject, "asked", _arguments(v, used), quota_use.proof(v)) |
	some [v, used] in _near
	quota_use.asked(v)
}

unseen := ({finding.of(v.subject, message, arguments, []) |
	some v in _judged
	some [message, arguments] in quota_use.lost(v, _days)
} | {finding.of(v.subject, "together", [v.quota.name, _percent], []) |
	near := {one.subject | some [one, _] in _near}
	some v in _judged
	subject := v.subject
	not subject in near
	quota_use.exceeds(v, quota_use.together(v, _days), _percent)
}) | {finding.of(facts.account(region), "no-quota", [names], []) | some region, names in quota_use.blind}

# What all names used together is within the quota, whatever else was not read.
proven := {v.subject |
	percent := _percent
	some v in _judged
	quota_use.used(v, _days) >= 0
	most := quota_use.together(v, _days)
	not quota_use.exceeds(v, most, percent)
}

shown := {[v.subject, proof] | some v in _judged; some proof in quota_use.proof(v)}

_near := [[v, used] |
	some v in _judged
	used := quota_use.used(v, _days)
	quota_use.exceeds(v, used, _percent)
]

_arguments(v, used) := [used, _days, _percent, v.quota.properties.Value, v.quota.name]
