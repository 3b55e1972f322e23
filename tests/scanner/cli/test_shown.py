"""Where a report goes: the terminal, files, or one format on standard output."""

from __future__ import annotations

import io
import os
import sys
import time
from pathlib import Path
from typing import Any
from unittest.mock import patch

import orjson
import pytest

from scanner.catalog.controls import Selection
from scanner.cli import progress, say
from scanner.snapshot.owned import FILES
from tests import lab
from tests.scanner.cli.command import run

CONTROL = "GENSEC05-BP01/gateway-inbound-authorized"
CHOSEN = ("--control", CONTROL)


@pytest.fixture
def snapshot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the snapshot of the bad account, in an empty working folder."""
    monkeypatch.chdir(tmp_path)
    lab.workflow(tmp_path)  # the place that SARIF needs
    return lab.snapshot_of("bad", Path("snap"))


@pytest.mark.parametrize("form", [*FILES])
def test_one_format_on_standard_output(form: str, snapshot: Path) -> None:
    """`--output -` writes one format to standard output, and the notes to standard error."""
    done = run("evaluate", snapshot, *CHOSEN, "--output", "-", "--format", form)
    run("evaluate", snapshot, *CHOSEN, "--output", "files", "--format", form)
    assert done.exit_code == 1
    printed, written = done.stdout, Path(f"files/{FILES[form]}").read_text(encoding="utf-8")
    if form in ("json", "sarif"):
        assert orjson.loads(printed) == orjson.loads(written)
    else:
        assert printed.rstrip("\n") == written.rstrip("\n")
    assert "findings of 1 control: 2 critical." in done.stderr
    assert sorted(os.listdir()) == [".github", "files", "snap"]
    quiet = run("evaluate", snapshot, *CHOSEN, "--output", "-", "--format", form, "--quiet")
    assert (quiet.stdout, quiet.stderr) == (done.stdout, "")
    assert done.stderr.endswith("\nSnapshot: snap. The results are on standard output.\n")


def test_a_scan_on_standard_output_leaves_nothing(snapshot: Path, tmp_path: Path) -> None:
    """`scan --output -` keeps no snapshot, and names no temporary folder."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    with lab.serving(lab.account("bad")), patch("tempfile.tempdir", str(temporary)):
        done = run("scan", *CHOSEN, "--output", "-", "--format", "json")
    assert done.exit_code == 1, done.output
    assert orjson.loads(done.stdout)["snapshot"] == "snapshot"
    said = "The snapshot was not kept, because of --output -. The results are on standard output."
    assert done.stderr.splitlines()[-1] == said
    assert (os.listdir(temporary), sorted(os.listdir())) == ([], [".github", "snap", "temporary"])


@pytest.mark.parametrize(
    "formats",
    [(), ("table",), ("json", "sarif"), ("json", "table")],
    ids=lambda names: "+".join(names) or "none",
)
def test_standard_output_takes_exactly_one_format(formats: tuple[str, ...], snapshot: Path) -> None:
    """No format, several, or the table are wrong usage."""
    chosen = [part for name in formats for part in ("--format", name)]
    done = run("evaluate", snapshot, "--output", "-", *chosen)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "--output - writes one format to standard output." in done.stderr
    assert run("collect", "--output", "-").exit_code == 2


def test_a_format_alone_still_says_what_fails(snapshot: Path) -> None:
    """`--format json` alone prints one line of what fails on stderr, and the files; quiet none."""
    chosen = ("evaluate", snapshot, *CHOSEN, "--output", "a", "--format", "json")
    done = run(*chosen)
    assert done.stdout == ""
    first, second = done.stderr.splitlines()
    assert first.startswith("2 findings of 1 control: 2 critical. 2 results: 2 fail.")
    assert second == "Snapshot: snap. Written: a/results.json."
    assert run(*chosen, "--force", "--quiet").output == ""


def test_the_last_line_names_what_was_written(snapshot: Path) -> None:
    """The last line of the report names the snapshot and exactly the files that were written."""
    done = run("evaluate", snapshot, *CHOSEN)
    assert done.stdout.endswith("\nSnapshot: snap. The results are in no file (--format json writes one).\n")
    formats = ("--format", "table", "--format", "json", "--format", "sarif")
    done = run("evaluate", snapshot, *CHOSEN, *formats, "--output", "a b")
    assert done.stdout.endswith("\nSnapshot: snap. Written: a b/results.json, a b/results.sarif.\n")
    assert "--format json" not in done.output
    assert done.stderr == ""
    done = run("evaluate", snapshot, *CHOSEN, "--inventory", "inv")
    (account,) = os.listdir("inv")
    assert done.stdout.endswith(f"\nSnapshot: snap. Written: inv/{account}/.\n")
    done = run("evaluate", snapshot, *CHOSEN, "--inventory", "inv", "--format", "csv", "--output", "-")
    said = f"Snapshot: snap. The results are on standard output. Written: inv/{account}/."
    assert done.stderr.splitlines()[-1] == said


def test_the_options_of_the_list(snapshot: Path) -> None:
    """`--details`, `--severity` and `--owner-tag` change the list, and no exit code."""
    practice = ("--best-practice", "GENSEC05-BP01")
    plain = run("evaluate", snapshot, *practice)
    details = run("evaluate", snapshot, *practice, "--details")
    some = run("evaluate", snapshot, *practice, "--severity", "critical")
    owners = run("evaluate", snapshot, *practice, "--owner-tag", "team")
    assert {done.exit_code for done in (plain, details, some, owners)} == {1}
    assert max(map(len, plain.stdout.splitlines())) > 120  # a pipe gets whole lines
    assert len(details.stdout.splitlines()) > 2 * len(plain.stdout.splitlines())
    assert "below critical not listed (--severity critical)." in some.stdout
    assert "\nHIGH " in plain.stdout.partition("\nMost severe\n")[2]
    assert "\nHIGH " not in some.stdout
    assert "\nWithout the tag team: " in owners.stdout


def test_the_commands_of_a_finding(snapshot: Path) -> None:
    """`controls show --for` fills in the names of a finding of the last scan."""
    run("evaluate", snapshot, *CHOSEN, "--format", "json")
    results = orjson.loads(Path("out/results.json").read_bytes())["results"]
    found = next(r for r in results if r["resource"]["name"] == "open")
    done = run("controls", "show", CONTROL, "--for", found["fingerprint"][:8])
    assert done.exit_code == 0, done.output
    assert f"--gateway-identifier {found['resource']['id'].rpartition('/')[2]} --name open" in done.stdout
    assert "--gateway-identifier <gateway-id> --name <name>" in run("controls", "show", CONTROL).stdout
    other = run("controls", "show", "GENSEC01-BP01/api-keys-expire", "--for", found["fingerprint"])
    assert other.exit_code == 2
    assert f"is of control {CONTROL}." in other.stderr
    assert other.stderr.endswith(f" --for {found['fingerprint']}\n")
    Path("out/results.json").rename("moved.json")
    other = run(
        "controls", "show", "GENSEC01-BP01/api-keys-expire",
        "--for", found["fingerprint"], "--results", "moved.json",
    )  # fmt: skip
    assert other.stderr.endswith(f" --for {found['fingerprint']} --results moved.json\n")
    show = ("controls", "show", CONTROL, "--for", found["fingerprint"])
    assert "out/results.json cannot be read" in run(*show).stderr
    assert "Name the results.json of a scan with --results." in run(*show).stderr
    Path("demo").mkdir()
    Path("demo/results.json").write_bytes(Path("moved.json").read_bytes())
    assert "Use --results demo/results.json for the finding of a demo." in run(*show).stderr
    assert run(*show, "--results", "moved.json").stdout == done.stdout
    assert run(*show, "--format", "yaml").exit_code == 2


class _Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("environ", "colours"),
    [
        ({"TERM": "xterm"}, True),
        ({"TERM": "xterm", "NO_COLOR": "1"}, False),
        ({"TERM": "xterm", "NO_COLOR": ""}, True),
        ({"TERM": "dumb"}, False),
        ({"TERM": "dumb", "FORCE_COLOR": "1"}, False),
        ({"TERM": "xterm", "FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
    ],
)
def test_colours_of_errors_and_reports(
    environ: dict[str, str], colours: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """NO_COLOR and TERM=dumb hold for the report and for errors."""
    for name in ("NO_COLOR", "FORCE_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    out, err = _Terminal(), _Terminal()
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err)
    say.complain("it failed", "try again")
    say.say_report(lab.report("bad"), _view())
    assert ("\x1b[" in err.getvalue(), "\x1b[" in out.getvalue()) == (colours, colours)
    assert max(len(line) for line in out.getvalue().splitlines()) < 300  # wrapped: it is a terminal


def _view() -> Any:
    from scanner.reports.terminal import View

    return View()


def test_progress_without_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where there is no terminal, a plain line comes now and then, and none with --quiet."""
    monkeypatch.setattr(progress, "FIRST", 0.01)
    monkeypatch.setattr(progress, "SECONDS", 0.01)
    for quiet in (True, False):
        with progress.progress("Judging 5,000 resources", quiet=quiet) as tell:
            time.sleep(0.1)
            tell(1200, 3400, 5)
            time.sleep(0.3)
        lines = capsys.readouterr().err.splitlines()
        assert bool(lines) != quiet
        assert set(lines) <= {
            "Judging 5,000 resources ...",
            "Judging 5,000 resources ... 1,200 of 3,400 calls.",
        }
    assert lines[-1].endswith("1,200 of 3,400 calls.")


def test_judging_shows_progress(snapshot: Path) -> None:
    """Judging opens a progress with the number of resources."""
    from scanner import run as stages

    labels = []

    def opened(label: str, **_: Any) -> Any:
        labels.append(label)
        return progress.progress(label, quiet=True)

    screen = stages.Screen(tell=lambda text: None, warn=lambda text: None, progress=opened)
    choice = stages.Choice(Selection(controls=(CONTROL,)))
    report = stages.evaluate(snapshot, choice, stages.Judge(), stages.Output(Path("out")), screen)
    assert report.results
    assert labels == [f"Judging {len(lab.collection('bad').resources)} resources"]
