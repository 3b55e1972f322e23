"""The rules that map the name of an argument onto a member of AWS's."""

from __future__ import annotations

import pytest

from collectors.iac.mapping.names import index_of, member_named, snake


@pytest.mark.parametrize(
    ("argument", "member"),
    [
        ("agent_resource_role_arn", "agentResourceRoleArn"),
        ("AgentResourceRoleArn", "agentResourceRoleArn"),
        ("filters_config", "filters"),
        ("topic_policy_config", "topicPolicy"),
        ("pii_entity", "piiEntities"),
        ("vpc", "vpcConfig"),
        ("subnet_id", "subnetIds"),
        ("nothing_like_it", ""),
        ("", ""),
    ],
)
def test_an_argument_finds_its_member(argument: str, member: str) -> None:
    members = ["agentResourceRoleArn", "filters", "topicPolicy", "piiEntities", "vpcConfig", "subnetIds"]

    assert member_named(argument, index_of(members)) == member


def test_the_exact_name_counts_before_others() -> None:
    members = index_of(["policies", "policy", "policyConfig"])

    assert member_named("policy", members) == "policy"
    assert member_named("policies", members) == "policies"


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("KMSMasterKeyID", "kms_master_key_id"),
        ("VpcConfig", "vpc_config"),
        ("agent_name", "agent_name"),
        ("CidrIpv6", "cidr_ipv6"),
        ("__class__", "__class__"),
    ],
)
def test_a_name_as_terraform_writes_it(name: str, written: str) -> None:
    assert snake(name) == written
