"""Put what a reference stands for in its place, before values are mapped onto AWS's members."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import orjson

from collectors.iac.values import HOLE, REFERENCE, Unknown, has_tokens
from collectors.shapes import MOST_DEPTH, is_too_deep

Look = Callable[[str, str], Any]
"""Returns the value of an attribute of a resource, given the address and the attribute."""

TOO_DEEP = Unknown("it is nested too deeply")
NOT_KNOWN = "(not known)"
"""Stands for an element of a list, or for the key of a mapping, that is not known."""

_ESCAPED = re.compile(r"\\u[eE]00[0-4]")
"""How JSON may write a character of tokens. It is replaced, so nobody can forge a token."""

_BARE = re.compile(f"([:,\\[]\\s*)({HOLE.pattern})")


def resolved(value: Any, look: Look, depth: int = 0) -> Any:
    """Return a value without tokens: plain JSON values, and `Unknown` for what is not known.

    A text with JSON in it that is known only in part becomes that JSON, so that the rest of it is
    kept.
    """
    if isinstance(value, str):
        return _text(value, look) if has_tokens(value) else value
    if isinstance(value, (Mapping, list)) and depth >= MOST_DEPTH:
        return TOO_DEEP
    if isinstance(value, list):
        return [resolved(one, look, depth + 1) for one in value]
    if isinstance(value, Mapping):
        return {_key(key, look): resolved(one, look, depth + 1) for key, one in value.items()}
    return value


def addresses(value: Any, depth: int = 0) -> Iterator[str]:
    """Yield the address of each resource that a value refers to."""
    if isinstance(value, str):
        if has_tokens(value):
            yield from (found[1] for found in REFERENCE.finditer(value))
    elif depth < MOST_DEPTH and isinstance(value, list):
        for one in value:
            yield from addresses(one, depth + 1)
    elif depth < MOST_DEPTH and isinstance(value, Mapping):
        for key, one in value.items():
            yield from addresses(key)
            yield from addresses(one, depth + 1)


def json_in(text: str) -> Any:
    """Return the JSON in a text, or `Unknown` if it has none. The text may hold tokens."""
    text = _ESCAPED.sub(r"\\ufffd", text)
    for one in (text, _BARE.sub(r'\1"\2"', text)):
        try:
            found = orjson.loads(one)
        except (orjson.JSONDecodeError, UnicodeEncodeError):
            continue
        return TOO_DEEP if is_too_deep(found) else found
    return Unknown("the text is not a JSON document")


def without_unknown(value: Any) -> bool:
    """Return whether nothing in a resolved value is unknown."""
    if isinstance(value, list):
        return all(without_unknown(one) for one in value)
    if isinstance(value, dict):
        return NOT_KNOWN not in value and all(without_unknown(one) for one in value.values())
    return not isinstance(value, Unknown)


def _key(key: Any, look: Look) -> str:
    found = _text(key, look) if has_tokens(key) else key
    return str(found) if isinstance(found, (str, int)) else NOT_KNOWN


def _text(text: str, look: Look) -> Any:
    if whole := REFERENCE.fullmatch(text):
        return look(whole[1], whole[2])
    if text.lstrip()[:1] in ("{", "[") and not isinstance(found := json_in(text), Unknown):
        return resolved(found, look)
    if gap := HOLE.search(text):
        return Unknown(gap[1])
    parts: list[str] = []
    end = 0
    for found in REFERENCE.finditer(text):
        value = look(found[1], found[2])
        if isinstance(value, Unknown):
            return value
        if isinstance(value, (dict, list)) or value is None:
            return Unknown(f"{found[1]}.{found[2]} is not a text")
        parts += [text[end : found.start()], _as_text(value)]
        end = found.end()
    return "".join([*parts, text[end:]])


def _as_text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
