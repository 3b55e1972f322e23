"""What is in an answer or a resource: at a path, or anywhere.

A path is names joined by dots, with `[]` after the name of a list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any


def in_list(value: str) -> list[str]:
    """Return a list of this value alone, as a call for several things wants it."""
    return [value]


def changed(value: Any, path: str, change: Callable[[Any, str], Any], pointer: str = "") -> Any:
    """Return a copy of `value` in which each value at `path` is changed.

    The new value is `change(old value, its JSON pointer)`. Everything beside the path is shared
    with `value`, which stays as it is. If the path does not exist, nothing changes.
    """
    step, _, rest = path.partition(".")
    name = step.removesuffix("[]")
    if not isinstance(value, dict) or name not in value:
        return value

    def below(inner: Any, here: str) -> Any:
        return changed(inner, rest, change, here) if rest else change(inner, here)

    member, here = value[name], f"{pointer}/{name}"
    if step == name:
        return {**value, name: below(member, here)}
    if not isinstance(member, list):
        return value
    return {**value, name: [below(element, f"{here}/{place}") for place, element in enumerate(member)]}


def values(value: Any, path: str) -> list[Any]:
    """Return every value at `path`, in order."""
    found: list[Any] = []
    changed(value, path, lambda at_path, _: found.append(at_path))
    return found


def texts(value: Any) -> Iterator[str]:
    """Yield every text in a value, at any depth."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)
