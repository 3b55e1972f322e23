# METADATA
# title: Keep generative AI logs for a set time, neither too short nor for ever
# description: >-
#   Who looks into an incident needs logs of some months. Logs hold prompts and answers, and what is kept for
#   ever can leak for ever. GENOPS03-BP02/telemetry-logs-governed asks about the log groups of agents too.
# custom:
#   id: GENSEC03-BP01/log-retention
#   severity: medium # the logs are there, and only their time is wrong
#   precision: high
#   mode: automated
#   resources: [AWS::Logs::LogGroup, AWS::S3::Bucket]
#   lists: [logs:DescribeLogGroups, "@all-log-buckets", s3:ListBuckets, "@regions-in-use",
#     cloudtrail:DescribeTrails, cloudtrail:GetTrailStatus, cloudtrail:GetEventSelectors]
#   evidence: [s3:GetBucketLifecycleConfiguration, s3:GetBucketVersioning]
#   params:
#     min_days: 90
#     max_days: 3653
#     prefixes: [/aws/bedrock, /aws/sagemaker/Endpoints, /aws/vendedlogs/bedrock, /aws/vendedlogs/qbusiness]
#   messages:
#     for-ever: its events never expire
#     short: its events expire after %s, before the required %s
#     long: its events are kept for %s, longer than the allowed %s
#     no-rule: "no lifecycle rule deletes all logs in %s after at most %s"
#     short-rule: "a lifecycle rule deletes logs in %s after %s, before the required %s"
#     versions: >-
#       no lifecycle rule deletes the replaced versions of logs in %s, and deleted logs stay as versions
#     not-found: no listing of this account that was read shows it
#     half-read: its lifecycle rules or its versioning could not be read
#   workload: [sagemaker]
#   item: none
#   remediation: Set a retention period on the log groups, and rules that let logs expire on the buckets.
package lens.controls.gensec03_bp01.log_retention

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.kept_logs
import data.lens.lib.log_buckets

_params := input.params["GENSEC03-BP01/log-retention"]

_ids := kept_logs.groups(_params.prefixes)

_groups := [g | some id in _ids; g := facts.get("AWS::Logs::LogGroup", id)]

_missing := {{"type": "AWS::Logs::LogGroup", "id": id, "region": split(id, ":")[3], "item": ""} |
	some id in _ids
	not facts.get("AWS::Logs::LogGroup", id)
} | log_buckets.foreign

_read := {facts.subject(r) | some r in array.concat(_groups, log_buckets.own)}

subjects := _read | _missing

violations := {finding.of(facts.subject(g), message, arguments, [{"id": g.id, "pointer": "/properties"}]) |
	some g in _groups
	some [message, arguments] in kept_logs.group_faults(g, _params.min_days, _params.max_days)
} | {finding.of(facts.subject(b), message, arguments, [proof]) |
	some b in log_buckets.own
	some [message, arguments] in kept_logs.bucket_faults(b, _params.min_days, _params.max_days)
	proof := {"id": b.id, "pointer": "/properties/GetBucketLifecycleConfiguration"}
}

reviews contains finding.of(subject, "versions", [folders], [{"id": id, "pointer": "/properties"}]) if {
	some b in log_buckets.own
	folders := kept_logs.versions_kept(b, _params.max_days)
	count(folders) > 0
	id := b.id
	subject := facts.subject(b)
}

unseen := {finding.of(subject, "not-found", [], []) | some subject in _missing} | {found |
	some b in log_buckets.own
	not kept_logs.told(b)
	found := finding.of(facts.subject(b), "half-read", [], [])
}
