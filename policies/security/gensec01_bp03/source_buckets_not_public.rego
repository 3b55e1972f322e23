# METADATA
# title: Block public access to the buckets that models read
# description: >-
#   Whoever reads these buckets has the documents behind the answers, and whoever writes to them decides
#   what models answer and learn.
# custom:
#   id: GENSEC01-BP03/source-buckets-not-public
#   severity: critical
#   precision: high
#   mode: automated
#   resources: [AWS::S3::Bucket]
#   lists: ["@source-buckets", "@training-buckets", s3:ListBuckets]
#   evidence: [s3:GetPublicAccessBlock, s3control:GetPublicAccessBlock, s3:GetBucketPolicyStatus,
#     s3:GetBucketPolicy, "@own-organization"]
#   params:
#     trusted_accounts: []
#     lookback_days: 180
#   workload: [sagemaker]
#   messages:
#     not-blocked: "Block Public Access settings are off for the bucket and the account: %s"
#     public: Amazon S3 calls the bucket policy public
#     open-to-anybody: "@open-to-anybody"
#     open-to-others: "@open-to-others"
#     open-to-services: "@open-to-services"
#     open-to-customers: "the bucket policy lets %s in for any customer: no source account or ARN is named"
#     open-to-unnamed: "@open-to-unnamed"
#     open-to-addresses: the bucket policy grants access by public IP address or unique id, not by account
#     http: the bucket policy does not deny HTTP requests
#     not-ours: it does not exist or belongs to another account, which alone can show its settings
#     half-read: some of its settings could not be read
#   item: none
#   remediation: >-
#     Turn on all four settings of Block Public Access, let the bucket policy name accounts and sources, and
#     deny requests without TLS.
package lens.controls.gensec01_bp03.source_buckets_not_public

import data.lens.lib.buckets
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.resource_policies
import data.lens.lib.source_buckets

_params := input.params["GENSEC01-BP03/source-buckets-not-public"]

_own := source_buckets.own(_params.lookback_days)

_judged := [b | some b in _own; not buckets.gone(b)]

_foreign := source_buckets.foreign(_params.lookback_days)

subjects := {facts.subject(b) | some b in _own} | _foreign

# A flag may be on for the bucket or for the account. One of the two may not have been read.
violations contains finding.absent(subject, "not-blocked", [open], [proof], operations) if {
	operations := ["s3:GetPublicAccessBlock", "s3control:GetPublicAccessBlock"]
	some b in _judged
	open := buckets.open_flags(b)
	count(open) > 0
	proof := buckets.proof(b, "GetPublicAccessBlock")
	subject := facts.subject(b)
}

violations contains finding.absent(subject, message, arguments, [proof], operations) if {
	some b in _judged
	some [message, arguments, operations, proof] in _faults(b)
	subject := facts.subject(b)
}

_faults(b) := resource_policies.faults(b.id, _place, buckets.statements(b), "s3", _params.trusted_accounts)

_place := "GetBucketPolicy/Policy"

violations contains finding.of(subject, message, [], [proof]) if {
	some b in _judged
	some [answer, message] in _lacks(b)
	subject := facts.subject(b)
	proof := buckets.proof(b, answer)
}

_lacks(b) := {["GetBucketPolicy", "http"] | buckets.unprotected(b, "GetBucketPolicy")} | {[answer, "public"] |
	answer := "GetBucketPolicyStatus"
	b.properties[answer].PolicyStatus.IsPublic == true
	open := {message | some [message, _, _, _] in _faults(b)}
	not "open-to-anybody" in open
}

# Whom the owner chose to let in, only a person can say.
reviews contains finding.of(subject, message, arguments, proof) if {
	some b in _judged
	subject := facts.subject(b)
	found := resource_policies.choices(b.id, _place, buckets.statements(b), "s3", _params.trusted_accounts)
	some [message, arguments, proof] in found
}

# The account's or the bucket's public access block may be unread if the other has every flag on.
proven := {facts.subject(b) | some b in _judged; _told(b)} - {f.subject | some f in (violations | reviews)}

_told(b) if {
	buckets.policy_known(b)
	b.properties.GetBucketPolicyStatus
}

unseen := {finding.of(s, "not-ours", [], []) |
	some s in (_foreign | {facts.subject(b) | some b in _own; not b in _judged})
} | {finding.of(facts.subject(b), "half-read", [], [{"id": b.id, "pointer": "/properties"}]) |
	some b in _judged
	not _told(b)
}
