package lens_test.filters_test

import data.lens.lib.filters
import data.lens_test.guardrail_fixtures as fixtures
import data.lens_test.testing

_facts(policy, entries) := testing.facts(
	[testing.record("AWS::Bedrock::Guardrail", fixtures.arn, {
		"version": "DRAFT",
		policy: {"filters": entries},
	})],
	{}, [],
)

_wanted := {"enabled": true, "action": "BLOCK"}

_faults(entries) := found if {
	facts := _facts("contextualGroundingPolicy", entries)
	found := filters.faults(fixtures.arn, "contextualGroundingPolicy", "GROUNDING", _wanted) with input as facts
}

test_filter_with_defaults_has_no_fault if {
	_faults([{"type": "GROUNDING"}]) == set()
	_faults([{"type": "GROUNDING", "enabled": true, "action": "BLOCK"}]) == set()
}

test_filter_of_another_type_is_none if {
	_faults([{"type": "RELEVANCE", "enabled": false}]) == {
		["filter-missing", ["GROUNDING"], "/properties/contextualGroundingPolicy/filters"],
	}
}

test_each_member_that_lets_through_is_a_fault if {
	_faults([{"type": "RELEVANCE"}, {"type": "GROUNDING", "enabled": false, "action": "NONE"}]) == {
		["filter-open", ["GROUNDING", "enabled", false], "/properties/contextualGroundingPolicy/filters/1/enabled"],
		["filter-open", ["GROUNDING", "action", "NONE"], "/properties/contextualGroundingPolicy/filters/1/action"],
	}
}

_content(directions, strength, entry) := found if {
	facts := _facts("contentPolicy", [object.union({"type": "HATE"}, entry)])
	found := filters.content_faults(fixtures.arn, "HATE", directions, strength) with input as facts
}

test_strength_at_least if {
	_content(["input"], "MEDIUM", {"inputStrength": "MEDIUM", "outputStrength": "NONE"}) == set()
	_content(["input"], "MEDIUM", {"inputStrength": "HIGH"}) == set()
	_content(["input", "output"], "HIGH", {"inputStrength": "HIGH", "outputStrength": "MEDIUM"}) == {[
		"filter-weak",
		["HATE", "outputStrength", "MEDIUM", "HIGH"],
		"/properties/contentPolicy/filters/0/outputStrength",
	]}
}

test_only_the_directions_count if {
	_content(["input"], "NONE", {"outputAction": "NONE", "outputEnabled": false}) == set()
	_content(["output"], "NONE", {"outputAction": "NONE"}) == {[
		"filter-open",
		["HATE", "outputAction", "NONE"],
		"/properties/contentPolicy/filters/0/outputAction",
	]}
}

test_entry_that_blocks_or_masks_is_not_idle if {
	not filters.idle({}, "input")
	not filters.idle({"action": "ANONYMIZE"}, "input")
	not filters.idle({"action": "NONE", "inputAction": "BLOCK"}, "input")
}

test_idle_entry_says_why if {
	filters.idle({"action": "NONE"}, "input") == ["action", "NONE"]
	filters.idle({"action": "BLOCK", "outputAction": "NONE"}, "output") == ["outputAction", "NONE"]
	filters.idle({"action": "NONE", "outputEnabled": false}, "output") == ["outputEnabled", false]
}
