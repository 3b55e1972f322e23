"""Markdown and CSV of the command line, and GitHub's job summary."""

from __future__ import annotations

import os
import signal
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


CONFIGURED = "params: {}\n"
OTHERS = [
    (("--control", "GENSEC05-BP01/agent-role-not-shared"), "selection"),
    (("--config", "c.yaml"), "configuration"),
    (("--policies", "own"), "set of policies"),
    (("--config", "attested/genai-lens.yaml"), "file of attestations"),
    (("--config", "waived/genai-lens.yaml"), "file of waivers"),
    (("--baseline", "out/results"), "baseline"),
]
FILES_OF_PEOPLE = {"attested": "attestations", "waived": "waivers"}


def _own_control() -> None:
    done = CliRunner().invoke(cli, ["policies", "new", "GENSEC05-BP01/mine", "--policies", "own"])
    assert done.exit_code == 0, done.output


@pytest.mark.parametrize("first", ["json", "sarif"])
@pytest.mark.parametrize(("options", "what"), OTHERS)
def test_results_of_another_judgement_are_not_added(
    snapshot: Path, first: str, options: tuple[str, ...], what: str
) -> None:
    """A format is added only beside results of the same selection, configuration and policies."""
    lab.workflow(Path())
    Path("c.yaml").write_text(CONFIGURED)
    if what == "set of policies":
        _own_control()
    Path("genai-lens.yaml").write_text(CONFIGURED if "file of" in what else "")
    for folder, key in FILES_OF_PEOPLE.items():
        Path(folder).mkdir()
        Path(folder, "genai-lens.yaml").write_text(CONFIGURED)
        Path(folder, f"{key}.yaml").write_text(f"{key}: []\n")
    options = tuple(f"out/results.{first}" if text == "out/results" else text for text in options)
    base = ["evaluate", str(snapshot), "--quiet", *(() if what == "set of policies" else CHOSEN[:2])]
    run = CliRunner()
    assert run.invoke(cli, [*base, "--format", first, "--format", "html"]).exit_code == 1
    assert run.invoke(cli, [*base, "--format", "csv"]).exit_code == 1
    before = {path.name: path.read_bytes() for path in Path("out").iterdir()}
    done = run.invoke(cli, [*base, *options, "--format", "markdown"])
    assert done.exit_code == 4, done.output
    assert done.stderr == (
        f"error: out/results.{first} is of another {what} than this run.\n"
        "next:  Use --force to replace all results there, or --output for another folder.\n"
    )
    assert {path.name: path.read_bytes() for path in Path("out").iterdir()} == before
    Path("out/notes.txt").write_text("mine")
    Path("out/results.html").write_text("mine too")
    forced = run.invoke(cli, [*base, *options, "--format", "markdown", "--force"])
    assert forced.exit_code == (0 if what == "baseline" else 1)  # the baseline knows all failures
    assert sorted(path.name for path in Path("out").iterdir()) == ["notes.txt", "results.html", "results.md"]


def test_results_of_another_snapshot_or_version_are_not_added(
    snapshot: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a snapshot in the folder, the results say which one they are of, and by what."""
    CliRunner().invoke(cli, ["evaluate", str(snapshot), *CHOSEN, "--format", "json"])
    other = lab.snapshot_of("bad", Path("other"))
    done = CliRunner().invoke(cli, ["evaluate", str(other), *CHOSEN[:3], "--format", "csv"])
    assert (done.exit_code, "out/results.json is of another snapshot" in done.stderr) == (4, True)
    monkeypatch.setattr("scanner.reports.beside.__version__", "99")
    done = CliRunner().invoke(cli, ["evaluate", str(snapshot), *CHOSEN[:3], "--format", "csv"])
    assert (done.exit_code, "is of another version of genai-lens" in done.stderr) == (4, True)


def test_results_that_do_not_say_how_they_were_judged(snapshot: Path) -> None:
    """HTML alone does not say its judgement, so nothing is added. With --force, all is replaced."""
    _evaluate(snapshot, "html")
    done = CliRunner().invoke(cli, ["evaluate", str(snapshot), *CHOSEN[:3], "--format", "csv"])
    assert done.exit_code == 4
    assert "out/results.html does not say how it was judged, and there is no results.json" in done.stderr
    assert _evaluate(snapshot, "csv").exit_code == 1
    assert [path.name for path in Path("out").iterdir()] == ["results.csv"]


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


@pytest.mark.parametrize("before", ["", "# Step\n", "no line break"])
def test_the_job_summary_begins_a_line(snapshot: Path, monkeypatch: pytest.MonkeyPatch, before: str) -> None:
    """The summary is Markdown of its own, also after a line that an earlier command did not end."""
    monkeypatch.setenv(VARIABLE, str(Path("summary.md").absolute()))
    Path("summary.md").write_text(before)
    _evaluate(snapshot, "markdown")
    written = Path("out/results.md").read_text()
    assert Path("summary.md").read_text() == (before + "\n" if before.endswith("k") else before) + written


@pytest.mark.parametrize("kind", ["folder", "pipe", "pipe with a reader", "device", "link to a device"])
def test_a_job_summary_that_cannot_be_written_is_a_warning(
    snapshot: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """The results are there with their exit code, and the command does not wait."""
    path = {"folder": snapshot, "device": Path("/dev/null")}.get(kind, Path("odd").absolute())
    if kind.startswith("pipe"):
        os.mkfifo(path)
    elif kind.startswith("link"):
        path.symlink_to("/dev/null")
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK) if kind.endswith("reader") else None
    monkeypatch.setenv(VARIABLE, str(path))
    signal.alarm(60)  # a command that waits for a reader ends the test
    done = _evaluate(snapshot, "markdown")
    signal.alarm(0)
    if reader is not None:
        os.close(reader)
    assert done.exit_code == 1
    reason = "Is a directory" if kind == "folder" else "it is not a regular file"
    assert done.stderr == (f"warning: the job summary was not written: {path} cannot be opened: {reason}.\n")
    assert Path("out/results.md").is_file()
