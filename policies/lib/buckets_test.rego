package lens_test.buckets_test

import data.lens.lib.buckets

_id := "arn:aws:s3:::logs"

_objects := "arn:aws:s3:::logs/*"

_bucket(properties) := {"id": _id, "properties": properties}

_with(statements) := _bucket({"GetBucketPolicy": {"Policy": {"Statement": statements}}})

_statement(effect, principal, actions, resources, condition) := {
	"Effect": effect,
	"Principal": principal,
	"Action": actions,
	"Resource": resources,
	"Condition": condition,
}

_all := {"AWS": ["*"]}

_bedrock := {"Service": ["bedrock.amazonaws.com"]}

_deny_http(actions, resources, condition) := _statement("Deny", _all, actions, resources, condition)

_plain := {"Bool": {"aws:SecureTransport": ["false"]}}

_denies(statements) if buckets.http_denied(_with(statements)) with input as {"account": "111122223333"}

test_http_is_denied_on_bucket_and_objects if {
	_denies([_deny_http(["s3:*"], [_id, _objects], _plain)])
	_denies([_deny_http(["*"], ["*"], {"boolIfExists": {"AWS:securetransport": ["False"]}})])
	_denies([
		_deny_http(["s3:*"], [_id], _plain),
		_deny_http(["s3:GetObject", "s3:PutObject"], [_objects], _plain),
	])
	_denies([{
		"Effect": "Deny",
		"Principal": _all,
		"NotAction": ["s3:DeleteObject"],
		"NotResource": ["arn:aws:s3:::other"],
		"Condition": _plain,
	}])
}

# Without TLS the key is absent, and IfExists makes the condition true.
test_http_is_denied_with_old_versions_of_tls if {
	every condition in [
		{"NumericLessThanIfExists": {"s3:TlsVersion": ["1.2"]}},
		{"numericLessThanEqualsIfExists": {"S3:tlsversion": ["1.1"]}},
		{"NumericNotEqualsIfExists": {"s3:TlsVersion": ["1.3"]}},
		{"Null": {"s3:TlsVersion": ["true"]}},
	] {
		_denies([_deny_http(["s3:*"], [_id, _objects], condition)])
	}
	every condition in [
		{"NumericLessThan": {"s3:TlsVersion": ["1.2"]}},
		{"Null": {"s3:TlsVersion": ["false"]}},
		{"NumericLessThanIfExists": {"s3:max-keys": ["10"]}},
		{"NumericLessThanIfExists": {"s3:TlsVersion": ["1.2"]}, "Bool": {"aws:ViaAWSService": ["false"]}},
	] {
		not _denies([_deny_http(["s3:*"], [_id, _objects], condition)])
	}
}

test_http_is_let_through if {
	not _denies([])
	not _denies([_deny_http(["s3:*"], [_objects], _plain)])
	not _denies([_deny_http(["s3:*"], [_id], _plain)])
	not _denies([_deny_http(["s3:GetObject", "s3:ListBucket"], [_id, _objects], _plain)])
	not _denies([_deny_http(["s3:*"], [_id, _objects], {})])
	not _denies([_deny_http(["s3:*"], [_id, _objects], {"Bool": {"aws:SecureTransport": ["true"]}})])
	not _denies([_deny_http(["s3:*"], [_id, _objects], {"StringEquals": {"aws:SecureTransport": ["false"]}})])
	not _denies([_deny_http(["s3:*"], [_id, _objects], {"Bool": {"aws:ViaAWSService": ["false"]}})])
	not _denies([_deny_http(
		["s3:*"],
		[_id, _objects],
		object.union(_plain, {"StringEquals": {"aws:PrincipalTag/a": ["b"]}}),
	)])
	not _denies([_statement("Deny", _bedrock, ["s3:*"], [_id, _objects], _plain)])
	not _denies([_statement("Allow", _all, ["s3:*"], [_id, _objects], _plain)])
	not _denies([{
		"Effect": "Deny",
		"Principal": _all,
		"NotAction": ["s3:Get*"],
		"Resource": [_id, _objects],
		"Condition": _plain,
	}])
}

_allow(principal, condition) := _statement("Allow", principal, ["s3:PutObject"], [_objects], condition)

_accepts(statements) if {
	bucket := _with(statements)
	object := "arn:aws:s3:::logs/new/probe"
	buckets.accepts(bucket, "bedrock.amazonaws.com", object) with input as {"account": "111122223333"}
}

test_service_may_deliver if {
	_accepts([_allow(_bedrock, {"StringEquals": {"aws:SourceAccount": ["111122223333"]}})])
	_accepts([_statement("Allow", _bedrock, ["s3:Put*"], [_objects], {})])
	_accepts([_allow(_all, {})])
	_accepts([_allow(_bedrock, {}), _deny_http(["s3:*"], [_objects], _plain)])
	_accepts([_allow(_bedrock, {}), _statement("Deny", _all, ["s3:DeleteObject"], [_objects], {})])
	_accepts([_allow(_bedrock, {}), _statement("Deny", {"AWS": ["111122223333"]}, ["s3:*"], [_objects], {})])
	_accepts([
		_allow(_bedrock, {}),
		_statement("Deny", _all, ["s3:PutObject"], ["arn:aws:s3:::logs/frozen/*"], {}),
	])
}

# What matters is the folder that the service writes to.
test_service_may_deliver_into_a_folder if {
	_accepts([_statement("Allow", _bedrock, ["s3:PutObject"], ["arn:aws:s3:::logs/new/*"], {})])
	not _accepts([_statement("Allow", _bedrock, ["s3:PutObject"], ["arn:aws:s3:::logs/old/*"], {})])
	not _accepts([_statement("Allow", _bedrock, ["s3:PutObject"], ["arn:aws:s3:::logs"], {})])
	every name, found in {"new": false, "old": true} {
		deny := _statement("Deny", _all, ["s3:PutObject"], [sprintf("arn:aws:s3:::logs/%s/*", [name])], {})
		_takes([_allow(_bedrock, {}), deny]) == found
	}
}

_takes(statements) if {
	_accepts(statements)
} else := false

test_deny_for_all_principals_but_some if {
	every spared, found in {"bedrock.amazonaws.com": true, "ec2.amazonaws.com": false} {
		deny := object.union(
			object.remove(_statement("Deny", {}, ["s3:*"], [_objects], {}), ["Principal"]),
			{"NotPrincipal": {"Service": [spared]}},
		)
		_takes([_allow(_bedrock, {}), deny]) == found
	}
	every spared in [{"AWS": ["*"]}, {"Service": ["*"]}] {
		deny := object.union(
			object.remove(_statement("Deny", {}, ["s3:*"], [_objects], {}), ["Principal"]),
			{"NotPrincipal": spared},
		)
		_accepts([_allow(_bedrock, {}), deny])
	}
}

test_service_may_not_deliver if {
	not _accepts([])
	not _accepts([_statement("Allow", _bedrock, ["s3:GetObject"], [_objects], {})])
	not _accepts([_allow(_all, {"StringEquals": {"aws:PrincipalOrgID": ["o-example"]}})])
	not _accepts([_allow(_bedrock, {"StringEquals": {"aws:SourceAccount": ["444455556666"]}})])
	not _accepts([_allow(_bedrock, {"ArnLike": {"aws:SourceArn": ["arn:aws:bedrock:*:444455556666:*"]}})])
	not _accepts([_allow(_bedrock, {}), _statement("Deny", _all, ["s3:*"], ["*"], {})])
	not _accepts([_allow(_bedrock, {}), _statement("Deny", _bedrock, ["s3:PutObject"], [_objects], {})])
	not _accepts([
		_allow(_bedrock, {}),
		_statement("Deny", {"Service": ["ec2.amazonaws.com", "bedrock.amazonaws.com"]}, ["s3:*"], ["*"], {}),
	])
	not _accepts([_statement("Deny", _all, ["s3:PutObject"], [_objects], {})])
	not _accepts([_statement("Deny", _all, ["s3:PutObject"], ["arn:aws:s3:::logs/frozen/*"], {})])
}

_refusals(properties) := found if {
	bucket := _bucket(properties)
	service := "bedrock.amazonaws.com"
	found := buckets.refusals(bucket, "logs", service, "new") with input as {"account": "111122223333"}
}

test_what_keeps_a_service_out if {
	_refusals({"GetBucketPolicy": {"absent": "NoSuchBucket"}}) == {["no-bucket", ["logs"]]}
	_refusals({"GetBucketPolicy": {"absent": "NoSuchBucketPolicy"}}) == {
		["no-bucket-grant", ["logs", "bedrock.amazonaws.com", "new"]],
	}
	_refusals({"GetBucketPolicy": {"Policy": {"Statement": [_allow(_bedrock, {})]}}}) == set()
	_refusals({}) == set()
}

test_proof_names_the_answer if {
	buckets.proof(_bucket({}), "GetBucketPolicy") == {"id": _id, "pointer": "/properties/GetBucketPolicy"}
}

test_policy_is_known if {
	buckets.policy_known(_bucket({"GetBucketPolicy": {"absent": "NoSuchBucketPolicy"}}))
	buckets.policy_known(_with([_allow(_bedrock, {})]))
	not buckets.policy_known(_with([]))
	not buckets.policy_known(_bucket({}))
}

test_bucket_is_gone if {
	buckets.gone(_bucket({"Name": "logs", "GetBucketVersioning": {"absent": "NoSuchBucket"}}))
	not buckets.gone(_bucket({"Name": "logs", "GetBucketPolicy": {"absent": "NoSuchBucketPolicy"}}))
}

_flags(own, accounts) := flags if {
	bucket := _bucket({"GetPublicAccessBlock": {"PublicAccessBlockConfiguration": own}})
	flags := buckets.open_flags(bucket) with input as _blocks(accounts)
}

_blocks(accounts) := {"resources": {"AWS::S3::AccountPublicAccessBlock": [{"properties": a} |
	some a in accounts
]}}

test_flags_of_bucket_and_account if {
	_flags(
		{"BlockPublicAcls": true, "IgnorePublicAcls": true},
		[{"BlockPublicPolicy": true, "BlockPublicAcls": false}],
	) == {"RestrictPublicBuckets"}
	_flags({}, []) == {"BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"}
}

_unprotected(properties) := {answer |
	some answer in [
		"GetBucketPolicy",
		"GetBucketVersioning",
		"GetObjectLockConfiguration",
		"GetBucketOwnershipControls",
	]
	buckets.unprotected(_bucket(properties), answer)
}

test_answers_that_say_that_a_protection_lacks if {
	_unprotected({}) == set()
	_unprotected({
		"GetBucketPolicy": {"absent": "NoSuchBucketPolicy"},
		"GetBucketVersioning": {},
		"GetObjectLockConfiguration": {"absent": "ObjectLockConfigurationNotFoundError"},
		"GetBucketOwnershipControls": {"absent": "OwnershipControlsNotFoundError"},
	}) == {"GetBucketPolicy", "GetBucketVersioning", "GetObjectLockConfiguration", "GetBucketOwnershipControls"}
	_unprotected({
		"GetBucketPolicy": {"Policy": {"Statement": [_deny_http(["s3:*"], ["*"], _plain)]}},
		"GetBucketVersioning": {"Status": "Enabled"},
		"GetObjectLockConfiguration": {"ObjectLockConfiguration": {"ObjectLockEnabled": "Enabled"}},
		"GetBucketOwnershipControls": {
			"OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]},
		},
	}) == set()
}

_default(rule, keys) := _bucket(object.union(
	{"GetBucketEncryption": {"ServerSideEncryptionConfiguration": {"Rules": [{
		"ApplyServerSideEncryptionByDefault": rule,
	}]}}},
	{"DescribeKey": {"KeyMetadata": {"KeyManager": manager, "KeyState": "Enabled"}} | some manager in keys},
))

_kms := {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": "k"}

test_keys if {
	buckets.key_faults(_default(_kms, ["CUSTOMER"])) == set()
	buckets.customer_key(_default(_kms, ["CUSTOMER"]))
	not buckets.customer_key(_default(_kms, []))
	not buckets.customer_key(_default({"SSEAlgorithm": "AES256"}, ["CUSTOMER"]))
	buckets.key_faults(_default(_kms, ["AWS"])) == {["aws-managed-key", []]}
	buckets.key_faults(_default({"SSEAlgorithm": "aws:kms"}, [])) == {["no-key-named", []]}
	buckets.key_faults(_default({"SSEAlgorithm": "AES256"}, [])) == {["s3-managed-key", ["AES256"]]}
	absent := {"absent": "ServerSideEncryptionConfigurationNotFoundError"}
	buckets.key_faults(_bucket({"GetBucketEncryption": absent})) == {["no-default-encryption", []]}
	buckets.key_faults(_bucket({})) == set()
}

_answers := {
	"Name": "logs",
	"GetBucketPolicy": {"absent": "NoSuchBucketPolicy"},
	"GetBucketVersioning": {},
	"GetObjectLockConfiguration": {"absent": "ObjectLockConfigurationNotFoundError"},
	"GetBucketOwnershipControls": {"absent": "OwnershipControlsNotFoundError"},
}

test_all_is_told_by_all_answers if {
	buckets.told(_bucket(_answers))
	every answer, _ in _answers { not buckets.told(_bucket(object.remove(_answers, [answer]))) }
}
