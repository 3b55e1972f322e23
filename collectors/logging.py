"""AWS CloudTrail and CloudWatch Logs: trails, event data stores, and log groups that other answers name."""

from __future__ import annotations

from collectors.table import Collector, Found, Row

CLOUDTRAIL = Collector(
    service="cloudtrail",
    prefix="cloudtrail",
    rows=(
        # A multi-region trail is shown in every region; `home` keeps it once.
        Row(
            "DescribeTrails",
            finds=(
                Found(
                    "AWS::CloudTrail::Trail", "{TrailARN}", items="trailList", name="Name", home="HomeRegion"
                ),
            ),
            required=("trailList", "trailList[].HomeRegion", "trailList[].IsMultiRegionTrail"),
        ),
        Row(
            "GetTrailStatus",
            parents=("DescribeTrails",),
            params={"Name": "TrailARN"},
            required=("IsLogging",),
        ),
        Row(
            "GetEventSelectors",
            parents=("DescribeTrails",),
            params={"TrailName": "TrailARN"},
            required=(
                "EventSelectors || AdvancedEventSelectors",
                "EventSelectors[].ReadWriteType",
                "EventSelectors[].IncludeManagementEvents",
            ),
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
            required=("EventDataStores",),
            token=("NextToken", "NextToken"),
        ),
        Row(
            "GetEventDataStore",
            parents=("ListEventDataStores",),
            params={"EventDataStore": "EventDataStoreArn"},
            merge=True,
            required=("Status", "MultiRegionEnabled", "AdvancedEventSelectors"),
        ),
    ),
)

LOGS = Collector(
    service="logs",
    prefix="logs",
    rows=(
        # A name is the beginning of other names too: those groups are kept as well.
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
            required=("logGroups", "logGroups[].logGroupName"),
        ),
    ),
)
