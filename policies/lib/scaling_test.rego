package lens_test.lib.scaling_test

import data.lens.lib.scaling
import data.lens_test.testing

_id := "endpoint/chat/variant/main"

_key := ["us-east-1", _id]

_scaled := {"ResourceId": _id, "ScalableDimension": "sagemaker:variant:DesiredInstanceCount"}

_made(type, name, properties) := testing.record(
	sprintf("AWS::ApplicationAutoScaling::%s", [type]),
	testing.arn("application-autoscaling", name),
	object.union(_scaled, properties),
)

_range(low, high) := {"MinCapacity": low, "MaxCapacity": high}

_target(properties) := _made("ScalableTarget", "target", object.union(_range(1, 4), properties))

_policy(properties) := _made("ScalingPolicy", "policy", properties)

_tracking := _policy({"PolicyType": "TargetTrackingScaling"})

_step(type, adjustments, alarms) := _policy({
	"PolicyType": "StepScaling",
	"StepScalingPolicyConfiguration": object.union(type, {"StepAdjustments": [{"ScalingAdjustment": number} |
		some number in adjustments
	]}),
	"Alarms": [{"AlarmName": name} | some name in alarms],
})

_change := {"AdjustmentType": "ChangeInCapacity"}

_exact := {"AdjustmentType": "ExactCapacity"}

_action(name, properties) := _made(
	"ScheduledAction", name,
	object.union({"Schedule": "cron(0 8 * * ? *)"}, properties),
)

_sets(low, high) := {"ScalableTargetAction": _range(low, high)}

_suspended(names) := {"SuspendedState": {name: true | some name in names}}

_out(records) if {
	document := testing.facts(records, {}, [])
	scaling.out == {_key} with input as document
}

_still(records) if {
	document := testing.facts(records, {}, [])
	scaling.out == set() with input as document
}

_lowest(records) := found if {
	document := testing.facts(records, {}, [])
	found := scaling.lowest with input as document
}

test_target_tracking_scales_both_ways if {
	_out([_target({}), _tracking])
	_lowest([_target({}), _tracking]) == {_key: 1}
}

test_what_grows if {
	document := testing.facts([_target({}), _tracking], {}, [])
	scaling.grows(_key) with input as document
	not scaling.grows(["eu-west-1", _id]) with input as document
}

test_target_alone_scales_nothing if {
	_still([_target({})])
	_lowest([_target({})]) == {}
}

test_policy_or_action_without_a_target if {
	_still([_tracking, _action("a", {})])
	_lowest([_tracking, _action("a", {})]) == {}
}

test_target_without_a_range if _still([_target(_range(2, 2)), _tracking])

test_range_that_an_action_will_set if {
	by_day := [_action("morning", _sets(2, 10)), _action("evening", _sets(2, 2))]
	_out(array.concat([_target(_range(2, 2)), _tracking], by_day))
	_out(array.concat([_target(_range(2, 10)), _tracking], by_day))
	_still(array.concat([_target(_range(2, 2))], by_day))
	_still([_target(_range(2, 2)), _tracking, by_day[1]])
}

test_suspended if {
	_still([_target(_suspended(["DynamicScalingOutSuspended"])), _tracking])
	_out([_target(_suspended(["DynamicScalingInSuspended"])), _tracking])
	_lowest([_target(_suspended(["DynamicScalingInSuspended"])), _tracking]) == {}
	_lowest([_target(_suspended(["DynamicScalingOutSuspended"])), _tracking]) == {_key: 1}
	_out([_target({"SuspendedState": {"DynamicScalingOutSuspended": false}}), _tracking])
}

test_other_resource_or_dimension if {
	_still([_target({"ResourceId": "endpoint/chat/variant/other"}), _tracking])
	_still([
		_target({"ScalableDimension": "sagemaker:variant:DesiredProvisionedConcurrency"}),
		_policy({
			"PolicyType": "TargetTrackingScaling",
			"ScalableDimension": "sagemaker:variant:DesiredProvisionedConcurrency",
		}),
	])
}

test_other_region if {
	policy := object.union(_tracking, {"region": "eu-west-1"})
	_still([_target({}), policy])
}

test_component if {
	scaled := {
		"ResourceId": "inference-component/c",
		"ScalableDimension": "sagemaker:inference-component:DesiredCopyCount",
	}
	document := testing.facts(
		[
			_target(scaled),
			_policy(object.union(scaled, {"PolicyType": "TargetTrackingScaling"})),
		],
		{}, [],
	)
	scaling.out == {["us-east-1", "inference-component/c"]} with input as document
}

test_policy_that_never_scales_in if {
	policy := _policy({
		"PolicyType": "TargetTrackingScaling",
		"TargetTrackingScalingPolicyConfiguration": {"DisableScaleIn": true},
	})
	_out([_target({}), policy])
	_lowest([_target({}), policy]) == {}
}

test_step_policies if {
	_out([_target({}), _step(_change, [1, -1], ["busy"])])
	_out([_target({}), _step({}, [1], ["busy"])])
	_out([_target({}), _step(_exact, [3], ["busy"])])
	_still([_target({}), _step(_change, [1], [])])
	_still([_target({}), _step(_change, [-1], ["idle"])])
	_still([_target({}), _step(_exact, [1], ["idle"])])
	_lowest([_target({}), _step(_change, [-1], ["idle"])]) == {_key: 1}
	_lowest([_target({}), _step(_exact, [3], ["idle"])]) == {_key: 1}
	_lowest([_target({}), _step(_change, [1], ["busy"])]) == {}
	_lowest([_target({}), _step(_change, [-1], [])]) == {}
}

test_predictive_policy if {
	every mode, number in {"ForecastAndScale": 1, "ForecastOnly": 0} {
		document := testing.facts(
			[_target({}), _policy({
				"PolicyType": "PredictiveScaling",
				"PredictiveScalingPolicyConfiguration": {"Mode": mode},
			})],
			{}, [],
		)
		count(scaling.out) == number with input as document
	}
	_lowest([_target({}), _policy({
		"PolicyType": "PredictiveScaling",
		"PredictiveScalingPolicyConfiguration": {"Mode": "ForecastAndScale"},
	})]) == {}
}

test_actions_that_raise_and_lower if {
	both := [_action("morning", _sets(4, 4)), _action("evening", _sets(2, 2))]
	_out(array.concat([_target(_range(4, 4))], both))
	_out(array.concat([_target(_range(2, 2))], both))
	_lowest(array.concat([_target(_range(4, 4))], both)) == {_key: 2}
}

test_action_above_the_minimum if {
	_out([_target({}), _action("a", {"ScalableTargetAction": {"MinCapacity": 3}})])
	_lowest([_target({}), _action("a", {"ScalableTargetAction": {"MinCapacity": 3}})]) == {}
}

test_action_that_changes_nothing_or_lowers if {
	_still([_target(_range(4, 8)), _action("a", _sets(4, 8))])
	_still([_target({}), _action("a", {"ScalableTargetAction": {"MaxCapacity": 2}})])
	_lowest([_target(_range(4, 8)), _action("a", _sets(0, 0))]) == {_key: 0}
}

test_minimum_of_an_action_needs_a_policy if {
	action := _action("a", {"ScalableTargetAction": {"MinCapacity": 0}})
	_lowest([_target({}), action]) == {}
	_lowest([_target({}), action, _tracking]) == {_key: 0}
}

test_action_without_its_numbers if {
	_out([_target({}), _action("a", {})])
	_still([_target(_range(2, 2)), _action("a", {})])
	_lowest([_target({}), _action("a", {})]) == {_key: 1}
}

test_action_that_does_not_run_again if {
	every properties in [{"Schedule": "at(2027-01-01T00:00:00)"}, {"EndTime": "2026-07-31T00:00:00Z"}] {
		_still([_target({}), _action("a", object.union(_sets(3, 3), properties))])
		_lowest([_target({}), _action("a", object.union(_sets(0, 0), properties))]) == {}
	}
	_out([_target({}), _action("a", object.union(_sets(3, 3), {"EndTime": "2027-01-01T00:00:00Z"}))])
	_still([_target(_suspended(["ScheduledScalingSuspended"])), _action("a", _sets(3, 3))])
}

_falls(records, number) if {
	document := testing.facts(records, {}, [])
	scaling.falls(_key, number) with input as document
}

test_what_falls if {
	_falls([_target({}), _tracking], 1)
	not _falls([_target({})], 3)
	not _falls([_target(_range(2, 2)), _tracking], 2)
	_falls([_target(_range(2, 2)), _tracking], 3)
	not _falls([_target({}), _step(_change, [1], ["busy"])], 3)
	not _falls([_tracking], 3)
}

test_action_that_lowers_the_range if {
	one_way := _policy({
		"PolicyType": "TargetTrackingScaling",
		"TargetTrackingScalingPolicyConfiguration": {"DisableScaleIn": true},
	})
	target := _target(_range(2, 4))
	_falls([target, one_way, _action("night", _sets(1, 4))], 2)
	not _falls([target, one_way, _action("night", _sets(2, 4))], 2)
	not _falls([target, _action("night", _sets(1, 4))], 2)
	held := _target(object.union(_range(2, 4), _suspended(["DynamicScalingInSuspended"])))
	not _falls([held, one_way, _action("night", _sets(1, 4))], 2)
	_falls([held, _action("night", _sets(1, 1))], 2)
	_falls([_target(_range(4, 4)), _action("morning", _sets(4, 4)), _action("evening", _sets(2, 2))], 4)
}

test_lowest_minimum if {
	least := {_key: 1}
	document := testing.facts([_target({})], {}, [])
	scaling.least == least with input as document
	night := testing.facts([_target({}), _action("night", _sets(0, 4))], {}, [])
	scaling.least == {_key: 0} with input as night
}

_raising(records) := {[key, policy.id] |
	document := testing.facts(records, {}, [])
	found := scaling.raising with input as document
	some [key, policy] in found
}

test_policies_that_raise if {
	raised := {[_key, _tracking.id]}
	_raising([_target({}), _tracking]) == raised
	_raising([_target({}), _step(_change, [1], [])]) == raised
	_raising([_target({}), _step(_change, [-1], [])]) == set()
	_raising([_target(_suspended(["DynamicScalingOutSuspended"])), _tracking]) == set()
	_raising([_target(_range(0, 0)), _tracking]) == set()
	_raising([_tracking]) == set()
}

test_target_as_proof if {
	document := testing.facts([_target({})], {}, [])
	scaling.proof(_key) == [{"id": _target({}).id, "pointer": "/properties"}] with input as document
	scaling.proof(["eu-west-1", _id]) == [] with input as document
}
