"""Service Quotas: how many tokens a minute the account may use of each model of Amazon Bedrock.

The names of quotas are free text. Those of other kinds are not kept.
"""

from __future__ import annotations

from typing import Any

from collectors.table import Collector, Found, Row

_CODE = "the quota, of which an increase may have been asked for"


def _of_tokens(quota: dict[str, Any]) -> dict[str, Any] | None:
    """Return a quota of tokens a minute, else None. Amazon Bedrock has many hundreds of others."""
    return quota if "tokens per minute" in str(quota.get("QuotaName", "tokens per minute")) else None


# The parent is what shows that models are called.
SERVICE_QUOTAS = Collector(
    service="service-quotas",
    prefix="servicequotas",
    rows=(
        Row(
            "ListServiceQuotas",
            parents=("cloudwatch:ListMetrics",),
            constants={"ServiceCode": "bedrock", "MaxResults": 100},
            finds=(
                Found(
                    "AWS::ServiceQuotas::ServiceQuota",
                    "{QuotaArn}",
                    items="Quotas",
                    name="QuotaName",
                    shape=_of_tokens,
                    always=("QuotaArn", "QuotaCode", "QuotaName", "Value"),
                ),
            ),
            keep={"Quotas[].QuotaCode": _CODE},
        ),
        Row(
            "ListRequestedServiceQuotaChangeHistory",
            parents=("cloudwatch:ListMetrics",),
            constants={"ServiceCode": "bedrock"},
            finds=(
                Found(
                    "AWS::ServiceQuotas::ChangeRequest",
                    "arn:{partition}:servicequotas:{region}:{account}:request/{Id}",
                    items="RequestedQuotas",
                    name="QuotaName",
                    shape=_of_tokens,
                    always=("Id", "QuotaCode", "Status"),
                ),
            ),
            keep={"RequestedQuotas[].QuotaCode": _CODE},
        ),
    ),
)
