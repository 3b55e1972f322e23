package lens_test.genperf01_bp02.observed_latency_within_target_test

import data.lens_test.testing

_control := "GENPERF01-BP02/observed-latency-within-target"

_id := testing.arn("sagemaker", "endpoint/chat")

_slo := testing.arn("application-signals", "slo/fast")

_slo_type := "AWS::ApplicationSignals::ServiceLevelObjective"

_variant := {"EndpointName": "chat", "VariantName": "main"}

_model := {"ModelId": "amazon.nova-lite-v1:0"}

# So many days with this value, with so many samples each.
_read(dimensions, statistic, values, samples) := {
	"from": "2026-07-18T00:00:00Z",
	"days": 14,
	"period": 86400,
	"series": [
		{"dimensions": dimensions, "statistic": "p50", "points": []},
		{"dimensions": dimensions, "statistic": statistic, "points": [[at, value] | some at, value in values]},
		{
			"dimensions": dimensions,
			"statistic": "SampleCount",
			"points": [[at, samples] | some at, _ in values],
		},
	],
}

_endpoint(found) := testing.record("AWS::SageMaker::Endpoint", _id, {
	"EndpointName": "chat",
	"EndpointStatus": "InService",
	"CreationTime": "2026-01-01T00:00:00Z",
	"ProductionVariants": [{"VariantName": "main"}],
	"DescribeEndpointConfig": {"ProductionVariants": [{"VariantName": "main", "InstanceType": "ml.g5.xlarge"}]},
	"GetMetricData": found,
})

_slow := _endpoint({"ModelLatency": _read(_variant, "p95", [900001, 900000, 2000000, 100], 20)})

_dimensions(values) := [{"Name": name, "Value": value} | some name, value in values]

_alarm(name, more) := testing.record("AWS::CloudWatch::Alarm", _alarm_arn(name), object.union(
	{
		"AlarmName": name,
		"ActionsEnabled": true,
		"AlarmActions": ["arn:aws:sns:us-east-1:111122223333:operators"],
		"Namespace": "AWS/SageMaker",
		"MetricName": "ModelLatency",
		"Dimensions": _dimensions(_variant),
		"ExtendedStatistic": "p95",
		"Threshold": 900000,
		"ComparisonOperator": "GreaterThanThreshold",
	},
	more,
))

_alarm_arn(name) := testing.arn("cloudwatch", sprintf("alarm:%s", [name]))

_late := _alarm("late", {})

_objective(limit, more) := testing.record(_slo_type, _slo, object.union(
	{
		"Name": "fast",
		"Sli": {
			"SliMetric": {"MetricDataQueries": [{"Id": "m", "MetricStat": {
				"Metric": {
					"Namespace": "AWS/SageMaker",
					"MetricName": "ModelLatency",
					"Dimensions": _dimensions(_variant),
				},
				"Stat": "p95",
			}}]},
			"MetricThreshold": limit,
			"ComparisonOperator": "LessThanOrEqualTo",
		},
		"BatchGetServiceLevelObjectiveBudgetReport": {"Reports": [{"Arn": _slo, "Attainment": 99.9}]},
	},
	more,
))

_kinds(records, params, gaps) := testing.kinds(_control, testing.facts(records, {_control: params}, gaps))

_messages(records, params) := testing.messages(_control, testing.facts(records, {_control: params}, []))

test_days_above_the_threshold_of_an_alarm_fail if {
	testing.results(_control, testing.facts([_slow, _late], {}, [])) == [{
		"kind": "fail",
		"subject": {
			"type": "AWS::SageMaker::Endpoint",
			"id": _id,
			"region": "us-east-1",
			"item": "ModelLatency",
		},
		"message": sprintf(`its "p95" was above the 900 milliseconds of "%s" on 2 of 4 days`, [_late.id]),
		"proof": [
			{"id": _late.id, "pointer": "/properties"},
			{"id": _id, "pointer": "/properties/GetMetricData/ModelLatency"},
		],
		"causes": [],
	}]
}

test_days_that_are_allowed_pass if _kinds([_slow, _late], {"max_bad_days": 2}, []) == ["pass"]

test_days_with_few_samples_do_not_count if {
	few := _endpoint({"ModelLatency": _read(_variant, "p95", [900001, 900001], 19)})
	_kinds([few, _late], {}, []) == ["not_applicable"]
	_kinds([few, _late], {"min_samples": 19}, []) == ["fail"]
}

test_without_a_target_not_applicable if {
	_kinds([_slow], {}, []) == ["not_applicable"]
	_kinds([_late], {}, []) == ["not_applicable"]
	every more in [
		{"ActionsEnabled": false},
		{"ExtendedStatistic": "tm95"},
		{"ComparisonOperator": "LessThanThreshold"},
		{"MetricName": "Invocations"},
		{"Dimensions": _dimensions({"EndpointName": "chat", "VariantName": "other"})},
		{"Dimensions": []},
	] {
		_kinds([_slow, _alarm("late", more)], {}, []) == ["not_applicable"]
	}
}

# The alarm that is raised first counts, with its own percentile.
test_lowest_threshold_counts if {
	late := _alarm("later", {"Threshold": 9000000})
	_kinds([_slow, late], {}, []) == ["pass"]
	_kinds([_slow, late, _late], {}, []) == ["fail"]
	_kinds([_slow, _alarm("other", {"ExtendedStatistic": "p99", "Threshold": 1}), _late], {}, []) == ["pass"]
}

test_percentile_that_is_not_read_unknown if {
	alarm := _alarm("late", {"ExtendedStatistic": "p99.9"})
	said := sprintf(`the scan does not read the percentile "p99.9" that "%s" compares`, [alarm.id])
	_messages([_slow, alarm], {}) == [said]
}

test_alarm_on_one_query_counts if {
	metric := object.filter(_late.properties, ["Namespace", "MetricName", "Dimensions"])
	stat := {"Metric": metric, "Stat": "p95"}
	plain := {"properties": object.remove(_late.properties, ["ExtendedStatistic", "Namespace", "Dimensions"])}
	alarm := object.union(object.remove(_late, ["properties"]), plain)
	query := object.union(alarm, {"properties": {"Metrics": [{"Id": "m", "MetricStat": stat}]}})
	_kinds([_slow, query], {}, []) == ["fail"]
}

test_objective_comes_before_the_alarm if {
	_kinds([_slow, _late, _objective(9000000, {})], {}, []) == ["pass"]
	_kinds([_slow, _objective(900000, {})], {}, []) == ["fail"]
}

_report(more) := {"BatchGetServiceLevelObjectiveBudgetReport": {"Reports": [report]}} if {
	report := object.union({"Arn": _slo}, more)
}

test_attainment if {
	said := sprintf(`objective "%s" was attained to 98.9 percent, and its goal is 99 percent`, [_slo])
	_messages([_slow, _objective(9000000, _report({"Attainment": 98.9}))], {}) == [said]
	low := object.union(_report({"Attainment": 98.9}), {"Goal": {"AttainmentGoal": 98}})
	_kinds([_slow, _objective(9000000, low)], {}, []) == ["pass"]
	new := _report({"BudgetStatus": "INSUFFICIENT_DATA"})
	_kinds([_slow, _objective(9000000, new)], {}, []) == ["pass"]
	none := {"BatchGetServiceLevelObjectiveBudgetReport": {"Reports": []}}
	hidden := sprintf(`AWS does not show how far objective "%s" was attained`, [_slo])
	_messages([_slow, _objective(9000000, none)], {}) == [hidden]
}

test_stated_target if {
	said := `its "p95" was above the stated 900 milliseconds on 2 of 4 days`
	_messages([_slow], {"targets_ms": {"chat": 900}}) == [said]
	_kinds([_slow], {"targets_ms": {"chat": 2000}}, []) == ["pass"]
	_kinds([_slow], {"targets_ms": {"other": 1}}, []) == ["not_applicable"]
}

test_model_and_component if {
	model := object.union(
		testing.record(
			"AWS::Bedrock::InvokedModel",
			testing.arn("cloudwatch", "model/amazon.nova-lite-v1:0"),
			{"GetMetricData": {"InvocationLatency": _read(_model, "p95", [901, 901], 30)}},
		),
		{"name": "amazon.nova-lite-v1:0"},
	)
	testing.verdicts(_control, testing.facts([model], {_control: {"targets_ms": {model.name: 900}}}, [])) == {[
		"fail",
		model.id,
		"InvocationLatency",
	]}
	_kinds([model], {"targets_ms": {model.name: 901}}, []) == ["pass"]
	llm := {"InferenceComponentName": "llm"}
	component := testing.record(
		"AWS::SageMaker::InferenceComponent",
		testing.arn("sagemaker", "inference-component/llm"),
		{
			"EndpointName": "chat",
			"InferenceComponentName": "llm",
			"GetMetricData": {"ModelLatency": _read(llm, "p95", [1, 900001, 900001], 20)},
		},
	)
	_kinds([_endpoint({}), component], {"targets_ms": {"llm": 900}}, []) == ["fail"]
}

test_metric_that_was_not_read_unknown if {
	_kinds([_endpoint({}), _late], {}, []) == ["unknown"]
	_kinds([_endpoint({}), _late], {}, [testing.gap("cloudwatch:GetMetricData", _id)]) == ["unknown"]
	_kinds([_slow, _late], {"lookback_days": 15}, []) == ["unknown"]
}

test_denied_calls if {
	alarms := testing.gap("cloudwatch:DescribeAlarms", "us-east-1")
	_kinds([_slow], {}, [alarms]) == ["unknown"]
	objectives := testing.gap("application-signals:ListServiceLevelObjectives", "us-east-1")
	_kinds([_slow], {}, [objectives]) == ["unknown"]
	_kinds([], {}, [testing.gap("sagemaker:ListEndpoints", "us-east-1")]) == ["unknown"]
	hidden := testing.without(_objective(1, {}), "Sli")
	found := _kinds([_slow, _alarm("later", {"Threshold": 9000000}), hidden], {}, [testing.gap(
		"application-signals:GetServiceLevelObjective",
		_slo,
	)])
	not "pass" in found
	report := testing.without(_objective(9000000, {}), "BatchGetServiceLevelObjectiveBudgetReport")
	lost := testing.gap("application-signals:BatchGetServiceLevelObjectiveBudgetReport", _slo)
	_kinds([_slow, report], {}, [lost]) == ["unknown"]
}

# What was not read may have another target, which comes first, or mute the alarm.
test_target_that_may_be_another_one_unknown if {
	objectives := testing.gap("application-signals:ListServiceLevelObjectives", "us-east-1")
	alarms := testing.gap("cloudwatch:DescribeAlarms", "us-east-1")
	muting := testing.gap("cloudwatch:ListAlarmMuteRules", "us-east-1")
	every gap in [objectives, alarms, muting] {
		not "fail" in _kinds([_slow], {"targets_ms": {"chat": 900}}, [gap])
	}
	every gap in [objectives, muting] {
		not "fail" in _kinds([_slow, _late], {}, [gap])
	}
	"fail" in _kinds([_slow, _objective(900000, {})], {}, [alarms])
	hidden := testing.without(_objective(1, {}), "Sli")
	unread := testing.gap("application-signals:GetServiceLevelObjective", _slo)
	not "fail" in _kinds([_slow, _late, hidden], {}, [unread])
	elsewhere := testing.gap("cloudwatch:DescribeAlarms", "eu-west-1")
	"fail" in _kinds([_slow], {"targets_ms": {"chat": 900}}, [elsewhere])
}
