"""Walk through the expressions of a syntax tree.

An expression is a mapping with one key, its kind. The value of that key is called its body here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scanner.rego import mappings

Node = tuple[str, Any]
"""One node of the syntax tree: its kind and its body."""

CONSTANTS = frozenset({"Number", "String", "RawString", "Bool", "Null"})
COMPREHENSIONS = frozenset({"ArrayCompr", "SetCompr", "ObjectCompr"})
_NESTED = COMPREHENSIONS | {"Every"}


def only(part: Mapping[str, Any]) -> Node:
    """Return the kind and the body of an expression."""
    (found,) = part.items()
    return found


def own(part: Any, *, negated: bool = True) -> Iterator[Node]:
    """Yield the nodes of a part, without those inside nested bodies.

    The name of a function and the target of a `with` are left out. `negated` says whether the
    nodes under `not` are included.
    """
    waiting: list[Any] = [part]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting += value
        elif isinstance(value, dict):
            for kind in value.keys() - {"span"}:
                body = value[kind]
                if kind[0].isupper():
                    yield kind, body
                if kind == "with_mods":
                    waiting += [modifier["as"] for modifier in body]
                elif kind in _NESTED:
                    waiting.append(body.get("domain"))
                elif kind == "Call":
                    waiting.append(body["params"])
                elif kind != "NotExpr" or negated:
                    waiting.append(body)


def everywhere(part: Any) -> Iterator[str]:
    """Yield the name of every variable in a part, at any depth."""
    return (value["Var"]["value"] for value in mappings(part) if "Var" in value)


def variables(part: Any) -> Iterator[str]:
    """Yield the names of the variables of a part that are not inside nested bodies, without `_`."""
    for kind, body in own(part, negated=False):
        if kind == "Var" and body["value"] != "_":
            yield body["value"]


def constant(part: Mapping[str, Any]) -> bool:
    """Return whether an expression is a literal, or an array, set or object of literals."""
    kind, body = only(part)
    if kind in CONSTANTS | COMPREHENSIONS:
        return True
    return all(map(constant, parts)) if (parts := members(kind, body)) is not None else False


def members(kind: str, body: Mapping[str, Any]) -> list[Any] | None:
    """Return the elements of an array or set, or the keys and values of an object; else None."""
    if kind in {"Array", "Set"}:
        return list(body["items"])
    if kind == "Object":
        return [part for _, key, value in body["fields"] for part in (key, value)]
    return None


def objects(part: Any) -> Iterator[Any]:
    """Yield the objects of a pattern."""
    waiting = [part]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting += value
        elif value:
            kind, body = only(value)
            if kind == "Object":
                yield body
            waiting += members(kind, body) or []
