"""The rows of Amazon SageMaker AI about how models are trained, built, registered and watched."""

from __future__ import annotations

from collectors.ago import DaysAgo
from collectors.hosted_models import PACKAGE, packaged_models
from collectors.model_settings import ENVIRONMENT
from collectors.pipelines import PIPELINE
from collectors.signs import FAILURE
from collectors.table import TAG, Found, Row

DAYS = 90
"""The days of executions that a scan reads. Busy accounts have thousands."""

JOB_DAYS = 180
"""How many days of training and tuning jobs a scan reads: the longest window of a control."""

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
_UNSAVED = f"!CheckpointConfig && ({' || '.join(_EXPOSED)})"

WORTH_SPOT = 1800
"""The seconds after which spot instances may be worth it for a job, at least."""

_ACCELERATED = (
    "ResourceConfig.InstanceGroups",
    "ResourceConfig.InstancePreferences",
    *(
        f"ResourceConfig.InstanceType && starts_with(ResourceConfig.InstanceType, 'ml.{family}')"
        for family in ("g", "p", "trn", "inf", "dl")
    ),
)
_ON_DEMAND = (
    f"!EnableManagedSpotTraining && (TrainingTimeInSeconds >= `{WORTH_SPOT}` || !TrainingTimeInSeconds)"
    " && TrainingEndTime && !(ResourceConfig.TrainingPlanArn || ResourceConfig.KeepAlivePeriodInSeconds)"
    f" && ({' || '.join(_ACCELERATED)})"
)
_OPEN = f"!EnableNetworkIsolation && !VpcConfig && ({' || '.join(_ACCELERATED)})"
_ASKED = f"({_UNSAVED}) || ({_ON_DEMAND}) || ({_OPEN})"
MAYBE_SERVERLESS = f"ResourceConfig && ({_ASKED}) && TrainingJobName || null"
"""The name of a job of which controls must know whether AWS chooses what it runs on.

A failure may cost much work, and it has no checkpoint location; or spot instances may suit it; or
its container can reach the internet.
"""

_SCALES = (
    "AutoScaling.Mode == 'Enable' && NodeProvisioningMode == 'Continuous'"
    " && AutoScaling.Status != 'Failed' && AutoScaling.Status != 'Deleting'"
)
SHARING = f"Orchestrator.Eks != `null` && !({_SCALES}) && ClusterArn || null"
"""The ARN of a cluster that does not scale by itself. Teams may share what is idle there."""

ACTIVE_PLAN = "Status == 'Active' && TrainingPlanName || null"
"""The name of a training plan whose instances can be used."""

_PACKAGE = {
    f"InferenceSpecification.Containers[].{path}": reason
    for path, reason in (
        ("Image", _IMAGE),
        ("ModelDataUrl", _S3_URI),
        ("ModelDataSource.S3DataSource.S3Uri", _S3_URI),
    )
}
_PACKAGED = {"InferenceSpecification.Containers[].Environment": ENVIRONMENT}


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
                always=("JobDefinitionName", "JobResources", "JobResources.ClusterConfig"),
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
                    {"Name": "CreationTime", "Operator": "GreaterThanOrEqualTo", "Value": DaysAgo(JOB_DAYS)}
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
            f"{_JOB}.InputDataConfig[].DataSource.S3DataSource.S3Uri": "what the job reads, to judge "
            "the lifecycle of the bucket",
            f"{_JOB}.OutputDataConfig.S3OutputPath": "where the job writes, to judge the lifecycle",
            **{
                f"{_JOB}.{member}.S3OutputPath": "where the job writes, to judge what its role may write"
                for member in ("DebugHookConfig", "ProfilerConfig", "TensorBoardOutputConfig")
            },
            f"{_JOB}.Tags[].Key": TAG,
            f"{_JOB}.Tags[].Value": TAG,
        },
        signs={f"{_JOB}.FailureReason": FAILURE},
    ),
    # Search does not show whether a job is serverless, and such a job has no checkpoint location.
    Row(
        "DescribeTrainingJob",
        parents=("Search",),
        params={"TrainingJobName": MAYBE_SERVERLESS},
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
    # How teams share a cluster. The listing of quotas has all of them, that of schedulers not.
    Row(
        "ListComputeQuotas",
        parents=("DescribeCluster",),
        params={"ClusterArn": SHARING},
        finds=(
            Found(
                "AWS::SageMaker::ComputeQuota",
                "{ComputeQuotaArn}",
                items="ComputeQuotaSummaries",
                name="Name",
                always=("ComputeQuotaId", "Status"),
            ),
        ),
    ),
    Row(
        "DescribeComputeQuota",
        parents=("ListComputeQuotas",),
        params={"ComputeQuotaId": "ComputeQuotaId"},
        merge=True,
        always=("ComputeQuotaArn", "ComputeQuotaConfig"),
    ),
    Row(
        "ListClusterSchedulerConfigs",
        parents=("DescribeCluster",),
        params={"ClusterArn": SHARING},
        finds=(
            Found(
                "AWS::SageMaker::ClusterSchedulerConfig",
                "{ClusterSchedulerConfigArn}",
                items="ClusterSchedulerConfigSummaries",
                name="Name",
                always=("ClusterSchedulerConfigId", "Status"),
            ),
        ),
    ),
    Row(
        "DescribeClusterSchedulerConfig",
        parents=("ListClusterSchedulerConfigs",),
        params={"ClusterSchedulerConfigId": "ClusterSchedulerConfigId"},
        merge=True,
        always=("ClusterSchedulerConfigArn", "SchedulerConfig"),
    ),
    # Reserved instances of training jobs, clusters and endpoints.
    Row(
        "ListTrainingPlans",
        finds=(
            Found(
                "AWS::SageMaker::TrainingPlan",
                "{TrainingPlanArn}",
                items="TrainingPlanSummaries",
                name="TrainingPlanName",
                always=("TrainingPlanName", "Status"),
            ),
        ),
    ),
    Row(
        "DescribeTrainingPlan",
        parents=("ListTrainingPlans",),
        params={"TrainingPlanName": ACTIVE_PLAN},
        merge=True,
        always=("TrainingPlanArn",),
    ),
    # Nothing else shows a tuning job before its first training job.
    Row(
        "ListHyperParameterTuningJobs",
        constants={"CreationTimeAfter": DaysAgo(JOB_DAYS), "MaxResults": 100},
        finds=(
            Found(
                "AWS::SageMaker::HyperParameterTuningJob",
                "{HyperParameterTuningJobArn}",
                items="HyperParameterTuningJobSummaries",
                name="HyperParameterTuningJobName",
                always=("HyperParameterTuningJobName", "CreationTime"),
            ),
        ),
    ),
    Row(
        "DescribeHyperParameterTuningJob",
        parents=("ListHyperParameterTuningJobs",),
        params={"HyperParameterTuningJobName": "HyperParameterTuningJobName"},
        merge=True,
        always=("HyperParameterTuningJobArn",),
        keep={
            f"{definition}.AlgorithmSpecification.TrainingImage": _IMAGE
            for definition in ("TrainingJobDefinition", "TrainingJobDefinitions[]")
        },
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
    # SageMaker AI has no code of its own for "there is no policy".
    Row(
        "GetModelPackageGroupPolicy",
        parents=("ListModelPackageGroups",),
        params={"ModelPackageGroupName": "ModelPackageGroupName"},
        always=("ResourcePolicy",),
        absent_if={"ValidationException": "(?i)cannot find resource policy"},
        policies=("ResourcePolicy",),
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
        keep=_PACKAGE,
        extracts=_PACKAGED,
    ),
    # What a model that runs was made of. Its package need not be the newest of the group, and which
    # groups are generative must not depend on it, so it is stored with the model.
    Row(
        "DescribeModelPackage",
        parents=("DescribeModel",),
        params={"ModelPackageName": PACKAGE},
        among=packaged_models,
        always=("ModelPackageArn",),
        absent_codes=("ResourceNotFound",),
        keep=_PACKAGE,
        extracts=_PACKAGED,
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
