"""The parts that the JSON Schemas of the files share: texts, patterns, dates, accounts."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

from scanner.people.dates import FORM, NEEDED
from scanner.people.files import Schema

MOST_ELEMENTS = 1000
"""The maximum number of elements of a list or a mapping. Each is compared with each resource."""
MOST_LETTERS = 1024
"""The maximum length of a text, in characters."""
MOST_WILDCARDS = 20
"""The maximum number of `*` and `?` in a text. The time to match grows with their number."""

FEW_WILDCARDS = f"^[^*?]*([*?][^*?]*){{0,{MOST_WILDCARDS}}}$"
DRAFT = "https://json-schema.org/draft/2020-12/schema"

TEXT: Schema = {"type": "string", "maxLength": MOST_LETTERS}
SEEN = r"[^\p{C}\p{Z}\p{M}\u115F\u1160\u2800\u3164\uFFA0]"
"""A character that a person sees: no space, format or combining character, and no blank letter."""
_BLANK_LETTERS = "\u115f\u1160\u2800\u3164\uffa0"
REASON: Schema = {
    **TEXT,
    "pattern": SEEN,
    "description": "a reason that a person can see, of at most 1,024 characters",
}
PATTERN: Schema = {**TEXT, "pattern": FEW_WILDCARDS}
PATTERNS: Schema = {
    "type": ["array", "null"],
    "maxItems": MOST_ELEMENTS,
    "items": PATTERN,
    "description": "a list of names, with * and ? as wildcards",
}
DATE: Schema = {
    "type": "string",
    "format": "date",
    "pattern": FORM,
    "description": NEEDED,
}
ACCOUNT_ID: Schema = {
    "type": "string",
    "pattern": "^[0-9]{12}$",
    "description": "an account id of twelve digits",
}
ACCOUNTS: Schema = {
    "type": ["array", "null"],
    "maxItems": MOST_ELEMENTS,
    "items": {
        "type": "string",
        "pattern": "^([0-9]{12}|[0-9?]*[*?][0-9*?]*)$",
        "maxLength": 12,
        "description": "an account id of twelve digits, or a pattern with * and ?",
    },
    "description": "a list of account ids",
}


def is_seen(text: str) -> bool:
    """Return whether a person sees a character of a text: `SEEN` for Python."""
    return any(unicodedata.category(c)[0] not in "CZM" and c not in _BLANK_LETTERS for c in text)


def mapping(properties: Mapping[str, Schema]) -> dict[str, Any]:
    """Return the schema of a mapping that has these keys only."""
    return {"type": "object", "additionalProperties": False, "properties": dict(properties)}


def heading(properties: Mapping[str, Schema]) -> dict[str, Any]:
    """Return the schema of a mapping that has these keys only. It may be empty."""
    return {**mapping(properties), "type": ["object", "null"]}


def lines(name: str, entry: Schema) -> dict[str, Any]:
    """Return the schema of a file that has one list, `name`, of entries."""
    entries = {"type": ["array", "null"], "maxItems": MOST_ELEMENTS, "items": entry}
    return {"$schema": DRAFT, "title": f"{name}.yaml", **mapping({name: entries})}
