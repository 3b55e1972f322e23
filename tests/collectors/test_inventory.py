"""An answer that cannot be made into records costs its own question, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from collectors import cleaning, inventory
from collectors.records import MALFORMED
from collectors.scheduler import Question
from tests import lab

LISTED = "bedrock-agent:ListAgents"
DETAIL = "bedrock-agent:GetAgent"


def test_an_error_while_records_are_made_is_one_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    """All other resources are equal, and the operation is not complete there."""
    with lab.serving(lab.account("bad")) as (_, aws):
        whole = lab.read(aws)
        clean = cleaning.Cleaner.clean

        def failing(self: Any, *given: Any) -> Any:
            if given[-2].operation == "ListFlows":
                raise RecursionError
            return clean(self, *given)

        monkeypatch.setattr(cleaning.Cleaner, "clean", failing)
        found = lab.read(aws)
    lost = {(gap.operation, gap.region, gap.code, gap.permission) for gap in found.gaps}
    regions = found.regions
    assert lost - {(g.operation, g.region, g.code, g.permission) for g in whole.gaps} == {
        ("bedrock-agent:ListFlows", region, MALFORMED, "") for region in regions
    }
    assert found.complete["bedrock-agent:ListFlows"] == ()
    # What is asked about a flow is lost with it: its aliases and versions, and how a function that
    # only a flow calls is configured.
    flows = {r.id for r in whole.resources if r.type.startswith("AWS::Bedrock::Flow")}
    called = {"arn:aws:lambda:us-east-1:999900001111:function:stamp/configuration"}
    assert called <= {r.id for r in whole.resources}
    assert {r.id for r in found.resources} == {r.id for r in whole.resources} - flows - called


def test_what_was_made_before_an_error_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first agent and its details are there although the second cannot be made."""
    find = inventory.Inventory._find
    seen: list[str] = []

    def failing(self: Any, question: Question, *given: Any) -> Iterator[Question]:
        if question.operation == LISTED:
            seen.append(question.region)
            if len(seen) == 2:
                raise TypeError("CANARY")
        yield from find(self, question, *given)

    with lab.serving(lab.account("bad")) as (_, aws):
        monkeypatch.setattr(inventory.Inventory, "_find", failing)
        found = lab.read(aws, [DETAIL], ["us-east-1"])
    (agent,) = [r for r in found.resources if r.type == "AWS::Bedrock::Agent"]
    assert "agentResourceRoleArn" in agent.properties
    assert [(g.operation, g.resource, g.code) for g in found.gaps] == [(LISTED, None, MALFORMED)]
    assert "CANARY" not in found.gaps[0].message
    assert found.complete == {LISTED: (), DETAIL: ()}


def test_a_resource_without_its_id_is_a_gap() -> None:
    """An id is made of texts that are there: no resource has an empty part."""
    sample = lab.account("bad")
    agents = lab.entry(sample, LISTED)["agentSummaries"]
    number = len(agents)
    agents[0]["agentId"] = ""
    with lab.serving(sample) as (_, aws):
        found = lab.read(aws, [LISTED], ["us-east-1"])
    assert len([r for r in found.resources if r.type == "AWS::Bedrock::Agent"]) == number - 1
    assert {(g.operation, g.code) for g in found.gaps} == {(LISTED, MALFORMED)}
    assert found.complete == {LISTED: ()}


INDEX = "arn:aws:s3vectors:us-east-1:111122223333:bucket/example-vectors/index/spread"
OF_BUCKET, OF_INDEX = "s3vectors:ListIndexes", "s3vectors:GetIndex"


@pytest.mark.parametrize("there", [True, False])
def test_rows_with_the_same_call_share_it_and_read_it_each_in_its_way(there: bool) -> None:
    """An index of a bucket, which a knowledge base uses, is asked for once. Both have what it says.

    That it does not exist is a fact of the knowledge base, and a gap of the index that is listed.
    """
    account = lab.account("good")
    for entry in account["answers"]:
        if entry["call"] == OF_BUCKET and entry.get("region", "us-east-1") == "us-east-1":
            for index in entry["answer"].get("indexes", []):
                index |= {"indexArn": INDEX, "indexName": "spread"}
        if entry["call"] == OF_INDEX and entry["with"] == {"indexArn": INDEX} and not there:
            del entry["answer"]
            entry["error"] = {"code": "NotFoundException", "message": "no such index", "status": 404}
    with lab.serving(account) as (_, aws):
        found = lab.read(aws, [OF_INDEX], ["us-east-1"])
    asked = [call for call in found.calls if f"{call.service}:{call.operation}" == OF_INDEX]
    assert [call.parameters for call in asked] == [{"indexArn": INDEX}]
    (base,) = (r for r in found.resources if r.id.endswith("SPREAD0001"))
    indexes = [r.properties for r in found.resources if r.type == "AWS::S3Vectors::Index"]
    assert "dimension" not in base.properties
    if there:
        assert base.properties["GetIndex"]["dimension"] == 256
        assert [index["dimension"] for index in indexes] == [256]
    else:
        assert base.properties["GetIndex"] == {"absent": "NotFoundException"}
        assert len(indexes) == 1
    lost = [(gap.operation, gap.code) for gap in found.gaps]
    assert lost == ([] if there else [(OF_INDEX, "NotFoundException")])
