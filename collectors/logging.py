"""CloudTrail and CloudWatch Logs: trails, event data stores, and named log groups."""

from __future__ import annotations

from collectors.table import Collector, Found, Row

_SELECTOR = "what an event selector selects"
_CONDITIONS = ("AdvancedEventSelectors[].FieldSelectors", "AdvancedEventSelectors[].FieldSelectors[].Field")


def _selectors(part: str) -> dict[str, str]:
    """Return what to keep of the advanced event selectors in a part of an answer."""
    names = ("Equals", "StartsWith", "EndsWith", "NotEquals", "NotStartsWith", "NotEndsWith")
    fields = f"{part}AdvancedEventSelectors[].FieldSelectors[]"
    return {f"{fields}.Field": _SELECTOR, **{f"{fields}.{name}[]": _SELECTOR for name in names}}


CLOUDTRAIL = Collector(
    service="cloudtrail",
    prefix="cloudtrail",
    rows=(
        # A multi-Region trail is listed in every Region; `home` keeps it once.
        Row(
            "DescribeTrails",
            finds=(
                Found(
                    "AWS::CloudTrail::Trail",
                    "{TrailARN}",
                    items="trailList",
                    name="Name",
                    home="HomeRegion",
                    always=("IsMultiRegionTrail",),
                ),
            ),
        ),
        Row(
            "GetTrailStatus",
            parents=("DescribeTrails",),
            params={"Name": "TrailARN"},
            always=("IsLogging",),
            keep={"LatestDeliveryError": "code of Amazon S3 for a failed delivery"},
        ),
        Row(
            "GetEventSelectors",
            parents=("DescribeTrails",),
            params={"TrailName": "TrailARN"},
            always=(
                "EventSelectors || AdvancedEventSelectors",
                "EventSelectors[].IncludeManagementEvents",
                *_CONDITIONS,
            ),
            keep={"EventSelectors[].ExcludeManagementEventSources[]": _SELECTOR, **_selectors("")},
        ),
        Row(
            "ListEventDataStores",
            finds=(
                Found(
                    "AWS::CloudTrail::EventDataStore",
                    "{EventDataStoreArn}",
                    items="EventDataStores",
                    name="Name",
                ),
            ),
            keep=_selectors("EventDataStores[]."),
            token=("NextToken", "NextToken"),
        ),
        Row(
            "GetEventDataStore",
            parents=("ListEventDataStores",),
            params={"EventDataStore": "EventDataStoreArn"},
            merge=True,
            always=("Status", "MultiRegionEnabled", "AdvancedEventSelectors", *_CONDITIONS),
            keep=_selectors(""),
        ),
    ),
)

LOGS = Collector(
    service="logs",
    prefix="logs",
    rows=(
        # The parameter is a prefix, so AWS also returns groups with longer names. They are kept
        # too.
        Row(
            "DescribeLogGroups",
            parents=("bedrock:GetModelInvocationLoggingConfiguration",),
            params={"logGroupNamePrefix": "loggingConfig.cloudWatchConfig.logGroupName"},
            finds=(
                Found(
                    "AWS::Logs::LogGroup",
                    "arn:{partition}:logs:{region}:{account}:log-group:{logGroupName}",
                    items="logGroups",
                    name="logGroupName",
                ),
            ),
        ),
    ),
)
