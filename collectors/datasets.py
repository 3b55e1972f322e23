"""The objects and buckets that jobs name as datasets, and the rows of these jobs.

A job says where its prompts and responses are by S3 URI. What they say is never read: a scan lists
at most the one object that the URI names.
"""

from __future__ import annotations

import re
from typing import Any

from collectors.table import Found, Row

_URI = re.compile(r"s3://(?P<bucket>[a-z0-9][a-z0-9.-]+)/(?P<key>.+)", re.DOTALL)
"""An access point in place of a bucket does not say which bucket it is."""
FOLDER = re.compile(r"s3://(?P<bucket>[a-z0-9][a-z0-9.-]+)(/.*)?", re.DOTALL)
"""Where a job writes: a bucket, or a folder of it."""

FINISHED = "status == 'Completed' && jobArn || null"
FINISHED_OPTIMIZATION = "jobStatus == 'Completed' && jobArn || null"
"""The ARN of a job that finished. What failed or still runs settles nothing."""
UNFAILED = "status != 'Failed' && jobArn || null"
"""The ARN of a job that reads its source, or has read it."""

_DATASET = "S3 URI of a dataset: which jobs use the same one, and whether it is still there"
_OUTPUT = "S3 URI of the results, to judge the lifecycle of the bucket"
_METRIC = "names of metrics: whether a job measures robustness, toxicity or refusal"


def _part(uri: re.Pattern[str], name: str) -> Any:
    def part(item: dict[str, Any]) -> str | None:
        found = uri.fullmatch(str(item.get("Uri")))
        return found[name] if found else None

    return part


def _naming(uri: re.Pattern[str]) -> Any:
    def named(item: dict[str, Any]) -> dict[str, Any] | None:
        return item if uri.fullmatch(str(item.get("Uri"))) else None

    return named


def bucket(items: str, uri: re.Pattern[str] = _URI) -> Found:
    """Return what makes buckets of the S3 URIs in an answer. Other URIs make none.

    `items` is the JMESPath of objects with the member `Uri`.
    """
    return Found(
        "AWS::S3::Bucket",
        "arn:{partition}:s3:::{Bucket}",
        items=items,
        name="Bucket",
        shape=_naming(uri),
        made={"Bucket": _part(uri, "bucket")},
    )


def named(items: str) -> tuple[Found, Found]:
    """Return what becomes of S3 URIs in an answer: the objects and their buckets (see `bucket`).

    An object has other members than its bucket, so that a bucket is asked for once.
    """
    return (
        Found(
            "AWS::S3::Object",
            "arn:{partition}:s3:::{InBucket}/{Key}",
            items=items,
            name="Key",
            shape=_naming(_URI),
            made={"InBucket": _part(_URI, "bucket"), "Key": _part(_URI, "key")},
        ),
        bucket(items),
    )


_KINDS = ("automated", "human")
_CONFIGS = "datasetMetricConfigs"
_CHANNELS = "DatasetConfig.InputDataConfig"

JOBS = (
    # The jobs that finished. Those of AWS's own datasets name no object.
    Row(
        "GetEvaluationJob",
        parents=("ListEvaluationJobs",),
        params={"jobIdentifier": FINISHED},
        finds=(
            Found(
                "AWS::Bedrock::EvaluationJob",
                "{jobArn}",
                name="jobName",
                adds=True,
                always=(
                    *("roleArn", "outputDataConfig", "outputDataConfig.s3Uri"),
                    *(f"evaluationConfig.{kind}.{_CONFIGS}" for kind in _KINDS),
                    *(f"evaluationConfig.{kind}.{_CONFIGS}[].dataset" for kind in _KINDS),
                    f"evaluationConfig.automated.{_CONFIGS}[].metricNames",
                ),
            ),
            *named(
                f"evaluationConfig.[automated, human][].{_CONFIGS}[].dataset.datasetLocation.{{Uri: s3Uri}}"
            ),
        ),
        keep={
            **{
                f"evaluationConfig.{kind}.{_CONFIGS}[].dataset.datasetLocation.s3Uri": _DATASET
                for kind in _KINDS
            },
            f"evaluationConfig.automated.{_CONFIGS}[].metricNames[]": _METRIC,
            "outputDataConfig.s3Uri": _OUTPUT,
        },
    ),
    # Jobs that improve prompts with examples of good responses.
    Row(
        "ListAdvancedPromptOptimizationJobs",
        parents=(
            "ListInferenceProfiles",
            "ListProvisionedModelThroughputs",
            "ListCustomModels",
            "bedrock-agent:ListAgents",
            "bedrock-agent:ListFlows",
            "bedrock-agent:ListPrompts",
            "bedrock-agentcore-control:ListHarnesses",
        ),
        finds=(
            Found(
                "AWS::Bedrock::PromptOptimizationJob",
                "{jobArn}",
                items="jobSummaries",
                name="jobName",
                always=("jobStatus", "creationTime"),
            ),
        ),
    ),
    Row(
        "GetAdvancedPromptOptimizationJob",
        parents=("ListAdvancedPromptOptimizationJobs",),
        params={"jobIdentifier": FINISHED_OPTIMIZATION},
        finds=(
            Found(
                "AWS::Bedrock::PromptOptimizationJob",
                "{jobArn}",
                name="jobName",
                adds=True,
                always=("inputConfig.s3Uri",),
            ),
            *named("inputConfig.[s3Uri][].{Uri: @}"),
        ),
        keep={"inputConfig.s3Uri": _DATASET, "outputConfig.s3Uri": _OUTPUT},
    ),
    # Without a custom model there is no job that made one.
    Row(
        "ListModelCustomizationJobs",
        parents=("ListCustomModels",),
        finds=(
            Found(
                "AWS::Bedrock::ModelCustomizationJob",
                "{jobArn}",
                items="modelCustomizationJobSummaries",
                name="jobName",
                always=("status", "creationTime"),
            ),
        ),
    ),
    Row(
        "GetModelCustomizationJob",
        parents=("ListModelCustomizationJobs",),
        params={"jobIdentifier": FINISHED},
        finds=(
            Found(
                "AWS::Bedrock::ModelCustomizationJob",
                "{jobArn}",
                name="jobName",
                adds=True,
                always=("trainingDataConfig", "roleArn", "outputDataConfig", "outputDataConfig.s3Uri"),
                always_if={"status == 'Completed'": ("outputModelArn",)},
            ),
            # A model may be trained with invocation logs, and without validation data.
            *named("[trainingDataConfig, validationDataConfig.validators[]][].{Uri: s3Uri}"),
        ),
        keep={
            "trainingDataConfig.s3Uri": "S3 URI of the training data, to compare it with test data",
            "trainingDataConfig.invocationLogsConfig.invocationLogSource.s3Uri": (
                "S3 URI of the invocation logs that a model is trained with"
            ),
            "validationDataConfig.validators[].s3Uri": "S3 URI of the validation data, to compare it",
            "outputDataConfig.s3Uri": _OUTPUT,
        },
    ),
    # Without an imported model there is no job that made one. CreateModelImportJob requires the
    # source. It may be elsewhere than in Amazon S3.
    Row(
        "ListModelImportJobs",
        parents=("ListImportedModels",),
        finds=(
            Found(
                "AWS::Bedrock::ModelImportJob",
                "{jobArn}",
                items="modelImportJobSummaries",
                name="jobName",
                always=("status", "creationTime"),
            ),
        ),
    ),
    Row(
        "GetModelImportJob",
        parents=("ListModelImportJobs",),
        params={"jobIdentifier": UNFAILED},
        merge=True,
        always=("modelDataSource", "roleArn"),
        keep={"modelDataSource.s3DataSource.s3Uri": "bucket from which a model was imported"},
    ),
)
"""The rows of Amazon Bedrock about jobs and their datasets."""

WORKLOADS = (
    # A load test of an endpoint may take its prompts from a dataset.
    Row(
        "ListAIWorkloadConfigs",
        parents=("ListEndpoints",),
        finds=(
            Found(
                "AWS::SageMaker::AIWorkloadConfig",
                "{AIWorkloadConfigArn}",
                items="AIWorkloadConfigs",
                name="AIWorkloadConfigName",
                always=("AIWorkloadConfigName", "CreationTime"),
            ),
        ),
    ),
    Row(
        "DescribeAIWorkloadConfig",
        parents=("ListAIWorkloadConfigs",),
        params={"AIWorkloadConfigName": "AIWorkloadConfigName"},
        finds=(
            Found(
                "AWS::SageMaker::AIWorkloadConfig",
                "{AIWorkloadConfigArn}",
                name="AIWorkloadConfigName",
                always=("AIWorkloadConfigName", "CreationTime"),
                adds=True,
            ),
            *named(f"[{_CHANNELS}[].DataSource.S3DataSource][].{{Uri: S3Uri}}"),
        ),
        keep={f"{_CHANNELS}[].DataSource.S3DataSource.S3Uri": _DATASET},
    ),
)
"""The rows of Amazon SageMaker AI about the workloads that load tests put on endpoints."""
