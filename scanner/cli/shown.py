"""Where a report goes: files and the terminal, or one format on standard output."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from scanner.cli import options
from scanner.cli.say import no_more_output, say, say_file, say_report
from scanner.cli.step_summary import append
from scanner.errors import UsageError

if TYPE_CHECKING:
    from scanner.choices import Output
    from scanner.judging.results import Report
    from scanner.reports.terminal import View

F = TypeVar("F", bound=Callable[..., Any])

STDOUT = Path("-")


def view(function: F) -> F:
    """Add the options that decide what the terminal's report lists."""
    for option in (
        click.option(
            "--owner-tag", default="", metavar="KEY", help="Group failures by the value of this tag."
        ),
        click.option(
            "--severity",
            type=click.Choice(options.LEVELS),
            default=options.LEVELS[-1],
            show_default=True,
            help="List failures of this severity or above. It changes no count and no exit code.",
        ),
        click.option("--details", is_flag=True, help="List every finding, not only the controls that fail."),
    ):
        function = option(function)
    return function


@dataclass(frozen=True, slots=True)
class Place:
    """Where a command writes. `form` is the format for standard output, or empty."""

    output: Output
    form: str = ""


@contextmanager
def place(given: Mapping[str, Any], default: tuple[str, ...]) -> Iterator[Place]:
    """Yield where to write, from the options of `output` and `formats`.

    With `--output -`, it is a temporary folder, which stays only if an error left a snapshot in it.
    Raises `UsageError` if there is not exactly one format for a program.
    """
    import tempfile  # takes a few milliseconds, and only `--output -` needs it

    if given["output"] != STDOUT:
        yield Place(options.output_of(given, default))
        return
    formats = given["formats"]
    if len(formats) != 1 or formats[0] == "table":
        raise UsageError(
            "--output - writes one format to standard output.", "Add one --format, such as --format json."
        )
    folder = Path(tempfile.mkdtemp(prefix="genai-lens-"))
    try:
        yield Place(options.output_of({**given, "output": folder}), formats[0])
    except BaseException:
        if not (folder / "snapshot").exists():
            shutil.rmtree(folder, ignore_errors=True)
        raise
    shutil.rmtree(folder, ignore_errors=True)


def show(report: Report, to: Place, given: Mapping[str, Any], *, quiet: bool, scanned: bool = False) -> None:
    """Print the report, or say in one line on standard error what fails.

    `scanned`: whether the command wrote the snapshot too. A reader who has seen enough, as `head`,
    closes the pipe. That does not change the exit code.
    """
    try:
        _print(report, to, given, quiet=quiet, scanned=scanned)
        sys.stdout.flush()
    except BrokenPipeError:
        no_more_output()


def _print(report: Report, to: Place, given: Mapping[str, Any], *, quiet: bool, scanned: bool) -> None:
    from scanner.reports import REPORTS
    from scanner.reports.terminal.summary import files, one_line
    from scanner.snapshot.owned import FILES

    if to.form:
        if scanned:  # the temporary folder of the snapshot is not a place to name
            report = replace(report, head=replace(report.head, snapshot="snapshot"))
        made = REPORTS.get(to.form)
        body = made(report) if made else (to.output.folder / FILES[to.form]).read_bytes()
        say_file(body, is_json=to.form in ("json", "sarif"))
    if "markdown" in to.output.formats and not to.form:
        append(report)
    if quiet:
        return
    seen = _view(report, to, given, kept=not (to.form and scanned))
    if "table" in to.output.formats and not to.form:
        say_report(report, seen)
        return
    say(one_line(report), err=True)
    say(files(report, seen).text.plain, err=True)


def _view(report: Report, to: Place, given: Mapping[str, Any], *, kept: bool) -> View:
    from scanner.reports.terminal import View

    files = () if to.form else (to.output.folder / name for name in to.output.files)
    written = [path.as_posix() for path in files if path.is_file()]
    if folder := to.output.upload.inventory:
        written += [f"{(folder / account.id).as_posix()}/" for account in report.head.accounts]
    return View(
        given["details"],
        given["severity"],
        given["owner_tag"],
        tuple(written),
        printed=bool(to.form),
        kept=kept,
    )
