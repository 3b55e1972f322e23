package lens_test.lib.runtime_networks_test

import data.lens.lib.runtime_networks
import data.lens_test.testing

_arn(what) := testing.arn("bedrock-agentcore", what)

_public := {"networkConfiguration": {"networkMode": "PUBLIC"}}

_runtime(name, properties) := testing.record(
	"AWS::BedrockAgentCore::Runtime",
	_arn(sprintf("runtime/%s", [name])),
	object.union({"status": "READY"}, properties),
)

_version(number, properties) := testing.record(
	"AWS::BedrockAgentCore::RuntimeVersion",
	_arn(sprintf("runtime/a:%s", [number])),
	properties,
)

_endpoint(properties) := testing.record(
	"AWS::BedrockAgentCore::RuntimeEndpoint",
	_arn("runtime/a/runtime-endpoint/prod"),
	object.union({"status": "READY"}, properties),
)

_harness(environment) := testing.record("AWS::BedrockAgentCore::Harness", _arn("harness/h"), {
	"status": "READY",
	"environment": {"agentCoreRuntimeEnvironment": object.union(
		{"agentRuntimeArn": _arn("runtime/harness_h")},
		environment,
	)},
})

_provided := {"capacityProviderConfiguration": {"capacityProviderArn": _arn("capacity-provider/p")}}

_provider := testing.record("AWS::BedrockAgentCore::CapacityProvider", _arn("capacity-provider/p"), {
	"computeConfiguration": {"ec2Configuration": {"vpcConfiguration": {"subnets": ["subnet-1"]}}},
})

_name(id) := regex.replace(id, `^.*:[0-9]{12}:`, "")

_found(records) := found if {
	document := testing.facts(records, {}, [])
	stated := runtime_networks.stated with input as document
	hidden := runtime_networks.hidden with input as document
	silent := runtime_networks.silent with input as document
	unclear := runtime_networks.unclear with input as document
	subjects := runtime_networks.subjects with input as document
	found := {
		"subjects": {_name(s.id) | some s in subjects},
		"stated": {[_name(s.id), n.networkMode, _name(proof.id)] | some [s, n, proof] in stated},
		"hidden": {[_name(s.id), _name(provider)] | some [s, provider] in hidden},
		"silent": {_name(s.id) | some s in silent},
		"unclear": {[_name(s.id), name] | some [s, name] in unclear},
	}
}

_nothing := {"subjects": set(), "stated": set(), "hidden": set(), "silent": set(), "unclear": set()}

_is(changes) := object.union(_nothing, changes)

test_runtime_and_its_versions if {
	_found([_runtime("a", _public), _version("1", _public)]) == _is({
		"subjects": {"runtime/a"},
		"stated": {["runtime/a", "PUBLIC", "runtime/a"], ["runtime/a", "PUBLIC", "runtime/a:1"]},
	})
	_found([_runtime("a", {})]) == _is({"subjects": {"runtime/a"}, "silent": {"runtime/a"}})
	_found([_version("1", _public)]) == _nothing
	_found([]) == _nothing
}

test_ended if {
	_found([_runtime("a", {"status": "DELETING"}), _version("1", _public)]) == _nothing
	_found([_runtime("a", {"status": "CREATE_FAILED"})]) == _nothing
}

test_provider if {
	_found([_runtime("a", _provided), _provider]) == _is({
		"subjects": {"runtime/a"},
		"stated": {["runtime/a", "VPC", "capacity-provider/p"]},
	})
	_found([_runtime("a", object.union(_public, _provided))]) == _is({
		"subjects": {"runtime/a"},
		"hidden": {["runtime/a", "capacity-provider/p"]},
	})
}

test_harness_and_its_runtime_are_one if {
	_found([_harness({}), _runtime("harness_h", _public)]) == _is({
		"subjects": {"harness/h"},
		"stated": {["harness/h", "PUBLIC", "runtime/harness_h"]},
	})
	_found([_harness(_public), _runtime("harness_h", {})]) == _is({
		"subjects": {"harness/h"},
		"stated": {["harness/h", "PUBLIC", "harness/h"]},
	})
	_found([_harness({})]) == _is({"subjects": {"harness/h"}, "silent": {"harness/h"}})
	ended := object.union(_harness({}), {"properties": {"status": "DELETING"}})
	_found([ended, _runtime("harness_h", _public)]) == _nothing
}

test_endpoints_without_a_version if {
	found := _found([_runtime("a", _public), _endpoint({})])
	found.unclear == {["runtime/a", "prod"]}
	_found([_runtime("a", _public), _endpoint({"liveVersion": "1"})]).unclear == set()
	_found([_runtime("a", _public), _endpoint({"status": "CREATING"})]).unclear == set()
}

test_what_a_verdict_relies_on if {
	document := testing.facts([_harness({}), _runtime("harness_h", _provided)], {}, [])
	relying := runtime_networks.relying with input as document
	{[_name(s.id), _name(place)] | some [s, place] in relying} == {
		["harness/h", "runtime/harness_h"],
		["harness/h", "capacity-provider/p"],
	}
}

test_owners if {
	runtime := {"type": "AWS::BedrockAgentCore::Runtime", "id": _arn("runtime/a"), "region": "us-east-1"}
	operations := runtime_networks.owners(runtime) with input as testing.facts([], {}, [])
	operations == ["bedrock-agentcore-control:GetHarness", "bedrock-agentcore-control:ListHarnesses"]
	harness := object.union(runtime, {"type": "AWS::BedrockAgentCore::Harness"})
	count(runtime_networks.owners(harness)) == 0 with input as testing.facts([], {}, [])
	count(runtime_networks.owners(runtime)) == 0 with input as {"kind": "iac"}
}
