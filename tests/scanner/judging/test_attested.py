"""Tests of attestations from the file to the verdict, in both engines, and of those not used."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest
import yaml
from click.testing import CliRunner

from scanner.catalog.controls import Catalog, Selection, select
from scanner.cli.main import cli
from scanner.demo.stated import FILE, attestations
from scanner.engines.bundle import bundle
from scanner.engines.registry import engine
from scanner.judging.results import Report, Result
from scanner.people import attestations as files
from scanner.people.config import Config
from tests import lab
from tests.scanner.engines.servers import opa_or_skip

TRUTH = "GENOPS01-BP01/ground-truth-governed"
LOAD = "GENPERF02-BP01/bedrock-load-test-record"
ENFORCED = "GENSEC02-BP01/guardrail-enforced"
GOOD, BAD = "111122223333", "999900001111"
ENTRY: dict[str, Any] = {
    "control": TRUTH,
    "owner": "Ana Example",
    "statement": "It covers both personas.",
    "evidence": "https://wiki.example.org/truth",
    "given": "2026-02-01",
    "expires": "2026-12-31",
}


def _chosen(*controls: str) -> Catalog:
    return select(lab.everything(), Selection(controls=controls))


def _config(folder: Path, *entries: dict[str, Any]) -> Config:
    path = folder / "attestations.yaml"
    path.write_text(yaml.safe_dump({"attestations": list(entries)}))
    return Config(attestations=files.load(path, lab.everything(), "--file"))


def _judged(folder: Path, name: str, control: str, *changes: dict[str, Any]) -> list[Report]:
    """Return the reports of both engines on a sample account, with one entry for each change."""
    config = _config(folder, *({**ENTRY, "control": control, **change} for change in changes))
    reports = []
    for one in ("regorus", "opa"):
        if one == "opa":
            opa_or_skip()
        with engine(one) as running:
            reports.append(
                lab.judge(lab.collection(name), chosen=_chosen(control), config=config, running=running)
            )
    assert reports[0].results == reports[1].results
    return reports


def _result(reports: list[Report]) -> Result:
    (result,) = reports[0].results
    return result


CASES = [
    ((), "review", "state which personas"),
    (({},), "pass", 'attested by "Ana Example" on "2026-02-01", until "2026-12-31"'),
    (({"expires": "2026-05-31"},), "fail", 'expired on "2026-05-31"'),
    (({"expires": "2026-06-01"},), "pass", "attested by"),
    (({"owner": ""},), "fail", 'it lacks "owner"'),
    (({"owner": "\u200b"},), "fail", 'it lacks "owner"'),
    (({"statement": "\u001c\u2800"},), "fail", 'it lacks "statement"'),
    (({"expires": None},), "fail", 'it lacks "expires"'),
    (({"given": "0001-01-01"},), "fail", "at most 366 are allowed"),
    (({"expires": "9999-12-31"},), "fail", "at most 366 are allowed"),
    (({"expires": "2027-02-02"},), "pass", "attested by"),
    (({"expires": "2027-02-03"},), "fail", "which is 367 days, and at most 366 are allowed"),
    (({"given": "2026-06-02"},), "review", "after this snapshot was taken"),
    (({"accounts": [BAD]},), "review", "state which personas"),
    (({"accounts": ["1111*"]},), "pass", "attested by"),
    (({"resources": ["arn:aws:s3:::b"]},), "review", "state which personas"),
    (({"resources": ["arn:*:root"]},), "pass", "attested by"),
    (({"resources": ["arn:*:ro\\*"]},), "review", "state which personas"),
    (({"owner": ""}, {"expires": "2026-05-31"}, {}), "pass", "attested by"),
]


@pytest.mark.parametrize(("changes", "kind", "said"), CASES)
def test_each_state_has_its_verdict(
    changes: tuple[dict[str, Any], ...], kind: str, said: str, tmp_path: Path
) -> None:
    """The snapshot starts on 2026-06-01. Both engines agree."""
    result = _result(_judged(tmp_path, "good", TRUTH, *changes))
    assert (result.kind, result.region) == (kind, "global")
    assert said in result.message
    assert (result.attestation is not None) == (kind != "review")


def test_contrary_evidence_fails_whatever_is_attested(tmp_path: Path) -> None:
    """Nobody enforces a guardrail in the bad account, and AWS shows it."""
    reports = _judged(tmp_path, "bad", ENFORCED, {})
    assert {r.kind for r in reports[0].results} == {"fail"}
    assert [r.attestation for r in reports[0].results if r.attestation] == []


def test_a_gap_is_unknown_and_one_beside_what_was_seen_is_not(tmp_path: Path) -> None:
    """A control without any evidence of use is unknown. One listing less changes nothing."""
    assert {r.kind for r in _judged(tmp_path, "denied", TRUTH, {})[0].results} == {"unknown"}
    with lab.sample("good") as (server, aws), lab.remembering("good", ["bedrock-agent:ListFlows"]):
        server.fault("bedrock-agent:ListFlows", "denied")
        found = lab.read(aws)
    assert any(gap.operation == "bedrock-agent:ListFlows" for gap in found.gaps)
    report = lab.judge(found, chosen=_chosen(TRUTH), config=_config(tmp_path, ENTRY))
    assert [r.kind for r in report.results] == ["pass"]


def test_nothing_in_use_is_not_applicable(tmp_path: Path) -> None:
    """An attestation does not make a control apply."""
    assert _result(_judged(tmp_path, "empty", TRUTH, {})).kind == "not_applicable"


def test_the_clock_does_not_matter(tmp_path: Path) -> None:
    """The same attestation expires for a snapshot of a later day."""
    config = _config(tmp_path, ENTRY)
    found = lab.collection("good")
    later = replace(found, started="2027-01-01T00:00:00Z", finished="2027-01-01T00:00:01Z")
    kinds = [lab.judge(one, chosen=_chosen(TRUTH), config=config).results[0].kind for one in (found, later)]
    assert kinds == ["pass", "fail"]


def test_any_opa_judges_attestations_alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`opa eval` on the bundle and the output of `input` gives the pass and who attested."""
    opa = opa_or_skip()
    monkeypatch.chdir(tmp_path)
    lab.snapshot_of("good", tmp_path / "snapshot")
    _config(tmp_path, ENTRY)
    printed = CliRunner().invoke(cli, ["input", "snapshot", "--control", TRUTH, "--control", LOAD])
    (tmp_path / "input.json").write_bytes(printed.stdout_bytes)
    assert list(json.loads(printed.stdout_bytes)["attestations"]) == [TRUTH]
    (tmp_path / "b.tar.gz").write_bytes(bundle(lab.everything()))
    asked = [opa, "eval", "--strict-builtin-errors", "-f", "raw", "-b", "b.tar.gz", "-i", "input.json"]
    done = subprocess.run([*asked, "data.lens.results"], capture_output=True, check=True)
    rows = {row["control"]: row for row in orjson.loads(done.stdout)}
    assert {name: row["kind"] for name, row in rows.items()} == {TRUTH: "pass", LOAD: "review"}
    assert rows[TRUTH]["attestation"] == {
        name: ENTRY[name] for name in ("evidence", "expires", "given", "owner")
    }


def test_the_head_names_the_file_and_what_had_no_effect(tmp_path: Path) -> None:
    """Each entry that can decide nothing is a note. One for an account of another scan is not."""
    config = replace(
        _config(
            tmp_path,
            ENTRY,
            {**ENTRY, "control": LOAD},
            {**ENTRY, "accounts": [BAD]},
            {**ENTRY, "accounts": ["444455556666"]},
            {**ENTRY, "resources": ["arn:aws:s3:::\u202eb"]},
        ),
        accounts={BAD: Config().account(BAD)},
    )
    head = lab.judge(lab.collection("good"), chosen=_chosen(TRUTH), config=config).head
    file = tmp_path / "attestations.yaml"
    assert head.notes == (
        f"{file}: 1 attestation is not used, because the control was not selected.",
        f"{file}:22: the attestation for {TRUTH} is for no account of the configuration or the snapshot: "
        "444455556666.",
        f"{file}:30: the attestation for {TRUTH} covers nothing that the control judged: "
        "arn:aws:s3:::\\u202eb.",
    )
    stated = head.configuration.attestations
    assert stated
    assert (stated.file, stated.sha256, stated.entries) == (file.as_posix(), config.attestations.digest, 5)
    assert lab.judge(lab.collection("good"), chosen=_chosen(TRUTH), config=Config()).head.notes == ()


def test_the_samples_file_is_valid() -> None:
    """The file of the sample accounts is read as a user's file is, with equal entries."""
    found = files.load(FILE, lab.everything(), "--file")
    assert attestations(["111122223333", "999900001111", "123456789012"]).entries == found.entries
    assert found.digest == attestations([GOOD]).digest
    assert attestations(["000000000000"]).entries == ()


def test_the_samples_dates_move_with_the_scan() -> None:
    """A scan on any day shows the verdicts that the file was written for."""
    day = lab.STARTED.date().replace(year=2031)
    moved, written = attestations([GOOD], day).entries[0], attestations([GOOD]).entries[0]
    assert (written.given, moved.given) == ("2026-04-15", "2031-04-15")


def test_patterns_take_little_time(tmp_path: Path) -> None:
    """Patterns with many stars, and as many as a file may have, are matched in bounded time."""
    stars = "*".join("arn:aws:iam::1")
    entries = [
        {**ENTRY, "resources": [f"{stars}{n}*x" for n in range(100)], "owner": str(n)} for n in range(40)
    ]
    report = lab.judge(lab.collection("good"), chosen=_chosen(TRUTH), config=_config(tmp_path, *entries))
    assert [r.kind for r in report.results] == ["review"]
