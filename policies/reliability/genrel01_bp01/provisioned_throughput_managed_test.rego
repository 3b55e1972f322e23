package lens_test.genrel01_bp01.provisioned_throughput_managed_test

import data.lens_test.testing

_control := "GENREL01-BP01/provisioned-throughput-managed"

_id := testing.arn("bedrock", "provisioned-model/through00001")

_throughput(more) := testing.record(
	"AWS::Bedrock::ProvisionedModelThroughput",
	_id,
	object.union({"status": "InService", "modelUnits": 1, "desiredModelUnits": 1}, more),
)

_alarm(properties) := testing.record(
	"AWS::CloudWatch::Alarm",
	testing.arn("cloudwatch", "alarm:throttles"),
	object.union(
		{"ActionsEnabled": true, "AlarmActions": [testing.arn("sns", "operators")], "AlarmName": "throttles"},
		properties,
	),
)

_metric(namespace, name, value) := _alarm({
	"Namespace": namespace,
	"MetricName": name,
	"Dimensions": [{"Name": "ModelId", "Value": value}],
})

_query(text) := _alarm({"Metrics": [{"Id": "q1", "Expression": text}]})

_good := _metric("AWS/Bedrock", "InvocationThrottles", _id)

_kinds(records, gaps) := testing.kinds(_control, testing.facts(records, {}, gaps))

_messages(records) := testing.messages(_control, testing.facts(records, {}, []))

_no_alarm := concat("", [
	`no actionable alarm watches any of the metrics "InvocationLatency", "InvocationThrottles", "Invocations" `,
	`of AWS/Bedrock with its id or ARN as ModelId`,
])

_proof(pointer) := {"id": _id, "pointer": pointer}

test_alarm_by_arn_or_id_passes if {
	every alarm in [
		_good,
		_metric("AWS/Bedrock", "Invocations", "through00001"),
		_query(`SELECT SUM(InvocationThrottles) FROM "AWS/Bedrock" WHERE ModelId = 'through00001'`),
		_query(`SELECT SUM(InvocationThrottles) FROM SCHEMA("AWS/Bedrock", ModelId) GROUP BY ModelId`),
	] {
		_kinds([_throughput({}), alarm], []) == ["pass"]
	}
}

test_the_alarm_is_the_proof if {
	proofs := testing.proofs(_control, testing.facts([_throughput({}), _good], {}, []))
	proofs == [{"id": _good.id, "pointer": "/properties"}]
}

test_no_alarm_fails if {
	testing.results(_control, testing.facts([_throughput({})], {}, [])) == [{
		"kind": "fail",
		"subject": {
			"type": "AWS::Bedrock::ProvisionedModelThroughput",
			"id": _id,
			"region": "us-east-1",
			"item": "",
		},
		"message": _no_alarm,
		"proof": [_proof("")],
		"causes": [],
	}]
}

test_alarm_of_something_else_fails if {
	every alarm in [
		_metric("AWS/Bedrock", "InvocationThrottles", "through00002"),
		_metric("AWS/Bedrock", "InvocationThrottles", "amazon.nova-lite-v1:0"),
		_metric("AWS/Bedrock", "InputTokenCount", _id),
		_metric("AWS/Bedrock/Guardrails", "Invocations", _id),
		_alarm({"Namespace": "AWS/Bedrock", "MetricName": "InvocationThrottles", "Dimensions": []}),
		_query(`SELECT SUM(InvocationThrottles) FROM "AWS/Bedrock" WHERE ModelId = 'through00002'`),
		_query(`SELECT SUM(InvocationThrottles) FROM "AWS/Bedrock" WHERE ModelId != 'through00001'`),
	] {
		_messages([_throughput({}), alarm]) == [_no_alarm]
	}
}

test_alarm_in_another_region_fails if {
	alarm := object.union(_good, {"region": "eu-west-1"})
	_messages([_throughput({}), alarm]) == [_no_alarm]
}

test_alarm_that_tells_nobody_fails if {
	alarm := object.union(_good, {"properties": object.union(_good.properties, {"ActionsEnabled": false})})
	_messages([_throughput({}), alarm]) == [_no_alarm]
}

test_failed_throughput_fails if {
	records := [_throughput({"status": "Failed"}), _good]
	_messages(records) == ["its status is Failed"]
	testing.proofs(_control, testing.facts(records, {}, [])) == [_proof("/properties/status")]
}

test_throughput_that_changes_is_judged_by_alarm_and_commitment if {
	_kinds([_throughput({"status": "Updating", "desiredModelUnits": 2}), _good], []) == ["pass"]
	_messages([_throughput({"status": "Creating", "desiredModelUnits": 2})]) == [_no_alarm]
}

test_commitment_that_ends_soon_fails if {
	records := [_throughput({"commitmentExpirationTime": "2026-08-20T10:00:00Z"}), _good]
	_messages(records) == [`its commitment ends on "2026-08-20"`]
	testing.proofs(_control, testing.facts(records, {}, [])) == [_proof("/properties/commitmentExpirationTime")]
}

test_commitment_that_ends_later_or_has_ended_passes if {
	_kinds([_throughput({"commitmentExpirationTime": "2026-10-01T00:00:00Z"}), _good], []) == ["pass"]
	_kinds([_throughput({"commitmentExpirationTime": "2026-07-01T00:00:00Z"}), _good], []) == ["pass"]
}

test_days_are_a_parameter if {
	records := [_throughput({"commitmentExpirationTime": "2026-10-01T00:00:00Z"}), _good]
	testing.kinds(_control, testing.facts(records, {_control: {"expiry_days": 90}}, [])) == ["fail"]
}

test_other_units_are_named_beside_a_fault if {
	units := {"desiredModelUnits": 3}
	named := "the number of its model units is 1, and 3 were requested"
	_kinds([_throughput(units), _good], []) == ["pass"]
	_messages([_throughput(units)]) == [concat("; ", [_no_alarm, named])]
	ending := object.union(units, {"commitmentExpirationTime": "2026-08-20T10:00:00Z"})
	records := [_throughput(ending), _good]
	_messages(records) == [concat("; ", [`its commitment ends on "2026-08-20"`, named])]
	_proof("/properties/modelUnits") in testing.proofs(_control, testing.facts(records, {}, []))
}

_denied(operation) := testing.gap(operation, "us-east-1")

test_alarms_that_were_not_read_unknown if {
	_kinds([_throughput({})], [_denied("cloudwatch:DescribeAlarms")]) == ["unknown"]
	_kinds([_throughput({"desiredModelUnits": 3})], [_denied("cloudwatch:DescribeAlarms")]) == ["unknown"]
}

test_alarm_that_was_seen_passes_with_other_alarms_lost if {
	_kinds([_throughput({}), _good], [_denied("cloudwatch:DescribeAlarms")]) == ["pass"]
}

test_mute_rules_that_were_not_read_unknown if {
	_kinds([_throughput({}), _good], [_denied("cloudwatch:ListAlarmMuteRules")]) == ["unknown"]
	rule := testing.record("AWS::CloudWatch::AlarmMuteRule", testing.arn("cloudwatch", "alarm-mute-rule:m"), {})
	gap := testing.gap("cloudwatch:GetAlarmMuteRule", rule.id)
	_kinds([_throughput({}), _good, rule], [gap]) == ["unknown"]
}

test_fault_that_was_seen_fails_with_alarms_lost if {
	_kinds([_throughput({"status": "Failed"})], [_denied("cloudwatch:DescribeAlarms")]) == ["fail"]
}

test_nothing_not_applicable if _kinds([_good], []) == ["not_applicable"]

test_denied_listing_unknown if {
	_kinds([], [_denied("bedrock:ListProvisionedModelThroughputs")]) == ["unknown"]
}
