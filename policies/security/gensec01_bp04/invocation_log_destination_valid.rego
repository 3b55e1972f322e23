# METADATA
# title: Point invocation logging at destinations that exist and take the logs
# description: >-
#   AWS accepts the settings once; if a log group, role or bucket is deleted or changed later, logs are lost
#   without an error to anybody.
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
#     no-bucket: bucket %s does not exist
#     no-bucket-grant: bucket %s has no policy that lets bedrock.amazonaws.com put objects
#     unread-bucket: bucket %s is another account's, or its policy was not read
#   item: none
#   remediation: Create the missing destination again, or let its role or bucket policy admit Bedrock.
package lens.controls.gensec01_bp04.invocation_log_destination_valid

import data.lens.lib.buckets
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.invocation_logs as logs
import data.lens.lib.log_roles

subjects contains facts.account(s.region) if some s in logs.settings

violations := (_groups | _buckets) | log_roles.faults

_groups contains finding.absent(facts.account(g.region), "no-group", [g.name], [proof], [operation]) if {
	operation := "logs:DescribeLogGroups"
	some g in logs.groups
	not facts.get("AWS::Logs::LogGroup", g.id)
	proof := {"id": g.settings, "pointer": "/properties/loggingConfig/cloudWatchConfig/logGroupName"}
}

_buckets contains finding.of(facts.account(d.region), message, [d.name], [proof]) if {
	some d in logs.destinations
	some message in _refusals(d.bucket)
	proof := buckets.proof(d.bucket, "GetBucketPolicy")
}

_refusals(b) := {"no-bucket" | buckets.gone(b)} | {"no-bucket-grant" |
	buckets.policy_known(b)
	not buckets.accepts(b, "bedrock.amazonaws.com")
}

unseen := log_roles.doubts | {finding.of(facts.account(d.region), "unread-bucket", [d.name], [proof]) |
	some d in logs.destinations
	not buckets.readable(d.bucket)
	proof := {"id": d.settings, "pointer": d.pointer}
}

# Good by what was seen, whatever a destination of another kind would need.
proven contains facts.account(s.region) if {
	some s in logs.settings
	not facts.account(s.region) in {found.subject | some found in (violations | unseen)}
	not _may_be_denied(s)
}

# A Deny may be in a policy that was not read.
_may_be_denied(settings) if {
	settings.properties.loggingConfig.cloudWatchConfig
	input.gaps["iam:GetAccountAuthorizationDetails"]
}
