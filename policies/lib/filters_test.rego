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

_faults(entries) := found if {
	facts := _facts("contextualGroundingPolicy", entries)
	found := filters.grounding_faults(fixtures.arn, "GROUNDING", 0) with input as facts
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

test_modalities_without_text if {
	both := {"inputModalities": ["TEXT", "IMAGE"], "outputModalities": ["TEXT"]}
	_content(["input", "output"], "NONE", both) == set()
	_content(["input"], "NONE", {"inputModalities": ["TEXT"], "outputModalities": ["IMAGE"]}) == set()
	_content(["input", "output"], "NONE", {"inputModalities": ["IMAGE"]}) == {[
		"filter-no-text",
		["HATE", "inputModalities", ["IMAGE"]],
		"/properties/contentPolicy/filters/0/inputModalities",
	]}
}

test_threshold_at_least if {
	facts := _facts("contextualGroundingPolicy", [{"type": "RELEVANCE", "threshold": 0.1}, {
		"type": "GROUNDING",
		"threshold": 0.5,
	}])
	low := filters.grounding_faults(fixtures.arn, "GROUNDING", 0.7) with input as facts
	low == {
		["threshold-low", ["GROUNDING", 0.5, 0.7], "/properties/contextualGroundingPolicy/filters/1/threshold"],
	}
	high := filters.grounding_faults(fixtures.arn, "GROUNDING", 0.5) with input as facts
	high == set()
}

_sensitive(entities, regexes) := found if {
	facts := testing.facts(
		[testing.record("AWS::Bedrock::Guardrail", fixtures.arn, {
			"version": "DRAFT",
			"sensitiveInformationPolicy": {"piiEntities": entities, "regexes": regexes},
		})],
		{}, [],
	)
	found := filters.sensitive_faults(fixtures.arn, "EMAIL", ["mails"]) with input as facts
}

_email(changes) := _sensitive([object.union({"type": "EMAIL"}, changes)], [])

test_entity_that_blocks_or_masks_in_both_directions if {
	_email({}) == set()
	_email({"action": "ANONYMIZE"}) == set()
	_email({"action": "NONE", "inputAction": "BLOCK", "outputAction": "ANONYMIZE"}) == set()
}

test_entity_says_why_it_does_nothing if {
	pointer := "/properties/sensitiveInformationPolicy/piiEntities/0"
	_email({"action": "NONE"}) == {["filter-open", ["EMAIL", "action", "NONE"], pointer]}
	_email({"action": "BLOCK", "outputAction": "NONE"}) == {
		["filter-open", ["EMAIL", "outputAction", "NONE"], pointer],
	}
	_email({"action": "NONE", "inputAction": "BLOCK", "outputEnabled": false}) == {[
		"filter-open",
		["EMAIL", "outputEnabled", false],
		pointer,
	]}
}

test_regular_expression_stands_for_an_entity if {
	_sensitive([], [{"name": "mails", "action": "BLOCK"}]) == set()
	_sensitive([{"type": "EMAIL", "action": "NONE"}], [{"name": "mails", "action": "BLOCK"}]) == set()
	_sensitive([{"type": "PHONE"}], [{"name": "others", "action": "BLOCK"}]) == {[
		"filter-missing",
		["EMAIL"],
		"/properties/sensitiveInformationPolicy/piiEntities",
	]}
	_sensitive([], [{"name": "mails", "action": "NONE"}]) == {[
		"filter-open",
		["EMAIL", "action", "NONE"],
		"/properties/sensitiveInformationPolicy/regexes/0",
	]}
}

_images(entries) := found if {
	facts := _facts("contentPolicy", entries)
	found := filters.image_faults(fixtures.arn, "HATE") with input as facts
}

test_filters_of_images if {
	place := "/properties/contentPolicy/filters"
	good := {"type": "HATE", "inputStrength": "LOW", "inputModalities": ["IMAGE"]}
	_images([good]) == set()
	_images([]) == {["filter-missing", ["HATE"], place]}
	_images([object.remove(good, ["inputModalities"])]) == {
		["filter-no-image", ["HATE"], sprintf("%s/0", [place])],
	}
	_images([{"type": "INSULTS"}, object.union(good, {"inputModalities": ["TEXT"]})]) == {
		["filter-no-image", ["HATE"], sprintf("%s/1", [place])],
	}
	_images([object.union(good, {"inputStrength": "NONE"})]) == {
		["filter-weak", ["HATE", "inputStrength", "NONE", "LOW"], sprintf("%s/0/inputStrength", [place])],
	}
}
