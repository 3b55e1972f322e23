"""Clean answers before they are stored: JSON types only, no secrets, documents parsed."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

import orjson

from collectors.calls import rfc3339
from collectors.paths import changed
from collectors.shapes import is_too_deep
from collectors.table import Row


class Cleaner:
    """Cleans the pages of one collection. Hashes of secrets can be compared only within it."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)

    def clean(self, row: Row, page: dict[str, Any]) -> dict[str, Any]:
        """Return the page in JSON types, with secrets replaced and documents parsed."""
        cleaned: dict[str, Any] = _plain(page)
        for redacted in row.redact:
            _replace(cleaned, redacted, self._redacted)
        for document in row.documents:
            _replace(cleaned, document, _parsed)
        for path in row.policies:
            cleaned = changed(cleaned, path, lambda value, _: _parsed(value))
        return cleaned

    def _redacted(self, value: Any) -> Any:
        text = value.encode() if isinstance(value, str) else orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
        return {"redacted": {"length": len(text), "hmac": hmac.new(self._key, text, "sha256").hexdigest()}}


def members(value: Any, names: tuple[str, ...]) -> Iterable[tuple[str, Any]]:
    """Yield (name, value) of every member with one of `names`, at any depth.

    Members inside those found are left out.
    """
    if isinstance(value, dict):
        for key, member in value.items():
            if key in names:
                yield key, member
            else:
                yield from members(member, names)
    elif isinstance(value, list):
        for element in value:
            yield from members(element, names)


def _plain(value: Any) -> Any:
    """Return `value` in JSON's types: times as RFC 3339, bytes as hex.

    What JSON cannot hold becomes text: numbers beyond 64 bits and unpaired surrogates.
    """
    if isinstance(value, Mapping):
        return {_plain(str(k)): _plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_plain(v) for v in value]
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, datetime):
        return rfc3339(value)
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, int) and not isinstance(value, bool) and not -(2**63) <= value < 2**63:
        return str(value)
    return value


def _parsed(value: Any) -> Any:
    """Return the JSON document in a string.

    A document that is nested too deeply to be judged, and any other value, is returned unchanged.
    """
    if not isinstance(value, str):
        return value
    try:
        document = orjson.loads(value)
    except orjson.JSONDecodeError:
        return value
    return value if is_too_deep(document) else _plain(document)


def _replace(value: Any, name: str, change: Callable[[Any], Any]) -> None:
    """Change every member `name` in place, at any depth."""
    if isinstance(value, dict):
        for key in value:
            if key == name:
                value[key] = change(value[key])
            else:
                _replace(value[key], name, change)
    elif isinstance(value, list):
        for element in value:
            _replace(element, name, change)
