package lens_test.genops03_bp02.agentcore_telemetry_delivered_test

import data.lens_test.testing

_control := "GENOPS03-BP02/agentcore-telemetry-delivered"

_type(kind) := sprintf("AWS::BedrockAgentCore::%s", [kind])

_one(kind, properties) := testing.record(
	_type(kind),
	testing.arn("bedrock-agentcore", sprintf("%s/tools-abcdefghij", [lower(kind)])),
	properties,
)

_gateway := _one("Gateway", {"status": "READY"})

_memory := _one("Memory", {"status": "ACTIVE"})

_runtime := _one("Runtime", {"status": "READY"})

_delivered(record, type, to) := [
	testing.record(
		"AWS::Logs::DeliverySource", testing.arn("logs", sprintf("delivery-source:%s", [type])),
		{"name": type, "resourceArns": [record.id], "logType": type},
	),
	testing.record("AWS::Logs::Delivery", testing.arn("logs", sprintf("delivery:%s", [type])), {
		"deliverySourceName": type,
		"deliveryDestinationArn": testing.arn("logs", sprintf("delivery-destination:%s", [type])),
		"deliveryDestinationType": to,
	}),
]

_logs(record) := _delivered(record, "APPLICATION_LOGS", "CWL")

_both(record) := array.concat(_logs(record), _delivered(record, "TRACES", "XRAY"))

_told(record, states) := testing.record(
	"AWS::ObservabilityAdmin::TelemetryConfiguration",
	testing.arn("observabilityadmin", "telemetry-configuration/1"),
	{"ResourceType": record.type, "ResourceIdentifier": record.id, "TelemetryConfigurationState": states},
)

_group_name := "/aws/bedrock-agentcore/runtimes/tools-abcdefghij-DEFAULT"

_group := object.union(
	testing.record(
		"AWS::Logs::LogGroup", testing.arn("logs", sprintf("log-group:%s", [_group_name])),
		{"logGroupName": _group_name},
	),
	{"name": _group_name},
)

_facts(records, gaps) := testing.facts(records, {}, gaps)

_kinds(records, gaps) := testing.kinds(_control, _facts(records, gaps))

_messages(records) := testing.messages(_control, _facts(records, []))

_proof(type) := {
	"id": testing.arn("logs", sprintf("delivery:%s", [type])),
	"pointer": "/properties/deliverySourceName",
}

test_both_signals_pass if {
	testing.results(_control, _facts(array.concat([_gateway], _both(_gateway)), [])) == [{
		"kind": "pass",
		"subject": {"type": _gateway.type, "id": _gateway.id, "region": "us-east-1", "item": ""},
		"message": "",
		"proof": [_proof("APPLICATION_LOGS"), _proof("TRACES")],
		"causes": [],
	}]
	_kinds(array.concat([_memory], _both(_memory)), []) == ["pass"]
}

test_missing_signals_fail if {
	_messages(array.concat([_gateway], _logs(_gateway))) == ["its traces are not delivered to X-Ray"]
	_messages([_memory]) == [concat("; ", [
		"its application logs are not delivered",
		"its traces are not delivered to X-Ray",
	])]
}

test_reported_as_enabled_passes if {
	_kinds([_gateway, _told(_gateway, {"Logs": "Enabled", "Traces": "Enabled"})], []) == ["pass"]
	_kinds([_gateway, _told(_gateway, {"Logs": "Enabled", "Traces": "Disabled"})], []) == ["fail"]
}

test_one_signal_from_each_source_passes if {
	_kinds(array.concat([_gateway, _told(_gateway, {"Traces": "Enabled"})], _logs(_gateway)), []) == ["pass"]
}

test_log_group_of_a_runtime_asks_for_its_traces if {
	_kinds([_runtime, _group], []) == ["review"]
	_messages([_runtime, _group]) == [concat("", [
		"its traces are not delivered to X-Ray; ",
		"check that its code exports them itself",
	])]
	_kinds(array.concat([_runtime, _group], _both(_runtime)), []) == ["pass"]
}

test_runtime_without_logs_fails if {
	_messages([_runtime]) == ["it has no log group, and its application logs are not delivered"]
}

test_what_is_not_ready_or_managed_not_applicable if {
	_kinds([_one("Gateway", {"status": "CREATING"})], []) == ["not_applicable"]
	_kinds([_one("Memory", {"status": "CREATING"})], []) == ["not_applicable"]
	_kinds([_one("Memory", {"status": "ACTIVE", "managedByResourceArn": _runtime.id})], []) == ["not_applicable"]
	_kinds([_one("Runtime", {"status": "CREATE_FAILED"})], []) == ["not_applicable"]
	_kinds([], []) == ["not_applicable"]
}

_evidence := [
	"logs:DescribeDeliverySources",
	"logs:DescribeDeliveries",
	"observabilityadmin:ListResourceTelemetry",
]

test_denied_evidence_unknown if {
	every operation in _evidence {
		_kinds([_gateway], [testing.gap(operation, "us-east-1")]) == ["unknown"]
		_kinds([_runtime, _group], [testing.gap(operation, "us-east-1")]) == ["unknown"]
	}
}

test_what_is_seen_passes_whatever_was_denied if {
	every operation in _evidence {
		_kinds(array.concat([_gateway], _both(_gateway)), [testing.gap(operation, "us-east-1")]) == ["pass"]
	}
}

test_denied_log_groups_unknown if {
	denied := testing.gap("logs:DescribeLogGroups", "us-east-1")
	_kinds([_runtime], [denied]) == ["unknown"]
	_kinds([_gateway], [denied]) == ["fail"]
}

test_denied_listing_unknown if {
	_kinds([], [testing.gap("bedrock-agentcore-control:ListMemories", "us-east-1")]) == ["unknown"]
}
