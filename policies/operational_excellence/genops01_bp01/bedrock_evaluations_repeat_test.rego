package lens_test.genops01_bp01.bedrock_evaluations_repeat_test

import data.lens_test.testing

_control := "GENOPS01-BP01/bedrock-evaluations-repeat"

# The snapshot was started on 2026-08-01.
_agent(created) := testing.record(
	"AWS::Bedrock::Agent",
	testing.arn("bedrock", "agent/HELPER"),
	{"createdAt": created, "updatedAt": "2026-07-31T00:00:00Z"},
)

_young := _agent("2026-05-01T00:00:00Z")

_settled := _agent("2025-05-01T00:00:00Z")

_job(id, created) := testing.record(
	"AWS::Bedrock::EvaluationJob",
	testing.arn("bedrock", sprintf("evaluation-job/%s", [id])),
	{"status": "Completed", "creationTime": created},
)

_new := _job("new", "2026-07-20T00:00:00Z")

_second := _job("second", "2026-04-01T00:00:00Z")

_batch := testing.record_in(
	"eu-west-1",
	"AWS::BedrockAgentCore::BatchEvaluation",
	"arn:aws:bedrock-agentcore:eu-west-1:111122223333:batch-evaluation/b1",
	{"status": "COMPLETED", "createdAt": "2026-06-01T00:00:00Z"},
)

_kinds(records, gaps) := testing.kinds(_control, testing.facts(records, {}, gaps))

test_no_evaluation_fails if {
	testing.results(_control, testing.facts([_young], {}, [])) == [{
		"kind": "fail",
		"subject": {
			"type": "AWS::Account",
			"id": "arn:aws:iam::111122223333:root",
			"region": "global",
			"item": "",
		},
		"message": "no evaluation of Amazon Bedrock or AgentCore has finished",
		"proof": [],
		"causes": [],
	}]
}

test_two_of_late_pass if {
	facts := testing.facts([_settled, _new, _second], {}, [])
	testing.kinds(_control, facts) == ["pass"]
	testing.proofs(_control, facts) == [{"id": _new.id, "pointer": ""}]
}

test_batch_evaluation_of_another_region_counts if _kinds([_settled, _new, _batch], []) == ["pass"]

test_one_passes_while_all_is_young if _kinds([_young, _new], []) == ["pass"]

test_one_fails_beside_something_settled if {
	facts := testing.facts([_settled, _new], {}, [])
	testing.kinds(_control, facts) == ["fail"]
	testing.messages(_control, facts) == [
		"1 evaluations finished in the last 6 months, and at least 2 are required",
	]
	testing.proofs(_control, facts) == [{"id": _settled.id, "pointer": ""}]
}

test_only_the_lookback_counts if {
	_kinds([_settled, _new, _job("past", "2026-01-01T00:00:00Z")], []) == ["fail"]
}

test_newest_too_old_fails if {
	testing.messages(_control, testing.facts([_young, _second], {}, [])) == [
		"the newest evaluation that finished is 4 months old, and at most 3 months are allowed",
	]
}

test_nothing_in_use_not_applicable if _kinds([_new], []) == ["not_applicable"]

_denied_jobs := testing.gap("bedrock:ListEvaluationJobs", "eu-west-1")

test_none_seen_and_a_gap_unknown if _kinds([_young], [_denied_jobs]) == ["unknown"]

test_newest_seen_too_old_and_a_gap_unknown if _kinds([_young, _second], [_denied_jobs]) == ["unknown"]

test_enough_seen_passes_beside_a_gap if _kinds([_settled, _new, _second], [_denied_jobs]) == ["pass"]

test_denied_batches_and_no_job_unknown if {
	_kinds([_young], [testing.gap("bedrock-agentcore:ListBatchEvaluations", "us-east-1")]) == ["unknown"]
}

# What was not read may be older.
test_one_passes_only_if_all_was_read if {
	_kinds([_young, _new], [testing.gap("bedrock-agent:ListFlows", "eu-west-1")]) == ["unknown"]
	_kinds([_young, _new], [testing.gap("bedrock-agent:GetAgent", _young.id)]) == ["unknown"]
}

test_use_not_seen_and_a_gap_unknown if {
	_kinds([], [testing.gap("bedrock-agent:ListAgents", "us-east-1")]) == ["unknown"]
}
