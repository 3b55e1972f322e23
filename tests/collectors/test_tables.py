"""The tables, checked against botocore:

names exist, pages are followed, and all calls are reads.
"""

from __future__ import annotations

import boto3
import botocore.session
import jmespath
import pytest
from botocore import xform_name

from collectors import COLLECTORS, ROWS, dependencies, is_regional, with_dependencies
from collectors.guard import _READS
from collectors.own import OWN_OPERATIONS
from collectors.table import Collector, Row
from scanner.catalog.permissions import OWN

SESSION = botocore.session.get_session()
PAIRS = [
    pytest.param(c, row, id=f"{c.name(row)}{' again' if row.operation in row.parents else ''}")
    for c in COLLECTORS
    for row in c.rows
]


@pytest.mark.parametrize(("collector", "row"), PAIRS)
def test_operation_is_a_read_with_these_parameters(collector: Collector, row: Row) -> None:
    """The operation is a read that botocore knows, with all required and no unknown parameters."""
    model = SESSION.get_service_model(collector.service).operation_model(row.operation)
    assert _READS.match(row.operation)
    members = model.input_shape.members if model.input_shape else {}
    required = set(model.input_shape.required_members) if model.input_shape else set()
    given = set(row.params) | set(row.constants)
    assert given <= set(members)
    assert required <= given


@pytest.mark.parametrize(("collector", "row"), PAIRS)
def test_every_page_is_asked(collector: Collector, row: Row) -> None:
    """An operation with a page token has a paginator in boto3, or the row names the token."""
    client = boto3.client(
        collector.service, region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x"
    )
    model = client.meta.service_model.operation_model(row.operation)
    tokens = {"nextToken", "NextToken", "Marker", "NextMarker"} & set(model.output_shape.members)
    assert not tokens or row.token or client.can_paginate(xform_name(row.operation))


@pytest.mark.parametrize(("collector", "row"), PAIRS)
def test_expressions_and_parents(collector: Collector, row: Row) -> None:
    """Every expression compiles, parents exist, and an answer makes resources or belongs to one."""
    found = [text for f in row.finds for text in (f.items, f.name, f.tags) if text]
    for expression in [*row.params.values(), *found, *([row.member] if row.member else [])]:
        jmespath.compile(expression)
    assert row.finds or row.parents
    for parent in collector.parents(row):
        assert parent in ROWS
        assert (
            is_regional(parent) or not collector.regional
        )  # an item of a global service does not say which Region to call


@pytest.mark.parametrize(("collector", "row"), PAIRS)
def test_paths_are_in_the_model(collector: Collector, row: Row) -> None:
    """The paths in `required` and `policies` exist in the operation's output shape."""
    output = SESSION.get_service_model(collector.service).operation_model(row.operation).output_shape
    for path in (*(choice for paths in row.required for choice in paths.split(" || ")), *row.policies):
        shape = output
        for step in path.split("."):
            shape = shape.members[step.removesuffix("[]")]
            shape = shape.member if step.endswith("[]") else shape


def test_a_plan_has_its_dependencies() -> None:
    """A plan with a version's detail contains the listings that it depends on."""
    assert dependencies("bedrock-agent:GetAgentVersion") == (
        "bedrock-agent:ListAgentAliases",
        "bedrock-agent:ListAgents",
    )
    assert with_dependencies(["bedrock-agent:GetAgentVersion"]) == {
        "bedrock-agent:GetAgentVersion",
        "bedrock-agent:ListAgentAliases",
        "bedrock-agent:ListAgents",
    }


def test_the_tables_are_not_empty() -> None:
    """The tests above had tables to check, and the permissions include the scanner's own calls."""
    assert len(ROWS) >= 40
    assert tuple(sorted(OWN_OPERATIONS.values())) == OWN
