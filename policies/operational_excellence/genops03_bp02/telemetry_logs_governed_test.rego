package lens_test.genops03_bp02.telemetry_logs_governed_test

import data.lens_test.testing

_control := "GENOPS03-BP02/telemetry-logs-governed"

_name := "/aws/bedrock-agentcore/runtimes/planner-abcdefghij-DEFAULT"

_id := testing.arn("logs", sprintf("log-group:%s", [_name]))

_key := testing.arn("kms", "key/0a1b2c3d-0000-4000-8000-0000000000aa")

_good := {"logGroupName": _name, "retentionInDays": 365, "kmsKeyId": _key, "logGroupClass": "STANDARD"}

_group(properties) := object.union(testing.record("AWS::Logs::LogGroup", _id, properties), {"name": _name})

_facts(properties) := testing.facts([_group(properties)], {}, [])

_kinds(properties) := testing.kinds(_control, _facts(properties))

_messages(changes) := testing.messages(_control, _facts(object.union(_good, changes)))

test_retention_and_key_pass if _kinds(_good) == ["pass"]

test_no_retention_fails if {
	testing.results(_control, _facts(object.remove(_good, ["retentionInDays"]))) == [{
		"kind": "fail",
		"subject": {"type": "AWS::Logs::LogGroup", "id": _id, "region": "us-east-1", "item": ""},
		"message": "its events never expire",
		"proof": [{"id": _id, "pointer": ""}],
		"causes": [],
	}]
}

test_retention_outside_the_range_fails if {
	_messages({"retentionInDays": 7}) == ["its events expire after 7 days, before the required 30 days"]
	facts := testing.facts([_group(_good)], {_control: {"max_retention_days": 180}}, [])
	testing.messages(_control, facts) == ["its events are kept for 1 year, longer than the allowed 6 months"]
}

test_ends_of_the_range_pass if {
	_kinds(object.union(_good, {"retentionInDays": 30})) == ["pass"]
	_kinds(object.union(_good, {"retentionInDays": 3653})) == ["pass"]
}

_open := object.remove(_good, ["kmsKeyId"])

test_neither_key_nor_policy_fails if {
	message := ["it has neither a KMS key nor a data protection policy"]
	testing.messages(_control, _facts(_open)) == message
	testing.messages(_control, _facts(object.union(_open, {"dataProtectionStatus": "DISABLED"}))) == message
}

test_data_protection_passes if {
	_kinds(object.union(_open, {"dataProtectionStatus": "ACTIVATED"})) == ["pass"]
	_kinds(object.union(_open, {"inheritedProperties": ["ACCOUNT_DATA_PROTECTION"]})) == ["pass"]
}

test_class_delivery_not_applicable if {
	_kinds({"logGroupName": _name, "logGroupClass": "DELIVERY"}) == ["not_applicable"]
}

test_no_group_not_applicable if testing.kinds(_control, testing.facts([], {}, [])) == ["not_applicable"]

_cut := testing.gap("logs:DescribeLogGroups", "us-east-1")

test_cut_listing_judges_what_was_seen if {
	testing.kinds(_control, testing.facts([_group({})], {}, [object.union(
		_cut,
		{"spares": ["AWS::Logs::LogGroup"]},
	)])) == ["fail", "unknown"]
}

test_gap_beside_unknown if {
	every operation in [
		"logs:DescribeDeliveries",
		"logs:DescribeDeliveryDestinations",
		"sagemaker:ListEndpoints",
		"sagemaker:ListModels",
	] {
		testing.kinds(_control, testing.facts([], {}, [testing.gap(operation, "us-east-1")])) == ["unknown"]
	}
}

_endpoint := testing.record(
	"AWS::SageMaker::Endpoint",
	testing.arn("sagemaker", "endpoint/writer"),
	{
		"EndpointName": "Writer",
		"EndpointStatus": "InService",
		"DescribeEndpointConfig": {"ProductionVariants": [{"ModelName": "m", "ServerlessConfig": {}}]},
	},
)

_output := testing.record(
	"AWS::Logs::LogGroup",
	testing.arn("logs", "log-group:/aws/sagemaker/Endpoints/Writer"),
	{"logGroupName": "/aws/sagemaker/Endpoints/Writer"},
)

test_group_of_a_declared_endpoint_fails if {
	facts := testing.facts([_endpoint, _output], {}, [])
	testing.kinds(_control, facts) == ["not_applicable"]
	testing.kinds(_control, object.union(facts, {"workload": {"sagemaker": ["writer"]}})) == ["fail"]
}

test_group_of_an_endpoint_with_an_unread_model_unknown if {
	model := testing.gap("sagemaker:DescribeModel", testing.arn("sagemaker", "model/m"))
	testing.kinds(_control, testing.facts([_endpoint, _output], {}, [model])) == ["unknown"]
}
