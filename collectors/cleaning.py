"""Clean answers before they are stored: JSON types only, documents parsed, all else redacted."""

from __future__ import annotations

import hmac
import secrets
from typing import Any

import orjson

from collectors.redaction import part_of, plain
from collectors.table import NO_PHRASES, Collector, Phrases, Row, Signs


class Cleaner:
    """Cleans the pages of one collection. Hashes of secrets can be compared only within it."""

    def __init__(self, phrases: Phrases = NO_PHRASES) -> None:
        self._key, self._phrases = secrets.token_bytes(32), phrases

    def clean(self, collector: Collector, row: Row, page: dict[str, Any]) -> dict[str, Any]:
        """Return what is stored of a page, in JSON types (`collectors.redaction` decides)."""
        cleaned: dict[str, Any] = part_of(collector.service, row).store(page, self._redacted)
        return cleaned

    def _redacted(self, value: Any, signs: Signs | None = None) -> Any:
        """Return the length and a hash of a value, and the signs of it; null stays null."""
        if value is None:
            return None
        value = plain(value)
        text = value.encode() if isinstance(value, str) else orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
        shown = {"length": len(text), "hmac": hmac.new(self._key, text, "sha256").hexdigest()}
        return {"redacted": shown | ({"signs": signs.stored(value, self._phrases)} if signs else {})}
