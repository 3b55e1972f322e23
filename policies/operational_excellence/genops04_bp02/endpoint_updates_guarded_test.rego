package lens_test.genops04_bp02.endpoint_updates_guarded_test

import data.lens_test.testing

_control := "GENOPS04-BP02/endpoint-updates-guarded"

_id := testing.arn("sagemaker", "endpoint/chat")

_config(made, variant) := {"CreationTime": made, "ProductionVariants": [variant]}

_endpoint(changes) := testing.record("AWS::SageMaker::Endpoint", _id, object.union(
	{
		"EndpointName": "chat",
		"EndpointStatus": "InService",
		"CreationTime": "2026-01-01T00:00:00Z",
		"DescribeEndpointConfig": _config("2026-03-01T00:00:00Z", {"InstanceType": "ml.g5.xlarge"}),
	},
	changes,
))

_alarms(names) := {"AutoRollbackConfiguration": {"Alarms": [{"AlarmName": name} | some name in names]}}

_shifting(type) := {"BlueGreenUpdatePolicy": {"TrafficRoutingConfiguration": {"Type": type}}}

_rolling := {"RollingUpdatePolicy": {"WaitIntervalInSeconds": 60}}

_last(config) := {"LastDeploymentConfig": config}

_good := _last(object.union(_shifting("CANARY"), _alarms(["errors"])))

_alarm(type) := testing.record(type, testing.arn("cloudwatch", "alarm:errors"), {})

_metric := _alarm("AWS::CloudWatch::Alarm")

_component(changes) := testing.record(
	"AWS::SageMaker::InferenceComponent",
	testing.arn("sagemaker", "inference-component/part"),
	object.union({"EndpointName": "chat"}, changes),
)

_kinds(records, gaps) := testing.kinds(_control, testing.facts(records, {}, gaps))

_messages(records) := testing.messages(_control, testing.facts(records, {}, []))

test_no_configuration_fails if {
	testing.results(_control, testing.facts([_endpoint({}), _metric], {}, [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::SageMaker::Endpoint", "id": _id, "region": "us-east-1", "item": ""},
		"message": concat("; ", [
			"its last update named no alarm that rolls it back",
			"its last update shifted all traffic at once",
		]),
		"proof": [
			{"id": _id, "pointer": "/properties"},
			{"id": _id, "pointer": "/properties/DescribeEndpointConfig/CreationTime"},
		],
		"causes": [],
	}]
}

test_all_at_once_fails if {
	config := _last(object.union(_shifting("ALL_AT_ONCE"), _alarms(["errors"])))
	_messages([_endpoint(config), _metric]) == ["its last update shifted all traffic at once"]
}

test_gradual_with_alarm_passes if {
	every config in [_shifting("CANARY"), _shifting("LINEAR"), _rolling] {
		_kinds([_endpoint(_last(object.union(config, _alarms(["errors"])))), _metric], []) == ["pass"]
	}
	_kinds([_endpoint(_good), _alarm("AWS::CloudWatch::CompositeAlarm")], []) == ["pass"]
}

test_no_alarm_fails if {
	message := ["its last update named no alarm that rolls it back"]
	_messages([_endpoint(_last(_shifting("CANARY"))), _metric]) == message
	_messages([_endpoint(_last(object.union(_shifting("CANARY"), _alarms([])))), _metric]) == message
}

test_alarm_that_does_not_exist_fails if {
	config := _last(object.union(_shifting("CANARY"), _alarms(["errors", "latency"])))
	_messages([_endpoint(config), _metric]) == [`its last update named alarm "latency", which does not exist`]
	id := "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:errors"
	elsewhere := testing.record_in("eu-west-1", "AWS::CloudWatch::Alarm", id, {})
	_kinds([_endpoint(_good), elsewhere], []) == ["fail"]
}

test_endpoint_that_is_not_judged if {
	hour := {"DescribeEndpointConfig": _config("2026-01-01T01:00:00Z", {"InstanceType": "ml.g5.xlarge"})}
	later := "2026-03-01T00:00:00Z"
	variant := {"ModelName": "m", "ServerlessConfig": {"MaxConcurrency": 5}}
	serverless := {"DescribeEndpointConfig": _config(later, variant)}
	other := {"DescribeEndpointConfig": _config(later, {"InstanceType": "ml.m5.large"})}
	every changes in [hour, other, serverless, {"EndpointStatus": "Failed"}] {
		_kinds([_endpoint(changes)], []) == ["not_applicable"]
	}
	model := testing.record(
		"AWS::SageMaker::Model", testing.arn("sagemaker", "model/m"),
		{"ModelName": "m", "PrimaryContainer": {"Image": "r/vllm:1"}},
	)
	_kinds([_endpoint(serverless), model], []) == ["not_applicable"]
}

_original := _endpoint({"DescribeEndpointConfig": _config(
	"2026-01-01T00:00:00Z",
	{"InstanceType": "ml.g5.xlarge"},
)})

_with(config) := [_original, _component(_last(object.union(_rolling, config))), _metric]

test_update_of_a_component_fails if {
	_messages(_with({})) == [concat(" ", [
		`the last update of inference component "part" named no alarm`,
		"that rolls it back",
	])]
	_messages(_with(_alarms(["gone"]))) == [concat(" ", [
		`the last update of inference component "part" named alarm "gone",`,
		"which does not exist",
	])]
}

test_update_of_a_component_with_alarm_passes if _kinds(_with(_alarms(["errors"])), []) == ["pass"]

test_component_without_an_update_not_applicable if {
	_kinds([_original, _component({}), _metric], []) == ["not_applicable"]
}

test_alarms_denied_unknown if {
	denied := testing.gap("cloudwatch:DescribeAlarms", "us-east-1")
	_kinds([_endpoint(_good)], [denied]) == ["unknown"]
	_kinds([_endpoint({})], [denied]) == ["fail"]
}

test_component_denied_unknown if {
	denied := testing.gap("sagemaker:DescribeInferenceComponent", _component({}).id)
	_kinds([_endpoint(_good), _component({}), _metric], [denied]) == ["unknown"]
}

test_detail_denied_unknown if {
	unread := testing.without(_endpoint({}), "DescribeEndpointConfig")
	every operation in ["sagemaker:DescribeEndpoint", "sagemaker:DescribeEndpointConfig"] {
		_kinds([unread], [testing.gap(operation, _id)]) == ["unknown"]
	}
}
