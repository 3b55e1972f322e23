# METADATA
# title: Scan the buckets that models read for sensitive data
# description: Nobody can keep out of an answer what nobody knows to be in the documents.
# custom:
#   id: GENSEC01-BP03/sensitive-data-discovered
#   severity: medium
#   precision: high
#   mode: automated
#   resources: [AWS::S3::Bucket]
#   lists: ["@source-buckets", "@training-buckets", s3:ListBuckets]
#   evidence: [macie2:GetMacieSession, macie2:GetAdministratorAccount, macie2:DescribeBuckets]
#   params:
#     max_scan_age_days: 30
#     lookback_days: 180
#   workload: [sagemaker]
#   messages:
#     disabled: Amazon Macie is not enabled
#     paused: Amazon Macie is paused
#     unreadable: "Amazon Macie cannot read it: %s"
#     unscanned: neither automated discovery nor a job of the last %s days looks for sensitive data
#     administered: account %s administers Amazon Macie, and alone can show whether it scans
#     not-shown: Amazon Macie does not show it
#     elsewhere: Amazon Macie was not asked where it is
#     not-ours: it does not exist or belongs to another account, which alone can show whether it is scanned
#   item: none
#   remediation: Enable Amazon Macie, and let automated discovery or a scheduled job scan the bucket.
package lens.controls.gensec01_bp03.sensitive_data_discovered

import data.lens.lib.ages
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.source_buckets

_params := input.params["GENSEC01-BP03/sensitive-data-discovered"]

_foreign := source_buckets.foreign(_params.lookback_days)

# {[bucket, subject], ...}: the subject is where the bucket is, if AWS says so.
_buckets := {[b, s] |
	some b in source_buckets.own(_params.lookback_days)
	s := object.union(facts.subject(b), {"region": object.get(b.properties, "BucketRegion", b.region)})
}

subjects := {s | some [_, s] in _buckets} | _foreign

# Macie is asked in the Regions that have one of these.
_asked := {r.region |
	some type in [
		"AWS::Bedrock::DataSource", "AWS::Bedrock::ModelCustomizationJob", "AWS::Bedrock::ModelImportJob",
		"AWS::SageMaker::TrainingJob",
	]
	some r in input.resources[type]
}

_session(region) := facts.get("AWS::Macie::Session", sprintf("%s:session", [_in(region)]))

_in(region) := sprintf("arn:%s:macie2:%s:%s", [input.partition, region, input.account])

# What Macie tells of a bucket.
_of(b, s) := facts.get("AWS::Macie::Bucket", sprintf("%s:bucket/%s", [_in(s.region), b.name]))

# The other account that administers Macie.
_administrator(region) := id if {
	a := facts.get("AWS::Macie::Administrator", sprintf("%s:administrator", [_in(region)]))
	id := a.properties.accountId
	id != input.account
	status := object.get(a.properties, "relationshipStatus", "Enabled")
	not status in {"Invited", "Removed", "Resigned"}
}

violations contains finding.absent(s, "disabled", [], [], ["macie2:GetMacieSession"]) if {
	some [_, s] in _buckets
	region := s.region
	region in _asked
	not _session(region)
}

violations contains finding.of(s, "paused", [], [{"id": session.id, "pointer": "/properties/status"}]) if {
	some [_, s] in _buckets
	session := _session(s.region)
	session.properties.status != "ENABLED"
}

# {[subject, what Macie tells], ...} where Macie is enabled.
_told := {[s, m] |
	some [b, s] in _buckets
	_session(s.region).properties.status == "ENABLED"
	m := _of(b, s)
}

_scanned(m) if m.properties.automatedDiscoveryMonitoringStatus == "MONITORED"

_scanned(m) if ages.within(m.properties.jobDetails.lastJobRunTime, _params.max_scan_age_days)

violations contains finding.of(s, "unreadable", [code], [{"id": m.id, "pointer": "/properties/errorCode"}]) if {
	some [s, m] in _told
	code := m.properties.errorCode
}

# {[subject, what Macie tells], ...} of buckets that this account does not scan.
_unscanned := {[s, m] | some [s, m] in _told; not m.properties.errorCode; not _scanned(m)}

# An administrator's jobs do not show in the account of a member.
violations contains finding.absent(s, "unscanned", [days], [proof], ["macie2:GetAdministratorAccount"]) if {
	some [s, m] in _unscanned
	region := s.region
	not _administrator(region)
	days := _params.max_scan_age_days
	proof := {"id": m.id, "pointer": "/properties"}
}

unseen := union({
	{finding.of(s, "administered", [_administrator(s.region)], []) | some [s, _] in _unscanned},
	{finding.of(s, "not-shown", [], []) | some s in (_enabled - {s | some [s, _] in _told})},
	{finding.of(s, "elsewhere", [], []) | some [_, s] in _buckets; not s.region in _asked},
	{finding.of(s, "not-ours", [], []) | some s in _foreign},
})

_enabled := {s | some [_, s] in _buckets; _session(s.region).properties.status == "ENABLED"}

# What was seen to be scanned is scanned, whatever else was not read.
proven := {s | some [s, m] in _told; not m.properties.errorCode; _scanned(m)}
