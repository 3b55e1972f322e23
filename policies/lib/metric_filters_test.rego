package lens_test.lib.metric_filters_test

import data.lens.lib.metric_filters
import data.lens_test.testing

_record := {
	"eventName": "DeleteGuardrail",
	"eventSource": "bedrock.amazonaws.com",
	"errorCode": [],
	"readOnly": false,
}

_filter(members) := testing.record(
	"AWS::Logs::MetricFilter",
	testing.arn("logs", "log-group:trail:metric-filter:f"),
	object.union(
		{
			"logGroupName": "trail",
			"filterPattern": "p",
			"metricTransformations": [{"metricName": "Changes", "metricNamespace": "Security"}],
		},
		members,
	),
)

_counts(alternatives) := _verdict({"alternatives": json.marshal(alternatives)})

_verdict(members) := verdict if {
	facts := testing.facts([_filter(members)], {}, [])
	found := metric_filters.counting(_record) with input as facts
	[verdict] := array.concat([one[1] | some one in found], ["no" | count(found) == 0])
}

test_alternatives if {
	_counts([[]]) == "yes"
	_counts([[{"eventName": ["Other"]}], [{"eventName": ["DeleteGuardrail"]}]]) == "yes"
	_counts([[{"eventName": [{"wildcard": "*Guardrail"}]}, {"readOnly": [false]}]]) == "yes"
	_counts([[{"eventName": ["DeleteGuardrail"]}, {"eventSource": ["iam.amazonaws.com"]}]]) == "no"
	_counts([[{"errorCode": [{"exists": false}]}]]) == "yes"
	_counts([[{"errorCode": [{"wildcard": "AccessDenied*"}]}]]) == "no"
	_counts([[{"errorCode": [{"anything-but": ["AccessDenied"]}]}]]) == "unclear"
	_counts([[{"userIdentity": {"type": ["Root"]}}, {"eventName": ["DeleteGuardrail"]}]]) == "unclear"
	_counts([]) == "no"
}

test_pattern_that_is_no_expression if {
	_verdict({"filterPattern": "?DeleteGuardrail ?UpdateGuardrail"}) == "unclear"
	_verdict({"filterPattern": "ERROR"}) == "no"
}

test_filter_that_sees_other_members if {
	every members in [{"applyOnTransformedLogs": true}, {"fieldSelectionCriteria": {"redacted": {}}}] {
		_verdict(object.union(members, {"alternatives": "[[]]"})) == "unclear"
		_verdict(object.union(members, {"alternatives": `[[{"eventName": ["Other"]}]]`})) == "no"
	}
	_verdict({"applyOnTransformedLogs": false, "alternatives": "[[]]"}) == "yes"
}

_alarm(name, members) := testing.record(
	"AWS::CloudWatch::Alarm",
	testing.arn("cloudwatch", sprintf("alarm:%s", [name])),
	object.union(
		{
			"ActionsEnabled": true,
			"AlarmActions": [testing.arn("sns", "security")],
			"Namespace": "Security",
			"MetricName": "Changes",
			"Dimensions": [],
		},
		members,
	),
)

_told(f, alarms) := found if {
	facts := testing.facts(array.concat([f], alarms), {}, [])
	found := metric_filters.told(f) with input as facts
}

test_alarms_of_the_metric if {
	alarm := _alarm("a", {})
	_told(_filter({}), [alarm]) == {"yes": {alarm.id}, "all": {alarm.id}}
	none := {"yes": set(), "all": set()}
	every members in [{"MetricName": "Other"}, {"Namespace": "Other"}, {"AlarmActions": []}] {
		_told(_filter({}), [_alarm("a", members)]) == none
	}
}

test_alarms_of_a_part_of_the_metric if {
	alarm := _alarm("a", {})
	part := {"yes": set(), "all": {alarm.id}}
	_told(_filter({}), [_alarm("a", {"Dimensions": [{"Name": "User", "Value": "x"}]})]) == part
	_told(_filter({"emitSystemFieldDimensions": ["@aws.account"]}), [alarm]) == part
	dimensions := [{"metricName": "Changes", "metricNamespace": "Security", "dimensions": {"redacted": {}}}]
	_told(_filter({"metricTransformations": dimensions}), [alarm]) == part
	query := {"Metrics": [{"Expression": `SELECT SUM(Changes) FROM "Security"`}]}
	computed := object.union(object.remove(alarm, ["properties"]), {"properties": object.union(
		object.remove(alarm.properties, ["MetricName", "Namespace"]),
		query,
	)})
	_told(_filter({}), [computed]) == part
}

test_group_of_a_trail if {
	trail := {"properties": {"CloudWatchLogsLogGroupArn": testing.arn("logs", "log-group:trail:*")}}
	group := {"account": "111122223333", "region": "us-east-1", "name": "trail"}
	metric_filters.group_of(trail) == group
	not metric_filters.group_of({"properties": {}})
	not metric_filters.group_of({"properties": {"CloudWatchLogsLogGroupArn": "odd"}})
}
