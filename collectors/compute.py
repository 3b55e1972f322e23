"""AWS Lambda: the functions that agents call or share a role with.

The listing has a function's role, timeout, VPC and log group. So only those that an agent or a
gateway names cost a call each.
"""

from __future__ import annotations

from collectors.table import Collector, Found, Row

LAMBDA = Collector(
    service="lambda",
    prefix="lambda",
    rows=(
        Row(
            "ListFunctions",
            finds=(
                Found(
                    "AWS::Lambda::Function",
                    "{FunctionArn}",
                    items="Functions",
                    name="FunctionName",
                    always=("Role",),
                    always_if={"VpcConfig.SubnetIds": ("VpcConfig.VpcId",)},
                ),
            ),
            keep={"Functions[].LoggingConfig.LogGroup": "name of the function's log group"},
        ),
        # Of the functions that agents and gateways name, with the version or alias that they name. The
        # listing has no state.
        Row(
            "GetFunctionConfiguration",
            parents=("bedrock-agent:GetAgentActionGroup", "bedrock-agentcore-control:GetGatewayTarget"),
            params={
                "FunctionName": "actionGroupExecutor.lambda || targetConfiguration.mcp.lambda.lambdaArn"
            },
            absent_codes=("ResourceNotFoundException",),
        ),
    ),
)
