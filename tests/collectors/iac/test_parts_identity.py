"""Policies and attachments of IAM, in the principal that has them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from collectors.iac.things import Thing
from collectors.iac.values import Unknown, hole, reference
from tests.collectors.iac.stacks import ACCOUNT, declared, gaps_of, listing_gaps, only, thing

ROLE = "AWS::IAM::Role"
WHY = Unknown("var.x has no value")
READ = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}]}
MANAGED = "arn:aws:iam::aws:policy/ReadOnlyAccess"


def role(**attributes: Any) -> Thing:
    """Return a role that anyone may assume."""
    return thing("aws_iam_role", "aws_iam_role.r", name="r", assume_role_policy=READ, **attributes)


@pytest.mark.parametrize(
    ("kind", "arguments"),
    [
        ("aws_iam_role_policy", {"role": reference("aws_iam_role.r", "id"), "name": "p", "policy": READ}),
        ("aws_iam_role_policy", {"role": "r", "name": "p", "policy": READ}),
        ("AWS::IAM::RolePolicy", {"RoleName": "r", "PolicyName": "p", "PolicyDocument": READ}),
        ("awscc_iam_role_policy", {"role_name": "r", "policy_name": "p", "policy_document": READ}),
        ("AWS::IAM::Policy", {"Roles": ["r"], "PolicyName": "p", "PolicyDocument": READ}),
    ],
)
def test_an_inline_policy_of_its_own(kind: str, arguments: dict[str, Any]) -> None:
    found = declared(role(), thing(kind, "p", 50, **arguments))
    record = only(found, ROLE)

    assert record.properties["RolePolicyList"] == [{"PolicyName": "p", "PolicyDocument": READ}]
    assert record.source
    assert record.source.parts["/properties/RolePolicyList/0"].start_line == 50
    assert found.unjudged == {}


@pytest.mark.parametrize(
    "arguments",
    [
        {"inline_policy": [{"name": "p", "policy": READ}]},
        {"Policies": [{"PolicyName": "p", "PolicyDocument": READ}]},
    ],
)
def test_an_inline_policy_in_the_block(arguments: dict[str, Any]) -> None:
    record = only(declared(role(**arguments)), ROLE)

    assert record.properties["RolePolicyList"] == [{"PolicyName": "p", "PolicyDocument": READ}]


def test_the_lines_in_a_document_of_the_block() -> None:
    given = thing("AWS::IAM::Role", "R", AssumeRolePolicyDocument=READ, Policies=[{"PolicyDocument": READ}])
    lines = {
        "/AssumeRolePolicyDocument/Statement/0": (12, 14),
        "/Policies": (20, 30),
        "/Policies/0/PolicyDocument/Statement/0/Action": (25, 25),
    }
    source = only(declared(replace(given, lines=lines)), ROLE).source

    assert source
    assert source.lines == {
        "/properties/AssumeRolePolicyDocument/Statement/0": (12, 14),
        "/properties/RolePolicyList": (20, 30),
        "/properties/RolePolicyList/0/PolicyDocument/Statement/0/Action": (25, 25),
    }


def test_a_policy_that_is_not_known_makes_the_role_unread() -> None:
    found = declared(role(), thing("aws_iam_role_policy", "p", 50, role="r", name="p", policy=WHY))
    record = only(found, ROLE)

    assert record.properties["RolePolicyList"][0]["PolicyDocument"]["Statement"] == []
    assert gaps_of(found, record) == [
        ("", "var.x has no value (main.tf:50)"),
        ("/properties/RolePolicyList/0/PolicyDocument", "var.x has no value (main.tf:50)"),
    ]


def test_a_resource_of_an_allow_that_is_not_known_is_a_gap_of_its_own() -> None:
    statement = {"Effect": "Allow", "Action": "s3:*", "Resource": [WHY]}
    found = declared(role(), thing("aws_iam_role_policy", "p", role="r", policy={"Statement": [statement]}))

    assert [pointer for pointer, _ in gaps_of(found, only(found, ROLE))] == [
        "/properties/RolePolicyList/0/PolicyDocument/Statement/0/Resource/0"
    ]


@pytest.mark.parametrize(
    ("kind", "arguments"),
    [
        ("aws_iam_role_policy_attachment", {"role": "r", "policy_arn": MANAGED}),
        ("aws_iam_policy_attachment", {"roles": ["r", "elsewhere"], "policy_arn": MANAGED}),
    ],
)
def test_an_attachment(kind: str, arguments: dict[str, Any]) -> None:
    record = only(declared(role(), thing(kind, "a", **arguments)), ROLE)

    assert record.properties["AttachedManagedPolicies"] == [
        {"PolicyName": "ReadOnlyAccess", "PolicyArn": MANAGED}
    ]


def test_the_attachments_of_the_block_have_no_doubles() -> None:
    record = only(declared(role(managed_policy_arns=[MANAGED, "ReadOnlyAccess", MANAGED])), ROLE)

    assert len(record.properties["AttachedManagedPolicies"]) == 1


def test_an_attachment_that_is_not_known_keeps_its_place() -> None:
    found = declared(role(managed_policy_arns=[WHY, MANAGED]))
    record = only(found, ROLE)

    assert record.properties["AttachedManagedPolicies"][0]["PolicyArn"] == "(not known)"
    assert [pointer for pointer, _ in gaps_of(found, record)] == ["/properties/AttachedManagedPolicies/0"]


def test_a_managed_policy_has_its_document_and_is_counted() -> None:
    found = declared(
        role(),
        thing("aws_iam_policy", "aws_iam_policy.p", name="p", policy=READ),
        thing(
            "aws_iam_role_policy_attachment", "a", role="r", policy_arn=reference("aws_iam_policy.p", "arn")
        ),
    )
    policy = only(found, "AWS::IAM::ManagedPolicy")

    assert policy.id == f"arn:aws:iam::{ACCOUNT}:policy/p"
    assert policy.properties["AttachmentCount"] == 1
    assert policy.properties["PolicyVersionList"] == [
        {"VersionId": "v1", "IsDefaultVersion": True, "Document": READ}
    ]
    assert only(found, ROLE).properties["AttachedManagedPolicies"][0]["PolicyArn"] == policy.id


def test_a_managed_policy_of_cloudformation_names_its_roles() -> None:
    found = declared(
        thing("AWS::IAM::Role", "R", AssumeRolePolicyDocument=READ),
        thing("AWS::IAM::ManagedPolicy", "P", PolicyDocument=READ, Roles=[reference("R", "Ref")]),
    )
    attached = only(found, ROLE).properties["AttachedManagedPolicies"]

    assert [one["PolicyArn"] for one in attached] == [only(found, "AWS::IAM::ManagedPolicy").id]


def test_a_policy_for_a_role_that_is_not_known_may_be_of_any_role() -> None:
    found = declared(role(), thing("aws_iam_role_policy", "p", 50, role=WHY, policy=READ))
    (gap,) = listing_gaps(found)

    assert gap.operation == "iam:GetAccountAuthorizationDetails"
    assert gap.pointer == "/properties/RolePolicyList"
    assert gap.message == "var.x has no value (main.tf:50)"


def test_the_boundary_and_the_trust_policy() -> None:
    properties = only(declared(role(permissions_boundary=MANAGED)), ROLE).properties

    assert properties["PermissionsBoundary"] == {"PermissionsBoundaryArn": MANAGED}
    assert properties["AssumeRolePolicyDocument"] == READ
    assert properties["MaxSessionDuration"] == 3600


@pytest.mark.parametrize(
    ("kind", "arguments"),
    [
        ("aws_iam_user_group_membership", {"user": "u", "groups": ["g"]}),
        ("aws_iam_group_membership", {"users": ["u"], "group": "g"}),
        ("AWS::IAM::UserToGroupAddition", {"Users": ["u"], "GroupName": "g"}),
    ],
)
def test_a_membership(kind: str, arguments: dict[str, Any]) -> None:
    found = declared(thing("aws_iam_user", "u", name="u"), thing(kind, "m", **arguments))

    assert only(found, "AWS::IAM::User").properties["GroupList"] == ["g"]


def test_a_name_that_is_known_in_part_finds_its_role() -> None:
    later = f"agent-{reference('random_id.r', 'hex')}"
    found = declared(
        thing("random_id", "random_id.r"),
        thing("aws_iam_role", "aws_iam_role.r", name=later, assume_role_policy=READ),
        thing("aws_iam_role_policy", "p", role=later, name="p", policy=READ),
        thing("aws_iam_policy_attachment", "a", roles=["x", later], policy_arn=MANAGED),
    )
    record = only(found, ROLE)

    assert len(record.properties["RolePolicyList"]) == len(record.properties["AttachedManagedPolicies"]) == 1
    assert listing_gaps(found) == []


def test_a_name_with_a_hole_finds_its_role_in_the_same_module_alone() -> None:
    name = f"agent-{hole(WHY)}"
    found = declared(
        thing("aws_iam_role", "module.a.aws_iam_role.r", name=name, assume_role_policy=READ),
        thing("aws_iam_role_policy", "module.a.aws_iam_role_policy.p", role=name, policy=READ),
        thing("aws_iam_role_policy", "module.b.aws_iam_role_policy.p", role=name, policy=READ),
    )

    assert len(only(found, ROLE).properties["RolePolicyList"]) == 1
    assert len(listing_gaps(found)) == 1


def test_of_two_roles_with_such_a_name_none_is_found() -> None:
    name = f"agent-{reference('random_id.r', 'hex')}"
    roles = [thing("aws_iam_role", f"r{i}", name=name, assume_role_policy=READ) for i in "ab"]
    found = declared(*roles, thing("aws_iam_role_policy", "p", role=name, policy=READ))

    assert [one.properties["RolePolicyList"] for one in found.resources] == [[], []]
    assert len(listing_gaps(found)) == 1
