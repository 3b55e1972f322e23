"""Check the parts of a snapshot against `snapshot.schema.json`, when they are written and read."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import orjson

from scanner.text import inert


def mistake(part: str, value: Any) -> str:
    """Return what is wrong with a part of a snapshot, or an empty string.

    `part` is a name in `$defs` of the schema, such as `head`, `file` and `call`. The text names the
    place and never quotes a value: a snapshot may be hostile.
    """
    from jsonschema_rs import ValidationError, ValidationErrorKind

    try:
        _validator(part).validate(value)
    except ValidationError as error:
        place, kind = _place(error.instance_path), error.kind
        if isinstance(kind, ValidationErrorKind.Required):
            return f"{place} lacks {kind.property}"
        return f"{place} breaks the rule {kind.name!r} of the format"
    except (ValueError, RecursionError, TypeError):
        return "it holds something that is not JSON"
    return ""


@cache
def _validator(part: str) -> Any:
    from jsonschema_rs import Draft202012Validator

    schema = orjson.loads((Path(__file__).parent / "snapshot.schema.json").read_bytes())
    # A mask, because a message with the value could be as large as the snapshot.
    return Draft202012Validator(
        {"$ref": f"#/$defs/{part}", "$defs": schema["$defs"]}, validate_formats=True, mask="value"
    )


def _place(path: Sequence[str | int]) -> str:
    """Return a place as `targets[0].regions[1]`."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return inert("".join(steps).removeprefix(".")) or "it"
