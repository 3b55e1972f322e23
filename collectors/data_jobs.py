"""The rows of Amazon SageMaker AI about processing and transform jobs, and reviews by people.

Monitoring schedules start a processing job each hour. Their definitions are read in place of these
jobs (`collectors/model_building.py`), so a listing of executions tells which jobs need no call.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from collectors.ago import DaysAgo
from collectors.table import Found, Row

if TYPE_CHECKING:
    from collectors.records import Resource
    from collectors.workload import Workload

RUN_DAYS = 30
"""How many days of processing jobs a scan reads. Busy accounts have thousands."""

_PROCESSING = "AWS::SageMaker::ProcessingJob"
_IMAGE = "image of the container: whether it handles data of a generative model"
_EXECUTION = "MonitoringExecutionStatus"
"""The member that an execution of a monitoring schedule adds to its processing job."""


def _started(execution: dict[str, Any]) -> dict[str, Any] | None:
    """Return an execution that has a processing job. One that is pending has none."""
    return execution if execution.get("ProcessingJobArn") else None


def _of_people(found: Sequence[Resource], _workload: Workload) -> frozenset[str]:
    """Return the ids of the processing jobs that no monitoring schedule started."""
    return frozenset(one.id for one in found if one.type == _PROCESSING and _EXECUTION not in one.properties)


ROWS: tuple[Row, ...] = (
    Row(
        "ListProcessingJobs",
        constants={"CreationTimeAfter": DaysAgo(RUN_DAYS), "MaxResults": 100},
        finds=(
            Found(
                _PROCESSING,
                "{ProcessingJobArn}",
                items="ProcessingJobSummaries",
                name="ProcessingJobName",
                always=("ProcessingJobName", "CreationTime"),
            ),
        ),
    ),
    Row(
        "ListMonitoringExecutions",
        parents=("ListProcessingJobs",),
        constants={"CreationTimeAfter": DaysAgo(RUN_DAYS), "MaxResults": 100},
        finds=(
            Found(
                _PROCESSING,
                "{ProcessingJobArn}",
                items="MonitoringExecutionSummaries",
                adds=True,
                shape=_started,
            ),
        ),
    ),
    Row(
        "DescribeProcessingJob",
        parents=("ListProcessingJobs",),
        params={"ProcessingJobName": "ProcessingJobName"},
        merge=True,
        always=(
            *("ProcessingJobArn", "AppSpecification", "AppSpecification.ImageUri"),
            *("ProcessingResources", "ProcessingResources.ClusterConfig"),
        ),
        among=_of_people,
        keep={"AppSpecification.ImageUri": _IMAGE},
    ),
    # A transform job needs a model.
    Row(
        "ListTransformJobs",
        parents=("ListModels",),
        constants={"CreationTimeAfter": DaysAgo(RUN_DAYS), "MaxResults": 100},
        finds=(
            Found(
                "AWS::SageMaker::TransformJob",
                "{TransformJobArn}",
                items="TransformJobSummaries",
                name="TransformJobName",
                always=("TransformJobName", "CreationTime"),
            ),
        ),
    ),
    Row(
        "DescribeTransformJob",
        parents=("ListTransformJobs",),
        params={"TransformJobName": "TransformJobName"},
        merge=True,
        always=(
            *("TransformJobArn", "ModelName", "TransformOutput"),
            *("TransformResources", "TransformResources.InstanceType"),
        ),
    ),
    # Workflows in which people review what models answer.
    Row(
        "ListFlowDefinitions",
        finds=(
            Found(
                "AWS::SageMaker::FlowDefinition",
                "{FlowDefinitionArn}",
                items="FlowDefinitionSummaries",
                name="FlowDefinitionName",
                always=("FlowDefinitionName", "FlowDefinitionStatus"),
            ),
        ),
    ),
    Row(
        "DescribeFlowDefinition",
        parents=("ListFlowDefinitions",),
        params={"FlowDefinitionName": "FlowDefinitionName"},
        merge=True,
        always=("FlowDefinitionArn", "OutputConfig"),
    ),
)
