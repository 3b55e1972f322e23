"""What is deleted between its listing and its detail is no resource, and no gap hangs on it."""

from __future__ import annotations

from typing import Any

import pytest

from collectors import COLLECTORS
from collectors.models import operation_model
from collectors.table import Collector, Row
from tests import lab

AGENT = "SUPPORT001"
GET_AGENT = "bedrock-agent:GetAgent"
GONE = {"code": "ResourceNotFoundException", "message": "Failed to retrieve the agent.", "status": 404}
DETAILS = [
    (collector, row)
    for collector in COLLECTORS
    for row in collector.rows
    if collector.gone_code and row.parents and not row.finds
]


def _answering(call: str, error: dict[str, Any]) -> dict[str, Any]:
    account = lab.account("good")
    rest = [e for e in account["answers"] if e["call"] != call]
    return {**account, "answers": [*rest, {"call": call, "error": error}]}


def test_an_agent_that_is_gone_is_no_subject() -> None:
    """Neither it nor what was found under it is judged, and nothing is unknown."""
    report = lab.scan(_answering(GET_AGENT, GONE))
    before = lab.report("good")
    assert any(AGENT in r.resource.id for r in before.results)
    assert not any(AGENT in r.resource.id for r in report.results)
    assert report.head.gaps == ()
    assert report.head.counts["unknown"] == 0


def test_the_ledger_shows_the_answer_and_the_operation_is_complete() -> None:
    """An auditor sees why a listed agent is not in the snapshot."""
    with lab.serving(_answering(GET_AGENT, GONE)) as (_, aws):
        found = lab.read(aws)
    assert found.complete[GET_AGENT] == found.complete["bedrock-agent:ListAgents"]
    assert {c.error for c in found.calls if c.operation == "GetAgent"} == {GONE["code"]}
    assert not any(AGENT in resource.id for resource in found.resources)


@pytest.mark.parametrize(
    ("code", "status"), [("AccessDeniedException", 403), ("ThrottlingException", 429), ("NotFound", 404)]
)
def test_another_error_is_a_gap_on_the_agent(code: str, status: int) -> None:
    """Only the service's own code says that the agent is gone."""
    with lab.serving(_answering(GET_AGENT, {**GONE, "code": code, "status": status})) as (_, aws):
        found = lab.read(aws)
    assert {gap.code for gap in found.gaps} == {code}
    assert any(AGENT in resource.id for resource in found.resources)


def test_a_gone_item_takes_its_other_gaps_along() -> None:
    """If the agent is gone, it does not matter that its aliases were denied."""
    account = _answering(GET_AGENT, GONE)
    with lab.serving(account) as (server, aws):
        server.fault("bedrock-agent:ListAgentAliases", "denied")
        found = lab.read(aws, [GET_AGENT, "bedrock-agent:ListAgentAliases"])
    assert found.gaps == ()
    assert found.complete["bedrock-agent:ListAgentAliases"] == found.regions


def test_a_code_of_a_named_resource_takes_nothing_along() -> None:
    """A key that a bucket names may not exist. The bucket does."""
    denied = {"code": "ResourceNotFoundException", "message": "no", "status": 404}
    with lab.serving(_answering("kms:DescribeKey", denied)) as (_, aws):
        found = lab.read(aws)
    assert [gap.operation for gap in found.gaps] == ["kms:DescribeKey"]


def test_an_alias_stays_if_its_version_is_gone() -> None:
    """The version does not exist, and the alias that routes to it does. Callers still use it."""
    with lab.serving(_answering("bedrock-agent:GetAgentVersion", GONE)) as (_, aws):
        found = lab.read(aws)
    assert {gap.operation for gap in found.gaps} == {"bedrock-agent:GetAgentVersion"}
    assert any(r.type == "AWS::Bedrock::AgentAlias" and AGENT in r.id for r in found.resources)


@pytest.mark.parametrize(
    ("collector", "row"), DETAILS, ids=[f"{collector.service}:{row.operation}" for collector, row in DETAILS]
)
def test_the_code_is_one_that_the_service_has(collector: Collector, row: Row) -> None:
    """AWS's model declares the error, and it is not the answer "nothing is set"."""
    model = operation_model(collector.service, row.operation)
    declared = {shape.name for shape in model.service_model.error_shapes}
    assert collector.gone_code in declared
    assert collector.gone_code not in row.absent_codes
