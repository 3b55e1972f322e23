"""Policies that are full of wildcards: no control fails, and no other verdict changes."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from scanner.engines.interface import Engine
from scanner.engines.program import binary
from scanner.engines.registry import engine
from scanner.errors import EngineError
from scanner.iam_documents import MOST_WILDCARDS, normal_document
from tests import lab

LONGEST = 6000
"""About as long as IAM allows a pattern to be: 6,144 characters in a managed policy."""

ENDINGS = {
    "110 question marks": "?" * 110,
    "question marks": "?" * LONGEST,
    "stars": "*" * LONGEST,
    "mixed": "?*" * (LONGEST // 2),
    "letters between": "a*" * (LONGEST // 2),
    "just too many": "a*" * (MOST_WILDCARDS + 1),
    "as many as allowed": "*a" * MOST_WILDCARDS,
    "brackets": "[*(?" * (LONGEST // 4),
}


@pytest.fixture(scope="module", params=["regorus", "opa"])
def running(request: pytest.FixtureRequest) -> Iterator[Engine]:
    if request.param == "opa":
        try:
            binary()
        except EngineError as error:
            pytest.skip(f"not judged by OPA: {error}")
    with engine(request.param) as found:
        yield found


def _roles(endings: list[str]) -> list[dict[str, object]]:
    """Return one role for each ending of a pattern, which may do everything that it matches."""
    account = lab.account("bad")["account"]
    trusted = {
        "Effect": "Allow",
        "Principal": {"Service": "bedrock.amazonaws.com"},
        "Action": "sts:AssumeRole",
    }
    return [
        {
            "Path": "/",
            "RoleName": f"hostile-{number}",
            "RoleId": f"AROAHOSTILE{number:05}",
            "Arn": f"arn:aws:iam::{account}:role/hostile-{number}",
            "CreateDate": "2026-01-01T00:00:00Z",
            "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [trusted]},
            "InstanceProfileList": [],
            "AttachedManagedPolicies": [],
            "Tags": [],
            "RolePolicyList": [
                {
                    "PolicyName": "wild",
                    "PolicyDocument": {
                        "Version": "2012-10-17",
                        "Statement": [
                            {
                                "Effect": "Allow",
                                "Action": f"bedrock:{ending}",
                                "Resource": f"arn:aws:{ending}",
                            },
                            {"Effect": "Allow", "Action": ending, "Resource": "*"},
                            {"Effect": "Deny", "NotAction": f"b{ending}", "NotResource": ending},
                        ],
                    },
                }
            ],
        }
        for number, ending in enumerate(endings)
    ]


READING = "iam:GetAccountAuthorizationDetails"
"""The operation whose answer has the patterns: no other control can change."""


def _with(endings: list[str]) -> dict[str, object]:
    account = lab.account("bad")
    (details,) = [e for e in account["answers"] if e["call"] == READING]
    details["answer"].setdefault("RoleDetailList", []).extend(_roles(endings))
    return account


@pytest.mark.parametrize("name", ENDINGS)
def test_a_pattern_changes_no_other_verdict(name: str, running: Engine) -> None:
    """A role with such a pattern costs no verdict of another subject.

    Verdicts of the account may become `unknown`, if the role's policy cannot be read.
    """
    chosen = lab.needing(READING)
    before = lab.verdicts_of(chosen, lab.verdicts(lab.report("bad")))
    with lab.serving(_with([ENDINGS[name]])) as (_, aws):
        report = lab.judge(lab.read(aws, chosen.operations), chosen=chosen, running=running)
    assert not report.head.defects
    after = {key: kind for key, kind in lab.verdicts(report).items() if "role/hostile" not in key[1]}
    assert {key: kind for key, kind in after.items() if kind != "unknown"}.items() <= before.items()
    lost = {key for key in before if after.get(key) != before[key]}
    assert not {key for key in lost if not key[1].endswith(":root")}
    assert not lost or name in ("mixed", "letters between", "question marks", "just too many", "brackets")


def test_a_hundred_patterns_take_as_long_as_ordinary_ones(running: Engine) -> None:
    """The time of an evaluation does not depend on how many wildcards a pattern has."""
    chosen, seconds = lab.needing(READING), []
    for endings in (
        [f"Get{number}*" for number in range(100)],
        [f"{'*a' * (MOST_WILDCARDS - 1)}{number}" for number in range(100)],
    ):
        with lab.serving(_with(endings)) as (_, aws):
            collection = lab.read(aws, chosen.operations)
        begun = time.process_time()
        assert not lab.judge(collection, chosen=chosen, running=running).head.defects
        seconds.append(time.process_time() - begun)
    assert seconds[1] < 3 * seconds[0] + 1, seconds


@pytest.mark.parametrize("key", ["Resource", "NotResource"])
def test_too_many_wildcards_in_a_resource_are_refused(key: str) -> None:
    """A pattern with more wildcards than regorus can match is no document; a run of `*` is one."""
    statement = {"Effect": "Allow", "Action": "*", key: "a*" * MOST_WILDCARDS}
    assert normal_document({"Statement": statement})
    assert normal_document({"Statement": {**statement, key: "*" * 9999}})["Statement"][0][key] == ["*"]
    with pytest.raises(ValueError, match=f"more than {MOST_WILDCARDS} wildcards"):
        normal_document({"Statement": {**statement, key: "a*" * (MOST_WILDCARDS + 1)}})
