"""Parts of JSON Schemas for what crosses a border between processes or languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Schema = Mapping[str, Any]


def closed(**members: Schema) -> dict[str, Any]:
    """Return the schema of an object with all of these members and no others."""
    return {
        "type": "object",
        "additionalProperties": False,
        "required": sorted(members),
        "properties": members,
    }


def many(items: Schema) -> dict[str, Any]:
    """Return the schema of a list of these items."""
    return {"type": "array", "items": items}


def mapping(values: Schema) -> dict[str, Any]:
    """Return the schema of an object with any names and these values."""
    return {"type": "object", "additionalProperties": values}
