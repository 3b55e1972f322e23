"""What AWS's answers show of each type: its members, their shapes, and the operation of each.

The tables of the collectors and botocore's models say it, so records of code have the same names as
those of an account, and the same values are redacted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from botocore.model import Shape

from collectors import CHILDREN, COLLECTORS
from collectors.cleaning import Cleaner
from collectors.iac.mapping.names import index_of
from collectors.models import operation_model
from collectors.records import GLOBAL
from collectors.table import Collector, Found, Row

_STEPS = re.compile(r"(\w+(\[[^\].]*\])?)(\.\w+(\[[^\].]*\])?)*")
"""A JMESPath that only goes down, through lists that may be filtered."""

_ADDS, _LISTS, _DETAILS = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Shown:
    """One member of a type, and the answer that shows it.

    `holder` are the steps from the answer to what holds the member: names, with `[]` after that of
    a list. It is empty for the answer itself. `whole` says that the member has the name of the
    operation, and its value is what `holder` leads to. `path` is that of the member's value in the
    answer, written as in `Row.keep`.
    """

    member: str
    collector: Collector
    row: Row
    holder: tuple[str, ...]
    whole: bool
    shape: Shape

    @property
    def operation(self) -> str:
        """Return `service:Operation`."""
        return self.collector.name(self.row)

    @property
    def path(self) -> str:
        """Return the path of the value in the answer."""
        return ".".join(self.holder if self.whole else (*self.holder, self.member))


@cache
def members_of(kind: str) -> dict[str, Shown]:
    """Return the members of a type, by name. It is empty for a type that no table finds.

    Of several answers that show a member, a detail counts before a listing, as in an account.
    """
    best: dict[str, tuple[int, Shown]] = {}
    for level, shown in _shown(kind):
        if shown.member not in best or best[shown.member][0] < level:
            best[shown.member] = level, shown
    return {name: shown for name, (_, shown) in best.items()}


@cache
def made_of(kind: str) -> frozenset[str]:
    """Return the members that the tables make of an answer, and that no answer has as they are."""
    finders = [found for _, _, found in _finders(kind)]
    named = (re.search(r"\.\{(\w+): @\}$", found.items) for found in finders)
    return frozenset([name for found in finders for name in found.made] + [one[1] for one in named if one])


@cache
def names_of(kind: str) -> dict[str, str]:
    """Return the plain name of each member of a type -> the member."""
    return index_of([*members_of(kind)])


@cache
def found_as(kind: str) -> tuple[Collector, Row, Found]:
    """Return the row of the tables that lists a type, or else the first one that finds it.

    Raises `KeyError` if there is none.
    """
    every = [
        (bool(row.parents) or not _is_simple(found), place, (collector, row, found))
        for place, (collector, row, found) in enumerate(_finders(kind))
        if not found.adds
    ]
    if not every:
        raise KeyError(kind)
    return min(every, key=lambda one: one[:2])[2]


def listing_of(kind: str) -> str:
    """Return the operation that lists a type."""
    collector, row, _ = found_as(kind)
    return collector.name(row)


def place_of(kind: str, region: str) -> str:
    """Return the Region of a record: `global` for a type that AWS keeps once for an account."""
    collector, _, _ = found_as(kind)
    return region if collector.regional else GLOBAL


def stored(shown: Shown, members: dict[str, Any], cleaner: Cleaner) -> dict[str, Any]:
    """Return what is stored of the members of one answer, as if AWS had sent them."""
    value = members[shown.member] if shown.whole else members
    page = value
    for step in reversed(shown.holder):
        page = {step.removesuffix("[]"): [page] if step.endswith("[]") else page}
    cleaned: Any = cleaner.clean(shown.collector, shown.row, page)
    for step in shown.holder:
        cleaned = cleaned[step.removesuffix("[]")]
        cleaned = cleaned[0] if step.endswith("[]") else cleaned
    return {shown.member: cleaned} if shown.whole else dict(cleaned)


def _shown(kind: str) -> Iterator[tuple[int, Shown]]:
    for collector, row, found in _finders(kind):
        for shown in _in_answer(collector, row, found.items) if _is_simple(found) else ():
            yield _ADDS if found.adds else _LISTS, shown
        for shown in _details(collector.name(row), frozenset()):
            yield _DETAILS, shown


def _finders(kind: str) -> Iterator[tuple[Collector, Row, Found]]:
    for collector in COLLECTORS:
        for row in collector.rows:
            yield from ((collector, row, found) for found in row.finds if found.type == kind)


def _is_simple(found: Found) -> bool:
    """Return whether the items stand in the answer as AWS sent them."""
    return not found.items or _STEPS.fullmatch(found.items) is not None


def _details(operation: str, above: frozenset[str]) -> Iterator[Shown]:
    for collector, row in CHILDREN.get(operation, ()):
        name = collector.name(row)
        if row.finds or row.measures or name in above:
            continue
        if row.merge:
            yield from _in_answer(collector, row, row.member)
        else:
            shape, steps = _down(collector, row, row.member)
            if shape is not None:
                yield Shown(row.operation, collector, row, steps, True, shape)
        yield from _details(name, above | {name})


def _in_answer(collector: Collector, row: Row, path: str) -> Iterator[Shown]:
    """Yield each member of the structure that a JMESPath leads to."""
    shape, steps = _down(collector, row, path)
    if shape is not None and shape.type_name == "structure":
        for member, inner in shape.members.items():
            yield Shown(member, collector, row, steps, False, inner)


def _down(collector: Collector, row: Row, path: str) -> tuple[Shape | None, tuple[str, ...]]:
    """Return the shape that a JMESPath leads to, and its steps, with `[]` after each list."""
    shape = operation_model(collector.service, row.operation).output_shape
    steps = []
    for name in re.sub(r"\[[^\]]*\]", "", path).split(".") if path else ():
        shape = shape.members[name]
        if shape.type_name == "list":
            name, shape = f"{name}[]", shape.member
        steps.append(name)
    return shape, tuple(steps)
