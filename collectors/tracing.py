"""AWS X-Ray and CloudWatch telemetry: where traces go, and for what telemetry is on."""

from __future__ import annotations

from collectors.table import Collector, Found, Row

_TELEMETRY = "which telemetry of the resource is on"

# The resources whose traces the controls ask about.
_TRACED = (
    "bedrock-agentcore-control:ListAgentRuntimes",
    "bedrock-agentcore-control:ListGateways",
    "bedrock-agentcore-control:ListMemories",
)

XRAY = Collector(
    service="xray",
    prefix="xray",
    rows=(
        # AWS's reference has both members, and no answer of another form.
        Row(
            "GetTraceSegmentDestination",
            parents=(*_TRACED, "bedrock-agentcore-control:ListHarnesses"),
            finds=(
                Found(
                    "AWS::XRay::TransactionSearchConfig",
                    "arn:{partition}:xray:{region}:{account}:transaction-search-config",
                    always=("Destination", "Status"),
                ),
            ),
        ),
        # UpdateIndexingRule asks with the name, and requires the rule.
        Row(
            "GetIndexingRules",
            parents=("GetTraceSegmentDestination",),
            token=("NextToken", "NextToken"),
            finds=(
                Found(
                    "AWS::XRay::IndexingRule",
                    "arn:{partition}:xray:{region}:{account}:indexing-rule/{Name}",
                    items="IndexingRules",
                    name="Name",
                    always=("Rule", "Rule.Probabilistic.DesiredSamplingPercentage"),
                ),
            ),
        ),
    ),
)

OBSERVABILITY = Collector(
    service="observabilityadmin",
    prefix="observabilityadmin",
    rows=(
        # AWS says nothing of a resource until somebody starts the evaluation of telemetry. What it
        # says is the state: without it, nobody knows.
        Row(
            "ListResourceTelemetry",
            parents=_TRACED,
            constants={
                "ResourceTypes": [
                    "AWS::BedrockAgentCore::Gateway",
                    "AWS::BedrockAgentCore::Memory",
                    "AWS::BedrockAgentCore::Runtime",
                ]
            },
            finds=(
                Found(
                    "AWS::ObservabilityAdmin::TelemetryConfiguration",
                    "arn:{partition}:observabilityadmin:{region}:{account}:telemetry-configuration/{ResourceType}/{ResourceIdentifier}",
                    items="TelemetryConfigurations",
                    always=("TelemetryConfigurationState",),
                ),
            ),
            keep={"TelemetryConfigurations[].TelemetryConfigurationState": _TELEMETRY},
        ),
    ),
)
