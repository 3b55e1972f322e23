package lens_test.judges_test

import data.lens.lib.judges
import data.lens_test.testing

_id := testing.arn("bedrock-agentcore", "evaluator/strict-abcdefghij")

_model := {"modelId": "us.amazon.nova-lite-v1:0", "inferenceConfig": {"temperature": 0}}

_evaluator(type, status, config) := testing.record(
	"AWS::BedrockAgentCore::Evaluator",
	_id,
	object.union({"evaluatorType": type, "status": status}, config),
)

_judge(kind) := {"evaluatorConfig": {kind: {"modelConfig": {"bedrockEvaluatorModelConfig": _model}}}}

_found(record) := {[one.models, one.pointer, one.prompt] | some one in found} if {
	facts := testing.facts([record], {}, [])
	found := judges.all with input as facts
}

test_own_and_derived_ones if {
	every type, kind in {"Custom": "llmAsAJudge", "CustomDerived": "derived"} {
		pointer := sprintf("/properties/evaluatorConfig/%s/modelConfig", [kind])
		_found(_evaluator(type, "ACTIVE", _judge(kind))) == {[{"amazon.nova-lite-v1:0"}, pointer, _model]}
	}
}

test_code_and_what_is_gone_do_not_judge if {
	_found(_evaluator("CustomCode", "ACTIVE", {"evaluatorConfig": {"codeBased": {}}})) == set()
	_found(_evaluator("Custom", "DELETING", _judge("llmAsAJudge"))) == set()
}

test_what_was_not_read if {
	facts := testing.facts([_evaluator("Custom", "ACTIVE", {})], {}, [])
	found := {s.id | some s in judges.unread} with input as facts
	found == {_id}
	code := testing.facts([_evaluator("CustomCode", "ACTIVE", {})], {}, [])
	none := judges.unread with input as code
	none == set()
}
