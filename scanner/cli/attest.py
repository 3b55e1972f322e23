"""The command that writes attestations, and lists those that expire."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from scanner.cli import options
from scanner.cli.options import FILE
from scanner.cli.say import say, warn
from scanner.errors import UsageError
from scanner.text import inert, plural

_NEEDED = ("owner", "statement", "evidence", "expires")


@click.command()
@click.argument("control", required=False)
@click.option("--owner", metavar="NAME", help="Who answers for the statement: a person or a team.")
@click.option("--statement", metavar="TEXT", help="What is done, in a few sentences.")
@click.option(
    "--evidence", metavar="LINK", help="Where it is written down: an https link or a document's id."
)
@click.option("--given", metavar="DATE", help="The first day, such as 2026-01-31 [default: today].")
@click.option("--expires", metavar="DATE", help="The last day, at most a year later.")
@click.option(
    "--account",
    "accounts",
    multiple=True,
    metavar="ID",
    help="For this account only, or a pattern; repeatable.",
)
@click.option(
    "--resource",
    "resources",
    multiple=True,
    metavar="ARN",
    help="For this resource only, or a pattern; repeatable.",
)
@click.option(
    "--file",
    "path",
    type=FILE,
    help="The file of attestations [default: the one that a scan reads].",
)
@click.option("--check", is_flag=True, help="List what expired, is incomplete, or expires soon.")
@click.option(
    "--within",
    type=click.IntRange(0, 366),
    default=30,
    show_default=True,
    metavar="DAYS",
    help="How soon counts as soon, for --check.",
)
@options.configuration
@options.own_policies
def attest(control: str | None, path: Path | None, check: bool, within: int, **given: Any) -> None:
    """State that a practice is followed which no API can show.

    The statement becomes an entry at the end of the file, and everything else in the file stays as
    it is. The file is the one that a scan reads: attestations.yaml beside genai-lens.yaml, or the
    one that genai-lens.yaml names. Commit it.

    With --check, list what expired, is incomplete, lasts too long, or expires soon. The exit code
    is 1 if an attestation makes its control fail today. One that expires soon does not change it.

    \b
    Examples:
      genai-lens attest GENOPS01-BP01/ground-truth-governed --owner "Ana Example" \\
        --statement "The set covers both personas and is refreshed every quarter." \\
        --evidence https://wiki.example.org/ground-truth --expires 2027-01-31
      genai-lens attest --check --within 60
    """
    from scanner.people.attesting import Wanted, attestable
    from scanner.people.attesting import attest as add
    from scanner.people.config import settings
    from scanner.people.patterns import fits

    if check:
        if control or any(given[name] for name in (*_NEEDED, "given", "accounts", "resources")):
            raise UsageError("--check takes no attestation.", "Run it alone, with --file or --within.")
        _check(path, within, given)
        return
    catalog = options.all_controls(given["folders"])
    found = attestable(control or "", catalog)
    if lacking := [f"--{name}" for name in _NEEDED if given[name] is None]:
        step = found.question or f"`genai-lens controls show {found.id}` says what the control is about."
        raise UsageError(f"{', '.join(lacking)} must be given.", step)
    today = datetime.now(UTC).date()
    wanted = Wanted(
        found.id,
        **{name: given[name] for name in _NEEDED},
        given=given["given"] or today.isoformat(),
        accounts=given["accounts"],
        resources=given["resources"],
    )
    config = settings(given["config"], catalog)
    file = path or config.file_of("attestations")
    line = add(file, wanted, catalog, "--file", today=today, config=config)
    say(f"{file}:{line}: {found.id} is attested by {wanted.owner} from {wanted.given} to {wanted.expires}.")
    for account in wanted.accounts:
        if config.accounts and not any(fits((account,), name) for name in config.accounts):
            warn(f"{config.file} has no account {inert(account)}.")


def _check(path: Path | None, within: int, given: dict[str, Any]) -> None:
    """Print the attestations that need somebody, and exit with 1 if one makes its control fail."""
    from scanner.people.attestations import load
    from scanner.people.attesting import standings
    from scanner.people.config import settings

    catalog = options.all_controls(given["folders"])
    config = settings(given["config"], catalog)
    path = path or config.file_of("attestations")
    entries = load(path, catalog, "--file").entries
    found = list(standings(entries, catalog, datetime.now(UTC).date(), within, config))
    for one in found:
        label, colour = ("FAIL", "red") if one.harmful else ("SOON", "yellow")
        said = f"{path}:{one.entry.line}: {one.entry.control}, by {one.entry.owner or 'nobody'}: {one.said}"
        say(said, label=label, colour=colour)
    harmful = sum(one.harmful for one in found)
    number = plural(len(entries), "attestation")
    soon = f"{len(found) - harmful} that will expire within {plural(within, 'day')}"
    say(f"{number}: {harmful} of no use, {soon}.")
    sys.exit(1 if harmful else 0)
