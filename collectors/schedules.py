"""Amazon EventBridge Scheduler: the schedules that stop notebook instances.

A schedule may call any operation of AWS, with an input of its own. The listing shows what it calls,
so only those that stop a notebook instance cost a call each.
"""

from __future__ import annotations

from collectors.table import Collector, Found, Outline, Row

_INPUT = Outline("which notebook instance the schedule stops", names=("NotebookInstanceName",))
STOPPING = "ends_with(Target.Arn, ':aws-sdk:sagemaker:stopNotebookInstance') && Name || null"
"""The name of a schedule that stops a notebook instance."""

SCHEDULES = Collector(
    service="scheduler",
    prefix="scheduler",
    gone_code="ResourceNotFoundException",
    rows=(
        # Only notebook instances are asked for schedules.
        Row(
            "ListSchedules",
            parents=("sagemaker:ListNotebookInstances",),
            constants={"MaxResults": 100},
            finds=(
                Found(
                    "AWS::Scheduler::Schedule",
                    "{Arn}",
                    items="Schedules",
                    name="Name",
                    always=("Name", "GroupName", "State", "Target", "Target.Arn"),
                ),
            ),
        ),
        Row(
            "GetSchedule",
            parents=("ListSchedules",),
            params={"Name": STOPPING, "GroupName": "GroupName"},
            merge=True,
            always=("Name", "State", "ScheduleExpression", "Target", "Target.Arn"),
            keep={"ScheduleExpression": "when the schedule runs: once, or again and again"},
            outlines={"Target.Input": _INPUT},
        ),
    ),
)
