"""Find the forms of Rego that `scanner.catalog.subset` refuses, each with one function."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from scanner.catalog.scopes import (
    CONSTANTS,
    Names,
    Scope,
    constant,
    every_names,
    everywhere,
    members,
    only,
    own,
    rule_scopes,
    variables,
)
from scanner.rego import REFERENCES, name

COLUMNS = 1024
"""The longest line that regorus reads."""
DEPTH = 12
"""The most `[` and `{` inside each other. The time that regorus takes to parse doubles with each."""

Span = Mapping[str, Any]


# Texts: forms that are found before the module is parsed. Each yields line numbers.

_TOKEN = re.compile(r"#.*|`[^`]*`|\"(?:[^\"\\\n]|\\.)*\"|[\[{}\]]")


def long_line(text: str) -> Iterator[int]:
    """Find lines that regorus refuses."""
    return (number for number, line in enumerate(text.split("\n"), 1) if len(line) > COLUMNS)


def deep(text: str) -> Iterator[int]:
    """Find the first bracket that is too deep."""
    depth = 0
    for token in _TOKEN.finditer(text):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(token[0], 0)
        if depth > DEPTH:
            yield text.count("\n", 0, token.start()) + 1
            return


# Rules: each takes the names of the module and one definition of a rule, and yields spans.


def head_path(names: Names, rule: Mapping[str, Any]) -> Iterator[Span]:
    """Find a head with more than a name, or a name and a key."""
    form, top = _form(rule)
    kind, body = only(top["refr"])
    if kind != "Var" and not (form == "Compr" and kind == "RefBrack" and "Var" in body["refr"]):
        yield top["span"]


def open_head(names: Names, rule: Mapping[str, Any]) -> Iterator[Span]:
    """Find a head that may be undefined for one of several bindings of its body."""
    form, _ = _form(rule)
    if form in {"Set", "Compr"}:
        for scope in rule_scopes(names, rule):
            if scope.iterates:
                yield from (only(term)[1]["span"] for term in scope.terms if not scope.total(term))


def open_else(names: Names, rule: Mapping[str, Any]) -> Iterator[Span]:
    """Find a value of a function that may be undefined where an `else` follows."""
    if _form(rule)[0] == "Func":
        for scope in rule_scopes(names, rule)[:-1]:
            yield from (only(term)[1]["span"] for term in scope.terms if not scope.total(term))


def bad_argument(names: Names, rule: Mapping[str, Any]) -> Iterator[Span]:
    """Find an argument with the name of a document."""
    for argument in _form(rule)[1].get("args", []):
        if {"input", "data"} & set(variables(argument)):
            yield only(argument)[1]["span"]


def object_argument(names: Names, rule: Mapping[str, Any]) -> Iterator[Span]:
    """Find an object among the arguments of a function."""
    for argument in _form(rule)[1].get("args", []):
        yield from (found["span"] for found in _objects(argument))


def recursive(names: Names) -> Iterator[Span]:
    """Find the rules that depend on themselves."""
    graph = _uses(names)
    for called, rules in names.rules.items():
        seen, waiting = set[str](), [called]
        while waiting:
            new = graph[waiting.pop()] - seen
            seen |= new
            waiting += new
        if called in seen:
            yield only(rules[0])[1]["span"]


def _uses(names: Names) -> dict[str, set[str]]:
    """Return the rules of the module that each rule uses by name."""
    found: dict[str, set[str]] = {called: set() for called in names.rules}
    for called, rules in names.rules.items():
        waiting = [scope for rule in rules for scope in rule_scopes(names, rule)]
        while waiting:
            scope = waiting.pop()
            waiting += scope.inner
            calls = (name(body["fcn"]) for body in scope.of("Call"))
            used = chain(scope.used, calls, _negated(scope))
            found[called] |= {one for one in used if one in names.rules} - scope.known
    return found


def _negated(scope: Scope) -> Iterator[str]:
    for kind, body in scope.literals:
        if kind == "NotExpr":
            yield from variables(body["expr"])


def _form(rule: Mapping[str, Any]) -> tuple[str, Any]:
    """Return the kind of a rule's head (`Set`, `Compr`, `Func`, `Default`) and the head."""
    kind, body = only(rule)
    return (kind, body) if kind == "Default" else only(body["head"])


# Bodies: each takes a scope and yields spans.


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


def lookup_in_every(scope: Scope) -> Iterator[Span]:
    """Find a `not x[y]` where an `every` or a `walk` binds y."""
    for kind, body in scope.literals:
        if kind == "NotExpr" and any(
            form == "RefBrack" and scope.fragile & set(variables(found["index"]))
            for form, found in own(body["expr"])
        ):
            yield body["span"]


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
            sides = chain(_objects(body["lhs"]), _objects(body["rhs"]))
            yield from (found["span"] for found in sides if scope.implicit & set(variables(found["fields"])))
    yield from (found["span"] for found in _objects(taken))


def _objects(part: Any) -> Iterator[Any]:
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
    """Find an `x in y` that is used as a value, where x or y may be undefined."""
    statements = {
        id(found)
        for kind, body in scope.literals
        if kind in {"Expr", "NotExpr"}
        for form, found in [only(body["expr"])]
        if form == "Membership"
    }
    for body in scope.of("Membership"):
        if id(body) not in statements and not _negatable(scope, {"Membership": body}):
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
