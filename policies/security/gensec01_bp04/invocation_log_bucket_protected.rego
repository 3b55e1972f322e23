# METADATA
# title: Protect the buckets that hold prompts and responses
# description: Invocation logs hold in clear what users asked and models answered, and they are the record that an investigation rests on.
# custom:
#   id: GENSEC01-BP04/invocation-log-bucket-protected
#   severity: high
#   precision: high
#   mode: automated
#   resources: [AWS::S3::Bucket]
#   lists: ["@log-buckets"]
#   evidence: [s3:ListBuckets, s3:GetBucketPolicy, s3:GetPublicAccessBlock, s3control:GetPublicAccessBlock, s3:GetBucketVersioning, s3:GetObjectLockConfiguration, s3:GetBucketOwnershipControls]
#   params:
#     require_object_lock: false
#     trusted_accounts: []
#   remediation: Block public access, deny HTTP, turn on versioning, let the bucket owner own all objects, and condition the statement that lets a service write on your account.
#   iac: {terraform: aws_s3_bucket_public_access_block.block_public_policy; aws_s3_bucket_versioning.versioning_configuration, cloudformation: AWS::S3::Bucket PublicAccessBlockConfiguration; AWS::S3::Bucket VersioningConfiguration}
#   peers: [prowler:s3_bucket_level_public_access_block, prowler:s3_bucket_object_versioning, checkov:CKV_AWS_21]
package lens.controls.gensec01_bp04.invocation_log_bucket_protected

import data.lens.lib.buckets
import data.lens.lib.exposure
import data.lens.lib.facts
import data.lens.lib.invocation_logs
import data.lens.lib.text

_params := input.params["GENSEC01-BP04/invocation-log-bucket-protected"]

subjects contains facts.subject(b) if some b in invocation_logs.buckets

# Others can only be judged by their own account.
_judged := [b | some b in invocation_logs.buckets; buckets.own(b); not buckets.gone(b)]

# The block of the bucket and that of the account complete each other: either may be unread.
violations contains {
	"subject": facts.subject(b),
	"message": sprintf("public access is not blocked for the bucket or the account by %s", [text.names(open)]),
	"proof": [{"id": b.id, "pointer": "/properties/GetPublicAccessBlock"}],
	"absent_from": ["s3:GetPublicAccessBlock", "s3control:GetPublicAccessBlock"],
} if {
	some b in _judged
	open := buckets.open_flags(b)
	count(open) > 0
}

violations contains {
	"subject": facts.subject(b),
	"message": message,
	"proof": [{"id": b.id, "pointer": sprintf("/properties/GetBucketPolicy/Policy/Statement/%d", [i])}],
} if {
	some b in _judged
	some i, statement in buckets.statements(b)
	some message in _opens(statement)
}

_opens(statement) := ({"its policy lets anybody in" | exposure.public(statement)} | {sprintf("its policy lets in %s", [text.names(others)]) |
	others := exposure.external(statement, {account | some account in _params.trusted_accounts})
	count(others) > 0
}) | {sprintf("its policy lets %s write for any customer: no condition names the source account or ARN", [text.quoted(service)]) |
	some service in buckets.unsourced(statement)
}

violations contains {"subject": facts.subject(b), "message": message, "proof": [{"id": b.id, "pointer": sprintf("/properties/%s", [answer])}]} if {
	some b in _judged
	some answer, message in object.union(_wanted, _locked)
	buckets.unprotected(b, answer)
}

_wanted := {
	"GetBucketPolicy": "its policy does not deny HTTP",
	"GetBucketVersioning": "versioning is not on",
	"GetBucketOwnershipControls": "its objects may belong to whoever wrote them: their ownership is not BucketOwnerEnforced",
}

_locked := {"GetObjectLockConfiguration": "Object Lock is not on" | _params.require_object_lock}

# Good by what was seen: a block of the account makes up for one of the bucket that was not read, and the other way round.
proven contains facts.subject(b) if {
	some b in _judged
	not facts.subject(b) in {v.subject | some v in violations}
	_told(b)
}

# Every other read gave an answer that says something.
_told(b) if {
	buckets.readable(b)
	b.properties.GetBucketVersioning
	b.properties.GetObjectLockConfiguration
	buckets.ownership(b)
}

unseen contains {"subject": facts.subject(b), "message": message, "proof": [{"id": b.id, "pointer": "/properties"}]} if {
	some b in invocation_logs.buckets
	message := _doubt(b)
}

_doubt(b) := "the bucket is not among this account's: it is gone, or another account's, which alone can show how it is protected" if {
	not b in _judged
} else := "not every answer about the bucket says something" if {
	not _told(b)
}
