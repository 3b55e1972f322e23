# METADATA
# title: How a bucket is protected
# description: |
#   An answer that was not given says neither that a bucket is protected nor that it is not.
package lens.lib.buckets

import data.lens.lib.actions
import data.lens.lib.conditions
import data.lens.lib.exposure
import data.lens.lib.resources

# Whether AWS says that there is no such bucket.
gone(b) if {
	some answer in b.properties
	is_object(answer)
	answer.absent == "NoSuchBucket"
}

# Whether the account's own listing shows it.
own(b) if b.properties.Name

# Proof of what an answer about a bucket says.
proof(b, answer) := {"id": b.id, "pointer": sprintf("/properties/%s", [answer])}

# The flags of the public access block that are on neither for the bucket nor for the account.
open_flags(b) := {flag |
	some flag in ["BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"]
	not _blocked(b, flag)
}

_blocked(b, flag) if b.properties.GetPublicAccessBlock.PublicAccessBlockConfiguration[flag] == true

_blocked(_, flag) if {
	some a in input.resources["AWS::S3::AccountPublicAccessBlock"]
	a.properties[flag] == true
}

# The statements of its policy; none where there is no policy, and where nobody knows.
statements(b) := object.get(b.properties, ["GetBucketPolicy", "Policy", "Statement"], [])

# Whether the policy, or that there is none, is known. One that is no policy document reads as one
# without statements.
policy_known(b) if b.properties.GetBucketPolicy.absent == "NoSuchBucketPolicy"

policy_known(b) if count(statements(b)) > 0

# Whether the bucket is the account's own and its policy is known.
readable(b) if {
	own(b)
	policy_known(b)
}

# Whether the policy allows a service to put objects, directly or through an unconditional public
# grant, and no Deny revokes it.
accepts(b, service) if {
	not _revoked(b, service)
	some allow in statements(b)
	_lets(allow, service)
	matches(allow, "s3:putobject")
}

# [message, arguments] of what keeps a service from putting objects into a bucket, by what was read.
refusals(b, name, service) := {["no-bucket", [name]] | gone(b)} | {["no-bucket-grant", [name, service]] |
	policy_known(b)
	not accepts(b, service)
}

_revoked(b, service) if {
	some deny in statements(b)
	_keeps_out(deny, service)
	matches(deny, "s3:putobject")
	resources.reaches(deny, _object(b))
}

_lets(statement, service) if service in exposure.services(statement)

_lets(statement, _) if {
	statement.Effect == "Allow"
	"*" in statement.Principal.AWS
	count(statement.Condition) == 0
}

_keeps_out(statement, service) if {
	statement.Effect == "Deny"
	count(statement.Condition) == 0
	some name in array.concat(
		object.get(statement.Principal, "Service", []),
		object.get(statement.Principal, "AWS", []),
	)
	name in {service, "*"}
}

# [message, arguments] for each way in which a statement opens the bucket to others than the account
# and those that it trusts.
opens(statement, trusted_accounts) := union({
	{["open-to-anybody", []] | exposure.public(statement)},
	{["open-to-others", [others]] |
		others := exposure.external(statement, trusted_accounts)
		count(others) > 0
	},
	{["open-to-customers", [service]] | some service in unsourced(statement)},
})

# The generative AI services that a statement lets put objects for any of their customers: no
# condition names the account that they act for.
unsourced(statement) := {service |
	some service in exposure.services(statement)
	service in _generative
	matches(statement, "s3:putobject")
	not _sourced(statement)
}

_generative := {
	"bedrock.amazonaws.com", "bedrock-agentcore.amazonaws.com", "sagemaker.amazonaws.com",
	"qbusiness.amazonaws.com", "q.amazonaws.com", "kendra.amazonaws.com",
}

# A wildcard where the account stands admits everybody's, and so does Null, which only asks that
# there is one.
_sourced(statement) if {
	some [operator, key, values] in conditions.restricting(statement)
	operator != "null"
	every value in values { regex.match(_names_account[key], value) }
}

_names_account := {"aws:sourceaccount": `^[^*?]+$`, "aws:sourcearn": `^([^:]*:){4}[0-9]{12}:`}

# Whether the policy denies to anybody what does not come over TLS: to list, to read and to write.
http_denied(b) if {
	every action, arn in {"s3:listbucket": b.id, "s3:getobject": _object(b), "s3:putobject": _object(b)} {
		_http_denied(b, action, arn)
	}
}

_http_denied(b, action, arn) if {
	some statement in statements(b)
	_denies_http(statement)
	matches(statement, action)
	resources.reaches(statement, arn)
}

# A further condition would leave some HTTP through.
_denies_http(statement) if {
	statement.Effect == "Deny"
	"*" in statement.Principal.AWS
	[condition] := [[lower(operator), lower(key), values] |
		some operator, keys in statement.Condition
		some key, values in keys
	]
	condition[0] in {"bool", "boolifexists"}
	condition[1] == "aws:securetransport"
	"false" in {lower(value) | some value in condition[2]}
}

_object(b) := sprintf("%s/probe", [b.id])

# Whether a statement of a resource policy is about an action (in lower case).
matches(statement, action) if {
	some pattern in statement.Action
	regex.match(actions.expression(pattern), action)
}

matches(statement, action) if {
	statement.NotAction
	count({pattern | some pattern in statement.NotAction; regex.match(actions.expression(pattern), action)}) == 0
}

# Whether an answer says that the bucket lacks a protection: a Deny of HTTP, versioning (AWS leaves
# the status out if it was never on), Object Lock, or the bucket owner's ownership of all objects.
unprotected(b, "GetBucketPolicy") if {
	policy_known(b)
	not http_denied(b)
}

unprotected(b, "GetBucketVersioning") if {
	object.get(b.properties.GetBucketVersioning, "Status", "") != "Enabled"
}

unprotected(b, "GetObjectLockConfiguration") if {
	object.get(
		b.properties.GetObjectLockConfiguration,
		["ObjectLockConfiguration", "ObjectLockEnabled"],
		"",
	) != "Enabled"
}

unprotected(b, "GetBucketOwnershipControls") if ownership(b) != "BucketOwnerEnforced"

# Who owns the objects, or that AWS says nothing of it; undefined where no answer tells.
ownership(b) := b.properties.GetBucketOwnershipControls.absent

ownership(b) := b.properties.GetBucketOwnershipControls.OwnershipControls.Rules[0].ObjectOwnership

# Whether every answer but that about public access says something.
told(b) if {
	readable(b)
	b.properties.GetBucketVersioning
	b.properties.GetObjectLockConfiguration
	ownership(b)
}

# Whether new objects are encrypted with a customer managed key.
customer_key(b) if {
	b.properties.DescribeKey.KeyMetadata.KeyManager == "CUSTOMER"
	count(key_faults(b)) == 0
}

# [message, arguments] of what is known to be wrong with the key by which new objects are encrypted.
key_faults(b) := {["no-default-encryption", []] |
	b.properties.GetBucketEncryption.absent == "ServerSideEncryptionConfigurationNotFoundError"
} | {fault |
	some rule in b.properties.GetBucketEncryption.ServerSideEncryptionConfiguration.Rules
	some fault in _key_faults(b, rule.ApplyServerSideEncryptionByDefault)
}

_key_faults(_, rule) := {["s3-managed-key", [rule.SSEAlgorithm]]} if {
	not startswith(rule.SSEAlgorithm, "aws:kms")
}

_key_faults(b, rule) := {["no-key-named", []] | not rule.KMSMasterKeyID} | {["aws-managed-key", []] |
	b.properties.DescribeKey.KeyMetadata.KeyManager == "AWS"
} if {
	startswith(rule.SSEAlgorithm, "aws:kms")
}
