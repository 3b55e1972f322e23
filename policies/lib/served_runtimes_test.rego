package lens_test.lib.served_runtimes_test

import data.lens.lib.served_runtimes
import data.lens_test.testing

_arn := testing.arn("bedrock-agentcore", "runtime/planner-abcdefghij")

_made := testing.arn("bedrock-agentcore", "runtime/harness_coach-abcdefghij")

_harness := testing.arn("bedrock-agentcore", "harness/coach-abcdefghij")

_of(id) := [
	testing.record("AWS::BedrockAgentCore::Runtime", id, {}),
	testing.record("AWS::BedrockAgentCore::RuntimeVersion", sprintf("%s:1", [id]), {}),
	testing.record("AWS::BedrockAgentCore::RuntimeEndpoint", sprintf("%s/runtime-endpoint/live", [id]), {}),
]

_coach(properties) := testing.record("AWS::BedrockAgentCore::Harness", _harness, properties)

_environment := {"environment": {"agentCoreRuntimeEnvironment": {"agentRuntimeArn": _made}}}

_records := array.concat(_of(_arn), _of(_made))

test_what_runs_for_a_harness_is_left_out if {
	document := testing.facts(array.concat(_records, [_coach(_environment)]), {}, [])
	all := served_runtimes.all with input as document
	versions := served_runtimes.versions with input as document
	endpoints := served_runtimes.endpoints with input as document
	relied := served_runtimes.relies_on with input as document
	{r.id | some r in all} == {_arn}
	{[r.id, v.id] | some [r, v] in versions} == {[_arn, sprintf("%s:1", [_arn])]}
	live := sprintf("%s/runtime-endpoint/live", [_arn])
	{[r.id, e.id] | some [r, e] in endpoints} == {[_arn, live]}
	{[subject.id, id] | some [subject, id] in relied} == {[_arn, live]}
}

test_a_harness_that_was_not_read_may_have_any_runtime if {
	document := testing.facts(array.concat(_records, [_coach({})]), {}, [])
	relied := served_runtimes.relies_on with input as document
	{subject.id | some [subject, id] in relied; id == _harness} == {_arn, _made}
}
