package lens_test.alarms_test

import data.lens.lib.alarms
import data.lens_test.testing

_topic := "arn:aws:sns:us-east-1:111122223333:ops"

_scaling := "arn:aws:autoscaling:us-east-1:111122223333:scalingPolicy:1:resource/sagemaker/e:policyName/track"

_id(name) := testing.arn("cloudwatch", sprintf("alarm:%s", [name]))

_kind(kind, name, actions, more) := testing.record(
	sprintf("AWS::CloudWatch::%s", [kind]),
	_id(name),
	object.union({"AlarmName": name, "ActionsEnabled": true, "AlarmActions": actions}, more),
)

_alarm(name, actions, more) := _kind("Alarm", name, actions, more)

_composite(name, rule) := _kind("CompositeAlarm", name, [_topic], {"AlarmRule": rule})

_mute(more) := testing.record(
	"AWS::CloudWatch::AlarmMuteRule",
	testing.arn("cloudwatch", "alarm-mute-rule:m"),
	object.union({"Status": "ACTIVE", "MuteTargets": {"AlarmNames": ["a"]}}, more),
)

# The names of the actionable alarms.
_actionable(records) := {trim_prefix(id, _id("")) | some id in found} if {
	document := testing.facts(records, {}, [])
	found := alarms.actionable with input as document
}

test_alarm_with_a_topic if _actionable([_alarm("a", [_topic], {})]) == {"a"}

test_log_alarm_with_a_topic if _actionable([_kind("LogAlarm", "l", [_topic], {})]) == {"l"}

test_alarm_without_actions if _actionable([_alarm("a", [], {})]) == set()

test_alarm_without_the_list_of_actions if {
	_actionable([testing.without(_alarm("a", [_topic], {}), "AlarmActions")]) == set()
}

test_actions_that_are_not_enabled if _actionable([_alarm("a", [_topic], {"ActionsEnabled": false})]) == set()

test_scaling_policy_tells_nobody if {
	_actionable([_alarm("a", [_scaling], {}), _alarm("b", [_scaling, _topic], {})]) == {"b"}
}

# The names of the alarms about AWS/Bedrock.
_about(records) := {trim_prefix(alarm.id, _id("")) | some alarm in found} if {
	document := testing.facts(records, {}, [])
	found := alarms.about(["AWS/Bedrock", "AWS/SageMaker"]) with input as document
}

_on_model := {"Namespace": "AWS/Bedrock", "MetricName": "Invocations"}

test_alarms_about_a_namespace if {
	query := `SELECT SUM(Invocations) FROM "AWS/Bedrock"`
	_about([
		_alarm("a", [], _on_model),
		_alarm("b", [_topic], {"Metrics": [{"Id": "q", "Expression": query}]}),
		_alarm("c", [], {"Metrics": [{"Id": "m", "MetricStat": {"Metric": _on_model}}]}),
		_alarm("d", [], {"Namespace": "AWS/Lambda", "MetricName": "Errors"}),
		_alarm("e", [], {}),
	]) == {"a", "b", "c"}
}

test_alarms_that_only_scale_are_about_nothing if {
	_about([
		_alarm("a", [_scaling], _on_model),
		_alarm("b", [_scaling, _topic], _on_model),
		testing.without(_alarm("c", [], _on_model), "AlarmActions"),
	]) == {"b", "c"}
}

test_mute_rules_of_a_region if {
	document := testing.facts([_mute({})], {}, [])
	own := alarms.mute_rules("us-east-1") with input as document
	own == {testing.arn("cloudwatch", "alarm-mute-rule:m")}
	others := alarms.mute_rules("eu-west-1") with input as document
	others == set()
}

test_mute_rule_without_an_end if _actionable([_alarm("a", [_topic], {}), _mute({})]) == set()

test_mute_rule_with_an_end if {
	alarm := _alarm("a", [_topic], {})
	_actionable([alarm, _mute({"ExpireDate": "2026-09-01T00:00:00Z"})]) == {"a"}
	_actionable([alarm, _mute({"MuteType": "ONE_TIME"})]) == {"a"}
	_actionable([alarm, _mute({"MuteType": "RECURRING"})]) == set()
}

test_mute_rule_that_is_not_active_or_of_other_alarms if {
	alarm := _alarm("a", [_topic], {})
	_actionable([alarm, _mute({"Status": "SCHEDULED"})]) == {"a"}
	_actionable([alarm, _mute({"MuteTargets": {"AlarmNames": ["b"]}})]) == {"a"}
	_actionable([alarm, object.union(_mute({}), {"region": "eu-west-1"})]) == {"a"}
}

# Whether a composite alarm with this rule makes the alarm "a" actionable.
_raised(rule) if "a" in _actionable([_alarm("a", [], {}), _alarm("b", [], {}), _composite("c", rule)])

test_composite_alarm_that_names_it if {
	_raised(`ALARM("a")`)
	_raised("ALARM(a)")
	_raised(sprintf(`ALARM("%s") OR ALARM(b)`, [_id("a")]))
	_raised(sprintf("(ALARM(b)\nAND ALARM( %s ))", [_id("a")]))
	_raised(`AT_LEAST(1, ALARM, (a, b))`)
	_raised(`ALARM("a") AND NOT ALARM("b")`)
}

test_composite_alarm_that_another_state_raises if {
	not _raised(`OK("a")`)
	not _raised(`INSUFFICIENT_DATA(a) OR ALARM(b)`)
	not _raised(`ALARM("b") AND NOT ALARM("a")`)
	not _raised(`ALARM("ab")`)
	not _raised("ALARM(b) AND NOT (ALARM(b) OR ALARM(a))")
	not _raised(`ALARM(b) AND NOT(OK("x") OR ALARM("a"))`)
	_raised("ALARM(a) AND NOT (ALARM(b) OR ALARM(c))")
}

test_composite_alarm_of_another_region if {
	other := object.union(_composite("c", "ALARM(a)"), {"region": "eu-west-1"})
	_actionable([_alarm("a", [], {}), other]) == {"c"}
}

test_composite_alarm_of_a_composite_alarm if {
	silent := _kind("CompositeAlarm", "quiet", [], {"AlarmRule": "ALARM(a)"})
	_actionable([_alarm("a", [], {}), silent]) == set()
	_actionable([_alarm("a", [], {}), silent, _composite("c", "ALARM(quiet)")]) == {"a", "quiet", "c"}
}

test_mute_rule_of_a_part_does_not_stop_the_composite_alarm if {
	_actionable([_alarm("a", [_topic], {}), _composite("c", "ALARM(a)"), _mute({})]) == {"a", "c"}
}

_of(namespace, name, dimensions) := {"Namespace": namespace, "MetricName": name, "Dimensions": dimensions}

_throttles := _of("AWS/Bedrock", "InvocationThrottles", [{"Name": "ModelId", "Value": "m"}])

_watching(alarm, namespace, names) := found if {
	document := testing.facts([alarm], {}, [])
	found := alarms.watching("us-east-1", namespace, names) with input as document
}

test_alarm_on_a_metric if {
	alarm := _alarm("a", [_topic], _throttles)
	one := {{"id": _id("a"), "dimensions": {"ModelId": "m"}, "text": ""}}
	_watching(alarm, "AWS/Bedrock", {"InvocationThrottles", "Other"}) == one
	_watching(alarm, "AWS/Bedrock", set()) == one
	_watching(alarm, "AWS/Bedrock", {"Invocations"}) == set()
	_watching(alarm, "AWS/BedrockMantle", set()) == set()
	_watching(_alarm("a", [], _throttles), "AWS/Bedrock", set()) == set()
	_watching(object.union(alarm, {"region": "eu-west-1"}), "AWS/Bedrock", set()) == set()
}

# AWS sends each name once. The engines differ over an object with a name that comes twice.
test_dimension_with_two_values_counts_as_none if {
	twice := [{"Name": "A", "Value": "1"}, {"Name": "A", "Value": "2"}, {"Name": "B", "Value": "3"}]
	alarm := _alarm("a", [_topic], _of("AWS/Bedrock", "Invocations", twice))
	_watching(alarm, "AWS/Bedrock", set()) == {{"id": _id("a"), "dimensions": {"B": "3"}, "text": ""}}
}

_math(query) := _alarm("a", [_topic], {"Metrics": [{"Id": "m1"}, query]})

test_alarm_on_a_metric_in_metric_math if {
	plain := _math({"Id": "m2", "MetricStat": {"Metric": _throttles}})
	_watching(plain, "AWS/Bedrock", {"InvocationThrottles"}) == {{
		"id": _id("a"),
		"dimensions": {"ModelId": "m"},
		"text": "",
	}}
	own := {"Id": "m2", "MetricStat": {"Metric": _throttles}, "AccountId": "111122223333"}
	count(_watching(_math(own), "AWS/Bedrock", set())) == 1
	other := object.union(own, {"AccountId": "999900001111"})
	_watching(_math(other), "AWS/Bedrock", set()) == set()
}

test_alarm_on_a_metric_that_an_expression_names if {
	search := `SEARCH('{AWS/Bedrock,ModelId} MetricName="InvocationThrottles"', 'Sum')`
	one := {{"id": _id("a"), "dimensions": {}, "text": search}}
	alarm := _math({"Id": "e1", "Expression": search})
	_watching(alarm, "AWS/Bedrock", {"InvocationThrottles"}) == one
	_watching(alarm, "AWS/Bedrock", set()) == one
	_watching(alarm, "AWS/Bedrock", {"Invocations"}) == set()
	_watching(alarm, "AWS/Lambda", {"InvocationThrottles"}) == set()
	_watching(alarm, "AWS", set()) == set()
}

test_alarm_on_a_metric_that_a_query_names if {
	query := `sum({"InvocationThrottles"}) > 5`
	alarm := _alarm("a", [_topic], {"EvaluationCriteria": {"PromQLCriteria": {"Query": query}}})
	count(_watching(alarm, "AWS/Bedrock", {"InvocationThrottles"})) == 1
	_watching(alarm, "AWS/Bedrock", {"Throttles"}) == set()
	_watching(alarm, "AWS/Bedrock", set()) == set()
}

test_query_of_another_namespace_is_about_other_metrics if {
	query := `SELECT MAX(InvocationLatency) FROM SCHEMA("MyCompany/Chat", Service)`
	alarm := _math({"Id": "e1", "Expression": query})
	_watching(alarm, "AWS/Bedrock", {"InvocationLatency"}) == set()
}

test_filters_of_queries if {
	alarms.demanded(`SELECT SUM(E) FROM "AWS/Lambda" WHERE F = 'a' AND G="b" AND H != 'c'`) == {"a", "b"}
	alarms.demanded(`SEARCH('{AWS/Bedrock,ModelId} MetricName="X" ModelId="m"', 'Sum')`) == {"m"}
	alarms.unfiltered(`SELECT SUM(E) FROM "AWS/Lambda"`)
	alarms.unfiltered(`SEARCH('{AWS/Bedrock,ModelId} MetricName="X"', 'Sum')`)
	not alarms.unfiltered(`SELECT SUM(E) FROM "AWS/Lambda" where H != 'c'`)
	not alarms.unfiltered(`sum({"X", F!="c"}) > 5`)
	not alarms.unfiltered(`SEARCH('{AWS/Bedrock,ModelId} MetricName="X" ModelId="m"', 'Sum')`)
	not alarms.unfiltered("")
}

test_alarm_that_tells_nobody_is_silent if {
	quiet := testing.facts([_alarm("a", [], _throttles)], {}, [])
	ids := alarms.silent("us-east-1", "AWS/Bedrock", {"InvocationThrottles"}) with input as quiet
	ids == {_id("a")}
	loud := testing.facts([_alarm("a", [_topic], _throttles)], {}, [])
	none := alarms.silent("us-east-1", "AWS/Bedrock", {"InvocationThrottles"}) with input as loud
	none == set()
}

_certain(gaps) if {
	document := testing.facts([_alarm("a", [_topic], _throttles)], {}, gaps)
	alarms.certain("us-east-1") with input as document
}

test_mute_rules_that_were_not_read_leave_doubt if {
	_certain([])
	_certain([testing.gap("cloudwatch:DescribeAlarms", "us-east-1")])
	_certain([testing.gap("cloudwatch:ListAlarmMuteRules", "eu-west-1")])
	not _certain([testing.gap("cloudwatch:ListAlarmMuteRules", "us-east-1")])
	not _certain([testing.gap("cloudwatch:GetAlarmMuteRule", testing.arn("cloudwatch", "alarm-mute-rule:m"))])
}

_acting(records) := found if {
	document := testing.facts(records, {}, [])
	found := alarms.acting with input as document
}

test_alarms_that_act if {
	watch := ["AWS/Bedrock", "InvocationThrottles", {"ModelId": "m"}, _id("a")]
	_acting([_alarm("a", [_scaling], _throttles)]) == {watch}
	_acting([_math({"Id": "e1", "Expression": "m1 * 2"})]) == set()
	off := object.union(_throttles, {"ActionsEnabled": false})
	_acting([_alarm("a", [_scaling], off)]) == set()
}
