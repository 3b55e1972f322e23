# METADATA
# title: Give log groups that hold prompts, traces and agent logs a retention period and data protection
# description: >-
#   Prompts and answers hold what users tell an application. Kept for ever, and readable by everybody who
#   may read logs, they are a risk; deleted after days, they are missing when an incident is looked into.
# custom:
#   id: GENOPS03-BP02/telemetry-logs-governed
#   severity: medium
#   precision: high
#   mode: automated
#   resources: [AWS::Logs::LogGroup]
#   lists:
#     - logs:DescribeLogGroups
#     - "@genai-log-groups"
#   evidence: []
#   workload: [functions, sagemaker]
#   params:
#     min_retention_days: 30
#     max_retention_days: 3653
#   messages:
#     no-retention: its events never expire
#     short: its events expire after %s, before the required %s
#     long: its events are kept for %s, longer than the allowed %s
#     unprotected: it has neither a KMS key nor a data protection policy
#   item: none
#   remediation: >-
#     Set a retention period on the log group, and add a KMS key or a data protection policy that masks
#     identifiers.
package lens.controls.genops03_bp02.telemetry_logs_governed

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.genai_log_groups

_params := input.params["GENOPS03-BP02/telemetry-logs-governed"]

# CloudWatch Logs keeps the events of the class DELIVERY for one day, whatever the setting is.
_groups := [group |
	some id in genai_log_groups.ids
	group := facts.get("AWS::Logs::LogGroup", id)
	not group.properties.logGroupClass == "DELIVERY"
]

subjects := {facts.subject(group) | some group in _groups}

violations := (_unlimited | _outside) | _unprotected

_unlimited := {finding.of(facts.subject(group), "no-retention", [], [{"id": group.id, "pointer": ""}]) |
	some group in _groups
	not group.properties.retentionInDays
}

_outside := {finding.of(facts.subject(group), message, [_days(days, limit), _days(limit, days)], [proof]) |
	some group in _groups
	days := group.properties.retentionInDays
	some [message, limit] in _missed(days)
	proof := {"id": group.id, "pointer": "/properties/retentionInDays"}
}

_missed(days) := {["short", _params.min_retention_days]} if days < _params.min_retention_days

_missed(days) := {["long", _params.max_retention_days]} if {
	days >= _params.min_retention_days
	days > _params.max_retention_days
}

_days(number, beside) := {"days": number, "beside": beside}

_unprotected := {finding.of(facts.subject(group), "unprotected", [], [{"id": group.id, "pointer": ""}]) |
	some group in _groups
	not _protected(group)
}

_protected(group) if group.properties.kmsKeyId

_protected(group) if group.properties.dataProtectionStatus == "ACTIVATED"

_protected(group) if "ACCOUNT_DATA_PROTECTION" in group.properties.inheritedProperties
