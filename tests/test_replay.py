"""Recorded answers, in our own words, come through the collectors; what does not is found."""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scripts import recordings, replay
from scripts.recordings import Known, Recording
from scripts.replay import Compared

FOLDER = Path(__file__).parent / "recordings"
Answer = dict[str, Any]


def _recorded(operation: str, place: int = 0) -> Answer:
    """Return an answer of the fixture to an operation."""
    found = [r.answer for r in recordings.recordings(FOLDER) if r.operation == operation]
    return json.loads(json.dumps(found[place]))  # type: ignore[no-any-return]


def _lines(operation: str, answer: Answer, status: int = 200) -> list[str]:
    """Return what is printed about an answer, without its place."""
    done = replay.replay([Recording("a:1", operation, status, answer)], [])
    assert done.counts["covered"] == 1
    return [line.removeprefix(f"a:1: {operation}: ") for line in done.lines]


def test_the_recordings_come_through() -> None:
    """Nothing of the fixture is lost, but what its file of exceptions names."""
    known = recordings.exceptions(FOLDER / "exceptions.yaml")
    done = replay.replay([*recordings.recordings(FOLDER)], known)
    assert done.lines == []
    assert (done.counts["answers"], done.counts["covered"], done.counts["excused"]) == (22, 21, 1)
    assert done.others == {"iot:ListThings": 1}
    (excused,) = done.excused
    assert excused.startswith("answers.jsonl:12: ec2:DescribeVpcs: rejected: Malformed: ")
    assert excused.endswith("(excused: An answer of 2016. AWS has sent this member since August 2017.)")


def test_an_exception_that_nothing_needs_is_named() -> None:
    """A file of exceptions cannot become stale, and excuses no other place."""
    known = [Known("kms:DescribeKey", "lacks", "gone"), Known("ec2:DescribeVpcs", "lacks", "old", "b:2")]
    vpcs = Recording("a:1", "ec2:DescribeVpcs", 200, _recorded("ec2:DescribeVpcs"))
    lines = replay.replay([vpcs], known).lines
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


def test_a_service_without_a_standing_answer_is_read() -> None:
    """The embedded AWS answers for every service that has a row."""
    assert _lines("dynamodb:DescribeTable", {"Table": {"TableName": "t", "TableStatus": "ACTIVE"}}) == []


def test_an_item_that_the_table_leaves_out_is_not_lost() -> None:
    """Rules for events of other services are not read. A rule that is read is compared."""
    rule = {"Arn": "arn:aws:events:us-east-1:123456789012:rule/r", "Name": "r", "State": "ENABLED"}
    patterns = ['{"source": ["aws.ec2"]}', '{"source": ["aws.sagemaker"]}']
    rules = [rule | {"Arn": f"{rule['Arn']}{n}", "EventPattern": text} for n, text in enumerate(patterns)]
    assert _lines("events:ListRules", {"Rules": rules}) == []


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


RECORDING = {"operation": "bedrock-agent:ListAgents", "status": 200, "answer": {"agentSummaries": []}}
Ended = tuple[int, str, str]


@pytest.fixture(name="ended")
def _ended(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Ended]:
    """Return a function that runs the command: (exit code, standard output, standard error)."""

    def run(*arguments: object) -> Ended:
        monkeypatch.setattr(sys, "argv", ["replay", *map(str, arguments)])
        with pytest.raises(SystemExit) as caught:
            replay.main()
        return int(caught.value.code or 0), *capsys.readouterr()

    return run


def _file(path: Path, *lines: object) -> Path:
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines))
    return path


def test_the_command_says_how_it_ended(tmp_path: Path, ended: Callable[..., Ended]) -> None:
    """0 if all came through, else 1. It says how to excuse a fault. Blank lines are skipped."""
    packed = gzip.compress(b"\n" + json.dumps(RECORDING).encode() + b"\n \n")
    (tmp_path / "a.jsonl.gz").write_bytes(packed)
    told = "1 answer read: 1 of 1 operation of ours, 0 rejected, 0 dropped, 0 altered, 0 excused\n"
    assert ended(tmp_path) == (0, told, "")
    path = _file(tmp_path / "a.jsonl", RECORDING | {"answer": {}})
    code, said, _ = ended(path)
    assert (code, said.count("\n")) == (1, 3)
    assert said.endswith("Add its operation, fault and reason to a file, and name it with EXCEPTIONS=FILE.\n")
    known = _file(
        tmp_path / "e.yaml", "- {operation: 'bedrock-agent:ListAgents', fault: lacks agent, reason: cut}"
    )
    code, said, _ = ended(path, "--exceptions", known)
    assert (code, said.count("\n")) == (0, 2)
    assert "a.jsonl:1: bedrock-agent:ListAgents: rejected: Malformed: the answer of ListAgents lacks " in said
    assert "(excused: cut)\n" in said


def test_answers_of_other_operations(tmp_path: Path, ended: Callable[..., Ended]) -> None:
    """Few are named, and many counted by service. Without an answer of ours, the command fails."""
    others = [RECORDING | {"operation": f"sqs:Get{name}"} for name in "ABCDEA"]
    code, said, _ = ended(_file(tmp_path / "a.jsonl", *others))
    lines = said.splitlines()
    assert code == 1
    assert lines[0] == (
        "6 answers of operations that the collectors do not call: "
        "sqs:GetA 2, sqs:GetB 1, sqs:GetC 1, sqs:GetD 1, sqs:GetE 1"
    )
    assert lines[1].startswith("6 answers read: 0 of 0 operations of ours, ")
    assert lines[2] == "No answer is of an operation that the collectors call, so nothing was compared."
    many = [*others, RECORDING | {"operation": "sns:GetA"}, RECORDING]
    code, said, _ = ended(_file(tmp_path / "a.jsonl", *many))
    assert code == 0
    assert said.startswith("7 answers of operations that the collectors do not call: sns 1, sqs 6\n")


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ("{", "the line is not JSON from column 2"),
        ("[" * 100_000, "the line cannot be read: it is nested too deeply"),
        ("[]", "the line is not a JSON object"),
        ({"operation": "a:b", "answer": {}}, "the recording lacks 'status'"),
        (RECORDING | {"operation": "ListAgents"}, "'operation' is not of the form service:Operation"),
        (RECORDING | {"status": "x"}, "'status' is not a status of HTTP, such as 200"),
        (RECORDING | {"status": True}, "'status' is not a status of HTTP, such as 200"),
        (RECORDING | {"answer": []}, "'answer' is not a JSON object"),
        (
            RECORDING | {"status": 404},
            'the status is 404, and \'answer\' lacks the code: {"Error": {"Code": ...}}',
        ),
    ],
)
def test_a_line_that_is_no_recording(
    bad: object, said: str, tmp_path: Path, ended: Callable[..., Ended]
) -> None:
    """It is one sentence with the file and the line, and the next step. Nothing else is printed."""
    path = _file(tmp_path / "b.jsonl", RECORDING, "", bad)
    step = f"next:  Write each line like {recordings.FORM}\n"
    assert ended(tmp_path) == (2, "", f"error: {path}:3: {said}.\n{step}")


@pytest.mark.parametrize(
    "answer",
    [
        {"agentSummaries": [{"updatedAt": "yesterday"}]},
        {"agentSummaries": [{"updatedAt": 1e40}]},
        {"agentSummaries": ["x"]},
    ],
)
def test_an_answer_that_cannot_be_sent(answer: Answer, tmp_path: Path, ended: Callable[..., Ended]) -> None:
    """A value of a wrong type is the recording's fault, and not that of a collector."""
    code, said, why = ended(_file(tmp_path / "b.jsonl", RECORDING | {"answer": answer}))
    assert (code, said) == (2, "")
    assert why.startswith(
        "error: b.jsonl:1: a value in the answer of bedrock-agent:ListAgents has a wrong type.\nnext:  "
    )


def test_recordings_that_are_not_there(tmp_path: Path, ended: Callable[..., Ended]) -> None:
    """No name, no file, a folder without one, a file without a line, and one that is cut: 2."""
    assert ended("") == (
        2,
        "",
        "error: no recordings are named.\nnext:  Name a file or a folder with RECORDINGS=.\n",
    )
    assert "No such file" in ended(tmp_path / "none.jsonl")[2]
    assert ended(tmp_path)[::2] == (
        2,
        f"error: {tmp_path} has no file *.jsonl or *.jsonl.gz.\n"
        "next:  Name a file or another folder with RECORDINGS=.\n",
    )
    code, _, why = ended(_file(tmp_path / "a.jsonl", "", " "))
    assert (code, why.split("\n")[0]) == (2, f"error: {tmp_path / 'a.jsonl'} has no recorded answer.")
    cut = tmp_path / "a.jsonl.gz"
    for content in (b"{}", gzip.compress(b"{}")[:-4]):
        cut.write_bytes(content)
        code, _, why = ended(cut)
        assert (code, why.split("\n")[0]) == (
            2,
            f"error: {cut} cannot be read: it is not a whole gzip file.",
        )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ":1: the file is {} (a mapping), and a list of operation, fault and reason is needed."),
        ("- operation: a:b\n  fault: x\n", ":1: [0] lacks 'reason'."),
        ("- operation: a:b\n  fault: x\n  reason: 3\n", ":3: [0].reason is 3 (an integer), and a text"),
        (
            "- operation: a:b\n  fault: x\n  reason: y\n  why: z\n",
            ":4: [0] has an unknown key 'why'.",
        ),
        ("- ]", ":1: the file is not YAML"),
        (None, " cannot be read: No such file or directory."),
    ],
)
def test_a_wrong_file_of_exceptions(
    text: str | None, said: str, tmp_path: Path, ended: Callable[..., Ended]
) -> None:
    """It is one sentence with the file and the line, before anything is replayed."""
    path = tmp_path / "e.yaml"
    if text is not None:
        path.write_text(text)
    code, out, why = ended(FOLDER, "--exceptions", path)
    assert (code, out) == (2, "")
    assert why.startswith(f"error: {path}{said}")


def test_the_examples_of_the_documentation(tmp_path: Path, ended: Callable[..., Ended]) -> None:
    """The recordings and the exceptions that the page shows are read, and have a row."""
    page = (Path(__file__).parent.parent / "docs" / "writing-a-collector.md").read_text()
    shown = page.partition("### Recorded answers\n")[2]
    lines, known = (
        shown.partition(f"```{language}\n")[2].partition("```")[0] for language in ("json", "yaml")
    )
    path = _file(tmp_path / "a.jsonl", lines, recordings.FORM)
    code, said, _ = ended(path)
    assert (code, said.split(",")[0]) == (0, "3 answers read: 3 of 2 operations of ours")
    assert ended(FOLDER, "--exceptions", _file(tmp_path / "e.yaml", known))[0] == 0
