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
    },
    "AWS::SageMaker::InferenceComponent": {
        "Invocations": Measure("AWS/SageMaker", "Invocations", "Sum", HOUR, _COMPONENT),
    },
}
"""Resource type -> name -> metric."""
