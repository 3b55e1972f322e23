"""Amazon Bedrock: guardrails, models, throughput, profiles, invocation logging."""

from __future__ import annotations

from collectors.table import Collector, Found, Row

BEDROCK = Collector(
    service="bedrock",
    prefix="bedrock",
    offered_as="bedrock",
    rows=(
        Row("ListGuardrails", finds=(Found("AWS::Bedrock::Guardrail", "{arn}", items="guardrails", name="name"),)),
        # Asked with an identifier, the same operation lists the versions; DRAFT is among them and is the guardrail itself.
        Row(
            "ListGuardrails",
            of="ListGuardrails",
            params={"guardrailIdentifier": "id"},
            finds=(
                Found(
                    "AWS::Bedrock::GuardrailVersion",
                    "{arn}:{version}",
                    items="guardrails[?version!='DRAFT']",
                    name="name",
                ),
            ),
        ),
        Row(
            "ListInferenceProfiles",
            fixed={"typeEquals": "APPLICATION"},
            finds=(
                Found(
                    "AWS::Bedrock::ApplicationInferenceProfile",
                    "{inferenceProfileArn}",
                    items="inferenceProfileSummaries",
                    name="inferenceProfileName",
                ),
            ),
            always=("inferenceProfileSummaries",),
        ),
        Row(
            "ListProvisionedModelThroughputs",
            finds=(
                Found(
                    "AWS::Bedrock::ProvisionedModelThroughput",
                    "{provisionedModelArn}",
                    items="provisionedModelSummaries",
                    name="provisionedModelName",
                ),
            ),
            always=("provisionedModelSummaries",),
        ),
        Row(
            "ListCustomModels",
            fixed={"isOwned": True},
            finds=(Found("AWS::Bedrock::CustomModel", "{modelArn}", items="modelSummaries", name="modelName"),),
            always=("modelSummaries",),
        ),
        Row(
            "ListImportedModels",
            finds=(Found("AWS::Bedrock::ImportedModel", "{modelArn}", items="modelSummaries", name="modelName"),),
            always=("modelSummaries",),
        ),
        # With logging off the answer is an empty object: the resource is then there without a loggingConfig.
        Row(
            "GetModelInvocationLoggingConfiguration",
            finds=(
                Found(
                    "AWS::Bedrock::ModelInvocationLoggingConfiguration",
                    "arn:{partition}:bedrock:{region}:{account}:model-invocation-logging-configuration",
                ),
            ),
        ),
    ),
)
