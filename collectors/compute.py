"""AWS Lambda: the functions that agents call or share a role with.

The listing has a function's role, timeout, VPC and log group. So only those that an agent or a
gateway names cost a call each.
"""

from __future__ import annotations

import re
from typing import Any

from collectors.table import Collector, Extract, Found, Row

_PROMPT = re.compile(r"arn:aws[a-z-]*:bedrock:[a-z0-9-]+:[0-9]{12}:prompt/[A-Za-z0-9]+(:[0-9A-Z]+)?")


def _prompts(variables: Any) -> dict[str, str]:
    """Return the variables of a function that hold the ARN of a prompt. Others may be secrets."""
    held = variables.items() if isinstance(variables, dict) else ()
    return {name: value for name, value in held if isinstance(value, str) and _PROMPT.fullmatch(value)}


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
            extracts={
                "Functions[].Environment.Variables": Extract(
                    "the variables that hold the ARN of a prompt, and no others", _prompts
                )
            },
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
