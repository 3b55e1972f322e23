"""The IAM library judges the managed policies of AWS, as moto ships them."""

from __future__ import annotations

from functools import cache
from typing import Any

import orjson
from moto.iam.aws_managed_policies import aws_managed_policies_data

from tests.policies import iam_oracle as oracle

POLICIES: dict[str, dict[str, Any]] = orjson.loads(aws_managed_policies_data)

MODELS = ["bedrock:invokemodel", "bedrock:invokemodelwithresponsestream"]
BEDROCK = [
    "bedrock:createmodelinvocationjob",
    "bedrock:invokeagent",
    "bedrock:invokeflow",
    "bedrock:invokeinlineagent",
    *MODELS,
    "bedrock:retrieveandgenerate",
]
MANTLE = ["bedrock-mantle:createinference"]
CLAUDE = ["aws-external-anthropic:createbatchinference", "aws-external-anthropic:createinference"]
AGENTCORE = [
    "bedrock-agentcore:invokeagentruntime",
    "bedrock-agentcore:invokegateway",
    "bedrock-agentcore:invokeharness",
]
ENDPOINT, ENDPOINT_ASYNC, ENDPOINT_STREAM = (
    "sagemaker:invokeendpoint",
    "sagemaker:invokeendpointasync",
    "sagemaker:invokeendpointwithresponsestream",
)
SAGEMAKER = [ENDPOINT, ENDPOINT_ASYNC, ENDPOINT_STREAM]
ALL = [*CLAUDE, *AGENTCORE, *MANTLE, *BEDROCK, *SAGEMAKER, "qbusiness:chat", "qbusiness:chatsync"]

# (policy, version) -> the model-use actions that the document alone grants, found by reading it.
BY_HAND: dict[tuple[str, str], list[str]] = {
    ("AIDevOpsAgentActionsPolicy", "v2"): ALL,  # NotAction of identity services
    ("AWSCompromisedKeyQuarantineV3", "v3"): [],  # Deny only
    ("AWSDeepRacerServiceRolePolicy", "v3"): SAGEMAKER,
    ("AWSDenyAll", "v2"): [],
    ("AWSElasticBeanstalkWebTier", "v9"): ["bedrock:invokemodel"],
    ("AWSIAMIdentityCenterAllowListForIdentityContext", "v12"): [],  # Deny with NotAction
    ("AWSMcpServiceActionsFullAccess", "v3"): ALL,  # "*" under a condition
    ("AdministratorAccess", "v1"): ALL,
    ("AmazonAugmentedAIFullAccess", "v1"): [],  # sagemaker:*HumanLoop and similar
    ("AmazonBedrockAgentCoreMemoryBedrockModelInferenceExecutionRolePolicy", "v4"): [*MODELS, *MANTLE],
    ("AmazonBedrockFullAccess", "v11"): [*BEDROCK, *MANTLE, ENDPOINT, ENDPOINT_STREAM],
    ("AmazonBedrockLimitedAccess", "v9"): ["bedrock:createmodelinvocationjob", *MODELS, *MANTLE],
    ("AmazonBedrockMantleFullAccess", "v5"): MANTLE,
    ("AmazonBedrockMantleInferenceAccess", "v5"): MANTLE,
    ("AmazonBedrockMantleReadOnly", "v3"): [],
    ("AmazonBedrockMarketplaceAccess", "v3"): [ENDPOINT, ENDPOINT_STREAM],
    ("AmazonBedrockReadOnly", "v7"): [],
    ("AmazonBedrockStudioPermissionsBoundary", "v1"): [
        "bedrock:invokeagent",
        "bedrock:invokeflow",
        *MODELS,
        "bedrock:retrieveandgenerate",
    ],
    ("AmazonBedrockWebSearchFullAccess", "v1"): [],  # bedrock-websearch is another service
    ("AmazonCognitoUnAuthedIdentitiesSessionPolicy", "v4"): [ENDPOINT],
    ("AmazonDataZoneBedrockModelConsumptionPolicy", "v7"): MODELS,
    (
        "AmazonDataZoneSageMakerEnvironmentRolePermissionsBoundary",
        "v13",
    ): SAGEMAKER,  # its Deny with NotAction spares sagemaker:*
    ("AmazonRedshiftAllCommandsFullAccess", "v2"): [ENDPOINT],
    ("AmazonSageMakerCanvasAIServicesAccess", "v3"): MODELS,
    ("AmazonSageMakerCanvasDirectDeployAccess", "v1"): [ENDPOINT],
    ("AmazonSageMakerCanvasFullAccess", "v11"): [ENDPOINT, ENDPOINT_ASYNC],
    ("AmazonSageMakerFullAccess", "v29"): SAGEMAKER,  # by NotResource
    ("AmazonSageMakerJobFullAccess", "v1"): ["bedrock-agentcore:invokeagentruntime"],
    ("AmazonSageMakerModelCustomizationCoreAccess", "v3"): [*MODELS, ENDPOINT],
    ("AmazonSageMakerServiceCatalogProductsLambdaServiceRolePolicy", "v2"): [ENDPOINT, ENDPOINT_ASYNC],
    ("AnthropicFullAccess", "v3"): CLAUDE,
    ("AnthropicLimitedAccess", "v7"): CLAUDE,
    ("AnthropicReadOnlyAccess", "v3"): [],
    ("AnthropicSelfHostedEnvironmentAccess", "v1"): [],
    ("BedrockAgentCoreFullAccess", "v21"): [*AGENTCORE, *MODELS, *MANTLE],
    ("CloudWatchOmniModelInferencePolicy", "v1"): [*MODELS, *MANTLE],
    ("DataScientist", "v6"): SAGEMAKER,
    ("PowerUserAccess", "v12"): ALL,
    ("ReadOnlyAccess", "v190"): [],
    ("S3UnlockBucketPolicy", "v1"): [],  # denies all but four actions
    ("SageMakerStudioAdminIAMPermissiveExecutionPolicy", "v21"): [*BEDROCK, *SAGEMAKER],
    ("SageMakerStudioBedrockAgentServiceRolePolicy", "v3"): [*MODELS, "bedrock:retrieveandgenerate"],
    ("SageMakerStudioBedrockChatAgentUserRolePolicy", "v3"): ["bedrock:invokeagent"],
    ("SageMakerStudioBedrockEvaluationJobServiceRolePolicy", "v3"): [
        "bedrock:createmodelinvocationjob",
        *MODELS,
    ],
    ("SageMakerStudioBedrockFlowServiceRolePolicy", "v9"): [
        "bedrock:invokeagent",
        "bedrock:invokemodel",
        "bedrock:retrieveandgenerate",
    ],
    ("SageMakerStudioProjectRoleMachineLearningPolicy", "v44"): SAGEMAKER,
    ("SageMakerStudioProjectUserRolePermissionsBoundary", "v19"): [  # its Deny of "*" has a condition
        "bedrock:invokeagent",
        "bedrock:invokeflow",
        "bedrock:invokeinlineagent",
        *MODELS,
        "bedrock:retrieveandgenerate",
        *SAGEMAKER,
    ],
    ("SageMakerStudioUserIAMDefaultExecutionPolicy", "v29"): [*BEDROCK, *SAGEMAKER],  # sagemaker:*Endpoint*
    ("SecurityAudit", "v94"): [],
}


def _arn(name: str) -> str:
    return f"arn:aws:iam::aws:policy{POLICIES[name]['Path']}{name}"


@cache
def _said() -> dict[str, Any]:
    """Return the library's answers for an account with two roles per policy.

    One role has the policy attached, and the other has it as its boundary.
    """
    administrator = {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}
    records = [oracle.managed(_arn(name), policy["Document"]) for name, policy in POLICIES.items()]
    records += [oracle.role(f"has-{name}", attached=[_arn(name)]) for name in POLICIES]
    records += [oracle.role(f"within-{name}", [administrator], boundary=_arn(name)) for name in POLICIES]
    everything = ", ".join(
        f'"{package}": data.lens.lib.{package}'
        for package in ("principals", "boundaries", "statements", "documents", "actions", "resources")
    )
    found: dict[str, Any] = oracle.ask_regorus(oracle.facts(records), f"{{{everything}}}")
    return found


def test_every_policy_of_aws_can_be_judged() -> None:
    """The library judges each document of AWS.

    Every action that a principal is granted comes from one of its statements.
    """
    said = _said()
    assert len(POLICIES) > 1000
    assert said["principals"]["unread"] == []
    assert said["boundaries"]["unread"] == []
    assert said["statements"]["allows"] != []
    for arn, granted in said["principals"]["granted"].items():
        assert set(granted) <= {
            a for s in said["principals"]["statements"][arn] if s["effect"] == "Allow" for a in s["actions"]
        }


def test_grants_of_policies_that_were_read_by_hand() -> None:
    """The library finds the model-use actions of the table.

    The test skips a policy if moto ships another version than the table names. Only a few may be
    skipped.
    """
    read = {
        name: actions
        for (name, version), actions in BY_HAND.items()
        if POLICIES.get(name, {}).get("DefaultVersionId") == version
    }
    assert len(read) >= 30, "moto ships newer documents: read them again"
    said = _said()["principals"]["model_use"]
    assert {name: sorted(said.get(oracle.iam(f"role/has-{name}"), [])) for name in read} == {
        name: sorted(a) for name, a in read.items()
    }


def test_a_policy_grants_as_much_as_it_bounds() -> None:
    """An administrator with a policy as boundary is granted what the policy alone grants."""
    said = _said()["principals"]["granted"]
    assert {
        name
        for name in POLICIES
        if said.get(oracle.iam(f"role/has-{name}")) != said.get(oracle.iam(f"role/within-{name}"))
    } == set()


def test_grants_equal_the_evaluators() -> None:
    """The library and the evaluator find the same model-use actions in every document."""
    said = _said()["principals"]["model_use"]
    for name, policy in POLICIES.items():
        expected = [action for action in sorted(ALL) if oracle.granted([policy["Document"]], None, action)]
        assert sorted(said.get(oracle.iam(f"role/has-{name}"), [])) == expected, name
