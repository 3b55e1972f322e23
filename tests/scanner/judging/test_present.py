"""What generative AI there is: the list, its findings, and where it may lack something."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from collectors import TYPES as COLLECTED
from collectors.records import Resource
from scanner.judging.present import TYPES, Present, not_read, present
from scanner.judging.results import Excluded, Result, Waived
from scanner.snapshot.folder import Target
from tests import lab
from tests.scanner.reports import sample

ARN = f"arn:aws:bedrock:eu-west-1:{sample.ACCOUNT}"
ROLE = f"arn:aws:iam::{sample.ACCOUNT}:role/helper"


def _resource(kind: str, arn: str, **fields: Any) -> Resource:
    found = Resource(kind, arn, "helper", sample.ACCOUNT, "eu-west-1", "bedrock", {}, (), {})
    return replace(found, **fields)


def _one(results: list[Result], *more: Resource) -> Present:
    agent = _resource(
        "AWS::Bedrock::Agent",
        f"{ARN}:agent/A1",
        properties={"agentResourceRoleArn": ROLE},
        tags={"Team": "x"},
    )
    (found,) = present([agent, *more], results)
    return found


def test_every_type_is_one_that_the_collectors_find():
    assert set(TYPES) <= set(COLLECTED)


@pytest.mark.parametrize(
    ("kind", "arn"),
    [
        ("AWS::Bedrock::AgentVersion", f"{ARN}:agent/A1:2"),
        ("AWS::Bedrock::AgentAlias", f"{ARN}:agent-alias/A1/LIVE"),
        ("AWS::Bedrock::AgentActionGroup", f"{ARN}:agent/A1:2:action-group/G1"),
    ],
)
def test_a_part_has_no_line_and_its_findings_stand_at_the_whole(kind, arn):
    failure = sample.result("fail", sample.KEYS, arn, "it fails")
    assert _one([failure], _resource(kind, arn)).worst == failure


def test_a_name_that_begins_like_another_is_no_part_of_it():
    other = _resource("AWS::Bedrock::AgentVersion", f"{ARN}:agent/A12:2")
    assert _one([sample.result("fail", sample.KEYS, other.id, "it fails")], other).findings == ()


def test_the_worst_finding_comes_first_and_at_equal_severity_that_of_the_resource_itself():
    low = sample.result("fail", sample.PROMPTS, f"{ARN}:agent/A1", "low")
    own = sample.result("fail", sample.WILDCARDS, f"{ARN}:agent/A1", "own")
    role = sample.result("fail", sample.WILDCARDS, ROLE, "its role")
    unknown = sample.result("unknown", sample.KEYS, f"{ARN}:agent/A1", "unknown")
    found = _one([unknown, low, role, own])
    assert [finding.message for finding in found.findings] == ["own", "its role", "low", "unknown"]
    assert (found.worst, found.failing, found.unknown) == (own, 3, 1)


def test_what_passes_or_does_not_count_is_no_finding():
    arn = f"{ARN}:agent/A1"
    found = _one(
        [
            sample.result("pass", sample.KEYS, arn, ""),
            sample.result("fail", sample.KEYS, arn, "", excluded=Excluded({}, "sandbox")),
            sample.result("fail", sample.KEYS, arn, "", account="999999999999"),
        ]
    )
    assert (found.findings, found.worst) == ((), None)
    assert found.excluded == Excluded({}, "sandbox")


def test_a_waived_failure_comes_last_and_is_not_the_worst() -> None:
    arn = f"{ARN}:agent/A1"
    waiver = Waived("ml", "test", "", "2026-12-31", "waivers.yaml:2")
    waived = sample.result("fail", sample.WILDCARDS, arn, "waived", waived=waiver)
    low = sample.result("fail", sample.PROMPTS, arn, "low")
    unknown = sample.result("unknown", sample.KEYS, arn, "unknown")
    found = _one([waived, unknown, low])
    assert [finding.message for finding in found.findings] == ["low", "unknown", "waived"]
    assert (found.worst, found.failing, found.unknown, found.waived) == (low, 1, 1, 1)
    assert _one([waived]).worst is None


def test_the_owner_is_the_value_of_the_named_tag_or_of_a_usual_one():
    found = _one([])
    assert (found.owner(), found.owner("TEAM"), found.owner("owner")) == ("x", "x", "")


def test_the_list_of_the_demo_has_every_kind_and_no_part():
    found = present(lab.collection("demo").resources, lab.report("demo").results)
    worst = {(one.what, one.name): one.worst.severity if one.worst else "" for one in found}
    assert worst["AgentCore gateway", "open"] == "critical"
    assert worst["Guardrail", "support"] == ""
    assert [one.kind for one in found] == sorted(
        (one.kind for one in found), key=[kind for kind, _ in TYPES.values()].index
    )
    assert not any("alias" in one.id or "target" in one.id for one in found)


def test_a_type_is_not_read_where_its_listing_did_not_end():
    regions = ("eu-west-1", "us-east-1")
    listings = {"bedrock:ListGuardrails": ("eu-west-1",), "bedrock-agent:ListAgents": regions}
    (guardrails, *others) = [
        one
        for one in not_read([Target(sample.ACCOUNT, "aws", "", regions, listings, {})])
        if one.what in ("Guardrail", "Bedrock agent")
    ]
    assert (guardrails.what, guardrails.regions, others) == ("Guardrail", ("us-east-1",), [])
