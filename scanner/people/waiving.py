"""Write a waiver of one failure into the file of waivers."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

from scanner.catalog.controls import Catalog
from scanner.errors import UsageError
from scanner.people.adding import add
from scanner.people.dates import asked
from scanner.people.parts import is_seen
from scanner.people.patterns import literal
from scanner.people.waivers import PATTERNS, load

OPTION = "--file"
"""The option of `genai-lens waive` that names the file."""


def waive(
    path: Path,
    catalog: Catalog,
    control: str,
    subject: dict[str, str],
    accepted: dict[str, str],
    comment: str,
) -> int:
    """Add a waiver to a file, and return its line.

    `subject`: the account, Region, resource and item of a failure. The waiver matches them letter
    by letter, and nothing else. `accepted`: owner, reason, ticket and expires. `comment`: names the
    resource for a person.

    Raises `UsageError` for a control that the catalog lacks, a text that is empty, a file that is
    not valid, and a failure that has its waiver there. Raises `OutputError` if the file cannot be
    written.
    """
    if control not in catalog.named:
        raise UsageError(f"there is no control {control}.", "Name the folder of your own with --policies.")
    for name in ("owner", "reason"):
        if not is_seen(accepted[name]):
            raise UsageError(f"--{name} is empty.", f"Write the {name} of the waiver.")
    patterns = {name: literal(subject[name]) for name in PATTERNS}
    found = catalog.named[control].id
    if os.path.lexists(path):
        for one in load(path, catalog, OPTION).entries:
            if one.control == found and all(getattr(one, name) == patterns[name] for name in PATTERNS):
                raise UsageError(f"{path}:{one.line} is the waiver of this failure.", "Change it there.")
    texts = {name: text for name, text in accepted.items() if text}
    entry = {"control": found, **patterns, **texts}
    return add(
        path, "waivers", entry, lambda file: load(file, catalog, OPTION), option=OPTION, comment=comment
    )


def checked(expires: str, today: date) -> str:
    """Return the last day of a new waiver.

    Raises `UsageError` if it is no day of the calendar, or in the past.
    """
    if asked("expires", expires) < today:
        later = today.replace(day=1, year=today.year + 1)
        raise UsageError(
            f"--expires {expires} is in the past.", f"Write a day from {today} on, such as {later}."
        )
    return expires
