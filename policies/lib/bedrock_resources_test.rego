package lens_test.bedrock_resources_test

import data.lens.lib.bedrock_resources
import data.lens_test.testing

_agent(properties) := testing.record("AWS::Bedrock::Agent", testing.arn("bedrock", "agent/A1"), properties)

test_a_guardrail_is_not_among_them if {
	guardrail := testing.record("AWS::Bedrock::Guardrail", testing.arn("bedrock", "guardrail/G1"), {})
	found := bedrock_resources.all with input as testing.facts([_agent({}), guardrail], {}, [])
	found == [_agent({})]
}

# The snapshot was started on 2026-08-01.
_older(properties) if {
	record := _agent(properties)
	bedrock_resources.older(record, 30) with input as testing.facts([], {}, [])
}

test_creation_says_the_age if {
	_older({"createdAt": "2026-06-01T00:00:00Z"})
	_older({"creationTime": "2026-06-01T00:00:00Z"})
	not _older({"createdAt": "2026-07-20T00:00:00Z"})
}

test_what_was_changed_long_ago_is_older_than_that if _older({"updatedAt": "2026-06-01T00:00:00Z"})

test_a_change_of_late_says_nothing if not _older({"lastUpdatedAt": "2026-07-20T00:00:00Z"})
