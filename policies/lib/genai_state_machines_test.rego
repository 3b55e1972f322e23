package lens_test.lib.genai_state_machines_test

import data.lens.lib.genai_state_machines
import data.lens_test.testing

_machine(name, states) := testing.record(
	"AWS::StepFunctions::StateMachine",
	testing.arn("states", sprintf("stateMachine:%s", [name])),
	{"definition": {"StartAt": "Ask", "States": states}},
)

_function := testing.arn("lambda", "function:ask")

_target := testing.record(
	"AWS::BedrockAgentCore::GatewayTarget",
	testing.arn("bedrock-agentcore", "gateway/G/target/T"),
	{"targetConfiguration": {"mcp": {"lambda": {"lambdaArn": _function}}}},
)

_facts(states, workload) := object.union(
	testing.facts([_machine("m", states), _target], {}, []),
	{"workload": workload},
)

_calls(state) := _calls_beside(state, [_target])

_calls_beside(state, records) := {[t.path, t.calls] | some t in tasks} if {
	facts := testing.facts(array.concat([_machine("m", {"Ask": state})], records), {}, [])
	tasks := genai_state_machines.tasks with input as facts
}

_path := ["States", "Ask"]

test_bedrock if {
	every resource in [
		"arn:aws:states:::bedrock:invokeModel",
		"arn:aws:states:::aws-sdk:bedrockruntime:converse",
		"arn:aws:states:::aws-sdk:bedrockagentruntime:retrieve",
	] {
		_calls({"Type": "Task", "Resource": resource}) == {[_path, "bedrock"]}
	}
}

test_bedrock_by_http if {
	every member in ["Parameters", "Arguments"] {
		http := {"Type": "Task", "Resource": "arn:aws:states:::http:invoke"}
		every endpoint in [
			"bedrock-runtime.us-east-1.amazonaws.com",
			"tools-abc1234567.gateway.bedrock-agentcore.us-east-1.amazonaws.com",
			"vpce-0a1b.bedrock-runtime.us-east-1.vpce.amazonaws.com",
		] {
			_calls(object.union(http, {member: {"ApiEndpoint": endpoint}})) == {[_path, "bedrock"]}
		}
		every endpoint in ["sts.us-east-1.amazonaws.com", "mybedrock.example.com", {"redacted": {"length": 3}}] {
			_calls(object.union(http, {member: {"ApiEndpoint": endpoint}})) == set()
		}
	}
}

# How many of the tasks with these resources wait for an answer.
_answering(resources) := count(found) if {
	states := {name: {"Type": "Task", "Resource": resource} | some name, resource in resources}
	found := genai_state_machines.answering with input as _facts(states, {})
}

test_answers if {
	_answering({
		"a": "arn:aws:states:::bedrock:invokeModel",
		"b": "arn:aws:states:::aws-sdk:bedrockagentruntime:invokeAgent",
		"c": "arn:aws:states:::aws-sdk:bedrockagentcore:invokeAgentRuntime",
		"d": _function,
	}) == 4
	_answering({
		"a": "arn:aws:states:::bedrock:createModelCustomizationJob.sync",
		"b": "arn:aws:states:::aws-sdk:bedrock:createEvaluationJob",
		"c": "arn:aws:states:::aws-sdk:bedrockagent:startIngestionJob",
	}) == 0
}

_unnamed(state) := {t.path | some t in found} if {
	found := genai_state_machines.unnamed with input as _facts({"Ask": state}, {})
}

test_function_that_the_input_names if {
	call := {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke"}
	every arguments in [
		{"Parameters": {"FunctionName.$": "$.ask"}},
		{"Arguments": {"FunctionName": "{% $ask %}"}},
		{},
	] {
		_unnamed(object.union(call, arguments)) == {_path}
		_calls(object.union(call, arguments)) == set()
	}
	_unnamed(object.union(call, {"Parameters": {"FunctionName": "other"}})) == set()
	_unnamed({"Type": "Task", "Resource": _function}) == set()
	_unnamed({"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage"}) == set()
}

_endpoint(name) := testing.record("AWS::SageMaker::Endpoint", testing.arn("sagemaker", "endpoint/e"), {
	"EndpointName": name,
	"EndpointStatus": "InService",
	"DescribeEndpointConfig": {"ProductionVariants": [{"InstanceType": "ml.g5.xlarge"}]},
})

test_sagemaker if {
	every resource in [
		"arn:aws:states:::sagemaker:createEndpoint",
		"arn:aws:states:::aws-sdk:sagemakerruntime:invokeEndpoint",
	] {
		named := {"Type": "Task", "Resource": resource, "Parameters": {"EndpointName": "writer"}}
		given := {"Type": "Task", "Resource": resource, "Arguments": {"EndpointName": "{% $name %}"}}
		every state in [named, given, {"Type": "Task", "Resource": resource}] {
			_calls_beside(state, [_endpoint("writer")]) == {[_path, "sagemaker"]}
			_calls_beside(state, []) == set()
		}
		_calls_beside(named, [_endpoint("other")]) == set()
	}
}

test_function_as_the_resource if {
	every arn in [_function, sprintf("%s:live", [_function])] {
		_calls({"Type": "Task", "Resource": arn}) == {[_path, "function"]}
	}
}

test_function_that_a_call_names if {
	partial := ["111122223333:function:ask", "111122223333:function:ask:live"]
	every name in array.concat(["ask", "ask:live", _function, sprintf("%s:3", [_function])], partial) {
		every member in ["Parameters", "Arguments"] {
			resource := "arn:aws:states:::lambda:invoke.waitForTaskToken"
			state := {"Type": "Task", "Resource": resource, member: {"FunctionName": name}}
			_calls(state) == {[_path, "function"]}
		}
	}
}

test_others_do_not_count if {
	every state in [
		{"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "other"}},
		{"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName.$": "$.ask"}},
		{"Type": "Task", "Resource": testing.arn("lambda", "function:other")},
		{"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Parameters": {"FunctionName": "ask"}},
		{"Type": "Task", "Resource": 7},
		{"Type": "Pass", "Resource": "arn:aws:states:::bedrock:invokeModel"},
	] {
		_calls(state) == set()
	}
}

test_states_in_branches_and_maps if {
	task := {"Type": "Task", "Resource": "arn:aws:states:::bedrock:invokeModel"}
	_calls({"Type": "Parallel", "Branches": [{"States": {"A": task}}]}) == {[
		["States", "Ask", "Branches", 0, "States", "A"],
		"bedrock",
	]}
	_calls({"Type": "Map", "ItemProcessor": {"States": {"A": task}}}) == {[
		["States", "Ask", "ItemProcessor", "States", "A"],
		"bedrock",
	]}
}

test_machines if {
	facts := _facts({"Ask": {"Type": "Task", "Resource": _function}}, {})
	genai_state_machines.machines == {{"id": _machine("m", {}).id, "region": "us-east-1"}} with input as facts
}

test_judged if {
	_judged({"Ask": {"Type": "Task", "Resource": _function}}) == {"m"}
	_judged({"Ask": {"Type": "Pass"}}) == set()
	_judged({"redacted": {"length": 3}}) == set()
	every properties in [{}, {"definition": {}}, {"definition": {"redacted": {"length": 3}}}] {
		record := object.union(object.remove(_machine("m", {}), ["properties"]), {"properties": properties})
		facts := testing.facts([record], {}, [])
		genai_state_machines.unread == {record.id} with input as facts
		[m.id | some m in genai_state_machines.judged] == [record.id] with input as facts
	}
}

test_machine_that_is_being_deleted if {
	task := {"Ask": {"Type": "Task", "Resource": _function}}
	deleting := object.union(_machine("m", task), {"properties": {"status": "DELETING"}})
	facts := testing.facts([deleting, _target], {}, [])
	genai_state_machines.judged == [] with input as facts
}

_judged(states) := {m.name | some m in found} if {
	found := genai_state_machines.judged with input as _facts(states, {})
}

test_paths_and_names if {
	tasks := {{"machine": "m", "path": _path}, {"machine": "n", "path": ["States", "B"]}}
	genai_state_machines.paths("m", tasks) == {_path}
	genai_state_machines.names({_path, ["States", "B"]}) == {"Ask", "B"}
}

test_declared if {
	facts := _facts({}, {"state_machines": ["m*"]})
	genai_state_machines.ids == {_machine("m", {}).id} with input as facts
	others := _facts({}, {"state_machines": ["n*"]})
	genai_state_machines.ids == set() with input as others
}
