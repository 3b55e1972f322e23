"""Bedrock AgentCore: runtimes and what they run on, gateways, harnesses, tools, memories."""

from __future__ import annotations

import re

from collectors.signs import ADDRESS, CEDAR, PINNED, RETRIEVAL, SETTINGS, TEXT, VARIABLES
from collectors.table import RESOURCE_NAME, Collector, Found, Outline, Row, Signs

_DIMENSIONS = Outline(
    "which targets, tools and models an entry of a rate limit is for, and whether it is for all",
    names=("targetName", "toolName", "qualifiedModelId"),
    words=("*",),
)
"""Who calls is not stored: values of claims and headers may name people."""

_MODELS = ("bedrock", "openAi", "gemini", "liteLlm")
_HARNESS_NETWORK = "environment.agentCoreRuntimeEnvironment.networkConfiguration"
_PROVIDER = "capacityProviderConfiguration.capacityProviderArn"
"""CreateAgentRuntime requires it of a runtime that has a capacity provider."""
_IMAGE = {"agentRuntimeArtifact.containerConfiguration.containerUri": "image that the runtime runs"}
_CODE = {
    f"agentRuntimeArtifact.codeConfiguration.code.s3.{member}": "where the code of the runtime is"
    for member in ("bucket", "prefix")
}


_JWT = "authorizerConfiguration.customJWTAuthorizer"
_CLAIM = "customClaims[].authorizingClaimMatchValue.claimMatchValue"
_ISSUER = f"{_JWT}.discoveryUrl"
"""CreateAgentRuntime, CreateGateway and CreateHarness require it of a JWT authorizer."""


def _accepted(prefix: str = "") -> dict[str, Signs]:
    """Return the signs of what a JWT authorizer accepts.

    Audiences and claims may name customers.
    """
    lists = ("allowedAudience", "allowedClients", "allowedScopes")
    paths = (*lists, f"{_CLAIM}.matchValueStringList")
    return {
        f"{prefix}{_ISSUER}": ADDRESS,
        f"{prefix}{_JWT}.{_CLAIM}.matchValueString": PINNED,
        **{f"{prefix}{_JWT}.{path}[]": PINNED for path in paths},
    }


def _in_vpc(network: str, config: str) -> dict[str, tuple[str, ...]]:
    """Return what AWS always sends of a network in a VPC. `config` is what holds its subnets."""
    return {f"{network}.networkMode == 'VPC'": (f"{network}.{config}", f"{network}.{config}.subnets")}


ENGINE = "policyEngineConfiguration.arn"


def _engine(arn: str) -> str | None:
    """Return the id of a policy engine, which stands at the end of its ARN."""
    match = re.fullmatch(r"arn:[^:]+:bedrock-agentcore:[^:]+:[0-9]+:policy-engine/([A-Za-z0-9_-]+)", arn)
    return match[1] if match else None


# CreateBrowser and CreateCodeInterpreter require a network configuration, and that of a VPC its
# subnets.
_TOOL_IN_VPC = _in_vpc("networkConfiguration", "vpcConfig")
_RUNTIME_IN_VPC = _in_vpc("networkConfiguration", "networkModeConfig")

AGENTCORE = Collector(
    service="bedrock-agentcore-control",
    prefix="bedrock-agentcore",
    offered_as="bedrock-agentcore",
    gone_code="ResourceNotFoundException",
    rows=(
        Row(
            "ListAgentRuntimes",
            finds=(
                Found(
                    "AWS::BedrockAgentCore::Runtime",
                    "{agentRuntimeArn}",
                    items="agentRuntimes",
                    name="agentRuntimeName",
                    always=("agentRuntimeId", "agentRuntimeName", "status"),
                ),
            ),
        ),
        Row(
            "GetAgentRuntime",
            parents=("ListAgentRuntimes",),
            params={"agentRuntimeId": "agentRuntimeId"},
            merge=True,
            always=(
                "roleArn",
                "networkConfiguration.networkMode",
                _PROVIDER,
                _ISSUER,
                *_IMAGE,
            ),
            always_if=_RUNTIME_IN_VPC,
            keep=_IMAGE | _CODE,
            signs={"environmentVariables": VARIABLES, **_accepted()},
        ),
        # The listing says in which version each endpoint serves the runtime. The ids are made of
        # the runtime's own, because both ARNs of an endpoint may have other forms.
        Row(
            "ListAgentRuntimeEndpoints",
            parents=("ListAgentRuntimes",),
            params={"agentRuntimeId": "agentRuntimeId"},
            finds=(
                Found(
                    "AWS::BedrockAgentCore::RuntimeEndpoint",
                    "arn:{partition}:bedrock-agentcore:{region}:{account}:runtime/{agentRuntimeId}"
                    "/runtime-endpoint/{name}",
                    items="runtimeEndpoints",
                    name="name",
                    always=("status",),
                ),
            ),
            keep={"runtimeEndpoints[].name": RESOURCE_NAME},
        ),
        Row(
            "GetAgentRuntime",
            parents=("ListAgentRuntimeEndpoints",),
            params={"agentRuntimeId": "agentRuntimeId", "agentRuntimeVersion": "liveVersion"},
            finds=(
                Found(
                    "AWS::BedrockAgentCore::RuntimeVersion",
                    "arn:{partition}:bedrock-agentcore:{region}:{account}:runtime/{agentRuntimeId}"
                    ":{agentRuntimeVersion}",
                    name="agentRuntimeName",
                    always=("roleArn", _PROVIDER, _ISSUER),
                    always_if=_RUNTIME_IN_VPC,
                ),
            ),
            keep=_IMAGE | _CODE,
            signs={"environmentVariables": VARIABLES, **_accepted()},
        ),
        # Each one samples the traffic of runtimes, which it names by log group or by service.
        Row(
            "ListOnlineEvaluationConfigs",
            parents=("ListAgentRuntimes",),
            finds=(
                Found(
                    "AWS::BedrockAgentCore::OnlineEvaluationConfig",
                    "{onlineEvaluationConfigArn}",
                    items="onlineEvaluationConfigs",
                    name="onlineEvaluationConfigName",
                    always=("onlineEvaluationConfigId", "status", "executionStatus"),
                ),
            ),
        ),
        Row(
            "GetOnlineEvaluationConfig",
            parents=("ListOnlineEvaluationConfigs",),
            params={"onlineEvaluationConfigId": "onlineEvaluationConfigId"},
            merge=True,
            always=(
                "dataSourceConfig",
                "rule",
                "rule.samplingConfig",
                "rule.samplingConfig.samplingPercentage",
            ),
            keep={"dataSourceConfig.cloudWatchLogs.logGroupNamePrefixes[]": "start of a log group's name"},
        ),
        # A dataset may test agents that run elsewhere, so nothing leads to it. GetDataset returns a
        # link to its content and is not called.
        Row(
            "ListDatasets",
            finds=(
                Found(
                    "AWS::BedrockAgentCore::Dataset",
                    "{datasetArn}",
                    items="datasets",
                    name="datasetName",
                    always=("status", "exampleCount", "updatedAt"),
                ),
            ),
        ),
        # A runtime with a capacity provider runs in the subnets that its provider names.
        Row(
            "ListCapacityProviders",
            finds=(
                Found(
                    "AWS::BedrockAgentCore::CapacityProvider",
                    "{capacityProviderArn}",
                    items="capacityProviders",
                    name="name",
                    always=("capacityProviderId",),
                ),
            ),
        ),
        Row(
            "GetCapacityProvider",
            parents=("ListCapacityProviders",),
            params={"capacityProviderId": "capacityProviderId"},
            merge=True,
            always=(
                "computeConfiguration",
                "computeConfiguration.ec2Configuration.vpcConfiguration",
                "computeConfiguration.ec2Configuration.vpcConfiguration.subnets",
            ),
        ),
        Row(
            "ListGateways",
            finds=(
                Found(
                    "AWS::BedrockAgentCore::Gateway",
                    "arn:{partition}:bedrock-agentcore:{region}:{account}:gateway/{gatewayId}",
                    items="items",
                    name="name",
                    always=("name", "status"),
                ),
            ),
        ),
        Row(
            "GetGateway",
            parents=("ListGateways",),
            params={"gatewayIdentifier": "gatewayId"},
            merge=True,
            always=(
                "gatewayArn",
                "authorizerType",
                "interceptorConfigurations[].interceptor.lambda.arn",
                _ISSUER,
            ),
            always_if={
                "status == 'READY'": ("roleArn",),
                "authorizerType == 'CUSTOM_JWT'": ("authorizerConfiguration", _JWT),
            },
            signs=_accepted(),
        ),
        # Whom a runtime or a gateway lets in.
        Row(
            "GetResourcePolicy",
            parents=("ListAgentRuntimes", "GetGateway"),
            params={"resourceArn": "agentRuntimeArn || gatewayArn"},
            always=("policy",),
            absent_codes=("ResourceNotFoundException",),
            policies=("policy",),
        ),
        # The policies of the engine that a gateway uses. An engine that is gone has none.
        Row(
            "ListPolicies",
            parents=("GetGateway",),
            params={"policyEngineId": ENGINE},
            asks={"policyEngineId": _engine},
            finds=(
                Found(
                    "AWS::BedrockAgentCore::Policy",
                    "{policyArn}",
                    items="policies",
                    name="name",
                    always=("status",),
                ),
            ),
            absent_codes=("ResourceNotFoundException",),
            signs={"policies[].definition.cedar.statement": CEDAR},
        ),
        Row(
            "ListGatewayTargets",
            parents=("ListGateways",),
            params={"gatewayIdentifier": "gatewayId"},
            finds=(
                Found(
                    "AWS::BedrockAgentCore::GatewayTarget",
                    "arn:{partition}:bedrock-agentcore:{region}:{account}:gateway/{gatewayIdentifier}/target/{targetId}",
                    items="items",
                    name="name",
                    always=("name", "status"),
                ),
            ),
            keep={"items[].name": RESOURCE_NAME},
        ),
        Row(
            "GetGatewayTarget",
            parents=("ListGatewayTargets",),
            params={"gatewayIdentifier": "gatewayIdentifier", "targetId": "targetId"},
            merge=True,
            always=(
                "targetConfiguration",
                "targetConfiguration.mcp.lambda.lambdaArn",
                "privateEndpoint.managedVpcResource.subnetIds",
            ),
            keep={"name": RESOURCE_NAME},
        ),
        # CreateGatewayRateLimit requires the entries and their dimensions. An answer without them
        # would be judged as a limit of nothing.
        Row(
            "ListGatewayRateLimits",
            parents=("ListGateways",),
            params={"gatewayIdentifier": "gatewayId"},
            finds=(
                Found(
                    "AWS::BedrockAgentCore::GatewayRateLimit",
                    "arn:{partition}:bedrock-agentcore:{region}:{account}:gateway/{gatewayIdentifier}/rate-limit/{rateLimitId}",
                    items="rateLimits",
                    always=("status", "entries", "entries[].dimensions"),
                ),
            ),
            outlines={"rateLimits[].entries[].dimensions": _DIMENSIONS},
        ),
        # They hold prompts, so they are asked for where something has prompts.
        Row(
            "ListConfigurationBundles",
            parents=("bedrock-agent:ListAgents", "bedrock-agent:ListFlows", "ListHarnesses"),
            finds=(
                Found(
                    "AWS::BedrockAgentCore::ConfigurationBundle",
                    "{bundleArn}",
                    items="bundles",
                    name="bundleName",
                ),
            ),
        ),
        Row(
            "ListHarnesses",
            finds=(
                Found(
                    "AWS::BedrockAgentCore::Harness",
                    "{arn}",
                    items="harnesses",
                    name="harnessName",
                    always=("harnessId", "harnessName", "status"),
                ),
            ),
        ),
        Row(
            "GetHarness",
            parents=("ListHarnesses",),
            params={"harnessId": "harnessId"},
            member="harness",
            merge=True,
            always=("executionRoleArn", _ISSUER),
            # A harness that is being created has no runtime yet.
            always_if={
                "status == 'READY'": (
                    "environment",
                    "environment.agentCoreRuntimeEnvironment.agentRuntimeArn",
                ),
                **_in_vpc(_HARNESS_NETWORK, "networkModeConfig"),
            },
            signs={
                **_accepted("harness."),
                "harness.systemPrompt[].text": TEXT,
                "harness.environmentVariables": VARIABLES,
                "harness.tools[].config.remoteMcp.headers": VARIABLES,
                "harness.tools[].config.remoteMcp.url": TEXT,
                "harness.memory.agentCoreMemoryConfiguration.retrievalConfig": RETRIEVAL,
                **{f"harness.model.{kind}ModelConfig.additionalParams": SETTINGS for kind in _MODELS},
            },
        ),
        # Those of AWS and of other providers are left out: nobody here can change them.
        Row(
            "ListEvaluators",
            finds=(
                Found(
                    "AWS::BedrockAgentCore::Evaluator",
                    "{evaluatorArn}",
                    items="evaluators[?!evaluatorType || starts_with(evaluatorType, 'Custom')]",
                    name="evaluatorName",
                    always=("evaluatorId",),
                ),
            ),
        ),
        Row(
            "GetEvaluator",
            parents=("ListEvaluators",),
            params={"evaluatorId": "evaluatorId"},
            merge=True,
            always=("evaluatorId",),
            signs={
                f"evaluatorConfig.{kind}.modelConfig.bedrockEvaluatorModelConfig"
                ".additionalModelRequestFields": SETTINGS
                for kind in ("llmAsAJudge", "derived")
            },
        ),
        # Browsers and code interpreters that AWS owns are left out: they have no role and no owner.
        Row(
            "ListBrowsers",
            constants={"type": "CUSTOM"},
            finds=(
                Found(
                    "AWS::BedrockAgentCore::BrowserCustom",
                    "{browserArn}",
                    items="browserSummaries",
                    name="name",
                    always=("browserId",),
                ),
            ),
        ),
        Row(
            "GetBrowser",
            parents=("ListBrowsers",),
            params={"browserId": "browserId"},
            merge=True,
            always=("browserId", "networkConfiguration", "networkConfiguration.networkMode"),
            always_if=_TOOL_IN_VPC,
            keep=dict.fromkeys(
                ("recording.s3Location.bucket", "recording.s3Location.prefix"),
                "where the recordings of sessions are stored",
            ),
        ),
        Row(
            "ListCodeInterpreters",
            constants={"type": "CUSTOM"},
            finds=(
                Found(
                    "AWS::BedrockAgentCore::CodeInterpreterCustom",
                    "{codeInterpreterArn}",
                    items="codeInterpreterSummaries",
                    name="name",
                    always=("codeInterpreterId",),
                ),
            ),
        ),
        Row(
            "GetCodeInterpreter",
            parents=("ListCodeInterpreters",),
            params={"codeInterpreterId": "codeInterpreterId"},
            merge=True,
            always=("codeInterpreterId", "networkConfiguration", "networkConfiguration.networkMode"),
            always_if=_TOOL_IN_VPC,
        ),
        Row(
            "ListMemories",
            finds=(
                Found(
                    "AWS::BedrockAgentCore::Memory",
                    "arn:{partition}:bedrock-agentcore:{region}:{account}:memory/{id}",
                    items="memories",
                    always=("status",),
                ),
            ),
        ),
        Row(
            "GetMemory",
            parents=("ListMemories",),
            params={"memoryId": "id"},
            # What is encrypted is not read, so the caller needs no use of the memory's key.
            constants={"view": "without_decryption"},
            member="memory",
            merge=True,
        ),
    ),
)

# The API that agents call, which lists what was run.
AGENTCORE_DATA = Collector(
    service="bedrock-agentcore",
    prefix="bedrock-agentcore",
    offered_as="bedrock-agentcore",
    rows=(
        Row(
            "ListBatchEvaluations",
            finds=(
                Found(
                    "AWS::BedrockAgentCore::BatchEvaluation",
                    "{batchEvaluationArn}",
                    items="batchEvaluations",
                    name="batchEvaluationName",
                    always=("status", "createdAt"),
                ),
            ),
        ),
    ),
)
