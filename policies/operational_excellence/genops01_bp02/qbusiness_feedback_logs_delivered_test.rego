package lens_test.genops01_bp02.qbusiness_feedback_logs_delivered_test

import data.lens_test.testing

_control := "GENOPS01-BP02/qbusiness-feedback-logs-delivered"

_resource := testing.arn("qbusiness", "application/a")

_application(status) := testing.record("AWS::QBusiness::Application", _resource, {"status": status})

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

_kinds(records, gaps) := testing.kinds(_control, testing.facts(records, {}, gaps))

test_delivered_log_passes if {
	document := testing.facts([_application("ACTIVE"), _source("s", "EVENT_LOGS"), _delivery("s")], {}, [])
	testing.kinds(_control, document) == ["pass"]
	proof := {"id": _delivery("s").id, "pointer": "/properties/deliverySourceName"}
	testing.proofs(_control, document) == [proof]
}

test_log_that_is_not_delivered_fails if {
	testing.results(_control, testing.facts([_application("ACTIVE"), _source("s", "EVENT_LOGS")], {}, [])) == [{
		"kind": "fail",
		"subject": {
			"type": "AWS::QBusiness::Application",
			"id": _resource,
			"region": "us-east-1",
			"item": "",
		},
		"message": "its log of conversations and feedback (EVENT_LOGS) is not delivered",
		"proof": [],
		"causes": [],
	}]
}

test_other_log_fails if {
	_kinds([_application("ACTIVE"), _source("s", "SYNC_JOB_LOGS"), _delivery("s")], []) == ["fail"]
}

test_inactive_source_fails if {
	source := _source("s", "EVENT_LOGS")
	inactive := object.union(source, {"properties": {"status": "INACTIVE"}})
	_kinds([_application("ACTIVE"), inactive, _delivery("s")], []) == ["fail"]
}

test_application_that_is_not_active_not_applicable if {
	_kinds([_application("DELETING")], []) == ["not_applicable"]
}

_denied := testing.gap("logs:DescribeDeliveries", "us-east-1")

test_denied_deliveries_unknown if _kinds([_application("ACTIVE")], [_denied]) == ["unknown"]

test_delivery_that_was_seen_passes if {
	records := [_application("ACTIVE"), _source("s", "EVENT_LOGS"), _delivery("s")]
	_kinds(records, [testing.gap("logs:DescribeDeliverySources", "us-east-1")]) == ["pass"]
}

test_denied_listing_unknown if {
	_kinds([], [testing.gap("qbusiness:ListApplications", "us-east-1")]) == ["unknown"]
}
