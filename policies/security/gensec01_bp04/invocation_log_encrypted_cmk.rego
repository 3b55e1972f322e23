# METADATA
# title: Encrypt logged prompts and responses with a customer managed key
# description: Only with your own key can you decide who may decrypt the logs, see who did, and revoke access.
# custom:
#   id: GENSEC01-BP04/invocation-log-encrypted-cmk
#   severity: medium
#   precision: very-high
#   mode: automated
#   resources: [AWS::Logs::LogGroup, AWS::S3::Bucket]
#   lists: ["@log-buckets"]
#   evidence: [logs:DescribeLogGroups, s3:GetBucketEncryption, kms:DescribeKey]
#   params: {}
#   messages:
#     no-key: it is not encrypted with a KMS key
#     group-not-seen: it was not found, so its key is unknown
#     no-default-encryption: "@no-default-encryption"
#     s3-managed-key: "@s3-managed-key"
#     no-key-named: "@no-key-named"
#     aws-managed-key: "@aws-managed-key"
#     key-unusable: "@key-unusable"
#     key-unknown: the owner or the state of the KMS key could not be read
#   item: none
#   remediation: >-
#     Associate a customer managed KMS key with the log group, and make SSE-KMS with such a key the default
#     encryption of the buckets. Enable a disabled key, or cancel its deletion.
package lens.controls.gensec01_bp04.invocation_log_encrypted_cmk

import data.lens.lib.buckets
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.invocation_logs as logs
import data.lens.lib.kms_keys

subjects := {facts.subject(b) | some b in logs.buckets} | {g.subject | some g in logs.groups}

# A gap on the settings that name a log group counts as a gap on the group.
relies_on := {[g.subject, g.settings] | some g in logs.groups}

violations contains finding.of(subject, "no-key", [], [proof]) if {
	some [g, group] in _groups
	subject := g.subject
	not group.properties.kmsKeyId
	proof := {"id": g.id, "pointer": "/properties"}
}

violations contains finding.of(subject, "key-unusable", [state], [proof]) if {
	some [g, group] in _groups
	subject := g.subject
	state := kms_keys.unusable(group)
	proof := {"id": g.id, "pointer": "/properties/DescribeKey/KeyMetadata/KeyState"}
}

# The log groups that were seen, each with its record.
_groups := [[g, group] | some g in logs.groups; group := facts.get("AWS::Logs::LogGroup", g.id)]

violations contains finding.of(subject, message, arguments, [proof]) if {
	some b in logs.buckets
	proof := buckets.proof(b, "GetBucketEncryption")
	some [message, arguments] in buckets.key_faults(b)
	subject := facts.subject(b)
}

proven := logs.keyed | {facts.subject(b) | some b in logs.buckets; buckets.customer_key(b)}

unseen contains finding.of(subject, "group-not-seen", [], [proof]) if {
	some g in logs.groups
	id := g.id
	not facts.get("AWS::Logs::LogGroup", id)
	subject := g.subject
	proof := g.proof
}

unseen contains finding.of(subject, "key-unknown", [], [proof]) if {
	some [g, _] in _groups
	subject := g.subject
	not logs.keyed[subject]
	proof := {"id": g.id, "pointer": "/properties"}
}

unseen contains finding.of(subject, "key-unknown", [], [proof]) if {
	some b in logs.buckets
	not buckets.customer_key(b)
	subject := facts.subject(b)
	proof := {"id": b.id, "pointer": "/properties"}
}
