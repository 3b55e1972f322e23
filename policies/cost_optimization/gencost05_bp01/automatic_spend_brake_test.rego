package lens_test.gencost05_bp01.automatic_spend_brake_test

import data.lens_test.testing

_control := "GENCOST05-BP01/automatic-spend-brake"

_costs := "ce:GetCostAndUsage"

_unasked := object.union(testing.gap(_costs, "global"), {"code": "NotOptedIn"})

_runtime := testing.record(
	"AWS::BedrockAgentCore::Runtime",
	testing.arn("bedrock-agentcore", "runtime/app-1"),
	{"status": "READY"},
)

_flow := testing.record("AWS::Bedrock::Flow", testing.arn("bedrock", "flow/FLOW000001"), {})

_bedrock(amount) := testing.record_in(
	"global",
	"AWS::CE::ServiceCost",
	"arn:aws:ce::111122223333:service-cost/Amazon Bedrock",
	{"Service": "Amazon Bedrock", "Metrics": {"UnblendedCost": {"Amount": amount, "Unit": "USD"}}},
)

_budget := testing.record_in(
	"global",
	"AWS::Budgets::Budget",
	"arn:aws:budgets::111122223333:budget/models",
	{"BudgetType": "COST", "BudgetName": "models", "CostFilters": {"Service": ["Amazon Bedrock"]}},
)

_action(more) := testing.record_in(
	"global",
	"AWS::Budgets::BudgetsAction",
	"arn:aws:budgets::111122223333:budget/models/action/1",
	object.union(
		{
			"BudgetName": "models",
			"ActionType": "APPLY_SCP_POLICY",
			"ApprovalModel": "AUTOMATIC",
			"Status": "STANDBY",
			"Definition": {"ScpActionDefinition": {"PolicyId": "p-12345678", "TargetIds": ["111122223333"]}},
		},
		more,
	),
)

_function := "arn:aws:lambda:us-east-1:111122223333:function:stop"

_alarm(actions) := testing.record("AWS::CloudWatch::Alarm", testing.arn("cloudwatch", "alarm:tokens"), {
	"ActionsEnabled": true,
	"AlarmActions": actions,
	"Namespace": "AWS/Bedrock",
	"MetricName": "OutputTokenCount",
	"ComparisonOperator": "GreaterThanThreshold",
})

_running := _alarm([_function])

_organization(manager) := testing.record(
	"AWS::Organizations::Organization",
	"arn:aws:organizations::444455556666:organization/o-exampleorgid",
	{"MasterAccountId": manager},
)

_member := _organization("444455556666")

_kinds(records, params, gaps) := testing.kinds(_control, testing.facts(records, {_control: params}, gaps))

_messages(records, gaps) := testing.messages(_control, testing.facts(records, {}, gaps))

_none := concat(" ", [
	"no action of a budget and no alarm in any Region stops models without a person when spend or tokens run",
	"away",
])

_subject := {
	"type": "AWS::Account",
	"id": "arn:aws:iam::111122223333:root",
	"region": "global",
	"item": "",
}

test_no_brake_fails if {
	testing.results(_control, testing.facts([_runtime], {}, [_unasked])) == [{
		"kind": "fail",
		"subject": _subject,
		"message": concat("; ", [_none, concat(" ", [
			"what generative AI costs was not read, and counts as above the floor (add --metrics to read it)",
		])]),
		"proof": [],
		"causes": [],
	}]
	_messages([_runtime, _bedrock("900")], []) == [_none]
	_kinds([_flow, _bedrock("900")], {}, []) == ["fail"]
}

test_action_of_a_budget_passes if {
	records := [_runtime, _budget, _action({}), _member]
	_kinds(records, {}, [_unasked]) == ["pass"]
	proof := [{"id": _action({}).id, "pointer": "/properties"}]
	testing.proofs(_control, testing.facts(records, {}, [_unasked])) == proof
}

test_alarm_passes if {
	_kinds([_runtime, _running], {}, [_unasked]) == ["pass"]
	proof := [{"id": _running.id, "pointer": "/properties"}]
	testing.proofs(_control, testing.facts([_runtime, _running], {}, [_unasked])) == proof
}

test_why_others_do_not_count if {
	says := [
		[_action({"ApprovalModel": "MANUAL"}), `the action of budget "models" waits for somebody to approve it`],
		[_action({"Status": "EXECUTION_FAILURE"}), `the action of budget "models" has failed`],
		[
			object.union(_action({}), {"properties": {"Definition": {"ScpActionDefinition": {"TargetIds": []}}}}),
			`the action of budget "models" denies model use to nobody who may use models`,
		],
		[_alarm(["arn:aws:sns:us-east-1:111122223333:ops"]), `alarm "tokens" only tells somebody`],
	]
	every said in says {
		_messages([_runtime, _bedrock("900"), _budget, said[0]], []) == [concat("; ", sort([_none, said[1]]))]
	}
	proof := {"id": _action({}).id, "pointer": "/properties"}
	manual := [_runtime, _bedrock("900"), _budget, _action({"ApprovalModel": "MANUAL"})]
	testing.proofs(_control, testing.facts(manual, {}, [])) == [proof]
}

test_action_that_may_stop_is_reviewed if {
	scp := {"PolicyId": "p-12345678", "TargetIds": ["ou-abcd-12345678"]}
	action := _action({"Definition": {"ScpActionDefinition": scp}})
	_kinds([_runtime, _budget, action], {}, [_unasked]) == ["review"]
	_messages([_runtime, _budget, action], [_unasked]) == [concat(" ", [
		`whether the action of budget "models" stops model use depends on the filter of the budget, on an`,
		"organizational unit, on a condition, or on a policy or an organization that was not read",
	])]
}

test_member_of_an_organization_is_reviewed if {
	_kinds([_runtime, _member], {}, [_unasked]) == ["review"]
	_messages([_runtime, _member, _bedrock("900")], []) == [concat(" ", [
		"nothing in this account stops models without a person; the management account may have a budget",
		"with a service control policy",
	])]
	_kinds([_runtime, _member, _running], {}, []) == ["not_applicable"]
	_kinds([_runtime, _member, _running], {}, [_unasked]) == ["pass"]
	_kinds([_runtime, _organization("111122223333")], {}, [_unasked]) == ["fail"]
}

test_little_spend_not_applicable if {
	_kinds([_runtime, _bedrock("49")], {}, []) == ["not_applicable"]
	_kinds([_runtime, _bedrock("49")], {"min_monthly_spend": 10}, []) == ["fail"]
}

test_no_agent_not_applicable if {
	_kinds([], {}, [_unasked]) == ["not_applicable"]
	_kinds([_bedrock("900")], {}, []) == ["not_applicable"]
}

test_lost_costs_unknown if {
	denied := testing.gap(_costs, "global")
	_messages([_runtime], [denied]) == [
		"nothing stops models without a person, and what generative AI costs was refused",
	]
	_kinds([_runtime], {}, [denied]) == ["unknown"]
	_kinds([_runtime, _running], {}, [denied]) == ["pass"]
	_kinds([_runtime, _member], {}, [denied]) == ["review"]
}

_calls := {
	"budgets:DescribeBudgets": "global",
	"budgets:DescribeBudgetActionsForAccount": "global",
	"organizations:DescribeOrganization": "global",
	"iam:GetAccountAuthorizationDetails": "global",
	"cloudwatch:DescribeAlarms": "eu-west-1",
	"cloudwatch:ListAlarmMuteRules": "eu-west-1",
	"sns:ListSubscriptionsByTopic": "eu-west-1",
}

test_denied_calls_unknown if {
	every operation, place in _calls {
		denied := testing.gap(operation, place)
		_kinds([_runtime], {}, [_unasked, denied]) == ["unknown"]
		_kinds([_runtime, _budget, _action({"ApprovalModel": "MANUAL"})], {}, [_unasked, denied]) == ["unknown"]
		_kinds([_runtime, _budget, _action({}), _member], {}, [_unasked, denied]) == ["pass"]
		_kinds([_runtime, _running], {}, [_unasked, denied]) == ["pass"]
	}
}

# The account may be the one that manages the organization, which no such policy limits.
test_policy_of_an_organization_that_was_not_read_unknown if {
	denied := testing.gap("organizations:DescribeOrganization", "global")
	_kinds([_runtime, _budget, _action({})], {}, [_unasked, denied]) == ["unknown"]
}

test_unread_mute_rule_may_mute_the_alarm if {
	denied := testing.gap("cloudwatch:ListAlarmMuteRules", "us-east-1")
	_kinds([_runtime, _running], {}, [_unasked, denied]) == ["unknown"]
}

test_denied_listing_unknown if {
	denied := testing.gap("bedrock-agentcore-control:ListAgentRuntimes", "us-east-1")
	_kinds([], {}, [_unasked, denied]) == ["unknown"]
	_kinds([_flow, _running], {}, [_unasked, denied]) == ["pass"]
}
