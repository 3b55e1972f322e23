package lens_test.stacks_test

import data.lens.lib.stacks
import data.lens_test.testing

_agent(properties, tags) := object.union(
	testing.record("AWS::Bedrock::Agent", testing.arn("bedrock", "agent/HELPER"), properties),
	{"tags": tags},
)

_stack := {"aws:cloudformation:stack-id": "arn:aws:cloudformation:us-east-1:111122223333:stack/app/1"}

_answer := {"DescribeStackResources": {"StackResources": [{"StackName": "asked"}]}}

_none := {"DescribeStackResources": {"absent": "ValidationError"}}

_runtime := testing.arn("bedrock-agentcore", "runtime/harness_h-1")

test_tag_and_answer_show_the_stack if {
	tagged := _agent({}, _stack)
	stacks.in_stack(tagged)
	not stacks.in_no_stack(tagged)
	document := testing.facts([tagged], {}, [])
	owners := stacks.owners with input as document
	owners == {["us-east-1", "app"]}
	asked := _agent(_answer, {})
	stacks.in_stack(asked)
	other := testing.facts([asked], {}, [])
	found := stacks.owners with input as other
	found == {["us-east-1", "asked"]}
}

test_no_stack_is_known_from_an_answer if {
	stacks.in_no_stack(_agent(_none, {}))
	not stacks.in_no_stack(_agent({}, {}))
	not stacks.in_no_stack(_agent(_none, _stack))
}

test_what_another_resource_manages_is_left_out if {
	memory := testing.record(
		"AWS::BedrockAgentCore::Memory",
		testing.arn("bedrock-agentcore", "memory/m"),
		{"managedByResourceArn": "arn:aws:bedrock-agentcore:us-east-1:111122223333:harness/h"},
	)
	harness := testing.record(
		"AWS::BedrockAgentCore::Harness",
		testing.arn("bedrock-agentcore", "harness/h-1"),
		{"environment": {"agentCoreRuntimeEnvironment": {"agentRuntimeArn": _runtime}}},
	)
	runtime := testing.record(
		"AWS::BedrockAgentCore::Runtime",
		_runtime,
		{},
	)
	other := testing.record(
		"AWS::BedrockAgentCore::Runtime",
		testing.arn("bedrock-agentcore", "runtime/harness_x"),
		{},
	)
	document := testing.facts([memory, harness, runtime, other], {}, [])
	found := stacks.resources with input as document
	{r.id | some r in found} == {harness.id, other.id}
}

test_declared_tags_have_wildcards if {
	agent := _agent({}, {"tf:module": "x"})
	document := object.union(testing.facts([agent], {}, []), {"workload": {"iac": {"tag_keys": ["tf:*"]}}})
	stacks.tagged(agent) with input as document
	other := object.union(testing.facts([agent], {}, []), {"workload": {"iac": {"tag_keys": ["tf"]}}})
	not stacks.tagged(agent) with input as other
	none := testing.facts([agent], {}, [])
	not stacks.tagged(agent) with input as none
}

test_a_runtime_may_be_a_harness_s if {
	stacks.may_be_managed(testing.record("AWS::BedrockAgentCore::Runtime", _runtime, {}))
	not stacks.may_be_managed(_agent({}, {}))
}

test_in_use_unless_all_that_was_read_shows_no_stack_and_no_tag if {
	_in_use([_agent({}, _stack)], [], [])
	_in_use([_agent(_answer, {})], [], [])
	_in_use([_agent({}, {})], [], [])
	_in_use([_agent(_none, {"tf": "x"})], [], ["tf"])
	not _in_use([], [], ["tf"])
	not _in_use([_agent(_none, {"tf": "x"})], [], [])
	not _in_use([_agent(_none, {})], [], ["tf"])
	denied := testing.gap("resourcegroupstaggingapi:GetResources", "us-east-1")
	_in_use([_agent(_none, {})], [denied], ["tf"])
	not _in_use([_agent(_none, {})], [denied], [])
	not _in_use([], [denied], ["tf"])
}

_in_use(records, gaps, keys) if {
	document := object.union(testing.facts(records, {}, gaps), {"workload": {"iac": {"tag_keys": keys}}})
	stacks.in_use with input as document
}
