# METADATA
# title: Protect the audit trail against change and loss
# description: >-
#   Whoever can change the log files of a trail unseen, or read them, hides or learns what was done with
#   models. Each trail is judged that records all calls of models in a Region in use.
# custom:
#   id: GENSEC03-BP01/trail-integrity
#   severity: medium # the trail records, and a second weakness is needed to change what it wrote
#   precision: high
#   mode: automated
#   resources: [AWS::CloudTrail::Trail]
#   lists: ["@regions-in-use", cloudtrail:DescribeTrails]
#   evidence: [cloudtrail:GetTrailStatus, cloudtrail:GetEventSelectors, s3:ListBuckets,
#     s3:GetBucketPolicyStatus]
#   params: {max_delivery_age_hours: 24}
#   messages:
#     no-validation: log file validation is off
#     no-key: no AWS KMS key encrypts its log files
#     no-log-group: it sends its events to no log group of CloudWatch Logs
#     never-delivered: CloudTrail has never delivered to its log group %s
#     stale: "CloudTrail last delivered to its log group %s more than %s hours ago"
#     public-bucket: "Amazon S3 calls the policy of its bucket %s public"
#     not-ours: it belongs to another account, which alone can show its settings
#     bucket-not-ours: its bucket %s does not exist or belongs to another account
#     half-read: it could not be read whether it records all calls of models, or whether its bucket is public
#   workload: [sagemaker]
#   item: none
#   remediation: >-
#     Turn on log file validation, name a KMS key and a log group, and make the policy of the bucket name
#     CloudTrail alone.
package lens.controls.gensec03_bp01.trail_integrity

import data.lens.lib.ages
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.model_call_trails

_hours := input.params["GENSEC03-BP01/trail-integrity"].max_delivery_age_hours

_trails := model_call_trails.recording

_all := array.concat(_trails, model_call_trails.unclear)

subjects := {facts.subject(t) | some t in _all}

violations contains finding.of(subject, message, arguments, [proof]) if {
	some t in _trails
	_own(t)
	some [message, arguments, place] in (_faults(t) | _public(t))
	subject := facts.subject(t)
	proof := {"id": place[0], "pointer": place[1]}
}

_own(t) if split(t.id, ":")[4] == input.account

_faults(t) := union({
	{["no-validation", [], [t.id, "/properties"]] | not t.properties.LogFileValidationEnabled == true},
	{["no-key", [], [t.id, "/properties"]] | object.get(t.properties, "KmsKeyId", "") == ""},
	{["no-log-group", [], [t.id, "/properties"]] | _group(t) == ""},
	{["never-delivered", [_group(t)], [t.id, "/properties/GetTrailStatus"]] |
		_group(t) != ""
		not t.properties.GetTrailStatus.LatestCloudWatchLogsDeliveryTime
	},
	{["stale", [_group(t), _hours], [t.id, "/properties/GetTrailStatus/LatestCloudWatchLogsDeliveryTime"]] |
		_group(t) != ""
		ages.seconds(t.properties.GetTrailStatus.LatestCloudWatchLogsDeliveryTime) > _hours * 3600
	},
})

_group(t) := object.get(t.properties, "CloudWatchLogsLogGroupArn", "")

_public(t) := {["public-bucket", [b.name], [b.id, "/properties/GetBucketPolicyStatus"]] |
	b := _bucket(t)
	b.properties.GetBucketPolicyStatus.PolicyStatus.IsPublic == true
}

# Only buckets that the account lists have a name among their properties.
_bucket(t) := b if {
	b := facts.get("AWS::S3::Bucket", _bucket_id(t))
	b.properties.Name
}

_bucket_id(t) := sprintf("arn:%s:s3:::%s", [input.partition, t.properties.S3BucketName])

relies_on := {[facts.subject(t), id] | some t in _all; id := _bucket_id(t)}

unseen := {finding.of(facts.subject(t), message, arguments, []) |
	some t in _all
	some [message, arguments] in _unshown(t)
}

_unshown(t) := {["not-ours", []]} if {
	not _own(t)
} else := {["half-read", []]} if {
	t in model_call_trails.unclear
} else := set() if {
	_bucket(t).properties.GetBucketPolicyStatus # also says that there is no policy
} else := {["half-read", []]} if {
	_bucket(t)
} else := {["bucket-not-ours", [name]] | name := t.properties.S3BucketName}
