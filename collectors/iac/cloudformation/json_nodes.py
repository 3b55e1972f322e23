"""Reads JSON (RFC 8259) with the lines of each value. The parsers of Python do not tell them."""

from __future__ import annotations

import json
import math
import re
from typing import Any

from collectors.iac.cloudformation.nodes import NULL, Builder, Node, Unreadable

_TOKEN = re.compile(
    r'[ \t\r\n]*+(?:(?P<text>"[^"\\\x00-\x1f]*+(?:\\.[^"\\\x00-\x1f]*+)*+")'
    r"|(?P<sign>[{}\[\]:,])"
    r"|(?P<number>-?(?:0|[1-9]\d*+)(?:\.\d++)?(?:[eE][+-]?\d++)?)"
    r"|(?P<word>true|false|null))"
)
_WORDS = {"true": True, "false": False, "null": NULL}
_VALUE, _FIRST, _KEY, _FIRST_KEY, _COLON, _NEXT = (
    "a value",
    "a value or ]",
    "a key",
    "a key or }",
    "a colon",
    "a comma or an end",
)


class _Reader:
    """Holds what may come next, and the open maps and lists."""

    def __init__(self) -> None:
        self.builder = Builder()
        self.wanted = _VALUE
        self._open: list[str] = []

    def take(self, kind: str, token: str, line: int) -> bool:
        """Take one token. Return whether it may stand here."""
        if kind == "sign":
            return self._sign(token, line)
        if self.wanted in (_KEY, _FIRST_KEY):
            if kind != "text":
                return False
            self.builder.scalar(_decoded(token), line, line)
            self.wanted = _COLON
            return True
        if self.wanted not in (_VALUE, _FIRST):
            return False
        self.builder.scalar(_value(kind, token, line), line, line)
        self._after_value()
        return True

    def _after_value(self) -> None:
        self.wanted = _NEXT if self._open else ""

    def _sign(self, sign: str, line: int) -> bool:
        if sign in "{[" and self.wanted in (_VALUE, _FIRST):
            self.builder.begin({} if sign == "{" else [], line)
            self._open.append("}" if sign == "{" else "]")
            self.wanted = _FIRST_KEY if sign == "{" else _FIRST
        elif sign in "}]" and self._open and sign == self._open[-1] and self._may_end(sign):
            self._open.pop()
            self.builder.finish(line)
            self._after_value()
        elif sign == ":" and self.wanted == _COLON:
            self.wanted = _VALUE
        elif sign == "," and self.wanted == _NEXT:
            self.wanted = _KEY if self._open[-1] == "}" else _VALUE
        else:
            return False
        return True

    def _may_end(self, sign: str) -> bool:
        return self.wanted in (_NEXT, _FIRST_KEY if sign == "}" else _FIRST)


def read_json(text: str) -> Node:
    """Return the tree of a text. Raises `Unreadable`."""
    reader = _Reader()
    line, place = 1, 0
    while reader.wanted:
        match = _TOKEN.match(text, place)
        if not match:
            raise Unreadable(f"no JSON: {reader.wanted} is missing", line + text[place:].count("\n", 0, 1))
        kind = match.lastgroup or ""
        line += text.count("\n", place, match.start(kind))
        place = match.end()
        if not reader.take(kind, match[kind], line):
            raise Unreadable(f"no JSON: {reader.wanted} is missing", line)
    if text[place:].strip():
        raise Unreadable("no JSON: there is text after the end", line)
    if reader.builder.root is None:
        raise Unreadable("no content")
    return reader.builder.root


def _value(kind: str, token: str, line: int) -> Any:
    if kind == "text":
        return _decoded(token)
    if kind == "word":
        return _WORDS[token]
    try:
        number = json.loads(token)
    except ValueError:  # more digits than Python reads
        raise Unreadable("a number is too long", line) from None
    return number if math.isfinite(number) else token


def _decoded(token: str) -> str:
    if "\\" not in token:
        return token[1:-1]
    try:
        text: str = json.loads(token)
        text.encode()
    except ValueError:  # an escape that is none, or half of a pair of surrogates
        return token[1:-1].encode(errors="replace").decode()
    return text
