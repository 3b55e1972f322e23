# METADATA
# title: Schedules of SageMaker Model Monitor
# description: |
#   A baseline stands in the schedule itself, or in the job definition that it names.
package lens.lib.monitoring

import data.lens.lib.group

_all := input.resources["AWS::SageMaker::MonitoringSchedule"]

# [Region, name of the endpoint] -> its schedules.
schedules := group.by_first({[[s.region, s.properties.EndpointName], s] | some s in _all})

# Id -> the faults of a schedule, as [message, pointer]. Schedules without a fault are not here.
faults := {s.id: found |
	some s in _all
	found := {fault | some fault in _candidates; _applies(fault[0], s)}
	count(found) > 0
}

_candidates := {
	["stopped", "/properties/MonitoringScheduleStatus"],
	["failed", "/properties/LastMonitoringExecutionSummary/MonitoringExecutionStatus"],
	["no-baseline", "/properties/MonitoringScheduleConfig"],
}

_applies("stopped", s) if s.properties.MonitoringScheduleStatus in {"Failed", "Stopped"}

_applies("failed", s) if s.properties.LastMonitoringExecutionSummary.MonitoringExecutionStatus == "Failed"

_applies("no-baseline", s) if {
	s.properties.MonitoringScheduleConfig.MonitoringJobDefinition
	not _has_own_baseline(s)
}

_applies("no-baseline", s) if _baseline_of[_definition(s)] == false

_definition(s) := [s.region, _type(s), s.properties.MonitoringScheduleConfig.MonitoringJobDefinitionName]

# Schedules that compare data or answers with a baseline, as far as their details were read.
hopeful := {s.id | some s in _all; _type(s) in {"DataQuality", "ModelQuality"}} - object.keys(faults)

# Those whose details were read.
good := {s.id |
	some s in _all
	s.id in hopeful
	s.properties.MonitoringScheduleStatus == "Scheduled"
	_has_baseline(s)
}

_has_baseline(s) if _has_own_baseline(s)

_has_baseline(s) if _baseline_of[_definition(s)]

_has_own_baseline(s) if {
	definition := s.properties.MonitoringScheduleConfig.MonitoringJobDefinition
	_is_baseline(definition.BaselineConfig)
}

_is_baseline(config) if config.BaseliningJobName != ""

_is_baseline(config) if config.ConstraintsResource.S3Uri

_type(s) := object.get(s.properties, "MonitoringType", "DataQuality")

# [Region, type, name] of a job definition -> whether it has a baseline.
_baseline_of := {[d.region, type, d.properties.JobDefinitionName]: has |
	some [type, d] in _definitions
	has := count([1 | _is_baseline(d.properties[sprintf("%sBaselineConfig", [type])])]) > 0
}

_definitions := array.concat(_of_quality, _of_other)

_of_quality := array.concat(
	[["DataQuality", d] | some d in input.resources["AWS::SageMaker::DataQualityJobDefinition"]],
	[["ModelQuality", d] | some d in input.resources["AWS::SageMaker::ModelQualityJobDefinition"]],
)

_of_other := array.concat(
	[["ModelBias", d] | some d in input.resources["AWS::SageMaker::ModelBiasJobDefinition"]],
	[["ModelExplainability", d] | some d in _explainability],
)

_explainability := input.resources["AWS::SageMaker::ModelExplainabilityJobDefinition"]

# [schedule, record that says how its jobs run, what it says], ... of the schedules that start jobs:
# the schedule says it itself, or the job definition that it names.
started := array.concat(
	[[s, s, own] | some s in _starting; own := s.properties.MonitoringScheduleConfig.MonitoringJobDefinition],
	[[s, d, d.properties] | some s in _starting; some d in _records[_definition(s)]],
)

_starting := [s | some s in _all; not _is_halted(s)]

_is_halted(s) if s.properties.MonitoringScheduleStatus in {"Failed", "Stopped"}

_records := group.by_first({[[d.region, type, d.properties.JobDefinitionName], d] |
	some [type, d] in _definitions
})
