"""Amazon Kendra: indexes."""

from __future__ import annotations

from collectors.table import Collector, Found, Row

KENDRA = Collector(
    service="kendra",
    prefix="kendra",
    offered_as="kendra",
    gone_code="ResourceNotFoundException",
    rows=(
        Row(
            "ListIndices",
            token=("NextToken", "NextToken"),
            finds=(
                Found(
                    "AWS::Kendra::Index",
                    "arn:{partition}:kendra:{region}:{account}:index/{Id}",
                    items="IndexConfigurationSummaryItems",
                    name="Name",
                    always=("Status",),
                ),
            ),
        ),
    ),
)
