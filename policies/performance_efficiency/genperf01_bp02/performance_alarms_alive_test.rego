package lens_test.genperf01_bp02.performance_alarms_alive_test

import data.lens_test.testing

_control := "GENPERF01-BP02/performance-alarms-alive"

_id := testing.arn("cloudwatch", "alarm:slow")

_topic := "arn:aws:sns:us-east-1:111122223333:ops"

_scaling := "arn:aws:autoscaling:us-east-1:111122223333:scalingPolicy:1:resource/sagemaker/e:policyName/track"

# The snapshot was started on 2026-08-01 at 00:00.
_alarm(changes) := testing.record("AWS::CloudWatch::Alarm", _id, object.union(
	{
		"AlarmName": "slow",
		"ActionsEnabled": true,
		"AlarmActions": [_topic],
		"Namespace": "AWS/Bedrock",
		"MetricName": "InvocationLatency",
		"Dimensions": [],
		"StateValue": "OK",
		"StateTransitionedTimestamp": "2026-07-01T00:00:00Z",
		"TreatMissingData": "missing",
	},
	changes,
))

_quiet := {"StateValue": "INSUFFICIENT_DATA", "TreatMissingData": "ignore"}

_metric(name) := testing.record(
	"AWS::CloudWatch::Metric",
	testing.arn("cloudwatch", sprintf("metric/AWS/Bedrock/%s", [name])),
	{"Namespace": "AWS/Bedrock", "MetricName": name},
)

_mute := testing.record(
	"AWS::CloudWatch::AlarmMuteRule",
	testing.arn("cloudwatch", "alarm-mute-rule:m"),
	{"Status": "ACTIVE", "MuteTargets": {"AlarmNames": ["slow"]}},
)

_composite := testing.record("AWS::CloudWatch::CompositeAlarm", testing.arn("cloudwatch", "alarm:any"), {
	"AlarmName": "any",
	"ActionsEnabled": true,
	"AlarmActions": [_topic],
	"AlarmRule": "ALARM(slow)",
})

_subject := {"type": "AWS::CloudWatch::Alarm", "id": _id, "region": "us-east-1", "item": ""}

_result(kind, message, member) := [{
	"kind": kind,
	"subject": _subject,
	"message": message,
	"proof": [{"id": _id, "pointer": sprintf("/properties/%s", [member])}],
	"causes": [],
}]

_results(changes, others) := testing.results(
	_control,
	testing.facts(array.concat([_alarm(changes)], others), {}, []),
)

_kinds(records, gaps) := testing.kinds(_control, testing.facts(records, {}, gaps))

_messages(records) := testing.messages(_control, testing.facts(records, {}, []))

test_alarm_that_tells_somebody_passes if _kinds([_alarm({})], []) == ["pass"]

test_alarm_that_tells_nobody_fails if {
	disabled := "it tells nobody: its actions are disabled"
	_results({"ActionsEnabled": false}, [_mute]) == _result("fail", disabled, "ActionsEnabled")
	silent := "it tells nobody: no action for the state ALARM reaches anybody"
	_results({"AlarmActions": []}, [_mute]) == _result("fail", silent, "AlarmActions")
}

test_alarm_that_is_muted_for_good_fails if {
	facts := testing.facts([_alarm({}), _mute], {}, [])
	testing.messages(_control, facts) == [
		sprintf(`it tells nobody: mute rule "%s", which has no end, stops its actions`, [_mute.id]),
	]
	testing.proofs(_control, facts) == [{"id": _mute.id, "pointer": "/properties"}]
}

test_alarm_that_a_composite_alarm_names_passes if {
	_kinds([_alarm({"AlarmActions": []}), _composite], []) == ["pass"]
	gap := testing.gap("cloudwatch:DescribeAlarms", "us-east-1")
	_kinds([_alarm({"AlarmActions": []})], [gap]) == ["unknown", "unknown"]
}

test_alarm_that_only_scales_is_no_subject if {
	_kinds([_alarm({"AlarmActions": [_scaling], "StateValue": "ALARM"})], []) == ["not_applicable"]
	_kinds([_alarm({"AlarmActions": [_scaling, _topic]})], []) == ["pass"]
}

test_alarm_on_another_namespace_is_no_subject if {
	_kinds([_alarm({"Namespace": "AWS/Lambda"})], []) == ["not_applicable"]
	params := {_control: {"namespaces": ["AWS/Lambda"]}}
	testing.kinds(_control, testing.facts([_alarm({"Namespace": "AWS/Lambda"})], params, [])) == ["pass"]
}

test_evaluation_that_fails if {
	every state in ["EVALUATION_ERROR", "EVALUATION_FAILURE"] {
		message := sprintf(`CloudWatch does not evaluate it properly ("%s")`, [state])
		_results({"EvaluationState": state}, []) == _result("fail", message, "EvaluationState")
	}
	_kinds([_alarm({"EvaluationState": "PARTIAL_DATA"})], []) == ["pass"]
}

test_alarm_that_stays_in_alarm_fails if {
	message := "it has been in ALARM for 31 days, and at most 7 days are allowed"
	_results({"StateValue": "ALARM"}, []) == _result("fail", message, "StateValue")
	short := {"StateValue": "ALARM", "StateTransitionedTimestamp": "2026-07-25T00:00:00Z"}
	_kinds([_alarm(short)], []) == ["pass"]
	strict := testing.facts([_alarm(short)], {_control: {"max_stuck_days": 6}}, [])
	testing.kinds(_control, strict) == ["fail"]
}

test_alarm_without_data_fails if {
	message := `it has had no data for 31 days, and treats missing data as "missing"`
	quiet := {"StateValue": "INSUFFICIENT_DATA"}
	_results(quiet, []) == _result("fail", message, "StateValue")
	_messages([testing.without(_alarm(quiet), "TreatMissingData")]) == [message]
	breaching := object.union(quiet, {"TreatMissingData": "breaching"})
	_messages([_alarm(breaching)]) == [`it has had no data for 31 days, and treats missing data as "breaching"`]
}

test_alarm_without_data_that_ignores_it_is_reviewed if {
	message := "it has had no data for 31 days; check its metric and its dimensions"
	_results(_quiet, [_metric("InvocationLatency")]) == _result("review", message, "StateValue")
	_kinds([_alarm(_quiet)], []) == ["review"]
}

test_alarm_on_a_name_that_no_metric_has_fails if {
	message := concat("", [
		`it has had no data for 31 days, and namespace "AWS/Bedrock" `,
		`has no metric "InvocationLatency" with data`,
	])
	_results(_quiet, [_metric("Invocations")]) == _result("fail", message, "StateValue")
	gap := testing.gap("cloudwatch:ListMetrics", "us-east-1")
	_kinds([_alarm(_quiet), _metric("Invocations")], [gap]) == ["review"]
}

test_faults_are_joined if {
	_messages([_alarm({"ActionsEnabled": false, "StateValue": "ALARM"})]) == [concat("; ", [
		"it has been in ALARM for 31 days, and at most 7 days are allowed",
		"it tells nobody: its actions are disabled",
	])]
}

test_state_that_is_not_shown_unknown if {
	without := testing.without(_alarm({}), "StateValue")
	_kinds([without], []) == ["unknown"]
	_messages([without]) == ["AWS does not show its state"]
	undated := testing.without(_alarm({"StateValue": "ALARM"}), "StateTransitionedTimestamp")
	_messages([undated]) == [`AWS does not show since when it has been in state "ALARM"`]
	_kinds([testing.without(_alarm({}), "StateTransitionedTimestamp")], []) == ["pass"]
	silent := testing.without(_alarm({"ActionsEnabled": false}), "StateValue")
	_kinds([silent], []) == ["fail"]
}

test_old_update_is_enough if {
	updated := {"StateValue": "ALARM", "StateUpdatedTimestamp": "2026-07-01T00:00:00Z"}
	_kinds([testing.without(_alarm(updated), "StateTransitionedTimestamp")], []) == ["fail"]
}

test_mute_rules_that_were_not_read_unknown if {
	_kinds([_alarm({})], [testing.gap("cloudwatch:ListAlarmMuteRules", "us-east-1")]) == ["unknown"]
	rule := testing.without(_mute, "MuteTargets")
	_kinds([_alarm({}), rule], [testing.gap("cloudwatch:GetAlarmMuteRule", rule.id)]) == ["unknown"]
	_kinds([_alarm({})], [testing.gap("cloudwatch:ListAlarmMuteRules", "eu-west-1")]) == ["pass"]
}

test_lost_listing_unknown if {
	_kinds([], [testing.gap("cloudwatch:DescribeAlarms", "us-east-1")]) == ["unknown"]
}

test_metrics_that_were_not_listed_take_nothing_away if {
	_kinds([_alarm({})], [testing.gap("cloudwatch:ListMetrics", "us-east-1")]) == ["pass"]
}

test_no_alarm_not_applicable if _kinds([], []) == ["not_applicable"]
