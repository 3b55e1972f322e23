package lens_test.genops02_bp02.model_runtime_alarmed_test

import data.lens_test.testing

_control := "GENOPS02-BP02/model-runtime-alarmed"

_metric(region, namespace) := testing.record_in(
	region,
	"AWS::CloudWatch::Metric",
	sprintf("arn:aws:cloudwatch:%s:111122223333:metric/%s/Invocations", [region, namespace]),
	{"Namespace": namespace, "MetricName": "Invocations"},
)

_called := _metric("us-east-1", "AWS/Bedrock")

_alarm(namespace, metric, actions) := testing.record(
	"AWS::CloudWatch::Alarm",
	testing.arn("cloudwatch", sprintf("alarm:%s", [metric])),
	{
		"AlarmName": metric,
		"ActionsEnabled": true,
		"AlarmActions": actions,
		"Namespace": namespace,
		"MetricName": metric,
		"Dimensions": [],
	},
)

_topic := ["arn:aws:sns:us-east-1:111122223333:ops"]

_good := [_alarm("AWS/Bedrock", name, _topic) |
	some name in ["InvocationThrottles", "InvocationClientErrors", "TimeToFirstToken"]
]

_results(records, gaps) := testing.results(_control, testing.facts(records, {}, gaps))

# "kind Region signal"
_verdicts(records, gaps) := {concat(" ", [r.kind, r.subject.region, r.subject.item]) |
	some r in _results(records, gaps)
}

_all(kind) := _in("us-east-1", kind)

_in(region, kind) := {sprintf("%s %s %s", [kind, region, signal]) |
	some signal in ["throttles", "errors", "latency"]
}

test_alarm_for_each_signal_passes if {
	records := array.concat([_called], _good)
	_verdicts(records, []) == _all("pass")
	{[r.subject.item, r.proof] | some r in _results(records, [])} == {
		["throttles", [{"id": _good[0].id, "pointer": "/properties"}]],
		["errors", [{"id": _good[1].id, "pointer": "/properties"}]],
		["latency", [{"id": _good[2].id, "pointer": "/properties"}]],
	}
}

test_no_alarms_fails if {
	_verdicts([_called], []) == _all("fail")
	{r.message | some r in _results([_called], [])} == {
		`models are called, but no actionable alarm watches "InvocationThrottles" in "AWS/Bedrock"`,
		concat("", [
			`models are called, but no actionable alarm watches "InvocationClientErrors", `,
			`"InvocationServerErrors" in "AWS/Bedrock"`,
		]),
		concat("", [
			`models are called, but no actionable alarm watches "InvocationLatency", `,
			`"TimeToFirstToken" in "AWS/Bedrock"`,
		]),
	}
}

test_alarm_that_tells_nobody_fails if {
	quiet := _alarm("AWS/Bedrock", "InvocationThrottles", [])
	some found in _results([_called, quiet], [])
	found.subject.item == "throttles"
	found.kind == "fail"
	found.message == concat("; ", [
		concat("", [
			`alarms on "InvocationThrottles" tell nobody, `,
			`for lack of an enabled action or because of a mute rule ("`,
			quiet.id,
			`")`,
		]),
		`models are called, but no actionable alarm watches "InvocationThrottles" in "AWS/Bedrock"`,
	])
	found.proof == [{"id": quiet.id, "pointer": "/properties"}]
}

test_other_endpoint_wants_an_alarm_of_its_own if {
	mantle := _metric("us-east-1", "AWS/BedrockMantle")
	_verdicts([mantle], []) == {"fail us-east-1 mantle"}
	own := _alarm("AWS/BedrockMantle", "InferenceClientErrors", _topic)
	_verdicts([mantle, own], []) == {"pass us-east-1 mantle"}
	other := _alarm("AWS/Bedrock", "InvocationClientErrors", _topic)
	_verdicts([mantle, other], []) == {"fail us-east-1 mantle"}
}

test_alarm_of_another_region_fails if {
	there := _metric("eu-west-1", "AWS/Bedrock")
	found := _verdicts(array.concat([_called, there], _good), [])
	found == _all("pass") | _in("eu-west-1", "fail")
}

test_nothing_called_not_applicable if {
	[found] := _results(_good, [])
	found.kind == "not_applicable"
}

test_metrics_not_read_unknown if {
	_verdicts([], [testing.gap("cloudwatch:ListMetrics", "us-east-1")]) == {"unknown us-east-1 "}
}

_alarms_cut := [testing.gap("cloudwatch:DescribeAlarms", "us-east-1")]

test_alarms_not_read_unknown if _verdicts([_called], _alarms_cut) == _all("unknown")

test_alarms_that_were_seen_pass if _verdicts(array.concat([_called], _good), _alarms_cut) == _all("pass")

_rules_denied := [testing.gap("cloudwatch:ListAlarmMuteRules", "us-east-1")]

test_mute_rules_not_read_unknown if {
	_verdicts(array.concat([_called], _good), _rules_denied) == _all("unknown")
}

test_mute_rules_not_read_and_no_alarms_fails if _verdicts([_called], _rules_denied) == _all("fail")
