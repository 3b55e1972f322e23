package lens_test.lib.call_alerts_test

import data.lens.lib.call_alerts
import data.lens_test.testing

_change := {
	"eventName": "DeleteGuardrail",
	"eventSource": "bedrock.amazonaws.com",
	"errorCode": [],
	"readOnly": false,
}

_call := object.union(_change, {"eventName": "InvokeModel", "errorCode": "AccessDenied", "readOnly": true})

_key := object.union(_change, {"eventSource": "iam.amazonaws.com"})

_rule(members) := testing.record(
	"AWS::Events::Rule",
	testing.arn("events", "rule/r"),
	object.union(
		{
			"State": "ENABLED",
			"EventPattern": {"source": ["aws.bedrock", "aws.iam"]},
			"ListTargetsByRule": {"Targets": [{"Id": "1"}]},
		},
		members,
	),
)

_trail(members) := testing.record(
	"AWS::CloudTrail::Trail",
	testing.arn("cloudtrail", "trail/t"),
	object.union(
		{
			"IsMultiRegionTrail": false,
			"CloudWatchLogsLogGroupArn": testing.arn("logs", "log-group:trail:*"),
			"GetTrailStatus": {"IsLogging": true},
			"GetEventSelectors": {"EventSelectors": [{"IncludeManagementEvents": true}]},
		},
		members,
	),
)

_filter := testing.record(
	"AWS::Logs::MetricFilter",
	testing.arn("logs", "log-group:trail:metric-filter:f"),
	{
		"logGroupName": "trail",
		"filterPattern": "",
		"alternatives": "[[]]",
		"metricTransformations": [{"metricName": "Changes", "metricNamespace": "Security"}],
	},
)

_alarm := testing.record("AWS::CloudWatch::Alarm", testing.arn("cloudwatch", "alarm:a"), {
	"ActionsEnabled": true,
	"AlarmActions": [testing.arn("sns", "security")],
	"Namespace": "Security",
	"MetricName": "Changes",
	"Dimensions": [],
})

_in(region, records, gaps, record) := found if {
	facts := testing.facts(records, {}, gaps)
	counting := call_alerts.counting(record) with input as facts
	found := call_alerts.of(region, record, counting) with input as facts
}

_of(records, record) := _in("us-east-1", records, [], record)

_status(records, record) := _of(records, record).status

_recorded(selectors) := _trail({"GetEventSelectors": {"EventSelectors": [selectors]}})

test_rule_with_a_trail if {
	found := _of([_rule({}), _trail({})], _change)
	[found.status, found.yes, found.sure] == ["yes", {_rule({}).id}, true]
	found.relies_on == {_trail({}).id}
}

test_rule_without_a_trail_that_records if {
	every trail in [
		_trail({"GetTrailStatus": {"IsLogging": false}}),
		_recorded({"IncludeManagementEvents": false}),
		_recorded({"IncludeManagementEvents": true, "ReadWriteType": "ReadOnly"}),
	] {
		found := _of([_rule({}), trail], _change)
		[found.status, found.idle] == ["idle", {_rule({}).id}]
	}
	_status([_rule({})], _change) == "idle"
}

test_calls_that_only_read_need_a_state if {
	_status([_rule({}), _trail({})], _call) == "missed"
	all := _rule({"State": "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"})
	_status([all, _trail({})], _call) == "yes"
	writes := _recorded({"IncludeManagementEvents": true, "ReadWriteType": "WriteOnly"})
	_status([all, writes], _call) == "idle"
	_status([all, writes], _change) == "yes"
}

test_calls_of_iam_are_global if {
	_status([_rule({}), _trail({})], _key) == "idle"
	_status([_rule({}), _trail({"IncludeGlobalServiceEvents": true})], _key) == "yes"
	_status([_rule({}), _trail({"IsMultiRegionTrail": true})], _key) == "yes"
}

test_filter_and_alarm if {
	found := _of([_filter, _alarm, _trail({})], _change)
	[found.status, found.yes, found.sure] == ["yes", {_filter.id, _alarm.id}, true]
	found.relies_on == {_trail({}).id, "us-east-1"}
	quiet := _of([_filter, _trail({})], _change)
	[quiet.status, quiet.quiet] == ["quiet", {_filter.id}]
	stopped := _of([_filter, _alarm, _trail({"GetTrailStatus": {"IsLogging": false}})], _change)
	[stopped.status, stopped.idle] == ["idle", {_filter.id}]
}

test_filter_of_a_trail_of_another_region if {
	_in("eu-west-1", [_filter, _alarm, _trail({})], [], _change).status == "missed"
	_in("eu-west-1", [_filter, _alarm, _trail({"IsMultiRegionTrail": true})], [], _change).status == "yes"
}

test_alarm_that_may_be_muted_is_not_sure if {
	gaps := [testing.gap("cloudwatch:ListAlarmMuteRules", "us-east-1")]
	found := _in("us-east-1", [_filter, _alarm, _trail({})], gaps, _change)
	[found.status, found.sure] == ["yes", false]
	_in("us-east-1", [_rule({}), _filter, _alarm, _trail({})], gaps, _change).sure
}

test_what_may_tell_is_open if {
	odd := _rule({"EventPattern": {"source": ["aws.bedrock"], "detail": {"userIdentity": {"type": ["Root"]}}}})
	found := _of([odd, _trail({})], _change)
	[found.status, found.open] == ["open", {odd.id}]
	dimensions := {"Dimensions": [{"Name": "User", "Value": "x"}]}
	part := object.union(_alarm, {"properties": object.union(_alarm.properties, dimensions)})
	_status([_filter, part, _trail({})], _change) == "open"
}

_away(region, account) := _trail({"CloudWatchLogsLogGroupArn": sprintf(
	"arn:aws:logs:%s:%s:log-group:trail:*",
	[region, account],
)})

test_group_that_is_not_shown if {
	every trail in [_away("us-east-1", "444455556666"), _away("eu-north-1", "111122223333")] {
		found := _of([trail, _filter, _alarm], _change)
		[found.status, found.hidden] == ["hidden", {trail.id}]
		_status([trail, _rule({})], _change) == "yes"
	}
}

test_region_that_was_not_scanned if _in("eu-north-1", [_trail({})], [], _change).status == "unscanned"

test_trails_that_were_not_listed if {
	found := _in("us-east-1", [], [testing.gap("cloudtrail:DescribeTrails", "eu-west-1")], _change)
	[found.status, found.relies_on] == ["missed", {"eu-west-1"}]
}

test_names_and_proof if {
	facts := testing.facts([_rule({}), _filter, _alarm, _trail({})], {}, [])
	ids := {_rule({}).id, _filter.id, _alarm.id, _trail({}).id}
	names := call_alerts.names(ids) with input as facts
	names == {"r", "f", "a", "t"}
	proof := call_alerts.proof(ids) with input as facts
	{p.pointer | some p in proof} == {"/properties", "/properties/EventPattern", "/properties/filterPattern"}
	count(proof) == 4
}
