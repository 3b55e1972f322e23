# METADATA
# title: Send invocation logs to destinations that exist and accept them
# description: If a log group, role or bucket is deleted or changed later, logs are lost without an error.
# custom:
#   id: GENSEC01-BP04/invocation-log-destination-valid
#   severity: high
#   precision: high
#   mode: automated
#   resources: [AWS::Account]
#   lists: [bedrock:GetModelInvocationLoggingConfiguration]
#   evidence: [logs:DescribeLogGroups, s3:ListBuckets, s3:GetBucketPolicy, iam:GetAccountAuthorizationDetails]
#   params: {}
#   messages:
#     no-group: log group %s does not exist
#     no-role: "@no-role"
#     no-trust: "@no-trust"
#     no-grant: "@no-grant"
#     foreign-role: "@foreign-role"
#     half-read-role: "@half-read-role"
#     no-bucket: "@no-bucket"
#     no-bucket-grant: "@no-bucket-grant"
#     unread-bucket: bucket %s belongs to another account, or its policy could not be read
#   item: none
#   remediation: Recreate the missing destination, or grant Bedrock access in its role or bucket policy.
package lens.controls.gensec01_bp04.invocation_log_destination_valid

import data.lens.lib.buckets
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.invocation_logs as logs
import data.lens.lib.log_roles

subjects := {facts.account(s.region) | some s in logs.settings}

violations := (_missing | _refused) | log_roles.faults

_missing contains finding.absent(subject, "no-group", arguments, [proof], ["logs:DescribeLogGroups"]) if {
	some g in logs.groups
	id := g.id
	not facts.get("AWS::Logs::LogGroup", id)
	subject := g.account
	arguments := [g.name]
	proof := g.proof
}

_refused contains finding.of(subject, message, arguments, [proof]) if {
	some d in logs.destinations
	proof := buckets.proof(d.bucket, "GetBucketPolicy")
	some [message, arguments] in buckets.refusals(d.bucket, d.name, "bedrock.amazonaws.com", d.folder)
	subject := d.account
}

unseen := log_roles.doubts | {finding.of(d.account, "unread-bucket", [d.name], [d.proof]) |
	some d in logs.destinations
	bucket := d.bucket
	not buckets.readable(bucket)
}

# A pass needs only the evidence about the kinds of destinations that the settings name.
proven contains subject if {
	some s in logs.settings
	subject := facts.account(s.region)
	not subject in {found.subject | some found in (violations | unseen)}
	not log_roles.may_be_denied(s)
}
