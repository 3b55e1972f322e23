"""AWS Lambda: functions that agents call or share a role with, and the queues of their failures.

The listing has a function's role, timeout, VPC and log group. Only functions of generative AI cost
a call, and the aliases and versions that agents, flows and gateways name.
"""

from __future__ import annotations

import re
from typing import Any

from collectors.genai_functions import genai_functions, named_functions
from collectors.signs import VARIABLES
from collectors.table import RESOURCE_NAME, Collector, Extract, Found, Row

_PROMPT = re.compile(r"arn:aws[a-z-]*:bedrock:[a-z0-9-]+:[0-9]{12}:prompt/[A-Za-z0-9]+(:[0-9A-Z]+)?")


def _prompts(variables: Any) -> dict[str, str]:
    """Return the variables of a function that hold the ARN of a prompt. Others may be secrets."""
    held = variables.items() if isinstance(variables, dict) else ()
    return {name: value for name, value in held if isinstance(value, str) and _PROMPT.fullmatch(value)}


CALLED = (
    "[actionGroupExecutor.lambda, customOrchestration.executor.lambda,"
    " targetConfiguration.mcp.lambda.lambdaArn, interceptorConfigurations[].interceptor.lambda.arn,"
    " definition.nodes[].configuration.[lambdaFunction.lambdaArn,"
    " loop.definition.nodes[].configuration.lambdaFunction.lambdaArn][][],"
    " FunctionArn && !ends_with(FunctionArn, '$LATEST') && FunctionArn] | [][] | [?@]"
)
"""JMESPath of the functions that an action group, an agent, a flow, a gateway or one of its targets
calls, and of aliases and versions with a configuration of asynchronous calls. AWS answers for the
alias or the version that an ARN names. What the listing shows of $LATEST is enough for asynchronous
calls."""


def _settings(function: dict[str, Any]) -> dict[str, Any]:
    """Return what a version of a function has of its own. The ARN is the one that was asked for."""
    kept = ("Role", "Timeout", "DeadLetterConfig", "Version", "State", "Environment")
    return {name: function[name] for name in kept if name in function}


def _queue(queue: dict[str, Any]) -> str:
    """Return the name of a queue, which stands at the end of its URL."""
    return str(queue["QueueUrl"]).rpartition("/")[2]


_HOOK = "hooks[].[beforeInvocation, afterInvocation, beforeToolCall, afterToolCall][].target.lambda.arn"
_TRANSFORMATION = (
    "vectorIngestionConfiguration.customTransformationConfiguration.transformations[]"
    ".transformationFunction.transformationLambdaConfiguration.lambdaArn"
)
NAMED = f"[{CALLED}, {_HOOK}, {_TRANSFORMATION}, promptOverrideConfiguration.overrideLambda][] | [?@]"
"""JMESPath of these, of the hooks of a harness, of what transforms the documents of a data source,
and of what reads the answers of an agent's model."""

_QUALIFIED = re.compile(r"arn:[^:]+:lambda:[^:]+:[0-9]+:function:[^:]+:[^:$]+")


def _qualified(arn: str) -> str | None:
    """Return what to ask about an ARN: an alias or a version has a policy of its own."""
    return arn if _QUALIFIED.fullmatch(arn) else None


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
                    always_if={
                        "VpcConfig.SubnetIds": ("VpcConfig.VpcId",),
                        "VpcConfig.VpcId": ("VpcConfig.SubnetIds",),
                    },
                ),
            ),
            keep={"Functions[].LoggingConfig.LogGroup": "name of the function's log group"},
            extracts={
                "Functions[].Environment.Variables": Extract(
                    "the variables that hold the ARN of a prompt, and no others", _prompts
                )
            },
        ),
        Row(
            "GetFunctionConfiguration",
            parents=(
                "bedrock-agent:GetAgentActionGroup",
                "bedrock-agent:GetAgent",
                "bedrock-agent:GetAgentVersion",
                "bedrock-agent:GetFlow",
                "bedrock-agent:GetFlowVersion",
                "bedrock-agentcore-control:GetGatewayTarget",
                "bedrock-agentcore-control:GetGateway",
                "ListFunctionEventInvokeConfigs",
            ),
            params={"FunctionName": CALLED},
            finds=(
                Found(
                    "AWS::Lambda::FunctionConfiguration",
                    "{FunctionName}/configuration",
                    shape=_settings,
                    always=("Timeout",),
                ),
            ),
            absent_codes=("ResourceNotFoundException",),
            signs={"Environment.Variables": VARIABLES},
        ),
        # What calls a function asynchronously, and where its failures go.
        Row(
            "ListFunctionEventInvokeConfigs",
            parents=("ListFunctions",),
            params={"FunctionName": "FunctionArn"},
            among=genai_functions,
            finds=(
                Found(
                    "AWS::Lambda::EventInvokeConfig",
                    "{FunctionArn}",
                    items="FunctionEventInvokeConfigs",
                ),
            ),
        ),
        # The policy is that of the function itself: an alias has one of its own.
        Row(
            "GetPolicy",
            parents=("ListFunctions",),
            params={"FunctionName": "FunctionArn"},
            among=genai_functions,
            always=("Policy",),
            absent_codes=("ResourceNotFoundException",),
            policies=("Policy",),
        ),
        Row(
            "GetPolicy",
            parents=(
                "bedrock-agent:GetAgentActionGroup",
                "bedrock-agent:GetAgent",
                "bedrock-agent:GetAgentVersion",
                "bedrock-agent:GetFlow",
                "bedrock-agent:GetFlowVersion",
                "bedrock-agent:GetDataSource",
                "bedrock-agentcore-control:GetGatewayTarget",
                "bedrock-agentcore-control:GetGateway",
                "bedrock-agentcore-control:GetHarness",
            ),
            params={"FunctionName": NAMED},
            asks={"FunctionName": _qualified},
            finds=(Found("AWS::Lambda::AliasPolicy", "{FunctionName}/policy", always=("Policy",)),),
            absent_codes=("ResourceNotFoundException",),
            policies=("Policy",),
        ),
        Row(
            "ListFunctionUrlConfigs",
            parents=("ListFunctions",),
            params={"FunctionName": "FunctionArn"},
            among=named_functions,
            finds=(
                Found(
                    "AWS::Lambda::Url",
                    "{FunctionArn}/url",
                    items="FunctionUrlConfigs",
                    always=("AuthType",),
                ),
            ),
        ),
        Row(
            "GetFunctionConcurrency",
            parents=("ListFunctions",),
            params={"FunctionName": "FunctionArn"},
            among=named_functions,
            may_be_empty="AWS leaves the number out where none is reserved",
        ),
        Row(
            "ListEventSourceMappings",
            parents=("ListFunctions",),
            finds=(
                Found(
                    "AWS::Lambda::EventSourceMapping",
                    "arn:{partition}:lambda:{region}:{account}:event-source-mapping:{UUID}",
                    items="EventSourceMappings",
                    always=("FunctionArn", "State"),
                ),
            ),
            keep={
                "EventSourceMappings[].UUID": "id of the mapping",
                "EventSourceMappings[].State": "whether the mapping calls the function",
            },
        ),
    ),
)

SQS = Collector(
    service="sqs",
    prefix="sqs",
    rows=(
        # Without a number AWS sends no token, and leaves out the queues after the first thousand.
        Row(
            "ListQueues",
            parents=("lambda:ListFunctions",),
            constants={"MaxResults": 1000},
            finds=(
                Found(
                    "AWS::SQS::Queue",
                    "arn:{partition}:sqs:{region}:{account}:{QueueName}",
                    items="QueueUrls[].{QueueUrl: @}",
                    name="QueueName",
                    made={"QueueName": _queue},
                ),
            ),
            keep={"QueueUrls[]": RESOURCE_NAME},
            may_be_empty="AWS leaves the list out where there is no queue",
        ),
    ),
)
