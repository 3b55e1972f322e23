"""What genai-lens wrote in an output folder, which is all that `--force` may replace."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Sequence
from pathlib import Path

import orjson

from scanner.errors import OutputError
from scanner.snapshot import files

SNAPSHOT = "snapshot"
"""The name of the snapshot's folder within the output folder."""
FILES = {
    "json": "results.json",
    "sarif": "results.sarif",
    "html": "results.html",
    "markdown": "results.md",
    "csv": "results.csv",
}
"""Format -> the name of its results file."""
RESULTS = tuple(FILES.values())
"""Every results file that a run can write."""
_MARKS = {
    "results.html": re.compile(rb"<!doctype html><!-- Written by genai-lens [^ ]+\. -->\n"),
    "results.md": re.compile(rb"<!-- Written by genai-lens [^ ]+\. -->\n"),
    "results.csv": re.compile(rb"[a-z_,]+,genai_lens\n"),
}
"""Name -> what the first line of a results file is, if genai-lens wrote it and it is no JSON."""
_MOST_OF_LINE = 1000
OUTPUTS = (*RESULTS, SNAPSHOT)
"""All outputs of a run. Results are moved away first: they describe the snapshot."""


def refuse(folder: Path, names: Sequence[str], *, force: bool, option: str = "--output") -> None:
    """Raise `OutputError` for an output that exists, unless `force` and genai-lens wrote it.

    A folder in a snapshot is refused too: a snapshot with other files in it is damaged. `option`
    names such a folder.
    """
    whole = Path(os.path.abspath(folder))
    for place in (whole, *whole.parents):
        if _has_our_head(place):
            raise OutputError(f"{folder} is in a snapshot.", f"Use {option} for a folder outside of it.")
    for name in names:
        there = folder / name
        try:
            os.lstat(there)
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            raise cannot_write(folder, error) from error
        if not force:
            raise OutputError(
                f"{there} exists already.", "Use --force to replace it, or --output for another folder."
            )
        if not is_ours(there):
            raise OutputError(
                f"{there} was not written by genai-lens.", "Move it, or use --output for another folder."
            )


def cannot_write(folder: Path, error: OSError, option: str = "--output") -> OutputError:
    """Return the error for a folder that cannot be written. `option` names such a folder."""
    place = error.filename or folder
    return OutputError(
        f"{place} cannot be written: {files.reason(error)}.",
        f"Free space, or use {option} for another folder.",
    )


def is_ours(path: Path) -> bool:
    """Return whether genai-lens wrote an output. A link is never ours.

    A file of another name, such as a bundle, is named by the user, and need only be a file.
    """
    try:
        status = os.lstat(path)
        if path.name not in OUTPUTS:
            return stat.S_ISREG(status.st_mode)
        if path.name == SNAPSHOT:
            return stat.S_ISDIR(status.st_mode) and _has_our_head(path)
        if mark := _MARKS.get(path.name):
            with files.opened(path, files.MOST_BYTES) as file:
                return mark.match(file.readline(_MOST_OF_LINE)) is not None
        found = orjson.loads(files.read(path))
        tool = found["runs"][0]["tool"]["driver"] if path.name == "results.sarif" else found["tool"]
        return bool(tool["name"] == "genai-lens")
    except (OSError, ValueError, LookupError, TypeError):
        return False


def _has_our_head(folder: Path) -> bool:
    """Return whether a folder has the head of a snapshot that genai-lens wrote."""
    try:
        found = orjson.loads(files.read(folder / "snapshot.json", files.MOST_OF_HEAD))
        return bool(found["tool"]["name"] == "genai-lens")
    except (OSError, ValueError, LookupError, TypeError):
        return False
