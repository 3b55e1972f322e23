# METADATA
# title: Point invocation logging at destinations that exist and take the logs
# description: AWS accepts the settings once; a log group, role or bucket that goes away or changes later loses the logs without an error to anybody.
# custom:
#   id: GENSEC01-BP04/invocation-log-destination-valid
#   severity: high
#   precision: high
#   mode: automated
#   resources: [AWS::Account]
#   lists: [bedrock:GetModelInvocationLoggingConfiguration]
#   evidence: [logs:DescribeLogGroups, s3:ListBuckets, s3:GetBucketPolicy, iam:GetAccountAuthorizationDetails]
#   params: {}
#   remediation: Create the missing destination again, or mend the role or the bucket policy that should let Bedrock write to it.
#   iac: {terraform: aws_bedrock_model_invocation_logging_configuration.logging_config.cloudwatch_config}
package lens.controls.gensec01_bp04.invocation_log_destination_valid

import data.lens.lib.buckets
import data.lens.lib.exposure
import data.lens.lib.facts
import data.lens.lib.invocation_logs as logs
import data.lens.lib.text

_service := "bedrock.amazonaws.com"

_iam := "iam:GetAccountAuthorizationDetails"

subjects contains facts.account(s.region) if some s in logs.settings

violations contains {
	"subject": facts.account(fault[0]),
	"message": fault[1],
	"proof": [{"id": fault[2], "pointer": fault[3]}],
	"absent_from": fault[4],
} if {
	some fault in _faults
}

# [region, message, what proves it, where, what else would have shown the missing thing]
_faults contains [g.region, message, g.settings, "/properties/loggingConfig/cloudWatchConfig/logGroupName", ["logs:DescribeLogGroups"]] if {
	some g in logs.groups
	not facts.get("AWS::Logs::LogGroup", g.id)
	message := sprintf("log group %s does not exist", [text.quoted(g.name)])
}

_faults contains [g.region, message, g.settings, "/properties/loggingConfig/cloudWatchConfig/roleArn", [_iam]] if {
	some g in logs.groups
	_ours(g.role)
	not facts.get("AWS::IAM::Role", g.role)
	message := sprintf("role %s does not exist", [text.quoted(g.role)])
}

_ours(arn) if split(arn, ":")[4] == input.account

# A trust policy that is no policy document reads as one without statements, and its gap holds this open.
_faults contains [g.region, message, g.role, "/properties/AssumeRolePolicyDocument", [_iam | count(statements) == 0]] if {
	some g in logs.groups
	statements := facts.get("AWS::IAM::Role", g.role).properties.AssumeRolePolicyDocument.Statement
	count([s | some s in statements; _service in exposure.services(s)]) == 0
	message := sprintf("role %s does not trust %s", [text.quoted(g.role), _service])
}

_faults contains [g.region, message, g.role, "/properties", [_iam]] if {
	some g in logs.groups
	lacks := {lack[1] | some lack in logs.lacks; lack[0] == g}
	count(lacks) > 0
	not g.role in logs.half_read
	message := sprintf("role %s may not call %s on the log group", [text.quoted(g.role), concat(" and ", sort(lacks))])
}

_faults contains [d.region, message, d.bucket.id, "/properties/GetBucketPolicy", []] if {
	some d in logs.destinations
	some reason in _refusals(d.bucket)
	message := sprintf("bucket %s %s", [text.quoted(d.name), reason])
}

_refusals(b) := {"does not exist" | buckets.gone(b)} | {sprintf("has no policy that lets %s put objects", [_service]) |
	buckets.policy_known(b)
	not buckets.accepts(b, _service)
}

unseen contains {"subject": facts.account(g.region), "message": sprintf("role %s %s", [text.quoted(g.role), reason]), "proof": [{"id": g.settings, "pointer": "/properties"}]} if {
	some g in logs.groups
	some reason in _doubts(g)
}

_doubts(g) := {"is another account's" | not _ours(g.role)} | {"has a policy or a boundary that AWS does not list" | g.role in logs.half_read}

unseen contains {"subject": facts.account(d.region), "message": message, "proof": [{"id": d.settings, "pointer": d.pointer}]} if {
	some d in logs.destinations
	not buckets.readable(d.bucket)
	message := sprintf("bucket %s is another account's, or its policy was not read", [text.quoted(d.name)])
}

# Good by what was seen, whatever a destination of another kind would need. A Deny may be in a policy that was not read.
proven contains facts.account(s.region) if {
	some s in logs.settings
	not facts.account(s.region) in {found.subject | some found in (violations | unseen)}
	count([operation | some operation in [_iam]; s.properties.loggingConfig.cloudWatchConfig; input.gaps[operation]]) == 0
}
