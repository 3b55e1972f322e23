package lens_test.stuck_alarms_test

import data.lens.lib.stuck_alarms
import data.lens_test.testing

_alarm(properties) := testing.record(
	"AWS::CloudWatch::Alarm",
	testing.arn("cloudwatch", "alarm:a"),
	properties,
)

# The snapshot was started on 2026-08-01 at 00:00.
_long := "2026-07-20T00:00:00Z"

_short := "2026-07-31T00:00:00Z"

_state(since, updated) := {member: value |
	some [member, value] in [
		["StateValue", "ALARM"],
		["StateTransitionedTimestamp", since],
		["StateUpdatedTimestamp", updated],
	]
	value != ""
}

_days(properties) := found if {
	document := testing.facts([], {}, [])
	found := stuck_alarms.days(_alarm(properties), "ALARM", 7) with input as document
}

_undated(properties) := found if {
	document := testing.facts([], {}, [])
	found := stuck_alarms.undated(_alarm(properties), 7) with input as document
}

test_days_in_the_state if {
	_days(_state(_long, _short)) == 12
	not _days(_state(_short, _short))
	not _days(object.union(_state(_long, _short), {"StateValue": "OK"}))
}

test_old_update_shows_an_old_state if {
	_days(_state("", _long)) == 12
	not _undated(_state("", _long))
}

test_recent_update_shows_nothing if {
	not _days(_state("", _short))
	_undated(_state("", _short)) == "ALARM"
	_undated(_state("", "")) == "ALARM"
	_undated(_state({"redacted": {"length": 20}}, "")) == "ALARM"
}

test_state_that_is_dated_or_ok_is_not_undated if {
	not _undated(_state(_short, ""))
	not _undated(_state(_long, ""))
	not _undated({"StateValue": "OK"})
}

_metric(name) := testing.record(
	"AWS::CloudWatch::Metric",
	testing.arn("cloudwatch", sprintf("metric/AWS/Bedrock/%s", [name])),
	{"Namespace": "AWS/Bedrock", "MetricName": name},
)

_unknown(namespace, name, metrics) := _unknown_beside(namespace, name, metrics, [])

_unknown_beside(namespace, name, metrics, gaps) := found if {
	document := testing.facts(metrics, {}, gaps)
	alarm := _alarm({"Namespace": namespace, "MetricName": name})
	found := stuck_alarms.unknown_metric(alarm) with input as document
}

test_name_that_no_metric_has if {
	_unknown("AWS/Bedrock", "Latency", [_metric("Invocations")]) == ["AWS/Bedrock", "Latency"]
	not _unknown("AWS/Bedrock", "Invocations", [_metric("Invocations")])
}

test_namespace_without_metrics_shows_nothing if {
	not _unknown("AWS/Bedrock", "Latency", [])
	not _unknown("AWS/SageMaker", "Latency", [_metric("Invocations")])
}

test_errors_have_no_data_until_there_are_some if {
	not _unknown("AWS/Bedrock", "InvocationServerErrors", [_metric("Invocations")])
	not _unknown("AWS/Bedrock", "InvocationThrottles", [_metric("Invocations")])
}

test_lost_listing_of_metrics_shows_nothing if {
	gap := testing.gap("cloudwatch:ListMetrics", "us-east-1")
	not _unknown_beside("AWS/Bedrock", "Latency", [_metric("Invocations")], [gap])
	other := testing.gap("cloudwatch:ListMetrics", "eu-west-1")
	_unknown_beside("AWS/Bedrock", "Latency", [_metric("Invocations")], [other]) == ["AWS/Bedrock", "Latency"]
}
