package lens_test.gensec03_bp01.log_retention_test

import data.lens_test.testing

_control := "GENSEC03-BP01/log-retention"

_group_id := testing.arn("logs", "log-group:/calls")

_settings(config) := testing.record(
	"AWS::Bedrock::ModelInvocationLoggingConfiguration",
	testing.arn("bedrock", "model-invocation-logging-configuration"),
	{"loggingConfig": config},
)

_to_group := _settings({"cloudWatchConfig": {"logGroupName": "/calls", "roleArn": testing.iam("role/logs")}})

_to_bucket := _settings({"s3Config": {"bucketName": "calls", "keyPrefix": "bedrock"}})

_folder := "bedrock/AWSLogs/111122223333/BedrockModelInvocationLogs/us-east-1/"

_group(name, properties) := testing.record("AWS::Logs::LogGroup", id, properties) if {
	id := testing.arn("logs", concat("", ["log-group:", name]))
}

_named(name, properties) := object.union(_group(name, properties), {"name": name})

_calls(properties) := _named("/calls", properties)

_bucket(versioning, rules) := testing.record("AWS::S3::Bucket", "arn:aws:s3:::calls", {
	"Name": "calls",
	"GetBucketVersioning": versioning,
	"GetBucketLifecycleConfiguration": {"Rules": rules},
})

_rule := {"Status": "Enabled", "Filter": {"Prefix": "bedrock/"}, "Expiration": {"Days": 400}}

_kinds(records) := testing.kinds(_control, testing.facts(records, {}, []))

_messages(records) := testing.messages(_control, testing.facts(records, {}, []))

test_group_within_the_bounds_passes if {
	every days in [90, 365, 3653] { _kinds([_to_group, _calls({"retentionInDays": days})]) == ["pass"] }
}

test_group_that_keeps_for_ever_fails if {
	testing.results(_control, testing.facts([_to_group, _calls({})], {}, [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::Logs::LogGroup", "id": _group_id, "region": "us-east-1", "item": ""},
		"message": "its events never expire",
		"proof": [{"id": _group_id, "pointer": "/properties"}],
		"causes": [],
	}]
}

test_group_that_keeps_too_short_or_too_long_fails if {
	_messages([_to_group, _calls({"retentionInDays": 30})]) == [
		"its events expire after 30 days, before the required 3 months",
	]
	_kinds([_to_group, _calls({"retentionInDays": 5000})]) == ["fail"]
	params := {_control: {"max_days": 400}}
	document := testing.facts([_to_group, _calls({"retentionInDays": 731})], params, [])
	testing.messages(_control, document) == [
		"its events are kept for 2 years, longer than the allowed 13 months",
	]
}

test_class_delivery_passes if _kinds([_to_group, _calls({"logGroupClass": "DELIVERY"})]) == ["pass"]

test_group_that_is_not_there_unknown if {
	_messages([_to_group]) == ["no listing of this account that was read shows it"]
	_kinds([_to_group]) == ["unknown"]
}

test_group_whose_listing_was_denied_unknown if {
	gap := testing.gap("logs:DescribeLogGroups", "us-east-1")
	"no listing of this account that was read shows it" in [r.message |
		some r in testing.results(_control, testing.facts([_to_group], {}, [gap]))
		r.kind == "unknown"
	]
}

test_groups_by_prefix if {
	_kinds([_named("/aws/bedrock/modelinvocations", {})]) == ["fail"]
	_kinds([_named("/aws/bedrock-agentcore/runtimes/r", {})]) == ["fail"]
	_kinds([_named("/aws/vendedlogs/qbusiness/application/a", {})]) == ["fail"]
	_kinds([_named("/aws/bedrockish", {})]) == ["not_applicable"]
	_kinds([_named("/aws/lambda/f", {})]) == ["not_applicable"]
}

# Nobody knows whether an endpoint that is gone served a generative model.
test_groups_of_other_endpoints_not_applicable if {
	_kinds([_named("/aws/sagemaker/Endpoints/churn", {})]) == ["not_applicable"]
}

test_group_of_an_endpoint_fails if {
	endpoint := testing.record("AWS::SageMaker::Endpoint", testing.arn("sagemaker", "endpoint/chat"), {
		"EndpointName": "chat",
		"EndpointStatus": "InService",
		"DescribeEndpointConfig": {"ProductionVariants": [{"VariantName": "v", "InstanceType": "ml.g5.xlarge"}]},
	})
	_kinds([endpoint, _named("/aws/sagemaker/Endpoints/chat", {})]) == ["fail"]
}

_trail := testing.record("AWS::CloudTrail::Trail", testing.arn("cloudtrail", "trail/t"), {
	"IsMultiRegionTrail": true,
	"CloudWatchLogsLogGroupArn": testing.arn("logs", "log-group:/trail:*"),
	"GetTrailStatus": {"IsLogging": true},
	"GetEventSelectors": {"EventSelectors": [{"ReadWriteType": "All", "IncludeManagementEvents": true}]},
})

test_group_of_the_trail_fails if {
	_kinds([_to_bucket, _bucket({}, [_rule]), _trail, _named("/trail", {})]) == ["fail", "pass"]
}

test_bucket_within_the_bounds_passes if {
	_kinds([_to_bucket, _bucket({}, [_rule])]) == ["pass"]
	first_version := {"Status": "Enabled", "Prefix": "", "Expiration": {"Days": 365}}
	_kinds([_to_bucket, _bucket({}, [first_version])]) == ["pass"]
}

test_bucket_without_rules_fails if {
	expected := concat("", [`no lifecycle rule deletes all logs in "`, _folder, `" after at most 10 years`])
	_messages([_to_bucket, _bucket({}, [])]) == [expected]
	none := object.union(
		testing.without(_bucket({}, []), "GetBucketLifecycleConfiguration"),
		{"properties": {"GetBucketLifecycleConfiguration": {"absent": "NoSuchLifecycleConfiguration"}}},
	)
	_messages([_to_bucket, none]) == [expected]
	testing.proofs(_control, testing.facts([_to_bucket, none], {}, [])) == [{
		"id": none.id,
		"pointer": "/properties/GetBucketLifecycleConfiguration",
	}]
}

test_rules_that_do_not_count_fail if {
	every change in [
		{"Status": "Disabled"},
		{"Filter": {"Prefix": "other/"}},
		{"Filter": {"And": {"Prefix": "bedrock/", "Tags": [{"Key": "a", "Value": "b"}]}}},
		{"Expiration": {"Days": 5000}},
	] {
		_kinds([_to_bucket, _bucket({}, [object.union(_rule, change)])]) == ["fail"]
	}
}

test_rule_that_deletes_soon_fails if {
	soon := object.union(_rule, {"Expiration": {"Days": 30}})
	_messages([_to_bucket, _bucket({}, [soon])]) == [concat("", [
		`a lifecycle rule deletes logs in "`, _folder,
		`" after 30 days, before the required 3 months`,
	])]
	_kinds([_to_bucket, _bucket({}, [_rule, soon])]) == ["fail"]
}

test_versions_that_stay_review if {
	_messages([_to_bucket, _bucket({"Status": "Enabled"}, [_rule])]) == [concat("", [
		`no lifecycle rule deletes the replaced versions of logs in "`, _folder,
		`", and deleted logs stay as versions`,
	])]
	_kinds([_to_bucket, _bucket({"Status": "Suspended"}, [_rule])]) == ["review"]
	ended := object.union(_rule, {"NoncurrentVersionExpiration": {"NoncurrentDays": 30}})
	_kinds([_to_bucket, _bucket({"Status": "Enabled"}, [ended])]) == ["pass"]
}

test_logs_at_the_root_of_a_bucket if {
	browser := testing.record(
		"AWS::BedrockAgentCore::BrowserCustom",
		testing.arn("bedrock-agentcore", "browser-custom/b"),
		{"recording": {"enabled": true, "s3Location": {"bucket": "calls"}}},
	)
	_messages([browser, _bucket({}, [])]) == [`no lifecycle rule deletes all logs in "/" after at most 10 years`]
}

test_bucket_of_another_account_unknown if _kinds([_to_bucket]) == ["unknown"]

test_half_read_bucket_unknown if {
	every answer in ["GetBucketVersioning", "GetBucketLifecycleConfiguration"] {
		bucket := testing.without(_bucket({}, [_rule]), answer)
		_kinds([_to_bucket, bucket]) == ["unknown"]
		gap := testing.gap(concat(":", ["s3", answer]), bucket.id)
		testing.kinds(_control, testing.facts([_to_bucket, bucket], {}, [gap])) == ["unknown"]
	}
}

test_nothing_logged_not_applicable if _kinds([_bucket({}, []), _calls({})]) == ["not_applicable"]

test_listings_denied_unknown if {
	listings := [
		"logs:DescribeLogGroups",
		"bedrock:GetModelInvocationLoggingConfiguration",
		"cloudtrail:DescribeTrails",
		"logs:DescribeDeliveries",
	]
	every operation in listings {
		testing.kinds(_control, testing.facts([], {}, [testing.gap(operation, "us-east-1")])) == ["unknown"]
	}
}
