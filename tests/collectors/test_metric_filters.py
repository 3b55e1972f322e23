"""Metric filters: what a pattern demands, and where the rules and filters are asked for."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from collectors.metric_filters import UNKNOWN, conditions
from tests import lab

A, B, C = ({"eventName": [name]} for name in "ABC")


def _read(pattern: Any) -> Any:
    text = conditions({"filterPattern": pattern})
    return None if text is None else json.loads(text)


@pytest.mark.parametrize(
    ("pattern", "alternatives"),
    [
        (" ", [[]]),
        ("", [[]]),
        ("{ $.eventName = A }", [[A]]),
        ('{($.eventName="A")||($.eventName = B)}', [[A], [B]]),
        ("{ $.eventName = A || $.eventName = B && $.eventName = C }", [[A], [B, C]]),
        ("{ ($.eventName = A || $.eventName = B) && $.eventName = C }", [[A, C], [B, C]]),
        ("{ (($.eventName = A)) }", [[A]]),
        ('{ $.errorCode = "*Denied*" }', [[{"errorCode": [{"wildcard": "*Denied*"}]}]]),
        ("{ $.eventName != A }", [[{"eventName": [{"anything-but": ["A"]}]}]]),
        ("{ $.eventName != A* }", [[{"eventName": [{"anything-but": {"wildcard": "A*"}}]}]]),
        ("{ $.a.b NOT EXISTS }", [[{"a": {"b": [{"exists": False}]}}]]),
        ("{ $.a EXISTS }", [[{"a": [{"exists": True}]}]]),
        ("{ $.a IS TRUE && $.b is false }", [[{"a": [True]}, {"b": [False]}]]),
        ("{ $.a = true }", [[{"a": ["true", True]}]]),
        ("{ $.a = 404 }", [[{"a": ["404", 404]}]]),
        ("{ $.a >= 1.5 }", [[{"a": [{"numeric": [">=", 1.5]}]}]]),
        ("{ $.a IS NULL }", [[UNKNOWN]]),
        ("{ $.a = %x|y% }", [[UNKNOWN]]),
        ('{ $.a = "x\\"y" }', [[UNKNOWN]]),
        ("{ $.a > x }", [[UNKNOWN]]),
        ("{ $.a[0].b = x && $.eventName = A }", [[UNKNOWN, A]]),
    ],
)
def test_expressions(pattern: str, alternatives: Any) -> None:
    """An event matches if it meets all conditions of one alternative."""
    assert _read(pattern) == alternatives


@pytest.mark.parametrize(
    "pattern",
    [
        "ERROR",
        "?A ?B",
        "[ip, user]",
        "{ $.a = 1",
        "{ $.a = x y }",
        "{ ($.a = x }",
        "{ $.a = x) }",
        "{ $.a = x && }",
        "{ }",
        "{ $.a x }",
        None,
        {"redacted": {"length": 1}},
    ],
)
def test_what_is_no_expression(pattern: Any) -> None:
    """Nothing is said of it, and policies look for the name of the call in its text."""
    assert _read(pattern) is None


@pytest.mark.parametrize(
    "pattern",
    [
        "{" + "(" * 5000 + "$.a=1" + ")" * 5000 + "}",
        "{" + "&&".join(["($.a=1||$.b=2)"] * 60) + "}",
        "{" + "||".join(["$.a=1"] * 50_000) + "}",
        "{" + "$.a" * 20_000 + "}",
        "{" + " " * 50_000 + "x}",
    ],
)
def test_hostile_patterns_take_no_time(pattern: str) -> None:
    """Whoever may make a filter writes the pattern."""
    start = time.perf_counter()
    assert _read(pattern) is None
    assert time.perf_counter() - start < 5


GUARDRAILS, LOGGING, RULES = (
    "bedrock:ListGuardrails",
    "bedrock:GetModelInvocationLoggingConfiguration",
    "events:ListRules",
)
CLUSTERS = "sagemaker:ListClusters"
GUARDRAIL = {
    "id": "g",
    "arn": "arn:aws:bedrock:eu-west-1:444455556666:guardrail/g",
    "status": "READY",
    "name": "g",
    "version": "DRAFT",
    "createdAt": "2026-01-01T00:00:00Z",
    "updatedAt": "2026-01-01T00:00:00Z",
}
CLUSTER = {
    "ClusterArn": "arn:aws:sagemaker:eu-west-1:444455556666:cluster/c",
    "ClusterName": "c",
    "CreationTime": "2026-01-01T00:00:00Z",
    "ClusterStatus": "InService",
}
LOGS = {"cloudWatchConfig": {"logGroupName": "g", "roleArn": "arn:aws:iam::444455556666:role/r"}}


def _asked(answers: dict[str, Any], regions: tuple[str, ...] = ("eu-west-1", "us-east-1")) -> list[str]:
    """Return where the rules are listed, if AWS gives these answers in eu-west-1."""
    sample = lab.account("empty")
    sample["answers"] = [e for e in sample["answers"] if e["call"] not in answers]
    for call, answer in answers.items():
        sample["answers"] += [{"call": call, "region": "eu-west-1", "answer": answer}]
        nothing: dict[str, Any] = {name: [] for name in answer if isinstance(answer[name], list)}
        sample["answers"] += [{"call": call, "answer": nothing}]
    with lab.serving(sample) as (_, client):
        found = lab.read(client, [GUARDRAILS, LOGGING, CLUSTERS, RULES])
    return sorted(c.region for c in found.calls if c.service == "events" and c.region in regions)


def test_rules_are_listed_in_the_home_region_too() -> None:
    """The events of IAM come to it alone, wherever Amazon Bedrock is in use."""
    assert _asked({GUARDRAILS: {"guardrails": [GUARDRAIL]}}) == ["eu-west-1", "us-east-1"]
    assert _asked({LOGGING: {"loggingConfig": LOGS}}) == ["eu-west-1", "us-east-1"]


def test_rules_of_sagemaker_are_listed_where_it_is_used() -> None:
    """What SageMaker AI sends stays in its Region. An empty Region costs no call."""
    assert _asked({CLUSTERS: {"ClusterSummaries": [CLUSTER]}}) == ["eu-west-1"]
    assert _asked({}) == []
    assert _asked({LOGGING: {}}) == []
