# METADATA
# title: Which latency of a model is to be kept
# description: |
#   A target is of one metric of a production variant, an inference component or a model, with a
#   percentile and a limit in the unit of the metric. A service level objective comes first, then the
#   actionable alarm with the lowest threshold, then what the user states in milliseconds.
package lens.lib.latency_targets

import data.lens.lib.alarms
import data.lens.lib.group
import data.lens.lib.hosted

# {of: the record, metric, dimensions, statistic, limit, unit, source: `objective`, `alarm` or
# `stated`, by: the id of the objective or alarm}. `unit` is how many of its units are a
# millisecond. `stated` is name of an endpoint or component, or id of a model -> milliseconds, for
# the p95 of the time of the model.
targets(stated) := [target |
	some stream in _streams
	some key, metric in _keys(stream)
	[limit, statistic, source, id] := _first(key, _stated(stream, metric, stated))
	target := object.union(object.remove(stream, ["name", "main"]), {
		"metric": metric,
		"statistic": statistic,
		"limit": limit,
		"source": source,
		"by": id,
	})
]

# The ids of its objective, and of what may give or take a target in its Region: what was not read
# of these is not known.
relied(target) := ({target.by} | alarms.mute_rules(target.of.region)) | _unread(target.of.region)

# Source of a target -> what would show one that comes before it, or that its alarm is muted.
others := {
	"objective": [],
	"alarm": array.concat(_of_objectives, ["cloudwatch:ListAlarmMuteRules", "cloudwatch:GetAlarmMuteRule"]),
	"stated": array.concat(_of_objectives, ["@actionable-alarms"]),
}

_of_objectives := [
	"application-signals:ListServiceLevelObjectives", "application-signals:GetServiceLevelObjective",
]

_unread(region) := {s.id |
	some s in input.resources["AWS::ApplicationSignals::ServiceLevelObjective"]
	s.region == region
	not s.properties.Sli
}

_keys(stream) := {[stream.of.region, stream.namespace, metric, stream.dimensions]: metric |
	some metric in _metrics[stream.namespace]
}

_metrics := {
	"AWS/SageMaker": ["ModelLatency", "OverheadLatency"],
	"AWS/Bedrock": ["InvocationLatency", "TimeToFirstToken"],
}

_streams := array.concat(
	array.concat(
		[_stream(e, {"EndpointName": own, "VariantName": name}, own) |
			some e in hosted.endpoints
			own := e.properties.EndpointName
			some name, _ in hosted.variants[e.id]
		],
		[_stream(c, {"InferenceComponentName": c.name}, c.name) |
			some e in hosted.endpoints
			some c in hosted.components[e.id]
		],
	),
	[object.union(_stream(m, {"ModelId": m.name}, m.name), {
		"namespace": "AWS/Bedrock",
		"unit": 1,
		"main": "InvocationLatency",
	}) |
		some m in input.resources["AWS::Bedrock::InvokedModel"]
	],
)

_stream(r, dimensions, name) := {
	"of": r,
	"namespace": "AWS/SageMaker",
	"dimensions": dimensions,
	"name": name,
	"unit": 1000,
	"main": "ModelLatency",
}

_first(key, _) := list[0] if list := _objectives[key]

_first(key, _) := list[0] if {
	not _objectives[key]
	list := _alarms[key]
}

_first(key, given) := given[0] if {
	not _objectives[key]
	not _alarms[key]
}

_stated(stream, metric, stated) := [[limit, "p95", "stated", ""] |
	metric == stream.main
	limit := stated[stream.name] * stream.unit
]

# [Region, namespace, metric, dimensions] -> [limit, statistic, source, id], the lowest limit first.
_objectives := group.by_first({[_key(s.region, metric), [limit, statistic, "objective", s.id]] |
	some s in input.resources["AWS::ApplicationSignals::ServiceLevelObjective"]
	startswith(s.properties.Sli.ComparisonOperator, "LessThan")
	limit := s.properties.Sli.MetricThreshold
	[query] := s.properties.Sli.SliMetric.MetricDataQueries
	_is_own(query)
	metric := query.MetricStat.Metric
	statistic := query.MetricStat.Stat
	_is_percentile(statistic)
})

_alarms := group.by_first({[_key(a.region, metric), [limit, statistic, "alarm", a.id]] |
	some a in input.resources["AWS::CloudWatch::Alarm"]
	a.id in alarms.actionable
	startswith(a.properties.ComparisonOperator, "GreaterThan")
	limit := a.properties.Threshold
	some [metric, statistic] in _watched(a.properties)
	_is_percentile(statistic)
})

_key(region, metric) := [region, metric.Namespace, metric.MetricName, dimensions] if {
	dimensions := {name: list[0] |
		some name, list in group.by_first({[d.Name, d.Value] | some d in metric.Dimensions})
		count(list) == 1
	}
}

_watched(alarm) := [[alarm, statistic]] if statistic := alarm.ExtendedStatistic

_watched(alarm) := [[query.MetricStat.Metric, query.MetricStat.Stat]] if {
	not alarm.ExtendedStatistic
	[query] := alarm.Metrics
	_is_own(query)
}

# Metrics of another account may have the same names.
_is_own(query) if object.get(query, "AccountId", input.account) == input.account

_is_percentile(statistic) if regex.match(`^p[0-9.]+$`, statistic)
