"""Find regular expressions and formats of `sprintf` that the engines read differently.

A pattern must be text that can be read in the module: a literal, a variable or a rule that holds
literals, or such texts joined by `concat` and `sprintf`. Only `data.lens.lib.wildcards` makes
patterns from names of the account.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from scanner.catalog.nodes import COMPREHENSIONS, members, only, variables
from scanner.catalog.scopes import Scope, rule_scopes
from scanner.rego import name

PATTERN_AT = {
    "regex.match": 0,
    "regex.find_n": 0,
    "regex.find_all_string_submatch_n": 0,
    "regex.replace": 1,
}
"""The functions that take a regular expression -> the position of that argument."""

_BUILDER = "data.lens.lib.wildcards"
_WRONG = re.compile(
    r"""
    \(\?(?!:|[ims]+\))      # groups other than (?:...), and flags other than i, m and s
    | ([*+?]|\{[\d,]+\})(\?[*+?{]|[*+{])  # a repetition of a repetition
    | \{(?!\d+(,\d*)?\})    # a brace that repeats nothing
    | \{[\d,]*\d{4}         # more than a thousand repetitions
    """,
    re.X,
)
_ESCAPED = frozenset("nt.^$|()[]{}*+?/\\-")
"""What may follow a backslash: no class, no assertion (`\\b`, `\\<`), neither `\\x` nor `\\u`."""
_CLASS = re.compile(r"\\.|\[\^?\]?((?:\\.|[^\]\\])*)\]", re.S)
_VERB = re.compile(r"%(.?)", re.S)


def wrong_pattern(text: str) -> bool:
    """Return whether the engines read a regular expression differently, or only one accepts it."""
    classes = [found[1] for found in _CLASS.finditer(text) if found[1] is not None]
    return (
        not _ESCAPED.issuperset(re.findall(r"\\(.)", text, re.S))
        or any(re.search(r"\[|&&|--|~~", re.sub(r"\\.", "", inner)) for inner in classes)
        or _WRONG.search(_CLASS.sub("x", text)) is not None
    )


def bad_patterns(scope: Scope) -> Iterator[Any]:
    """Yield the span of each call with a pattern that is wrong, or that cannot be read."""
    if scope.names.package == _BUILDER.removeprefix("data."):
        return
    for body in scope.of("Call"):
        at = PATTERN_AT.get(name(body["fcn"]))
        if at is not None and at < len(body["params"]):
            try:
                if any(map(wrong_pattern, texts(scope, body["params"][at], frozenset()))):
                    yield body["span"]
            except LookupError:
                yield body["span"]


def bad_formats(scope: Scope) -> Iterator[Any]:
    """Yield the span of each `sprintf` whose verbs are not `%s` and `%d`, one for each argument.

    The library may use `%v` for numbers that are not whole.
    """
    verbs = (
        {"s", "d", "v"} if scope.names.package.split(".")[:2] in (["lens"], ["lens", "lib"]) else {"s", "d"}
    )
    for body in scope.of("Call"):
        if name(body["fcn"]) == "sprintf" and len(body["params"]) == 2:
            (form, text), (shape, given) = map(only, body["params"])
            used = [found[1] for found in _VERB.finditer(str(text.get("value"))) if found[1] != "%"]
            if (
                form not in {"String", "RawString"}
                or shape != "Array"
                or len(given["items"]) != len(used)
                or not set(used) <= verbs
            ):
                yield body["span"]


def texts(scope: Scope, part: Mapping[str, Any], seen: frozenset[str]) -> Iterator[str]:
    """Yield the literals that an expression is made of. Raises `LookupError` if it has other parts.

    `seen` has the names that are being read.
    """
    kind, body = only(part)
    if kind in {"String", "RawString"}:
        yield body["value"]
    elif kind in {"RefDot", "RefBrack"}:
        yield from texts(scope, body["refr"], seen)
    elif kind == "Call":
        yield from _called(scope, body, seen)
    elif kind == "Var":
        yield from _held(scope, body["value"], seen)
    elif kind in COMPREHENSIONS:
        inner = next(found for found in scope.inner if found.stmts is body["query"]["stmts"])
        yield from texts(inner, inner.terms[-1], seen)
    elif kind in {"BinExpr", "ArithExpr"}:
        for side in ("lhs", "rhs"):
            yield from texts(scope, body[side], seen)
    elif kind == "Object":
        for _, _, value in body["fields"]:
            yield from texts(scope, value, seen)
    elif (parts := members(kind, body)) is not None:
        for inner_part in parts:
            yield from texts(scope, inner_part, seen)
    else:
        raise LookupError(kind)


def _called(scope: Scope, body: Mapping[str, Any], seen: frozenset[str]) -> Iterator[str]:
    called = name(body["fcn"])
    if scope.names.full(called).startswith(f"{_BUILDER}."):
        return
    if called in {"concat", "sprintf", "object.union"}:
        for part in body["params"]:
            yield from texts(scope, part, seen)
    else:
        yield from _ruled(scope, called, seen)


def _held(scope: Scope, called: str, seen: frozenset[str]) -> Iterator[str]:
    """Yield the literals that a variable or a rule holds."""
    here: Scope | None = scope
    while here:
        if called in here.known - here.outer:
            found = list(_given(here, called))
            if not found:
                raise LookupError(called)
            for value in found:
                yield from texts(here, value, seen)
            return
        here = here.parent
    yield from _ruled(scope, called, seen)


def _given(scope: Scope, called: str) -> Iterator[Any]:
    """Yield the expressions that a body assigns to a variable, or takes it from."""
    yield from (body["rhs"] for body in scope.of("AssignExpr") if called in variables(body["lhs"]))
    yield from (body["collection"] for body in scope.of("SomeIn") if called in variables(body["value"]))


def _ruled(scope: Scope, called: str, seen: frozenset[str]) -> Iterator[str]:
    if called not in scope.names.rules or called in seen or called in scope.outer:
        raise LookupError(called)
    for rule in scope.names.rules[called]:
        for body in rule_scopes(scope.names, rule):
            yield from texts(body, body.terms[-1], seen | {called})
