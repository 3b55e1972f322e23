# METADATA
# title: Encrypt logged prompts and responses with a customer managed key
# description: Only with a key of your own can you say who may decrypt the logs, see who did, and take that away.
# custom:
#   id: GENSEC01-BP04/invocation-log-encrypted-cmk
#   severity: medium
#   precision: very-high
#   mode: automated
#   resources: [AWS::Logs::LogGroup, AWS::S3::Bucket]
#   lists: ["@log-buckets"]
#   evidence: [logs:DescribeLogGroups, s3:GetBucketEncryption, kms:DescribeKey]
#   params: {}
#   remediation: Associate a KMS key with the log group, and make SSE-KMS with a customer managed key the default encryption of the buckets.
#   iac: {terraform: aws_cloudwatch_log_group.kms_key_id; aws_s3_bucket_server_side_encryption_configuration.rule, cloudformation: AWS::Logs::LogGroup KmsKeyId; AWS::S3::Bucket BucketEncryption}
#   peers: [prowler:bedrock_model_invocation_logs_encryption_enabled, checkov:CKV_AWS_158, checkov:CKV_AWS_145, aws-samples-aiml:BR-12]
package lens.controls.gensec01_bp04.invocation_log_encrypted_cmk

import data.lens.lib.buckets
import data.lens.lib.facts
import data.lens.lib.invocation_logs

subjects := {facts.subject(b) | some b in invocation_logs.buckets} | {_subject(g) | some g in invocation_logs.groups}

# A log group that settings name and that may not have been seen.
_subject(group) := {"type": "AWS::Logs::LogGroup", "id": group.id, "region": group.region, "item": ""}

_seen := {g.id | some g in input.resources["AWS::Logs::LogGroup"]}

# CloudWatch Logs takes no key but a customer's.
_keyed := {g.id | some g in input.resources["AWS::Logs::LogGroup"]; g.properties.kmsKeyId}

# Log groups are looked up for the settings that name them.
relies_on contains [_subject(g), g.settings] if some g in invocation_logs.groups

violations contains {
	"subject": _subject(g),
	"message": "the log group has no KMS key",
	"proof": [{"id": g.id, "pointer": "/properties"}],
} if {
	some g in invocation_logs.groups
	g.id in _seen
	not g.id in _keyed
}

violations contains {
	"subject": facts.subject(b),
	"message": reason,
	"proof": [{"id": b.id, "pointer": "/properties/GetBucketEncryption"}],
} if {
	some b in invocation_logs.buckets
	some reason in buckets.key_faults(b)
}

proven := {_subject(g) | some g in invocation_logs.groups; g.id in _keyed} | {facts.subject(b) | some b in invocation_logs.buckets; buckets.customer_key(b)}

unseen contains {
	"subject": _subject(g),
	"message": "no such log group was seen, so that nobody knows its key",
	"proof": [{"id": g.settings, "pointer": "/properties/loggingConfig/cloudWatchConfig/logGroupName"}],
} if {
	some g in invocation_logs.groups
	not g.id in _seen
}

unseen contains {
	"subject": facts.subject(b),
	"message": "no answer tells by whose key the bucket is encrypted",
	"proof": [{"id": b.id, "pointer": "/properties"}],
} if {
	some b in invocation_logs.buckets
	not buckets.customer_key(b)
}
