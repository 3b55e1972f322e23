"""Markdown and CSV of the command line, and GitHub's job summary."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from scanner.cli.main import cli
from scanner.cli.step_summary import VARIABLE
from scanner.reports.markdown import MOST_BYTES
from tests import lab

CHOSEN = ("--control", "GENSEC05-BP01/agent-role-no-admin", "--quiet", "--force")


@pytest.fixture
def snapshot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a snapshot in the working folder, where no CI is running."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(VARIABLE, raising=False)
    return lab.snapshot_of("demo", tmp_path / "snapshot")


def _evaluate(snapshot: Path, *formats: str) -> Result:
    chosen = [word for name in formats for word in ("--format", name)]
    return CliRunner().invoke(cli, ["evaluate", str(snapshot), *CHOSEN, *chosen])


def test_each_format_is_a_file_of_its_own(snapshot: Path) -> None:
    """Markdown goes into results.md and CSV into results.csv. --force replaces both."""
    for _ in range(2):
        assert _evaluate(snapshot, "markdown", "csv").exit_code == 1
    assert sorted(path.name for path in Path("out").iterdir()) == ["results.csv", "results.md"]
    assert Path("out/results.md").read_text().startswith("<!-- Written by genai-lens ")
    assert Path("out/results.csv").read_text().startswith("kind,severity,")


def test_a_collection_removes_them_too(snapshot: Path) -> None:
    """Results of an older snapshot do not stay beside a new one, whatever their format."""
    _evaluate(snapshot, "markdown", "csv", "json", "html")
    assert len([*Path("out").iterdir()]) == 4
    done = CliRunner().invoke(cli, ["demo", *CHOSEN, "--format", "json", "--output", "out"])
    assert done.exit_code == 0, done.output
    assert sorted(path.name for path in Path("out").iterdir()) == ["results.json", "snapshot"]


def test_the_job_summary_gets_the_markdown(snapshot: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The Markdown is appended to what the step wrote before."""
    monkeypatch.setenv(VARIABLE, str(Path("summary.md").absolute()))
    Path("summary.md").write_text("before\n")
    _evaluate(snapshot, "markdown")
    assert Path("summary.md").read_text() == f"before\n{Path('out/results.md').read_text()}"


def test_the_job_summary_is_for_markdown_only(snapshot: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without --format markdown, nothing is written to the job summary."""
    monkeypatch.setenv(VARIABLE, str(Path("summary.md").absolute()))
    _evaluate(snapshot, "json", "csv", "table")
    assert not Path("summary.md").exists()


def test_a_full_job_summary_stays_within_the_limit(snapshot: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The Markdown is cut to the room that the step has left. Without room, a warning says so."""
    monkeypatch.setenv(VARIABLE, str(Path("summary.md").absolute()))
    Path("summary.md").write_bytes(b"x" * (MOST_BYTES - 600))
    assert _evaluate(snapshot, "markdown").stderr == ""
    assert MOST_BYTES - 600 < Path("summary.md").stat().st_size <= MOST_BYTES
    assert Path("summary.md").read_text().endswith("`results.md` has all of it.\n")
    Path("summary.md").write_bytes(b"x" * MOST_BYTES)
    assert "the job summary was not written: GitHub takes 1 MiB" in _evaluate(snapshot, "markdown").stderr
    assert Path("summary.md").stat().st_size == MOST_BYTES


def test_a_job_summary_that_cannot_be_written_is_a_warning(
    snapshot: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The results are there, and the exit code is that of the results."""
    monkeypatch.setenv(VARIABLE, str(snapshot))
    done = _evaluate(snapshot, "markdown")
    assert done.exit_code == 1
    assert "warning: the job summary was not written: " in done.stderr
    assert Path("out/results.md").is_file()
