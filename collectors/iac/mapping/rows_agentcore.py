"""Rows of Amazon Bedrock AgentCore: runtimes, gateways, harnesses, tools and memories."""

from __future__ import annotations

from collectors.iac.mapping.rows import AFTERWARDS, ARN, Row, Same, dropped

_CORE = "arn:{partition}:bedrock-agentcore:{region}:{account}:"
_NO_POLICY = {"GetResourcePolicy": {"absent": "ResourceNotFoundException"}}

ROWS = (
    Row(
        "AWS::BedrockAgentCore::Runtime",
        ("aws_bedrockagentcore_agent_runtime",),
        arn=f"{_CORE}runtime/{{agentRuntimeId}}",
        made="agentRuntimeId",
        gives={
            "ref": "agentRuntimeId",
            "id": "agentRuntimeId",
            "agent_runtime_arn": ARN,
            "agent_runtime_version": "agentRuntimeVersion",
        },
        fixed={"status": "READY", "agentRuntimeVersion": "1", **_NO_POLICY},
    ),
    Row(
        "AWS::BedrockAgentCore::RuntimeEndpoint",
        ("aws_bedrockagentcore_agent_runtime_endpoint",),
        gives={"agent_runtime_endpoint_arn": ARN, "ref": ARN},
        rename={"agent_runtime_version": "targetVersion", "agent_runtime_id": ""},
        default={"targetVersion": "1"},
        fixed={"status": "READY", "liveVersion": Same("targetVersion")},
    ),
    Row(
        "AWS::BedrockAgentCore::Gateway",
        ("aws_bedrockagentcore_gateway",),
        made="gatewayId",
        gives={
            "ref": "gatewayId",
            "id": "gatewayId",
            "gateway_arn": ARN,
            "gateway_identifier": "gatewayId",
        },
        fixed={"status": "READY", "gatewayArn": ARN, **_NO_POLICY},
    ),
    Row(
        "AWS::BedrockAgentCore::GatewayTarget",
        ("aws_bedrockagentcore_gateway_target",),
        made="targetId",
        gives={"ref": "targetId", "id": "targetId"},
        rename=dropped("gateway_identifier"),
        fixed={"status": "READY"},
    ),
    Row(
        "AWS::BedrockAgentCore::Memory",
        ("aws_bedrockagentcore_memory",),
        made="id",
        gives={"ref": ARN, "id": "id", "memory_arn": ARN, "memory_id": "id"},
        rename={"memory_strategies": "", "client_token": ""},
        fixed={"status": "ACTIVE", "arn": ARN},
    ),
    Row(
        "AWS::BedrockAgentCore::BrowserCustom",
        ("aws_bedrockagentcore_browser",),
        arn=f"{_CORE}browser-custom/{{browserId}}",
        made="browserId",
        gives={"ref": "browserId", "id": "browserId", "browser_arn": ARN},
        rename=dropped(
            "certificates.certificate_location",
            "enterprise_policies.location.bucket",
            "enterprise_policies.location.prefix",
        ),
        fixed={"status": "READY"},
    ),
    Row(
        "AWS::BedrockAgentCore::CodeInterpreterCustom",
        ("aws_bedrockagentcore_code_interpreter",),
        arn=f"{_CORE}code-interpreter-custom/{{codeInterpreterId}}",
        made="codeInterpreterId",
        gives={"ref": "codeInterpreterId", "id": "codeInterpreterId", "code_interpreter_arn": ARN},
        rename=dropped("certificates.certificate_location"),
        fixed={"status": "READY"},
    ),
    Row(
        "AWS::BedrockAgentCore::Harness",
        ("aws_bedrockagentcore_harness",),
        arn=f"{_CORE}harness/{{harnessId}}",
        made="harnessId",
        gives={"ref": ARN, "id": "harnessId", "harness_arn": ARN},
        fixed={"status": "READY"},
    ),
    Row(
        "AWS::BedrockAgentCore::OnlineEvaluationConfig",
        ("aws_bedrockagentcore_online_evaluation_config",),
        arn=f"{_CORE}online-evaluation-config/{{onlineEvaluationConfigId}}",
        made="onlineEvaluationConfigId",
        gives={"ref": ARN, "online_evaluation_config_arn": ARN},
        rename={"enable_on_create": "", "execution_status": "executionStatus"},
        default={"executionStatus": "ENABLED"},
        fixed={"status": "ACTIVE"},
    ),
    Row(
        "AWS::BedrockAgentCore::Evaluator",
        ("aws_bedrockagentcore_evaluator",),
        arn=f"{_CORE}evaluator/{{evaluatorId}}",
        made="evaluatorId",
        gives={"ref": ARN, "evaluator_arn": ARN},
        fixed={"status": "ACTIVE"},
    ),
    Row(
        "AWS::BedrockAgentCore::Policy",
        ("aws_bedrockagentcore_policy",),
        arn=f"{_CORE}policy-engine/{{policyEngineId}}/policy/{{policyId}}",
        made="policyId",
        gives={"ref": ARN, "policy_arn": ARN},
        rename=dropped("validation_mode"),
        fixed={"status": "ACTIVE"},
    ),
    Row(
        "AWS::BedrockAgentCore::Dataset",
        arn=f"{_CORE}dataset/{{datasetName}}",
        made="datasetName",
        gives={"ref": ARN, "dataset_arn": ARN},
        rename=dropped("kms_key_arn", "source"),
        default={"updatedAt": AFTERWARDS, "exampleCount": AFTERWARDS},
        fixed={"status": "ACTIVE"},
    ),
    Row(
        "AWS::BedrockAgentCore::GatewayRateLimit",
        made="rateLimitId",
        gives={"ref": "rateLimitId"},
        fixed={"status": "ACTIVE"},
    ),
    Row(
        "AWS::BedrockAgentCore::CapacityProvider",
        arn=f"{_CORE}capacity-provider/{{capacityProviderId}}",
        made="capacityProviderId",
        gives={"ref": ARN, "capacity_provider_arn": ARN},
    ),
)
