"""What is declared as the workload decides what is read; and calls that wait, or go elsewhere."""

from __future__ import annotations

from typing import Any

import pytest

from collectors import workload
from collectors.records import GLOBAL, NOT_COLLECTED, Collection
from collectors.workload import NOTHING, Workload
from scanner.people.patterns import fits
from scanner.people.workload import for_collecting
from tests import lab

TABLES, TABLE = "dynamodb:ListTables", "dynamodb:DescribeTable"
VERSIONING, AGENTS = "s3:GetBucketVersioning", "quicksight:ListAgents"
STACKS, RUNS = "cloudformation:DescribeStackResources", "codepipeline:ListPipelineExecutions"
KEPT = "arn:aws:dynamodb:us-east-1:444455556666:table/feedback"
ACTIVE = {"Table": {"TableName": "feedback", "TableStatus": "ACTIVE"}}


def _account(*answers: dict[str, Any]) -> dict[str, Any]:
    """Return the empty account with more answers, which replace those to the same calls."""
    account = lab.account("empty")
    calls = {answer["call"] for answer in answers}
    kept = [entry for entry in account["answers"] if entry["call"] not in calls]
    account["answers"] = [*answers, *kept]
    return account


def _read(
    account: dict[str, Any], operations: list[str], declared: Workload = NOTHING
) -> tuple[Collection, list[tuple[str, str, str]]]:
    """Return the collection, and (operation, Region, a parameter) of each call of `operations`."""
    with lab.serving(account) as (_, aws):
        found = lab.read(aws, operations, workload=declared)
    return found, sorted(
        (
            f"{call.service}:{call.operation}",
            call.region,
            str(next((v for k, v in call.parameters.items() if k.endswith(("Name", "Id", "Bucket"))), "")),
        )
        for call in found.calls
        if f"{call.service}:{call.operation}" in operations
    )


_TABLES = _account(
    {"call": TABLES, "answer": {"TableNames": ["feedback", "orders"]}},
    {"call": TABLE, "with": {"TableName": "feedback"}, "answer": ACTIVE},
)


@pytest.mark.parametrize(
    ("stores", "calls"),
    [
        ([], []),
        (["arn:aws:s3:::feedback"], []),
        ([KEPT], [(TABLE, "us-east-1", "feedback"), (TABLES, "us-east-1", "")]),
        (["arn:aws:dynamodb:us-east-1:*:table/x*"], [(TABLES, "us-east-1", "")]),
        (
            ["arn:aws:dynamodb:*:*:table/feed*"],
            [
                *((TABLE, region, "feedback") for region in ("eu-west-1", "us-east-1")),
                *((TABLES, region, "") for region in ("eu-west-1", "us-east-1")),
            ],
        ),
    ],
)
def test_tables_are_read_where_they_are_declared(
    stores: list[str], calls: list[tuple[str, str, str]]
) -> None:
    """A Region without a declared table is not asked, and other tables are not described.

    What was not asked is not complete, and there is no gap.
    """
    found, made = _read(_TABLES, [TABLES, TABLE], for_collecting({"feedback": {"stores": stores}}))
    assert made == calls
    assert found.gaps == ()
    asked = tuple(sorted({region for operation, region, _ in calls if operation == TABLES}))
    assert (found.complete[TABLES], found.complete[TABLE]) == (asked, asked)


def test_declared_apis_do_not_wait_for_what_they_lead_to() -> None:
    """The listing waits for a function elsewhere. An ARN says the Region."""
    apis = "apigateway:GetRestApis"
    account = _account({"call": apis, "answer": {"items": []}})
    named = Workload({"apis": ("arn:aws:apigateway:us-east-1::/restapis/abc",)}, fits)
    assert _read(account, [apis], named)[1] == [(apis, "us-east-1", "")]
    assert _read(account, [apis])[1] == []


def test_only_declared_buckets_are_asked_about() -> None:
    """The listing shows two buckets, and the configuration names one."""
    account = _account(
        {"call": "s3:ListBuckets", "answer": {"Buckets": [{"Name": "feedback-1"}, {"Name": "other"}]}},
        {"call": VERSIONING, "answer": {"Status": "Enabled"}},
    )
    operations = [VERSIONING, "s3:ListBuckets"]
    _, made = _read(account, operations, for_collecting({"feedback": {"stores": ["arn:aws:s3:::feed*"]}}))
    assert made == [(VERSIONING, GLOBAL, "feedback-1"), ("s3:ListBuckets", GLOBAL, "")]
    assert _read(account, operations)[1] == [("s3:ListBuckets", GLOBAL, "")]


def test_names_may_be_the_last_part_of_an_arn() -> None:
    """A name is compared with the id and its last part, and a plain name is of every Region."""
    row = workload.ROWS[TABLE][0][1]
    for name in ("feedback", "feed*", KEPT):
        assert Workload({"feedback.stores": (name,)}, fits).has(row, TABLES, KEPT)
    assert not Workload({"feedback.stores": ("orders",)}, fits).has(row, TABLES, KEPT)
    assert Workload({"feedback.stores": ("feedback",)}, fits).is_read(TABLE, "eu-west-1")
    assert not NOTHING.is_read(TABLE, "eu-west-1")
    assert NOTHING.is_read(VERSIONING, "eu-west-1")


def test_what_was_declared_later_was_not_collected() -> None:
    """A snapshot without a declaration says nothing about a table that is declared afterwards."""
    from scanner.judging.gaps import placed
    from scanner.snapshot.folder import Target

    target = Target("444455556666", "aws", "", ("eu-west-1", "us-east-1"), {TABLES: ()}, {})
    later = for_collecting({"feedback": {"stores": [KEPT]}})
    catalog = lab.everything()
    found = placed([], catalog, target, {}, later)[TABLES]
    assert [(gap["region"], gap["code"]) for gap in found["*"]] == [("us-east-1", NOT_COLLECTED)]
    assert TABLES not in placed([], catalog, target, {}, NOTHING)


_REFUSAL = (
    "Operation is being called from endpoint us-east-1, but your identity region is {0}. "
    "Please use the {0} endpoint."
)


def _quick(home: str) -> dict[str, Any]:
    error = {"code": "AccessDeniedException", "message": _REFUSAL.format(home), "status": 401}
    arn = f"arn:aws:quicksight:{home}:444455556666:agent/helper"
    agents = [{"Arn": arn, "AgentId": "helper", "Name": "helper"}]
    return _account(
        {"call": AGENTS, "region": "us-east-1", "error": error},
        {"call": AGENTS, "region": home, "answer": {"AgentSummaries": agents}},
    )


def test_a_refusal_that_names_another_region_is_asked_there() -> None:
    """Quick lives in one Region, and the refusal of another one tells which.

    Both calls are in the ledger.
    """
    found, _ = _read(_quick("eu-west-1"), [AGENTS])
    assert [(r.id, r.region) for r in found.resources if r.service == "quicksight"] == [
        ("arn:aws:quicksight:eu-west-1:444455556666:agent/helper", "eu-west-1")
    ]
    asked = [(call.page, call.error) for call in found.calls if call.service == "quicksight"]
    assert sorted(asked) == [(0, "AccessDeniedException"), (1, "")]
    assert (found.gaps, found.complete[AGENTS]) == ((), (GLOBAL,))


@pytest.mark.parametrize("home", ["xx-nowhere-1", "cn-north-1"])
def test_no_region_of_another_partition_is_asked(home: str) -> None:
    """A name that is no Region of the partition is not asked: the refusal is a gap."""
    found, _ = _read(_quick(home), [AGENTS])
    assert [gap.code for gap in found.gaps] == ["AccessDeniedException"]
    assert len([call for call in found.calls if call.service == "quicksight"]) == 1


def test_two_refusals_are_a_gap() -> None:
    """If the Region that was named refuses too, there is no third call."""
    error = {"code": "AccessDeniedException", "message": _REFUSAL.format("eu-west-1"), "status": 401}
    found, _ = _read(_account({"call": AGENTS, "error": error}), [AGENTS])
    assert [gap.code for gap in found.gaps] == ["AccessDeniedException"]
    assert len([call for call in found.calls if call.service == "quicksight"]) == 2


def _two_agents(*more: dict[str, Any]) -> dict[str, Any]:
    agents = [
        {"agentId": name, "agentName": name, "agentStatus": "PREPARED", "updatedAt": "2026-01-01T00:00:00Z"}
        for name in ("AGENT00001", "AGENT00002")
    ]
    return _account(
        {"call": "bedrock-agent:ListAgents", "region": "us-east-1", "answer": {"agentSummaries": agents}},
        {"call": STACKS, "answer": {"StackResources": []}},
        *more,
    )


def test_resources_with_the_tag_of_a_stack_are_not_asked_about() -> None:
    """CloudFormation is asked about the agent without its tag, or about both without tags."""
    tag = {"Key": "aws:cloudformation:stack-id", "Value": "arn:aws:cloudformation:x"}
    arn = "arn:aws:bedrock:us-east-1:444455556666:agent/AGENT00001"
    listing = "resourcegroupstaggingapi:GetResources"
    tagged = {"ResourceTagMappingList": [{"ResourceARN": arn, "Tags": [tag]}]}
    account = _two_agents({"call": listing, "region": "us-east-1", "answer": tagged})
    operations = [STACKS, listing]
    asked = [call for call in _read(account, operations)[1] if call[0] == STACKS]
    assert [name for *_, name in asked] == ["AGENT00002"]
    denied = {"code": "AccessDeniedException", "message": "no", "status": 400}
    _, asked = _read(_two_agents({"call": listing, "error": denied}), operations)
    assert [name for call, _, name in asked if call == STACKS] == ["AGENT00001", "AGENT00002"]


def test_the_newest_page_is_enough() -> None:
    """A pipeline has run more often than a page shows: one page is read, and there is no gap."""
    times = ("2026-05-03T00:00:00Z", "2026-05-02T00:00:00Z", "2026-05-01T00:00:00Z")
    runs = {"pipelineExecutionSummaries": [{"status": "Failed", "startTime": time} for time in times]}
    account = _two_agents(
        {
            "call": "codepipeline:ListPipelines",
            "region": "us-east-1",
            "answer": {"pipelines": [{"name": "p"}]},
        },
        {"call": RUNS, "answer": runs},
    )
    account["faults"] = [{"call": RUNS, "kind": "page_size", "size": 2}]
    found, made = _read(account, [RUNS])
    (pipeline,) = [r for r in found.resources if r.service == "codepipeline"]
    assert made == [(RUNS, "us-east-1", "p")]
    assert len(pipeline.properties["ListPipelineExecutions"]["pipelineExecutionSummaries"]) == 2
    assert found.gaps == ()


MODELS, AVAILABILITY = "bedrock:ListFoundationModels", "bedrock:GetFoundationModelAvailability"


def _agent_with(model: str) -> dict[str, Any]:
    return _two_agents(
        {
            "call": "bedrock-agent:GetAgent",
            "answer": {"agent": {"agentStatus": "X", "foundationModel": model}},
        },
        {"call": MODELS, "answer": {"modelSummaries": []}},
        {
            "call": AVAILABILITY,
            "answer": {
                "modelId": "provider.model-v1:0",
                "agreementAvailability": {"status": "AVAILABLE"},
                "authorizationStatus": "AUTHORIZED",
                "entitlementAvailability": "AVAILABLE",
                "regionAvailability": "AVAILABLE",
            },
        },
    )


_BOTH_AGENTS = ["bedrock-agent:ListAgents", "bedrock-agent:GetAgent", AVAILABILITY]


def test_a_model_is_asked_about_once_in_each_declared_region() -> None:
    """Two agents of one Region name the model, and it must be there in the other Region too."""
    account = _agent_with("us.provider.model-v1:0:200k")
    declared = for_collecting({"regions": ["eu-west-1", "us-east-1", "us-west-2"]})
    found, made = _read(account, _BOTH_AGENTS, declared)
    asked = [(region, name) for call, region, name in made if call == AVAILABILITY]
    assert asked == [(region, "provider.model-v1:0") for region in ("eu-west-1", "us-east-1")]
    records = [r for r in found.resources if r.type == "AWS::Bedrock::FoundationModelAvailability"]
    assert [(r.region, r.id.rpartition("/")[2]) for r in records] == asked
    assert found.gaps == ()


def test_a_listing_that_waits_is_made_in_declared_regions() -> None:
    """An agent of one Region is enough."""
    account = _agent_with("provider.model-v1:0")
    operations = ["bedrock-agent:ListAgents", MODELS]
    _, made = _read(account, operations, for_collecting({"regions": ["eu-west-1"]}))
    assert [region for call, region, _ in made if call == MODELS] == ["eu-west-1", "us-east-1"]
    _, made = _read(account, operations)
    assert [region for call, region, _ in made if call == MODELS] == ["us-east-1"]


@pytest.mark.parametrize("name", ["profile00001", "arn:aws:bedrock:us-east-1:1:custom-model/a.b/c"])
def test_what_is_no_foundation_model_is_not_asked_about(name: str) -> None:
    """A profile of one's own stands for models, and a custom model is none of AWS's."""
    _, made = _read(_agent_with(name), _BOTH_AGENTS)
    assert not [call for call, *_ in made if call == AVAILABILITY]
