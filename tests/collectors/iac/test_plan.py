"""Plans as `terraform show -json` writes them become stacks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from collectors.iac.terraform.plan import read_plan
from collectors.iac.things import Stack
from collectors.iac.values import Unknown, reference
from tests.collectors.iac.trees import things

LATE = "it is known after the plan is applied"


def refers(*names: str) -> dict[str, Any]:
    """Return an expression that names these."""
    return {"references": list(names)}


def resource(address: str, values: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return a planned resource of an address."""
    type_, name = address.rpartition("].")[2].partition("[")[0].split(".")[-2:]
    row = {"address": address, "mode": "managed", "type": type_, "name": name}
    return {**row, "values": values, "sensitive_values": {}, **more}


def change(address: str, unknown: Any, sensitive: Any = False) -> dict[str, Any]:
    """Return a change of a resource."""
    return {"address": address, "change": {"after_unknown": unknown, "after_sensitive": sensitive}}


def configured(address: str, expressions: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return the configuration of a resource."""
    type_, name = address.split(".")
    return {
        "address": address,
        "mode": "managed",
        "type": type_,
        "name": name,
        "expressions": expressions,
        **more,
    }


def plan() -> dict[str, Any]:
    """Return a plan with everything that is read."""
    here = {
        "address": "data.aws_caller_identity.me",
        "mode": "data",
        "type": "aws_caller_identity",
        "name": "me",
    }
    return {
        "format_version": "1.2",
        "variables": {"region": {"value": "eu-west-1"}, "secret": {"value": "not to be seen"}},
        "planned_values": {
            "root_module": {
                "resources": [
                    resource(
                        "aws_iam_role.r[0]",
                        {"name": "r", "tags": None, "managed": [], "inline": [{"a": None}]},
                    ),
                    resource(
                        "aws_x.y",
                        {"name": "y", "password": "not to be seen", "ids": [None, "b"], "on": False},
                        sensitive_values={"password": True},
                    ),
                    resource("aws_x.z", {"region": "us-east-1", "key": "not to be seen"}),
                ],
                "child_modules": [
                    {
                        "address": 'module.m["a.b"]',
                        "resources": [resource('module.m["a.b"].aws_x.in', {"block": [{"v": 1}]})],
                    }
                ],
            }
        },
        "resource_changes": [
            change("aws_iam_role.r[0]", {"arn": True, "id": True}),
            change(
                "aws_x.y",
                {
                    "arn": True,
                    "role": True,
                    "text": True,
                    "from_id": True,
                    "ids": [True, False],
                    "description": True,
                },
            ),
            change("aws_x.z", {}, {"key": True}),
            change('module.m["a.b"].aws_x.in', {"role_arn": True, "block": [{"key_id": True, "made": True}]}),
            change("aws_x.gone", {}),
        ],
        "prior_state": {
            "values": {"root_module": {"resources": [{**here, "values": {"account_id": "111122223333"}}]}}
        },
        "configuration": {
            "provider_config": {
                "aws": {"name": "aws", "expressions": {"region": refers("var.region")}},
                "m:aws.far": {"name": "aws", "expressions": {"region": {"constant_value": "ap-south-1"}}},
            },
            "root_module": {
                "variables": {"region": {}, "secret": {"sensitive": True}},
                "resources": [
                    configured("aws_iam_role.r", {"name": {"constant_value": "r"}}),
                    configured(
                        "aws_x.y",
                        {
                            "role": refers("aws_iam_role.r[0].arn", "aws_iam_role.r[0]", "aws_iam_role.r"),
                            "text": refers("aws_iam_role.r[0].arn", "aws_iam_role.r[0]", "var.x"),
                            "from_id": refers('module.m["a.b"].out_id', 'module.m["a.b"]', "module.m"),
                            "ids": refers("aws_x.z.id", "aws_x.z"),
                            "description": refers("aws_iam_role.r[0].arn", "aws_iam_role.r[0]"),
                        },
                        provider_config_key="aws",
                    ),
                ],
                "module_calls": {
                    "m": {
                        "expressions": {"role": refers("aws_iam_role.r[0].arn", "aws_iam_role.r[0]")},
                        "module": {
                            "outputs": {"out_id": {"expression": refers("aws_x.in.id", "aws_x.in")}},
                            "resources": [
                                configured(
                                    "aws_x.in",
                                    {
                                        "role_arn": refers("var.role"),
                                        "block": [{"key_id": refers("var.none")}],
                                    },
                                    provider_config_key="m:aws.far",
                                )
                            ],
                        },
                    }
                },
            },
        },
    }


@pytest.fixture
def stack(tmp_path: Path) -> Stack:
    """Return the stack of the plan."""
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(plan()))
    found = read_plan(path)
    assert not found.problems
    return found


def test_a_plan_is_a_stack(stack: Stack) -> None:
    assert (stack.key, stack.format, stack.region, stack.account) == (
        "plan.json",
        "plan",
        "eu-west-1",
        "111122223333",
    )
    assert set(things(stack)) == {
        "aws_iam_role.r[0]",
        "aws_x.y",
        "aws_x.z",
        'module.m["a.b"].aws_x.in',
        "data.aws_caller_identity.me",
    }
    assert things(stack)["data.aws_caller_identity.me"].data


def test_what_nobody_wrote_is_not_there(stack: Stack) -> None:
    assert things(stack)["aws_iam_role.r[0]"].attributes == {"name": "r", "inline": [{}]}


def test_what_is_known_late_is_a_reference_or_unknown(stack: Stack) -> None:
    assert things(stack)["aws_x.y"].attributes == {
        "name": "y",
        "on": False,
        "password": Unknown("the plan marks the value as sensitive"),
        "role": reference("aws_iam_role.r[0]", "arn"),
        "from_id": reference('module.m["a.b"].aws_x.in', "id"),
        "text": Unknown(f"{LATE}: it is made of aws_iam_role.r[0].arn"),
        "ids": [Unknown(LATE), "b"],
        "description": Unknown(f"{LATE}: it is made of aws_iam_role.r[0].arn"),
    }


def test_references_are_followed_out_of_modules(stack: Stack) -> None:
    thing = things(stack)['module.m["a.b"].aws_x.in']
    assert thing.attributes == {
        "role_arn": reference("aws_iam_role.r[0]", "arn"),
        "block": [{"v": 1, "key_id": Unknown(f"{LATE}: it is made of var.none")}],
    }
    assert [call.address for call in thing.calls] == ['module.m["a.b"]']


def test_regions_are_those_of_the_resource_or_its_provider(stack: Stack) -> None:
    found = {address: thing.region for address, thing in things(stack).items() if not thing.data}
    assert found == {
        "aws_iam_role.r[0]": "eu-west-1",
        "aws_x.y": "eu-west-1",
        "aws_x.z": "us-east-1",
        'module.m["a.b"].aws_x.in': "ap-south-1",
    }


def test_no_sensitive_value_is_kept(stack: Stack) -> None:
    assert "not to be seen" not in repr(stack)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "it is no JSON"),
        (b"PK\x03\x04\0\0", "it is no JSON"),
        (b"[" * 100_000, "it is no JSON"),
        (b"[]", "it is no plan"),
        (b"{}", "it is no plan"),
        (b'{"values": {}}', "it is no plan"),
    ],
)
def test_what_is_no_plan_is_named(tmp_path: Path, data: bytes, sentence: str) -> None:
    path = tmp_path / "plan.json"
    path.write_bytes(data)
    found = read_plan(path)
    assert not found.things
    assert found.problems[0].sentence.startswith(sentence)


def test_a_plan_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert read_plan(tmp_path / "none.json").problems[0].sentence == "it cannot be opened"


@pytest.mark.parametrize("wrong", [None, 1, "x", [], [1], {"a": 1}])
def test_members_of_another_kind_are_no_error(tmp_path: Path, wrong: Any) -> None:
    path = tmp_path / "plan.json"
    for member in plan():
        path.write_text(json.dumps({**plan(), member: wrong}))
        assert isinstance(read_plan(path), Stack)
    for member in ("resources", "module_calls", "variables"):
        made = plan()
        made["configuration"]["root_module"][member] = wrong
        path.write_text(json.dumps(made))
        assert not read_plan(path).problems


@pytest.mark.parametrize(
    ("address", "follows"),
    [("aws_s3_bucket.own", False), ('aws_s3_bucket.own["a.b"]', False), ("aws_s3_bucket_policy.p", True)],
)
def test_a_name_may_be_made_of_another_one(tmp_path: Path, address: str, follows: bool) -> None:
    made = plan()
    root = made["configuration"]["root_module"]
    bare = address.partition("[")[0]
    root["resources"].append(configured(bare, {"bucket": refers("aws_x.z.id", "aws_x.z")}))
    made["planned_values"]["root_module"]["resources"].append(resource(address, {}))
    made["resource_changes"].append(change(address, {"bucket": True}))
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(made))
    value = things(read_plan(path))[address].attributes["bucket"]
    assert value == reference("aws_x.z", "id") if follows else isinstance(value, Unknown)
