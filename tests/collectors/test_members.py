"""An item that lacks what AWS always sends is a gap of its own: the rest of its page is read."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from collectors import ROWS, dependencies
from collectors.genai_buckets import genai_buckets, judged_buckets, source_buckets, training_buckets
from collectors.genai_functions import named_functions
from collectors.records import MALFORMED, Collection
from scanner.judging.gaps import placed
from scanner.snapshot.folder import Target
from tests import lab
from tests.collectors import canaries, members

SAMPLE = "good"


def _has(value: Any, steps: list[str]) -> bool:
    """Return whether an answer has a member at a path."""
    if isinstance(value, list):
        return any(_has(item, steps) for item in value)
    if not steps:
        return value is not None
    return isinstance(value, dict) and _has(value.get(steps[0].removesuffix("[]")), steps[1:])


def _cases() -> Iterator[tuple[str, str]]:
    """Yield (operation, path) of what always comes and is in the sample account."""
    for entry in lab.account(SAMPLE)["answers"]:
        if entry["call"] in ROWS and "answer" in entry:
            yield from (
                (entry["call"], path)
                for path in members.always(entry["call"])
                if _has(entry["answer"], path.split("."))
            )


CASES = sorted(set(_cases()))


def _naming(operation: str) -> tuple[str, ...]:
    """Return what names the items of an operation that is for those of generative AI alone."""
    rows = [row for _, row in ROWS[operation]]
    if all(row.among is training_buckets for row in rows):
        return ("bedrock:GetModelImportJob", "bedrock:GetModelCustomizationJob")
    if all(row.among is named_functions for row in rows):
        return ("bedrock-agent:GetAgentActionGroup",)
    if all(row.among in (judged_buckets, source_buckets) for row in rows):
        return ("bedrock-agent:GetDataSource",)
    return ("bedrock:GetEvaluationJob",) if all(row.among is genai_buckets for row in rows) else ()


def _read(operation: str, *paths: str, regions: Iterable[str] = ()) -> Collection:
    """Return what an operation and its dependencies find if its answers lack what is at `paths`.

    Alone, an operation for some items finds nothing that chooses them, so all of them are declared,
    or what names them is read too.
    """
    chosen = any(row.among for _, row in ROWS[operation])
    with lab.sample(SAMPLE) as (server, aws), lab.remembering(SAMPLE, lost=[operation]):
        server.fault(operation, "stripped", paths=paths)
        asked = [operation, *_naming(operation)]
        return lab.read(aws, asked, regions, lab.ALL_DECLARED if chosen else None)


@pytest.mark.parametrize("operation", sorted({operation for operation, _ in CASES}))
def test_what_is_missing_is_named(operation: str) -> None:
    """Each member that always comes, alone: there is a gap, and nothing else has one."""
    known = {r.id for r in _read(operation).resources}
    for path in (path for call, path in CASES if call == operation):
        found = _read(operation, path)
        assert found.gaps, path
        assert {(gap.operation, gap.code, gap.permission) for gap in found.gaps} == {
            (operation, MALFORMED, "")
        }
        assert {gap.resource for gap in found.gaps} <= known | {None}
        assert {r.id for r in found.resources} <= known
        # Amazon S3 sends this member as the body, so there is always one; a union without its only
        # member is not an answer of the service's model.
        bodies = ("Policy", "Configuration", "Controls", "endpointConfig.sageMaker")
        name = path.rpartition(".")[2]
        assert path.endswith(bodies) or all(name in gap.message for gap in found.gaps), found.gaps


def test_most_of_what_always_comes_is_tested() -> None:
    """The sample account has items of nearly all kinds."""
    assert len({operation for operation, _ in CASES}) > 50
    assert len(CASES) > 120


ROLES = "iam:GetAccountAuthorizationDetails"
TWINS = [
    ("bedrock:ListGuardrails", "guardrails", "arn", "version"),
    ("bedrock-agent:ListFlows", "flowSummaries", "arn", "id"),
    ("ec2:DescribeVpcEndpoints", "VpcEndpoints", "VpcEndpointId", "State"),
    ("ec2:DescribeSecurityGroups", "SecurityGroups", "GroupId", "IpPermissions"),
    (ROLES, "RoleDetailList", "Arn", "AttachedManagedPolicies"),
    (
        "iam:ListServiceSpecificCredentials",
        "ServiceSpecificCredentials",
        "ServiceSpecificCredentialId",
        "Status",
    ),
]


@pytest.mark.parametrize(("operation", "items", "key", "member"), TWINS)
def test_the_other_items_of_the_page_are_read(operation: str, items: str, key: str, member: str) -> None:
    """A twin that lacks a member is one gap with its id, and every other item is found."""
    account = lab.account(SAMPLE)
    answer = next(
        e["answer"]
        for e in account["answers"]
        if e["call"] == operation and e.get("region") in (None, "us-east-1") and e["answer"][items]
    )
    twin = {**copy.deepcopy(answer[items][0]), key: f"{answer[items][0][key]}-twin"}
    answer[items].insert(0, twin)
    ids = []
    for lacking in (False, True):
        if lacking:
            del twin[member]
        with lab.serving(account) as (_, aws):
            found = lab.read(aws, [operation], ["us-east-1"])
        ids.append({r.id for r in found.resources})
    (gap,) = found.gaps
    assert ids[0] - ids[1] == {gap.resource}
    assert str(gap.resource).endswith("-twin")
    assert gap.message.endswith(f" that was listed lacks {member}")
    assert found.complete[operation] == ()


def test_an_item_without_its_id_is_a_gap_of_its_listing() -> None:
    """The endpoint services have no other member that their expression could start from."""
    found = _read("ec2:DescribeVpcEndpointServices", "ServiceDetails[].ServiceName")
    (gap,) = found.gaps
    assert (gap.resource, gap.region) == (None, "us-east-1")
    assert gap.message == "a AWS::EC2::VPCEndpointService that was listed lacks 'ServiceName'"


@pytest.mark.parametrize(
    ("operation", "path", "places"),
    [
        # Nobody knows what a lost endpoint would have shown: it may be in any VPC of the Region.
        (
            "ec2:DescribeVpcEndpoints",
            "VpcEndpoints[].State",
            ["*", "arn:aws:ec2:us-east-1:111122223333:vpc-endpoint/vpce-0aaaaaaaaaaaaaaa1", "us-east-1"],
        ),
        # A lost alias is an alias of its agent.
        (
            "bedrock-agent:ListAgentAliases",
            "agentAliasSummaries[].agentAliasStatus",
            [
                "*",
                "arn:aws:bedrock:us-east-1:111122223333:agent-alias/SUPPORT001/LIVE000001",
                "arn:aws:bedrock:us-east-1:111122223333:agent-alias/SUPPORT001/TSTALIASID",
                "arn:aws:bedrock:us-east-1:111122223333:agent/SUPPORT001",
            ],
        ),
        (
            "bedrock-agent:GetAgent",
            "agent.agentResourceRoleArn",
            ["*", "arn:aws:bedrock:us-east-1:111122223333:agent/SUPPORT001"],
        ),
    ],
)
def test_the_gap_is_where_the_item_could_matter(operation: str, path: str, places: list[str]) -> None:
    """At the item; if it was lost, also at what it is a part of, or in its Region."""
    found = _read(operation, path, regions=["us-east-1"])
    target = Target(found.account, found.partition, found.caller, found.regions, found.complete, {})
    assert sorted(
        placed(found.gaps, lab.everything(), target, {r.id for r in found.resources})[operation]
    ) == (places)
    assert all(gap.operation not in dependencies(operation) for gap in found.gaps)


def test_an_answer_without_members_is_a_gap() -> None:
    """A 200 that says nothing is no empty page, but for the operations that may say nothing.

    The account has an item of every kind, so that every operation is called.
    """
    silent = set()
    with lab.serving(canaries.account(canaries.Canaries(one=True))) as (server, aws):
        for operation in sorted(lab.everything().operations):
            server.clear()
            server.fault(operation, "empty")
            with lab.remembering("canaries", lost=[operation]):
                found = lab.read(aws, [operation, *_naming(operation)], workload=lab.ALL_DECLARED)
            assert operation in {f"{call.service}:{call.operation}" for call in found.calls}
            if not [gap for gap in found.gaps if gap.operation == operation and gap.code == MALFORMED]:
                silent.add(operation)
    assert silent == {op for op, rows in ROWS.items() if any(row.may_be_empty for _, row in rows)}
    assert silent == {
        "bedrock:GetModelInvocationLoggingConfiguration",
        "bedrock:ListEvaluationJobs",
        "emr:GetAutoTerminationPolicy",
        "emr:GetManagedScalingPolicy",
        "lambda:GetFunctionConcurrency",
        "macie2:GetAdministratorAccount",
        "s3:GetBucketLogging",
        "s3:GetBucketVersioning",
        "sqs:ListQueues",
    }
