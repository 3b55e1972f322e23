# METADATA
# title: What brings back what has scaled to zero
# description: |
#   At zero there is no load that a policy could track. An alarm on requests that find no instance or
#   no copy has to call a policy that adds one. Other alarms do not see them.
package lens.lib.wake_ups

import data.lens.lib.alarms
import data.lens.lib.facts
import data.lens.lib.group
import data.lens.lib.scaling

# {[Region, resource id in Application Auto Scaling], ...} of what comes back.
woken := {[region, id] |
	some [[region, id], policy] in scaling.raising
	[kind, name] := array.slice(split(id, "/"), 0, 2)
	some [metric, dimension] in _signs[kind]
	some alarm_id in _alarms[[metric, {dimension: name}]]
	alarm := facts.get("AWS::CloudWatch::Alarm", alarm_id)
	alarm.region == region
	_calls(alarm, policy)
}

wakes(key) if key in woken

_signs := {
	"endpoint": [["HasBacklogWithoutCapacity", "EndpointName"]],
	"inference-component": [["NoCapacityInvocationFailures", "InferenceComponentName"]],
}

_alarms := group.by_first({[[metric, dimensions], id] |
	some ["AWS/SageMaker", metric, dimensions, id] in alarms.acting
})

# Each side may name the other one.
_calls(alarm, policy) if policy.id in alarm.properties.AlarmActions

_calls(alarm, policy) if {
	some named in policy.properties.Alarms
	named.AlarmARN == alarm.id
}
