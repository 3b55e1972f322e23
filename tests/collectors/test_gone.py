"""What is deleted between its listing and its detail is no resource, and no gap hangs on it.

If AWS finds none of what it lists, only a second listing shows what was deleted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from collectors import COLLECTORS, types_of_items
from collectors.calls import Answer
from collectors.models import operation_model
from collectors.records import Collection
from collectors.table import Collector, Row
from tests import lab
from tests.collectors import canaries

AGENT, COUNTERPART = AGENTS = ("SUPPORT001", "SUPPORT002")
"""The agents of the sample `good`: one in us-east-1, and the same one in eu-west-1."""
GET_AGENT = "bedrock-agent:GetAgent"
LISTED = "bedrock-agent:ListAgents"
OTHERS = ("REFUNDS001", "TRAVEL0001")
GONE = {"code": "ResourceNotFoundException", "message": "Failed to retrieve the agent.", "status": 404}
DETAILS = [
    (collector, row)
    for collector in COLLECTORS
    for row in collector.rows
    if collector.gone_code and row.parents and not row.finds and not row.measures
]
ABSENCE_IS_A_FACT = {
    ("bedrock:GetFoundationModel", "ListCustomModels"): "AWS removed the base of a custom model. The custom "
    "model is still there.",
    ("sagemaker:DescribeModelPackage", "DescribeModel"): "Somebody deleted the package of a model. The model "
    "is still there.",
    **dict.fromkeys(
        (
            ("opensearch:GetIndex", "bedrock-agent:GetKnowledgeBase"),
            ("s3vectors:GetIndex", "bedrock-agent:GetKnowledgeBase"),
        ),
        "Somebody deleted the index of a knowledge base. The knowledge base is still there.",
    ),
    (
        "budgets:DescribeSubscribersForNotification",
        "DescribeBudgetNotificationsForAccount",
    ): "A notification of a budget has no subscriber. The budget is still there.",
    (
        "sns:ListSubscriptionsByTopic",
        "cloudwatch:DescribeAlarms",
    ): "An alarm names a topic that somebody deleted. The alarm is still there.",
    **dict.fromkeys(
        (
            ("s3vectors:GetVectorBucketPolicy", "ListVectorBuckets"),
            ("bedrock-agent:GetResourcePolicy", "GetKnowledgeBase"),
            ("bedrock:GetResourcePolicy", "ListCustomModels"),
            ("bedrock-agentcore-control:GetResourcePolicy", "ListAgentRuntimes"),
        ),
        "The resource has no policy.",
    ),
}
"""Details for which the service's code means "there is none", and says nothing about the item.

Each is (operation, first parent), because an index that was listed may be gone itself.
The reason of each is that the detail is about another resource, which the item names.
"""

_PRINCIPALS = {"AWS::IAM::Role", "AWS::IAM::User"}
ASKED = {
    "iam:ListAccessKeys": {"AWS::IAM::User"},
    "iam:GenerateServiceLastAccessedDetails": _PRINCIPALS,
    "iam:GetServiceLastAccessedDetails": _PRINCIPALS,
}
"""Operation -> the types that it is asked for, if its parents find others too."""


def _answering(call: str, error: dict[str, Any], account: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return an account, or the sample `good`, where each call of an operation ends in an error."""
    account = account or lab.account("good")
    rest = [e for e in account["answers"] if e["call"] != call]
    return {**account, "answers": [*rest, {"call": call, "error": error}]}


def _is_a_fact(collector: Collector, row: Row) -> bool:
    return (collector.name(row), row.parents[0]) in ABSENCE_IS_A_FACT


@contextmanager
def _then(operation: str, change: Callable[[Answer], Answer]) -> Iterator[None]:
    """Change the answers to every call of an operation except the first one in each Region."""
    times: Counter[lab.Call] = Counter()

    def answer(call: lab.Call, ask: Callable[[], Answer]) -> Answer:
        found = ask()
        times[call] += call[0] == operation
        return change(found) if times[call] > 1 else found

    with lab.answering(answer):
        yield


def _without(*names: str) -> Callable[[Answer], Answer]:
    """Return what makes a listing of agents from which these were deleted."""

    def change(answer: Answer) -> Answer:
        pages = [
            {**page, "agentSummaries": [a for a in page["agentSummaries"] if a["agentId"] not in names]}
            for page in answer.pages
        ]
        return replace(answer, pages=pages)

    return change


def _denied(answer: Answer) -> Answer:
    """Return an answer whose last page was denied."""
    return replace(answer, pages=answer.pages[:-1], failure=("AccessDeniedException", "no"))


def _agents(found: Collection) -> set[str]:
    return {r.properties["agentId"] for r in found.resources if r.type == "AWS::Bedrock::Agent"}


def _gaps(found: Collection) -> set[tuple[str, str, str]]:
    """Return (operation, last part of the id, code) of each gap."""
    return {(gap.operation, str(gap.resource).rpartition("/")[2], gap.code) for gap in found.gaps}


def test_an_agent_that_is_gone_is_no_subject() -> None:
    """Neither it nor what was found under it is judged, and nothing is unknown."""
    with lab.serving(_answering(GET_AGENT, GONE)) as (_, aws), _then(LISTED, _without(*AGENTS)):
        report = lab.judge(lab.read(aws))
    before = lab.report("good")
    for agent in AGENTS:
        assert any(agent in r.resource.id for r in before.results)
        assert not any(agent in r.resource.id for r in report.results)
    assert report.head.gaps == ()
    assert report.head.counts["unknown"] == 0


def test_the_ledger_shows_the_answer_and_the_operation_is_complete() -> None:
    """An auditor sees why a listed agent is not in the snapshot."""
    with lab.serving(_answering(GET_AGENT, GONE)) as (_, aws), _then(LISTED, _without(*AGENTS)):
        found = lab.read(aws)
    assert found.complete[GET_AGENT] == found.complete["bedrock-agent:ListAgents"]
    assert {c.error for c in found.calls if c.operation == "GetAgent"} == {GONE["code"]}
    assert not any(agent in resource.id for resource in found.resources for agent in AGENTS)


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
    with lab.serving(account) as (server, aws), _then(LISTED, _without(*AGENTS)):
        server.fault("bedrock-agent:ListAgentAliases", "denied")
        found = lab.read(aws, [GET_AGENT, "bedrock-agent:ListAgentAliases"])
    assert found.gaps == ()
    assert found.complete["bedrock-agent:ListAgentAliases"] == found.regions


def test_a_code_of_a_named_resource_takes_nothing_along() -> None:
    """A key that a bucket names may not exist. The bucket does, in each Region."""
    denied = {"code": "ResourceNotFoundException", "message": "no", "status": 404}
    with lab.serving(_answering("kms:DescribeKey", denied)) as (_, aws):
        found = lab.read(aws)
    assert {(gap.operation, gap.region) for gap in found.gaps} == {
        ("kms:DescribeKey", "eu-west-1"),
        ("kms:DescribeKey", "us-east-1"),
    }
    keys = [call for call in found.calls if call.operation == "DescribeKey"]
    assert len(found.gaps) == len(keys)  # one for each key, whatever names it
    assert {r.id for r in found.resources} == {r.id for r in lab.collection("good").resources}


def test_an_alias_stays_if_its_version_is_gone() -> None:
    """The version does not exist, and the alias that routes to it does. Callers still use it."""
    with lab.serving(_answering("bedrock-agent:GetAgentVersion", GONE)) as (_, aws):
        found = lab.read(aws)
    assert {gap.operation for gap in found.gaps} == {"bedrock-agent:GetAgentVersion"}
    assert any(r.type == "AWS::Bedrock::AgentAlias" and AGENT in r.id for r in found.resources)


def test_agents_that_are_still_listed_are_unknown() -> None:
    """AWS lists an agent twice and never finds it: that says nothing about the agent."""
    with lab.serving(_answering(GET_AGENT, GONE)) as (_, aws):
        found = lab.read(aws)
    assert _agents(found) == {*AGENTS}
    assert _gaps(found) == {(GET_AGENT, agent, GONE["code"]) for agent in AGENTS}
    assert {gap.message.rpartition("; ")[2] for gap in found.gaps} == {"ListAgents still lists it"}
    assert found.complete[GET_AGENT] == ()
    results = lab.judge(found).results
    for agent in AGENTS:
        assert "unknown" in {r.kind for r in results if agent in r.resource.id}


@pytest.mark.parametrize("size", [1, 100])
def test_only_what_is_no_longer_listed_is_gone(size: int) -> None:
    """With one agent on each page, and with all on one page. The ledger has both listings."""
    with (
        lab.serving(_answering(GET_AGENT, GONE, lab.account("bad"))) as (server, aws),
        _then(LISTED, _without(OTHERS[0])),
    ):
        server.fault(LISTED, "page_size", size=size)
        found = lab.read(aws, [GET_AGENT], ["us-east-1"])
    assert _agents(found) == {OTHERS[1]}
    assert _gaps(found) == {(GET_AGENT, OTHERS[1], GONE["code"])}
    pages = sorted(call.page for call in found.calls if call.operation == "ListAgents")
    assert pages == list(range(4 if size == 1 else 2))


@pytest.mark.parametrize("size", [1, 100])
def test_a_second_listing_that_fails_shows_nothing(size: int) -> None:
    """Neither an agent on the page that was denied nor one on a page before it is gone."""
    with (
        lab.serving(_answering(GET_AGENT, GONE, lab.account("bad"))) as (server, aws),
        _then(LISTED, _denied),
    ):
        server.fault(LISTED, "page_size", size=size)
        found = lab.read(aws, [GET_AGENT], ["us-east-1"])
    assert _agents(found) == {*OTHERS}
    assert _gaps(found) == {(GET_AGENT, name, GONE["code"]) for name in OTHERS}
    assert {gap.message.rpartition("; ")[2] for gap in found.gaps} == {"it could not be listed again"}


def test_a_second_listing_that_cannot_be_read_shows_nothing() -> None:
    """An agent without an id may be any of those that were listed before."""

    def change(answer: Answer) -> Answer:
        return replace(answer, pages=[{"agentSummaries": [{"agentName": "nameless"}]}])

    with lab.serving(_answering(GET_AGENT, GONE, lab.account("bad"))) as (_, aws), _then(LISTED, change):
        found = lab.read(aws, [GET_AGENT], ["us-east-1"])
    assert _gaps(found) == {(GET_AGENT, name, GONE["code"]) for name in OTHERS}


def test_a_listing_of_which_a_detail_succeeds_is_not_made_again() -> None:
    """One agent was found, so AWS tells the truth about the other one."""
    account = lab.account("bad")
    for entry in account["answers"]:
        if entry["call"] == GET_AGENT and entry["with"] == {"agentId": OTHERS[0]}:
            del entry["answer"]
            entry["error"] = GONE
    with lab.serving(account) as (_, aws):
        found = lab.read(aws, [GET_AGENT], ["us-east-1"])
    assert _agents(found) == {OTHERS[1]}
    assert found.gaps == ()
    assert [call.page for call in found.calls if call.operation == "ListAgents"] == [0]


def test_a_detail_that_is_denied_does_not_vouch_for_another() -> None:
    """One agent is denied and the other one is not found: the listing is made again."""
    account = _answering(GET_AGENT, GONE, lab.account("bad"))
    denied = {"code": "AccessDeniedException", "message": "no", "status": 403}
    account["answers"].append({"call": GET_AGENT, "with": {"agentId": OTHERS[0]}, "error": denied})
    with lab.serving(account) as (_, aws):
        found = lab.read(aws, [GET_AGENT], ["us-east-1"])
    codes = dict(zip(OTHERS, (denied["code"], GONE["code"]), strict=True))
    assert _gaps(found) == {(GET_AGENT, name, code) for name, code in codes.items()}


@pytest.mark.parametrize(
    ("collector", "row"), DETAILS, ids=[f"{collector.service}:{row.operation}" for collector, row in DETAILS]
)
def test_no_detail_hides_all_that_is_listed(collector: Collector, row: Row) -> None:
    """For every detail: if AWS finds none, each resource has a gap, and none is lost.

    Where the absence is a fact, each resource is there without a gap.
    """
    error = {"code": collector.gone_code, "message": "no", "status": 404}
    operation = collector.name(row)
    account = _answering(operation, error, canaries.account(canaries.Canaries(one=True)))
    with lab.serving(account) as (_, aws):
        found = lab.read(aws, [operation], workload=lab.ALL_DECLARED)
    assert error["code"] in {call.error for call in found.calls if call.operation == row.operation}
    types = {kind for parent in collector.parents(row) for kind in types_of_items(parent)}
    types = ASKED.get(operation, types)
    listed = {r.id for r in found.resources if r.type in types}
    assert listed
    gaps = [gap for gap in found.gaps if gap.operation == operation]
    lost = {name for gap in gaps for name in (gap.resource, *gap.parents)}
    assert (not listed & lost) if _is_a_fact(collector, row) else (listed <= lost)


def test_an_item_below_one_that_is_gone_is_gone_too() -> None:
    """If the agent was deleted, it does not matter that its action groups cannot be found."""
    group = "bedrock-agent:GetAgentActionGroup"
    account = _answering(GET_AGENT, GONE, _answering(group, GONE, lab.account("demo")))
    agents = [e["agentId"] for e in lab.entry(account, LISTED)["agentSummaries"]]
    with lab.serving(account) as (_, aws), _then(LISTED, _without(*agents)):
        found = lab.read(aws, [GET_AGENT, group], ["us-east-1"])
    assert any(call.operation == "GetAgentActionGroup" for call in found.calls)
    assert (found.gaps, found.resources) == ((), ())


@pytest.mark.parametrize(
    ("collector", "row"), DETAILS, ids=[f"{collector.service}:{row.operation}" for collector, row in DETAILS]
)
def test_the_code_is_one_that_the_service_has(collector: Collector, row: Row) -> None:
    """AWS's model declares the error. It means "nothing is set" only where the table says why."""
    model = operation_model(collector.service, row.operation)
    declared = {name for shape in model.service_model.error_shapes for name in (shape.name, shape.error_code)}
    assert collector.gone_code in declared
    assert (collector.gone_code in row.absent_codes) == _is_a_fact(collector, row)
