"""Amazon GuardDuty: the detector of each Region, and what it watches.

Amazon Macie: whether it looks for sensitive data in the buckets that models read.
"""

from __future__ import annotations

from typing import Any

from collectors.table import Collector, Found, Row

GUARDDUTY = Collector(
    service="guardduty",
    prefix="guardduty",
    rows=(
        Row(
            "ListDetectors",
            finds=(
                Found(
                    "AWS::GuardDuty::Detector",
                    "arn:{partition}:guardduty:{region}:{account}:detector/{DetectorId}",
                    items="DetectorIds[].{DetectorId: @}",
                    name="DetectorId",
                ),
            ),
        ),
        Row(
            "GetDetector",
            parents=("ListDetectors",),
            params={"DetectorId": "DetectorId"},
            merge=True,
            always=("Status",),
        ),
    ),
)


def _administrator(account: dict[str, Any]) -> dict[str, Any] | None:
    """Return an administrator account, or None where AWS names none."""
    return account if account.get("accountId") else None


_IN_MACIE = "arn:{partition}:macie2:{region}:{account}:"

# Macie is asked where something may read a bucket. AWS has no ARN for what it tells of buckets.
MACIE = Collector(
    service="macie2",
    prefix="macie2",
    rows=(
        Row(
            "GetMacieSession",
            parents=(
                "bedrock-agent:ListDataSources",
                "bedrock:ListModelCustomizationJobs",
                "bedrock:ListModelImportJobs",
                "sagemaker:Search",
            ),
            finds=(Found("AWS::Macie::Session", f"{_IN_MACIE}session", always=("status",)),),
            # The code is that of a missing permission too.
            absent_if={"AccessDeniedException": "Macie is not enabled"},
        ),
        Row(
            "GetAdministratorAccount",
            parents=("GetMacieSession",),
            finds=(
                Found(
                    "AWS::Macie::Administrator",
                    f"{_IN_MACIE}administrator",
                    items="administrator",
                    shape=_administrator,
                ),
            ),
            may_be_empty="an account that administers itself has no administrator",
            absent_codes=("ResourceNotFoundException",),
        ),
        # An administrator would see the buckets of all members.
        Row(
            "DescribeBuckets",
            parents=("GetMacieSession",),
            constants={"criteria": {"accountId": {"eq": ["{account}"]}}},
            finds=(
                Found(
                    "AWS::Macie::Bucket",
                    f"{_IN_MACIE}bucket/{{bucketName}}",
                    items="buckets",
                    name="bucketName",
                ),
            ),
        ),
    ),
)
