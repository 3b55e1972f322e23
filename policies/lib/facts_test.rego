package lens_test.facts_test

import data.lens.lib.facts
import data.lens_test.testing

_agent := testing.record("AWS::Bedrock::Agent", testing.arn("bedrock", "agent/A1"), {"agentId": "A1"})

_role := testing.record("AWS::IAM::Role", testing.iam("role/r"), {"Path": "/"})

_document := testing.facts([_agent, _role], {}, [])

test_account_id_names_partition_and_account if {
	facts.account_id == "arn:aws:iam::111122223333:root" with input as _document
}

_got(id) := [r | r := facts.get("AWS::Bedrock::Agent", id) with input as _document]

test_get_finds_by_id if _got(_agent.id) == [_agent]

test_get_knows_no_other_id if _got("arn:aws:bedrock:us-east-1:111122223333:agent/A2") == []

test_get_compares_whole_ids if {
	_got("arn:aws:bedrock:us-east-1:111122223333:agent/A10") == []
	_got("arn:aws:bedrock:us-east-1:111122223333:agent/A") == []
}

test_get_keeps_to_the_type if _got(_role.id) == []

test_subject_is_small if {
	facts.subject(_agent) == {"type": "AWS::Bedrock::Agent", "id": _agent.id, "region": "us-east-1", "item": ""}
}

test_item_tells_results_of_one_resource_apart if {
	facts.item(_agent, "2") == {
		"type": "AWS::Bedrock::Agent",
		"id": _agent.id,
		"region": "us-east-1",
		"item": "2",
	}
}

test_account_is_a_subject_in_a_region if {
	_account("us-east-1") == {
		"type": "AWS::Account",
		"id": "arn:aws:iam::111122223333:root",
		"region": "us-east-1",
		"item": "",
	}
}

# How many gaps touch a subject, if there is one gap at `place`.
_touching(subject, relied, place) := count(_touched("s:Op", subject, relied, testing.gap("s:Op", place)))

_touched(operation, subject, relied, gap) := found if {
	found := facts.touching(operation, subject, relied) with input as testing.facts([_agent, _role], {}, [gap])
}

test_own_gap_touches if _touching(facts.subject(_agent), [], _agent.id) == 1

test_gap_of_the_region_touches if _touching(facts.subject(_agent), [], "us-east-1") == 1

test_global_gap_touches if _touching(facts.subject(_agent), [], "global") == 1

test_gap_of_another_region_does_not_touch if _touching(facts.subject(_agent), [], "eu-west-1") == 0

test_gap_of_another_resource_does_not_touch if _touching(facts.subject(_agent), [], _role.id) == 0

test_gap_of_what_the_verdict_relies_on_touches if _touching(facts.subject(_agent), [_role.id], _role.id) == 1

test_any_gap_touches_who_relies_on_all if _touching(facts.subject(_agent), ["*"], "eu-west-1") == 1

test_gap_of_any_region_touches_a_global_subject if _touching(facts.subject(_role), [], "eu-west-1") == 1

test_global_gap_touches_a_global_subject if _touching(facts.subject(_role), [], "global") == 1

test_gap_of_another_operation_does_not_touch if {
	_touched("s:Other", facts.subject(_agent), [], testing.gap("s:Op", _agent.id)) == set()
}

_cut := object.union(testing.gap("s:Op", "us-east-1"), {"spares": ["AWS::Bedrock::Agent"]})

test_gap_spares_the_types_that_were_seen if _touched("s:Op", facts.subject(_agent), [], _cut) == set()

test_gap_touches_types_that_were_not_seen if {
	_touched("s:Op", facts.subject(_role), [], _cut) == {testing.shown(_cut)}
}

test_gap_spares_nobody_who_relies_on_it if {
	_touched("s:Op", facts.subject(_agent), ["*"], _cut) == {testing.shown(_cut)}
}

_concerns(control, gap) if facts.concerns(control, gap)

test_gap_concerns_every_control if _concerns("X/a", _cut)

test_gap_that_names_controls_concerns_these if _concerns("X/a", object.union(_cut, {"controls": ["X/a"]}))

test_gap_that_names_controls_concerns_no_other if {
	not _concerns("X/b", object.union(_cut, {"controls": ["X/a"]}))
}

_account(region) := subject if {
	subject := facts.account(region) with input as _document
}

test_account_is_touched_by_details_of_its_region if _touching(_account("us-east-1"), [], _agent.id) == 1

test_account_is_touched_by_what_is_global if _touching(_account("us-east-1"), [], _role.id) == 1

test_account_is_not_touched_from_another_region if _touching(_account("eu-west-1"), [], _agent.id) == 0

test_account_is_touched_by_what_its_verdict_relies_on if {
	_touching(_account("eu-west-1"), ["us-east-1"], "us-east-1") == 1
	_touching(_account("eu-west-1"), ["*"], _agent.id) == 1
	_touching(_account("us-east-1"), ["us-east-1"], "us-east-1") == 1
}

test_global_account_is_touched_from_every_region if _touching(_account("global"), [], _agent.id) == 1
