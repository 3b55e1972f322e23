"""The command that lists what generative AI a snapshot has."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from scanner.cli import options
from scanner.cli.say import columns, say_json, say_lines, warn


@click.command()
@click.argument("snapshot", type=options.PATH)
@options.selection
@options.configuration
@options.form("How the list is printed.", "table", "csv", "json")
@click.option(
    "--owner-tag",
    default="",
    metavar="KEY",
    help="The tag that names the owner [default: owner, team, contact or costcenter].",
)
@options.engine
@options.opa_server
@options.allow_incomplete
def inventory(snapshot: Path, form: str, owner_tag: str, allow_incomplete: bool, **given: Any) -> None:
    """List the models, agents, guardrails and so on of a snapshot.

    The worst finding of each comes from the controls, which judge the snapshot as `evaluate` does.
    A failure does not change the exit code. It is 3 if the list may lack something, because it
    could not be read or was not collected.

    \b
    Examples:
      genai-lens inventory out/snapshot
      genai-lens inventory out/snapshot --owner-tag Team --format csv > inventory.csv
    """
    from scanner import run
    from scanner.reports import inventory as lists

    judge = options.judge_of({**given, "fail_on": "low", "allow_incomplete": True})
    screen = options.screen_of(quiet=False)
    found = run.inventory(snapshot, options.choice_of(given), judge, owner_tag, screen)
    if form == "table":
        say_lines(lists.as_table(found, columns() or None))
    elif form == "csv":
        say_lines(lists.as_csv(found))
    else:
        say_json(lists.as_json(found))
    for sentence in lists.beside(found) if form != "table" else ():
        warn(sentence)
    for defect in found.head.defects:
        warn(f"{defect.control} failed on account {defect.account}: {defect.reason}")
    code = run.exit_code(found.report, judge)
    sys.exit(70 if code == 70 else 3 if found.missing and not allow_incomplete else 0)
