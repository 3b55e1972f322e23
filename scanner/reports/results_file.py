"""Read a results.json of an earlier run. Nothing in it is trusted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson

from scanner.errors import UsageError, unreadable
from scanner.reports.results_json import FORMAT, SCHEMA
from scanner.snapshot.files import read


def schema() -> dict[str, Any]:
    """Return the JSON Schema of results.json."""
    found: dict[str, Any] = orjson.loads(SCHEMA.read_bytes())
    return found


def document(path: Path, next_step: str) -> dict[str, Any]:
    """Return the content of a results.json, checked with its schema.

    Raises `UsageError` with `next_step` for any other file, and for another format.
    """
    return checked(path, parsed(path, next_step)[1], next_step)


def parsed(path: Path, next_step: str) -> tuple[bytes, Any]:
    """Return the bytes of a JSON file, and its content. Raises `UsageError` with `next_step`."""
    try:
        body = read(path)
        return body, orjson.loads(body)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {unreadable(error)}.", next_step) from error
    except orjson.JSONDecodeError as error:
        raise UsageError(f"{path} is not JSON.", next_step) from error


def checked(path: Path, found: Any, next_step: str) -> dict[str, Any]:
    """Return the content of a results.json. Raises `UsageError` if it is something else."""
    from jsonschema_rs import validator_for

    if not isinstance(found, dict) or not isinstance(found.get("format"), int):
        raise UsageError(f"{path} is not a results.json of genai-lens.", next_step)
    if found["format"] != FORMAT:
        raise UsageError(
            f"{path} has format {found['format']}, and this version reads format {FORMAT}.",
            "Judge the snapshot again with this version, or use the version that wrote the file.",
        )
    if not validator_for(schema()).is_valid(found):
        raise UsageError(f"{path} does not hold to the schema of results.json.", next_step)
    return found
