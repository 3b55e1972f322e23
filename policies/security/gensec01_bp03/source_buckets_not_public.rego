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
#   evidence: [s3:GetPublicAccessBlock, s3control:GetPublicAccessBlock, s3:GetBucketPolicy,
#     s3:GetBucketPolicyStatus, "@own-organization"]
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

_foreign := source_buckets.foreign(_params.lookback_days)

subjects := {facts.subject(b) | some b in _own} | _foreign

violations contains finding.absent(subject, message, arguments, [proof], operations) if {
	some b in _own
	some [message, arguments, operations, proof] in ((_unblocked(b) | _lacking(b)) | _faults(b))
	subject := facts.subject(b)
}

# A flag may be on for the bucket or for the account. One of the two may not have been read.
_unblocked(b) := {["not-blocked", [open], operations, buckets.proof(b, "GetPublicAccessBlock")] |
	not buckets.gone(b)
	operations := ["s3:GetPublicAccessBlock", "s3control:GetPublicAccessBlock"]
	open := buckets.open_flags(b)
	count(open) > 0
}

_lacking(b) := {["http", [], [], buckets.proof(b, "GetBucketPolicy")] |
	buckets.unprotected(b, "GetBucketPolicy")
} | {["public", [], [], buckets.proof(b, "GetBucketPolicyStatus")] |
	b.properties.GetBucketPolicyStatus.PolicyStatus.IsPublic == true
	open := {message | some [message, _, _, _] in _faults(b)}
	not "open-to-anybody" in open
}

_place := "GetBucketPolicy/Policy"

_faults(b) := resource_policies.faults(b.id, _place, buckets.statements(b), "s3", _params.trusted_accounts)

# Whom the owner chose to let in, only a person can say.
reviews contains finding.of(subject, message, arguments, proof) if {
	some b in _own
	subject := facts.subject(b)
	found := resource_policies.choices(b.id, _place, buckets.statements(b), "s3", _params.trusted_accounts)
	some [message, arguments, proof] in found
}

# The account's or the bucket's public access block may be unread if the other has every flag on.
proven := {facts.subject(b) | some b in _own; _told(b)} - {f.subject | some f in (violations | reviews)}

_told(b) if {
	buckets.policy_known(b)
	b.properties.GetBucketPolicyStatus
}

unseen := {finding.of(s, "not-ours", [], []) | some s in _foreign} | {f |
	some b in _own
	not _told(b)
	f := finding.of(facts.subject(b), "half-read", [], [{"id": b.id, "pointer": "/properties"}])
}
