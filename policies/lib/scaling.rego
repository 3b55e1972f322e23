# METADATA
# title: What Application Auto Scaling does with what SageMaker AI runs
# description: |
#   A scalable target sets the range of a production variant's instances or of an inference component's
#   copies, and scales nothing by itself. A policy scales with load. A scheduled action sets another
#   range, or raises the number to its minimum, and lowers it to its maximum.
package lens.lib.scaling

import data.lens.lib.ages
import data.lens.lib.group

# [Region, resource id] -> the scalable target.
targets := {key: list[0] | some key, list in _targets}

_targets := group.by_first({[_key(t), t] |
	some t in input.resources["AWS::ApplicationAutoScaling::ScalableTarget"]
	t.properties.ScalableDimension in _dimensions
})

# Proof: the scalable target, if there is one.
proof(key) := [{"id": targets[key].id, "pointer": "/properties"} | targets[key]]

# {[Region, resource id], ...} of what something scales out.
out contains key if {
	some key, t in targets
	_is_wide(key, t.properties)
	not t.properties.SuspendedState.DynamicScalingOutSuspended
	some policy in _policies[key]
	_raises(policy, t.properties)
}

out contains key if {
	some key, t in targets
	some action in _actions[key]
	_lifts(action, key, t.properties)
}

grows(key) if key in out

# [Region, resource id] -> the lowest number to which something may scale in.
lowest := {key: min(found) |
	some key, t in targets
	found := _floors(key, t.properties)
	count(found) > 0
}

# Whether something scales in: from `number`, or from the most that the range allows. A policy that
# scales in, or an action that sets a lower maximum, does. A lower minimum lets policies do it.
falls(key, number) if lowest[key] < max({number} | _most(key))

falls(key, _) if {
	range := targets[key].properties
	not range.SuspendedState.DynamicScalingInSuspended
	count(_policies[key]) > 0
	some action in _actions[key]
	action.ScalableTargetAction.MinCapacity < range.MinCapacity
}

_most(key) := {targets[key].properties.MaxCapacity} | {most |
	some action in _actions[key]
	most := action.ScalableTargetAction.MaxCapacity
}

# [Region, resource id] -> the lowest minimum, now or after an action that sets another one.
least := {key: min(found) |
	some key, t in targets
	found := {t.properties.MinCapacity} | {number |
		some action in _actions[key]
		number := action.ScalableTargetAction.MinCapacity
	}
}

# {[[Region, resource id], policy], ...} of the policies that raise the number when they are called,
# whether AWS lists the alarms that call them or not.
raising := {[key, policy] |
	some policy in input.resources["AWS::ApplicationAutoScaling::ScalingPolicy"]
	policy.properties.ScalableDimension in _dimensions
	key := _key(policy)
	range := targets[key].properties
	_is_wide(key, range)
	not range.SuspendedState.DynamicScalingOutSuspended
	_raises(policy.properties, range)
}

# A serverless variant has another dimension: that of its provisioned concurrency.
_dimensions := {"sagemaker:variant:DesiredInstanceCount", "sagemaker:inference-component:DesiredCopyCount"}

# Whether there is room to scale, now or after an action that sets another range.
_is_wide(_, range) if range.MaxCapacity > range.MinCapacity

_is_wide(key, range) if {
	some action in _actions[key]
	action.ScalableTargetAction.MaxCapacity > range.MinCapacity
}

_key(r) := [r.region, r.properties.ResourceId]

_policies := group.by_first({[_key(p), p.properties] |
	some p in input.resources["AWS::ApplicationAutoScaling::ScalingPolicy"]
	p.properties.ScalableDimension in _dimensions
	_acts(p.properties)
})

# Nothing calls a step policy without an alarm.
_acts(policy) if policy.PolicyType == "TargetTrackingScaling"

_acts(policy) if {
	policy.PolicyType == "StepScaling"
	count(policy.Alarms) > 0
}

_acts(policy) if policy.PredictiveScalingPolicyConfiguration.Mode == "ForecastAndScale"

_raises(policy, _) if not policy.PolicyType == "StepScaling"

_raises(policy, range) if {
	some [exact, number] in _steps(policy)
	number > _least(exact, range)
}

_least(exact, range) := range.MinCapacity if exact

_least(exact, _) := 0 if not exact

_falls(policy) if {
	policy.PolicyType == "TargetTrackingScaling"
	not policy.TargetTrackingScalingPolicyConfiguration.DisableScaleIn
}

_falls(policy) if {
	some [exact, number] in _steps(policy)
	_down(exact, number)
}

_down(exact, _) if exact

_down(_, number) if number < 0

_steps(policy) := {[exact, step.ScalingAdjustment] |
	some step in policy.StepScalingPolicyConfiguration.StepAdjustments
	type := object.get(policy.StepScalingPolicyConfiguration, "AdjustmentType", "")
	exact := type == "ExactCapacity"
}

# The scheduled actions that will run again. One that runs once is no scaling.
_actions := group.by_first({[key, a.properties] |
	some a in input.resources["AWS::ApplicationAutoScaling::ScheduledAction"]
	a.properties.ScalableDimension in _dimensions
	schedule := a.properties.Schedule
	not startswith(schedule, "at(")
	not _ended(a)
	key := _key(a)
	not targets[key].properties.SuspendedState.ScheduledScalingSuspended
})

_ended(a) if ages.older(a.properties.EndTime, 0)

# An action that AWS shows without its numbers may do anything within the range of the target.
_lifts(action, _, range) if {
	not action.ScalableTargetAction
	range.MaxCapacity > range.MinCapacity
}

_lifts(action, _, range) if action.ScalableTargetAction.MinCapacity > range.MinCapacity

_lifts(action, key, _) if {
	some other in _actions[key]
	action.ScalableTargetAction.MinCapacity > other.ScalableTargetAction.MinCapacity
}

_floors(key, range) := ({range.MinCapacity | _may_fall(key)} | {number |
	_may_fall(key)
	some action in _actions[key]
	number := action.ScalableTargetAction.MinCapacity
}) | {number | some action in _actions[key]; number := action.ScalableTargetAction.MaxCapacity}

_may_fall(key) if {
	not targets[key].properties.SuspendedState.DynamicScalingInSuspended
	some policy in _policies[key]
	_falls(policy)
}

_may_fall(key) if {
	some action in _actions[key]
	not action.ScalableTargetAction
}
