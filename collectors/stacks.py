"""AWS CloudFormation and CodePipeline: the stacks of generative AI, and what delivers them.

CloudFormation writes a tag to what it creates, so the listing of tags shows most stacks. It is only
asked about resources without that tag.
"""

from __future__ import annotations

from collectors.table import Collector, Found, Outline, Row

STACK_TAG = "aws:cloudformation:stack-id"
"""The tag that CloudFormation writes to the resources of a stack, if their type has tags."""

OWN_PROFILE = "[inferenceProfileArn][?contains(@, ':application-inference-profile/')]"
"""JMESPath of the ARN of an inference profile, if the account made it."""

_PHYSICAL_IDS = {
    "bedrock:ListInferenceProfiles": OWN_PROFILE,
    "bedrock:ListGuardrails": "arn",
    "bedrock-agent:ListAgents": "agentId",
    "bedrock-agent:ListKnowledgeBases": "knowledgeBaseId",
    "bedrock-agent:ListFlows": "arn",
    "bedrock-agent:ListPrompts": "arn",
    "bedrock-agentcore-control:ListAgentRuntimes": "agentRuntimeId",
    "bedrock-agentcore-control:ListGateways": "gatewayId",
    "bedrock-agentcore-control:ListHarnesses": "arn",
    "bedrock-agentcore-control:ListBrowsers": "browserId",
    "bedrock-agentcore-control:ListCodeInterpreters": "codeInterpreterId",
    "bedrock-agentcore-control:ListMemories": "arn",
    "qbusiness:ListApplications": "applicationId",
}
"""Listing -> the member of its items that CloudFormation has as the physical id: the primary
identifier in the schema of the type. AWS's own inference profiles are in no stack."""

GENERATIVE = (
    *(listing for listing in _PHYSICAL_IDS if listing != "bedrock:ListInferenceProfiles"),
    "sagemaker:ListEndpoints",
)
"""The listings of resources that run generative AI, of the account only."""

CLOUDFORMATION = Collector(
    service="cloudformation",
    prefix="cloudformation",
    rows=tuple(
        Row(
            "DescribeStackResources",
            parents=(listing,),
            params={"PhysicalResourceId": member},
            always=("StackResources", "StackResources[].StackName"),
            # AWS's answer for a resource that is in no stack.
            absent_codes=("ValidationError",),
            untagged=STACK_TAG,
        )
        for listing, member in _PHYSICAL_IDS.items()
    ),
)

_ACTION = "pipeline.stages[].actions[]"

CODEPIPELINE = Collector(
    service="codepipeline",
    prefix="codepipeline",
    gone_code="PipelineNotFoundException",
    rows=(
        Row(
            "ListPipelines",
            parents=GENERATIVE,
            finds=(
                Found(
                    "AWS::CodePipeline::Pipeline",
                    "arn:{partition}:codepipeline:{region}:{account}:{name}",
                    items="pipelines",
                    name="name",
                ),
            ),
        ),
        # The configuration of an action may hold tokens, and its variables secrets.
        Row(
            "GetPipeline",
            parents=("ListPipelines",),
            params={"name": "name"},
            member="pipeline",
            merge=True,
            always=(
                "stages",
                "stages[].actions",
                "stages[].actions[].actionTypeId",
                "stages[].actions[].actionTypeId.category",
                "stages[].actions[].actionTypeId.provider",
            ),
            keep={f"{_ACTION}.actionTypeId.provider": "what an action runs"},
            outlines={
                f"{_ACTION}.configuration": Outline("the stack that an action deploys", names=("StackName",))
            },
        ),
        Row(
            "ListPipelineExecutions",
            parents=("ListPipelines",),
            params={"pipelineName": "name"},
            constants={"maxResults": 100},
            always=("pipelineExecutionSummaries",),
            newest="controls ask when the pipeline last succeeded",
        ),
    ),
)
