package lens_test.genops01_bp02.quick_feedback_logs_delivered_test

import data.lens_test.testing

_control := "GENOPS01-BP02/quick-feedback-logs-delivered"

_resource := testing.arn("quicksight", "account/111122223333")

_agent := testing.record("AWS::QuickSight::Agent", testing.arn("quicksight", "agent/helper"), {})

_source(name, type) := testing.record(
	"AWS::Logs::DeliverySource",
	testing.arn("logs", sprintf("delivery-source:%s", [name])),
	{"name": name, "resourceArns": [_resource], "logType": type},
)

_delivery(source) := testing.record(
	"AWS::Logs::Delivery",
	testing.arn("logs", sprintf("delivery:%s", [source])),
	{
		"deliverySourceName": source,
		"deliveryDestinationType": "CWL",
		"deliveryDestinationArn": testing.arn("logs", "delivery-destination:d"),
	},
)

_both := [
	_agent, _source("c", "CHAT_LOGS"), _delivery("c"),
	_source("f", "FEEDBACK_LOGS"), _delivery("f"),
]

_kinds(records, gaps) := testing.kinds(_control, testing.facts(records, {}, gaps))

test_both_logs_pass if _kinds(_both, []) == ["pass"]

test_one_log_is_missing_fails if {
	testing.results(_control, testing.facts([_agent, _source("c", "CHAT_LOGS"), _delivery("c")], {}, [])) == [{
		"kind": "fail",
		"subject": {
			"type": "AWS::Account",
			"id": "arn:aws:iam::111122223333:root",
			"region": "us-east-1",
			"item": "",
		},
		"message": `Amazon Quick has chat agents, and its logs "FEEDBACK_LOGS" are not delivered`,
		"proof": [],
		"causes": [],
	}]
}

test_source_without_delivery_fails if {
	records := [_agent, _source("c", "CHAT_LOGS"), _source("f", "FEEDBACK_LOGS"), _delivery("f")]
	_kinds(records, []) == ["fail"]
}

test_no_agent_not_applicable if _kinds([], []) == ["not_applicable"]

test_home_that_was_not_read_unknown if {
	arn := "arn:aws:quicksight:ap-south-1:111122223333:agent/a"
	far := testing.record_in("ap-south-1", "AWS::QuickSight::Agent", arn, {})
	document := testing.facts([far], {}, [])
	testing.messages(_control, document) == ["Amazon Quick has chat agents there, and the Region was not read"]
}

test_denied_agents_unknown if _kinds([], [testing.gap("quicksight:ListAgents", "global")]) == ["unknown"]

_denied := testing.gap("logs:DescribeDeliveries", "us-east-1")

test_denied_deliveries_unknown if _kinds([_agent], [_denied]) == ["unknown"]

test_deliveries_that_were_seen_pass if _kinds(_both, [_denied]) == ["pass"]
