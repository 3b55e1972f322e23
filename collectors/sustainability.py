"""AWS Sustainability: the estimated carbon emissions of each service, by quarter.

AWS has it in one Region alone, which is the home of the global services. The data are months late.
"""

from __future__ import annotations

from typing import Any

from collectors.ago import QuartersAgo
from collectors.table import Collector, Found, Outline, Row

_KIND = "TOTAL_LBM_CARBON_EMISSIONS"
"""What the power grids of the Regions cause, whatever renewable energy AWS buys."""


def _member(item: dict[str, Any], *names: str) -> Any:
    value: Any = item
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _service(item: dict[str, Any]) -> str | None:
    found = _member(item, "DimensionsValues", "SERVICE")
    return found if isinstance(found, str) else None


def _kilograms(item: dict[str, Any]) -> str | None:
    """Return the emissions in whole kilograms, which both engines add up alike."""
    found = _member(item, "EmissionsValues", _KIND, "Value")
    is_number = isinstance(found, (int, float)) and not isinstance(found, bool)
    return str(round(found * 1000)) if is_number and 0 <= found < 10**9 else None


def _quarter(item: dict[str, Any]) -> str | None:
    """Return the first day. It is a part of the id, so an item without emissions is a gap."""
    found = _member(item, "TimePeriod", "Start")
    return found[:10] if isinstance(found, str) and _kilograms(item) else None


SUSTAINABILITY = Collector(
    service="sustainability",
    prefix="sustainability",
    regional=False,
    rows=(
        Row(
            "GetEstimatedCarbonEmissions",
            constants={
                "TimePeriod": {"Start": QuartersAgo(6), "End": QuartersAgo(0)},
                "Granularity": "QUARTERLY_CALENDAR",
                "GroupBy": ["SERVICE"],
                "EmissionsTypes": [_KIND],
            },
            finds=(
                Found(
                    "AWS::Sustainability::CarbonEmissions",
                    "arn:{partition}:sustainability::{account}:emissions/{Service}/{Quarter}",
                    items="Results",
                    name="Service",
                    made={"Service": _service, "Quarter": _quarter, "Kilograms": _kilograms},
                    always=("DimensionsValues", "EmissionsValues", "TimePeriod", "TimePeriod.Start"),
                ),
            ),
            outlines={
                "Results[].DimensionsValues": Outline("the service that the emissions are of", ("SERVICE",)),
                "Results[].EmissionsValues": Outline("how much the service emitted", ("Value", "Unit")),
            },
        ),
    ),
)
