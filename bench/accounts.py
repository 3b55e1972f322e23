"""Generate an account of any size: roles with inline policies, and generative-AI resources."""

from __future__ import annotations

from typing import Any

from collectors import is_regional
from collectors.records import GLOBAL, Call, Collection, Resource
from scanner.catalog.controls import Catalog

ACCOUNT = "123456789012"
REGIONS = ("eu-west-1", "us-east-1")
TIME = "2026-01-01T00:00:00Z"
_SERVICES = {"IAM": "iam", "Bedrock": "bedrock-agent", "BedrockAgentCore": "bedrock-agentcore-control"}
"""The middle part of a resource type -> boto3's name of the service that finds it."""


def generated(catalog: Catalog, roles: int, resources: int) -> Collection:
    """Return an account with `roles` roles and about `resources` generative-AI resources.

    Each role has three inline policies. Some resources fail controls.
    """
    call = Call("0" * 16, "bench", "Generate", GLOBAL, {}, 0, 200, "", "", TIME, 0.0, 0)
    found = [_role(i) for i in range(roles)] + [r for i in range(resources // 4) for r in _agentic(i)]
    return Collection(
        account=ACCOUNT,
        partition="aws",
        caller=f"arn:aws:iam::{ACCOUNT}:role/bench",
        started=TIME,
        finished=TIME,
        regions=REGIONS,
        complete={op: REGIONS if is_regional(op) else (GLOBAL,) for op in catalog.plan},
        resources=tuple(sorted(found, key=lambda r: (r.type, r.id))),
        gaps=(),
        calls=(call,),
    )


def _resource(kind: str, identity: str, name: str, region: str, properties: dict[str, Any]) -> Resource:
    return Resource(
        kind, identity, name, ACCOUNT, region, _SERVICES[kind.split("::")[1]], {}, ("0" * 16,), properties
    )


def _role(i: int) -> Resource:
    own = [
        f"bedrock:InvokeModel{i % 7}",
        "bedrock:Get*",
        f"s3:GetObject{i % 50}",
        "bedrock:*" if i % 100 == 0 else "logs:PutLogEvents",
    ]
    statements: list[dict[str, Any]] = [
        {
            "Effect": "Allow",
            "Action": own,
            "Resource": f"arn:aws:bedrock:us-east-1::foundation-model/anthropic.m{i}",
        },
        {"Effect": "Deny", "Action": [f"iam:Create{i % 20}*"], "Resource": "*"},
    ]
    condition = {"StringEquals": {"aws:SourceAccount": ACCOUNT}} if i % 10 else {}
    trust = {
        "Effect": "Allow",
        "Principal": {"Service": "bedrock.amazonaws.com"},
        "Action": "sts:AssumeRole",
        "Condition": condition,
    }
    properties = {
        "Path": "/",
        "RoleName": f"role-{i:06}",
        "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [trust]},
        "RolePolicyList": [
            {"PolicyName": f"p{n}", "PolicyDocument": {"Version": "2012-10-17", "Statement": statements}}
            for n in range(3)
        ],
        "AttachedManagedPolicies": [],
    }
    return _resource(
        "AWS::IAM::Role", f"arn:aws:iam::{ACCOUNT}:role/role-{i:06}", f"role-{i:06}", GLOBAL, properties
    )


def _agentic(i: int) -> list[Resource]:
    region = REGIONS[i % 2]
    agent, role = f"AGENT{i:05}", f"arn:aws:iam::{ACCOUNT}:role/role-{i:06}"
    arn = f"arn:aws:bedrock:{region}:{ACCOUNT}:agent"
    guarded = (
        {"guardrailConfiguration": {"guardrailIdentifier": "g0", "guardrailVersion": "1"}} if i % 5 else {}
    )
    alias = {
        "agentAliasId": f"ALIAS{i:05}",
        "agentAliasStatus": "PREPARED",
        "routingConfiguration": [{"agentVersion": "1"}],
    }
    version = {"agentId": agent, "version": "1", "agentResourceRoleArn": role, **guarded}
    gateway = {
        "gatewayId": f"gw-{i}",
        "authorizerType": "AWS_IAM" if i % 20 else "NONE",
        "roleArn": f"{role}-gateway",
    }
    return [
        _resource(
            "AWS::Bedrock::Agent",
            f"{arn}/{agent}",
            agent,
            region,
            {"agentId": agent, "agentResourceRoleArn": role, **guarded},
        ),
        _resource("AWS::Bedrock::AgentAlias", f"{arn}-alias/{agent}/ALIAS{i:05}", "live", region, alias),
        _resource("AWS::Bedrock::AgentVersion", f"{arn}/{agent}:1", agent, region, version),
        _resource(
            "AWS::BedrockAgentCore::Gateway",
            f"arn:aws:bedrock-agentcore:{region}:{ACCOUNT}:gateway/gw-{i}",
            f"gw-{i}",
            region,
            gateway,
        ),
    ]
