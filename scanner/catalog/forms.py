"""Find the forms that `scanner.catalog.subset` refuses in texts and in the heads of rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

from scanner.catalog.names import Names
from scanner.catalog.nodes import everywhere, objects, only, variables
from scanner.catalog.scopes import Scope, rule_scopes, scopes
from scanner.rego import name, too_deep, too_long

COLUMNS = 1024
"""The longest line that regorus reads."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufeff]")

Span = Mapping[str, Any]


# Texts: forms that are found before the module is parsed. Each yields line numbers.


def long_line(text: str) -> Iterator[int]:
    """Find lines that regorus refuses."""
    return (number for number, line in enumerate(text.split("\n"), 1) if len(line) > COLUMNS)


def control_character(text: str) -> Iterator[int]:
    """Find the first character that OPA refuses. regorus does not read what follows a NUL."""
    if found := _CONTROL.search(text):
        yield text.count("\n", 0, found.start()) + 1


def deep(text: str) -> Iterator[int]:
    """Find the first bracket that is too deep."""
    if line := too_deep(text):
        yield line


def long_expression(text: str) -> Iterator[int]:
    """Find the first expression with too many operators."""
    if line := too_long(text):
        yield line


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


def chained(names: Names, rule: Mapping[str, Any]) -> Iterator[Span]:
    """Find a second body that follows the first one without an `else`."""
    kind, body = only(rule)
    for part in body["bodies"][1:] if kind != "Default" else []:
        if not names.at(part["span"]).startswith("else"):
            yield part["span"]


def bad_argument(names: Names, rule: Mapping[str, Any]) -> Iterator[Span]:
    """Find an argument with the name of a document."""
    for argument in _form(rule)[1].get("args", []):
        if {"input", "data"} & set(variables(argument)):
            yield only(argument)[1]["span"]


def object_argument(names: Names, rule: Mapping[str, Any]) -> Iterator[Span]:
    """Find an object among the arguments of a function."""
    for argument in _form(rule)[1].get("args", []):
        yield from (found["span"] for found in objects(argument))


def recursive(names: Names) -> Iterator[Span]:
    """Find the rules that depend on themselves."""
    graph = _uses(names)
    for called, rules in names.rules.items():
        if called in _reached(graph, graph[called]):
            yield only(rules[0])[1]["span"]


def with_in_policy(names: Names) -> Iterator[Span]:
    """Find a `with` outside of a test."""
    if f"{names.package}.".startswith("lens."):
        yield from (stmt["span"] for scope in scopes(names) for stmt in scope.stmts if stmt.get("with_mods"))


def with_itself(names: Names) -> Iterator[Span]:
    """Find a `with` whose value uses a rule that the expression uses too."""
    found = [stmt for scope in scopes(names) for stmt in scope.stmts if stmt.get("with_mods")]
    graph = _uses(names) if found else {}
    for stmt in found:
        given = [modifier["as"] for modifier in stmt["with_mods"]]
        parts = (names.rules.keys() & set(everywhere(part)) for part in (given, stmt["literal"]))
        if set.intersection(*(_reached(graph, part) for part in parts)):
            yield stmt["span"]


def _reached(graph: Mapping[str, set[str]], starts: Iterable[str]) -> set[str]:
    """Return some rules and all that they use, directly or through others."""
    seen = set(starts)
    waiting = list(seen)
    while waiting:
        new = graph[waiting.pop()] - seen
        seen |= new
        waiting += new
    return seen


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
