"""Amazon CloudWatch: alarms of every kind, what mutes them, and whether models were called.

Application Signals, a part of it with an API of its own: the services that send it signals.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from collectors.ago import DaysAgo
from collectors.measures import MEASURES
from collectors.paths import in_list
from collectors.table import Collector, Found, Row

_ACTIONS = "what the alarm does, which decides whether anybody is told"
_WATCHED = "the metric that the alarm watches"
_STATISTIC = "the percentile that the alarm or the objective compares with its threshold"
_QUERY = "the metrics that the alarm computes with"
_METRIC = "arn:{partition}:cloudwatch:{region}:{account}:metric/{Namespace}/{MetricName}"
_NAMESPACE = "Metrics[].Namespace"
_SOURCE = "the service or the application that the metric is of"
_KEPT = {
    _NAMESPACE: _SOURCE,
    "Metrics[].Dimensions[].Value": "the model that the metric is of; other dimensions are dropped",
}
"""What is kept of a metric. All rows of an operation keep the same."""
_OTHERS = "AWS added this kind of alarm later, and may leave out the list if there is none"


def _named(metric: dict[str, Any]) -> dict[str, Any]:
    """Return a metric without its dimensions: one name may have thousands of them."""
    return {name: metric[name] for name in ("Namespace", "MetricName") if name in metric}


def _name(rule: dict[str, Any]) -> str:
    """Return the name of a mute rule, which the listing gives only as the end of the ARN."""
    return str(rule.get("AlarmMuteRuleArn", "")).partition(":alarm-mute-rule:")[2]


_GENERATIVE = re.compile(r"(?<![a-z])(gen_?ai|llm)", re.IGNORECASE)
"""What the name of a metric about calls of generative models has, as OpenTelemetry calls them.

`fullMemory` has not.
"""


def _application(metric: dict[str, Any]) -> dict[str, Any] | None:
    """Return a metric that an application publishes about its calls of models, else None."""
    namespace, name = (str(metric.get(member, "")) for member in ("Namespace", "MetricName"))
    is_own = not namespace.lower().lstrip("/").startswith("aws/")
    return _named(metric) if is_own and _GENERATIVE.search(name) else None


def _has_application(page: Mapping[str, Any]) -> bool:
    """Return whether a page has such a metric. An account may have many thousands of others."""
    return any(_application(metric) for metric in page.get("Metrics", []) if isinstance(metric, dict))


def _of_a_model(metric: dict[str, Any]) -> dict[str, Any] | None:
    """Return a metric without its name if it counts calls by the model alone, else None."""
    dimensions = metric.get("Dimensions")
    names = [one.get("Name") for one in dimensions] if isinstance(dimensions, list) else []
    named = names == ["ModelId"] or None in names
    if not named or metric.get("MetricName") not in ("Invocations", "InvocationThrottles"):
        return None
    return {name: metric[name] for name in ("Namespace", "Dimensions") if name in metric}


def _model(metric: dict[str, Any]) -> str:
    """Return the model that a metric is of."""
    return str(metric["Dimensions"][0].get("Value", ""))


_INVOKED = Found(
    "AWS::Bedrock::InvokedModel",
    "arn:{partition}:cloudwatch:{region}:{account}:model/{ModelId}",
    items="Metrics",
    name="ModelId",
    shape=_of_a_model,
    made={"ModelId": _model},
    always=("Dimensions[].Name", "Dimensions[].Value"),
)
"""A model that was called, or would have been, as CloudWatch names it."""


def _metrics(namespace: str, *others: Found) -> Row:
    """Return the row that lists the metrics of one namespace, of the last two weeks."""
    return Row(
        "ListMetrics",
        constants={"Namespace": namespace},
        finds=(
            Found(
                "AWS::CloudWatch::Metric",
                _METRIC,
                items="Metrics",
                name="MetricName",
                shape=_named,
            ),
            *others,
        ),
        keep=_KEPT,
    )


CLOUDWATCH = Collector(
    service="cloudwatch",
    prefix="cloudwatch",
    gone_code="ResourceNotFoundException",
    rows=(
        _metrics("AWS/Bedrock", _INVOKED),
        _metrics("AWS/BedrockMantle"),
        # Whether an application publishes metrics about its calls of models, where some are called.
        # Each name is of the last three hours.
        Row(
            "ListMetrics",
            parents=("ListMetrics",),
            constants={"RecentlyActive": "PT3H"},
            until=_has_application,
            finds=(
                Found(
                    "AWS::CloudWatch::ApplicationMetric",
                    _METRIC,
                    items="Metrics",
                    name="MetricName",
                    shape=_application,
                ),
            ),
            keep=_KEPT,
        ),
        # Unless it is asked for all types, AWS returns only metric alarms. A PromQL alarm is a
        # metric alarm without a metric. The parents are what controls want alarms for.
        Row(
            "DescribeAlarms",
            parents=(
                "ListMetrics",
                "bedrock:ListGuardrails",
                "bedrock:ListProvisionedModelThroughputs",
                "bedrock-agent:ListAgents",
                "bedrock-agent:ListFlows",
                "bedrock-agent:ListKnowledgeBases",
                "bedrock-agentcore-control:ListAgentRuntimes",
                "opensearchserverless:ListCollections",
                "qbusiness:ListApplications",
                "sagemaker:ListEndpoints",
                "lambda:ListFunctions",
                "stepfunctions:ListStateMachines",
                "apigateway:GetRestApis",
                "apigatewayv2:GetApis",
                "logs:DescribeMetricFilters",
            ),
            constants={"AlarmTypes": ["MetricAlarm", "CompositeAlarm", "LogAlarm"]},
            finds=(
                Found(
                    "AWS::CloudWatch::Alarm",
                    "{AlarmArn}",
                    items="MetricAlarms",
                    name="AlarmName",
                    always=("AlarmName", "ActionsEnabled", "Dimensions[].Name", "Dimensions[].Value"),
                ),
                Found(
                    "AWS::CloudWatch::CompositeAlarm",
                    "{AlarmArn}",
                    items="CompositeAlarms",
                    name="AlarmName",
                    may_be_absent=_OTHERS,
                    always=("AlarmName", "ActionsEnabled", "AlarmRule"),
                ),
                Found(
                    "AWS::CloudWatch::LogAlarm",
                    "{AlarmArn}",
                    items="LogAlarms",
                    name="AlarmName",
                    may_be_absent=_OTHERS,
                    always=("AlarmName", "ActionsEnabled"),
                ),
            ),
            keep={
                **{
                    f"{kind}s[].AlarmActions[]": _ACTIONS
                    for kind in ("MetricAlarm", "CompositeAlarm", "LogAlarm")
                },
                "MetricAlarms[].Namespace": _WATCHED,
                "MetricAlarms[].Dimensions[].Value": _WATCHED,
                "MetricAlarms[].Metrics[].MetricStat.Metric.Namespace": _WATCHED,
                "MetricAlarms[].Metrics[].MetricStat.Metric.Dimensions[].Value": _WATCHED,
                "MetricAlarms[].Metrics[].Expression": _QUERY,
                "MetricAlarms[].ExtendedStatistic": _STATISTIC,
                "MetricAlarms[].Metrics[].MetricStat.Stat": _STATISTIC,
                "MetricAlarms[].TreatMissingData": "what the alarm makes of missing data",
                "MetricAlarms[].EvaluationCriteria.PromQLCriteria.Query": _QUERY,
                "CompositeAlarms[].AlarmRule": "the alarms that the alarm is made of",
            },
        ),
        # The summary has no name but in its ARN. A rule that is not active mutes nothing.
        Row(
            "ListAlarmMuteRules",
            parents=("DescribeAlarms",),
            constants={"Statuses": ["ACTIVE"]},
            finds=(
                Found(
                    "AWS::CloudWatch::AlarmMuteRule",
                    "{AlarmMuteRuleArn}",
                    items="AlarmMuteRuleSummaries",
                    name="AlarmMuteRuleName",
                    made={"AlarmMuteRuleName": _name},
                    always=("AlarmMuteRuleArn",),
                ),
            ),
        ),
        Row(
            "GetAlarmMuteRule",
            parents=("ListAlarmMuteRules",),
            params={"AlarmMuteRuleName": "AlarmMuteRuleName"},
            merge=True,
            always=("MuteTargets", "MuteTargets.AlarmNames"),
        ),
        # What AWS charges for a metric. The parents are what `MEASURES` has metrics of.
        Row(
            "GetMetricData",
            parents=(
                "ListMetrics",
                "bedrock:ListProvisionedModelThroughputs",
                "opensearchserverless:ListCollections",
                "sagemaker:DescribeEndpoint",
                "sagemaker:ListInferenceComponents",
            ),
            always=(
                "MetricDataResults",
                *(f"MetricDataResults[].{name}" for name in ("Id", "StatusCode", "Timestamps", "Values")),
            ),
            paid=0.01 / 1000,
            measures=MEASURES,
        ),
    ),
)


def _attribute(service: dict[str, Any], name: str) -> str | None:
    """Return one of the attributes that a service is known by."""
    attributes = service.get("KeyAttributes")
    value = attributes.get(name) if isinstance(attributes, dict) else None
    return value if isinstance(value, str) else None


def _service(service: dict[str, Any]) -> dict[str, Any] | None:
    """Return a service that sends signals itself, and None for what such services call."""
    return service if _attribute(service, "Type") in {"Service", None} else None


def _service_name(service: dict[str, Any]) -> str | None:
    return _attribute(service, "Name")


def _environment(service: dict[str, Any]) -> str | None:
    return _attribute(service, "Environment") or "none"


_SLI = "Sli.SliMetric.MetricDataQueries[].MetricStat"

# The parents are what calls models. A function may call them in another Region.
APPLICATION_SIGNALS = Collector(
    service="application-signals",
    prefix="application-signals",
    gone_code="ResourceNotFoundException",
    rows=(
        Row(
            "ListServices",
            parents=(
                "cloudwatch:ListMetrics",
                "bedrock-agentcore-control:ListAgentRuntimes",
                "lambda:ListFunctions",
            ),
            constants={"StartTime": DaysAgo(1), "EndTime": DaysAgo(0)},
            finds=(
                Found(
                    "AWS::ApplicationSignals::Service",
                    "arn:{partition}:application-signals:{region}:{account}:service/{Environment}/{ServiceName}",
                    items="ServiceSummaries",
                    name="ServiceName",
                    shape=_service,
                    made={"ServiceName": _service_name, "Environment": _environment},
                    always=("KeyAttributes",),
                ),
            ),
            keep={"ServiceSummaries[].KeyAttributes": "name of the service that sends signals"},
        ),
        # Objectives over metrics of CloudWatch. The parents are what has a latency there.
        Row(
            "ListServiceLevelObjectives",
            parents=("cloudwatch:ListMetrics", "sagemaker:ListEndpoints"),
            constants={"MetricSourceTypes": ["CloudWatchMetric"]},
            finds=(
                Found(
                    "AWS::ApplicationSignals::ServiceLevelObjective",
                    "{Arn}",
                    items="SloSummaries",
                    name="Name",
                    always=("Arn", "Name"),
                ),
            ),
        ),
        Row(
            "GetServiceLevelObjective",
            parents=("ListServiceLevelObjectives",),
            params={"Id": "Arn"},
            member="Slo",
            merge=True,
            always=("Arn",),
            always_if={
                "EvaluationType != 'RequestBased'": (
                    *("Sli", "Sli.ComparisonOperator", "Sli.MetricThreshold", "Sli.SliMetric"),
                    *("Sli.SliMetric.MetricDataQueries", f"{_SLI}.Stat", f"{_SLI}.Metric"),
                    *(f"{_SLI}.Metric.Dimensions[].Name", f"{_SLI}.Metric.Dimensions[].Value"),
                ),
            },
            keep={
                f"Slo.{_SLI}.Stat": _STATISTIC,
                f"Slo.{_SLI}.Metric.Namespace": _WATCHED,
                f"Slo.{_SLI}.Metric.Dimensions[].Value": _WATCHED,
            },
        ),
        Row(
            "BatchGetServiceLevelObjectiveBudgetReport",
            parents=("ListServiceLevelObjectives",),
            params={"SloIds": "Arn"},
            asks={"SloIds": in_list},
            constants={"Timestamp": DaysAgo(0)},
            always=("Reports", "Reports[].Arn"),
        ),
    ),
)
