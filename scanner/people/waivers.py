"""The file `waivers.yaml`: dated acceptances of failures, each with an owner and a reason.

A waiver is applied to results (`scanner.judging.waivers`), and never in policies. An entry that is
incomplete is read, because the report says that it waives nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from scanner.catalog.controls import Catalog
from scanner.people.dates import day
from scanner.people.files import Schema, read
from scanner.people.parts import ACCOUNTS, DATE, MOST_LETTERS, MOST_WILDCARDS, TEXT, is_seen, lines, mapping
from scanner.people.patterns import ORDINARY, fits

DEFAULT = "waivers.yaml"
"""The file that is read by default, if it exists, beside the configuration."""

ANY = "*"
"""The pattern that stands for a key that an entry lacks."""
PATTERNS = ("account", "region", "resource", "item")
TEXTS = ("owner", "reason", "ticket", "expires")

_PATTERN: Schema = {
    "type": ["string", "null"],
    "maxLength": MOST_LETTERS,
    "pattern": rf"^{ORDINARY}(?:[*?]{ORDINARY}){{0,{MOST_WILDCARDS}}}\\?$",
}
"""A pattern with few wildcards. `\\*` and `\\?` are none."""


@dataclass(frozen=True, slots=True)
class Waiver:
    """An entry. `line` is its first line in the file.

    `account`, `region`, `resource` and `item` are patterns, and `ANY` if the file lacks them. The
    other texts are empty then. `expires`: as 2026-12-31; the waiver holds on that day.
    """

    control: str
    account: str
    region: str
    resource: str
    item: str
    owner: str
    reason: str
    ticket: str
    expires: str
    line: int

    @property
    def end(self) -> date | None:
        """Return the last day, or None without one."""
        return day(self.expires)

    def lapse(self, today: date) -> str:
        """Return why the waiver does not hold on a day, after "the waiver"; empty if it holds."""
        missing = [name for name in ("owner", "reason") if not is_seen(getattr(self, name))]
        end = self.end
        if missing or not end:
            missing += [] if end else ["expires"]
            return f"lacks {' and '.join(', '.join(missing).rsplit(', ', 1))}"
        return f"expired on {self.expires}" if end < today else ""

    def about(self, region: str, resource: tuple[str, str], item: str) -> bool:
        """Return whether the patterns match a subject. `resource`: its id and its name.

        Names are free text, and one could be the ARN of another resource. So a pattern that begins
        as an ARN is compared with the id only.
        """
        arn, name = resource
        by_name = name and not self.resource.startswith("arn:")
        return (
            fits((self.region,), region)
            and (fits((self.resource,), arn) or bool(by_name and fits((self.resource,), name)))
            and fits((self.item,), item)
        )


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
                **dict(_texts(entry)),
                line=document.line(("waivers", index)),
            )
            for index, entry in enumerate(entries)
        ),
    )


def schema(catalog: Catalog) -> Schema:
    """Return the JSON Schema of the file."""
    text = {**TEXT, "type": ["string", "null"]}
    entry = mapping(
        {
            "control": {"enum": list(catalog.named), "description": "the id of a control"},
            "account": {**ACCOUNTS["items"], "type": ["string", "null"]},
            **dict.fromkeys(("region", "resource", "item"), _PATTERN),
            **dict.fromkeys(("owner", "reason", "ticket"), text),
            "expires": {**DATE, "type": ["string", "null"]},
        }
    )
    return lines("waivers", {**entry, "required": ["control"]})


def _texts(entry: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield (key, text). A key without a value is as good as none, but `item: ""` is a pattern."""
    for name in PATTERNS:
        yield name, ANY if entry.get(name) is None else entry[name]
    for name in TEXTS:
        yield name, entry.get(name) or ""
