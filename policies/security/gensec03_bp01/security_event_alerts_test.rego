package lens_test.gensec03_bp01.security_event_alerts_test

import data.lens_test.testing

_control := "GENSEC03-BP01/security-event-alerts"

_guardrail := testing.record("AWS::Bedrock::Guardrail", testing.arn("bedrock", "guardrail/g"), {})

_abroad := testing.record_in(
	"eu-west-1",
	"AWS::Bedrock::Guardrail",
	"arn:aws:bedrock:eu-west-1:111122223333:guardrail/g",
	{},
)

_selectors := {"EventSelectors": [{"IncludeManagementEvents": true, "ReadWriteType": "All"}]}

_trail := testing.record("AWS::CloudTrail::Trail", testing.arn("cloudtrail", "trail/all"), {
	"IsMultiRegionTrail": true,
	"CloudWatchLogsLogGroupArn": testing.arn("logs", "log-group:trail:*"),
	"GetTrailStatus": {"IsLogging": true},
	"GetEventSelectors": _selectors,
})

_trail_with(members) := object.union(_trail, {"properties": object.union(_trail.properties, members)})

_rule(name, pattern) := testing.record(
	"AWS::Events::Rule",
	testing.arn("events", sprintf("rule/%s", [name])),
	{
		"State": "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS",
		"EventPattern": pattern,
		"ListTargetsByRule": {"Targets": [{"Id": "1"}]},
	},
)

_all := _rule("all", {"source": ["aws.bedrock", "aws.iam"]})

_filter := testing.record(
	"AWS::Logs::MetricFilter",
	testing.arn("logs", "log-group:trail:metric-filter:keys"),
	{
		"logGroupName": "trail",
		"filterPattern": "{ $.eventSource = iam.amazonaws.com }",
		"alternatives": `[[{"eventSource": ["iam.amazonaws.com"]}]]`,
		"metricTransformations": [{"metricName": "Keys", "metricNamespace": "Security"}],
	},
)

_alarm := testing.record("AWS::CloudWatch::Alarm", testing.arn("cloudwatch", "alarm:keys"), {
	"ActionsEnabled": true,
	"AlarmActions": [testing.arn("sns", "security")],
	"Namespace": "Security",
	"MetricName": "Keys",
	"Dimensions": [],
})

_keys := {_control: {"groups": ["keys"]}}

_logging := {_control: {"groups": ["logging"]}}

_of(records, params, gaps) := testing.results(_control, testing.facts(records, params, gaps))

_kinds(records, params, gaps) := {r.kind | some r in _of(records, params, gaps)}

_subject(group) := {"type": "AWS::Account", "id": testing.iam("root"), "region": "us-east-1", "item": group}

test_one_rule_for_each_group_passes if {
	found := _of([_guardrail, _trail, _all], {}, [])
	{[r.kind, r.subject.item] | some r in found} == {["pass", group] |
		some group in ["denied", "guardrail", "keys", "logging", "model_access", "sharing"]
	}
	{p | some r in found; some p in r.proof} == {{"id": _all.id, "pointer": "/properties/EventPattern"}}
}

test_nothing_fails if {
	count(_of([_guardrail, _trail], {}, [])) == 6
	_of([_guardrail, _trail], _keys, []) == [{
		"kind": "fail",
		"subject": _subject("keys"),
		"message": concat("", [
			"no enabled rule with a target on the default event bus, and no metric filter on the log group ",
			`of a trail, matches "CreateServiceSpecificCredential", "ResetServiceSpecificCredential"`,
		]),
		"proof": [],
		"causes": [],
	}]
}

test_rule_without_trail_fails if {
	[found] := _of([_guardrail, _all], _keys, [])
	found.kind == "fail"
	found.message == concat("", [
		`"all" would match "CreateServiceSpecificCredential", "ResetServiceSpecificCredential", `,
		"but no active trail records these calls",
	])
	found.proof == [{"id": _all.id, "pointer": "/properties/EventPattern"}]
	off := _trail_with({"GetTrailStatus": {"IsLogging": false}})
	_kinds([_guardrail, _all, off], _logging, []) == {"fail"}
}

test_filter_with_an_alarm_passes if {
	[found] := _of([_guardrail, _trail, _filter, _alarm], _keys, [])
	found.kind == "pass"
	found.proof == [
		{"id": _alarm.id, "pointer": "/properties"},
		{"id": _filter.id, "pointer": "/properties/filterPattern"},
	]
	_kinds([_guardrail, _trail, _filter, _alarm], _logging, []) == {"fail"}
}

test_filter_without_an_alarm_fails if {
	[found] := _of([_guardrail, _trail, _filter], _keys, [])
	found.kind == "fail"
	found.message == concat("", [
		`metric filter "keys" matches "CreateServiceSpecificCredential", "ResetServiceSpecificCredential", `,
		"but no actionable alarm watches its metric",
	])
	found.proof == [{"id": _filter.id, "pointer": "/properties/filterPattern"}]
}

test_unclear_pattern_review if {
	odd := _rule("odd", {"source": ["aws.iam"], "detail": {"eventName": [{"resembles": "Create"}]}})
	[found] := _of([_guardrail, _trail, odd], _keys, [])
	found.kind == "review"
	found.message == concat("", [
		`it is open whether "odd" tell of "CreateServiceSpecificCredential", "ResetServiceSpecificCredential": a `,
		"pattern asks for a member that the call may not have, or has an unknown operator, or an alarm is ",
		"about a part of the metric",
	])
	found.proof == [{"id": odd.id, "pointer": "/properties/EventPattern"}]
}

test_group_of_another_account_unknown if {
	away := _trail_with({"CloudWatchLogsLogGroupArn": "arn:aws:logs:us-east-1:444455556666:log-group:trail:*"})
	[found] := _of([_guardrail, away, _filter, _alarm], _keys, [])
	found.kind == "unknown"
	found.message == concat("", [
		`trail "all" sends "CreateServiceSpecificCredential", "ResetServiceSpecificCredential" to a log `,
		"group whose metric filters this scan cannot see",
	])
	_kinds([_guardrail, away, _all], _keys, []) == {"pass"}
}

test_home_region_that_was_not_scanned_unknown if {
	document := object.union(testing.facts([_abroad], _keys, []), {"regions": ["eu-west-1"]})
	[found] := testing.results(_control, document)
	found.kind == "unknown"
	found.message == concat("", [
		"the Region to which AWS sends the events of ",
		`"CreateServiceSpecificCredential", "ResetServiceSpecificCredential" was not scanned`,
	])
	found.subject == _subject("keys")
}

test_each_region_by_itself if {
	records := [_abroad, _trail, _all]
	{[r.kind, r.subject.region] | some r in _of(records, _logging, [])} == {["fail", "eu-west-1"]}
	{[r.kind, r.subject.region] | some r in _of(records, _keys, [])} == {["pass", "us-east-1"]}
}

test_no_bedrock_not_applicable if _kinds([_trail, _all], {}, []) == {"not_applicable"}

test_lost_listings_unknown if {
	every operation in ["events:ListRules", "cloudtrail:DescribeTrails"] {
		_kinds([_guardrail, _trail], _keys, [testing.gap(operation, "us-east-1")]) == {"unknown"}
	}
	_kinds([], {}, [testing.gap("bedrock:ListGuardrails", "us-east-1")]) == {"unknown"}
	_kinds([_guardrail], _keys, [testing.gap("cloudtrail:DescribeTrails", "eu-west-1")]) == {"unknown"}
}

test_lost_details_unknown if {
	filters := testing.gap("logs:DescribeMetricFilters", _trail.id)
	_kinds([_guardrail, _trail], _keys, [filters]) == {"unknown"}
	_kinds([_guardrail, _trail, _all], _keys, [filters]) == {"pass"}
	targets := testing.gap("events:ListTargetsByRule", _all.id)
	_kinds([_guardrail, _trail, testing.without(_all, "ListTargetsByRule")], _keys, [targets]) == {"unknown"}
	every member in ["GetTrailStatus", "GetEventSelectors"] {
		lost := testing.gap(sprintf("cloudtrail:%s", [member]), _trail.id)
		_kinds([_guardrail, testing.without(_trail, member), _all], _keys, [lost]) == {"unknown"}
	}
}

test_lost_alarms_unknown if {
	alarms := testing.gap("cloudwatch:DescribeAlarms", "us-east-1")
	_kinds([_guardrail, _trail, _filter], _keys, [alarms]) == {"unknown"}
	_kinds([_guardrail, _trail, _all], _keys, [alarms]) == {"pass"}
	mutes := testing.gap("cloudwatch:ListAlarmMuteRules", "us-east-1")
	_kinds([_guardrail, _trail, _filter, _alarm], _keys, [mutes]) == {"unknown"}
}

# The filter of a trail of every Region counts the calls of all. Its alarm is where the trail is.
test_alarm_in_the_region_of_the_trail if {
	properties := object.union(_filter.properties, {"alternatives": "[[]]"})
	every_call := object.union(_filter, {"properties": properties})
	_kinds([_abroad, _trail, every_call, _alarm], _logging, []) == {"pass"}
	lost := [testing.gap("cloudwatch:DescribeAlarms", "us-east-1")]
	_kinds([_abroad, _trail, every_call], _logging, lost) == {"unknown"}
	_kinds([_abroad, _trail, every_call], _logging, []) == {"fail"}
}
