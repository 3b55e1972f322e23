"""Amazon SageMaker AI: endpoints, and the models, notebooks and Studio users that hold roles.

`collectors/model_building.py` has how models are trained, built, registered and watched.
"""

from __future__ import annotations

from collectors import data_jobs, datasets, model_building, sizing
from collectors.model_settings import ENVIRONMENT
from collectors.signs import SCRIPT
from collectors.table import Collector, Found, Row

_IMAGE = "image of the container: whether the model is a generative one"
_S3_URI = "S3 URI of the model: whether it is of JumpStart"
_WRITTEN = "where the endpoint writes, to judge the lifecycle of the bucket"
_VARIANT = "ProductionVariants[]"
ANSWERING = (
    "contains(['InService', 'Updating', 'SystemUpdating', 'RollingBack', 'UpdateRollbackFailed'], "
    "EndpointStatus) && EndpointName || null"
)
"""The name of an endpoint that answers requests."""
SCRIPTED = (
    "!contains(['Deleting', 'Failed'], NotebookInstanceStatus) && NotebookInstanceLifecycleConfigName || null"
)
"""The lifecycle configuration of a notebook instance that runs, or can be started."""
ENDED = "contains(['COMPLETED', 'FAILED'], OptimizationJobStatus) && OptimizationJobName || null"
"""The name of an optimization job that ended by itself."""

SAGEMAKER = Collector(
    service="sagemaker",
    prefix="sagemaker",
    offered_as="sagemaker",
    gone_code="ResourceNotFound",
    rows=(
        Row(
            "ListEndpoints",
            finds=(
                Found(
                    "AWS::SageMaker::Endpoint",
                    "{EndpointArn}",
                    items="Endpoints",
                    name="EndpointName",
                    always=("EndpointStatus", "EndpointName"),
                ),
            ),
        ),
        # Controls judge the endpoints that answer requests, as they do while they are updated.
        Row(
            "DescribeEndpoint",
            parents=("ListEndpoints",),
            params={"EndpointName": ANSWERING},
            merge=True,
            always=("EndpointName", "EndpointConfigName", "CreationTime", f"{_VARIANT}.VariantName"),
            always_if={"EndpointStatus == 'InService'": (_VARIANT.removesuffix("[]"),)},
            keep={
                f"{_VARIANT}.DeployedImages[].SpecifiedImage": _IMAGE,
                f"{_VARIANT}.DeployedImages[].ResolvedImage": _IMAGE,
                "DataCaptureConfig.DestinationS3Uri": _WRITTEN,
                "AsyncInferenceConfig.OutputConfig.S3OutputPath": _WRITTEN,
                "AsyncInferenceConfig.OutputConfig.S3FailurePath": _WRITTEN,
            },
        ),
        Row(
            "DescribeEndpointConfig",
            parents=("DescribeEndpoint",),
            params={"EndpointConfigName": "EndpointConfigName"},
            always=("CreationTime", "ProductionVariants", f"{_VARIANT}.VariantName"),
            keep={
                f"{variants}.InstancePools[].ModelNameOverride": "name of a model that the endpoint runs"
                for variants in (_VARIANT, f"Shadow{_VARIANT}")
            },
        ),
        Row(
            "ListInferenceComponents",
            parents=("ListEndpoints",),
            finds=(
                Found(
                    "AWS::SageMaker::InferenceComponent",
                    "{InferenceComponentArn}",
                    items="InferenceComponents",
                    name="InferenceComponentName",
                    always=("InferenceComponentName", "EndpointName"),
                ),
            ),
        ),
        Row(
            "DescribeInferenceComponent",
            parents=("ListInferenceComponents",),
            params={"InferenceComponentName": "InferenceComponentName"},
            merge=True,
            always=("InferenceComponentArn",),
        ),
        Row(
            "ListModels",
            finds=(
                Found(
                    "AWS::SageMaker::Model",
                    "{ModelArn}",
                    items="Models",
                    name="ModelName",
                    always=("ModelName",),
                ),
            ),
        ),
        Row(
            "DescribeModel",
            parents=("ListModels",),
            params={"ModelName": "ModelName"},
            merge=True,
            always=("ModelArn",),
            keep={
                f"{container}.{path}": reason
                for container in ("PrimaryContainer", "Containers[]")
                for path, reason in (
                    ("Image", _IMAGE),
                    ("ModelDataUrl", _S3_URI),
                    ("ModelDataSource.S3DataSource.S3Uri", _S3_URI),
                )
            },
            extracts={
                f"{container}.Environment": ENVIRONMENT for container in ("PrimaryContainer", "Containers[]")
            },
        ),
        # What made a model smaller or faster. A scan asks only where there is an endpoint.
        Row(
            "ListOptimizationJobs",
            parents=("ListEndpoints",),
            constants={"SortBy": "CreationTime", "SortOrder": "Descending", "MaxResults": 100},
            finds=(
                Found(
                    "AWS::SageMaker::OptimizationJob",
                    "{OptimizationJobArn}",
                    items="OptimizationJobSummaries",
                    name="OptimizationJobName",
                    always=("OptimizationJobName", "OptimizationJobStatus", "CreationTime"),
                ),
            ),
        ),
        Row(
            "DescribeOptimizationJob",
            parents=("ListOptimizationJobs",),
            params={"OptimizationJobName": ENDED},
            merge=True,
            always=("OptimizationJobArn", "ModelSource", "OutputConfig"),
            keep={
                "ModelSource.S3.S3Uri": "which model the job optimizes",
                "OutputConfig.S3OutputLocation": "where the optimized model is",
            },
        ),
        Row(
            "ListNotebookInstances",
            finds=(
                Found(
                    "AWS::SageMaker::NotebookInstance",
                    "{NotebookInstanceArn}",
                    items="NotebookInstances",
                    name="NotebookInstanceName",
                    always=("NotebookInstanceName", "NotebookInstanceStatus"),
                ),
            ),
        ),
        Row(
            "DescribeNotebookInstance",
            parents=("ListNotebookInstances",),
            params={"NotebookInstanceName": "NotebookInstanceName"},
            merge=True,
            always=("RoleArn",),
        ),
        # Whether the script that runs at each start stops the instance when it is idle, and whether
        # a script holds a token. The scripts themselves are not stored.
        Row(
            "DescribeNotebookInstanceLifecycleConfig",
            parents=("DescribeNotebookInstance",),
            params={"NotebookInstanceLifecycleConfigName": SCRIPTED},
            always=("NotebookInstanceLifecycleConfigName",),
            signs={"OnCreate[].Content": SCRIPT, "OnStart[].Content": SCRIPT},
        ),
        Row(
            "ListDomains",
            finds=(
                Found(
                    "AWS::SageMaker::Domain",
                    "{DomainArn}",
                    items="Domains",
                    name="DomainName",
                    always=("DomainId",),
                ),
            ),
        ),
        Row(
            "DescribeDomain",
            parents=("ListDomains",),
            params={"DomainId": "DomainId"},
            merge=True,
            always=("DefaultUserSettings", "DefaultUserSettings.ExecutionRole"),
        ),
        # A profile may have a role of its own. Only domains have profiles.
        Row(
            "ListUserProfiles",
            parents=("ListDomains",),
            params={"DomainIdEquals": "DomainId"},
            finds=(
                Found(
                    "AWS::SageMaker::UserProfile",
                    "arn:{partition}:sagemaker:{region}:{account}:user-profile/{DomainId}/{UserProfileName}",
                    items="UserProfiles",
                    name="UserProfileName",
                ),
            ),
        ),
        Row(
            "DescribeUserProfile",
            parents=("ListUserProfiles",),
            params={"DomainId": "DomainId", "UserProfileName": "UserProfileName"},
            merge=True,
            always=("UserProfileName",),
        ),
        *model_building.ROWS,
        *data_jobs.ROWS,
        *sizing.ROWS,
        *datasets.WORKLOADS,
    ),
)
