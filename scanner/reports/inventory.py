"""Show what generative AI there is: as a table for a terminal, as CSV or as JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from textwrap import wrap
from typing import Any

from rich.cells import cell_len, set_cell_size

from collectors.records import GLOBAL
from scanner.judging.present import NotRead, Present
from scanner.judging.results import Head, Report
from scanner.reports.cells import written
from scanner.reports.terminal.configured import sentences, title
from scanner.reports.words import grouped, known_name, when
from scanner.text import inert, plural

FORMAT = 2
"""The version of the JSON document. It changes with every member that is added or altered."""
MOST_REGIONS = 3
"""The most Regions that a line of the table names."""
LEAST = 8
"""The width that a column of the table keeps, in characters."""


@dataclass(frozen=True, slots=True)
class Inventory:
    """What there is, where the list may lack something, and the run that it comes from.

    `report`: the judgement that the findings come from.
    `unread_tags`: sentences that say why an owner may be missing.
    `owner_tag`: the key of the tag that names the owner; empty for `present.OWNER_TAGS`.
    """

    report: Report
    found: Sequence[Present]
    missing: Sequence[NotRead]
    unread_tags: Sequence[str] = ()
    owner_tag: str = ""

    @property
    def head(self) -> Head:
        """Return the head of the report."""
        return self.report.head

    @property
    def notes(self) -> list[str]:
        """Return what the reader should know: the report's notes, and which tags were not read."""
        return [*self.head.notes, *self.unread_tags]


def as_json(inventory: Inventory) -> dict[str, Any]:
    """Return the list as a document of JSON."""
    head = inventory.head
    return {
        "format": FORMAT,
        "tool": {"name": "genai-lens", "version": head.version},
        "sample": head.sample,
        "started": head.started,
        "snapshot": head.snapshot,
        "snapshot_digest": head.snapshot_digest,
        "policy_digest": head.policy_digest,
        "selection": asdict(head.selection),
        "configuration": asdict(head.configuration),
        "excluded": len(inventory.report.results) - len(inventory.report.counted),
        "notes": inventory.notes,
        "resources": [_members(inventory, one) for one in inventory.found],
        "not_read": [
            {"what": one.what, "type": one.type, "account": one.account, "regions": [*one.regions]}
            for one in inventory.missing
        ],
    }


def as_csv(inventory: Inventory) -> str:
    """Return the list as CSV, with the members of JSON as columns."""
    rows = [_members(inventory, one) for one in inventory.found]
    columns = tuple(_members(inventory, Present("", "", "", "", "", "", "", {}, ())))
    return written(columns, ([str(value) for value in row.values()] for row in rows), inventory.head.version)


def _members(inventory: Inventory, one: Present) -> dict[str, Any]:
    """Return a resource as the members of JSON, which are also the columns of CSV."""
    worst = one.worst
    return {
        "kind": one.kind,
        "what": one.what,
        "type": one.type,
        "name": one.name,
        "id": one.id,
        "account": one.account,
        "account_name": inventory.head.name_of(one.account),
        "region": one.region,
        "owner": one.owner(inventory.owner_tag),
        "failing": one.failing,
        "unknown": one.unknown,
        "waived": one.waived,
        "severity": worst.severity if worst else "",
        "control": worst.control if worst else "",
        "message": worst.message if worst else "",
        "excluded": one.excluded.reason if one.excluded else "",
    }


def as_table(inventory: Inventory, width: int | None) -> str:
    """Return the list as text, by type.

    `width`: the most columns of a line; None for lines as long as they need. A name that is too
    long for its column is cut.
    """
    head = inventory.head
    names = ", ".join(inert(head.named(account.id)) for account in head.accounts)
    sample = " This is a sample, not a real account." if head.sample else ""
    lines = _wrapped(f"Account {names}, read at {inert(when(head.started))}.{sample}", width)
    several = len(head.accounts) > 1
    columns = [column for column in _COLUMNS if several or column != "ACCOUNT"]
    rows = {id(one): [_COLUMNS[c](inventory, one) for c in columns] for one in inventory.found}
    sizes = _sizes([columns, *rows.values()], width)
    lines += ["", _line(columns, sizes)] if rows else []
    for what, same in grouped(inventory.found, lambda one: one.what).items():
        lines.append(f"{what}: {len(same):,}")
        lines += [_line(rows[id(one)], sizes) for one in same]
    lines += ["", _total(inventory)]
    if changed := sentences(inventory.report):
        lines.append(f"{title(inventory.report)}:")
        lines += [f"  {line}" for said in changed for line in _wrapped(said, width and width - 2)]
    lines += [line for said in inventory.notes for line in _wrapped(f"NOTE: {inert(said)}", width)]
    lines += [line for said in missing(inventory) for line in _wrapped(f"INCOMPLETE: {said}", width)]
    return "\n".join(lines) + "\n"


_COLUMNS: Mapping[str, Callable[[Inventory, Present], str]] = {
    "NAME": lambda _, one: inert(known_name(one.name, one.id)),
    "ACCOUNT": lambda inventory, one: inert(inventory.head.named(one.account)),
    "REGION": lambda _, one: inert(one.region),
    "OWNER": lambda inventory, one: inert(one.owner(inventory.owner_tag)) or "-",
    "FAIL": lambda _, one: f"{one.failing:,}" if one.failing else "-",
    "WORST FINDING": lambda _, one: _worst(one),
}


def _worst(one: Present) -> str:
    """Return the severity and the name of the control, without its best practice.

    A resource that is left out may still have findings, such as those of its IAM role.
    """
    if one.worst:
        return f"{one.worst.severity}: {inert(one.worst.control.split('/')[-1])}"
    return rest(one) or "-"


def rest(one: Present) -> str:
    """Return what there is of a resource beside failures, in words; empty if there is nothing."""
    counts = ((one.unknown, "unknown"), (one.waived, "waived"))
    said = ", ".join(f"{number:,} {word}" for number, word in counts if number)
    return said or ("left out by tag" if one.excluded else "")


def _sizes(rows: Sequence[Sequence[str]], width: int | None) -> list[int]:
    """Return the widths of the columns. The widest lose until a line fits in `width`."""
    sizes = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    while width and sum(sizes) + 2 * len(sizes) > width and max(sizes) > LEAST:
        sizes[sizes.index(max(sizes))] -= 1
    return sizes


def _line(cells: Sequence[str], sizes: Sequence[int]) -> str:
    return "".join(f"  {_cut(text, size)}" for text, size in zip(cells, sizes, strict=True)).rstrip()


def _cut(text: str, size: int) -> str:
    """Return text of exactly `size` columns of a terminal."""
    return set_cell_size(text, size) if cell_len(text) <= size else f"{set_cell_size(text, size - 1)}…"


def _total(inventory: Inventory) -> str:
    failing = sum(1 for one in inventory.found if one.failing)
    waived = sum(1 for one in inventory.found if one.waived and not one.failing)
    only = f", {waived:,} with waived failures only" if waived else ""
    return f"{plural(len(inventory.found), 'resource')}, {failing:,} with failures{only}."


def beside(inventory: Inventory) -> list[str]:
    """Return what the table says below its lines, for a form that has only the list."""
    return [*sentences(inventory.report), *inventory.notes, *missing(inventory)]


def missing(inventory: Inventory) -> list[str]:
    """Return a sentence for each place where the list may lack something."""
    places: dict[str, list[str]] = {}
    for one in inventory.missing:
        whose = f" of account {inert(one.account)}" if len(inventory.head.accounts) > 1 else ""
        places.setdefault(f"{_where(one.regions)}{whose}", []).append(one.what)
    return [f"not read to the end in {where}: {', '.join(what)}." for where, what in places.items()]


def _wrapped(text: str, width: int | None) -> list[str]:
    return wrap(text, width, subsequent_indent="  ", break_on_hyphens=False) if width else [text]


def _where(regions: Sequence[str]) -> str:
    if [*regions] == [GLOBAL]:
        return "all Regions"
    return ", ".join(map(inert, regions)) if len(regions) <= MOST_REGIONS else f"{len(regions)} Regions"
