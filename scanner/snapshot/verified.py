"""Read the files of a snapshot, and verify that the snapshot is whole and has the right form.

What is read may be hostile. So only regular files are opened, every size is bounded, the schema
holds for every value, and errors name the place and never quote a value.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson

from scanner.errors import SnapshotError
from scanner.snapshot import files
from scanner.snapshot.schema import mistake
from scanner.text import inert

FORMAT = 2
"""The version of the layout. Readers accept no other."""
HEAD, LEDGER = "snapshot.json", "calls.jsonl"
PRETTY = orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE
"""The layout of every file except the ledger."""

MOST_LEVELS = 100
"""The maximum depth of nested values in a file. regorus reads 128 levels of its input."""

_TOO_DEEP = b"\n" + b"  " * MOST_LEVELS
_RESOURCES, _RESOURCE = b'\n  "resources": [', b"\n    {\n"


def damaged(place: Path, said: str, step: str = "Collect again, or restore the file.") -> SnapshotError:
    """Return the error for a place in a snapshot."""
    return SnapshotError(f"{inert(str(place))} is damaged: {said}.", step)


def head_of(folder: Path, named: Path) -> tuple[bytes, dict[str, Any]]:
    """Return the bytes and the content of snapshot.json.

    Raises `SnapshotError` if it is missing, damaged, or of another format or tool.
    """
    step = "Name a folder that `collect` or `scan` wrote."
    try:
        raw = files.read(folder / HEAD, files.MOST_OF_HEAD)
    except OSError as error:
        raise SnapshotError(f"{named} is not a snapshot: {files.reason(error)} ({HEAD}).", step) from error
    head = _parsed(raw, named / HEAD)
    found = head if isinstance(head, dict) else {}
    version, tool = found.get("format"), found.get("tool")
    if type(version) is not int or not isinstance(tool, dict) or tool.get("name") != "genai-lens":
        raise SnapshotError(f"{named}/{HEAD} was not written by genai-lens.", step)
    if version != FORMAT:
        raise SnapshotError(
            f"{named} has format {version}, and this version reads format {FORMAT}.",
            "Upgrade genai-lens." if version > FORMAT else "Collect again.",
        )
    if said := mistake("head", found):
        raise damaged(named / HEAD, said)
    return raw, found


def contents(
    folder: Path, named: Path, head: Mapping[str, Any]
) -> Iterator[tuple[str, dict[str, list[Any]], list[int]]]:
    """Yield (name, content, first line of each resource) of every file except head and ledger.

    Raises `SnapshotError` if a file is missing, altered or of the wrong form, if there is a file
    that the head does not name, or if the totals differ.
    """
    digests, totals = head["files"], dict.fromkeys(("resources", "gaps", "calls"), 0)
    _check_names(folder, named, digests)
    totals["calls"] = sum(1 for _ in calls_in(folder, named, digests[LEDGER]))
    for name in sorted(digests.keys() - {LEDGER}):
        try:
            body = files.read(folder / name)
        except OSError as error:
            raise damaged(named / name, files.reason(error)) from error
        _check_digest(named / name, sha256(body).hexdigest(), digests[name])
        content = _parsed(body, named / name)
        if said := mistake("file", content) or _odd_layout(body, content):
            raise damaged(named / name, said)
        totals["gaps"] += len(content["gaps"])
        totals["resources"] += len(content["resources"])
        yield name, content, _lines(body, len(content["resources"]))
    if totals != head["totals"]:
        said = next(f"{count} {what}" for what, count in totals.items() if count != head["totals"][what])
        raise damaged(named, f"it has {said}, and its head names another number")


def _check_names(folder: Path, named: Path, names: Mapping[str, str]) -> None:
    """Raise `SnapshotError` unless the folder has exactly the files of the head, and no links."""
    missing = {HEAD, *names}
    parents = {parent.as_posix() for name in missing for parent in Path(name).parents} - {"."}
    pending = [""]
    try:
        while pending:
            place = pending.pop()
            with os.scandir(folder / place) as entries:
                for entry in entries:
                    name = f"{place}{entry.name}"
                    mode = entry.stat(follow_symlinks=False).st_mode
                    if stat.S_ISDIR(mode) and name in parents:
                        pending.append(f"{name}/")
                    elif stat.S_ISREG(mode) and name in missing:
                        missing.remove(name)
                    else:
                        said = "this is not a file of the snapshot"
                        raise damaged(named / name, said, "Remove it, or collect again.")
    except OSError as error:
        raise damaged(named, files.reason(error)) from error
    if missing:
        raise SnapshotError(
            f"{named} is incomplete: {min(missing)} is missing.", "Collect again, or restore the file."
        )


def calls_in(folder: Path, named: Path, expected: str) -> Iterator[dict[str, Any]]:
    """Yield the calls of the ledger.

    At its end, raises `SnapshotError` if the file is missing, its sha256 is not `expected`, or a
    line has the wrong form. Such a line is not yielded.
    """
    digest, said = sha256(), ""
    try:
        with files.opened(folder / LEDGER, files.MOST_BYTES) as file:
            for number, line in enumerate(file, 1):
                digest.update(line)
                call, wrong = _call(line)
                if wrong:
                    said = said or f"line {number}: {wrong}"
                else:
                    yield call
    except OSError as error:
        raise damaged(named / LEDGER, files.reason(error)) from error
    _check_digest(named / LEDGER, digest.hexdigest(), expected)
    if said:
        raise damaged(named / LEDGER, said)


def _call(line: bytes) -> tuple[Any, str]:
    """Return the call of a line, and what is wrong with it."""
    try:
        call = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None, "it is not JSON"
    return call, mistake("call", call)


def _check_digest(place: Path, found: str, expected: str) -> None:
    if found != expected:
        raise SnapshotError(
            f"{place} is not the file that was collected: its sha256 differs.",
            "Collect again, or restore the file.",
        )


def _parsed(body: bytes, place: Path) -> Any:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        said = f"it is not JSON (line {error.lineno}, column {error.colno})"
        raise damaged(place, said) from error


def laid_out(content: Any) -> bytes:
    """Return a file of a snapshot as bytes. Raises `TypeError` if it is nested too deeply."""
    body = orjson.dumps(content, option=PRETTY)
    if _TOO_DEEP in body:
        raise TypeError
    return body


def _odd_layout(body: bytes, content: Any) -> str:
    """Return what is wrong with the layout of a file, or an empty string."""
    try:
        odd = laid_out(content) != body
    except TypeError:
        return "it is nested too deeply"
    return "it is not laid out as genai-lens writes it, so its lines cannot be cited" if odd else ""


def _lines(body: bytes, count: int) -> list[int]:
    """Return the line of each resource in a file with our layout, counted from 1.

    A resource starts with a brace on the second level. No string of JSON has a line break.
    """
    lines, line, place = [], 1, 0
    following = body.find(_RESOURCES)
    for _ in range(count):
        following = body.find(_RESOURCE, following) + 1
        line += body.count(b"\n", place, following)
        place = following
        lines.append(line)
    return lines
