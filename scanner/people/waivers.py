"""The file `waivers.yaml`: dated acceptances of failures, each with an owner and a reason.

A waiver is applied to results, and never in policies. An entry that is incomplete is read, because
the report says that it waives nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from scanner.catalog.controls import Catalog
from scanner.people.files import Schema, read
from scanner.people.parts import ACCOUNTS, DATE, PATTERN, TEXT, lines, mapping

DEFAULT = "waivers.yaml"
"""The file that is read by default, if it exists, beside the configuration."""

_TEXTS = ("account", "resource", "item", "owner", "reason", "ticket", "expires")


@dataclass(frozen=True, slots=True)
class Waiver:
    """An entry. A text that the file lacks is empty. `line` is its first line in the file.

    `account`, `resource` and `item` are patterns; empty for all. `expires`: as 2026-12-31; the
    waiver holds on that day.
    """

    control: str
    account: str
    resource: str
    item: str
    owner: str
    reason: str
    ticket: str
    expires: str
    line: int


@dataclass(frozen=True, slots=True)
class Waivers:
    """The entries of a file. `file` and `digest` (the sha256 of the file) are empty without one."""

    file: str = ""
    digest: str = ""
    entries: tuple[Waiver, ...] = ()


def load(path: Path, catalog: Catalog, option: str) -> Waivers:
    """Return the waivers in a file. `option` names such a file on the command line.

    Raises `UsageError`, with file, line and the most similar name, for each mistake.
    """
    document = read(path, schema(catalog), option=option)
    entries = document.data.get("waivers") or ()
    return Waivers(
        path.as_posix(),
        document.digest,
        tuple(
            Waiver(
                control=catalog.named[entry["control"]].id,
                **{name: entry.get(name) or "" for name in _TEXTS},
                line=document.line(("waivers", index)),
            )
            for index, entry in enumerate(entries)
        ),
    )


def schema(catalog: Catalog) -> Schema:
    """Return the JSON Schema of the file."""
    pattern = {**PATTERN, "type": ["string", "null"]}
    text = {**TEXT, "type": ["string", "null"]}
    entry = mapping(
        {
            "control": {"enum": list(catalog.named), "description": "the id of a control"},
            "account": {**ACCOUNTS["items"], "type": ["string", "null"]},
            **dict.fromkeys(("resource", "item"), pattern),
            **dict.fromkeys(("owner", "reason", "ticket"), text),
            "expires": {**DATE, "type": ["string", "null"]},
        }
    )
    return lines("waivers", {**entry, "required": ["control"]})
