"""Which users cost a call for their access keys: those who may call models, and no others."""

from __future__ import annotations

import re
from typing import Any

import pytest

from collectors.key_holders import key_holders
from collectors.records import Resource
from collectors.workload import NOTHING

ACCOUNT = "444455556666"
USER = f"arn:aws:iam::{ACCOUNT}:user/team/dev"
SHARED = f"arn:aws:iam::{ACCOUNT}:policy/shared"


def _record(type_: str, id_: str, properties: dict[str, Any]) -> Resource:
    name = re.split("[:/]", id_)[-1]
    return Resource(type_, id_, name, ACCOUNT, "global", "iam", {}, (), properties)


def _allows(action: Any) -> dict[str, Any]:
    return {"Statement": [{"Effect": "Allow", "Action": action, "Resource": "*"}]}


MODELS, OTHERS = _allows("bedrock:InvokeModel"), _allows("s3:*")


def _user(*documents: Any, attached: tuple[str, ...] = (), groups: tuple[str, ...] = ()) -> Resource:
    properties: dict[str, Any] = {
        "GroupList": list(groups),
        "AttachedManagedPolicies": [{"PolicyArn": arn} for arn in attached],
    }
    if documents:  # AWS leaves the list out where there is no inline policy
        properties["UserPolicyList"] = [{"PolicyDocument": document} for document in documents]
    return _record("AWS::IAM::User", USER, properties)


def _group(*documents: Any, attached: tuple[str, ...] = ()) -> Resource:
    return _record(
        "AWS::IAM::Group",
        f"arn:aws:iam::{ACCOUNT}:group/team",
        {
            "GroupName": "team",
            "GroupPolicyList": [{"PolicyDocument": document} for document in documents],
            "AttachedManagedPolicies": [{"PolicyArn": arn} for arn in attached],
        },
    )


def _managed(*documents: Any) -> Resource:
    versions = [{"Document": document} for document in documents]
    return _record("AWS::IAM::ManagedPolicy", SHARED, {"PolicyVersionList": versions})


def _credential(status: str, name: str = "dev") -> Resource:
    id_ = f"arn:aws:iam::{ACCOUNT}:user/{name}:credential/ACCA1"
    return _record("AWS::IAM::ServiceSpecificCredential", id_, {"UserName": name, "Status": status})


@pytest.mark.parametrize(
    ("found", "chosen"),
    [
        ([_user()], False),
        ([_user(MODELS)], True),
        ([_user(OTHERS)], False),
        ([_user(OTHERS, MODELS)], True),
        ([_user("not a document")], True),
        ([_user(attached=(SHARED,)), _managed(MODELS)], True),
        ([_user(attached=(SHARED,)), _managed(OTHERS)], False),
        ([_user(attached=(SHARED,))], True),  # a policy that was not read
        ([_user(groups=("team",)), _group(MODELS)], True),
        ([_user(groups=("team",)), _group(OTHERS)], False),
        ([_user(groups=("team",)), _group(attached=(SHARED,)), _managed(MODELS)], True),
        ([_user(groups=("team",))], True),  # a group that was not read
        ([_user(), _group(MODELS)], False),
        ([_user(), _credential("Active")], True),
        ([_user(), _credential("Inactive")], False),
        ([_user(), _credential("Expired")], False),
        ([_user(), _credential("Active", name="other")], False),
    ],
)
def test_users_who_may_call_models_are_chosen(found: list[Resource], chosen: bool) -> None:
    """Their policies or groups name a service of models, or they own a credential that works."""
    assert key_holders(found, NOTHING) == (frozenset({USER}) if chosen else frozenset())
    assert key_holders([*reversed(found)], NOTHING) == key_holders(found, NOTHING)
