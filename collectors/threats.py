"""Amazon GuardDuty: the detector of each Region, and what it watches."""

from __future__ import annotations

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
