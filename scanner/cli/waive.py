"""The command that writes a waiver of a failure."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from scanner.cli import options
from scanner.cli.say import say


@click.command()
@click.argument("fingerprint")
@click.option("--owner", required=True, metavar="NAME", help="Who accepts the failure.")
@click.option("--reason", required=True, metavar="TEXT", help="Why it is accepted.")
@click.option("--expires", required=True, metavar="DATE", help="The last day of the waiver (2026-12-31).")
@click.option("--ticket", default="", metavar="TEXT", help="Where it was decided.")
@click.option(
    "--results",
    type=options.FILE,
    default=Path("out/results.json"),
    show_default=True,
    help="The results that have the failure.",
)
@click.option(
    "--file",
    "path",
    type=options.FILE,
    help="The file of waivers [default: the one that a scan reads]. An entry is added, and all else "
    "stays as it is.",
)
@options.configuration
@options.own_policies
def waive(fingerprint: str, results: Path, path: Path | None, expires: str, **given: Any) -> None:
    """Accept one failure until a day, in waivers.yaml.

    FINGERPRINT is that of the result, or the first 8 or more hex digits of it. The waiver is for
    this control, account, Region, resource and item only. The failure stays a failure in every
    report. It is marked as waived and does not change the exit code. Only failures can be waived.

    \b
    Examples:
      genai-lens evaluate out/snapshot --details
      genai-lens waive 1a2b3c4d --owner ml --reason "a demo without data" --expires 2026-12-31
      genai-lens waive 1a2b3c4d --owner ml --reason "see ticket" --ticket A-1 --expires 2026-12-31
    """
    from scanner.people import waiving
    from scanner.people.config import settings
    from scanner.reports.finding import subject, waivable

    last = waiving.checked(expires, datetime.now(UTC).date())
    catalog = options.all_controls(given["folders"])
    file = path or settings(given["config"], catalog).file_of("waivers")
    found = waivable(results, fingerprint)
    line = waiving.waive(
        file,
        catalog,
        found.control,
        {"account": found.account, "region": found.region, "resource": found.id, "item": found.item},
        {name: given[name] for name in ("owner", "reason", "ticket")} | {"expires": last},
        subject(found),
    )
    say(f"{file}:{line}: {found.control} is waived until {last} for {subject(found)}.")
