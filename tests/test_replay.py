"""Recorded answers, in our own words, come through the collectors; what does not is found."""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scripts import replay
from scripts.replay import Compared, Known, Recording

FOLDER = Path(__file__).parent / "recordings"
Answer = dict[str, Any]


def _recorded(operation: str, place: int = 0) -> Answer:
    """Return an answer of the fixture to an operation."""
    found = [r.answer for r in replay.recordings(FOLDER) if r.operation == operation]
    return json.loads(json.dumps(found[place]))  # type: ignore[no-any-return]


def _lines(operation: str, answer: Answer, status: int = 200) -> list[str]:
    """Return what is printed about an answer, without its place."""
    lines, counts = replay.replay([Recording("a:1", operation, status, answer)], [])
    assert counts["covered"] == 1
    return [line.removeprefix(f"a:1: {operation}: ") for line in lines]


def test_the_recordings_come_through() -> None:
    """Nothing of the fixture is lost, but what its file of exceptions names."""
    known = replay.exceptions(FOLDER / "exceptions.yaml")
    lines, counts = replay.replay([*replay.recordings(FOLDER)], known)
    assert lines == []
    assert (counts["answers"], counts["covered"], counts["excused"]) == (22, 21, 1)


def test_an_exception_that_nothing_needs_is_named() -> None:
    """A file of exceptions cannot become stale, and excuses no other place."""
    known = [Known("kms:DescribeKey", "lacks", "gone"), Known("ec2:DescribeVpcs", "lacks", "old", "b:2")]
    vpcs = Recording("a:1", "ec2:DescribeVpcs", 200, _recorded("ec2:DescribeVpcs"))
    lines, _ = replay.replay([vpcs], known)
    assert lines[1:] == [
        "kms:DescribeKey: nothing needs the exception 'lacks'",
        "b:2: nothing needs the exception 'lacks'",
    ]
    assert lines[0].endswith(
        "rejected: Malformed: a AWS::EC2::VPC that was listed lacks CidrBlockAssociationSet"
    )


def _without(*path: str | int) -> Callable[[Answer], None]:
    def change(answer: Answer) -> None:
        at: Any = answer
        for step in path[:-1]:
            at = at[step]
        del at[path[-1]]

    return change


@pytest.mark.parametrize(
    ("operation", "change", "line"),
    [
        (
            "bedrock-agent:GetAgent",
            _without("agent"),
            "rejected: Malformed: the answer of GetAgent lacks agent",
        ),
        (
            "bedrock-agent:GetAgent",
            _without("agent", "agentResourceRoleArn"),
            "rejected: Malformed: the answer of GetAgent lacks agentResourceRoleArn",
        ),
        (
            "bedrock-agent:ListAgents",
            _without("agentSummaries"),
            "rejected: Malformed: the answer of ListAgents lacks agentSummaries",
        ),
        (
            "ec2:DescribeVpcEndpoints",
            _without("VpcEndpoints", 0, "ServiceName"),
            "rejected: Malformed: a AWS::EC2::VPCEndpoint that was listed lacks ServiceName",
        ),
        (
            "iam:GetAccountAuthorizationDetails",
            _without("IsTruncated"),
            "rejected: Malformed: the answer of GetAccountAuthorizationDetails lacks IsTruncated",
        ),
        (
            "bedrock-agent:ListAgents",
            lambda answer: answer["agentSummaries"][0].update(mood="sunny"),
            "dropped: agentSummaries[].mood",
        ),
        (
            "iam:ListRoles",
            lambda answer: answer["Roles"][0].update(Mood="sunny"),
            "dropped: Roles[].Mood",
        ),
        (
            "kms:DescribeKey",
            lambda answer: answer["KeyMetadata"].update(Enabled="perhaps"),
            "rejected: Malformed: in the answer of DescribeKey, KeyMetadata.Enabled is not true or false",
        ),
    ],
)
def test_what_does_not_come_through_is_named(
    operation: str, change: Callable[[Answer], None], line: str
) -> None:
    """Each answer that the collectors reject, and each member that they drop, is a line."""
    answer = _recorded(operation)
    assert _lines(operation, answer) == []
    change(answer)
    assert _lines(operation, answer) == [line]


def test_an_error_must_keep_its_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """A refusal is a gap with AWS's code; if the code is lost, the line says so."""
    refused = {"Error": {"Code": "SomethingException", "Message": "no"}}
    assert _lines("bedrock-agent:GetAgent", refused, 400) == []
    assert _lines("s3:GetBucketPolicy", {"Error": {"Code": "NoSuchBucketPolicy"}}, 404) == []
    monkeypatch.setattr("collectors.calls.clean_code", lambda _: "Other")
    assert _lines("bedrock-agent:GetAgent", refused, 400) == [
        "altered: the error SomethingException is Other"
    ]


@pytest.mark.parametrize(
    ("stored", "faults"),
    [
        ({"a": [{"b": 1}], "c": "x"}, []),
        ({"a": [{"b": 1}], "c": {"redacted": {"length": 1}}}, []),
        ({"a": [{"b": 1}]}, ["dropped: c"]),
        ({"a": [{}], "c": "x"}, ["dropped: a[].b"]),
        ({"a": [], "c": "x"}, ["altered: a"]),
        ({"a": [{"b": True}], "c": "y"}, ["altered: a[].b", "altered: c"]),
    ],
)
def test_every_value_is_compared(stored: Any, faults: list[str]) -> None:
    """What is missing is dropped, what differs is altered, and what is redacted is neither."""
    compared = Compared()
    compared.add({"a": [{"b": 1}], "c": "x", "d": None}, stored, "")
    assert compared.faults == faults


@pytest.mark.parametrize(
    "bad", ['{"operation": "a:b"}', "[]", "{", '{"operation": "a:b", "status": "x", "answer": {}}']
)
def test_the_command_says_how_it_ended(
    bad: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """0 if all came through, 1 if not, and 2 with the file and the line if one is not readable."""

    def ended(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["replay", *arguments])
        with pytest.raises(SystemExit) as caught:
            replay.main()
        return int(caught.value.code or 0), *capsys.readouterr()

    recording = {"operation": "bedrock-agent:ListAgents", "status": 200, "answer": {"agentSummaries": []}}
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(json.dumps(recording).encode()))
    told = "1 answers; 1 are of 1 operations of ours: 0 rejected, 0 dropped, 0 altered, 0 excused\n"
    assert ended(str(tmp_path)) == (0, told, "")
    (tmp_path / "a.jsonl").write_text(json.dumps(recording | {"answer": {}}))
    code, said, _ = ended(str(tmp_path / "a.jsonl"))
    assert (code, said.count("\n")) == (1, 2)
    (tmp_path / "b.jsonl").write_text(f"{json.dumps(recording)}\n{bad}\n")
    code, said, why = ended(str(tmp_path))
    assert (code, said) == (2, "")
    assert why.startswith("b.jsonl:2 is not a recording: ")
    code, _, why = ended(str(tmp_path / "a.jsonl.gz"), "--exceptions", str(tmp_path / "b.jsonl"))
    assert (code, "b.jsonl is not a list of" in why) == (2, True)
