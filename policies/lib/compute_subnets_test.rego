package lens_test.lib.compute_subnets_test

import data.lens.lib.compute_subnets
import data.lens_test.testing

_two := ["subnet-1", "subnet-2"]

_placed(records) := found if {
	facts := object.union(testing.facts(records, {}, []), {"workload": {}})
	found := compute_subnets.placed with input as facts
}

_hidden(records) := found if {
	facts := object.union(testing.facts(records, {}, []), {"workload": {}})
	found := compute_subnets.hidden with input as facts
}

_subject(r) := {"type": r.type, "id": r.id, "region": r.region, "item": ""}

_agentcore(kind, name, properties) := testing.record(
	sprintf("AWS::BedrockAgentCore::%s", [kind]),
	testing.arn("bedrock-agentcore", name),
	properties,
)

# Whether a record is placed in the two subnets, with a proof in itself.
_is_placed(r, pointer) if {
	_placed([r]) == {[_subject(r), _two, {"id": r.id, "pointer": pointer}]}
}

_tool_arn := testing.arn("lambda", "function:tool")

_function(properties) := testing.record("AWS::Lambda::Function", _tool_arn, properties)

_group := testing.record(
	"AWS::Bedrock::AgentActionGroup",
	testing.arn("bedrock", "agent/A:DRAFT:action-group/G"),
	{"actionGroupExecutor": {"lambda": _tool_arn}},
)

test_function_of_generative_ai if {
	f := _function({"VpcConfig": {"SubnetIds": _two}})
	_placed([f, _group]) == {[_subject(f), _two, {"id": f.id, "pointer": "/properties/VpcConfig/SubnetIds"}]}
	_placed([f]) == set()
}

test_function_outside_a_vpc if _placed([_function({"VpcConfig": {"SubnetIds": []}}), _group]) == set()

test_function_on_a_capacity_provider_hidden if {
	provider := testing.arn("lambda", "capacity-provider:pool")
	managed := {"LambdaManagedInstancesCapacityProviderConfig": {"CapacityProviderArn": provider}}
	f := _function({"CapacityProviderConfig": managed})
	_hidden([f, _group]) == {[
		_subject(f), provider,
		{"id": f.id, "pointer": "/properties/CapacityProviderConfig"},
	]}
	in_vpc := _function({"CapacityProviderConfig": managed, "VpcConfig": {"SubnetIds": _two}})
	_hidden([in_vpc, _group]) == set()
}

_network := {"networkMode": "VPC", "networkModeConfig": {"subnets": _two}}

test_runtime if {
	runtime := _agentcore("Runtime", "runtime/r", {"networkConfiguration": _network})
	_is_placed(runtime, "/properties/networkConfiguration")
}

test_version_that_an_endpoint_serves if {
	runtime := _agentcore("Runtime", "runtime/r", {"networkConfiguration": {"networkMode": "PUBLIC"}})
	version := _agentcore("RuntimeVersion", "runtime/r:3", {"networkConfiguration": _network})
	_placed([runtime, version]) == {[
		_subject(runtime), _two,
		{"id": version.id, "pointer": "/properties/networkConfiguration"},
	]}
	deleted := object.union(runtime, {"properties": {"status": "DELETING"}})
	_placed([deleted, version]) == set()
	_placed([version]) == set()
}

_pool := _agentcore("CapacityProvider", "capacity-provider/pool", {"computeConfiguration": _ec2})

_ec2 := {"ec2Configuration": {"vpcConfiguration": {"subnets": _two}}}

_pooled := _agentcore("Runtime", "runtime/r", _on_pool)

_on_pool := {"capacityProviderConfiguration": {"capacityProviderArn": _pool.id}}

test_runtime_on_a_capacity_provider if {
	found := _placed([_pooled, _pool])
	found == {[_subject(_pooled), _two, {"id": _pool.id, "pointer": "/properties/computeConfiguration"}]}
	_hidden([_pooled, _pool]) == set()
}

test_capacity_provider_that_was_not_read_hidden if {
	proof := {"id": _pooled.id, "pointer": "/properties/capacityProviderConfiguration"}
	_hidden([_pooled]) == {[_subject(_pooled), _pool.id, proof]}
}

test_harness_and_its_runtime_are_one if {
	runtime := _agentcore("Runtime", "runtime/harness_h", {"networkConfiguration": _network})
	harness := _agentcore("Harness", "harness/h", {"environment": {"agentCoreRuntimeEnvironment": {
		"agentRuntimeArn": runtime.id,
		"networkConfiguration": _network,
	}}})
	proof := {"id": harness.id, "pointer": "/properties/environment"}
	_placed([runtime, harness]) == {[_subject(harness), _two, proof]}
}

_tool := {"networkConfiguration": {"networkMode": "VPC", "vpcConfig": {"subnets": _two}}}

test_browser_and_code_interpreter if {
	pointer := "/properties/networkConfiguration/vpcConfig/subnets"
	_is_placed(_agentcore("BrowserCustom", "browser-custom/b", _tool), pointer)
	_is_placed(_agentcore("CodeInterpreterCustom", "code-interpreter-custom/c", _tool), pointer)
}

test_gateway_target if {
	properties := {"privateEndpoint": {"managedVpcResource": {"vpcIdentifier": "vpc-1", "subnetIds": _two}}}
	_is_placed(
		_agentcore("GatewayTarget", "gateway/g/target/t", properties),
		"/properties/privateEndpoint/managedVpcResource",
	)
}

test_what_is_not_there_yet_or_any_more_is_left_out if {
	every status in ["CREATE_FAILED", "FAILED", "DELETING", "DELETED"] {
		ended := object.union(_tool, {"status": status})
		_placed([_agentcore("BrowserCustom", "browser-custom/b", ended)]) == set()
	}
}

_base(status) := testing.record(
	"AWS::Bedrock::KnowledgeBase",
	testing.arn("bedrock", "knowledge-base/KB"),
	{"status": status},
)

_configuration := testing.record(
	"AWS::Bedrock::KnowledgeBaseVpcConfiguration",
	testing.arn("bedrock", "knowledge-base/KB/vpc-configuration/v1"),
	{"vpcConfigurationId": "v1", "status": "CREATED", "subnetIds": _two},
)

test_vpc_configuration_is_an_item_of_its_knowledge_base if {
	subject := object.union(_subject(_base("ACTIVE")), {"item": "v1"})
	proof := {"id": _configuration.id, "pointer": "/properties/subnetIds"}
	_placed([_base("ACTIVE"), _configuration]) == {[subject, _two, proof]}
}

test_knowledge_base_that_is_deleted_is_left_out if _placed([_base("DELETING"), _configuration]) == set()
