"""What a Cedar policy permits: numbers, and nothing of its text, which may name people.

Only what decides whether a `permit` is for everything is understood: its scope, and conditions
that are constant. Whoever writes the text may want a scan to hang, so it is read from front to back
once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

_TOKEN = re.compile(
    r'\s+|//[^\n]*|("(?:[^"\\]|\\.)*"|[A-Za-z_][A-Za-z0-9_]*|[0-9]+|::|&&|\|\||[=!<>]=|[(){}\[\],;.:<>!+*@?-])',
    re.DOTALL,
)
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_REQUEST = frozenset({"principal", "action", "resource", "context"})
_SCOPE = ("principal", "action", "resource")


class _Unclear(Exception):
    """The text is not a Cedar policy as this file knows it."""


def permits(text: Any) -> dict[str, int]:
    """Return how many statements there are, and how many of these permit everything.

    `everything`: statements that permit every principal every action without a condition on the
    request. `gateway`: those of them that name a resource, or whose condition asks for the resource
    alone. `unclear`: those whose condition says nothing of the request and is not `true` or
    `false`. Without a number the text was not understood.
    """
    if not isinstance(text, str):
        return {}
    try:
        kinds = [*_statements(_Reader(text))]
    except _Unclear:
        return {}
    if not kinds:
        return {}
    names = ("everything", "gateway", "unclear")
    return {"statements": len(kinds), **{name: kinds.count(name) for name in names}}


class _Reader:
    """The tokens of a text, without comments and white space."""

    def __init__(self, text: str) -> None:
        self.tokens: list[str] = []
        self.at = 0
        end = 0
        while end < len(text):
            match = _TOKEN.match(text, end)
            if not match:
                raise _Unclear
            end = match.end()
            if match[1]:
                self.tokens.append(match[1])

    def next(self, *expected: str) -> str:
        """Return the next token, which must be one of those that are expected, if any are."""
        if self.at >= len(self.tokens) or (expected and self.tokens[self.at] not in expected):
            raise _Unclear
        self.at += 1
        return self.tokens[self.at - 1]

    def inside(self, opening: str) -> list[str]:
        """Return the tokens of the next brackets."""
        self.next(opening)
        first, open_ = self.at, [_CLOSING[opening]]
        while open_:
            token = self.next()
            if token in _CLOSING:
                open_.append(_CLOSING[token])
            elif token in _CLOSING.values() and token != open_.pop():
                raise _Unclear
        return self.tokens[first : self.at - 1]


def _statements(reader: _Reader) -> Iterator[str]:
    while reader.at < len(reader.tokens):
        effect = reader.next("permit", "forbid", "@")
        if effect == "@":
            reader.next()
            if reader.tokens[reader.at : reader.at + 1] == ["("]:
                reader.inside("(")
            continue
        named = _named(reader.inside("("))
        conditions: list[str] = []
        while (word := reader.next("when", "unless", ";")) != ";":
            conditions.append(_condition(reader.inside("{"), word == "when"))
        yield _kind(effect, named, conditions)


def _kind(effect: str, named: set[str], conditions: Sequence[str]) -> str:
    if effect == "forbid" or named & {"principal", "action"} or {"limits", "never"} & {*conditions}:
        return "limited"
    if "unclear" in conditions:
        return "unclear"
    return "gateway" if "resource" in named or "gateway" in conditions else "everything"


def _named(scope: Sequence[str]) -> set[str]:
    """Return which parts of a scope are constrained."""
    parts = [*_parts(scope, ",")]
    if [[*part[:1]] for part in parts] != [[name] for name in _SCOPE]:
        raise _Unclear
    return {part[0] for part in parts if len(part) > 1}


def _condition(body: Sequence[str], wanted: bool) -> str:
    """Return whether a condition limits the request, never or always holds, or is unclear.

    One that asks for the resource alone limits the request to a gateway.
    """
    found = {_value(part) for part in _parts(_bare(body), "||")} - {"false"}
    if "true" in found or not found:
        return "always" if ("true" in found) == wanted else "never"
    # Each alternative lets requests in, or keeps them out.
    order = ("unclear", "gateway", "limits") if wanted else ("unclear", "limits", "gateway")
    return next(kind for kind in order if kind in found)


_LAYERS = 8
"""The brackets around a whole condition that are taken away. Each costs one look at the text."""


def _bare(body: Sequence[str]) -> Sequence[str]:
    for _ in range(_LAYERS):
        if body[:1] != ["("] or len(_first(body)) < len(body):
            break
        body = body[1:-1]
    return body


def _first(body: Sequence[str]) -> Sequence[str]:
    """Return the brackets at the start of a text."""
    return body[: 1 + next((at for at, _ in _outside(body)), len(body))]


def _parts(body: Sequence[str], separator: str) -> Iterator[Sequence[str]]:
    """Yield what a separator outside of brackets separates. `if` takes in all that follows it."""
    start = 0
    for at, word in _outside(body):
        if word == "if":
            break
        if word == separator:
            yield body[start:at]
            start = at + 1
    yield body[start:]


def _outside(body: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield the tokens outside of brackets with their places. A bracket that closes is one."""
    depth = 0
    for at, word in enumerate(body):
        depth += (word in _CLOSING) - (word in _CLOSING.values())
        if not depth:
            yield at, word


def _value(body: Sequence[str]) -> str:
    if named := _REQUEST & {*body}:
        return "gateway" if named == {"resource"} else "limits"
    words = [word for word in body if word not in {"(", ")", "!"}]
    if words not in (["true"], ["false"]):
        return "unclear"
    return "true" if (words == ["true"]) != (body.count("!") % 2 == 1) else "false"
