"""The soak run: it notices what must not happen, and a round of it passes."""

from __future__ import annotations

import hashlib
import json
import os
import signal
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

import pytest

from scripts import soak
from scripts.steps import ROOT

KEY = ("C", "123456789012", "us-east-1", "arn", "")
BEFORE = {KEY: "fail"}


def _published(out: Path, kind: str = "fail", digest: str = "") -> None:
    """Write an output folder with one result."""
    head = out / "snapshot" / "snapshot.json"
    head.parent.mkdir(parents=True)
    head.write_bytes(b"{}")
    result = {
        "control": "C",
        "account": "123456789012",
        "region": "us-east-1",
        "resource": {"id": "arn"},
        "item": "",
        "kind": kind,
    }
    found = {"snapshot_digest": digest or hashlib.sha256(b"{}").hexdigest(), "results": [result]}
    (out / "results.json").write_bytes(json.dumps(found).encode())


def _broken(out: Path, code: int = 1, said: str = "", trouble: soak.Trouble | None = None) -> str:
    return "; ".join(soak.broken(BEFORE, soak.Ended(code, said, 1.0), out, trouble or soak.Trouble()))


@pytest.mark.parametrize("kind", ["fail", "unknown"])
def test_a_run_that_holds_is_not_reported(kind: str, tmp_path: Path) -> None:
    """A verdict may stay or become unknown, and SIGKILL may end the process."""
    _published(tmp_path / "out", kind)
    assert not _broken(tmp_path / "out")
    killed = soak.Trouble(kill=(signal.SIGKILL, 0.1))
    assert not _broken(tmp_path / "out", -signal.SIGKILL, trouble=killed)


@pytest.mark.parametrize("kind", ["pass", "review", "not_applicable"])
def test_a_new_verdict_is_reported(kind: str, tmp_path: Path) -> None:
    """A verdict that the trouble changed to anything but unknown."""
    _published(tmp_path / "out", kind)
    assert f"fail became {kind}" in _broken(tmp_path / "out")


@pytest.mark.parametrize(
    ("code", "said", "reported"),
    [
        (70, "", "exit code 70"),
        (-11, "", "exit code -11"),
        (-signal.SIGTERM, "", "exit code -15"),
        (-99, "", "did not end"),
        (1, "Traceback (most recent call last):", "a traceback"),
        (1, f"error: {soak.CANARY}", "a secret in a message"),
    ],
)
def test_an_end_that_must_not_be_is_reported(code: int, said: str, reported: str, tmp_path: Path) -> None:
    """A defect, a crash, a signal that was not handled, a run without an end, words that leak."""
    _published(tmp_path / "out")
    assert reported in _broken(tmp_path / "out", code, said)


def test_a_folder_that_must_not_be_is_reported(tmp_path: Path) -> None:
    """Results of another run, a secret in a file, and no run at all."""
    _published(tmp_path / "two", digest="0" * 64)
    assert "are of two runs" in _broken(tmp_path / "two")
    _published(tmp_path / "leak")
    (tmp_path / "leak" / "note").write_text(soak.CANARY)
    assert "a secret in 1 files" in _broken(tmp_path / "leak")
    (tmp_path / "none").mkdir()
    assert "the old run is gone" in _broken(tmp_path / "none")


@pytest.mark.parametrize("seed", range(50))
def test_a_changed_answer_has_another_type(seed: int) -> None:
    """One value is replaced, and its type differs."""
    answer: dict[str, Any] = {"a": [{"b": "c", "d": 1}], "e": {"f": []}}
    assert soak.changed(answer, Random(seed)) != answer


def test_a_round_holds(tmp_path: Path) -> None:
    """One round with a fixed seed: three scans by the command that a user types."""
    with patch.dict(os.environ, {"PYTHONPATH": str(ROOT)}):
        assert soak.round_(1, tmp_path) == []
