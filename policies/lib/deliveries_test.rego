package lens_test.deliveries_test

import data.lens.lib.deliveries
import data.lens_test.testing

_gateway := testing.arn("bedrock-agentcore", "gateway/tools")

_destination := testing.arn("logs", "delivery-destination:archive")

_delivery := testing.arn("logs", "delivery:0123456789abcdef")

_source(more) := testing.record(
	"AWS::Logs::DeliverySource",
	testing.arn("logs", "delivery-source:tools"),
	object.union({"name": "tools", "resourceArns": [_gateway], "logType": "TRACES"}, more),
)

_to(region, source) := testing.record_in(region, "AWS::Logs::Delivery", _delivery, {
	"deliverySourceName": source,
	"deliveryDestinationArn": _destination,
	"deliveryDestinationType": "XRAY",
})

_used(records) := found if {
	facts := testing.facts(records, {}, [])
	found := deliveries.used with input as facts
}

_use := {
	"resource": _gateway,
	"region": "us-east-1",
	"type": "TRACES",
	"to": "XRAY",
	"destination": _destination,
	"proof": {"id": _delivery, "pointer": "/properties/deliverySourceName"},
}

test_source_with_a_delivery_delivers if {
	_used([_source({}), _to("us-east-1", "tools")]) == {_use}
	_used([_source({"status": "ACTIVE"}), _to("us-east-1", "tools")]) == {_use}
}

test_source_of_two_resources_delivers_both if {
	other := testing.arn("bedrock-agentcore", "gateway/other")
	records := [_source({"resourceArns": [_gateway, other]}), _to("us-east-1", "tools")]
	_used(records) == {_use, object.union(_use, {"resource": other})}
}

test_source_without_a_delivery_delivers_nothing if {
	_used([_source({})]) == set()
	_used([_source({}), _to("us-east-1", "others")]) == set()
	_used([_source({}), _to("eu-west-1", "tools")]) == set()
}

test_inactive_source_delivers_nothing if {
	_used([_source({"status": "INACTIVE"}), _to("us-east-1", "tools")]) == set()
}
