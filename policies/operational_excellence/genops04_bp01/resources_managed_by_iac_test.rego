package lens_test.genops04_bp01.resources_managed_by_iac_test

import data.lens_test.testing

_control := "GENOPS04-BP01/resources-managed-by-iac"

_agent(properties, tags) := object.union(
	testing.record("AWS::Bedrock::Agent", testing.arn("bedrock", "agent/HELPER"), properties),
	{"tags": tags},
)

_in := {"DescribeStackResources": {"StackResources": [{"StackName": "app"}]}}

_out := {"DescribeStackResources": {"absent": "ValidationError"}}

_tag := {"aws:cloudformation:stack-id": "arn:aws:cloudformation:us-east-1:111122223333:stack/app/1"}

_facts(records, gaps, declared) := object.union(
	testing.facts(records, {}, gaps),
	{"workload": {"iac": declared}},
)

_kinds(records, gaps, declared) := testing.kinds(_control, _facts(records, gaps, declared))

_keys := {"tag_keys": ["terraform"]}

test_stack_by_tag_passes if _kinds([_agent({}, _tag)], [], {}) == ["pass"]

test_stack_by_answer_passes if _kinds([_agent(_in, {})], [], {}) == ["pass"]

test_declared_tag_passes if _kinds([_agent(_out, {"terraform": "1"})], [], _keys) == ["pass"]

test_declared_tag_that_is_missing_fails if {
	record := _agent(_out, {"team": "x"})
	testing.results(_control, _facts([record], [], _keys)) == [{
		"kind": "fail",
		"subject": {"type": "AWS::Bedrock::Agent", "id": record.id, "region": "us-east-1", "item": ""},
		"message": concat("", [
			"it is in no CloudFormation stack, and has none of the declared tags of ",
			"infrastructure as code",
		]),
		"proof": [],
		"causes": [],
	}]
}

test_nothing_declared_review if _kinds([_agent(_out, {})], [], {}) == ["review"]

test_declared_state_review if {
	_kinds([_agent(_out, {})], [], {"state": "main.tfstate"}) == ["review"]
	_kinds([_agent(_out, {})], [], object.union(_keys, {"state": "main.tfstate"})) == ["review"]
}

test_stack_that_was_not_shown_unknown if _kinds([_agent({}, {})], [], _keys) == ["unknown"]

test_denied_tags_unknown if {
	denied := testing.gap("resourcegroupstaggingapi:GetResources", "us-east-1")
	_kinds([_agent(_out, {})], [denied], _keys) == ["unknown"]
	_kinds([_agent(_out, {})], [denied], {}) == ["unknown"]
	_kinds([_agent(_in, {})], [denied], {}) == ["pass"]
}

test_no_resource_not_applicable if _kinds([], [], _keys) == ["not_applicable"]

test_denied_listing_unknown if {
	_kinds([], [testing.gap("bedrock-agent:ListAgents", "us-east-1")], _keys) == ["unknown"]
}

# The harness that may have made the runtime was listed but not read, or not listed.
test_runtime_of_a_harness_that_was_not_read_unknown if {
	runtime := _of("AWS::BedrockAgentCore::Runtime", "runtime/helper-1")
	harness := _of("AWS::BedrockAgentCore::Harness", "harness/helper-1")
	denied := testing.gap("bedrock-agentcore-control:GetHarness", harness.id)
	unlisted := testing.gap("bedrock-agentcore-control:ListHarnesses", "us-east-1")
	some tags, kind in {_tag: "pass", {"team": "x"}: "fail"}
	managed := object.union(runtime, {"tags": tags})
	_kinds([managed], [], _keys) == [kind]
	_kinds([managed], [unlisted], _keys) == ["unknown", "unknown"]
	_kinds([managed, harness], [denied], _keys) == ["unknown", "unknown"]
}

_of(type, path) := testing.record(type, testing.arn("bedrock-agentcore", path), _out)
