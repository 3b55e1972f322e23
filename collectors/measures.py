"""The metrics of Amazon CloudWatch that controls read, by resource type and name.

They cost money, so they are asked for only with `--metrics`.
"""

from __future__ import annotations

from collections.abc import Mapping

from collectors.table import Measure

HOUR, DAY = 3600, 86400
ACCOUNT = "account_id"
"""The name of the account's id in the expressions of dimensions."""
_THROUGHPUT = {"ModelId": "provisionedModelArn"}
_VARIANT = {"EndpointName": "EndpointName", "VariantName": "VariantName"}
_ENDPOINT = {"EndpointName": "EndpointName"}
_COMPONENT = {"InferenceComponentName": "InferenceComponentName"}


def _variant(metric: str, statistic: str, period: int, namespace: str = "AWS/SageMaker") -> Measure:
    """Return a metric of each variant of an endpoint. Shadow variants serve nobody."""
    return Measure(namespace, metric, statistic, period, _VARIANT, each="ProductionVariants[]")


def _use(metric: str, statistic: str, *families: str) -> Measure:
    """Return a metric of the use of the instances of each variant on types of these families.

    The types stand in the configuration of the endpoint. `CPU` stands for types without GPUs. What
    is published for other types is not asked for: Neuron devices have no such metric.
    """
    types = ("to_string(InstanceType)", "to_string(InstancePools[0].InstanceType)")
    found = " || ".join(f"starts_with({of}, 'ml.{family}')" for of in types for family in families)
    return Measure(
        "/aws/sagemaker/Endpoints",
        metric,
        statistic,
        DAY,
        {"EndpointName": "EndpointName", "VariantName": f"({found}) && VariantName || null"},
        each="DescribeEndpointConfig.ProductionVariants[]",
    )


def _latency(namespace: str, metric: str, dimensions: Mapping[str, str], each: str = "") -> Measure:
    """Return the percentiles of a latency in each day, and the number of its values."""
    also = ("p90", "p95", "p99", "SampleCount")
    return Measure(namespace, metric, "p50", DAY, dimensions, each, also=also)


_GPU = ("g", "p")
_CPU = ("c", "m", "r", "t2")
_BUSY = "p95"  # of a day


MEASURES: Mapping[str, Mapping[str, Measure]] = {
    "AWS::OpenSearchServerless::Collection": {
        "SearchRequestRate": Measure(
            "AWS/AOSS",
            "SearchRequestRate",
            "Sum",
            HOUR,
            {
                "CollectionName": "(!type || type == 'VECTORSEARCH') && name || null",
                "CollectionId": "id",
                "ClientId": ACCOUNT,
            },
        ),
    },
    "AWS::Bedrock::InvokedModel": {
        name: Measure("AWS/Bedrock", name, "Sum", HOUR, {"ModelId": "ModelId"})
        for name in ("Invocations", "InvocationThrottles")
    }
    | {
        name: _latency("AWS/Bedrock", name, {"ModelId": "ModelId"})
        for name in ("InvocationLatency", "TimeToFirstToken")
    }
    | {
        # Its sum in a minute is what the quota counts. Minutes are kept for 15 days.
        "EstimatedTPMQuotaUsage": Measure(
            "AWS/Bedrock",
            "EstimatedTPMQuotaUsage",
            "Sum",
            60,
            {"ModelId": "ModelId"},
            most_days=15,
            highest=DAY,
        ),
    },
    "AWS::Bedrock::ProvisionedModelThroughput": {
        "Invocations": Measure("AWS/Bedrock", "Invocations", "Sum", HOUR, _THROUGHPUT),
    },
    "AWS::SageMaker::Endpoint": {
        "Invocations": _variant("Invocations", "Sum", HOUR),
        "InvocationsProcessed": Measure(
            "AWS/SageMaker",
            "InvocationsProcessed",
            "Sum",
            HOUR,
            {"EndpointName": "AsyncInferenceConfig && EndpointName"},
        ),
        # The normalized ones are published for endpoints with inference components alone.
        "GPUUtilization": _use("GPUUtilization", _BUSY, *_GPU),
        "GPUUtilizationNormalized": _use("GPUUtilizationNormalized", _BUSY, *_GPU),
        "GPUMemoryUtilization": _use("GPUMemoryUtilization", "Maximum", *_GPU),
        "GPUMemoryUtilizationNormalized": _use("GPUMemoryUtilizationNormalized", "Maximum", *_GPU),
        "CPUUtilization": _use("CPUUtilization", _BUSY, *_CPU),
        "CPUUtilizationNormalized": _use("CPUUtilizationNormalized", _BUSY, *_CPU),
        "MemoryUtilization": _use("MemoryUtilization", "Maximum", *_CPU),
        **{
            name: _latency("AWS/SageMaker", name, _VARIANT, "ProductionVariants[]")
            for name in ("ModelLatency", "OverheadLatency")
        },
    },
    "AWS::SageMaker::InferenceComponent": {
        "Invocations": Measure("AWS/SageMaker", "Invocations", "Sum", HOUR, _COMPONENT),
        **{name: _latency("AWS/SageMaker", name, _COMPONENT) for name in ("ModelLatency", "OverheadLatency")},
    },
}
"""Resource type -> name -> metric."""
