"""Rows of Amazon Bedrock: agents, knowledge bases, flows, prompts, guardrails, models, logging."""

from __future__ import annotations

from collectors.iac.mapping.rows import AFTERWARDS, ARN, NO_ARGUMENT, Row, Same, dropped
from collectors.iac.values import Unknown

_BEDROCK = "arn:{partition}:bedrock:{region}:{account}:"
_SUPPLEMENT = (
    "knowledge_base_configuration.{}_knowledge_base_configuration"
    ".supplemental_data_storage_configuration.supplemental_data_storage_locations"
)
_PARSING = "vector_ingestion_configuration.parsing_configuration.bedrock_foundation_model_configuration"
_DATA_DELIVERY = ("text", "image", "embedding", "video")

ROWS = (
    # Who deploys an agent uses it, so it counts as prepared, whatever `AutoPrepare` says.
    Row(
        "AWS::Bedrock::Agent",
        ("aws_bedrockagent_agent",),
        made="agentId",
        gives={
            "id": "agentId",
            "ref": "agentId",
            "agent_arn": ARN,
            "agent_version": "agentVersion",
        },
        rename=dropped("action_groups", "knowledge_bases", "agent_collaborators", "auto_prepare")
        | dropped("prepare_agent", "skip_resource_in_use_check", "skip_resource_in_use_check_on_delete")
        | dropped("test_alias_tags"),
        default={"orchestrationType": "DEFAULT", "agentCollaboration": "DISABLED"},
        fixed={"agentStatus": "PREPARED", "agentArn": ARN},
    ),
    Row(
        "AWS::Bedrock::AgentAlias",
        ("aws_bedrockagent_agent_alias",),
        made="agentAliasId",
        gives={"ref": "agentAliasId", "id": "agentAliasId", "agent_alias_arn": ARN},
        rename=dropped("agent_id"),
        fixed={"agentAliasStatus": "PREPARED"},
    ),
    Row(
        "AWS::Bedrock::AgentActionGroup",
        ("aws_bedrockagent_agent_action_group",),
        made="actionGroupId",
        gives={"id": "actionGroupId"},
        rename=dropped("skip_resource_in_use_check", "prepare_agent", "skip_resource_in_use_check_on_delete")
        | {
            "parent_action_group_signature": "parentActionSignature",
            "function_schema.member_functions": "functions",
        },
        default={"actionGroupState": "ENABLED", "agentVersion": "DRAFT"},
    ),
    Row(
        "AWS::Bedrock::AgentKnowledgeBase",
        ("aws_bedrockagent_agent_knowledge_base_association",),
        default={"knowledgeBaseState": "ENABLED", "agentVersion": "DRAFT"},
    ),
    Row(
        "AWS::Bedrock::KnowledgeBase",
        ("aws_bedrockagent_knowledge_base",),
        made="knowledgeBaseId",
        gives={"id": "knowledgeBaseId", "ref": "knowledgeBaseId", "knowledge_base_arn": ARN},
        rename={
            f"{_SUPPLEMENT.format(kind)}{path}": member
            for kind in ("managed", "vector")
            for path, member in (
                ("", "storageLocations"),
                (".supplemental_data_storage_location_type", "type"),
            )
        },
        fixed={"knowledgeBaseArn": ARN, "status": "ACTIVE"},
    ),
    Row(
        "AWS::Bedrock::DataSource",
        ("aws_bedrockagent_data_source",),
        made="dataSourceId",
        gives={"id": "dataSourceId", "ref": "dataSourceId"},
        rename={
            f"{_PARSING}.parsing_prompt.parsing_prompt_string": "parsingPromptText",
        },
        default={"dataDeletionPolicy": "DELETE"},
        fixed={"status": "AVAILABLE"},
    ),
    Row(
        "AWS::Bedrock::Flow",
        ("aws_bedrockagent_flow",),
        arn=f"{_BEDROCK}flow/{{id}}",
        made="id",
        gives={"ref": ARN, "id": "id"},
        rename=dropped("definition_string", "definition_s3_location", "definition_substitutions")
        | dropped("test_alias_tags"),
        fixed={"status": "Prepared", "version": "DRAFT"},
    ),
    Row(
        "AWS::Bedrock::FlowAlias",
        arn=f"{_BEDROCK}flow/{{flowId}}/alias/{{id}}",
        made="id",
        gives={"ref": ARN, "id": "id"},
        rename={"flow_arn": "flowId"},
    ),
    Row(
        "AWS::Bedrock::Prompt",
        ("aws_bedrockagent_prompt",),
        arn=f"{_BEDROCK}prompt/{{id}}",
        made="id",
        gives={"ref": ARN, "id": "id"},
        rename=dropped("variants.template_configuration.text.text_s3_location"),
        fixed={"version": "DRAFT"},
    ),
    Row(
        "AWS::Bedrock::Guardrail",
        ("aws_bedrock_guardrail",),
        arn=f"{_BEDROCK}guardrail/{{id}}",
        made="id",
        gives={
            "ref": ARN,
            "id": "id",
            "guardrail_id": "id",
            "guardrail_arn": ARN,
            "version": "version",
        },
        rename={
            "content_policy_config.content_filters_tier_config": "tier",
            "content_policy_config.filters_config": "filters",
            "content_policy_config.tier_config": "tier",
            "topic_policy_config.topics_tier_config": "tier",
            "topic_policy_config.tier_config": "tier",
            "cross_region_config": "crossRegionDetails",
        },
        default={
            "contentPolicy.filters[].inputAction": "BLOCK",
            "contentPolicy.filters[].outputAction": "BLOCK",
            "contentPolicy.filters[].inputEnabled": True,
            "contentPolicy.filters[].outputEnabled": True,
            "contextualGroundingPolicy.filters[].action": "BLOCK",
            "contextualGroundingPolicy.filters[].enabled": True,
        },
        fixed={
            "guardrailId": Same("id"),
            "guardrailArn": ARN,
            "version": "DRAFT",
            "status": "READY",
            "GetResourcePolicy": {"absent": "ResourceNotFoundException"},
        },
    ),
    # What versions have is copied from what they are of (`parts_versions.py`).
    Row(
        "AWS::Bedrock::GuardrailVersion",
        ("aws_bedrock_guardrail_version",),
        counted="version",
        gives={
            "version": "version",
            "ref": ARN,
            "id": "version",
            "guardrail_arn": "arn",
            "guardrail_id": "id",
        },
        rename={"guardrail_arn": "arn", "guardrail_identifier": "arn", "skip_destroy": ""},
    ),
    Row(
        "AWS::Bedrock::PromptVersion",
        arn=f"{_BEDROCK}prompt/{{id}}:{{version}}",
        counted="version",
        gives={"version": "version", "ref": ARN},
        rename={"prompt_arn": "arn"},
    ),
    Row(
        "AWS::Bedrock::FlowVersion",
        counted="version",
        gives={"version": "version"},
        rename={"flow_arn": "id"},
    ),
    Row(
        "AWS::Bedrock::EnforcedGuardrailConfiguration",
        made="configId",
        gives={"ref": "configId", "config_id": "configId"},
        rename={"guardrail_identifier": "guardrailArn"},
    ),
    Row(
        "AWS::Bedrock::RetrievalInstruction",
        arn=f"{_BEDROCK}retrieval-instruction/{{retrievalInstructionId}}",
        made="retrievalInstructionId",
        gives={"ref": ARN, "retrieval_instruction_arn": ARN},
    ),
    Row(
        "AWS::Bedrock::AutomatedReasoningPolicy",
        arn=f"{_BEDROCK}automated-reasoning-policy/{{policyId}}",
        made="policyId",
        gives={"ref": ARN, "policy_arn": ARN},
        rename=dropped("force_delete", "kms_key_id", "policy_definition"),
    ),
    Row(
        "AWS::Bedrock::ApplicationInferenceProfile",
        ("aws_bedrock_inference_profile",),
        arn=f"{_BEDROCK}application-inference-profile/{{inferenceProfileId}}",
        made="inferenceProfileId",
        gives={
            "ref": ARN,
            "id": ARN,
            "inference_profile_arn": ARN,
            "inference_profile_identifier": "inferenceProfileId",
        },
        rename=dropped("model_source"),
        fixed={"type": "APPLICATION", "status": "ACTIVE"},
    ),
    Row(
        "AWS::Bedrock::ProvisionedModelThroughput",
        ("aws_bedrock_provisioned_model_throughput",),
        arn=f"{_BEDROCK}provisioned-model/{{provisionedModelName}}",
        made="provisionedModelName",
        gives={"id": ARN, "provisioned_model_arn": ARN},
        default={"creationTime": AFTERWARDS},
        fixed={"status": "InService"},
    ),
    Row(
        "AWS::Bedrock::CustomModel",
        ("aws_bedrock_custom_model",),
        arn=f"{_BEDROCK}custom-model/{{modelName}}",
        made="modelName",
        gives={"id": ARN, "custom_model_arn": ARN},
        rename={
            "custom_model_name": "modelName",
            "custom_model_kms_key_id": "modelKmsKeyArn",
            "base_model_identifier": "baseModelArn",
            "job_name": "jobName",
            **dropped("role_arn", "vpc_config"),
        },
        default={"creationTime": AFTERWARDS},
        fixed={
            "GetFoundationModel": AFTERWARDS,
            "GetResourcePolicy": {"absent": "ResourceNotFoundException"},
        },
    ),
    # Terraform's provider sets what the code leaves out, and has no argument for audio.
    Row(
        "AWS::Bedrock::ModelInvocationLoggingConfiguration",
        ("aws_bedrock_model_invocation_logging_configuration",),
        gives={"id": ARN},
        aws={
            **{f"loggingConfig.{kind}DataDeliveryEnabled": True for kind in _DATA_DELIVERY},
            "loggingConfig.audioDataDeliveryEnabled": NO_ARGUMENT,
        },
    ),
)

SINGLE = {
    "AWS::Bedrock::ModelInvocationLoggingConfiguration": Unknown(
        "the code does not declare whether model invocations are logged"
    ),
}
"""What an account has once in each Region, and why silence of the code says nothing about it."""
