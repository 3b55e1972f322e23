"""Find the forms of Rego that `scanner.catalog.subset` refuses, each with one function."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import chain
from typing import Any

from scanner.catalog.scopes import (
    CONSTANTS,
    Names,
    Scope,
    constant,
    every_names,
    everywhere,
    head,
    is_walk,
    members,
    only,
    own,
    rule_scopes,
    variables,
)
from scanner.rego import REFERENCES, Module, name

COLUMNS = 1024
"""The longest line that regorus reads."""
DEPTH = 9
"""The most `[` and `{` inside each other. The time that regorus takes to parse doubles with each."""

Span = Mapping[str, Any]


# Texts: forms that are found before the module is parsed. Each yields line numbers.

_TOKEN = re.compile(r"#.*|`[^`]*`|\"(?:[^\"\\\n]|\\.)*\"|[\[{}\]]")


def long_line(text: str) -> Iterator[int]:
    return (number for number, line in enumerate(text.split("\n"), 1) if len(line) > COLUMNS)


def deep(text: str) -> Iterator[int]:
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
    for argument in _form(rule)[1].get("args", []):
        if {"input", "data"} & set(variables(argument)):
            yield only(argument)[1]["span"]


def object_argument(names: Names, rule: Mapping[str, Any]) -> Iterator[Span]:
    for argument in _form(rule)[1].get("args", []):
        yield from _objects(argument)


def recursive(names: Names, rule: Mapping[str, Any]) -> Iterator[Span]:
    """Find a rule that depends on itself."""
    own_name = name(head(rule)["refr"]).split(".")[0]
    graph = _uses(names)
    seen, waiting = set[str](), [own_name]
    while waiting:
        for used in graph[waiting.pop()] - seen:
            seen.add(used)
            waiting.append(used)
    if own_name in seen:
        yield only(rule)[1]["span"]


@lru_cache(maxsize=8)
def _uses_of(module: Module) -> dict[str, frozenset[str]]:
    names = Names.of(module)
    found: dict[str, set[str]] = {called: set() for called in names.rules}
    for called, rules in names.rules.items():
        waiting = [scope for rule in rules for scope in rule_scopes(names, rule)]
        while waiting:
            scope = waiting.pop()
            waiting += scope.inner()
            calls = (name(body["fcn"]) for kind, body in scope.nodes if kind == "Call")
            used = chain(variables([scope.stmts, scope.terms]), calls, _negated(scope))
            found[called] |= {one for one in used if one in names.rules} - scope.known
    return {called: frozenset(used) for called, used in found.items()}


def _uses(names: Names) -> dict[str, frozenset[str]]:
    """Return the rules of the module that each rule uses by name."""
    return _uses_of(names.module)


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
    return (body["span"] for kind, body in scope.literals if kind == "NotExpr" and not _negatable(scope, body["expr"]))


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
    return (kind == "Var" and body["value"] != "_") or (kind in {"Array", "Set", "Object"} and constant({kind: body}))


def unsafe(scope: Scope) -> Iterator[Span]:
    """Find a variable under `not` that the body does not bind."""
    for kind, body in scope.literals:
        if kind == "NotExpr":
            for form, found in own(body["expr"]):
                if form == "Var" and found["value"] not in scope.known and found["value"] not in scope.names:
                    yield body["span"]


def lookup_in_every(scope: Scope) -> Iterator[Span]:
    """Find a `not x[y]` where an `every` or a `walk` binds y."""
    for kind, body in scope.literals:
        if kind == "NotExpr" and any(
            form == "RefBrack" and scope.fragile & set(variables(found["index"])) for form, found in own(body["expr"])
        ):
            yield body["span"]


def shadow(scope: Scope) -> Iterator[Span]:
    """Find a `some` that names a rule, an import or a variable that has a value."""
    return (span for span, called in scope.some if called in scope.names or called in scope.outer)


def unused(scope: Scope) -> Iterator[Span]:
    """Find a variable of `every` or `some` that nothing uses."""
    for kind, body in scope.literals:
        if kind == "Every":
            if set(every_names(scope.names.module, body)) - set(everywhere(body["query"])):
                yield body["span"]
        elif kind == "SomeVars":
            declared = {called for span, called in scope.some if span is body["span"]}
            if declared - set(everywhere([scope.stmts, scope.terms])):
                yield body["span"]


def object_pattern(scope: Scope) -> Iterator[Span]:
    """Find an object where a value is taken apart."""
    for kind, body in scope.nodes:
        if kind == "SomeIn":
            yield from _objects([body["key"], body["value"]])
        elif kind == "AssignExpr" and body["op"] == "ColEq":
            yield from _objects(body["lhs"])
        elif kind == "AssignExpr":
            for found in chain(_objects(body["lhs"]), _objects(body["rhs"])):
                if scope.implicit & set(variables(found["fields"])):
                    yield found["span"]
        elif kind == "Call" and is_walk(body):
            yield from _objects(body["params"][1])


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
    for kind, body in scope.nodes:
        if scope.every and kind == "AssignExpr" and body["op"] == "Eq":
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
    for kind, body in scope.nodes:
        if kind == "Call" and name(body["fcn"]) == "walk" and id(body) not in statements:
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
    for kind, body in scope.nodes:
        if kind == "Membership" and id(body) not in statements and not _negatable(scope, {kind: body}):
            yield body["span"]


def minus(scope: Scope) -> Iterator[Span]:
    return (body["span"] for kind, body in scope.nodes if kind == "UnaryExpr" and "Number" not in body["expr"])


def number(scope: Scope) -> Iterator[Span]:
    """Find arithmetic with a fraction, and whole numbers that a double cannot hold."""
    for kind, body in scope.nodes:
        if kind == "Number" and isinstance(body["value"], int) and abs(body["value"]) > 2**53:
            yield body["span"]
        elif kind == "ArithExpr":
            sides = [only(body[side]) for side in ("lhs", "rhs")]
            if any(form == "Number" and found["value"] != int(found["value"]) for form, found in sides):
                yield body["span"]


def split_call(scope: Scope) -> Iterator[Span]:
    """Find a line that begins with `(`, which regorus reads as a call of the line before."""
    text = scope.names.module.text.encode()
    for kind, body in scope.nodes:
        if kind == "Call":
            (_, called) = only(body["fcn"])
            if b"\n" in text[called["span"]["end"] : body["span"]["end"]].split(b"(")[0]:
                yield body["span"]


def text_walked(scope: Scope) -> Iterator[Span]:
    """Find `some x in` a literal that is no collection."""
    for kind, body in scope.literals:
        if kind == "SomeIn" and only(body["collection"])[0] in CONSTANTS:
            yield body["span"]
