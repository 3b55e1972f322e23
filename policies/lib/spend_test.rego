package lens_test.spend_test

import data.lens.lib.spend
import data.lens_test.testing

_cost(service, metrics) := testing.record(
	"AWS::CE::ServiceCost",
	sprintf("arn:aws:ce::111122223333:service-cost/%s", [service]),
	{"Service": service, "Metrics": metrics},
)

_of(service, amount) := _cost(service, {"UnblendedCost": {"Amount": amount, "Unit": "USD"}})

_unasked := object.union(testing.gap("ce:GetCostAndUsage", "global"), {"code": "NotOptedIn"})

test_services_of_generative_ai if {
	names := {
		"Amazon Bedrock", "Claude 3.5 Sonnet (Amazon Bedrock Edition)", "Amazon SageMaker",
		"Amazon Q Business", "Amazon QuickSight", "Amazon Elastic Compute Cloud - Compute",
	}
	facts := testing.facts([_of(name, "12.5") | some name in names], {}, [])
	found := spend.services with input as facts
	object.keys(found) == names - {"Amazon QuickSight", "Amazon Elastic Compute Cloud - Compute"}
	{cost.text | some _, cost in found} == {"12 USD"}
	total := spend.total with input as facts
	total == 48
}

_found(records) := {name: cost.units | some name, cost in found} if {
	facts := testing.facts(records, {}, [])
	found := spend.services with input as facts
}

test_amounts if {
	_found([_of("Bedrock", "900")]) == {"Bedrock": 900}
	_found([_of("Bedrock", "900.9999")]) == {"Bedrock": 900}
	_found([_of("Bedrock", "0.99")]) == {}
	_found([_of("Bedrock", "-3.2")]) == {}
	_found([_of("Bedrock", "1.67E-8")]) == {}
}

# What nobody understands counts.
test_other_amounts if {
	_found([_of("Bedrock", "many")]) == {"Bedrock": 1000000000}
	_found([_of("Bedrock", {"redacted": {}})]) == {"Bedrock": 1000000000}
	_found([_cost("Bedrock", {})]) == {"Bedrock": 1000000000}
}

test_amount_without_unit if {
	facts := testing.facts([_cost("Bedrock", {"UnblendedCost": {"Amount": "7"}})], {}, [])
	found := spend.services with input as facts
	found.Bedrock.text == "7 "
}

test_below_a_floor if {
	facts := testing.facts([_of("Amazon Bedrock", "49.99"), _of("Amazon SageMaker", "0.5")], {}, [])
	spend.below(50) with input as facts
	not spend.below(49) with input as facts
}

test_what_was_not_read_is_never_below if {
	facts := testing.facts([], {}, [_unasked])
	not spend.below(50) with input as facts
	not spend.read with input as facts
	not spend.lost with input as facts
}

test_what_was_refused_is_lost if {
	facts := testing.facts([], {}, [testing.gap("ce:GetCostAndUsage", "global")])
	spend.lost with input as facts
	not spend.read with input as facts
}

_due(floor, named, records, gaps) := found if {
	facts := testing.facts(records, {}, gaps)
	found := spend.due(floor, named) with input as facts
}

_account := {
	"type": "AWS::Account",
	"id": "arn:aws:iam::111122223333:root",
	"region": "global",
	"item": "",
}

test_services_above_a_floor_are_due if {
	records := [_of("Amazon Bedrock", "30"), _of("Amazon SageMaker", "20")]
	_due(51, set(), records, []) == set()
	_due(50, {"Other (Amazon Bedrock Edition)"}, records, []) == {
		{
			"subject": object.union(_account, {"item": "Amazon Bedrock"}),
			"read": true,
			"said": "30 USD",
			"names": {"Amazon Bedrock"},
		},
		{
			"subject": object.union(_account, {"item": "Amazon SageMaker"}),
			"read": true,
			"said": "20 USD",
			"names": {"Amazon SageMaker"},
		},
	}
}

_unread_bedrock(names) := {{"subject": _account, "read": false, "said": "Amazon Bedrock", "names": names}}

test_what_is_in_use_is_due_without_costs if {
	prompt := testing.record("AWS::Bedrock::Prompt", testing.arn("bedrock", "prompt/P"), {})
	_due(50, set(), [], [_unasked]) == set()
	_due(50, set(), [prompt], [_unasked]) == _unread_bedrock({"Amazon Bedrock"})
	own := "Claude (Amazon Bedrock Edition)"
	_due(50, {own, "Amazon S3"}, [prompt], [_unasked]) == _unread_bedrock({"Amazon Bedrock", own})
	denied := testing.gap("ce:GetCostAndUsage", "global")
	_due(50, set(), [], [denied]) == _unread_bedrock({"Amazon Bedrock"})
}

test_other_services_in_use_are_due_without_costs if {
	assistant := testing.record("AWS::QBusiness::Application", testing.arn("qbusiness", "application/A"), {})
	endpoint := testing.record("AWS::SageMaker::Endpoint", testing.arn("sagemaker", "endpoint/llm"), {
		"EndpointStatus": "InService",
		"EndpointName": "llm",
		"DescribeEndpointConfig": {"ProductionVariants": [{"InstanceType": "ml.g5.xlarge"}]},
	})
	due := _due(50, set(), [assistant, endpoint], [_unasked])
	{cost.said | some cost in due} == {"Amazon Q Business", "Amazon SageMaker"}
}
