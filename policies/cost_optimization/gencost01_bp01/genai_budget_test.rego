package lens_test.gencost01_bp01.genai_budget_test

import data.lens_test.testing

_control := "GENCOST01-BP01/genai-budget"

_costs := "ce:GetCostAndUsage"

_unasked := object.union(testing.gap(_costs, "global"), {"code": "NotOptedIn"})

_service(name, amount) := testing.record_in(
	"global",
	"AWS::CE::ServiceCost",
	sprintf("arn:aws:ce::111122223333:service-cost/%s", [name]),
	{"Service": name, "Metrics": {"UnblendedCost": {"Amount": amount, "Unit": "USD"}}},
)

_bedrock := _service("Amazon Bedrock", "900.0000000000")

_claude := _service("Claude 3.5 Sonnet (Amazon Bedrock Edition)", "100.5")

_told := {"DescribeSubscribersForNotification": {"Subscribers": [{"SubscriptionType": "EMAIL"}]}}

_budget(name, properties) := testing.record_in(
	"global",
	"AWS::Budgets::Budget",
	sprintf("arn:aws:budgets::111122223333:budget/%s", [name]),
	object.union({"BudgetType": "COST", "BudgetName": name}, properties),
)

_on(services) := {"CostFilters": {"Service": services}}

_good := _budget("models", object.union(_on(["Amazon Bedrock"]), _told))

_silent := _budget("silent", _on(["Amazon Bedrock"]))

_whole := _budget("account", _told)

_tagged := _budget("tagged", object.union({"CostFilters": {"TagKeyValue": {"redacted": {}}}}, _told))

_prompt := testing.record("AWS::Bedrock::Prompt", testing.arn("bedrock", "prompt/P"), {})

_organization(manager) := testing.record(
	"AWS::Organizations::Organization",
	"arn:aws:organizations::444455556666:organization/o-exampleorgid",
	{"MasterAccountId": manager},
)

_member := _organization("444455556666")

_kinds(records, params, gaps) := testing.kinds(_control, testing.facts(records, {_control: params}, gaps))

_messages(records, gaps) := testing.messages(_control, testing.facts(records, {}, gaps))

test_no_budget_fails if {
	testing.results(_control, testing.facts([_bedrock], {}, [])) == [{
		"kind": "fail",
		"subject": {
			"type": "AWS::Account",
			"id": "arn:aws:iam::111122223333:root",
			"region": "global",
			"item": "Amazon Bedrock",
		},
		"message": `no cost budget about it tells anybody, and it cost "900 USD" in the last full month`,
		"proof": [{"id": _bedrock.id, "pointer": "/properties"}],
		"causes": [],
	}]
}

test_budget_passes if {
	_kinds([_bedrock, _good], {}, []) == ["pass"]
	proof := {"id": _good.id, "pointer": "/properties"}
	testing.proofs(_control, testing.facts([_bedrock, _good], {}, [])) == [proof]
	_kinds([_bedrock, _good, _silent, _whole, _tagged], {}, []) == ["pass"]
}

test_each_service_needs_a_budget if {
	records := [_bedrock, _claude, _good]
	testing.verdicts(_control, testing.facts(records, {}, [])) == {
		["pass", "arn:aws:iam::111122223333:root", "Amazon Bedrock"],
		["fail", "arn:aws:iam::111122223333:root", "Claude 3.5 Sonnet (Amazon Bedrock Edition)"],
	}
	expression := {"Dimensions": {"Key": "SERVICE", "Values": ["Bedrock"], "MatchOptions": ["CONTAINS"]}}
	both := _budget("both", object.union({"FilterExpression": expression}, _told))
	_kinds([_bedrock, _claude, both], {}, []) == ["pass", "pass"]
}

_bare := `no cost budget about it tells anybody, and it cost "900 USD" in the last full month`

test_why_budgets_do_not_count if {
	untold := `no notification of budget "silent" has a subscriber`
	_messages([_bedrock, _silent], []) == [concat("; ", [_bare, untold])]
	unfiltered := `budget "account" is about all services, and hardly shows when generative AI costs more`
	_messages([_bedrock, _whole], []) == [concat("; ", [unfiltered, _bare])]
	_kinds([_bedrock, _whole], {"accept_unfiltered": true}, []) == ["pass"]
	_messages([_bedrock, _budget("s3", object.union(_on(["Amazon S3"]), _told))], []) == [_bare]
	_messages([_bedrock, object.union(_good, {"properties": {"BudgetType": "USAGE"}})], []) == [_bare]
	sick := object.union(_good, {"properties": {"HealthStatus": {"Status": "UNHEALTHY"}}})
	_messages([_bedrock, sick], []) == [_bare]
}

test_filter_by_tags_is_reviewed if {
	_kinds([_bedrock, _tagged], {}, []) == ["review"]
	said := concat(" ", [
		`whether budget "tagged" is about these costs depends on tags, cost categories or another part of its`,
		"filter",
	])
	_messages([_bedrock, _tagged], []) == [said]
	untold := _budget("tagged", {"CostFilters": {"TagKeyValue": {"redacted": {}}}})
	_kinds([_bedrock, untold], {}, []) == ["fail"]
}

test_member_of_an_organization_is_reviewed if {
	_kinds([_bedrock, _member], {}, []) == ["review"]
	_kinds([_prompt, _member], {}, [_unasked]) == ["review"]
	_kinds([_bedrock, _silent, _member], {}, []) == ["review"]
	_kinds([_bedrock, _good, _member], {}, []) == ["pass"]
	_kinds([_bedrock, _organization("111122223333")], {}, []) == ["fail"]
	_messages([_bedrock, _member], []) == [concat(" ", [
		"no cost budget of this account is about these costs and tells anybody; the management account may",
		"have one",
	])]
}

test_little_spend_not_applicable if {
	_kinds([_service("Amazon Bedrock", "49.99")], {}, []) == ["not_applicable"]
	_kinds([_service("Amazon Bedrock", "49.99")], {"min_monthly_spend": 10}, []) == ["fail"]
	_kinds([_service("Amazon S3", "5000")], {}, []) == ["not_applicable"]
	_kinds([_prompt], {}, []) == ["not_applicable"]
}

# What was not asked for is no gap.
test_costs_that_were_not_read_count if {
	_kinds([], {}, [_unasked]) == ["not_applicable"]
	_messages([_prompt], [_unasked]) == [concat(" ", [
		`no cost budget about "Amazon Bedrock" tells anybody; what it cost was not read, and counts as above`,
		"the floor (add --metrics to read it)",
	])]
	_kinds([_prompt, _good], {}, [_unasked]) == ["pass"]
	_kinds([_prompt, _tagged], {}, [_unasked]) == ["review"]
	named := _budget("claude", object.union(_on(["Claude (Amazon Bedrock Edition)"]), _told))
	_kinds([_prompt, named], {}, [_unasked]) == ["pass"]
	other := _budget("sagemaker", object.union(_on(["Amazon SageMaker"]), _told))
	_kinds([_prompt, other], {}, [_unasked]) == ["fail"]
}

test_each_service_in_use_needs_a_budget if {
	assistant := testing.record("AWS::QBusiness::Application", testing.arn("qbusiness", "application/A"), {})
	endpoint := testing.record("AWS::SageMaker::Endpoint", testing.arn("sagemaker", "endpoint/llm"), {
		"EndpointName": "llm",
		"EndpointStatus": "InService",
		"DescribeEndpointConfig": {"ProductionVariants": [{"InstanceType": "ml.g5.xlarge"}]},
	})
	records := [_prompt, assistant, endpoint]
	every message in _messages(records, [_unasked]) {
		contains(message, `"Amazon Bedrock"`)
		contains(message, `"Amazon Q Business"`)
		contains(message, `"Amazon SageMaker"`)
	}
	all := _budget("all", object.union(_on(["Amazon Bedrock", "Amazon SageMaker", "Amazon Q Business"]), _told))
	_kinds(array.concat(records, [all]), {}, [_unasked]) == ["pass"]
	_kinds(array.concat(records, [_good]), {}, [_unasked]) == ["fail"]
}

test_lost_costs_unknown if {
	denied := testing.gap(_costs, "global")
	_kinds([_prompt], {}, [denied]) == ["unknown"]
	_kinds([], {}, [denied]) == ["unknown"]
	_kinds([_prompt, _good], {}, [denied]) == ["pass"]
	_kinds([_prompt, _member], {}, [denied]) == ["unknown"]
	said := "no cost budget about these services tells anybody, and what they cost was refused"
	_messages([_prompt], [denied]) == [said]
}

_calls := [
	"budgets:DescribeBudgets", "budgets:DescribeBudgetNotificationsForAccount",
	"budgets:DescribeSubscribersForNotification", "organizations:DescribeOrganization",
]

test_denied_calls_unknown if {
	every operation in _calls {
		_kinds([_bedrock], {}, [testing.gap(operation, "global")]) == ["unknown"]
		_kinds([_bedrock, _tagged], {}, [testing.gap(operation, "global")]) == ["unknown"]
		_kinds([_bedrock, _silent, _whole], {}, [testing.gap(operation, "global")]) == ["unknown"]
		_kinds([_bedrock, _good], {}, [testing.gap(operation, "global")]) == ["pass"]
	}
	_kinds([_bedrock, _silent], {}, [testing.gap(_calls[2], _silent.id)]) == ["unknown"]
}

test_denied_listing_unknown if {
	denied := testing.gap("bedrock-agent:ListPrompts", "us-east-1")
	_kinds([], {}, [_unasked, denied]) == ["unknown"]
	_kinds([_prompt, _good], {}, [_unasked, denied]) == ["pass"]
}
