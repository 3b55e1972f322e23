package lens_test.gensec01_bp03.source_buckets_not_public_test

import data.lens_test.testing

_control := "GENSEC01-BP03/source-buckets-not-public"

_id := "arn:aws:s3:::docs"

_source := testing.record(
	"AWS::Bedrock::DataSource",
	testing.arn("bedrock", "knowledge-base/MANUALS/data-source/FILES"),
	{
		"status": "AVAILABLE",
		"dataSourceConfiguration": {"type": "S3", "s3Configuration": {"bucketArn": _id}},
	},
)

_all := {
	"BlockPublicAcls": true,
	"IgnorePublicAcls": true,
	"BlockPublicPolicy": true,
	"RestrictPublicBuckets": true,
}

_statement(effect, principal, condition) := {
	"Effect": effect,
	"Principal": principal,
	"Action": ["s3:*"],
	"Resource": [_id, sprintf("%s/*", [_id])],
	"Condition": condition,
}

_tls := _statement("Deny", {"AWS": ["*"]}, {"Bool": {"aws:SecureTransport": ["false"]}})

_policy(statements) := {"GetBucketPolicy": {"Policy": {"Version": "2012-10-17", "Statement": statements}}}

_allowed(principal, condition) := _policy([_tls, _statement("Allow", principal, condition)])

_closed := object.union(_policy([_tls]), {
	"Name": "docs",
	"GetBucketPolicyStatus": {"PolicyStatus": {"IsPublic": false}},
	"GetPublicAccessBlock": {"PublicAccessBlockConfiguration": _all},
})

_bucket(properties) := testing.record("AWS::S3::Bucket", _id, properties)

_with(changes) := _bucket(object.union(object.remove(_closed, object.keys(changes)), changes))

_facts(records, params, gaps) := testing.facts(array.concat([_source], records), {_control: params}, gaps)

_kinds(records, gaps) := testing.kinds(_control, _facts(records, {}, gaps))

_found(changes) := [[r.kind, r.message, r.proof] |
	some r in testing.results(_control, _facts([_with(changes)], {}, []))
]

_at(pointer) := [{"id": _id, "pointer": pointer}]

_at_statement := _at("/properties/GetBucketPolicy/Policy/Statement/1")

test_closed_bucket_passes if _kinds([_bucket(_closed)], []) == ["pass"]

test_flag_that_is_off_fails if {
	off := {"PublicAccessBlockConfiguration": object.union(_all, {"BlockPublicAcls": false})}
	testing.results(_control, _facts([_with({"GetPublicAccessBlock": off})], {}, [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::S3::Bucket", "id": _id, "region": "us-east-1", "item": ""},
		"message": `Block Public Access settings are off for the bucket and the account: "BlockPublicAcls"`,
		"proof": _at("/properties/GetPublicAccessBlock"),
		"causes": [],
	}]
}

_unblocked := _with({"GetPublicAccessBlock": {"absent": "NoSuchPublicAccessBlockConfiguration"}})

_account := testing.record(
	"AWS::S3::AccountPublicAccessBlock",
	"arn:aws:s3::111122223333:public-access-block",
	_all,
)

test_block_of_the_account_counts_passes if {
	_kinds([_unblocked], []) == ["fail"]
	_kinds([_unblocked, _account], []) == ["pass"]
}

_no_account_block := testing.gap("s3control:GetPublicAccessBlock", "global")

test_block_of_the_account_that_was_denied_unknown if {
	_kinds([_unblocked], [_no_account_block]) == ["unknown"]
	_kinds([_bucket(_closed)], [_no_account_block]) == ["pass"]
}

test_block_that_was_denied_unknown if {
	denied := testing.gap("s3:GetPublicAccessBlock", _id)
	unread := _bucket(object.remove(_closed, ["GetPublicAccessBlock"]))
	_kinds([unread], [denied]) == ["unknown"]
	_kinds([unread, _account], [denied]) == ["pass"]
}

test_policy_that_amazon_s3_calls_public_fails if {
	_found({"GetBucketPolicyStatus": {"PolicyStatus": {"IsPublic": true}}}) == [[
		"fail",
		"Amazon S3 calls the bucket policy public",
		_at("/properties/GetBucketPolicyStatus"),
	]]
}

test_policy_for_everyone_is_one_finding_fails if {
	public := _allowed({"AWS": ["*"]}, {})
	_found(object.union(public, {"GetBucketPolicyStatus": {"PolicyStatus": {"IsPublic": true}}})) == [[
		"fail",
		"the bucket policy grants access to everyone",
		_at_statement,
	]]
}

test_other_account_fails if {
	_found(_allowed({"AWS": ["444455556666"]}, {})) == [[
		"fail",
		`the bucket policy grants access outside the account and its organization: "444455556666"`,
		_at_statement,
	]]
}

test_trusted_account_passes if {
	bucket := _with(_allowed({"AWS": ["444455556666"]}, {}))
	testing.kinds(_control, _facts([bucket], {"trusted_accounts": ["444455556666"]}, [])) == ["pass"]
}

_organization := testing.record(
	"AWS::Organizations::Organization",
	"arn:aws:organizations::999988887777:organization/o-ours",
	{"Id": "o-ours"},
)

_shared := _with(_allowed({"AWS": ["*"]}, {"StringEquals": {"aws:PrincipalOrgID": ["o-ours"]}}))

test_own_organization if {
	_kinds([_shared, _organization], []) == ["pass"]
	_kinds([_shared], []) == ["fail"]
	_kinds([_shared], [testing.gap("organizations:DescribeOrganization", "global")]) == ["unknown"]
}

test_service_for_any_customer_fails if {
	_found(_allowed({"Service": ["cloudfront.amazonaws.com"]}, {})) == [[
		"fail",
		concat(": ", [
			`the bucket policy lets "cloudfront.amazonaws.com" in for any customer`,
			"no source account or ARN is named",
		]),
		_at_statement,
	]]
	source := {"StringEquals": {"aws:SourceArn": ["arn:aws:cloudfront::111122223333:distribution/EX"]}}
	_kinds([_with(_allowed({"Service": ["cloudfront.amazonaws.com"]}, source))], []) == ["pass"]
}

test_range_of_addresses_review if {
	_found(_allowed({"AWS": ["*"]}, {"IpAddress": {"aws:SourceIp": ["203.0.113.0/24"]}})) == [[
		"review",
		"the bucket policy grants access by public IP address or unique id, not by account",
		_at_statement,
	]]
}

test_http_that_is_not_denied_fails if {
	every policy in [
		_policy([_statement("Deny", {"AWS": ["*"]}, {
			"Bool": {"aws:SecureTransport": ["false"]},
			"StringEquals": {"aws:PrincipalAccount": ["444455556666"]},
		})]),
		{"GetBucketPolicy": {"absent": "NoSuchBucketPolicy"}},
	] {
		_found(policy) == [[
			"fail",
			"the bucket policy does not deny HTTP requests",
			_at("/properties/GetBucketPolicy"),
		]]
	}
}

test_answer_that_is_missing_unknown if {
	every answer in ["GetBucketPolicy", "GetBucketPolicyStatus"] {
		operation := sprintf("s3:%s", [answer])
		bucket := _bucket(object.remove(_closed, [answer]))
		_kinds([bucket], [testing.gap(operation, _id)]) == ["unknown"]
		[found] := testing.results(_control, _facts([bucket], {}, []))
		found.kind == "unknown"
		found.message == "some of its settings could not be read"
		found.proof == _at("/properties")
	}
}

test_bucket_that_the_account_does_not_list_unknown if {
	[found] := testing.results(_control, _facts([], {}, []))
	found.kind == "unknown"
	found.subject.id == _id
	found.message == "it does not exist or belongs to another account, which alone can show its settings"
}

test_bucket_that_is_gone_unknown if {
	_kinds([_with({"GetBucketPolicy": {"absent": "NoSuchBucket"}})], []) == ["unknown"]
}

test_listing_of_data_sources_that_was_denied_unknown if {
	denied := [testing.gap("bedrock-agent:ListDataSources", "us-east-1")]
	sort(_kinds([_bucket(_closed)], denied)) == ["pass", "unknown"]
	testing.kinds(_control, testing.facts([_bucket(_closed)], {}, denied)) == ["unknown"]
}

_old := testing.record("AWS::Bedrock::ModelImportJob", testing.arn("bedrock", "model-import-job/old"), {
	"creationTime": "2000-01-01T00:00:00Z",
	"modelDataSource": {"s3DataSource": {"s3Uri": "s3://docs/weights/"}},
})

test_only_buckets_that_models_read_not_applicable if {
	testing.kinds(_control, testing.facts([_unblocked], {}, [])) == ["not_applicable"]
	testing.kinds(_control, testing.facts([_unblocked, _old], {}, [])) == ["not_applicable"]
	days := {_control: {"lookback_days": 36500}}
	testing.kinds(_control, testing.facts([_unblocked, _old], days, [])) == ["fail"]
}
