"""CloudTrail and CloudWatch Logs: trails, event data stores, deliveries of logs, and log groups."""

from __future__ import annotations

from typing import Any

from collectors.metric_filters import conditions
from collectors.table import Collector, Found, Row

_SELECTOR = "what an event selector selects"
_CONDITIONS = ("AdvancedEventSelectors[].FieldSelectors", "AdvancedEventSelectors[].FieldSelectors[].Field")


NAMED_GROUP = (
    "loggingConfig.cloudWatchConfig.logGroupName || logGroupName"
    " || ([LoggingConfig.LogGroup][?@ && !starts_with(@, '/aws/lambda/')] | [0])"
)
_LOG_GROUP = Found(
    "AWS::Logs::LogGroup",
    "arn:{partition}:logs:{region}:{account}:log-group:{logGroupName}",
    items="logGroups",
    name="logGroupName",
)


_METRIC_NAME, _METRIC_NAMESPACE = (f"metricTransformations[].metric{part}" for part in ("Name", "Namespace"))


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
            keep={
                "EventSelectors[].ExcludeManagementEventSources[]": _SELECTOR,
                "EventSelectors[].DataResources[].Values[]": _SELECTOR,
                **_selectors(""),
            },
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

# The services whose resources deliver logs. Deliveries are asked for where one of these was found.
_SOURCES = (
    "bedrock-agent:ListAgents",
    "bedrock-agent:ListFlows",
    "bedrock-agent:ListKnowledgeBases",
    "bedrock-agentcore-control:ListAgentRuntimes",
    "bedrock-agentcore-control:ListGateways",
    "bedrock-agentcore-control:ListMemories",
    "qbusiness:ListApplications",
    "quicksight:ListAgents",
)


def _group_name(arn: str) -> str | None:
    """Return the name of the log group of an ARN."""
    return arn.partition(":log-group:")[2].removesuffix(":*") or None


def _log_group_of(item: dict[str, Any]) -> str | None:
    """Return the name of the log group that a delivery destination is, if it is one."""
    target = item.get("deliveryDestinationConfiguration", {}).get("destinationResourceArn", "")
    return _group_name(str(target))


LOGS = Collector(
    service="logs",
    prefix="logs",
    rows=(
        Row(
            "DescribeDeliverySources",
            parents=_SOURCES,
            finds=(
                Found(
                    "AWS::Logs::DeliverySource",
                    "arn:{partition}:logs:{region}:{account}:delivery-source:{name}",
                    items="deliverySources",
                    name="name",
                    always=("resourceArns", "logType"),
                ),
            ),
        ),
        Row(
            "DescribeDeliveries",
            parents=_SOURCES,
            finds=(
                Found(
                    "AWS::Logs::Delivery",
                    "arn:{partition}:logs:{region}:{account}:delivery:{id}",
                    items="deliveries",
                    name="id",
                    always=("deliverySourceName", "deliveryDestinationArn", "deliveryDestinationType"),
                ),
            ),
        ),
        # A destination of the type XRAY has no configuration.
        Row(
            "DescribeDeliveryDestinations",
            parents=_SOURCES,
            finds=(
                Found(
                    "AWS::Logs::DeliveryDestination",
                    "{arn}",
                    items="deliveryDestinations",
                    name="name",
                    made={"logGroupName": _log_group_of},
                ),
            ),
        ),
        # The groups that AWS names itself. They outlive what wrote to them, so no other resource
        # shows whether they are there.
        *(
            Row("DescribeLogGroups", constants={"logGroupNamePrefix": prefix}, finds=(_LOG_GROUP,))
            for prefix in ("/aws/bedrock", "/aws/vendedlogs/bedrock", "aws/spans")
        ),
        Row(
            "DescribeLogGroups",
            parents=("qbusiness:ListApplications",),
            constants={"logGroupNamePrefix": "/aws/vendedlogs/qbusiness"},
            finds=(_LOG_GROUP,),
        ),
        # Those of functions, and of endpoints and their inference components. A control that names
        # neither listing waits for any other log group, and so depends on neither.
        *(
            Row(
                "DescribeLogGroups",
                parents=("DescribeLogGroups", listing),
                constants={"logGroupNamePrefix": prefix},
                finds=(_LOG_GROUP,),
            )
            for listing, prefix in (
                ("lambda:ListFunctions", "/aws/lambda/"),
                ("sagemaker:ListEndpoints", "/aws/sagemaker/"),
            )
        ),
        # Those that a setting names: of model invocation logging, of a delivery, or of a function
        # that does not write to the usual group. The parameter is a prefix, so AWS also returns
        # groups with longer names. They are kept too.
        Row(
            "DescribeLogGroups",
            parents=(
                "bedrock:GetModelInvocationLoggingConfiguration",
                "DescribeDeliveryDestinations",
                "lambda:ListFunctions",
            ),
            params={"logGroupNamePrefix": NAMED_GROUP},
            finds=(_LOG_GROUP,),
        ),
        # Those that trails write to.
        Row(
            "DescribeLogGroups",
            parents=("cloudtrail:DescribeTrails",),
            params={"logGroupNamePrefix": "CloudWatchLogsLogGroupArn"},
            asks={"logGroupNamePrefix": _group_name},
            finds=(_LOG_GROUP,),
        ),
        # The group of an organization's trail may be in another account.
        Row(
            "DescribeMetricFilters",
            parents=("cloudtrail:DescribeTrails",),
            params={"logGroupName": "CloudWatchLogsLogGroupArn"},
            asks={"logGroupName": _group_name},
            absent_codes=("ResourceNotFoundException",),
            finds=(
                Found(
                    "AWS::Logs::MetricFilter",
                    "arn:{partition}:logs:{region}:{account}:log-group:{logGroupName}:metric-filter:{filterName}",
                    items="metricFilters",
                    name="filterName",
                    made={"alternatives": conditions},
                    always=("filterPattern", "metricTransformations", _METRIC_NAME, _METRIC_NAMESPACE),
                ),
            ),
            keep={
                "metricFilters[].filterPattern": "the calls that the filter counts",
                f"metricFilters[].{_METRIC_NAMESPACE}": "the metric that the filter counts with",
            },
        ),
    ),
)
