# METADATA
# title: Protect the buckets that hold prompts and responses
# description: The logs hold prompts and answers in clear text, and investigations rely on them.
# custom:
#   id: GENSEC01-BP04/invocation-log-bucket-protected
#   severity: high
#   precision: high
#   mode: automated
#   resources: [AWS::S3::Bucket]
#   lists: ["@log-buckets"]
#   evidence: [s3:ListBuckets, s3:GetBucketPolicy, s3:GetPublicAccessBlock, s3control:GetPublicAccessBlock,
#     s3:GetBucketVersioning, s3:GetObjectLockConfiguration, "@own-organization",
#     s3:GetBucketOwnershipControls]
#   params:
#     require_object_lock: false
#     trusted_accounts: []
#   messages:
#     not-blocked: "Block Public Access settings are off for the bucket and the account: %s"
#     open-to-anybody: "@open-to-anybody"
#     open-to-others: "@open-to-others"
#     open-to-services: "@open-to-services"
#     open-to-customers: "@open-to-customers"
#     open-to-unnamed: "@open-to-unnamed"
#     open-to-addresses: the bucket policy grants access by public IP address or unique id, not by account
#     http: the bucket policy does not deny HTTP requests
#     no-versioning: versioning is not enabled
#     object-owner: "objects may belong to whoever wrote them: Object Ownership is not BucketOwnerEnforced"
#     no-object-lock: Object Lock is not enabled
#     not-ours: it does not exist or belongs to another account, which alone can show its settings
#     half-read: some of its settings could not be read
#   item: none
#   remediation: >-
#     Block public access, deny HTTP, enable versioning, set Object Ownership to BucketOwnerEnforced, and
#     name your account in a condition of the statement that lets a service write.
package lens.controls.gensec01_bp04.invocation_log_bucket_protected

import data.lens.lib.bucket_access
import data.lens.lib.buckets
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.invocation_logs

_params := input.params["GENSEC01-BP04/invocation-log-bucket-protected"]

subjects := {facts.subject(b) | some b in invocation_logs.buckets}

# Only the owner's account can judge a bucket.
_judged := [b | some b in invocation_logs.buckets; buckets.own(b); not buckets.gone(b)]

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
	some [message, arguments, operations, proof] in bucket_access.faults(b, _params.trusted_accounts)
	subject := facts.subject(b)
}

violations contains finding.of(subject, message, [], [proof]) if {
	some b in _judged
	some answer, message in object.union(_wanted, _locked)
	buckets.unprotected(b, answer)
	subject := facts.subject(b)
	proof := buckets.proof(b, answer)
}

_wanted := {
	"GetBucketPolicy": "http", "GetBucketVersioning": "no-versioning",
	"GetBucketOwnershipControls": "object-owner",
}

_locked := {"GetObjectLockConfiguration": "no-object-lock" | _params.require_object_lock}

# Whom the owner chose to let in, only a person can say.
reviews contains finding.of(subject, message, arguments, proof) if {
	some b in _judged
	some [message, arguments, proof] in bucket_access.choices(b, _params.trusted_accounts)
	subject := facts.subject(b)
}

# The account's or the bucket's public access block may be unread if the other has every flag on.
proven := {facts.subject(b) | some b in _judged; buckets.told(b)} - {found.subject |
	some found in (violations | reviews)
}

unseen := {finding.of(facts.subject(b), message, [], [{"id": b.id, "pointer": "/properties"}]) |
	some b in invocation_logs.buckets
	message := _doubt(b)
}

_doubt(b) := "not-ours" if {
	not b in _judged
} else := "half-read" if not buckets.told(b)
