package lens_test.invocation_logs_test

import data.lens.lib.invocation_logs
import data.lens_test.testing

_role := testing.iam("role/logs")

_settings(config) := testing.record(
	"AWS::Bedrock::ModelInvocationLoggingConfiguration",
	testing.arn("bedrock", "model-invocation-logging-configuration"),
	{"loggingConfig": config},
)

_cloudwatch := {
	"logGroupName": "g",
	"roleArn": _role,
	"largeDataDeliveryS3Config": {"bucketName": "large", "keyPrefix": "p"},
}

_both := _settings({"cloudWatchConfig": _cloudwatch, "s3Config": {"bucketName": "logs"}})

_account := {"type": "AWS::Account", "id": testing.iam("root"), "region": "us-east-1", "item": ""}

_group := {
	"account": _account,
	"subject": {"type": "AWS::Logs::LogGroup", "id": _group_id, "region": "us-east-1", "item": ""},
	"settings": _both.id,
	"proof": {"id": _both.id, "pointer": "/properties/loggingConfig/cloudWatchConfig/logGroupName"},
	"name": "g",
	"id": _group_id,
	"role": _role,
}

_group_id := "arn:aws:logs:us-east-1:111122223333:log-group:g"

_bucket := testing.record("AWS::S3::Bucket", "arn:aws:s3:::logs", {"Bucket": "logs"})

test_log_groups_and_buckets if {
	document := testing.facts([_both, _bucket], {}, [])
	invocation_logs.groups == {_group} with input as document
	{[d.name, d.proof.pointer, d.bucket.id] | some d in invocation_logs.destinations} == {
		["logs", "/properties/loggingConfig/s3Config/bucketName", "arn:aws:s3:::logs"],
		[
			"large",
			"/properties/loggingConfig/cloudWatchConfig/largeDataDeliveryS3Config/bucketName",
			"arn:aws:s3:::large",
		],
	} with input as document
	{b.properties | some b in invocation_logs.buckets} == {{"Bucket": "logs"}, {}} with input as document
}

test_folders_that_bedrock_writes_to if {
	large := "p/AWSLogs/111122223333/BedrockModelInvocationLogs/us-east-1"
	{[d.name, d.folder] | some d in invocation_logs.destinations} == {
		["logs", "AWSLogs/111122223333/BedrockModelInvocationLogs/us-east-1"],
		["large", large],
	} with input as testing.facts([_both], {}, [])
	slash := _settings({"s3Config": {"bucketName": "large", "keyPrefix": "p/"}})
	{d.folder | some d in invocation_logs.destinations} == {large} with input as testing.facts([slash], {}, [])
}

test_logging_is_on_with_a_destination if {
	count(invocation_logs.settings) == 1 with input as testing.facts(
		[_settings({"cloudWatchConfig": _cloudwatch})],
		{},
		[],
	)
	count(invocation_logs.settings) == 1 with input as testing.facts(
		[_settings({"s3Config": {"bucketName": "logs"}})],
		{},
		[],
	)
	count(invocation_logs.settings) == 0 with input as testing.facts(
		[_settings({"textDataDeliveryEnabled": true})],
		{},
		[],
	)
}

_write := {"Statement": [{
	"Effect": "Allow",
	"Action": ["logs:Put*"],
	"Resource": [sprintf("%s:*", [_group.id])],
	"Condition": {},
}]}

_holder(properties) := testing.record("AWS::IAM::Role", _role, object.union(
	{
		"Path": "/",
		"RolePolicyList": [{"PolicyName": "p", "PolicyDocument": _write}],
		"AttachedManagedPolicies": [],
	},
	properties,
))

_lacks(records) := found if {
	found := {lack[1] |
		some lack in invocation_logs.lacks
	} with input as testing.facts(array.concat([_both], records), {}, [])
}

_statement(effect, actions, resource, condition) := {
	"Effect": effect,
	"Action": actions,
	"Resource": [resource],
	"Condition": condition,
}

_with(statements) := _holder({"RolePolicyList": [{
	"PolicyName": "p",
	"PolicyDocument": {"Statement": statements},
}]})

_stream := sprintf("%s:log-stream:aws/bedrock/modelinvocations", [_group.id])

_nothing := {"logs:CreateLogStream", "logs:PutLogEvents"}

test_what_a_role_lacks if {
	_lacks([_holder({})]) == {"logs:CreateLogStream"}
	_lacks([_with([_statement("Allow", ["logs:*"], _stream, {})])]) == set()
	_lacks([_with([_statement("Allow", ["logs:*"], _group.id, {})])]) == _nothing
	_lacks([_with([])]) == _nothing
	_lacks([]) == set()
}

test_what_is_denied_a_role_lacks if {
	allow := _statement("Allow", ["logs:*"], "*", {})
	_lacks([_with([allow, _statement("Deny", ["logs:PutLogEvents"], "*", {})])]) == {"logs:PutLogEvents"}
	_lacks([_with([
		allow,
		_statement("Deny", ["logs:*"], testing.arn("logs", "log-group:other:*"), {}),
	])]) == set()
	_lacks([_with([
		allow,
		_statement("Deny", ["logs:*"], "*", {"Bool": {"aws:SecureTransport": ["false"]}}),
	])]) == set()
}

_boundary(statements) := testing.record("AWS::IAM::ManagedPolicy", testing.iam("policy/b"), {
	"AttachmentCount": 0,
	"PolicyVersionList": [{"VersionId": "v1", "IsDefaultVersion": true, "Document": {"Statement": statements}}],
})

test_what_its_boundary_leaves_out_a_role_lacks if {
	allow := _statement("Allow", ["logs:*"], "*", {})
	role := object.union(
		_with([allow]),
		{"properties": {"PermissionsBoundary": {"PermissionsBoundaryArn": testing.iam("policy/b")}}},
	)
	_lacks([role, _boundary([allow])]) == set()
	_lacks([role, _boundary([_statement("Allow", ["s3:*"], "*", {})])]) == _nothing
	_lacks([
		role,
		_boundary([allow, _statement("Deny", ["logs:CreateLogStream"], "*", {})]),
	]) == {"logs:CreateLogStream"}
	_lacks([role]) == set()
}

_half_read(properties) := found if {
	found := invocation_logs.half_read with input as testing.facts([_holder(properties)], {}, [])
}

test_half_read_roles if {
	_half_read({"AttachedManagedPolicies": [{
		"PolicyName": "p",
		"PolicyArn": testing.iam("policy/p"),
	}]}) == {_role}
	_half_read({"PermissionsBoundary": {"PermissionsBoundaryArn": testing.iam("policy/b")}}) == {_role}
	_half_read({}) == set()
}
