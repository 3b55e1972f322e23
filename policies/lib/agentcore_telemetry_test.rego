package lens_test.agentcore_telemetry_test

import data.lens.lib.agentcore_telemetry
import data.lens_test.testing

_arn(kind) := testing.arn("bedrock-agentcore", sprintf("%s/tools-abcdefghij", [kind]))

_logged(records) := found if {
	facts := testing.facts(records, {}, [])
	found := agentcore_telemetry.logged with input as facts
}

_traced(records) := found if {
	facts := testing.facts(records, {}, [])
	found := agentcore_telemetry.traced with input as facts
}

_delivery(type, to) := [
	testing.record(
		"AWS::Logs::DeliverySource", testing.arn("logs", "delivery-source:one"),
		{"name": "one", "resourceArns": [_arn("gateway")], "logType": type},
	),
	testing.record("AWS::Logs::Delivery", testing.arn("logs", "delivery:1"), {
		"deliverySourceName": "one",
		"deliveryDestinationArn": testing.arn("logs", "delivery-destination:one"),
		"deliveryDestinationType": to,
	}),
]

test_deliveries_take_signals_away if {
	_logged(_delivery("APPLICATION_LOGS", "S3")) == {_arn("gateway")}
	_traced(_delivery("TRACES", "XRAY")) == {_arn("gateway")}
}

test_deliveries_of_other_signals if {
	_logged(_delivery("USAGE_LOGS", "CWL")) == set()
	_logged(_delivery("TRACES", "XRAY")) == set()
	_traced(_delivery("TRACES", "CWL")) == set()
}

_told(kind, identifier, states) := [testing.record(
	"AWS::ObservabilityAdmin::TelemetryConfiguration",
	testing.arn("observabilityadmin", sprintf("telemetry-configuration/%s", [identifier])),
	{"ResourceType": kind, "ResourceIdentifier": identifier, "TelemetryConfigurationState": states},
)]

test_identifier_is_an_id_or_an_arn if {
	every identifier in ["tools-abcdefghij", _arn("memory")] {
		records := _told("AWS::BedrockAgentCore::Memory", identifier, {"Logs": "Enabled", "Traces": "Disabled"})
		_logged(records) == {_arn("memory")}
		_traced(records) == set()
	}
}

test_other_types_are_left_out if {
	_logged(_told("AWS::EC2::VPC", "vpc-1", {"Logs": "Enabled"})) == set()
}

_group(name) := [testing.record(
	"AWS::Logs::LogGroup",
	testing.arn("logs", sprintf("log-group:%s", [name])),
	{"logGroupName": name},
)]

_named(name) := _logged([object.union(group, {"name": name}) | some group in _group(name)])

test_group_of_a_runtime if {
	_named("/aws/bedrock-agentcore/runtimes/tools-abcdefghij-DEFAULT") == {_arn("runtime")}
	_named("/aws/bedrock-agentcore/runtimes/tools-abcdefghij-DEFAULT/otel") == {_arn("runtime")}
	_named("/aws/bedrock-agentcore/runtimes/tools-abcdefghij") == {_arn("runtime")}
}

test_group_of_something_else if {
	_named("/aws/bedrock-agentcore/memories/tools-abcdefghij") == set()
	_named("/aws/bedrock-agentcore/runtimes/tools2-abcdefghij-DEFAULT") == {
		testing.arn("bedrock-agentcore", "runtime/tools2-abcdefghij"),
	}
}
