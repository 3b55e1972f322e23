"""Find the forms that `scanner.catalog.subset` refuses in the body of a rule or comprehension.

Each function takes the scope of a body and yields spans.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from scanner.catalog.nodes import (
    COMPREHENSIONS,
    CONSTANTS,
    constant,
    everywhere,
    members,
    objects,
    only,
    own,
    variables,
)
from scanner.catalog.scopes import Scope, every_names
from scanner.rego import REFERENCES, name

Span = Mapping[str, Any]


def negation(scope: Scope) -> Iterator[Span]:
    """Find a `not` whose expression has a part that may be undefined."""
    return (
        body["span"]
        for kind, body in scope.literals
        if kind == "NotExpr" and not _negatable(scope, body["expr"])
    )


def _negatable(scope: Scope, part: Mapping[str, Any]) -> bool:
    kind, body = only(part)
    if kind in REFERENCES:
        return _plain(scope, part)
    if kind == "BoolExpr":
        sides = (body["lhs"], body["rhs"])
        return all(scope.total(side) or (body["op"] == "Eq" and _plain(scope, side)) for side in sides)
    if kind == "Membership":
        return all(scope.total(part) for part in (body["key"], body["value"], body["collection"]) if part)
    if kind == "Call":
        return name(body["fcn"]) != "walk" and all(map(scope.total, body["params"]))
    return scope.total(part)


def _plain(scope: Scope, part: Mapping[str, Any]) -> bool:
    """Return whether a part is a reference whose keys all have values."""
    kind, body = only(part)
    while kind in {"RefDot", "RefBrack"}:
        if kind == "RefBrack" and not scope.total(body["index"]):
            return False
        kind, body = only(body["refr"])
    return (kind == "Var" and body["value"] != "_") or (
        kind in {"Array", "Set", "Object"} and constant({kind: body})
    )


def unsafe(scope: Scope) -> Iterator[Span]:
    """Find a variable under `not` that the body does not bind."""
    for kind, body in scope.literals:
        if kind == "NotExpr":
            for form, found in own(body["expr"]):
                if (
                    form == "Var"
                    and found["value"] not in scope.known | {"_"}
                    and found["value"] not in scope.names
                ):
                    yield body["span"]


def lookup(scope: Scope) -> Iterator[Span]:
    """Find an `x[y]` that regorus may evaluate before y has a value."""
    for kind, body in scope.literals:
        if kind == "NotExpr" and any(
            form == "RefBrack" and scope.fragile & set(variables(found["index"]))
            for form, found in own(body["expr"])
        ):
            yield body["span"]
    for body in scope.of("RefBrack"):
        if (scope.copied | scope.enclosing) & set(variables(body["index"])):
            yield body["span"]


def order(scope: Scope) -> Iterator[Span]:
    """Find a nested body that uses a variable which only a later statement defines.

    For an `every`, regorus waits for the variables of its collection, and not for others.
    """
    if not scope.inner:
        return
    nested = {id(inner.stmts): inner for inner in scope.inner}
    ready = set(scope.outer)
    for stmt in scope.stmts:
        here = scope.known - scope.outer - ready - set(variables(stmt))
        for kind, body in own(stmt):
            if kind in COMPREHENSIONS | {"Every"}:
                inner = nested[id(body["query"]["stmts"])]
                late = inner.free - _with(scope, body["domain"]) if kind == "Every" else inner.hidden
                if inner.free & here or late & scope.deferred:
                    yield stmt["span"]
        ready |= scope.defined(stmt)


def _with(scope: Scope, part: Mapping[str, Any]) -> set[str]:
    """Return the variables that are defined together with those of a part."""
    needed = set(variables(part))
    together = (scope.defined(stmt) for stmt in scope.stmts)
    return {called for defined in together if defined & needed for called in defined}


def array_order(scope: Scope) -> Iterator[Span]:
    """Find an iteration of an array comprehension that regorus does before an earlier one."""
    if not (scope.kind == "ArrayCompr" and scope.deferred):
        return
    earlier = False
    for (kind, body), stmt in zip(scope.literals, scope.stmts, strict=True):
        call: Any = body["expr"].get("Call") if kind == "Expr" else None
        walked = call in scope.walks
        if kind == "SomeIn" or walked or (kind in {"Expr", "SomeVars"} and scope.looks_up_all(body)):
            needed = set(variables(call["params"][0] if walked else stmt))
            if earlier and not scope.deferred & needed:
                yield stmt["span"]
            earlier = earlier or walked or bool(scope.deferred & needed)


def set_order(scope: Scope) -> Iterator[Span]:
    """Find an array of the elements of a set or object that is written with variable parts."""
    if scope.kind == "ArrayCompr":
        for kind, body in scope.literals:
            form, found = only(body["collection"]) if kind == "SomeIn" else ("", {})
            keys = {"Set": found.get("items"), "Object": [key for _, key, _ in found.get("fields", [])]}.get(
                form
            )
            if keys and len(keys) > 1 and not all(map(constant, keys)):
                yield body["span"]


def some_after(scope: Scope) -> Iterator[Span]:
    """Find a `some x` after a statement that looks up all keys."""
    several = False
    for kind, body in scope.literals:
        if several and kind == "SomeVars":
            yield body["span"]
        several = several or (kind != "SomeVars" and scope.looks_up_all(body))


def shadow(scope: Scope) -> Iterator[Span]:
    """Find a `some` that names a rule, an import or a variable that has a value."""
    return (span for span, called in scope.some if called in scope.names or called in scope.outer)


def unused(scope: Scope) -> Iterator[Span]:
    """Find a variable of `every` or `some` that nothing uses."""
    for kind, body in scope.literals:
        if kind == "Every":
            if set(every_names(scope.names, body)) - set(everywhere(body["query"])):
                yield body["span"]
        elif kind == "SomeVars":
            declared = {called for span, called in scope.some if span is body["span"]}
            if declared - set(everywhere([scope.stmts, scope.terms])):
                yield body["span"]


def object_pattern(scope: Scope) -> Iterator[Span]:
    """Find an object where a value is taken apart."""
    taken = [[body["key"], body["value"]] for body in scope.of("SomeIn")]
    taken += [call["params"][1] for call in scope.walks]
    for body in scope.of("AssignExpr"):
        if body["op"] == "ColEq":
            taken.append(body["lhs"])
        else:
            sides = chain(objects(body["lhs"]), objects(body["rhs"]))
            yield from (found["span"] for found in sides if scope.implicit & set(variables(found["fields"])))
    yield from (found["span"] for found in objects(taken))


def unified_in_every(scope: Scope) -> Iterator[Span]:
    """Find `y = x` inside `every` where it defines y."""
    for body in scope.of("AssignExpr"):
        if scope.every and body["op"] == "Eq":
            sides = [part for side in ("lhs", "rhs") for part in _leaves(body[side])]
            if any(form == "Var" and found["value"] in scope.implicit for form, found in sides):
                yield body["span"]


def _leaves(part: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    kind, body = only(part)
    yield kind, body
    for inner in members(kind, body) or []:
        yield from _leaves(inner)


def walk_value(scope: Scope) -> Iterator[Span]:
    """Find a `walk` that is not a statement with two arguments."""
    statements = [id(call) for call in scope.walks]
    for body in scope.of("Call"):
        if name(body["fcn"]) == "walk" and id(body) not in statements:
            yield body["span"]


def membership_value(scope: Scope) -> Iterator[Span]:
    """Find an `x in y` with a key or as a value, where a part may be undefined."""
    statements = {
        id(found)
        for kind, body in scope.literals
        if kind in {"Expr", "NotExpr"}
        for form, found in [only(body["expr"])]
        if form == "Membership"
    }
    for body in scope.of("Membership"):
        parts = [part for part in (body["key"], body["value"]) if part]
        known = all(map(scope.total, parts if id(body) in statements else [*parts, body["collection"]]))
        if not known and (body["key"] or id(body) not in statements):
            yield body["span"]


def minus(scope: Scope) -> Iterator[Span]:
    """Find a minus before anything but a number."""
    return (body["span"] for body in scope.of("UnaryExpr") if "Number" not in body["expr"])


def number(scope: Scope) -> Iterator[Span]:
    """Find arithmetic with a fraction, and whole numbers that a double cannot hold."""
    for body in scope.of("Number"):
        if isinstance(body["value"], int) and abs(body["value"]) > 2**53:
            yield body["span"]
    for body in scope.of("ArithExpr"):
        sides = [only(body[side]) for side in ("lhs", "rhs")]
        if any(form == "Number" and found["value"] != int(found["value"]) for form, found in sides):
            yield body["span"]


def bar(scope: Scope) -> Iterator[Span]:
    """Find a union that OPA reads as a comprehension: `[x | y]`, and `{x} | y` as a statement."""
    read = [body["expr"] for kind, body in scope.literals if kind == "Expr"]
    for kind, body in scope.nodes:
        read += members(kind, body) or []
    for part in read:
        kind, body = only(part)
        if kind == "BinExpr" and body["op"] == "Union":
            before = scope.names.text[: body["span"]["start"]].rstrip()
            if not before.endswith(b"("):
                yield body["span"]


def split_call(scope: Scope) -> Iterator[Span]:
    """Find a line that begins with `(`, which regorus reads as a call of the line before."""
    for body in scope.of("Call"):
        start, end = only(body["fcn"])[1]["span"]["end"], body["span"]["end"]
        if b"\n" in scope.names.text[start:end].split(b"(")[0]:
            yield body["span"]


def text_walked(scope: Scope) -> Iterator[Span]:
    """Find `some x in` a literal that is no collection."""
    for kind, body in scope.literals:
        if kind == "SomeIn" and only(body["collection"])[0] in CONSTANTS:
            yield body["span"]
