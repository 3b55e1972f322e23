"""The commands that compare runs: two in detail, or many over time."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from scanner.cli import options
from scanner.cli.say import say_file, say_json, say_lines, warn


@click.command()
@click.argument("old", type=options.PATH)
@click.argument("new", type=options.PATH)
@options.selection
@options.configuration
@options.form("How the comparison is printed.", "text", "json", "markdown")
@options.fail_on
@options.engine
@options.opa_server
def diff(old: Path, new: Path, form: str, **given: Any) -> None:
    """Compare two runs: what is new, fixed or no longer seen.

    OLD and NEW are results.json, results.sarif or folders of snapshots. Snapshots are judged with
    the policies and the configuration of today, and then it is also shown which properties
    changed. Parameters and policies that differ are named as possible causes.

    Exits with 1 for new failures of --fail-on or above, with 3 if this run cannot see something
    that failed in OLD, and otherwise with 0.

    \b
    Examples:
      genai-lens diff monday/results.json tuesday/results.json
      genai-lens diff monday/snapshot tuesday/snapshot --format markdown
      genai-lens diff monday/snapshot tuesday/snapshot --control GENSEC01-BP01/api-keys-expire
    """
    from scanner import run
    from scanner.earlier.diff import exit_code

    judge = options.judge_of({**given, "allow_incomplete": True})
    screen = options.screen_of(quiet=form != "text")
    found = run.diff(old, new, options.choice_of(given), judge, screen)
    if form == "json":
        from scanner.earlier.diff_json import as_json

        say_json(as_json(found))
    elif form == "markdown":
        from scanner.earlier.diff_markdown import as_markdown

        say_lines(as_markdown(found))
    else:
        from scanner.earlier.diff_text import as_text

        say_lines(as_text(found))
    sys.exit(exit_code(found, judge.fail_on))


@click.command()
@click.argument("folder", type=options.FOLDER)
@options.form("How the numbers are printed.", "table", "csv", "html")
def trend(folder: Path, form: str) -> None:
    """Show the failures of many runs over time.

    Reads every results.json below FOLDER, at any depth: keep that of each run in a folder of its
    own. A file whose name only ends so, such as monday-results.json, is read too. Files of other
    versions are left out, with a warning. The exit code does not depend on failures.

    \b
    Examples:
      genai-lens trend runs
      genai-lens trend runs --format html > trend.html
      genai-lens trend runs --format csv > trend.csv
    """
    from scanner import __version__
    from scanner.reports.trend import as_csv, as_table
    from scanner.reports.trend import trend as read

    found = read(folder)
    for problem in found.problems:
        warn(f"{problem.rstrip('.')}. It is left out.")
    if form == "html":
        from scanner.reports.html.trend import trend_page

        say_file(trend_page(found, __version__), is_json=False)
    else:
        say_lines(as_csv(found, __version__) if form == "csv" else as_table(found))
