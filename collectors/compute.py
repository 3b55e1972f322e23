"""AWS Lambda: the functions that agents call or share a role with.

The listing has a function's role, timeout, VPC and log group. So no function costs a call.
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
    ),
)
