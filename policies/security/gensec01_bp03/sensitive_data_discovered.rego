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
#     elsewhere: the scan did not ask Amazon Macie in its Region
#     not-ours: it does not exist or belongs to another account, which alone can show whether it is scanned
#   item: none
#   remediation: Enable Amazon Macie, and let automated discovery or a scheduled job scan the bucket.
package lens.controls.gensec01_bp03.sensitive_data_discovered

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.macie
import data.lens.lib.source_buckets

_params := input.params["GENSEC01-BP03/sensitive-data-discovered"]

_foreign := source_buckets.foreign(_params.lookback_days)

# {[bucket, subject], ...}: the subject is where the bucket is, if AWS says so.
_buckets := {[b, s] |
	some b in source_buckets.own(_params.lookback_days)
	s := object.union(facts.subject(b), {"region": object.get(b.properties, "BucketRegion", b.region)})
}

subjects := {s | some [_, s] in _buckets} | _foreign

violations contains finding.absent(s, "disabled", [], [], ["macie2:GetMacieSession"]) if {
	some [_, s] in _buckets
	region := s.region
	region in macie.asked
	not macie.session(region)
}

violations contains finding.of(s, "paused", [], [proof]) if {
	some [_, s] in _buckets
	session := macie.session(s.region)
	session.properties.status != "ENABLED"
	proof := {"id": session.id, "pointer": "/properties/status"}
}

# The subjects of buckets where Macie works, and what it tells of them.
_watched := {s | some [_, s] in _buckets; macie.works(s.region)}

_told := {[s, told] | some [b, s] in _buckets; s in _watched; told := macie.bucket(s.region, b.name)}

_readable := {[s, told] | some [s, told] in _told; not told.properties.errorCode}

violations contains finding.of(s, "unreadable", [code], [proof]) if {
	some [s, told] in _told
	code := told.properties.errorCode
	proof := {"id": told.id, "pointer": "/properties/errorCode"}
}

violations contains finding.absent(s, "unscanned", [days], [proof], ["macie2:GetAdministratorAccount"]) if {
	some [s, told] in _readable
	told.properties.automatedDiscoveryMonitoringStatus == "NOT_MONITORED"
	region := s.region
	not s in proven
	not macie.administrator(region)
	days := _params.max_scan_age_days
	proof := {"id": told.id, "pointer": "/properties"}
}

# What was seen to be scanned is scanned, whatever else was not read.
proven := {s | some [s, told] in _readable; macie.scans(told, _params.max_scan_age_days)}

unseen := {finding.of(s, message, arguments, []) | some [s, message, arguments] in _doubts}

_said := {s | some [s, told] in _told; macie.says(told)}

_elsewhere := {s | asked := macie.asked; some [_, s] in _buckets; region := s.region; not region in asked}

_doubts := union({
	{[s, "administered", [id]] | some [s, _] in _readable; not s in proven; id := macie.administrator(s.region)},
	{[s, "not-shown", []] | some s in ((_watched - proven) - _said)},
	{[s, "elsewhere", []] | some s in _elsewhere},
	{[s, "not-ours", []] | some s in _foreign},
})
