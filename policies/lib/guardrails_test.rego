package lens_test.guardrails_test

import data.lens.lib.guardrails
import data.lens_test.guardrail_fixtures as fixtures
import data.lens_test.testing

_facts := testing.facts(fixtures.versions, {}, [])

test_subject_is_the_guardrail_with_the_version_as_item if {
	_subject("2") == {"type": "AWS::Bedrock::Guardrail", "id": fixtures.arn, "region": "us-east-1", "item": "2"}
	_subject("DRAFT") == {
		"type": "AWS::Bedrock::Guardrail",
		"id": fixtures.arn,
		"region": "us-east-1",
		"item": "DRAFT",
	}
}

_subject(number) := found if {
	facts := _facts
	found := guardrails.subject(guardrails.version(fixtures.arn, number)) with input as facts
}

test_exempt_by_name_id_or_arn if {
	_exempt("g")
	_exempt(fixtures.arn)
	_exempt("*:guardrail/g")
	_exempt("chat-*")
	not _exempt("h")
	not _exempt("g:2")
}

_exempt(pattern) if {
	draft := object.union(fixtures.draft, {"name": "chat-filter"})
	facts := testing.facts([draft], {}, [])
	guardrails.exempted(fixtures.arn, [pattern]) with input as facts
}

test_newest_of_each_guardrail if {
	facts := _facts
	found := guardrails.newest({
		fixtures.arn,
		sprintf("%s:2", [fixtures.arn]),
		sprintf("%s:10", [fixtures.arn]),
	}) with input as facts
	found == {sprintf("%s:10", [fixtures.arn])}
	draft := guardrails.newest({fixtures.arn}) with input as facts
	draft == {fixtures.arn}
}

_named(configuration) := found if {
	facts := _facts
	found := guardrails.named("eu-west-1", configuration) with input as facts
}

test_configuration_names_a_version if {
	_named({"guardrailIdentifier": fixtures.arn, "guardrailVersion": "3"}) == sprintf("%s:3", [fixtures.arn])
	_named({"guardrailIdentifier": fixtures.arn, "guardrailVersion": "DRAFT"}) == fixtures.arn
	_named({"guardrailIdentifier": fixtures.arn}) == fixtures.arn
	_named({"guardrailIdentifier": "g"}) == "arn:aws:bedrock:eu-west-1:111122223333:guardrail/g"
	not _named({"guardrailIdentifier": ""})
	not _named({})
}

test_detail_that_was_read if {
	facts := _facts
	guardrails.read(fixtures.arn) with input as facts
	listed := testing.record("AWS::Bedrock::Guardrail", fixtures.arn, {"version": "DRAFT"})
	without := testing.facts([listed], {}, [])
	not guardrails.read(fixtures.arn) with input as without
}

test_entries_of_a_policy if {
	draft := object.union(fixtures.draft, {"properties": {"contentPolicy": {"filters": [{"type": "HATE"}]}}})
	facts := testing.facts([draft], {}, [])
	some_entries := guardrails.entries(fixtures.arn, "contentPolicy", "filters") with input as facts
	some_entries == [{"type": "HATE"}]
	none := guardrails.entries(fixtures.arn, "wordPolicy", "words") with input as facts
	none == []
}
