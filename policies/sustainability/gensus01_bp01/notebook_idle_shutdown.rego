# METADATA
# title: Shut down idle SageMaker AI notebook instances
# description: >-
#   A notebook instance runs, and costs, until somebody stops it. A lifecycle configuration can stop it when
#   it is idle, by a script that runs at each start. A schedule can stop it every evening.
# custom:
#   id: GENSUS01-BP01/notebook-idle-shutdown
#   severity: medium
#   precision: medium
#   mode: automated
#   resources: [AWS::SageMaker::NotebookInstance]
#   lists: [sagemaker:ListNotebookInstances]
#   evidence: [sagemaker:DescribeNotebookInstanceLifecycleConfig, scheduler:ListSchedules,
#     scheduler:GetSchedule]
#   params:
#     autostop_signs: [autostop, stop_notebook_instance]
#     max_running_days: 7
#   messages:
#     never-stops: no start script of a lifecycle configuration stops it, and no enabled schedule does
#     runs-long: it has been running for %s, longer than the allowed %s
#     maybe-stopped: "a Lambda function may stop it: decide whether that of the schedule %s does"
#   item: none
#   remediation: >-
#     Attach a lifecycle configuration whose start script stops an idle instance, or move to Studio.
package lens.controls.gensus01_bp01.notebook_idle_shutdown

import data.lens.lib.ages
import data.lens.lib.facts
import data.lens.lib.finding

_params := input.params["GENSUS01-BP01/notebook-idle-shutdown"]

_notebooks := input.resources["AWS::SageMaker::NotebookInstance"]

subjects := {facts.subject(n) | some n in _notebooks}

violations := {finding.absent(facts.subject(n), "never-stops", [], [proof], operations) |
	script := "sagemaker:DescribeNotebookInstanceLifecycleConfig"
	operations := [script, "scheduler:ListSchedules", "scheduler:GetSchedule"]
	some n in _running
	count(_stops(n)) + count(_maybe(n)) == 0
	proof := {"id": n.id, "pointer": "/properties"}
} | {finding.of(facts.subject(n), "runs-long", arguments, [proof]) |
	most := _params.max_running_days
	some n in _running
	n.properties.NotebookInstanceStatus == "InService"
	ages.older(n.properties.LastModifiedTime, most)
	days := ages.days(n.properties.LastModifiedTime)
	arguments := [{"days": days, "beside": most}, {"days": most, "beside": days}]
	proof := {"id": n.id, "pointer": "/properties/LastModifiedTime"}
}

reviews := {finding.of(facts.subject(n), "maybe-stopped", [names], []) |
	some n in _running
	count(_stops(n)) == 0
	names := _maybe(n)
	count(names) > 0
}

# What was seen to stop it does, whatever else was not read. A stopped one costs nothing.
proven := {facts.subject(n) | some n in _notebooks; _is_stopped(n)} | {facts.subject(n) |
	some n in _running
	count(_stops(n)) > 0
}

shown := {[facts.subject(n), proof] | some n in _running; some proof in _stops(n)}

relies_on := {[facts.subject(n), s.id] | some n in _running; some s in _schedules; s.region == n.region}

_running := [n | some n in _notebooks; not _is_stopped(n)]

_is_stopped(n) if regex.match(`^(Stopp|Updating|Failed|Deleting)`, n.properties.NotebookInstanceStatus)

_stops(n) := {{"id": n.id, "pointer": "/properties/DescribeNotebookInstanceLifecycleConfig"} |
	some script in n.properties.DescribeNotebookInstanceLifecycleConfig.OnStart
	some sign in _params.autostop_signs
	script.Content.redacted.signs[sign] == true
} | {{"id": s.id, "pointer": "/properties"} |
	some s in _schedules
	s.region == n.region
	endswith(s.properties.Target.Arn, ":aws-sdk:sagemaker:stopNotebookInstance")
	s.properties.Target.Input.NotebookInstanceName == n.properties.NotebookInstanceName
	regex.match(`^(cron|rate)`, s.properties.ScheduleExpression)
}

_schedules := [s |
	some s in input.resources["AWS::Scheduler::Schedule"]
	s.properties.State == "ENABLED"
	not _ended(s)
]

_ended(s) if ages.older(s.properties.EndDate, 0)

# The names of schedules of Lambda functions that speak of notebooks.
_maybe(n) := {s.name |
	some s in _schedules
	s.region == n.region
	contains(s.properties.Target.Arn, ":lambda:")
	regex.match(`notebook|sagemaker`, lower(concat(" ", [s.name, s.properties.Target.Arn])))
}
