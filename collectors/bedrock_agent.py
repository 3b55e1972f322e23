"""Amazon Bedrock agents, knowledge bases, flows and prompts."""

from __future__ import annotations

from typing import Any

from collectors.signs import API_SCHEMA, LENGTH, PROMPT, SETTINGS, TEXT
from collectors.table import Collector, Found, Row, Signs

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
    always=("knowledgeBaseState",),
)
_PREPARED = {"agentStatus == 'PREPARED'": ("agentResourceRoleArn",)}

_REFERENCE = "id, ARN or version of a resource that it uses"
_NODE_NAME = "name of a node of the flow"
_NODE = "definition.nodes[].configuration"
_PROMPT = f"{_NODE}.prompt.sourceConfiguration"

# AWS marks the whole of a flow, and the prompts of an agent, as sensitive. The definition inside a
# loop is stored like the one around it.
_FLOW_REFERENCES = dict.fromkeys(
    (
        f"{_NODE}.knowledgeBase.knowledgeBaseId",
        f"{_NODE}.knowledgeBase.modelId",
        f"{_NODE}.knowledgeBase.guardrailConfiguration.guardrailIdentifier",
        f"{_NODE}.knowledgeBase.guardrailConfiguration.guardrailVersion",
        f"{_NODE}.knowledgeBase.rerankingConfiguration.bedrockRerankingConfiguration"
        ".modelConfiguration.modelArn",
        f"{_NODE}.prompt.guardrailConfiguration.guardrailIdentifier",
        f"{_NODE}.prompt.guardrailConfiguration.guardrailVersion",
        f"{_PROMPT}.resource.promptArn",
        f"{_PROMPT}.inline.modelId",
        f"{_NODE}.lambdaFunction.lambdaArn",
        f"{_NODE}.agent.agentAliasArn",
    ),
    _REFERENCE,
)
_FLOW = _FLOW_REFERENCES | dict.fromkeys(
    (
        "definition.nodes[].name",
        "definition.connections[].source",
        "definition.connections[].target",
    ),
    _NODE_NAME,
)

# What a node or a connection cannot be created without, and a node of one of these kinds.
_NODES = (
    "definition.nodes[].name",
    "definition.nodes[].type",
    f"{_NODE}.knowledgeBase.knowledgeBaseId",
    _PROMPT,
    f"{_PROMPT}.resource.promptArn",
    f"{_PROMPT}.inline.modelId",
    f"{_NODE}.lambdaFunction.lambdaArn",
)

_CONNECTIONS = tuple(f"definition.connections[].{name}" for name in ("type", "source", "target"))

_RESOURCE = "prompt.sourceConfiguration.resource.promptArn"
FLOW_PROMPTS = (
    f"definition.nodes[].configuration.[{_RESOURCE}, loop.definition.nodes[].configuration.{_RESOURCE}][][]"
)
"""JMESPath of the managed prompts in the nodes of a flow, and in those of its loops."""

DRAFT_PROMPT = "(!version || version == 'DRAFT') && id || `null`"
PROMPT_VERSION = "[version][?@ && @ != 'DRAFT']"
"""JMESPath of the id of a listed draft, or of the number of a listed version, and else of null."""

STORAGE = "storageConfiguration"
SUPPLEMENT = (
    "knowledgeBaseConfiguration.vectorKnowledgeBaseConfiguration"
    ".supplementalDataStorageConfiguration.storageLocations"
)
"""Path of where a knowledge base stores the images of documents."""
_VECTORS = f"{STORAGE}.s3VectorsConfiguration"
_JOINED = "vectorBucketArn && indexName && join('/index/', [vectorBucketArn, indexName])"
INDEX = f"{_VECTORS} | (indexArn || ({_JOINED}))"
"""JMESPath of the index of S3 Vectors that a knowledge base names."""
VECTOR_BUCKET = f"{_VECTORS}.vectorBucketArn || {_VECTORS}.indexArn"
"""JMESPath of the ARN of its bucket or, if only that is named, of the index."""
KENDRA_INDEX = "knowledgeBaseConfiguration.kendraKnowledgeBaseConfiguration.kendraIndexArn"
MANAGED_SUPPLEMENT = SUPPLEMENT.replace(".vector", ".managed")
"""The same path of a knowledge base whose store Amazon Bedrock manages."""
GRAPH = f"{STORAGE}.neptuneAnalyticsConfiguration.graphArn"
"""Where a knowledge base stores its vectors. AWS marks the ARN of a graph as sensitive."""

_VARIANTS = {"variants[].modelId": _REFERENCE} | dict.fromkeys(
    ("variants[].name", "defaultVariant"), "name of a variant of the prompt"
)


def _signs(prompt: str) -> dict[str, Signs]:
    """Return the signs of the texts of a prompt, which is at this path."""
    template = f"{prompt}.templateConfiguration"
    tool = f"{template}.chat.toolConfiguration.tools[].toolSpec"
    texts = ("text.text", "chat.system[].text", "chat.messages[].content[].text")
    return {
        **{f"{template}.{text}": PROMPT for text in texts},
        f"{tool}.description": LENGTH,
        f"{tool}.inputSchema.json": LENGTH,
        f"{prompt}.additionalModelRequestFields": SETTINGS,
    }


def _flow_signs() -> dict[str, Signs]:
    """Return the signs of the prompts in the nodes of a flow, and of its retrieval templates."""
    search = f"{_NODE}.knowledgeBase"
    return {
        **_signs(f"{_PROMPT}.inline"),
        f"{search}.promptTemplate.textPromptTemplate": TEXT,
        f"{search}.orchestrationConfiguration.promptTemplate.textPromptTemplate": TEXT,
    }


def _agent_signs(agent: str) -> dict[str, Signs]:
    """Return the signs of the prompts of an agent or of its version."""
    prompts = f"{agent}.promptOverrideConfiguration.promptConfigurations[]"
    return {
        f"{agent}.instruction": TEXT,
        f"{prompts}.basePromptTemplate": TEXT,
        f"{prompts}.additionalModelRequestFields": SETTINGS,
    }


def _numbered(prompt: dict[str, Any]) -> dict[str, Any] | None:
    """Return a version of a prompt, or None for its draft."""
    return None if prompt.get("version") == "DRAFT" else prompt


def _agent_references(agent: str) -> dict[str, str]:
    """Return what to keep of the prompts of an agent or of its version."""
    prompts = f"{agent}.promptOverrideConfiguration"
    return {
        f"{prompts}.overrideLambda": _REFERENCE,
        f"{prompts}.promptConfigurations[].foundationModel": _REFERENCE,
    }


BEDROCK_AGENT = Collector(
    service="bedrock-agent",
    prefix="bedrock",
    offered_as="bedrock",
    gone_code="ResourceNotFoundException",
    rows=(
        Row(
            "ListAgents",
            finds=(
                Found(
                    "AWS::Bedrock::Agent",
                    "arn:{partition}:bedrock:{region}:{account}:agent/{agentId}",
                    items="agentSummaries",
                    name="agentName",
                    always=("agentName", "agentStatus"),
                ),
            ),
        ),
        # AWS sends no agentVersion, and no role of an agent that nobody has prepared yet: recorded
        # answers show it, and boto3's issue 4602.
        Row(
            "GetAgent",
            parents=("ListAgents",),
            params={"agentId": "agentId"},
            member="agent",
            merge=True,
            always=("agentStatus",),
            always_if=_PREPARED,
            keep=_agent_references("agent"),
            signs=_agent_signs("agent"),
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
                    always=("agentAliasStatus",),
                    always_if={
                        "agentAliasStatus == 'PREPARED'": (
                            "routingConfiguration",
                            "routingConfiguration[].agentVersion",
                        )
                    },
                ),
            ),
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
                    always=("agentStatus",),
                    always_if=_PREPARED,
                ),
            ),
            keep=_agent_references("agentVersion"),
            signs=_agent_signs("agentVersion"),
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
            signs={
                "agentActionGroup.functionSchema.functions[].description": LENGTH,
                "agentActionGroup.apiSchema.payload": API_SCHEMA,
            },
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
                    always=("name", "status"),
                ),
            ),
        ),
        Row(
            "GetKnowledgeBase",
            parents=("ListKnowledgeBases",),
            params={"knowledgeBaseId": "knowledgeBaseId"},
            member="knowledgeBase",
            merge=True,
            always=("roleArn", "knowledgeBaseArn"),
            keep={
                f"knowledgeBase.{GRAPH}": "ARN of the graph that stores the vectors",
                f"knowledgeBase.{SUPPLEMENT}[].s3Location.uri": (
                    "where the knowledge base stores images, to judge the lifecycle of the bucket"
                ),
                f"knowledgeBase.{MANAGED_SUPPLEMENT}[].s3Location.uri": (
                    "where the knowledge base stores images, to judge what its role may write"
                ),
                **{
                    f"knowledgeBase.{STORAGE}.s3VectorsConfiguration.{name}": _REFERENCE
                    for name in ("indexArn", "indexName", "vectorBucketArn")
                },
                **{
                    f"knowledgeBase.{STORAGE}.opensearch{kind}Configuration.{path}": (
                        "index, and its field that holds the vectors"
                    )
                    for kind in ("Serverless", "ManagedCluster")
                    for path in ("vectorIndexName", "fieldMapping.vectorField")
                },
            },
        ),
        # With whom it is shared. Only managed knowledge bases can have a policy: AWS does not say
        # with which error it answers for others.
        Row(
            "GetResourcePolicy",
            parents=("GetKnowledgeBase",),
            params={"resourceArn": "knowledgeBaseArn"},
            always=("policy",),
            absent_codes=("ResourceNotFoundException", "ValidationException"),
            policies=("policy",),
        ),
        # How a knowledge base reaches a server in a VPC. CreateVpcConfiguration requires the
        # subnets. AWS has no ARN, and CloudFormation no type, for it.
        Row(
            "ListVpcConfigurations",
            parents=("ListKnowledgeBases",),
            params={"knowledgeBaseId": "knowledgeBaseId"},
            finds=(
                Found(
                    "AWS::Bedrock::KnowledgeBaseVpcConfiguration",
                    "arn:{partition}:bedrock:{region}:{account}:knowledge-base/{knowledgeBaseId}"
                    "/vpc-configuration/{vpcConfigurationId}",
                    items="items",
                    name="vpcConfigurationId",
                ),
            ),
        ),
        Row(
            "GetVpcConfiguration",
            parents=("ListVpcConfigurations",),
            params={"knowledgeBaseId": "knowledgeBaseId", "vpcConfigurationId": "vpcConfigurationId"},
            member="vpcConfiguration",
            merge=True,
            always=("subnetIds",),
        ),
        Row(
            "ListDataSources",
            parents=("ListKnowledgeBases",),
            params={"knowledgeBaseId": "knowledgeBaseId"},
            finds=(
                Found(
                    "AWS::Bedrock::DataSource",
                    "arn:{partition}:bedrock:{region}:{account}:knowledge-base/{knowledgeBaseId}"
                    "/data-source/{dataSourceId}",
                    items="dataSourceSummaries",
                    name="name",
                ),
            ),
        ),
        Row(
            "GetDataSource",
            parents=("ListDataSources",),
            params={"knowledgeBaseId": "knowledgeBaseId", "dataSourceId": "dataSourceId"},
            member="dataSource",
            merge=True,
            always=("dataSourceId", "dataSourceConfiguration", "dataSourceConfiguration.type"),
            always_if={
                "dataSourceConfiguration.type == 'S3'": (
                    "dataSourceConfiguration.s3Configuration",
                    "dataSourceConfiguration.s3Configuration.bucketArn",
                )
            },
            keep={
                "dataSource.dataSourceConfiguration.s3Configuration.inclusionPrefixes[]": (
                    "folder that the data source reads"
                ),
                "dataSource.vectorIngestionConfiguration.customTransformationConfiguration"
                ".intermediateStorage.s3Location.uri": (
                    "where a transformation keeps its results, to judge what the role may write"
                ),
            },
        ),
        Row(
            "ListFlows",
            finds=(Found("AWS::Bedrock::Flow", "{arn}", items="flowSummaries", name="name", always=("id",)),),
        ),
        # All versions, of which GetFlowVersion reads those that an alias routes to. So they have a
        # type of their own, which is AWS's name of these items.
        Row(
            "ListFlowVersions",
            parents=("ListFlows",),
            params={"flowIdentifier": "id"},
            finds=(
                Found(
                    "AWS::Bedrock::FlowVersionSummary",
                    "arn:{partition}:bedrock:{region}:{account}:flow/{flowIdentifier}/version/{version}",
                    items="flowVersionSummaries",
                ),
            ),
        ),
        Row(
            "GetFlow",
            parents=("ListFlows",),
            params={"flowIdentifier": "id"},
            merge=True,
            always=("executionRoleArn", *_NODES, *_CONNECTIONS),
            keep=_FLOW,
            signs=_flow_signs(),
        ),
        Row(
            "ListFlowAliases",
            parents=("ListFlows",),
            params={"flowIdentifier": "id"},
            finds=(
                Found(
                    "AWS::Bedrock::FlowAlias",
                    "{arn}",
                    items="flowAliasSummaries",
                    name="name",
                    always=("id", "flowId", "routingConfiguration", "routingConfiguration[].flowVersion"),
                ),
            ),
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
                    always=("executionRoleArn", *_NODES),
                ),
            ),
            keep=_FLOW,
            signs=_flow_signs(),
        ),
        Row(
            "ListPrompts",
            finds=(
                Found("AWS::Bedrock::Prompt", "{arn}", items="promptSummaries", name="name", always=("id",)),
            ),
        ),
        # With an identifier, the operation lists the versions of the prompt. DRAFT is among them:
        # it is the prompt itself.
        Row(
            "ListPrompts",
            parents=("ListPrompts",),
            params={"promptIdentifier": "id"},
            finds=(
                Found(
                    "AWS::Bedrock::PromptVersionSummary",
                    "arn:{partition}:bedrock:{region}:{account}:prompt/{id}:{version}",
                    items="promptSummaries[?version!='DRAFT']",
                    name="name",
                    always=("id", "version"),
                ),
            ),
        ),
        # The draft of each prompt, then its versions, then those that flows name: these may be of
        # another account.
        Row(
            "GetPrompt",
            parents=("ListPrompts",),
            params={"promptIdentifier": DRAFT_PROMPT},
            merge=True,
            always=("arn",),
            keep=_VARIANTS,
            signs=_signs("variants[]"),
        ),
        Row(
            "GetPrompt",
            parents=("ListPrompts",),
            params={"promptIdentifier": "id", "promptVersion": PROMPT_VERSION},
            merge=True,
            always=("arn",),
            keep=_VARIANTS,
            signs=_signs("variants[]"),
        ),
        Row(
            "GetPrompt",
            parents=("GetFlow", "GetFlowVersion"),
            params={"promptIdentifier": FLOW_PROMPTS},
            finds=(Found("AWS::Bedrock::PromptVersion", "{arn}", name="name", shape=_numbered),),
            keep=_VARIANTS,
            signs=_signs("variants[]"),
        ),
        # Texts that steer how a knowledge base retrieves and answers. No other resource names them.
        Row(
            "ListRetrievalInstructions",
            finds=(
                Found(
                    "AWS::Bedrock::RetrievalInstruction",
                    "{retrievalInstructionArn}",
                    items="retrievalInstructionSummaries",
                    name="retrievalInstructionId",
                    always=("retrievalInstructionId",),
                ),
            ),
        ),
        Row(
            "GetRetrievalInstruction",
            parents=("ListRetrievalInstructions",),
            params={"retrievalInstructionId": "retrievalInstructionId"},
            merge=True,
            always=("retrievalInstructionArn",),
        ),
    ),
)
