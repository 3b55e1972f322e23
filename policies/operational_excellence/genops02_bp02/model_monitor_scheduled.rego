# METADATA
# title: Compare each SageMaker AI endpoint with a baseline
# description: >-
#   What users ask changes, and answers get worse without an error. Model Monitor compares what an
#   endpoint captures with a baseline. It reads tables better than text, so a person states how
#   answers are compared. A schedule that stands still, fails or has no baseline is a fault.
# custom:
#   id: GENOPS02-BP02/model-monitor-scheduled
#   severity: medium
#   precision: medium
#   mode: hybrid
#   resources: [AWS::SageMaker::Endpoint]
#   lists: ["@generative-endpoints"]
#   evidence:
#     - sagemaker:DescribeEndpoint
#     - sagemaker:DescribeEndpointConfig
#     - "@monitoring-schedules"
#   params:
#     max_validity_days: 366
#   workload: [sagemaker]
#   messages:
#     stopped: schedule %s of Model Monitor is stopped or has failed
#     failed: the last execution of schedule %s of Model Monitor failed
#     no-baseline: schedule %s of Model Monitor has no baseline
#     state: >-
#       state how its answers are compared with a baseline, how often, and who acts on a difference;
#       write it with: genai-lens attest GENOPS02-BP02/model-monitor-scheduled
#     scheduled: schedule %s of Model Monitor compares it with a baseline
#     faulty-beside: schedule %s of Model Monitor is stopped, fails or has no baseline
#   item: none
#   remediation: >-
#     Turn on data capture, run a baselining job, and schedule a monitor of data or model quality; or
#     evaluate answers in another way, and attest it.
package lens.controls.genops02_bp02.model_monitor_scheduled

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.generative_sagemaker
import data.lens.lib.monitoring

_judged := [e |
	some e in input.resources["AWS::SageMaker::Endpoint"]
	e.id in (generative_sagemaker.endpoints - generative_sagemaker.serverless)
	not e.properties.AsyncInferenceConfig
]

_schedules(e) := object.get(monitoring.schedules, [[e.region, e.properties.EndpointName]], [])

subjects := {facts.subject(e) | some e in _judged}

# One good schedule is enough. Another one may be among those that were not listed.
violations contains finding.absent(subject, message, [name], [proof], _operations) if {
	some e in _judged
	count(_hopeful(e)) == 0
	some s in _schedules(e)
	some [message, pointer] in monitoring.faults[s.id]
	name := s.name
	subject := facts.subject(e)
	proof := {"id": s.id, "pointer": pointer}
}

reviews contains finding.of(subject, "state", [], []) if some subject in subjects

reviews contains finding.of(subject, "scheduled", [names], proof) if {
	some e in _judged
	good := {s.id: s.name | some s in _schedules(e); s.id in monitoring.good}
	count(good) > 0
	names := {name | some name in good}
	proof := [{"id": id, "pointer": "/properties/MonitoringScheduleStatus"} | some id, _ in good]
	subject := facts.subject(e)
}

reviews contains finding.of(subject, "faulty-beside", [names], proof) if {
	some e in _judged
	bad := {s.id: s.name | some s in _schedules(e); monitoring.faults[s.id]}
	count(bad) > 0
	names := {name | some name in bad}
	proof := [{"id": id, "pointer": "/properties/MonitoringScheduleStatus"} | some id, _ in bad]
	subject := facts.subject(e)
}

_operations := ["sagemaker:ListMonitoringSchedules"]

# Schedules that are good, or may be: their details were not read.
_hopeful(e) := {s.id | some s in _schedules(e); s.id in monitoring.hopeful}

relies_on := {[facts.subject(e), s.id] | some e in _judged; some s in _schedules(e)}
