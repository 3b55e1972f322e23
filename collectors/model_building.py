"""The rows of Amazon SageMaker AI about how models are trained, built, registered and watched."""

from __future__ import annotations

from collectors.pipelines import PIPELINE
from collectors.table import TAG, DaysAgo, Found, Row

DAYS = 90
"""The days of training jobs and executions that a scan reads. Busy accounts have thousands."""

_IMAGE = "image of the container: whether the model is a generative one"
_S3_URI = "S3 URI of the model: whether it is of JumpStart"
_JOB = "Results[].TrainingJob"

LONG = 14400
"""The seconds after which a run counts as a long one, at least."""

_EXPOSED = (
    "EnableManagedSpotTraining",
    "ResourceConfig.InstanceCount > `1`",
    "ResourceConfig.InstanceGroups",
    "ResourceConfig.InstancePreferences",
    f"TrainingTimeInSeconds > `{LONG}`",
    "!TrainingTimeInSeconds && TrainingStartTime",
)
UNSAVED = f"!CheckpointConfig && ResourceConfig && ({' || '.join(_EXPOSED)}) && TrainingJobName || null"
"""The name of a job that a failure may cost much work, and that has no checkpoint location."""


def _definition(kind: str) -> Row:
    """Return the row of the job definition of a kind of monitoring."""
    return Row(
        f"Describe{kind}JobDefinition",
        parents=("DescribeMonitoringSchedule",),
        params={
            "JobDefinitionName": f"MonitoringType == '{kind}' && "
            "MonitoringScheduleConfig.MonitoringJobDefinitionName || null"
        },
        finds=(
            Found(
                f"AWS::SageMaker::{kind}JobDefinition",
                "{JobDefinitionArn}",
                name="JobDefinitionName",
                always=("JobDefinitionName",),
            ),
        ),
    )


ROWS: tuple[Row, ...] = (
    # Search has whole jobs in pages of a hundred, so no job costs a call.
    Row(
        "Search",
        constants={
            "Resource": "TrainingJob",
            "SearchExpression": {
                "Filters": [
                    {"Name": "CreationTime", "Operator": "GreaterThanOrEqualTo", "Value": DaysAgo(DAYS)}
                ]
            },
            "MaxResults": 100,
        },
        finds=(
            Found(
                "AWS::SageMaker::TrainingJob",
                "{TrainingJobArn}",
                items="Results[].TrainingJob",
                name="TrainingJobName",
                tags="Tags",
                always=("CreationTime", "TrainingJobName"),
            ),
        ),
        keep={
            f"{_JOB}.AlgorithmSpecification.TrainingImage": _IMAGE,
            f"{_JOB}.CheckpointConfig.S3Uri": "where the job writes its checkpoints",
            f"{_JOB}.Tags[].Key": TAG,
            f"{_JOB}.Tags[].Value": TAG,
        },
    ),
    # Search does not show whether a job is serverless, and such a job has no checkpoint location.
    Row(
        "DescribeTrainingJob",
        parents=("Search",),
        params={"TrainingJobName": UNSAVED},
        always=("TrainingJobArn",),
    ),
    # HyperPod clusters, which train in their own nodes.
    Row(
        "ListClusters",
        finds=(
            Found(
                "AWS::SageMaker::Cluster",
                "{ClusterArn}",
                items="ClusterSummaries",
                name="ClusterName",
                always=("ClusterName", "ClusterStatus"),
            ),
        ),
    ),
    Row(
        "DescribeCluster",
        parents=("ListClusters",),
        params={"ClusterName": "ClusterName"},
        merge=True,
        always=("ClusterArn",),
    ),
    Row(
        "ListPipelines",
        finds=(
            Found(
                "AWS::SageMaker::Pipeline",
                "{PipelineArn}",
                items="PipelineSummaries",
                name="PipelineName",
                always=("PipelineName",),
            ),
        ),
    ),
    Row(
        "DescribePipeline",
        parents=("ListPipelines",),
        params={"PipelineName": "PipelineName"},
        merge=True,
        always=("PipelineArn", "PipelineStatus", "PipelineDefinition"),
        extracts={"PipelineDefinition": PIPELINE},
    ),
    Row(
        "ListPipelineExecutions",
        parents=("ListPipelines",),
        params={"PipelineName": "PipelineName"},
        constants={"CreatedAfter": DaysAgo(DAYS), "MaxResults": 100},
        finds=(
            Found(
                "AWS::SageMaker::PipelineExecution",
                "{PipelineExecutionArn}",
                items="PipelineExecutionSummaries",
                always=("PipelineExecutionStatus", "StartTime"),
            ),
        ),
    ),
    Row(
        "ListModelPackageGroups",
        finds=(
            Found(
                "AWS::SageMaker::ModelPackageGroup",
                "{ModelPackageGroupArn}",
                items="ModelPackageGroupSummaryList",
                name="ModelPackageGroupName",
                always=("ModelPackageGroupName",),
            ),
        ),
    ),
    Row(
        "ListModelPackages",
        parents=("ListModelPackageGroups",),
        params={"ModelPackageGroupName": "ModelPackageGroupName"},
        constants={"SortBy": "CreationTime", "SortOrder": "Descending", "MaxResults": 100},
        finds=(
            Found(
                "AWS::SageMaker::ModelPackage",
                "{ModelPackageArn}",
                items="ModelPackageSummaryList",
                always=("ModelPackageGroupName", "CreationTime"),
            ),
        ),
    ),
    # The newest package shows what the models of its group are.
    Row(
        "DescribeModelPackage",
        parents=("ListModelPackages",),
        params={"ModelPackageName": "ModelPackageArn"},
        first=True,
        merge=True,
        always=("ModelPackageArn",),
        keep={
            f"InferenceSpecification.Containers[].{path}": reason
            for path, reason in (
                ("Image", _IMAGE),
                ("ModelDataUrl", _S3_URI),
                ("ModelDataSource.S3DataSource.S3Uri", _S3_URI),
            )
        },
    ),
    Row(
        "ListMonitoringSchedules",
        parents=("ListEndpoints",),
        finds=(
            Found(
                "AWS::SageMaker::MonitoringSchedule",
                "{MonitoringScheduleArn}",
                items="MonitoringScheduleSummaries",
                name="MonitoringScheduleName",
                always=("MonitoringScheduleName", "MonitoringScheduleStatus"),
            ),
        ),
    ),
    Row(
        "DescribeMonitoringSchedule",
        parents=("ListMonitoringSchedules",),
        params={"MonitoringScheduleName": "MonitoringScheduleName"},
        merge=True,
        always=("MonitoringScheduleConfig",),
    ),
    *(_definition(kind) for kind in ("DataQuality", "ModelQuality", "ModelBias", "ModelExplainability")),
)
