"""The table of exceptions: every path is one of AWS's, and every argument is mapped or named."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from collectors.iac.mapping import parts
from collectors.iac.mapping.rows import NO_ARGUMENT, Row, Same, row_of, rows, source_of
from collectors.iac.mapping.shown import found_as, members_of
from collectors.iac.mapping.unjudged import NEVER
from tests.collectors.iac.arguments import declared, unmapped

ROWS = [pytest.param(row, id=row.type) for row in rows().values()]

NO_ROW_YET = {
    "AWS::CloudFront::Distribution",
    "AWS::EC2::Instance",
    "AWS::EMR::Cluster",
    "AWS::GuardDuty::Detector",
}
"""The types that controls judge and code declares, without a row. This list must shrink."""


@cache
def judged() -> set[str]:
    """Return every type that the METADATA of a policy names under `resources`."""
    found: set[str] = set()
    for path in Path("policies").rglob("*.rego"):
        if not path.stem.endswith("_test"):
            head = path.read_text(encoding="utf-8").partition("\npackage ")[0]
            listed = re.search(r"\n#   resources:(.*?)(?=\n#   \w|\n# \w|$)", head, re.DOTALL)
            found |= {*re.findall(r"AWS::[A-Za-z0-9:]+", listed[1] if listed else "")}
    return found


def test_every_judged_type_has_a_row_or_a_reason() -> None:
    assert len(judged()) > 70
    assert judged() - {*rows()} - {*NEVER} == NO_ROW_YET


def test_no_type_has_both_a_row_and_a_reason() -> None:
    assert not {*rows()} & {*NEVER}


@pytest.mark.parametrize("row", ROWS)
def test_every_path_is_a_member_of_what_aws_shows(row: Row) -> None:
    members = members_of(row.type)
    paths = [*row.rename.values(), *row.default, *row.aws, *row.cloudformation, *row.fixed]
    tops = {path.split(".")[0] for path in [*paths, row.made, row.name, row.counted] if path}
    of_call = {*re.findall(r"\{(\w+)\}", found_as(row.type)[2].id)}
    nested = {member for argument, member in row.rename.items() if "." in argument}

    assert tops - nested - of_call <= {*members}
    assert {v for v in row.fixed.values() if isinstance(v, Same)} <= {*members}


@pytest.mark.parametrize("row", ROWS)
def test_what_a_reference_stands_for_is_a_member(row: Row) -> None:
    tops = {path.split(".")[0] for path in row.gives.values()} - {"{arn}"}

    assert tops <= {*members_of(row.type)}


@pytest.mark.parametrize("row", ROWS)
def test_every_argument_of_cloudformation_is_mapped_or_named(row: Row) -> None:
    assert row.type not in declared() or [*unmapped(row)] == []


def test_a_type_has_one_row() -> None:
    names = [name for row in rows().values() for name in (row.type, *row.names)]

    assert len(names) == len({*names})
    assert not {*names} & {kind for module in parts._MODULES for kind in module.ADDS}


@pytest.mark.parametrize(
    ("kind", "ours"),
    [
        ("aws_bedrockagent_agent", "AWS::Bedrock::Agent"),
        ("AWS::Bedrock::Agent", "AWS::Bedrock::Agent"),
        ("awscc_bedrock_agent", "AWS::Bedrock::Agent"),
        ("awscc_bedrockagentcore_code_interpreter_custom", "AWS::BedrockAgentCore::CodeInterpreterCustom"),
        ("awscc_opensearchserverless_collection", "AWS::OpenSearchServerless::Collection"),
        ("awscc_ec2_vpc_endpoint", "AWS::EC2::VPCEndpoint"),
    ],
)
def test_a_row_is_found_by_every_name(kind: str, ours: str) -> None:
    row = row_of(kind)

    assert row
    assert row.type == ours


@pytest.mark.parametrize("kind", ["aws_thing", "awscc_thing", "AWS::Some::Thing", "null_resource", ""])
def test_other_types_have_none(kind: str) -> None:
    assert row_of(kind) is None
    assert parts.kinds_of(kind) == ()


def test_the_sources() -> None:
    assert [source_of(k) for k in ("aws_vpc", "awscc_ec2_vpc", "AWS::EC2::VPC")] == [
        "aws",
        "awscc",
        "cloudformation",
    ]


def test_a_default_of_one_source_is_not_that_of_another() -> None:
    row = rows()["AWS::Bedrock::ModelInvocationLoggingConfiguration"]

    assert row.defaults("aws")["loggingConfig.audioDataDeliveryEnabled"] == NO_ARGUMENT
    assert row.defaults("cloudformation") == {}


@pytest.mark.parametrize(
    ("kind", "ours"),
    [
        ("aws_iam_role_policy", ("AWS::IAM::Role",)),
        ("AWS::IAM::RolePolicy", ("AWS::IAM::Role",)),
        ("awscc_iam_role_policy", ("AWS::IAM::Role",)),
        ("awscc_s3_bucket_policy", ("AWS::S3::Bucket",)),
        ("aws_kms_key", ()),
    ],
)
def test_what_a_part_adds_to(kind: str, ours: tuple[str, ...]) -> None:
    assert parts.kinds_of(kind) == ours
    assert parts.is_used(kind)
