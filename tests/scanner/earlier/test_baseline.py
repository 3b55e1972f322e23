"""Tests of `--baseline` by the commands: files, exit codes, reports, hostile files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest

from tests import lab
from tests.scanner.cli.command import run

KEYS = "GENSEC01-BP01/api-keys-expire"


@pytest.fixture
def snapshot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the snapshot of the bad sample account, in a repository with a workflow."""
    monkeypatch.chdir(tmp_path)
    lab.workflow(tmp_path)
    return lab.snapshot_of("bad", tmp_path / "out" / "snapshot")


def _evaluate(snapshot: Path, folder: str, *options: str) -> Any:
    return run(
        *("evaluate", snapshot, "--format", "json", "--format", "sarif", "--format", "table"),
        *("--allow-incomplete", "--output", folder, *options),
    )


def _json(folder: str, file: str = "results.json") -> Any:
    return orjson.loads((Path(folder) / file).read_bytes())


@pytest.mark.parametrize("file", ["results.json", "results.sarif"])
def test_known_failures_do_not_count_for_the_exit_code(snapshot: Path, file: str) -> None:
    """The same account again has nothing new. Each report says so, and keeps the failures."""
    assert _evaluate(snapshot, "first").exit_code == 1
    again = _evaluate(snapshot, "again", "--baseline", f"first/{file}")
    assert again.exit_code == 0, again.stderr
    number = _json("first")["counts"]["fail"]
    assert f"0 new, {number} known, 0 fixed." in again.stdout
    assert "Known failures" in again.stdout
    assert "New failures" not in again.stdout
    results = _json("again")
    assert {one["since"] for one in results["results"] if one["kind"] == "fail"} == {"known"}
    assert results["baseline"]["known"] == number
    (log,) = _json("again", "results.sarif")["runs"]
    assert [one["baselineState"] for one in log["results"]] == ["unchanged"] * number


@pytest.mark.parametrize("file", ["results.json", "results.sarif"])
def test_failures_of_controls_that_are_not_selected_stay_open(snapshot: Path, file: str) -> None:
    """They are uploaded again, also if the baseline carried them over itself."""
    _evaluate(snapshot, "first")
    _evaluate(snapshot, "second", "--control", KEYS, "--baseline", f"first/{file}")
    third = _evaluate(snapshot, "third", "--control", KEYS, "--baseline", f"second/{file}")
    assert third.exit_code == 0, third.stderr
    number, own = _json("first")["counts"]["fail"], _json("third")["counts"]["fail"]
    assert 0 < own < number
    assert f"{number - own} carried over" in third.stdout
    assert "The control was not selected" in third.stdout
    (first,), (log,) = _json("first", "results.sarif")["runs"], _json("third", "results.sarif")["runs"]
    assert {one["partialFingerprints"]["primaryLocationLineHash"] for one in log["results"]} == {
        one["partialFingerprints"]["primaryLocationLineHash"] for one in first["results"]
    }
    assert log["properties"]["carriedOver"] == number - own
    carried = [one for one in log["results"] if one["properties"]["carriedOver"]]
    assert len(carried) == number - own
    assert all("the control was not selected" in one["message"]["text"] for one in carried)


def test_a_new_failure_counts(snapshot: Path) -> None:
    """A baseline of another selection knows nothing of this control."""
    _evaluate(snapshot, "first", "--control", "GENSEC05-BP01/agent-role-no-admin")
    done = _evaluate(snapshot, "second", "--control", KEYS, "--baseline", "first/results.json")
    assert done.exit_code == 1
    assert "New failures" in done.stdout


def test_the_baseline_may_be_what_the_run_replaces(snapshot: Path) -> None:
    """It is read before anything is written."""
    _evaluate(snapshot, "out")
    done = _evaluate(snapshot, "out", "--force", "--baseline", "out/results.json")
    assert done.exit_code == 0, done.stderr


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "is not JSON"),
        (b"[" * 100_000, "is not JSON"),
        (b"[]", "is not a results.json of genai-lens"),
        (b'{"format": 1}', "has format 1, and this version reads format 2"),
        (b'{"format": 2}', "does not hold to the schema"),
        (b'{"runs": 5}', "is not a results.sarif of this version of genai-lens"),
        (b'{"runs": [{"tool": {"driver": {"name": "CodeQL"}}}]}', "is not a results.sarif"),
    ],
)
def test_another_file_is_wrong_usage(snapshot: Path, body: bytes, said: str) -> None:
    """One sentence, before AWS is asked or anything is written."""
    Path("old.json").write_bytes(body)
    for command in (("evaluate", snapshot), ("scan",)):
        done = run(*command, "--baseline", "old.json", "--output", "new")
        assert done.exit_code == 2
        assert said in done.stderr
        assert not Path("new").exists()
