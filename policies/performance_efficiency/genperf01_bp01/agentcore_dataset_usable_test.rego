package lens_test.genperf01_bp01.agentcore_dataset_usable_test

import data.lens_test.testing

_control := "GENPERF01-BP01/agentcore-dataset-usable"

# The snapshot was started on 2026-08-01.
_dataset(change) := testing.record(
	"AWS::BedrockAgentCore::Dataset",
	testing.arn("bedrock-agentcore", "dataset/cases-abc1234567"),
	object.union(
		{
			"status": "ACTIVE",
			"draftStatus": "UNMODIFIED",
			"exampleCount": 30,
			"updatedAt": "2026-06-01T00:00:00Z",
		},
		change,
	),
)

_kinds(records, gaps) := testing.kinds(_control, testing.facts(records, {}, gaps))

_messages(change) := testing.messages(_control, testing.facts([_dataset(change)], {}, []))

test_too_few_examples_fail if {
	testing.results(_control, testing.facts([_dataset({"exampleCount": 29})], {}, [])) == [{
		"kind": "fail",
		"subject": {
			"type": "AWS::BedrockAgentCore::Dataset",
			"id": _dataset({}).id,
			"region": "us-east-1",
			"item": "",
		},
		"message": "it has 29 examples, and at least 30 are required",
		"proof": [{"id": _dataset({}).id, "pointer": "/properties/exampleCount"}],
		"causes": [],
	}]
}

test_enough_examples_pass if _kinds([_dataset({})], []) == ["pass"]

test_failed_one_fails if {
	_messages({"status": "CREATE_FAILED", "exampleCount": 0}) == [`its status is "CREATE_FAILED"`]
	_messages({"status": "UPDATE_FAILED"}) == [`its status is "UPDATE_FAILED"`]
	testing.proofs(_control, testing.facts([_dataset({"status": "UPDATE_FAILED"})], {}, [])) == [{
		"id": _dataset({}).id,
		"pointer": "/properties/status",
	}]
}

test_old_draft_fails if {
	_messages({"draftStatus": "MODIFIED"}) == [
		"its draft was changed 61 days ago and not published, and at most 30 days are allowed",
	]
	testing.proofs(_control, testing.facts([_dataset({"draftStatus": "MODIFIED"})], {}, [])) == [{
		"id": _dataset({}).id,
		"pointer": "/properties/draftStatus",
	}]
	_kinds([_dataset({"draftStatus": "MODIFIED", "updatedAt": "2026-07-10T00:00:00Z"})], []) == ["pass"]
}

test_without_a_state_of_the_draft_passes if {
	_kinds([testing.without(_dataset({}), "draftStatus")], []) == ["pass"]
}

test_draft_of_one_that_failed_is_not_judged if {
	_messages({"status": "UPDATE_FAILED", "draftStatus": "MODIFIED"}) == [`its status is "UPDATE_FAILED"`]
}

test_failed_deletion_is_a_question if {
	facts := testing.facts([_dataset({"status": "DELETE_FAILED", "exampleCount": 2})], {}, [])
	testing.kinds(_control, facts) == ["review"]
	testing.messages(_control, facts) == [
		"its deletion failed; delete it again, or check that nothing uses it",
	]
	testing.proofs(_control, facts) == [{"id": _dataset({}).id, "pointer": "/properties/status"}]
}

test_changing_one_not_applicable if {
	every status in {"CREATING", "UPDATING", "DELETING"} {
		_kinds([_dataset({"status": status, "exampleCount": 0})], []) == ["not_applicable"]
	}
}

test_parameters if {
	params := {_control: {"min_examples": 10, "max_draft_days": 90}}
	dataset := _dataset({"exampleCount": 12, "draftStatus": "MODIFIED"})
	testing.kinds(_control, testing.facts([dataset], params, [])) == ["pass"]
}

test_denied_listing_unknown if {
	denied := testing.gap("bedrock-agentcore-control:ListDatasets", "us-east-1")
	_kinds([], [denied]) == ["unknown"]
	_kinds([_dataset({})], [denied]) == ["pass", "unknown"]
}
