"""Amazon EventBridge: the rules of the default event bus that may match events of SageMaker AI."""

from __future__ import annotations

from typing import Any

from collectors.table import Collector, Found, Row

SOURCE = "aws.sagemaker"
"""The `source` of the events whose rules are read."""


def of_sagemaker(rule: dict[str, Any]) -> dict[str, Any] | None:
    """Return an enabled rule whose pattern may match an event of SageMaker AI, or None.

    A rule without a state is returned: nobody knows whether it is enabled.

    All other rules of an account are left out. A pattern says which sources it matches in a list;
    without it, the pattern may match any.
    """
    pattern = rule.get("EventPattern")
    if not str(rule.get("State", "ENABLED")).startswith("ENABLED") or pattern is None:
        return None
    sources = pattern.get("source") if isinstance(pattern, dict) else None
    if not isinstance(sources, list) or not all(isinstance(one, str) for one in sources):
        return rule
    return rule if SOURCE in sources else None


EVENTS = Collector(
    service="events",
    prefix="events",
    gone_code="ResourceNotFoundException",
    rows=(
        Row(
            "ListRules",
            parents=(
                "sagemaker:ListPipelines",
                "sagemaker:ListModelPackageGroups",
                "sagemaker:ListClusters",
                "sagemaker:Search",
            ),
            constants={"EventBusName": "default"},
            finds=(
                Found(
                    "AWS::Events::Rule",
                    "{Arn}",
                    items="Rules",
                    name="Name",
                    shape=of_sagemaker,
                    always=("Name", "State"),
                ),
            ),
            documents=("Rules[].EventPattern",),
            keep={"Rules[].ManagedBy": "the AWS service that made the rule, if one did"},
        ),
        Row(
            "ListTargetsByRule",
            parents=("ListRules",),
            params={"Rule": "Name"},
            constants={"EventBusName": "default"},
            always=("Targets",),
        ),
    ),
)
