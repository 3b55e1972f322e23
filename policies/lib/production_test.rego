package lens_test.production_test

import data.lens.lib.production
import data.lens_test.testing

_runtime(tags) := object.union(
	testing.record("AWS::BedrockAgentCore::Runtime", testing.arn("bedrock-agentcore", "runtime/R1"), {}),
	{"tags": tags},
)

_excluded(declared, tags) if {
	facts := object.union(
		testing.facts([], {}, []),
		{"workload": {"environments": {"production": declared}}},
	)
	record := _runtime(tags)
	production.excludes(record) with input as facts
}

test_without_a_declaration_all_is_production if {
	record := _runtime({"env": "test"})
	facts := testing.facts([], {}, [])
	not production.excludes(record) with input as facts
	not _excluded({}, {"env": "test"})
}

test_account_of_production_is_all_production if not _excluded({"accounts": ["1111*"]}, {})

test_another_account_is_not if _excluded({"accounts": ["999900001111"]}, {})

test_tag_marks_production if not _excluded({"tags": ["env=prod*", "stage=live"]}, {"env": "production"})

test_other_tags_do_not if _excluded({"tags": ["env=prod"]}, {"env": "test", "stage": "prod"})

test_one_of_account_and_tag_is_enough if {
	not _excluded({"accounts": ["999900001111"], "tags": ["env=prod"]}, {"env": "prod"})
}
