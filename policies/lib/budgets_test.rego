package lens_test.budgets_test

import data.lens.lib.budgets
import data.lens_test.testing

_id := "arn:aws:budgets::111122223333:budget/models"

_budget(properties) := testing.record(
	"AWS::Budgets::Budget",
	_id,
	object.union({"BudgetType": "COST"}, properties),
)

# What a budget with these properties says of Amazon Bedrock.
_of(properties) := verdict if {
	facts := testing.facts([], {}, [])
	verdict := budgets.covers(_budget(properties), "Amazon Bedrock") with input as facts
}

_filtered(expression) := _of({"FilterExpression": expression})

_services(values) := {"Dimensions": {"Key": "SERVICE", "Values": values}}

_matching(value, options) := {"Dimensions": {"Key": "SERVICE", "Values": [value], "MatchOptions": options}}

_record_types(values) := {"Dimensions": {"Key": "RECORD_TYPE", "Values": values}}

_region := {"Dimensions": {"Key": "REGION", "Values": ["us-east-1"]}}

_bedrock := _services(["Amazon Bedrock", "Amazon SageMaker"])

_other := _services(["Amazon Simple Storage Service"])

test_old_filters if {
	_of({}) == "yes"
	_of({"CostFilters": {}}) == "yes"
	_of({"CostFilters": {"Service": ["Amazon SageMaker", "Amazon Bedrock"]}}) == "yes"
	_of({"CostFilters": {"Service": ["Amazon SageMaker"]}}) == "no"
	_of({"CostFilters": {"Service": ["Amazon Bedrock"], "LinkedAccount": ["111122223333"]}}) == "yes"
	_of({"CostFilters": {"Service": ["Amazon Bedrock"], "LinkedAccount": ["444455556666"]}}) == "maybe"
	_of({"CostFilters": {"Service": ["Amazon Bedrock"], "TagKeyValue": {"redacted": {}}}}) == "maybe"
	_of({"CostFilters": {"Service": ["Amazon SageMaker"], "TagKeyValue": {"redacted": {}}}}) == "no"
}

test_new_filters if {
	_filtered({}) == "yes"
	_filtered(_bedrock) == "yes"
	_filtered(_other) == "no"
	_filtered(_region) == "maybe"
	_filtered({"Tags": {"Key": {"redacted": {}}}}) == "maybe"
	_filtered({"CostCategories": {"Key": {"redacted": {}}}}) == "maybe"
	_filtered({"Dimensions": {"Values": ["Amazon Bedrock"]}}) == "maybe"
	_filtered(_services([{"redacted": {}}])) == "no"
}

test_operators if {
	_filtered({"Not": _other}) == "yes"
	_filtered({"Not": _bedrock}) == "no"
	_filtered({"Not": _region}) == "maybe"
	_filtered({"And": [_bedrock, _region]}) == "maybe"
	_filtered({"And": [_other, _region]}) == "no"
	_filtered({"Or": [_bedrock, _region]}) == "yes"
	_filtered({"Or": [_other, _region]}) == "maybe"
	_filtered({"Or": [_other, _other]}) == "no"
}

# The console leaves out credits and refunds of each new budget.
test_kinds_of_records if {
	_filtered({"And": [_bedrock, {"Not": _record_types(["Credit", "Refund"])}]}) == "yes"
	_filtered({"And": [_bedrock, _record_types(["Usage"])]}) == "yes"
	_filtered({"And": [_bedrock, _record_types(["Tax"])]}) == "no"
}

test_options if {
	_filtered(_matching("Amazon Bedrock", ["EQUALS"])) == "yes"
	_filtered(_matching("amazon bedrock", ["EQUALS", "CASE_INSENSITIVE"])) == "yes"
	_filtered(_matching("amazon bedrock", ["CASE_SENSITIVE"])) == "no"
	_filtered(_matching("Bedrock", ["CONTAINS"])) == "yes"
	_filtered(_matching("Bedrock", [])) == "no"
	_filtered(_matching("bedrock", ["CONTAINS", "CASE_INSENSITIVE"])) == "yes"
	_filtered(_matching("Amazon", ["STARTS_WITH"])) == "yes"
	_filtered(_matching("Bedrock", ["STARTS_WITH"])) == "no"
	_filtered(_matching("Bedrock", ["ENDS_WITH"])) == "yes"
	_filtered(_matching("Amazon Bedrock", ["ABSENT"])) == "maybe"
}

test_expressions_at_any_depth if {
	second := {"Not": {"Not": _bedrock}}
	_filtered(second) == "yes"
	_filtered({"Not": {"Not": second}}) == "yes"
	_filtered({"Not": {"And": [{"Not": {"Or": [_bedrock]}}]}}) == "yes"
	_filtered({"And": [{"Or": [{"And": [{"Or": [{"And": [_bedrock]}]}]}]}]}) == "maybe"
}

test_view_of_another_account if {
	_of({"BillingViewArn": "arn:aws:billing::111122223333:billingview/primary"}) == "yes"
	_of({"BillingViewArn": "arn:aws:billing::444455556666:billingview/custom-abc"}) == "maybe"
}

test_budgets_that_work if {
	states := {
		"usage": {"BudgetType": "USAGE"},
		"sick": {"HealthStatus": {"Status": "UNHEALTHY"}},
		"ended": {"TimePeriod": {"End": "2026-07-01T00:00:00Z"}},
		"coming": {"TimePeriod": {"Start": "2026-09-01T00:00:00Z"}},
		"well": {
			"HealthStatus": {"Status": "HEALTHY"},
			"TimePeriod": {"Start": "2026-01-01T00:00:00Z", "End": "2087-06-15T00:00:00Z"},
		},
	}
	records := [object.union(_budget(state), {"id": name, "name": name}) | some name, state in states]
	facts := testing.facts(records, {}, [])
	found := budgets.working with input as facts
	{b.name | some b in found} == {"well"}
}

test_who_is_told if {
	subscribers := {"Subscribers": [{"SubscriptionType": "SNS"}]}
	budgets.tells(_budget({"DescribeSubscribersForNotification": subscribers}))
	not budgets.tells(_budget({"DescribeSubscribersForNotification": {"absent": "NotFoundException"}}))
	not budgets.tells(_budget({}))
}

test_budget_without_filter_is_about_all if {
	facts := testing.facts([], {}, [])
	budgets.unfiltered(_budget({})) with input as facts
	budgets.unfiltered(_budget({"FilterExpression": {"Not": _other}})) with input as facts
	budgets.unfiltered(_budget({"CostFilters": {"LinkedAccount": ["111122223333"]}})) with input as facts
	not budgets.unfiltered(_budget({"FilterExpression": _bedrock})) with input as facts
}

test_names_in_filters if {
	old := _budget({"CostFilters": {"Service": ["A"], "TagKeyValue": {"redacted": {}}}})
	expression := {"Or": [{"Not": _services(["B"])}, _region]}
	new := object.union(_budget({"FilterExpression": expression}), {"id": "new"})
	facts := testing.facts([old, new], {}, [])
	found := budgets.named with input as facts
	found == {"A", "B"}
}

_organization(manager) := testing.record(
	"AWS::Organizations::Organization",
	"arn:aws:organizations::444455556666:organization/o-exampleorgid",
	manager,
)

_member(records) if {
	facts := testing.facts(records, {}, [])
	budgets.is_member with input as facts
}

test_member_of_an_organization if {
	_member([_organization({"MasterAccountId": "444455556666"})])
	_member([_organization({})])
	not _member([_organization({"MasterAccountId": "111122223333"})])
	not _member([])
}
