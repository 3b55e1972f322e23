"""Values that no reader should return, and graphs that no author writes: nothing fails."""

from __future__ import annotations

import time
from itertools import count
from typing import Any

import pytest

from collectors.iac.mapping import parts
from collectors.iac.mapping.rows import rows
from collectors.iac.mapping.shown import members_of
from collectors.iac.things import Thing
from collectors.iac.values import Unknown, hole, reference
from collectors.records import Source
from tests.collectors.iac.arguments import declared as declared_types
from tests.collectors.iac.stacks import declared, only, thing

WHY = Unknown("var.x has no value")


def _deep() -> Any:
    value: Any = WHY
    for _ in range(900):
        value = {"Statement": [value]}
    return value


ODD = [
    None,
    WHY,
    7,
    1e308,
    True,
    "",
    "x" * 5_000,
    "\x00\ufeff\r\n",
    "{",
    '{"Statement": 7}',
    "[" * 2_000,
    [],
    [[]],
    [None],
    [WHY, None, 7],
    {},
    {"__class__": WHY, "a.b": 1, "": {}},
    [{"Statement": WHY, "rules": [WHY]}],
    {"Statement": [{"Effect": "Allow", "Action": {"a": 1}, "Principal": 7, "Condition": {"a": 7}}]},
    {"Rules": WHY, "rule": [7, {"": WHY}], "Statement": {"Effect": 7}},
    hole(WHY),
    reference("A", "arn"),
    reference("nowhere", "arn"),
    _deep(),
]
_WORDS = [
    "name",
    "role",
    "user",
    "group",
    "users",
    "roles",
    "groups",
    "policy",
    "policy_document",
    "policy_name",
    "policy_arn",
    "bucket",
    "rule",
    "rules",
    "versioning_configuration",
    "vpc_endpoint_id",
    "security_group_id",
    "group_id",
    "cidr_blocks",
    "cidr_block",
    "vpc_id",
    "route_table_id",
    "subnet_id",
    "type",
    "function_name",
    "principal",
    "action",
    "source_arn",
    "resource_arn",
    "role_name",
    "target_key_id",
    "is_enabled",
    "enabled",
    "block_public_acls",
    "target_bucket",
    "production_variants",
    "kms_key_arn",
]


@pytest.mark.parametrize("odd", ODD, ids=count())
def test_an_odd_value_in_every_argument(odd: Any) -> None:
    things: list[Thing] = []
    for kind in rows():
        arguments = dict.fromkeys((*members_of(kind), *rows()[kind].rename, "tags", "name"), odd)
        things.append(thing(kind, f"{kind}.x", **{k: v for k, v in arguments.items() if "." not in k}))
    for module in parts._MODULES:
        things += [thing(kind, f"{kind}.y", **dict.fromkeys(_WORDS, odd)) for kind in module.ADDS]

    found = declared(*things)

    assert {record.type for record in found.resources} - declared_types() - {*rows()} <= {
        "AWS::Bedrock::AgentVersion"
    }
    assert len({record.id for record in found.resources}) == len(found.resources)


@pytest.mark.parametrize("odd", ODD, ids=count())
def test_an_odd_value_under_a_name_that_others_use(odd: Any) -> None:
    bucket = thing("aws_s3_bucket", "b", bucket="b")
    role = thing("aws_iam_role", "r", name="r", assume_role_policy=odd)
    group = thing("aws_security_group", "g", ingress=odd)
    table = thing("aws_route_table", "t", route=odd)
    function = thing("aws_lambda_function", "f", function_name="f", vpc_config=odd)
    things = [bucket, role, group, table, function]
    named = {
        "bucket": "b",
        "role": "r",
        "security_group_id": "g",
        "route_table_id": "t",
        "function_name": "f",
    }
    for module in parts._MODULES:
        for kind in module.ADDS:
            arguments = dict.fromkeys(_WORDS, odd) | named
            things.append(thing(kind, kind, **arguments))

    assert len(declared(*things).resources) >= 5


def test_a_circle_of_references_is_not_known() -> None:
    things = [
        thing("aws_iam_role", f"r{i}", name=reference(f"r{(i + 1) % 5}", "name"), assume_role_policy="{}")
        for i in range(5)
    ]
    found = declared(*things)

    assert len(found.resources) >= 1
    assert any("refers to itself" in gap.message for gap in found.gaps)


def test_a_chain_of_two_thousand_references() -> None:
    last = thing("aws_iam_role", "r0", name="end", assume_role_policy="{}")
    others = [
        thing("aws_sagemaker_model", f"m{i}", name=f"{reference('r0' if i == 0 else f'm{i - 1}', 'name')}")
        for i in range(2_000)
    ]
    found = declared(*reversed(others), last)

    assert only(found, "AWS::IAM::Role").name == "end"
    models = [record for record in found.resources if record.type == "AWS::SageMaker::Model"]
    assert [record.properties["ModelName"] for record in models] == ["end"]


def test_two_thousand_resources_take_less_than_three_seconds() -> None:
    policy = {"Statement": [{"Effect": "Allow", "Action": ["bedrock:*"], "Resource": "*"}] * 5}
    things = []
    for i in range(500):
        things += [
            thing("aws_iam_role", f"r{i}", name=f"r{i}", assume_role_policy=policy),
            thing("aws_iam_role_policy", f"p{i}", role=reference(f"r{i}", "id"), policy=policy),
            thing("aws_bedrockagent_agent", f"a{i}", agent_resource_role_arn=reference(f"r{i}", "arn")),
            thing("aws_bedrockagent_agent_alias", f"l{i}", agent_id=reference(f"a{i}", "agent_id")),
        ]
    declared()
    started = time.process_time()
    found = declared(*things)

    assert len(found.resources) == 2_000
    assert time.process_time() - started < 3


def test_a_file_name_may_be_anything() -> None:
    odd = Thing("aws_iam_role", "r", {"name": WHY}, Source("a\nb:c.tf", 1, 1))

    assert declared(odd).gaps
