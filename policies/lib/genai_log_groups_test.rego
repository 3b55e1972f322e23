package lens_test.genai_log_groups_test

import data.lens.lib.genai_log_groups
import data.lens_test.testing

_id(name) := testing.arn("logs", sprintf("log-group:%s", [name]))

_group(name) := object.union(
	testing.record("AWS::Logs::LogGroup", _id(name), {"logGroupName": name}),
	{"name": name},
)

_ids(records) := found if {
	facts := testing.facts(records, {}, [])
	found := genai_log_groups.ids with input as facts
}

_logging := testing.record(
	"AWS::Bedrock::ModelInvocationLoggingConfiguration",
	testing.arn("bedrock", "model-invocation-logging-configuration"),
	{"loggingConfig": {"cloudWatchConfig": {"logGroupName": "/calls", "roleArn": testing.iam("role/logs")}}},
)

test_group_of_invocation_logging if _ids([_logging]) == {_id("/calls")}

_names := ["/aws/bedrock-agentcore/runtimes/a-abcdefghij-DEFAULT", "/aws/vendedlogs/bedrock/knowledge-base/x"]

test_groups_named_after_the_service if {
	every name in _names {
		_ids([_group(name)]) == {_id(name)}
	}
}

test_other_groups_are_left_out if {
	_ids([_group("/aws/lambda/billing"), _group("/app/bedrock"), _group("/aws/bedrock")]) == set()
}

test_spans_count_where_generative_ai_is_used if {
	agent := testing.record("AWS::Bedrock::Agent", testing.arn("bedrock", "agent/A"), {})
	_ids([_group("aws/spans")]) == set()
	_ids([_group("aws/spans"), agent]) == {_id("aws/spans")}
	_ids([_group("aws/spans"), _group(_names[0])]) == {_id("aws/spans"), _id(_names[0])}
}

_delivery(resource, target) := [
	testing.record(
		"AWS::Logs::DeliverySource", testing.arn("logs", "delivery-source:one"),
		{"name": "one", "resourceArns": [resource], "logType": "APPLICATION_LOGS"},
	),
	testing.record("AWS::Logs::Delivery", testing.arn("logs", "delivery:1"), {
		"deliverySourceName": "one",
		"deliveryDestinationArn": testing.arn("logs", "delivery-destination:one"),
		"deliveryDestinationType": "CWL",
	}),
	testing.record(
		"AWS::Logs::DeliveryDestination", testing.arn("logs", "delivery-destination:one"),
		{"deliveryDestinationConfiguration": {"destinationResourceArn": target}},
	),
]

test_destination_of_a_delivery if {
	gateway := testing.arn("bedrock-agentcore", "gateway/tools")
	_ids(_delivery(gateway, concat(":", [_id("/gateways"), "*"]))) == {_id("/gateways")}
	_ids(_delivery(gateway, _id("/gateways"))) == {_id("/gateways")}
	_ids(_delivery(testing.arn("cloudfront", "distribution/D"), _id("/web"))) == set()
}

_function(name, more) := testing.record(
	"AWS::Lambda::Function",
	testing.arn("lambda", sprintf("function:%s", [name])),
	object.union({"FunctionName": name, "Role": testing.iam("role/tools")}, more),
)

_tool(name) := testing.record(
	"AWS::Bedrock::AgentActionGroup",
	testing.arn("bedrock", sprintf("agent/A:DRAFT:action-group/%s", [name])),
	{"actionGroupExecutor": {"lambda": testing.arn("lambda", sprintf("function:%s", [name]))}},
)

test_groups_of_functions if {
	own := {"LoggingConfig": {"LogFormat": "JSON", "LogGroup": "/app/own"}}
	_ids([_tool("find"), _function("find", {}), _function("billing", {})]) == {_id("/aws/lambda/find")}
	_ids([_tool("find"), _function("find", own)]) == {_id("/app/own")}
	_ids([_tool("unlisted")]) == {_id("/aws/lambda/unlisted")}
}

_endpoint(name, type) := testing.record(
	"AWS::SageMaker::Endpoint",
	testing.arn("sagemaker", sprintf("endpoint/%s", [name])),
	{
		"EndpointName": name,
		"EndpointStatus": "InService",
		"DescribeEndpointConfig": {"ProductionVariants": [{"ModelName": "m", "InstanceType": type}]},
	},
)

_component := testing.record(
	"AWS::SageMaker::InferenceComponent",
	testing.arn("sagemaker", "inference-component/adapter"),
	{"InferenceComponentName": "adapter", "EndpointName": "shop"},
)

test_groups_of_endpoints_that_serve_generative_models if {
	talk := _endpoint("talk", "ml.g5.xlarge")
	_ids([talk, _endpoint("prices", "ml.m5.large")]) == {_id("/aws/sagemaker/Endpoints/talk")}
	_ids([_endpoint("shop", "ml.m5.large"), _component]) == {
		_id("/aws/sagemaker/Endpoints/shop"),
		_id("/aws/sagemaker/InferenceComponents/adapter"),
	}
}
