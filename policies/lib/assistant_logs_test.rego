package lens_test.assistant_logs_test

import data.lens.lib.assistant_logs
import data.lens_test.testing

_application(status) := testing.record(
	"AWS::QBusiness::Application",
	testing.arn("qbusiness", sprintf("application/%s", [status])),
	{"status": status},
)

_source(name, resource, type) := testing.record(
	"AWS::Logs::DeliverySource",
	testing.arn("logs", sprintf("delivery-source:%s", [name])),
	{"name": name, "resourceArns": [resource], "logType": type},
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

test_applications_that_serve_users if {
	untold := testing.record("AWS::QBusiness::Application", testing.arn("qbusiness", "application/u"), {})
	document := testing.facts([_application("ACTIVE"), _application("DELETING"), untold], {}, [])
	found := assistant_logs.applications with input as document
	{a.id | some a in found} == {_application("ACTIVE").id, untold.id}
}

test_deliveries_of_an_application if {
	a := _application("ACTIVE")
	good := testing.facts([a, _source("s", a.id, "EVENT_LOGS"), _delivery("s")], {}, [])
	found := assistant_logs.of_applications with input as good
	{id | some [id, _] in found} == {a.id}
	other := testing.facts([a, _source("s", a.id, "SYNC_JOB_LOGS"), _delivery("s")], {}, [])
	none := assistant_logs.of_applications with input as other
	count(none) == 0
}

test_quick if {
	agent := testing.record("AWS::QuickSight::Agent", testing.arn("quicksight", "agent/a"), {})
	source := _source("s", testing.arn("quicksight", "account/111122223333"), "CHAT_LOGS")
	document := testing.facts([agent, source, _delivery("s")], {}, [])
	homes := assistant_logs.homes with input as document
	homes == {"us-east-1"}
	found := assistant_logs.of_quick with input as document
	found == {["us-east-1", "CHAT_LOGS"]}
	other := _source("s", testing.arn("other", "x"), "CHAT_LOGS")
	foreign := testing.facts([agent, other, _delivery("s")], {}, [])
	none := assistant_logs.of_quick with input as foreign
	count(none) == 0
}
