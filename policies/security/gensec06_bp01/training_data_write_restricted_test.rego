package lens_test.gensec06_bp01.training_data_write_restricted_test

import data.lens_test.testing

_control := "GENSEC06-BP01/training-data-write-restricted"

_id := "arn:aws:s3:::train"

_job(role) := testing.record(
	"AWS::Bedrock::ModelCustomizationJob",
	testing.arn("bedrock", "model-customization-job/a"),
	{
		"roleArn": role, "status": "Completed", "creationTime": "2026-07-01T00:00:00Z",
		"trainingDataConfig": {"s3Uri": "s3://train/set/"},
		"outputDataConfig": {"s3Uri": "s3://train/out/"},
	},
)

_tuning := _job(testing.iam("role/tuning"))

_owned(by) := {"GetBucketOwnershipControls": {"OwnershipControls": {"Rules": [rule]}}} if {
	rule := {"ObjectOwnership": by}
}

_enforced := _owned("BucketOwnerEnforced")

_bucket(answers) := testing.record_in("global", "AWS::S3::Bucket", _id, properties) if {
	properties := object.union({"Name": "train"}, answers)
}

_no_policy := {"GetBucketPolicy": {"absent": "NoSuchBucketPolicy"}}

_good := _bucket(object.union(_no_policy, _enforced))

_with(statements) := _bucket(object.union(_enforced, {"GetBucketPolicy": {"Policy": policy}})) if {
	policy := {"Statement": statements}
}

_allow(actions, resources) := {"Effect": "Allow", "Action": actions, "Resource": resources, "Condition": {}}

_role(name, statements) := testing.record("AWS::IAM::Role", testing.iam(sprintf("role/%s", [name])), {
	"Path": "/",
	"RolePolicyList": [{"PolicyName": "p", "PolicyDocument": {"Statement": statements}}],
})

_put := _allow(["s3:PutObject"], ["arn:aws:s3:::train/set/*"])

_kinds(records) := testing.kinds(_control, testing.facts(records, {}, []))

_messages(records) := testing.messages(_control, testing.facts(records, {}, []))

_subject := {"type": "AWS::S3::Bucket", "id": _id, "region": "global", "item": ""}

test_few_writers_pass if {
	_kinds([_tuning, _good]) == ["pass"]
	_kinds([_tuning, _bucket(object.union(_no_policy, _owned("BucketOwnerPreferred")))]) == ["pass"]
	_kinds([_tuning, _good, _role("pipeline", [_put])]) == ["pass"]
	output := _allow(["s3:PutObject"], ["arn:aws:s3:::train/out/*"])
	_kinds([_tuning, _good, _role("tuning", [output])]) == ["pass"]
}

_statement(principal, actions, resource) := {
	"Effect": "Allow",
	"Principal": principal,
	"Action": actions,
	"Resource": [resource],
	"Condition": {},
}

_all := "arn:aws:s3:::train/*"

_partner := {"AWS": ["arn:aws:iam::444455556666:root"]}

test_policy_that_lets_others_write_fails if {
	testing.results(_control, testing.facts(
		[_tuning, _with([_statement(_partner, ["s3:PutObject"], _all)])],
		{}, [],
	)) == [{
		"kind": "fail",
		"subject": _subject,
		"message": concat(": ", [
			"the bucket policy grants access outside the account and its organization",
			`"arn:aws:iam::444455556666:root"`,
		]),
		"proof": [{"id": _id, "pointer": "/properties/GetBucketPolicy/Policy/Statement/0"}],
		"causes": [],
	}]
	every principal, message in {
		{"AWS": ["*"]}: "the bucket policy grants access to everyone",
		{"Service": ["*"]}: concat(": ", [
			"the bucket policy lets every AWS service in for any customer",
			"no source account is named",
		]),
		{"Service": ["logs.amazonaws.com"]}: concat(": ", [
			`the bucket policy lets "logs.amazonaws.com" write for any customer`,
			"no source account or ARN is named",
		]),
	} {
		_messages([_tuning, _with([_statement(principal, ["s3:Delete*"], _all)])]) == [message]
	}
}

test_policy_that_lets_nobody_else_write_here_passes if {
	every statement in [
		_statement(_partner, ["s3:GetObject"], _all),
		_statement(_partner, ["s3:PutObject"], "arn:aws:s3:::train/incoming/*"),
		_statement({"AWS": [testing.iam("role/pipeline")]}, ["s3:PutObject"], _all),
		object.union(_statement({"AWS": ["*"]}, ["s3:*"], _all), {"Effect": "Deny"}),
	] {
		_kinds([_tuning, _with([statement])]) == ["pass"]
	}
	trusted := {_control: {"trusted_accounts": ["444455556666"]}}
	facts := testing.facts([_tuning, _with([_statement(_partner, ["s3:PutObject"], _all)])], trusted, [])
	testing.kinds(_control, facts) == ["pass"]
}

test_what_the_owner_chose_review if {
	addresses := object.union(
		_statement({"AWS": ["*"]}, ["s3:PutObject"], _all),
		{"Condition": {"IpAddress": {"aws:SourceIp": ["203.0.113.0/24"]}}},
	)
	_messages([_tuning, _with([addresses])]) == [
		"the bucket policy lets certain addresses or unique ids write, and names no account",
	]
	_kinds([_tuning, _with([addresses])]) == ["review"]
	user := _statement({"CanonicalUser": ["abc"]}, ["s3:PutObject"], _all)
	_messages([_tuning, _with([user])]) == [
		`the bucket policy grants access to "abc", and does not say of which account`,
	]
}

test_writers_that_own_their_objects_fail if {
	_messages([_tuning, _bucket(object.union(_no_policy, _owned("ObjectWriter")))]) == [
		"object ownership is ObjectWriter, so whoever writes an object owns it",
	]
	none := {"GetBucketOwnershipControls": {"absent": "OwnershipControlsNotFoundError"}}
	_messages([_tuning, _bucket(object.union(_no_policy, none))]) == [
		"object ownership is not configured, so whoever writes an object owns it",
	]
}

test_role_that_writes_what_it_reads_fails if {
	_messages([_tuning, _good, _role("tuning", [_put])]) == [sprintf(
		`"%s" may put objects where training jobs with this role read`,
		[testing.iam("role/tuning")],
	)]
	_kinds([_tuning, _good, _role("tuning", [_allow(["*"], ["*"])])]) == ["fail"]
	deny := object.union(_put, {"Effect": "Deny"})
	_kinds([_tuning, _good, _role("tuning", [_put, deny])]) == ["pass"]
}

_writers(number) := [_role(sprintf("w%d", [i]), [_put]) | some i in numbers.range(1, number)]

test_many_writers_fail if {
	_kinds(array.concat([_tuning, _good], _writers(5))) == ["pass"]
	_messages(array.concat([_tuning, _good], _writers(6))) == [concat("", [
		"6 principals may put objects where training jobs read, and at most 5 should: ",
		concat(", ", [sprintf(`"%s"`, [testing.iam(sprintf("role/w%d", [i]))]) | some i in numbers.range(1, 5)]),
		", and 1 more",
	])]
}

# However many administrators there are, they count once.
test_wide_access_counts_once if {
	admins := [_role(name, [_allow(["s3:*"], ["*"])]) | some name in ["a", "b", "c"]]
	_kinds(array.concat([_tuning, _good], array.concat(admins, _writers(4)))) == ["pass"]
	facts := testing.facts(
		array.concat([_tuning, _good], array.concat(admins, _writers(1))),
		{_control: {"max_writers": 1}}, [],
	)
	testing.messages(_control, facts) == [concat("", [
		`1 principals, and those with write access to every bucket ("`, testing.iam("role/a"), `", "`,
		testing.iam("role/b"), `", "`, testing.iam("role/c"),
		`"), may put objects where training jobs read, and at most 1 should: "`, testing.iam("role/w1"), `"`,
	])]
}

test_no_training_data_not_applicable if {
	_kinds([_good]) == ["not_applicable"]
	facts := testing.facts([_tuning, _good], {_control: {"lookback_days": 10}}, [])
	testing.kinds(_control, facts) == ["not_applicable"]
}

test_bucket_of_another_account_unknown if {
	expected := ["it does not exist or belongs to another account, which alone can show its settings"]
	_messages([_tuning]) == expected
	_kinds([_tuning]) == ["unknown"]
	_messages([_tuning, _bucket({"GetBucketPolicy": {"absent": "NoSuchBucket"}})]) == expected
}

test_settings_that_were_not_read_unknown if {
	_messages([_tuning, _bucket(_no_policy)]) == ["its policy or its object ownership could not be read"]
	_kinds([_tuning, _bucket(_enforced)]) == ["unknown"]
	_kinds([_tuning, _bucket(_owned("ObjectWriter"))]) == ["fail"]
}

test_policy_that_was_not_shown_unknown if {
	attached := {"properties": {"AttachedManagedPolicies": [{"PolicyArn": testing.iam("policy/lost")}]}}
	role := object.union(_role("x", []), attached)
	_messages([_tuning, _good, role]) == [
		sprintf(`policies of "%s" could not be read, which may let them write`, [role.id]),
	]
	_kinds([_tuning, _good, role]) == ["unknown"]
	_kinds([_tuning, _good, role, _role("tuning", [_put])]) == ["fail"]
}

_missing(records, operation, place) := testing.verdicts(
	_control,
	testing.facts(records, {}, [testing.gap(operation, place)]),
)

_hidden := ["unknown", testing.iam("root"), ""]

test_unread_jobs_unknown if {
	every operation, place in {
		"bedrock:GetModelCustomizationJob": testing.arn("bedrock", "model-customization-job/b"),
		"bedrock:ListModelImportJobs": "eu-west-1",
		"sagemaker:Search": "us-east-1",
	} {
		_missing([_tuning, _good], operation, place) == {["unknown", _id, ""], _hidden}
		_missing([_tuning, _good, _role("tuning", [_put])], operation, place) == {["fail", _id, ""], _hidden}
	}
}

test_lost_calls_unknown if {
	every operation, place in {
		"iam:GetAccountAuthorizationDetails": "global",
		"s3:GetBucketPolicy": _id,
		"s3:GetBucketOwnershipControls": _id,
	} {
		_missing([_tuning, _bucket({})], operation, place) == {["unknown", _id, ""]}
	}
	_missing([_tuning, _good], "iam:GetAccountAuthorizationDetails", "global") == {["unknown", _id, ""]}
	_missing([_tuning, _good], "s3:GetBucketPolicy", "arn:aws:s3:::other") == {["pass", _id, ""]}
	_missing([_tuning, _good], "organizations:DescribeOrganization", "global") == {["pass", _id, ""]}
	organization := object.union(
		_statement({"AWS": ["*"]}, ["s3:PutObject"], _all),
		{"Condition": {"StringEquals": {"aws:PrincipalOrgID": ["o-abc"]}}},
	)
	_missing([_tuning, _with([organization])], "organizations:DescribeOrganization", "global") == {
		["unknown", _id, ""],
	}
}
