"""The command that checks configuration files: config check."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scanner.cli import options
from scanner.cli.say import say
from scanner.errors import UsageError, together
from scanner.text import plural

if TYPE_CHECKING:
    from scanner.people.check import Checked
    from scanner.people.config import Account, Config


@click.group()
def config() -> None:
    """Check the configuration.

    \b
    Example:
      genai-lens config check
    """


@config.command()
@click.argument("files", nargs=-1, type=options.FILE, metavar="[FILE]...")
@options.own_policies
def check(files: tuple[Path, ...], folders: tuple[Path, ...]) -> None:
    """Check configuration files [default: genai-lens.yaml], without AWS.

    A configuration comes with its attestations and waivers. Files of these names can be checked
    alone. Prints a line for each valid file. Exits with 2 if one has a mistake, after telling the
    first ten of each file. On GitHub, each also stands at its line in the pull request.

    \b
    Examples:
      genai-lens config check
      genai-lens config check prod.yaml test.yaml --policies rules
    """
    from scanner import choosing

    found = choosing.check(files or _default(), folders, options.screen_of(quiet=False))
    valid = [one for one in found if not isinstance(one, UsageError)]
    for line in dict.fromkeys(f"{one.file} is valid: {_summary(one)}." for one in valid):
        say(line)
    errors = [one for one in found if isinstance(one, UsageError)]
    if errors:
        raise together(errors)


def _default() -> tuple[Path, ...]:
    """Return the files that a scan reads by default; without any, that of the configuration."""
    from scanner.people import attestations, waivers
    from scanner.people.config import DEFAULT

    if os.path.lexists(DEFAULT):  # the others come with it
        return (DEFAULT,)
    others = (Path(name) for name in (attestations.DEFAULT, waivers.DEFAULT))
    return tuple(path for path in others if os.path.lexists(path)) or (DEFAULT,)


def _summary(found: Checked) -> str:
    """Return what a file holds, counted."""
    from scanner.people.attestations import Attestations
    from scanner.people.waivers import Waivers

    if isinstance(found, Attestations):
        return plural(len(found.entries), "attestation")
    if isinstance(found, Waivers):
        return plural(len(found.entries), "waiver")
    every: tuple[Config | Account, ...] = (found, *found.accounts.values())
    counts = {
        "account": len(found.accounts),
        "Region": len({region for one in every for region in one.regions}),
        "parameter": sum(len(values) for one in every for values in one.params.values()),
        "severity change": sum(len(one.severities) for one in every),
        "switched-off control": sum(len(one.switched_off) for one in every),
        "tag rule": sum(len(one.leave_out) for one in every),
        "workload setting": sum(len(one.workload) for one in every),
    }
    said = [plural(number, name) for name, number in counts.items() if number]
    return ", ".join(said) or "it sets nothing"
