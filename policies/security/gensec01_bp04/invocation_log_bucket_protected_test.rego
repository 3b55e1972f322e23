package lens_test.gensec01_bp04.invocation_log_bucket_protected_test

import data.lens_test.testing

_control := "GENSEC01-BP04/invocation-log-bucket-protected"

_id := "arn:aws:s3:::logs"

_settings := testing.record(
	"AWS::Bedrock::ModelInvocationLoggingConfiguration",
	testing.arn("bedrock", "model-invocation-logging-configuration"),
	{"loggingConfig": {"s3Config": {"bucketName": "logs"}}},
)

_all := {
	"BlockPublicAcls": true,
	"IgnorePublicAcls": true,
	"BlockPublicPolicy": true,
	"RestrictPublicBuckets": true,
}

_tls := {
	"Effect": "Deny",
	"Principal": {"AWS": ["*"]},
	"Action": ["s3:*"],
	"Resource": [_id, sprintf("%s/*", [_id])],
	"Condition": {"Bool": {"aws:SecureTransport": ["false"]}},
}

_write := {
	"Effect": "Allow",
	"Principal": {"Service": ["bedrock.amazonaws.com"]},
	"Action": ["s3:PutObject"],
	"Resource": [sprintf("%s/*", [_id])],
	"Condition": {"StringEquals": {"aws:SourceAccount": ["111122223333"]}},
}

_policy(statements) := {"GetBucketPolicy": {"Policy": {"Version": "2012-10-17", "Statement": statements}}}

_protected := object.union(_policy([_tls, _write]), {
	"Bucket": "logs",
	"Name": "logs",
	"GetPublicAccessBlock": {"PublicAccessBlockConfiguration": _all},
	"GetBucketVersioning": {"Status": "Enabled"},
	"GetBucketEncryption": {"ServerSideEncryptionConfiguration": {"Rules": []}},
	"GetObjectLockConfiguration": {"absent": "ObjectLockConfigurationNotFoundError"},
	"GetBucketOwnershipControls": {"OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}},
})

_bucket(properties) := testing.record("AWS::S3::Bucket", _id, properties)

_with(changes) := _bucket(object.union(object.remove(_protected, object.keys(changes)), changes))

_account(flags) := testing.record(
	"AWS::S3::AccountPublicAccessBlock",
	"arn:aws:s3::111122223333:public-access-block",
	flags,
)

_facts(bucket, params, gaps) := testing.facts([_settings, bucket], {_control: params}, gaps)

_results(bucket) := testing.results(_control, _facts(bucket, {}, []))

_kinds(bucket, gaps) := testing.kinds(_control, _facts(bucket, {}, gaps))

# The kind, the message and the proof of each result.
_found(changes) := [[r.kind, r.message, r.proof] | some r in _results(_with(changes))]

_at(pointer) := [{"id": _id, "pointer": pointer}]

test_protected_passes if _kinds(_bucket(_protected), []) == ["pass"]

test_versioning_that_was_never_on_fails if {
	_results(_with({"GetBucketVersioning": {}})) == [{
		"kind": "fail",
		"subject": {"type": "AWS::S3::Bucket", "id": _id, "region": "us-east-1", "item": ""},
		"message": "versioning is not enabled",
		"proof": _at("/properties/GetBucketVersioning"),
		"causes": [],
	}]
}

test_versioning_suspended_fails if {
	_kinds(_with({"GetBucketVersioning": {"Status": "Suspended"}}), []) == ["fail"]
}

test_flag_that_is_off_fails if {
	off := {"PublicAccessBlockConfiguration": object.union(_all, {"BlockPublicPolicy": false})}
	_found({"GetPublicAccessBlock": off}) == [[
		"fail",
		`Block Public Access settings are off for the bucket and the account: "BlockPublicPolicy"`,
		_at("/properties/GetPublicAccessBlock"),
	]]
}

_no_block := {"GetPublicAccessBlock": {"absent": "NoSuchPublicAccessBlockConfiguration"}}

test_no_block_at_all_fails if {
	[[kind, message, _]] := _found(_no_block)
	kind == "fail"
	message == concat(" ", [
		"Block Public Access settings are off for the bucket and the account:",
		`"BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"`,
	])
}

_with_account(bucket, flags, gaps) := testing.kinds(
	_control,
	testing.facts([_settings, bucket, _account(flags)], {}, gaps),
)

# Each flag may be on for the bucket or for the account.
test_block_of_the_account_counts_passes if {
	_with_account(_with(_no_block), _all, []) == ["pass"]
	half := {"PublicAccessBlockConfiguration": object.union(
		_all,
		{"BlockPublicPolicy": false, "RestrictPublicBuckets": false},
	)}
	_with_account(
		_with({"GetPublicAccessBlock": half}),
		{"BlockPublicAcls": false, "BlockPublicPolicy": true, "RestrictPublicBuckets": true},
		[],
	) == ["pass"]
	_with_account(
		_with({"GetPublicAccessBlock": half}),
		{"BlockPublicAcls": true, "BlockPublicPolicy": true, "RestrictPublicBuckets": false},
		[],
	) == ["fail"]
}

test_public_policy_fails if {
	public := {
		"Effect": "Allow",
		"Principal": {"AWS": ["*"]},
		"Action": ["s3:GetObject"],
		"Resource": ["*"],
		"Condition": {},
	}
	_found(_policy([_tls, public])) == [[
		"fail",
		"the bucket policy grants access to everyone",
		_at("/properties/GetBucketPolicy/Policy/Statement/1"),
	]]
}

_partner := {
	"Effect": "Allow",
	"Principal": {"AWS": ["arn:aws:iam::444455556666:root"]},
	"Action": ["s3:GetObject"],
	"Resource": ["*"],
	"Condition": {},
}

test_policy_for_another_account_fails if {
	_found(_policy([_tls, _partner])) == [[
		"fail",
		concat(": ", [
			"the bucket policy grants access outside the account and its organization",
			`"arn:aws:iam::444455556666:root"`,
		]),
		_at("/properties/GetBucketPolicy/Policy/Statement/1"),
	]]
}

test_trusted_account_passes if {
	bucket := _with(_policy([_tls, _partner]))
	testing.kinds(_control, _facts(bucket, {"trusted_accounts": ["444455556666"]}, [])) == ["pass"]
}

test_write_for_any_customer_fails if {
	_found(_policy([_tls, object.union(object.remove(_write, ["Condition"]), {"Condition": {}})])) == [[
		"fail",
		concat(": ", [
			`the bucket policy lets "bedrock.amazonaws.com" write for any customer`,
			"no source account or ARN is named",
		]),
		_at("/properties/GetBucketPolicy/Policy/Statement/1"),
	]]
}

_own_organization := testing.record(
	"AWS::Organizations::Organization",
	"arn:aws:organizations::111122223333:organization/o-abc",
	{"Id": "o-abc"},
)

_shared := _with(_policy([_tls, object.union(_partner, {"Condition": {
	"StringEquals": {"aws:PrincipalOrgID": ["o-abc"]},
}})]))

test_account_of_the_own_organization_passes if {
	testing.kinds(_control, testing.facts([_settings, _shared, _own_organization], {}, [])) == ["pass"]
}

test_account_of_another_organization_fails if _kinds(_shared, []) == ["fail"]

_no_organization := [testing.gap("organizations:DescribeOrganization", "global")]

test_account_of_an_organization_that_was_denied_unknown if _kinds(_shared, _no_organization) == ["unknown"]

test_organization_that_decides_nothing_passes_or_fails if {
	_kinds(_bucket(_protected), _no_organization) == ["pass"]
	_kinds(_with(_policy([_tls, _partner])), _no_organization) == ["fail"]
}

test_principals_of_any_account_fail if {
	anybody := object.union(_partner, {
		"Principal": {"AWS": ["*"]},
		"Condition": {"ArnLike": {"aws:PrincipalArn": ["arn:aws:iam::*:role/Admin"]}},
	})
	_kinds(_with(_policy([_tls, anybody])), []) == ["fail"]
}

_for_everyone(condition) := object.union(_partner, {"Principal": {"AWS": ["*"]}, "Condition": condition})

test_addresses_and_ids_review if {
	every condition in [
		{"IpAddress": {"aws:SourceIp": ["203.0.113.0/24"]}},
		{"StringLike": {"aws:userid": ["AROAEXAMPLE0000000001:*"]}},
		{"StringLike": {"aws:userid": ["AROAEXAMPLE0000000001:*", "111122223333"]}},
	] {
		_found(_policy([_tls, _for_everyone(condition)])) == [[
			"review",
			"the bucket policy grants access by public IP address or unique id, not by account",
			_at("/properties/GetBucketPolicy/Policy/Statement/1"),
		]]
	}
}

# An id says of whose account a root user or a federated user is.
test_ids_that_begin_with_an_account if {
	own := _for_everyone({"StringLike": {"aws:userid": ["111122223333:*"]}})
	foreign := _for_everyone({"StringEquals": {"aws:userid": ["444455556666"]}})
	_kinds(_with(_policy([_tls, own])), []) == ["pass"]
	_kinds(_with(_policy([_tls, foreign])), []) == ["fail"]
}

test_ranges_that_are_together_the_internet_fail if {
	ranges := [sprintf("%d.0.0.0/8", [n]) | some n in numbers.range(0, 255)]
	_kinds(_with(_policy([_tls, _for_everyone({"IpAddress": {"aws:SourceIp": ranges}})])), []) == ["fail"]
}

test_every_service_fails if {
	services := object.union(_partner, {
		"Principal": {"AWS": ["*"]},
		"Condition": {"Bool": {"aws:PrincipalIsAWSService": ["true"]}},
	})
	_found(_policy([_tls, services])) == [[
		"fail",
		"the bucket policy lets every AWS service in for any customer: no source account is named",
		_at("/properties/GetBucketPolicy/Policy/Statement/1"),
	]]
}

test_http_that_is_not_denied_fails if {
	_found(_policy([_write])) == [[
		"fail",
		"the bucket policy does not deny HTTP requests",
		_at("/properties/GetBucketPolicy"),
	]]
	_found({"GetBucketPolicy": {"absent": "NoSuchBucketPolicy"}}) == [[
		"fail",
		"the bucket policy does not deny HTTP requests",
		_at("/properties/GetBucketPolicy"),
	]]
}

test_objects_of_their_writers_fail if {
	message := "objects may belong to whoever wrote them: Object Ownership is not BucketOwnerEnforced"
	expected := [["fail", message, _at("/properties/GetBucketOwnershipControls")]]
	writer := {"OwnershipControls": {"Rules": [{"ObjectOwnership": "ObjectWriter"}]}}
	_found({"GetBucketOwnershipControls": writer}) == expected
	_found({"GetBucketOwnershipControls": {"absent": "OwnershipControlsNotFoundError"}}) == expected
}

_locking(bucket) := testing.results(_control, _facts(bucket, {"require_object_lock": true}, []))

test_object_lock_that_is_asked_for_fails if {
	[found] := _locking(_bucket(_protected))
	found.kind == "fail"
	found.message == "Object Lock is not enabled"
	found.proof == _at("/properties/GetObjectLockConfiguration")
}

test_object_lock_that_is_on_passes if {
	enabled := {"ObjectLockConfiguration": {"ObjectLockEnabled": "Enabled"}}
	[found] := _locking(_with({"GetObjectLockConfiguration": enabled}))
	found.kind == "pass"
}

test_several_faults_are_one_result_fail if {
	[[kind, message, proof]] := _found({
		"GetBucketVersioning": {},
		"GetBucketPolicy": {"absent": "NoSuchBucketPolicy"},
	})
	kind == "fail"
	message == "the bucket policy does not deny HTTP requests; versioning is not enabled"
	count(proof) == 2
}

test_bucket_that_the_account_does_not_list_unknown if {
	[found] := _results(_bucket(object.remove(_with({"GetBucketVersioning": {}}).properties, ["Name"])))
	found.kind == "unknown"
	found.message == concat(" ", [
		"it does not exist or belongs to another account,",
		"which alone can show its settings",
	])
	found.proof == _at("/properties")
}

test_bucket_that_is_gone_unknown if {
	_kinds(
		_bucket({"Bucket": "logs", "Name": "logs", "GetBucketVersioning": {"absent": "NoSuchBucket"}}),
		[],
	) == ["unknown"]
}

test_answer_without_a_rule_unknown if {
	[[kind, message, _]] := _found({"GetBucketOwnershipControls": {"OwnershipControls": {"Rules": []}}})
	kind == "unknown"
	message == "some of its settings could not be read"
}

test_other_buckets_are_not_judged_not_applicable if {
	other := testing.record("AWS::S3::Bucket", "arn:aws:s3:::other", {"Name": "other"})
	off := testing.record("AWS::Bedrock::ModelInvocationLoggingConfiguration", _settings.id, {})
	testing.kinds(_control, testing.facts([off, other], {}, [])) == ["not_applicable"]
}

test_denied_settings_unknown if {
	testing.kinds(
		_control,
		testing.facts([], {}, [testing.gap("bedrock:GetModelInvocationLoggingConfiguration", "us-east-1")]),
	) == ["unknown"]
}

_details := {
	"GetBucketPolicy", "GetBucketVersioning", "GetObjectLockConfiguration",
	"GetBucketOwnershipControls", "GetPublicAccessBlock",
}

test_each_denied_detail_unknown if {
	every detail in _details {
		unread := _bucket(object.remove(_protected, [detail]))
		_kinds(unread, [testing.gap(sprintf("s3:%s", [detail]), _id)]) == ["unknown"]
	}
}

test_denied_list_of_buckets_unknown if {
	unlisted := _bucket(object.remove(_with({"GetBucketVersioning": {}}).properties, ["Name"]))
	_kinds(unlisted, [testing.gap("s3:ListBuckets", "global")]) == ["unknown"]
}

test_bucket_listed_before_the_list_was_cut_passes if {
	_kinds(_bucket(_protected), [testing.gap("s3:ListBuckets", "global")]) == ["pass"]
}

test_block_of_the_account_that_was_denied_unknown if {
	_kinds(_with(_no_block), [testing.gap("s3control:GetPublicAccessBlock", "global")]) == ["unknown"]
}

test_one_block_that_was_seen_is_enough_passes if {
	_kinds(_bucket(_protected), [testing.gap("s3control:GetPublicAccessBlock", "global")]) == ["pass"]
	unread := _bucket(object.remove(_protected, ["GetPublicAccessBlock"]))
	_with_account(unread, _all, [testing.gap("s3:GetPublicAccessBlock", _id)]) == ["pass"]
}

test_policy_that_is_no_document_unknown if {
	_kinds(_with(_policy([])), [testing.gap("s3:GetBucketPolicy", _id)]) == ["unknown"]
}

test_what_was_seen_fails_whatever_was_denied if {
	_kinds(_with({"GetBucketVersioning": {}}), [testing.gap("s3:GetBucketOwnershipControls", _id)]) == ["fail"]
}

test_a_principal_without_an_account_is_a_choice if {
	name := "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1"
	_found(_policy([_tls, object.union(_partner, {"Principal": {"AWS": [name]}})])) == [[
		"review",
		sprintf(`the bucket policy grants access to "%s", and does not say of which account`, [name]),
		_at("/properties/GetBucketPolicy/Policy/Statement/1"),
	]]
}
