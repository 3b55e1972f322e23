# METADATA
# title: How a bucket is protected
# description: |
#   A missing answer proves neither that a bucket is protected nor that it is not.
package lens.lib.buckets

import data.lens.lib.conditions
import data.lens.lib.elements
import data.lens.lib.exposure
import data.lens.lib.kms_keys
import data.lens.lib.resources

# Whether AWS answered that the bucket does not exist.
gone(b) if {
	some answer in b.properties
	is_object(answer)
	answer.absent == "NoSuchBucket"
}

# Whether this account's own listing shows the bucket.
own(b) if b.properties.Name

# Proof: the answer about a bucket.
proof(b, answer) := {"id": b.id, "pointer": sprintf("/properties/%s", [answer])}

# The flags of the public access block that are off, both for the bucket and for the account.
open_flags(b) := {flag |
	some flag in ["BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"]
	not _blocked(b, flag)
}

_blocked(b, flag) if b.properties.GetPublicAccessBlock.PublicAccessBlockConfiguration[flag] == true

_blocked(_, flag) if {
	some a in input.resources["AWS::S3::AccountPublicAccessBlock"]
	a.properties[flag] == true
}

# The statements of the bucket's policy. Empty if there is no policy, or if it was not read.
statements(b) := object.get(b.properties, ["GetBucketPolicy", "Policy", "Statement"], [])

# Whether it is known which policy the bucket has, or that it has none. A malformed policy document
# is empty here, so it is not known.
policy_known(b) if b.properties.GetBucketPolicy.absent == "NoSuchBucketPolicy"

policy_known(b) if count(statements(b)) > 0

# Whether this account owns the bucket and its policy is known.
readable(b) if {
	own(b)
	policy_known(b)
}

# Whether the policy allows a service to put an object (its ARN), directly or through an
# unconditional public grant, and no Deny revokes it. A grant for another account's use of the
# service does not count.
accepts(b, service, object_arn) if {
	not _revoked(b, service, object_arn)
	some allow in statements(b)
	_lets(allow, service)
	not conditions.elsewhere(allow)
	elements.on_action(allow, "s3:putobject")
	resources.reaches(allow, object_arn)
}

# [message, arguments] of each known reason why a service cannot put objects into a folder of a
# bucket.
refusals(b, name, service, folder) := {fault |
	some fault in [["no-bucket", [name]]]
	gone(b)
} | {fault |
	some fault in [["no-bucket-grant", [name, service, folder]]] # OPA 1.0 refuses a head of arguments alone
	policy_known(b)
	object_arn := sprintf("%s/%s/probe", [b.id, folder])
	not accepts(b, service, object_arn)
}

_revoked(b, service, object_arn) if {
	some deny in statements(b)
	elements.shuts_out(deny, service)
	elements.on_action(deny, "s3:putobject")
	resources.reaches(deny, object_arn)
}

_lets(statement, service) if service in exposure.services(statement)

_lets(statement, _) if {
	statement.Effect == "Allow"
	"*" in statement.Principal.AWS
	count(statement.Condition) == 0
}

# Whether the policy denies everyone to list, read and write without TLS.
http_denied(b) if {
	every action, arn in {"s3:listbucket": b.id, "s3:getobject": _object(b), "s3:putobject": _object(b)} {
		_http_denied(b, action, arn)
	}
}

_http_denied(b, action, arn) if {
	some statement in statements(b)
	_denies_http(statement)
	elements.on_action(statement, action)
	resources.reaches(statement, arn)
}

# A Deny with a second condition would not deny all HTTP requests.
_denies_http(statement) if {
	statement.Effect == "Deny"
	"*" in statement.Principal.AWS
	[condition] := [[lower(operator), lower(key), values] |
		some operator, keys in statement.Condition
		some key, values in keys
	]
	_is_http(condition[0], condition[1], condition[2])
}

# Whether each request without TLS meets a condition.
_is_http(operator, "aws:securetransport", values) if {
	operator in {"bool", "boolifexists"}
	"false" in {lower(value) | some value in values}
}

# A request without TLS has no s3:TlsVersion.
_is_http(operator, "s3:tlsversion", _) if regex.match(`^numeric[a-z]+ifexists$`, operator)

_is_http("null", "s3:tlsversion", values) if "true" in {lower(value) | some value in values}

_object(b) := sprintf("%s/probe", [b.id])

# Whether the answer to an operation shows that the bucket lacks a protection: a Deny of HTTP,
# versioning (AWS leaves the status out if it was never on), Object Lock, or the bucket owner's
# ownership of all objects.
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

# Who owns the objects, or the error code if ownership is not configured. Undefined without an
# answer.
ownership(b) := b.properties.GetBucketOwnershipControls.absent

ownership(b) := b.properties.GetBucketOwnershipControls.OwnershipControls.Rules[0].ObjectOwnership

# Whether every answer was read, except the one about public access.
told(b) if {
	readable(b)
	b.properties.GetBucketVersioning
	b.properties.GetObjectLockConfiguration
	ownership(b)
}

# Whether new objects are encrypted with a customer managed key.
customer_key(b) if {
	kms_keys.customer(b)
	count(key_faults(b)) == 0
}

# [message, arguments] of each known fault of the key that encrypts new objects.
key_faults(b) := union({
	{["key-unusable", [state]] | state := kms_keys.unusable(b)},
	{["no-default-encryption", []] |
		b.properties.GetBucketEncryption.absent == "ServerSideEncryptionConfigurationNotFoundError"
	},
	{fault |
		some rule in b.properties.GetBucketEncryption.ServerSideEncryptionConfiguration.Rules
		some fault in _key_faults(b, rule.ApplyServerSideEncryptionByDefault)
	},
})

_key_faults(_, rule) := {["s3-managed-key", [algorithm]]} if {
	algorithm := rule.SSEAlgorithm
	not startswith(algorithm, "aws:kms")
}

_key_faults(b, rule) := {["no-key-named", []] | not rule.KMSMasterKeyID} | {["aws-managed-key", []] |
	kms_keys.of_aws(b, object.get(rule, "KMSMasterKeyID", ""))
} if {
	startswith(rule.SSEAlgorithm, "aws:kms")
}
