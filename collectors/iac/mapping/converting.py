"""Turn the arguments of a thing into AWS's members: names by rule or row, values by the shape."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from botocore.model import Shape

from collectors.iac.mapping.documents import policy
from collectors.iac.mapping.names import index_of, member_named, snake
from collectors.iac.mapping.resolving import json_in
from collectors.iac.mapping.rows import Row
from collectors.iac.mapping.shown import members_of, names_of
from collectors.iac.things import Thing
from collectors.iac.values import Unknown, escaped
from collectors.table import Row as TableRow

ABSENT = object()
"""The value of an argument that the code leaves out, or sets to null."""

NOT_MEMBERS = frozenset(
    {"tags", "tags_all", "timeouts", "region", "count", "for_each", "provider", "lifecycle"}
)
"""Arguments that are no members of AWS's. Tags stand in the record beside the properties."""

_NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,18})?")
_INTEGERS, _FLOATS = ("integer", "long"), ("float", "double")


@dataclass(slots=True)
class Properties:
    """The members of a record that is being made. Values in it may be `Unknown` at any depth.

    `lines` is the pointer of a member -> its lines. `unread` is the pointer of a policy document
    that may deny something that is not known -> why.
    """

    members: dict[str, Any] = field(default_factory=dict)
    lines: dict[str, tuple[int, int]] = field(default_factory=dict)
    unread: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _At:
    """Where a value stands: in the code, in the record, and in AWS's answer."""

    argument: str
    code: str
    record: str
    answer: str
    row: TableRow

    def below(self, name: str, member: str) -> _At:
        argument = f"{self.argument}.{snake(name)}".lstrip(".")
        return _At(
            argument,
            f"{self.code}/{escaped(name)}",
            f"{self.record}/{escaped(member)}",
            f"{self.answer}.{member}".lstrip("."),
            self.row,
        )

    def item(self, place: int, written: bool = True) -> _At:
        code = f"{self.code}/{place}" if written else self.code
        return _At(self.argument, code, f"{self.record}/{place}", f"{self.answer}[]", self.row)


def convert(thing: Thing, row: Row, given: Mapping[str, Any]) -> Properties:
    """Return the members that the arguments `given`, which are resolved, become."""
    return Converter(row.type, row.rename, thing.lines).properties(given)


class Converter:
    """Converts arguments into the members of one type.

    `lines` are those of a thing, and `start` the pointer of the arguments in it. With `whole`, the
    arguments are under the name of an operation, as a part puts them: code has no such argument.
    """

    def __init__(
        self,
        kind: str,
        rename: Mapping[str, str],
        lines: Mapping[str, tuple[int, int]],
        start: str = "",
        whole: bool = False,
    ) -> None:
        self._kind, self._rename, self._lines, self._start = kind, rename, lines, start
        self._whole = whole
        self._made = Properties()

    def properties(self, given: Mapping[str, Any]) -> Properties:
        """Return the members. An argument that AWS does not know is left out."""
        for name, value in given.items():
            if value is not None:
                self._argument(name, value)
        return self._made

    def _argument(self, name: str, value: Any) -> None:
        argument, members = snake(name), members_of(self._kind)
        if argument in NOT_MEMBERS:
            return
        target = self._rename.get(argument)
        if target is None:
            target = member_named(name, names_of(self._kind))
        top, *steps = target.split(".")
        if top not in members:
            return
        shown = members[top]
        if shown.whole and argument not in self._rename and not self._whole:
            return
        shape = shown.shape
        at = _At(argument, f"{self._start}/{escaped(name)}", f"/{top}", shown.path, shown.row)
        for step in steps:
            shape = shape.members[step]
            answer = f"{at.answer}.{step}".lstrip(".")
            at = _At(argument, at.code, f"{at.record}/{step}", answer, at.row)
        found = self._value(value, shape, at)
        if found is not ABSENT:
            put(self._made.members, target.split("."), found, over=True)

    def _value(self, value: Any, shape: Shape, at: _At) -> Any:
        if value is None:
            return ABSENT
        if span := self._lines.get(at.code):
            self._made.lines[at.record] = span
        row = at.row
        if at.answer in row.policies:
            return self._document(value, at)
        if isinstance(value, Unknown):
            return value
        if at.answer in (*row.documents, *row.outlines, *row.extracts) and shape.type_name == "string":
            return json_in(value) if isinstance(value, str) and value else value
        if shape.type_name == "structure" and not shape.is_document_type:
            return self._structure(value, shape, at)
        if shape.type_name == "list":
            return self._list(value, shape, at)
        if shape.type_name == "map":
            value = value[0] if isinstance(value, list) and len(value) == 1 else value
            return value if isinstance(value, Mapping) else Unknown("it is not a mapping")
        return scalar(value, shape.type_name)

    def _document(self, value: Any, at: _At) -> Any:
        found, why = policy(value)
        if why:
            self._made.unread[at.record] = why
        if isinstance(value, Mapping):
            self._made.lines.update(moved(self._lines, at.code, at.record))
        return ABSENT if found is None else found

    def _list(self, value: Any, shape: Shape, at: _At) -> Any:
        if isinstance(value, Mapping) and (names := _pair(shape.member)):
            return [{names[0]: scalar(key, "string"), names[1]: one} for key, one in value.items()]
        written = isinstance(value, list)
        items = value if written else [value]
        made = [self._value(one, shape.member, at.item(i, written)) for i, one in enumerate(items)]
        return [one for one in made if one is not ABSENT]

    def _structure(self, value: Any, shape: Shape, at: _At) -> Any:
        if isinstance(value, list):  # a block of Terraform, of which there is at most one
            if not value:
                return ABSENT
            at = _At(at.argument, f"{at.code}/0", at.record, at.answer, at.row)
            return self._value(value[0], shape, at)
        if isinstance(value, str) and value.lstrip().startswith("{"):
            value = json_in(value)
        if not isinstance(value, Mapping):
            return value if isinstance(value, Unknown) else Unknown("it is not a structure")
        made: dict[str, Any] = {}
        known = index_of([*shape.members])
        for name, one in value.items():
            member = self._rename.get(f"{at.argument}.{snake(name)}")
            member = member_named(name, known) if member is None else member
            if member and member in shape.members:
                found = self._value(one, shape.members[member], at.below(name, member))
                if found is not ABSENT:
                    made[member] = found
        return made


def _pair(shape: Shape) -> tuple[str, str] | None:
    """Return the names of the two members of a pair, for which Terraform has a mapping."""
    if shape.type_name != "structure":
        return None
    members = {name.lower(): name for name in shape.members}
    for first in ("name", "key"):
        if members.keys() == {first, "value"}:
            return members[first], members["value"]
    return None


def moved(
    lines: Mapping[str, tuple[int, int]], start: str, place: str
) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield the lines of what stands below `start`, under the pointers that it has at `place`."""
    below = f"{start}/"
    for pointer, span in lines.items():
        if pointer.startswith(below):
            yield place + pointer.removeprefix(start), span


def scalar(value: Any, kind: str) -> Any:
    """Return a value as a shape of this kind has it: CloudFormation writes numbers as texts."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if kind == "boolean":
        return {"true": True, "false": False}.get(str(value).lower(), value)
    if kind in (*_INTEGERS, *_FLOATS) and isinstance(value, str) and _NUMBER.fullmatch(value):
        return float(value) if kind in _FLOATS else int(float(value))
    if kind in _INTEGERS and isinstance(value, float) and value.is_integer():
        return int(value)
    if kind == "string" and isinstance(value, (bool, int, float)):
        return str(value).lower() if isinstance(value, bool) else str(value)
    return value


def put(members: dict[str, Any], steps: list[str], value: Any, over: bool = False) -> None:
    """Put a value at a path. What is no structure on the way stays, and so does what is there."""
    for step in steps[:-1]:
        inner = members.setdefault(step, {})
        if not isinstance(inner, dict):
            return
        members = inner
    if over or steps[-1] not in members:
        members[steps[-1]] = value


def put_inside(members: Any, steps: list[str], value: Any) -> None:
    """Put a default where the structures of its path are, in each element of a list on the way."""
    if not isinstance(members, dict):
        return
    name = steps[0].removesuffix("[]")
    if len(steps) == 1:
        members.setdefault(name, value)
        return
    inner = members.get(name)
    for one in _elements(inner):
        put_inside(one, steps[1:], value)


def _elements(value: Any) -> Iterator[Any]:
    yield from value if isinstance(value, list) else [value]
