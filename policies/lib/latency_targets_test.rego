package lens_test.latency_targets_test

import data.lens.lib.latency_targets
import data.lens_test.testing

_model := testing.record("AWS::Bedrock::InvokedModel", testing.arn("cloudwatch", "model/nova"), {})

_metric := {
	"Namespace": "AWS/Bedrock",
	"MetricName": "TimeToFirstToken",
	"Dimensions": [{"Name": "ModelId", "Value": "nova"}],
}

_alarm(name, limit, more) := testing.record(
	"AWS::CloudWatch::Alarm", testing.arn("cloudwatch", name),
	object.union(
		object.union(_metric, {
			"ActionsEnabled": true,
			"AlarmActions": ["arn:aws:sns:us-east-1:111122223333:operators"],
			"ComparisonOperator": "GreaterThanOrEqualToThreshold",
			"Threshold": limit,
		}),
		more,
	),
)

_slo(id, limit) := testing.record("AWS::ApplicationSignals::ServiceLevelObjective", id, {"Sli": {
	"SliMetric": {"MetricDataQueries": [{"MetricStat": {"Metric": _metric, "Stat": "p90"}}]},
	"MetricThreshold": limit,
	"ComparisonOperator": "LessThan",
}})

_found(records, stated) := {[t.metric, t.statistic, t.limit, t.source, t.by] | some t in targets} if {
	facts := testing.facts(array.concat([_model], records), {}, [])
	targets := latency_targets.targets(stated) with input as facts
}

_loud := _alarm("loud", 800, {"ExtendedStatistic": "p99"})

_soft := _alarm("soft", 700, {"Metrics": [{"MetricStat": {"Metric": _metric, "Stat": "p95"}}]})

test_no_target if {
	_found([], {}) == set()
	_found([_alarm("average", 1, {"Statistic": "Average"})], {}) == set()
}

test_lowest_alarm if {
	_found([_loud, _soft], {}) == {["TimeToFirstToken", "p95", 700, "alarm", _soft.id]}
}

test_objective_before_alarm if {
	found := _found([_loud, _slo("arn:b", 900), _slo("arn:a", 950)], {})
	found == {["TimeToFirstToken", "p90", 900, "objective", "arn:b"]}
}

test_stated if {
	_found([_loud], {"nova": 5}) == {
		["TimeToFirstToken", "p99", 800, "alarm", _loud.id],
		["InvocationLatency", "p95", 5, "stated", ""],
	}
}

test_relied if {
	unread := testing.record("AWS::ApplicationSignals::ServiceLevelObjective", "arn:c", {})
	facts := testing.facts([_slo("arn:a", 1), unread], {}, [])
	relied := latency_targets.relied({"of": _model, "by": "arn:x"}) with input as facts
	relied == {"arn:x", "arn:c"}
}

# A monitoring account may have an alarm and an objective on a metric of the same name in another
# account.
test_metric_of_another_account_is_no_target if {
	query := {"AccountId": "444455556666", "MetricStat": {"Metric": _metric, "Stat": "p95"}}
	_found([_alarm("theirs", 700, {"Metrics": [query]})], {}) == set()
	own := object.union(query, {"AccountId": "111122223333"})
	count(_found([_alarm("ours", 700, {"Metrics": [own]})], {})) == 1
	slo := _slo("arn:theirs", 900)
	changed := {"properties": {"Sli": {"SliMetric": {"MetricDataQueries": [query]}}}}
	_found([object.union(slo, changed)], {}) == set()
}
