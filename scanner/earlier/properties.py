"""Compare a resource in two snapshots: which of its properties changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson

from collectors.iac.values import escaped
from collectors.records import Resource

MOST_OF_A_VALUE = 200
"""The maximum length of a value as JSON, in characters."""
_ABSENT = object()


@dataclass(frozen=True, slots=True)
class Difference:
    """A property that changed.

    `resource`: the id of the resource. `pointer`: a JSON pointer (RFC 6901) into it; empty for the
    whole resource. `before`, `after`: the value as JSON, shortened; empty if there is none.
    """

    resource: str
    pointer: str
    before: str
    after: str


def differences(before: Resource | None, after: Resource | None) -> Iterator[Difference]:
    """Yield the differences of a resource, sorted by the pointer. At most one of both is None.

    The ids of calls do not count. Two redacted values differ for sure only if their lengths do,
    because each snapshot has its own key.
    """
    one = before or after
    if one is None or not (before and after):
        yield Difference(one.id if one else "", "", "(there)" if before else "", "(there)" if after else "")
        return
    left: list[tuple[str, Any, Any]] = [("", _members(before), _members(after))]
    while left:  # a stack and no recursion: a hostile snapshot may be deep
        pointer, old, new = left.pop()
        if isinstance(old, dict) and isinstance(new, dict) and not _redacted(old) and not _redacted(new):
            pairs = [(name, old.get(name, _ABSENT), new.get(name, _ABSENT)) for name in {*old, *new}]
            left += [
                (f"{pointer}/{escaped(name)}", *pair)
                for name, *pair in sorted(pairs, key=lambda pair: pair[0], reverse=True)
            ]
        elif isinstance(old, list) and isinstance(new, list) and _structured(old, new):
            left += reversed([(f"{pointer}/{index}", *pair) for index, *pair in _elements(old, new)])
        elif _differ(old, new):
            yield Difference(one.id, pointer, _json(old), _json(new))


def _members(resource: Resource) -> dict[str, Any]:
    return {"name": resource.name, "properties": resource.properties, "tags": resource.tags}


def _structured(old: list[Any], new: list[Any]) -> bool:
    """Return whether lists have structures in them. Other lists are compared as one value."""
    return any(isinstance(element, (dict, list)) for element in (*old, *new))


def _elements(old: list[Any], new: list[Any]) -> Iterator[tuple[int, Any, Any]]:
    """Yield (index, before, after) of the elements between the equal ones at both ends.

    If elements were added or removed there, the others are compared in their order.
    """
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    first, second = old[start : len(old) - end], new[start : len(new) - end]
    for index in range(max(len(first), len(second))):
        yield (
            start + index,
            first[index] if index < len(first) else _ABSENT,
            second[index] if index < len(second) else _ABSENT,
        )


def _differ(old: Any, new: Any) -> bool:
    if _redacted(old) and _redacted(new):
        return bool(old["redacted"].get("length") != new["redacted"].get("length"))
    return bool(old != new)


def _redacted(value: Any) -> bool:
    return isinstance(value, dict) and value.keys() == {"redacted"} and isinstance(value["redacted"], dict)


def _json(value: Any) -> str:
    if value is _ABSENT:
        return ""
    if _redacted(value):
        return f"(redacted, {value['redacted'].get('length')} bytes)"
    text = orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
    return text if len(text) <= MOST_OF_A_VALUE else f"{text[:MOST_OF_A_VALUE]}…"
