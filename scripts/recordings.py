"""Read the files of `make replay`: recorded answers of AWS, and the faults of them that are known.

A recording is a line of JSON in a file `*.jsonl` or `*.jsonl.gz`: `operation`
(`service:Operation`), `status` (of HTTP) and `answer` (as boto3 returned it, with times as RFC
3339). With a status of 300 or more, `answer` is `{"Error": {"Code": ..., "Message": ...}}`. Other
members and blank lines are skipped.

A file of exceptions is a YAML list of {operation, fault, reason}: answers whose `fault` is known,
and not one of the collectors'. `fault` is a part of the message, and with `place` (a file and a
line, such as `answers.jsonl:12`) only that answer is excused.
"""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scanner.errors import UsageError, unreadable
from scanner.people.files import read

FORM = '{"operation": "bedrock-agent:ListAgents", "status": 200, "answer": {"agentSummaries": []}}'
"""An example of a recording."""

_OPERATION = re.compile(r"[a-z0-9-]+:[A-Za-z0-9]+")
_NAMES = ("*.jsonl", "*.jsonl.gz")
_NEXT = f"Write each line like {FORM}"
_TEXT = {"type": "string", "minLength": 1, "description": "a text"}
_EXCEPTIONS = {
    "type": "array",
    "description": "a list of operation, fault and reason",
    "items": {
        "type": "object",
        "description": "a mapping with operation, fault and reason",
        "required": ["operation", "fault", "reason"],
        "properties": dict.fromkeys(("operation", "fault", "reason", "place"), _TEXT),
        "additionalProperties": False,
    },
}


@dataclass(frozen=True, slots=True)
class Recording:
    """One recorded answer, and its place: the file and the line."""

    place: str
    operation: str
    status: int
    answer: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Known:
    """A fault that is not the collectors', and why."""

    operation: str
    fault: str
    reason: str
    place: str = ""

    def excuses(self, recording: Recording, fault: str) -> bool:
        """Return whether a fault of a recording is this one."""
        return (
            self.operation == recording.operation
            and self.fault in fault
            and self.place in ("", recording.place)
        )


def recordings(path: Path) -> Iterator[Recording]:
    """Yield the recordings of a file, or of all such files in a folder.

    Raises `UsageError` for what cannot be read, for a line of another form, and if there is none.
    """
    files = [path]
    if path.is_dir():
        files = sorted({file for name in _NAMES for file in path.glob(name)})
        if not files:
            raise UsageError(
                f"{path} has no file {' or '.join(_NAMES)}.",
                "Name a file or another folder with RECORDINGS=.",
            )
    empty = True
    for file in files:
        for number, line in enumerate(_content(file).splitlines(), 1):
            if line.strip():
                empty = False
                yield _recording(file, number, line)
    if empty:
        raise UsageError(f"{path} has no recorded answer.", _NEXT)


def _content(file: Path) -> bytes:
    """Return the content of a file, unpacked. Raises `UsageError`."""
    why = "it is not a whole gzip file"
    try:
        raw = file.read_bytes()
        return gzip.decompress(raw) if file.suffix == ".gz" else raw
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        cause: Exception = error
    except OSError as error:
        cause, why = error, unreadable(error)
    raise UsageError(f"{file} cannot be read: {why}.", "Name a file or a folder with RECORDINGS=.") from cause


def _recording(file: Path, number: int, line: bytes) -> Recording:
    """Return the recording in a line. Raises `UsageError` with the file and the line."""
    try:
        found = json.loads(line)
    except json.JSONDecodeError as error:
        said, found = f"the line is not JSON from column {error.colno}", None
    except (UnicodeDecodeError, RecursionError) as error:
        said, found = f"the line cannot be read: {unreadable(error)}", None
    else:
        said = _wrong(found)
    if said:
        raise UsageError(f"{file}:{number}: {said}.", _NEXT)
    return Recording(f"{file.name}:{number}", found["operation"], found["status"], found["answer"])


def _wrong(found: Any) -> str:
    """Return what is wrong with the JSON of a line; empty if it is a recording."""
    if not isinstance(found, dict):
        return "the line is not a JSON object"
    for name in ("operation", "status", "answer"):
        if name not in found:
            return f"the recording lacks {name!r}"
    operation, status, answer = found["operation"], found["status"], found["answer"]
    if not isinstance(operation, str) or not _OPERATION.fullmatch(operation):
        return "'operation' is not of the form service:Operation"
    if type(status) is not int or not 100 <= status <= 599:
        return "'status' is not a status of HTTP, such as 200"
    if not isinstance(answer, dict):
        return "'answer' is not a JSON object"
    error = answer.get("Error")
    if status >= 300 and not (isinstance(error, dict) and isinstance(error.get("Code"), str)):
        return f'the status is {status}, and \'answer\' lacks the code: {{"Error": {{"Code": ...}}}}'
    return ""


def exceptions(path: Path) -> list[Known]:
    """Return the known faults of a file. Raises `UsageError` with the file and the line."""
    return [Known(**entry) for entry in read(path, _EXCEPTIONS, option="EXCEPTIONS=").data]
