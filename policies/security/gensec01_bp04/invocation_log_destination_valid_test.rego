package lens_test.gensec01_bp04.invocation_log_destination_valid_test

import data.lens_test.testing

_control := "GENSEC01-BP04/invocation-log-destination-valid"

_id := testing.arn("bedrock", "model-invocation-logging-configuration")

_role_arn := testing.iam("role/bedrock-logs")

_cloudwatch := {"cloudWatchConfig": {"logGroupName": "/bedrock/logs", "roleArn": _role_arn}}

_s3 := {"s3Config": {"bucketName": "logs"}}

_large := {"cloudWatchConfig": {"largeDataDeliveryS3Config": {"bucketName": "large"}}}

_settings(config) := testing.record(
	"AWS::Bedrock::ModelInvocationLoggingConfiguration",
	_id,
	{"loggingConfig": config},
)

_group := testing.record(
	"AWS::Logs::LogGroup",
	testing.arn("logs", "log-group:/bedrock/logs"),
	{"logGroupName": "/bedrock/logs"},
)

_document(statements) := {"Version": "2012-10-17", "Statement": statements}

_trust(service) := _document([{
	"Effect": "Allow",
	"Principal": {"Service": [service]},
	"Action": ["sts:AssumeRole"],
	"Condition": {},
}])

_write(resource) := {
	"Effect": "Allow",
	"Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
	"Resource": [sprintf("arn:aws:logs:us-east-1:111122223333:log-group:/bedrock/logs:%s", [resource])],
	"Condition": {},
}

_role(properties) := testing.record("AWS::IAM::Role", _role_arn, object.union(
	{
		"RoleName": "bedrock-logs",
		"Path": "/",
		"AssumeRolePolicyDocument": _trust("bedrock.amazonaws.com"),
		"RolePolicyList": [{
			"PolicyName": "write",
			"PolicyDocument": _document([_write("log-stream:aws/bedrock/modelinvocations")]),
		}],
		"AttachedManagedPolicies": [],
	},
	properties,
))

_allow := {
	"Effect": "Allow",
	"Principal": {"Service": ["bedrock.amazonaws.com"]},
	"Action": ["s3:PutObject"],
	"Resource": ["arn:aws:s3:::logs/*"],
	"Condition": {},
}

_bucket(name, policy) := testing.record("AWS::S3::Bucket", sprintf("arn:aws:s3:::%s", [name]), {
	"Bucket": name,
	"Name": name,
	"GetBucketPolicy": policy,
})

_logs(statements) := _bucket("logs", {"Policy": _document(statements)})

_both := object.union(_cloudwatch, _s3)

_good := [_settings(_both), _group, _role({}), _logs([_allow])]

_results(records, gaps) := testing.results(_control, testing.facts(records, {}, gaps))

_kinds(records, gaps) := testing.kinds(_control, testing.facts(records, {}, gaps))

_messages(records) := testing.messages(_control, testing.facts(records, {}, []))

test_destinations_that_take_the_logs_pass if _kinds(_good, []) == ["pass"]

test_policy_on_the_whole_group_passes if {
	role := _role({"RolePolicyList": [{"PolicyName": "write", "PolicyDocument": _document([_write("*")])}]})
	_kinds([_settings(_cloudwatch), _group, role], []) == ["pass"]
}

test_log_group_that_is_not_there_fails if {
	_results([_settings(_cloudwatch), _role({})], []) == [{
		"kind": "fail",
		"subject": {"type": "AWS::Account", "id": testing.iam("root"), "region": "us-east-1", "item": ""},
		"message": `log group "/bedrock/logs" does not exist`,
		"proof": [{"id": _id, "pointer": "/properties/loggingConfig/cloudWatchConfig/logGroupName"}],
		"causes": [],
	}]
}

test_group_whose_name_begins_so_is_another_fails if {
	other := testing.record(
		"AWS::Logs::LogGroup",
		testing.arn("logs", "log-group:/bedrock/logs-old"),
		{"logGroupName": "/bedrock/logs-old"},
	)
	_kinds([_settings(_cloudwatch), _role({}), other], []) == ["fail"]
}

test_group_in_another_region_fails if {
	other := testing.record_in(
		"eu-west-1",
		"AWS::Logs::LogGroup",
		"arn:aws:logs:eu-west-1:111122223333:log-group:/bedrock/logs",
		{},
	)
	_kinds([_settings(_cloudwatch), _role({}), other], []) == ["fail"]
}

test_role_that_is_not_there_fails if {
	[found] := _results([_settings(_cloudwatch), _group], [])
	found.kind == "fail"
	found.message == sprintf(`role "%s" does not exist`, [_role_arn])
	found.proof == [{"id": _id, "pointer": "/properties/loggingConfig/cloudWatchConfig/roleArn"}]
}

test_role_of_another_account_unknown if {
	foreign := "arn:aws:iam::444455556666:role/logs"
	[found] := _results(
		[_settings(object.union(_cloudwatch, {"cloudWatchConfig": {"roleArn": foreign}})), _group],
		[],
	)
	found.kind == "unknown"
	found.message == sprintf(`role "%s" does not belong to this account`, [foreign])
	found.proof == [{"id": _id, "pointer": "/properties"}]
}

test_role_that_does_not_trust_bedrock_fails if {
	[found] := _results(
		[_settings(_cloudwatch), _group, _role({"AssumeRolePolicyDocument": _trust("lambda.amazonaws.com")})],
		[],
	)
	found.kind == "fail"
	found.message == sprintf(`role "%s" does not trust bedrock.amazonaws.com`, [_role_arn])
	found.proof == [{"id": _role_arn, "pointer": "/properties/AssumeRolePolicyDocument"}]
}

test_role_without_the_rights_fails if {
	[found] := _results([_settings(_cloudwatch), _group, _role({"RolePolicyList": []})], [])
	found.kind == "fail"
	found.message == sprintf(
		`role "%s" is not allowed to call "logs:CreateLogStream", "logs:PutLogEvents" on the log group`,
		[_role_arn],
	)
	found.proof == [{"id": _role_arn, "pointer": "/properties"}]
}

test_rights_that_were_not_read_whole_unknown if {
	_kinds(
		[_settings(_cloudwatch), _group, _role({"RolePolicyList": []})],
		_denied("iam:GetAccountAuthorizationDetails", _role_arn),
	) == ["unknown"]
}

test_a_role_answers_for_its_own_group_only if {
	there := testing.record_in(
		"eu-west-1",
		"AWS::Logs::LogGroup",
		"arn:aws:logs:eu-west-1:111122223333:log-group:g",
		{},
	)
	role := testing.record(
		"AWS::IAM::Role",
		testing.iam("role/other"),
		object.union(_role({}).properties, {"RolePolicyList": []}),
	)
	settings := testing.record_in(
		"eu-west-1",
		"AWS::Bedrock::ModelInvocationLoggingConfiguration",
		"arn:aws:bedrock:eu-west-1:111122223333:settings",
		{"loggingConfig": {
			"cloudWatchConfig": {"logGroupName": "g", "roleArn": role.id},
		}},
	)
	found := _results([_settings(_cloudwatch), _group, _role({}), settings, there, role], [])
	[[r.kind, r.subject.region] | some r in found] == [["fail", "eu-west-1"], ["pass", "us-east-1"]]
}

test_rights_on_another_group_fail if {
	elsewhere := object.union(_write(""), {"Resource": [testing.arn("logs", "log-group:other:*")]})
	_kinds(
		[
			_settings(_cloudwatch),
			_group,
			_role({"RolePolicyList": [{"PolicyName": "p", "PolicyDocument": _document([elsewhere])}]}),
		],
		[],
	) == ["fail"]
}

test_one_right_of_two_fails if {
	half := object.union(_write("*"), {"Action": ["logs:PutLogEvents"]})
	_messages([
		_settings(_cloudwatch),
		_group,
		_role({"RolePolicyList": [{"PolicyName": "p", "PolicyDocument": _document([half])}]}),
	]) == [
		sprintf(`role "%s" is not allowed to call "logs:CreateLogStream" on the log group`, [_role_arn]),
	]
}

_attached := {
	"RolePolicyList": [],
	"AttachedManagedPolicies": [{"PolicyName": "p", "PolicyArn": testing.iam("policy/p")}],
}

test_policy_that_was_not_listed_unknown if {
	[found] := _results([_settings(_cloudwatch), _group, _role(_attached)], [])
	found.kind == "unknown"
	found.message == sprintf(`a policy or the permissions boundary of role "%s" could not be read`, [_role_arn])
}

test_boundary_that_was_not_listed_unknown if {
	bounded := _role({"PermissionsBoundary": {"PermissionsBoundaryArn": testing.iam("policy/b")}})
	_kinds([_settings(_cloudwatch), _group, bounded], []) == ["unknown"]
}

test_right_in_an_attached_policy_passes if {
	policy := testing.record("AWS::IAM::ManagedPolicy", testing.iam("policy/p"), {
		"AttachmentCount": 1,
		"PolicyVersionList": [{"VersionId": "v1", "IsDefaultVersion": true, "Document": _document([_write("*")])}],
	})
	_kinds([_settings(_cloudwatch), _group, _role(_attached), policy], []) == ["pass"]
}

test_bucket_that_is_gone_fails if {
	gone := testing.record(
		"AWS::S3::Bucket",
		"arn:aws:s3:::logs",
		{"Bucket": "logs", "GetBucketPolicy": {"absent": "NoSuchBucket"}},
	)
	[found] := _results([_settings(_s3), gone], [])
	found.kind == "fail"
	found.message == `bucket "logs" does not exist`
	found.proof == [{"id": "arn:aws:s3:::logs", "pointer": "/properties/GetBucketPolicy"}]
}

test_bucket_without_a_policy_fails if {
	_messages([
		_settings(_s3),
		_bucket("logs", {"absent": "NoSuchBucketPolicy"}),
	]) == [_refused("logs")]
}

_refused(bucket) := concat(" ", [
	sprintf(`the policy of bucket "%s" does not allow "bedrock.amazonaws.com"`, [bucket]),
	`to put objects under "AWSLogs/111122223333/BedrockModelInvocationLogs/us-east-1"`,
])

# Bedrock writes below the prefix of the settings, in a folder of the account and the Region.
test_policy_for_a_folder if {
	s3 := _settings({"s3Config": {"bucketName": "logs", "keyPrefix": "models"}})
	every path, found in {
		"models/AWSLogs/111122223333/BedrockModelInvocationLogs/*": "pass",
		"models/*": "pass",
		"AWSLogs/111122223333/BedrockModelInvocationLogs/*": "fail",
		"models/AWSLogs/444455556666/BedrockModelInvocationLogs/*": "fail",
		"models": "fail",
	} {
		allow := object.union(_allow, {"Resource": [sprintf("arn:aws:s3:::logs/%s", [path])]})
		_kinds([s3, _logs([allow])], []) == [found]
	}
}

test_deny_of_a_folder if {
	every path, found in {"AWSLogs/*": "fail", "*/BedrockModelInvocationLogs/*": "fail", "old/*": "pass"} {
		deny := object.union(_allow, {
			"Effect": "Deny",
			"Principal": {"AWS": ["*"]},
			"Resource": [sprintf("arn:aws:s3:::logs/%s", [path])],
		})
		_kinds([_settings(_s3), _logs([_allow, deny])], []) == [found]
	}
}

test_policy_for_another_service_or_action_fails if {
	_kinds([_settings(_s3), _logs([object.union(_allow, {"Action": ["s3:GetObject"]})])], []) == ["fail"]
	_kinds(
		[
			_settings(_s3),
			_logs([object.union(_allow, {"Principal": {"Service": ["delivery.logs.amazonaws.com"]}})]),
		],
		[],
	) == ["fail"]
	_kinds(
		[
			_settings(_s3),
			_logs([object.union(object.remove(_allow, ["Principal"]), {"Principal": {"AWS": ["444455556666"]}})]),
		],
		[],
	) == ["fail"]
}

test_policy_for_another_account_fails if {
	theirs := {"Condition": {"StringEquals": {"aws:SourceAccount": ["444455556666"]}}}
	_kinds([_settings(_s3), _logs([object.union(_allow, theirs)])], []) == ["fail"]
}

test_role_that_trusts_bedrock_for_another_account_fails if {
	[trust] := _trust("bedrock.amazonaws.com").Statement
	theirs := object.union(trust, {"Condition": {"StringEquals": {"aws:SourceAccount": ["444455556666"]}}})
	role := _role({"AssumeRolePolicyDocument": _document([theirs])})
	_kinds([_settings(_cloudwatch), _group, role], []) == ["fail"]
}

test_policy_that_denies_it_again_fails if {
	_kinds([_settings(_s3), _logs([_allow, object.union(_allow, {"Effect": "Deny"})])], []) == ["fail"]
}

test_bucket_for_large_payloads_is_a_destination_fails if {
	records := [
		_settings(object.union(_cloudwatch, _large)),
		_group,
		_role({}),
		_bucket("large", {"absent": "NoSuchBucketPolicy"}),
	]
	_messages(records) == [_refused("large")]
}

test_several_faults_are_one_result_fail if {
	_messages([_settings(_cloudwatch)]) == [sprintf(
		`log group "/bedrock/logs" does not exist; role "%s" does not exist`,
		[_role_arn],
	)]
}

_foreign := testing.record(
	"AWS::S3::Bucket",
	"arn:aws:s3:::logs",
	{"Bucket": "logs", "GetBucketPolicy": {"Policy": _document([_allow])}},
)

test_bucket_that_the_account_does_not_list_unknown if {
	[found] := _results([_settings(_s3), _foreign], [])
	found.kind == "unknown"
	found.message == `bucket "logs" belongs to another account, or its policy could not be read`
	found.proof == [{"id": _id, "pointer": "/properties/loggingConfig/s3Config/bucketName"}]
}

test_bucket_that_nothing_shows_unknown if _kinds([_settings(_s3)], []) == ["unknown"]

test_logging_off_not_applicable if {
	off := testing.record("AWS::Bedrock::ModelInvocationLoggingConfiguration", _id, {})
	_kinds([off], []) == ["not_applicable"]
}

_denied(operation, place) := [testing.gap(operation, place)]

test_denied_settings_unknown if {
	_kinds([], _denied("bedrock:GetModelInvocationLoggingConfiguration", "us-east-1")) == ["unknown"]
}

test_denied_log_groups_unknown if {
	_kinds([_settings(_cloudwatch), _role({})], _denied("logs:DescribeLogGroups", _id)) == ["unknown"]
}

test_denied_roles_unknown if {
	_kinds(
		[_settings(_cloudwatch), _group],
		_denied("iam:GetAccountAuthorizationDetails", "global"),
	) == ["unknown"]
	_kinds(_good, _denied("iam:GetAccountAuthorizationDetails", "global")) == ["unknown"]
}

test_trust_that_is_no_document_unknown if {
	role := _role({"AssumeRolePolicyDocument": _document([])})
	_kinds(
		[_settings(_cloudwatch), _group, role],
		_denied("iam:GetAccountAuthorizationDetails", _role_arn),
	) == ["unknown"]
}

test_trust_that_was_read_fails_whatever_else_was_not if {
	role := _role({"AssumeRolePolicyDocument": _trust("lambda.amazonaws.com")})
	_kinds(
		[_settings(_cloudwatch), _group, role],
		_denied("iam:GetAccountAuthorizationDetails", "global"),
	) == ["fail"]
}

test_denied_policy_unknown if {
	unread := testing.record("AWS::S3::Bucket", "arn:aws:s3:::logs", {"Bucket": "logs", "Name": "logs"})
	_kinds([_settings(_s3), unread], _denied("s3:GetBucketPolicy", "arn:aws:s3:::logs")) == ["unknown"]
	_kinds([_settings(_s3), unread], []) == ["unknown"]
}

test_denied_list_of_buckets_unknown if {
	_kinds([_settings(_s3), _foreign], _denied("s3:ListBuckets", "global")) == ["unknown"]
}

test_what_is_not_a_destination_need_not_be_seen_passes if {
	gaps := [
		testing.gap("iam:GetAccountAuthorizationDetails", "global"),
		testing.gap("logs:DescribeLogGroups", "us-east-1"),
	]
	_kinds([_settings(_s3), _logs([_allow])], gaps) == ["pass"]
	_kinds([_settings(_cloudwatch), _group, _role({})], _denied("s3:ListBuckets", "global")) == ["pass"]
}

test_bucket_listed_before_the_list_was_cut_passes if {
	_kinds(_good, _denied("s3:ListBuckets", "global")) == ["pass"]
}
