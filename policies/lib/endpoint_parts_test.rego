package lens_test.lib.endpoint_parts_test

import data.lens.lib.endpoint_parts
import data.lens_test.testing

_endpoint(variants) := testing.record("AWS::SageMaker::Endpoint", testing.arn("sagemaker", "endpoint/chat"), {
	"EndpointName": "chat",
	"EndpointStatus": "InService",
	"ProductionVariants": variants,
	"DescribeEndpointConfig": {"ProductionVariants": [
		{"VariantName": "main", "InstanceType": "ml.g5.xlarge", "InitialInstanceCount": 4},
		{"VariantName": "none", "InstanceType": "ml.g5.xlarge"},
		{"VariantName": "less", "ServerlessConfig": {}},
	]},
})

_component(name, properties) := testing.record(
	"AWS::SageMaker::InferenceComponent", testing.arn("sagemaker", sprintf("inference-component/%s", [name])),
	object.union({"EndpointName": "chat", "VariantName": "main"}, properties),
)

_parts(records) := {[name, record.id, number, key] |
	document := testing.facts(records, {}, [])
	found := endpoint_parts.parts with input as document
	some [_, name, record, number, key] in found
}

_id := testing.arn("sagemaker", "endpoint/chat")

test_numbers_of_instances if {
	key := ["us-east-1", "endpoint/chat/variant/main"]
	none := ["none", _id, -1, ["us-east-1", "endpoint/chat/variant/none"]]
	_parts([_endpoint([])]) == {["main", _id, 4, key], none}
	desired := {"VariantName": "main", "DesiredInstanceCount": 3}
	_parts([_endpoint([desired])]) == {["main", _id, 3, key], none}
	current := object.union(desired, {"CurrentInstanceCount": 0})
	_parts([_endpoint([current])]) == {["main", _id, 0, key], none}
}

test_variant_whose_components_are_coming_is_no_part if {
	every status, names in {"Creating": {"none"}, "Failed": {"main", "none"}} {
		component := _component("part", {"InferenceComponentStatus": status})
		{name | some [name, _, _, _] in _parts([_endpoint([]), component])} == names
	}
}

test_numbers_of_copies if {
	component := _component("part", {"RuntimeConfig": {"CurrentCopyCount": 2, "DesiredCopyCount": 1}})
	adapter := _component("tone", {"Specification": {"BaseInferenceComponentName": "part"}})
	unread := _component("unread", {})
	_parts([_endpoint([]), component, adapter, unread]) == {
		["none", _id, -1, ["us-east-1", "endpoint/chat/variant/none"]],
		["part", component.id, 2, ["us-east-1", "inference-component/part"]],
		["unread", unread.id, -1, ["us-east-1", "inference-component/unread"]],
	}
}

_hosts(records) := {[name, range] |
	document := testing.facts(records, {}, [])
	found := endpoint_parts.hosts with input as document
	some [_, name, range] in found
}

test_variants_below_components if {
	range := {"Status": "ENABLED", "MinInstanceCount": 1}
	_hosts([_endpoint([])]) == set()
	_hosts([_endpoint([]), _component("part", {})]) == {["main", {"Status": "DISABLED"}]}
	managed := {"VariantName": "main", "ManagedInstanceScaling": range}
	_hosts([_endpoint([managed]), _component("part", {})]) == {["main", range]}
	document := testing.facts([_endpoint([managed]), _component("part", {})], {}, [])
	endpoint_parts.ranges == {[_id, "main"]: range} with input as document
}

test_ranges_that_are_shown if {
	endpoint_parts.range_shown({"Status": "DISABLED"})
	endpoint_parts.range_shown({"Status": "ENABLED", "MinInstanceCount": 0, "MaxInstanceCount": 2})
	not endpoint_parts.range_shown({"Status": "ENABLED", "MinInstanceCount": 0})
	not endpoint_parts.range_shown({"MinInstanceCount": 0, "MaxInstanceCount": 2})
}

test_what_may_stop if {
	e := _endpoint([])
	not endpoint_parts.may_stop(e, e)
	endpoint_parts.may_stop(e, _component("part", {}))
	async := {"AsyncInferenceConfig": {"OutputConfig": {}}}
	queue := object.union(e, {"properties": async})
	endpoint_parts.may_stop(queue, queue)
	configured := object.union(e, {"properties": {"DescribeEndpointConfig": async}})
	endpoint_parts.may_stop(configured, configured)
}
