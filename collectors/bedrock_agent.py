"""Amazon Bedrock agents, knowledge bases, flows and prompts."""

from __future__ import annotations

from collectors.table import Collector, Found, Row

# Texts and code that people wrote for a model are never stored.
_TEXTS = ("instruction", "basePromptTemplate", "text", "code", "additionalModelRequestFields")

# AWS has no ARN, and CloudFormation no type, for the parts of an agent's version.
_ACTION_GROUP = Found(
    "AWS::Bedrock::AgentActionGroup",
    "arn:{partition}:bedrock:{region}:{account}:agent/{agentId}:{agentVersion}:action-group/{actionGroupId}",
    items="actionGroupSummaries",
    name="actionGroupName",
)
_ASSOCIATION = Found(
    "AWS::Bedrock::AgentKnowledgeBase",
    "arn:{partition}:bedrock:{region}:{account}:agent/{agentId}:{agentVersion}:knowledge-base/{knowledgeBaseId}",
    items="agentKnowledgeBaseSummaries",
    name="knowledgeBaseId",
)

BEDROCK_AGENT = Collector(
    service="bedrock-agent",
    prefix="bedrock",
    offered_as="bedrock",
    rows=(
        Row(
            "ListAgents",
            finds=(
                Found(
                    "AWS::Bedrock::Agent",
                    "arn:{partition}:bedrock:{region}:{account}:agent/{agentId}",
                    items="agentSummaries",
                    name="agentName",
                ),
            ),
        ),
        Row(
            "GetAgent",
            parents=("ListAgents",),
            params={"agentId": "agentId"},
            member="agent",
            merge=True,
            redact=_TEXTS,
        ),
        Row(
            "ListAgentAliases",
            parents=("ListAgents",),
            params={"agentId": "agentId"},
            finds=(
                Found(
                    "AWS::Bedrock::AgentAlias",
                    "arn:{partition}:bedrock:{region}:{account}:agent-alias/{agentId}/{agentAliasId}",
                    items="agentAliasSummaries",
                    name="agentAliasName",
                ),
            ),
            required=("agentAliasSummaries[].routingConfiguration",),
        ),
        # DRAFT is the agent itself, which GetAgent returns.
        Row(
            "GetAgentVersion",
            parents=("ListAgentAliases",),
            params={
                "agentId": "agentId",
                "agentVersion": "routingConfiguration[?agentVersion!='DRAFT'].agentVersion",
            },
            finds=(
                Found(
                    "AWS::Bedrock::AgentVersion",
                    "arn:{partition}:bedrock:{region}:{account}:agent/{agentId}:{version}",
                    items="agentVersion",
                    name="agentName",
                ),
            ),
            redact=_TEXTS,
        ),
        # DRAFT's action groups and knowledge bases, then those of the versions that an alias routes
        # to.
        Row(
            "ListAgentActionGroups",
            parents=("ListAgents",),
            params={"agentId": "agentId"},
            constants={"agentVersion": "DRAFT"},
            finds=(_ACTION_GROUP,),
        ),
        Row(
            "ListAgentActionGroups",
            parents=("GetAgentVersion",),
            params={"agentId": "agentId", "agentVersion": "version"},
            finds=(_ACTION_GROUP,),
        ),
        Row(
            "GetAgentActionGroup",
            parents=("ListAgentActionGroups",),
            params={"agentId": "agentId", "agentVersion": "agentVersion", "actionGroupId": "actionGroupId"},
            member="agentActionGroup",
            merge=True,
            redact=(*_TEXTS, "payload", "functions"),
        ),
        Row(
            "ListAgentKnowledgeBases",
            parents=("ListAgents",),
            params={"agentId": "agentId"},
            constants={"agentVersion": "DRAFT"},
            finds=(_ASSOCIATION,),
        ),
        Row(
            "ListAgentKnowledgeBases",
            parents=("GetAgentVersion",),
            params={"agentId": "agentId", "agentVersion": "version"},
            finds=(_ASSOCIATION,),
        ),
        Row(
            "ListKnowledgeBases",
            finds=(
                Found(
                    "AWS::Bedrock::KnowledgeBase",
                    "arn:{partition}:bedrock:{region}:{account}:knowledge-base/{knowledgeBaseId}",
                    items="knowledgeBaseSummaries",
                    name="name",
                ),
            ),
        ),
        Row(
            "GetKnowledgeBase",
            parents=("ListKnowledgeBases",),
            params={"knowledgeBaseId": "knowledgeBaseId"},
            member="knowledgeBase",
            merge=True,
        ),
        Row("ListFlows", finds=(Found("AWS::Bedrock::Flow", "{arn}", items="flowSummaries", name="name"),)),
        Row("GetFlow", parents=("ListFlows",), params={"flowIdentifier": "id"}, merge=True, redact=_TEXTS),
        Row(
            "ListFlowAliases",
            parents=("ListFlows",),
            params={"flowIdentifier": "id"},
            finds=(Found("AWS::Bedrock::FlowAlias", "{arn}", items="flowAliasSummaries", name="name"),),
            required=("flowAliasSummaries[].routingConfiguration[].flowVersion",),
        ),
        Row(
            "GetFlowVersion",
            parents=("ListFlowAliases",),
            params={
                "flowIdentifier": "flowId",
                "flowVersion": "routingConfiguration[?flowVersion!='DRAFT'].flowVersion",
            },
            finds=(
                Found(
                    "AWS::Bedrock::FlowVersion",
                    "arn:{partition}:bedrock:{region}:{account}:flow/{id}:{version}",
                    name="name",
                ),
            ),
            redact=_TEXTS,
        ),
        Row(
            "ListPrompts",
            finds=(Found("AWS::Bedrock::Prompt", "{arn}", items="promptSummaries", name="name"),),
        ),
    ),
)
