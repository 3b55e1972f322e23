"""Read a results.json of an earlier run. Nothing in it is trusted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson

from scanner.errors import UsageError, unreadable
from scanner.reports.results_json import FORMAT
from scanner.snapshot.files import read

_SCHEMA = Path(__file__).with_name("results.schema.json")


def document(path: Path, next_step: str) -> dict[str, Any]:
    """Return the content of a results.json, checked with its schema.

    Raises `UsageError` with `next_step` for any other file, and for another format.
    """
    from jsonschema_rs import validator_for

    try:
        document = orjson.loads(read(path))
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {unreadable(error)}.", next_step) from error
    except orjson.JSONDecodeError as error:
        raise UsageError(f"{path} is not JSON.", next_step) from error
    if not isinstance(document, dict) or not isinstance(document.get("format"), int):
        raise UsageError(f"{path} is not a results.json of genai-lens.", next_step)
    if document["format"] != FORMAT:
        raise UsageError(
            f"{path} has format {document['format']}, and this version reads format {FORMAT}.",
            "Judge the snapshot again with this version, or use the version that wrote the file.",
        )
    if not validator_for(orjson.loads(_SCHEMA.read_bytes())).is_valid(document):
        raise UsageError(f"{path} does not hold to the schema of results.json.", next_step)
    return document
