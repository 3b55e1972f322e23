"""Amazon Bedrock: guardrails, models, throughput, profiles, invocation logging."""

from __future__ import annotations

import re
from typing import Any

from collectors import datasets
from collectors.ago import DaysAgo
from collectors.table import RESOURCE_NAME, Collector, Found, Row

_LARGE_DATA = "cloudWatchConfig.largeDataDeliveryS3Config"
_FOLDER = "folder of the bucket that Bedrock writes to"
_GUARDRAIL_NAMES = {"guardrails[].name": RESOURCE_NAME}


BATCH_DAYS = 180
"""The days of batch inference jobs that a scan reads, by the time when they were submitted."""
OUTPUT = "outputDataConfig.s3OutputDataConfig"
"""Path of where a job of batch inference writes."""
_BATCH_OUTPUT = ("outputDataConfig", f"{OUTPUT}.s3Uri")

_FOUNDATION_MODEL = re.compile(r":foundation-model/(?P<id>[^:]+(:[0-9]+)?)")

_NAMED_MODEL = re.compile(
    r"(arn:[^/]*:(foundation-model|inference-profile)/)?"
    r"((apac|au|ca|eu|global|jp|us|us-gov)[.])?"
    r"(?P<id>[a-z0-9-]+[.][^:/]+(:[0-9]+)?)(:[^:/]*)?"
)
_OVERRIDES = "promptOverrideConfiguration.promptConfigurations[].foundationModel"
_NODE = "[knowledgeBase.modelId, prompt.sourceConfiguration.inline.modelId]"
NAMED_MODELS = (
    f"[foundationModel, {_OVERRIDES}, variants[].modelId, model.bedrockModelConfig.modelId,"
    f" definition.nodes[].configuration.[{_NODE}, loop.definition.nodes[].configuration.{_NODE}][][][],"
    " [@][?typeEquals=='APPLICATION'].models[].modelArn, [@][?status!='Failed'].modelArn][]"
)
"""JMESPath of the names of models in what can name one, and in what stands for models.

These are agents, prompts, harnesses and flows, with the nodes of their loops; application profiles;
and throughputs.
"""


def _base(model: dict[str, Any]) -> str | None:
    """Return the id of the foundation model that is the base of a custom model, if one is.

    AWS names some bases with a context size at the end (`:8k`), which GetFoundationModel does not
    take.
    """
    found = _FOUNDATION_MODEL.search(str(model.get("baseModelArn")))
    return found["id"] if found else None


def _endpoint(endpoint: dict[str, Any]) -> str | None:
    """Return the name of an endpoint of a model from the marketplace: a part of its ARN."""
    return str(endpoint.get("endpointArn") or "").rpartition("/")[2] or None


def _model(name: str) -> str | None:
    """Return the id of the foundation model that a name stands for, or None if it is none.

    A configuration has the name: an id or ARN of a foundation model, maybe with a context size at
    the end, or of an inference profile of AWS's own, with a geography before it.
    """
    found = _NAMED_MODEL.fullmatch(name)
    return found["id"] if found else None


def _filters(path: str, *members: str) -> tuple[str, ...]:
    """Return the paths of members of each element of a list."""
    return tuple(f"{path}[].{member}" for member in members)


IN_USE = (
    "bedrock:ListGuardrails",
    "bedrock:ListInferenceProfiles",
    "bedrock:ListProvisionedModelThroughputs",
    "bedrock:ListCustomModels",
    "bedrock:ListImportedModels",
    "bedrock-agent:ListAgents",
    "bedrock-agent:ListKnowledgeBases",
    "bedrock-agent:ListFlows",
    "bedrock-agent:ListPrompts",
    "bedrock-agentcore-control:ListAgentRuntimes",
    "bedrock-agentcore-control:ListGateways",
    "bedrock-agentcore-control:ListHarnesses",
    "bedrock-agentcore-control:ListBrowsers",
    "bedrock-agentcore-control:ListCodeInterpreters",
    "bedrock-agentcore-control:ListMemories",
    "cloudwatch:ListMetrics",
)
"""What shows that a Region uses Amazon Bedrock, as in policies/lib/bedrock_regions.rego.

The settings of logging show it too, where logging is on.
"""

BEDROCK = Collector(
    service="bedrock",
    prefix="bedrock",
    offered_as="bedrock",
    gone_code="ResourceNotFoundException",
    rows=(
        Row(
            "ListGuardrails",
            finds=(
                Found(
                    "AWS::Bedrock::Guardrail",
                    "{arn}",
                    items="guardrails",
                    name="name",
                    always=("id", "version"),
                ),
            ),
            keep=_GUARDRAIL_NAMES,
        ),
        # With an identifier, the operation lists the guardrail's versions. DRAFT is among them: it
        # is the guardrail itself.
        Row(
            "ListGuardrails",
            parents=("ListGuardrails",),
            params={"guardrailIdentifier": "id"},
            finds=(
                Found(
                    "AWS::Bedrock::GuardrailVersion",
                    "{arn}:{version}",
                    items="guardrails[?version!='DRAFT']",
                    name="name",
                    always=("id", "status"),
                ),
            ),
            keep=_GUARDRAIL_NAMES,
        ),
        Row(
            "GetGuardrail",
            parents=("ListGuardrails",),
            params={"guardrailIdentifier": "id", "guardrailVersion": "version"},
            merge=True,
            always=(
                "guardrailArn",
                "version",
                *_filters("contentPolicy.filters", "type", "inputStrength", "outputStrength"),
                *_filters("contextualGroundingPolicy.filters", "type", "threshold"),
                *_filters("sensitiveInformationPolicy.piiEntities", "type", "action"),
                *_filters("sensitiveInformationPolicy.regexes", "name", "action"),
            ),
            keep={"name": RESOURCE_NAME},
        ),
        Row(
            "ListEnforcedGuardrailsConfiguration",
            finds=(
                Found(
                    "AWS::Bedrock::EnforcedGuardrailConfiguration",
                    "arn:{partition}:bedrock:{region}:{account}:enforced-guardrail-configuration/{configId}",
                    items="guardrailsConfig",
                    name="configId",
                    always=("guardrailArn", "guardrailVersion"),
                ),
            ),
        ),
        Row(
            "ListAutomatedReasoningPolicies",
            finds=(
                Found(
                    "AWS::Bedrock::AutomatedReasoningPolicy",
                    "{policyArn}",
                    items="automatedReasoningPolicySummaries",
                    name="name",
                ),
            ),
            keep={"automatedReasoningPolicySummaries[].name": RESOURCE_NAME},
        ),
        # AWS's own profiles. An agent may use one; the profile names the models behind it.
        Row(
            "ListInferenceProfiles",
            constants={"typeEquals": "SYSTEM_DEFINED"},
            finds=(
                Found(
                    "AWS::Bedrock::InferenceProfile",
                    "{inferenceProfileArn}",
                    items="inferenceProfileSummaries",
                    name="inferenceProfileName",
                    always=("models", "models[].modelArn"),
                ),
            ),
        ),
        Row(
            "ListInferenceProfiles",
            constants={"typeEquals": "APPLICATION"},
            finds=(
                Found(
                    "AWS::Bedrock::ApplicationInferenceProfile",
                    "{inferenceProfileArn}",
                    items="inferenceProfileSummaries",
                    name="inferenceProfileName",
                    always=("models", "models[].modelArn"),
                ),
            ),
        ),
        Row(
            "ListProvisionedModelThroughputs",
            finds=(
                Found(
                    "AWS::Bedrock::ProvisionedModelThroughput",
                    "{provisionedModelArn}",
                    items="provisionedModelSummaries",
                    name="provisionedModelName",
                    always=("modelArn", "status", "creationTime"),
                ),
            ),
        ),
        Row(
            "ListCustomModels",
            constants={"isOwned": True},
            finds=(
                Found(
                    "AWS::Bedrock::CustomModel",
                    "{modelArn}",
                    items="modelSummaries",
                    name="modelName",
                    made={"foundationModelId": _base},
                    always=("creationTime",),
                ),
            ),
        ),
        Row(
            "GetCustomModel",
            parents=("ListCustomModels",),
            params={"modelIdentifier": "modelArn"},
            merge=True,
            always=("modelArn",),
        ),
        # With whom a custom model or a guardrail is shared.
        Row(
            "GetResourcePolicy",
            parents=("ListCustomModels", "ListGuardrails"),
            params={"resourceArn": "modelArn || arn"},
            always=("resourcePolicy",),
            absent_codes=("ResourceNotFoundException",),
            policies=("resourcePolicy",),
        ),
        # The base of a custom model. AWS removes a model some time after its end of life.
        Row(
            "GetFoundationModel",
            parents=("ListCustomModels",),
            params={"modelIdentifier": "foundationModelId"},
            member="modelDetails",
            always=("modelLifecycle", "modelLifecycle.status"),
            absent_codes=("ResourceNotFoundException",),
        ),
        # Without a custom model there is none.
        Row(
            "ListCustomModelDeployments",
            parents=("ListCustomModels",),
            finds=(
                Found(
                    "AWS::Bedrock::CustomModelDeployment",
                    "{customModelDeploymentArn}",
                    items="modelDeploymentSummaries",
                    name="customModelDeploymentName",
                    always=("modelArn", "status"),
                ),
            ),
        ),
        Row(
            "ListImportedModels",
            finds=(
                Found("AWS::Bedrock::ImportedModel", "{modelArn}", items="modelSummaries", name="modelName"),
            ),
        ),
        Row(
            "GetImportedModel",
            parents=("ListImportedModels",),
            params={"modelIdentifier": "modelArn"},
            merge=True,
            always=("modelArn",),
        ),
        # The models of the Region, where something may use one.
        Row(
            "ListFoundationModels",
            parents=(
                "ListInferenceProfiles",
                "ListProvisionedModelThroughputs",
                "ListCustomModels",
                "ListEnforcedGuardrailsConfiguration",
                "bedrock-agent:ListAgents",
                "bedrock-agent:ListFlows",
                "bedrock-agent:ListPrompts",
                "bedrock-agentcore-control:ListHarnesses",
            ),
            also_in="regions",
            finds=(
                Found(
                    "AWS::Bedrock::FoundationModel",
                    "{modelArn}",
                    items="modelSummaries",
                    name="modelId",
                    always=("modelId",),
                ),
            ),
        ),
        # Whether the account may call the models that something uses. AWS may not know a model in
        # another Region.
        Row(
            "GetFoundationModelAvailability",
            parents=(
                "ListInferenceProfiles",
                "ListProvisionedModelThroughputs",
                "bedrock-agent:GetAgent",
                "bedrock-agent:GetAgentVersion",
                "bedrock-agent:GetFlow",
                "bedrock-agent:GetFlowVersion",
                "bedrock-agent:GetPrompt",
                "bedrock-agentcore-control:GetHarness",
            ),
            params={"modelId": NAMED_MODELS},
            asks={"modelId": _model},
            also_in="regions",
            finds=(
                Found(
                    "AWS::Bedrock::FoundationModelAvailability",
                    "arn:{partition}:bedrock:{region}:{account}:foundation-model-availability/{modelId}",
                    name="modelId",
                    always=(
                        "agreementAvailability",
                        "agreementAvailability.status",
                        "authorizationStatus",
                        "entitlementAvailability",
                        "regionAvailability",
                    ),
                ),
            ),
            absent_codes=("ResourceNotFoundException",),
        ),
        # A job may evaluate what is used in other Regions, so no resource of its own Region has to
        # exist.
        Row(
            "ListEvaluationJobs",
            finds=(
                Found(
                    "AWS::Bedrock::EvaluationJob",
                    "{jobArn}",
                    items="jobSummaries",
                    name="jobName",
                    always=("status", "creationTime"),
                ),
            ),
            may_be_empty="without a job there are no jobSummaries: botocore's model has no empty list",
        ),
        *datasets.JOBS,
        # Batch inference. A job may be all that a Region has. What a job without a key of its own
        # writes is encrypted as its bucket says.
        Row(
            "ListModelInvocationJobs",
            constants={"submitTimeAfter": DaysAgo(BATCH_DAYS)},
            finds=(
                Found(
                    "AWS::Bedrock::ModelInvocationJob",
                    "{jobArn}",
                    items="invocationJobSummaries",
                    name="jobName",
                    always=("status", "submitTime", "roleArn", *_BATCH_OUTPUT),
                ),
                datasets.bucket(
                    f"invocationJobSummaries[?{OUTPUT}.s3EncryptionKeyId == null].{{Uri: {OUTPUT}.s3Uri}}",
                    datasets.FOLDER,
                ),
            ),
            keep={
                f"invocationJobSummaries[].{OUTPUT}.s3Uri": (
                    "S3 URI of the results, to judge their encryption and what the role may write"
                )
            },
        ),
        # SageMaker AI hosts these endpoints, so each has the ARN of an endpoint there. The ids here
        # are made of its name, because no two resources may have one id.
        Row(
            "ListMarketplaceModelEndpoints",
            finds=(
                Found(
                    "AWS::Bedrock::MarketplaceModelEndpoint",
                    "arn:{partition}:bedrock:{region}:{account}:marketplace-model-endpoint/{endpointName}",
                    items="marketplaceModelEndpoints",
                    name="endpointName",
                    made={"endpointName": _endpoint},
                    always=("endpointArn",),
                ),
            ),
        ),
        Row(
            "GetMarketplaceModelEndpoint",
            parents=("ListMarketplaceModelEndpoints",),
            params={"endpointArn": "endpointArn"},
            member="marketplaceModelEndpoint",
            merge=True,
            always=("endpointArn", "endpointConfig", "endpointConfig.sageMaker", "endpointStatus"),
        ),
        # Whether AWS and providers of models may keep and review prompts and outputs.
        Row(
            "GetAccountDataRetention",
            parents=IN_USE,
            finds=(
                Found(
                    "AWS::Bedrock::AccountDataRetention",
                    "arn:{partition}:bedrock:{region}:{account}:account-data-retention",
                    always=("mode",),
                ),
            ),
        ),
        # With logging off, the answer is an empty object. The resource then exists without a
        # loggingConfig. The buckets that it names are found here, because one may belong to another
        # account, or not exist.
        Row(
            "GetModelInvocationLoggingConfiguration",
            finds=(
                Found(
                    "AWS::Bedrock::ModelInvocationLoggingConfiguration",
                    "arn:{partition}:bedrock:{region}:{account}:model-invocation-logging-configuration",
                    always=(
                        "loggingConfig.s3Config.bucketName",
                        "loggingConfig.cloudWatchConfig.logGroupName",
                        "loggingConfig.cloudWatchConfig.roleArn",
                        f"loggingConfig.{_LARGE_DATA}.bucketName",
                    ),
                ),
                Found(
                    "AWS::S3::Bucket",
                    "arn:{partition}:s3:::{Bucket}",
                    items=f"loggingConfig.[s3Config.bucketName, {_LARGE_DATA}.bucketName][?@].{{Bucket: @}}",
                    name="Bucket",
                ),
            ),
            keep={f"loggingConfig.{part}.keyPrefix": _FOLDER for part in ("s3Config", _LARGE_DATA)},
            may_be_empty="there is no loggingConfig while logging is off",
        ),
    ),
)
