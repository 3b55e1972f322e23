"""Read recorded answers of AWS through the ordinary collectors, and say what does not come through.

    make replay RECORDINGS=DIR
    make replay RECORDINGS=answers.jsonl.gz EXCEPTIONS=exceptions.yaml

A recording is a line of JSON in a file `*.jsonl` or `*.jsonl.gz`: `operation`
(`service:Operation`), `status` (of HTTP) and `answer` (as boto3 returned it, with times as RFC
3339). The embedded AWS sends each one as AWS would, and the row of the operation asks for it. The
resources that a call is about are invented.

Prints each answer that the collectors reject, drop or alter, with the member, and then how many
there were. What a row's own expression leaves out, or redacts, is not lost. A recorded error must
become a gap with its code, or be one of the row's `absent_codes`. Exits with 1 if an answer does
not come through, and with 2 if a file is not in the form above.

A file of exceptions is a YAML list of {operation, fault, reason}: answers whose `fault` is known,
and not one of the collectors'. `fault` is a part of the message, and with `place` (a file and a
line, such as `answers.jsonl:12`) only that answer is excused.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import unquote

import jmespath
import orjson
import yaml
from botocore.model import OperationModel, Shape

from collectors import ROWS
from collectors.aws import Aws
from collectors.calls import Answer, Pages
from collectors.entry import Entry as Entered
from collectors.errors import clean_code
from collectors.inventory import Inventory
from collectors.models import operation_model
from collectors.redaction import plain
from collectors.scheduler import Item, Question
from collectors.table import Collector, Found, Row
from scanner.demo.account import Account, Entry, shaped
from scanner.demo.pages import token_names
from scanner.demo.server import AwsServer
from scanner.demo.wire import paginator

REGION, ACCOUNT = "us-east-1", "123456789012"
CALLER = f"arn:aws:iam::{ACCOUNT}:user/replay"
ENTRY = Entered(ACCOUNT, "aws", CALLER, REGION, (REGION,), {}, {}, ())


class Unreadable(Exception):
    """A file is not in the form that the module's docstring describes."""


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
    """Yield the recordings of a file, or of all such files in a folder. Raises `Unreadable`."""
    files = (
        sorted(f for f in path.iterdir() if f.name.endswith((".jsonl", ".jsonl.gz")))
        if path.is_dir()
        else [path]
    )
    for file in files:
        raw = file.read_bytes()
        text = gzip.decompress(raw) if file.suffix == ".gz" else raw
        for number, line in enumerate(text.splitlines(), 1):
            place = f"{file.name}:{number}"
            try:
                found = json.loads(line)
                yield Recording(place, str(found["operation"]), int(found["status"]), dict(found["answer"]))
            except (ValueError, TypeError, KeyError) as error:
                raise Unreadable(f"{place} is not a recording: {error!r}") from error


def exceptions(path: Path) -> list[Known]:
    """Return the known faults of a file. Raises `Unreadable`."""
    try:
        return [Known(**entry) for entry in yaml.safe_load(path.read_text(encoding="utf-8"))]
    except (yaml.YAMLError, TypeError, OSError) as error:
        raise Unreadable(f"{path} is not a list of operation, fault and reason: {error}") from error


class Replay:
    """A context manager that serves recordings and reads them."""

    def __enter__(self) -> Replay:
        self._server = AwsServer(_account({})).__enter__()
        clean = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        self._environ = patch.dict(
            os.environ, clean | self._server.environ() | {"AWS_MAX_ATTEMPTS": "1"}, clear=True
        )
        self._environ.__enter__()
        self._aws = Aws(timeout=30)
        return self

    def __exit__(self, *_: object) -> None:
        self._environ.__exit__(None, None, None)
        self._server.__exit__()

    def faults(self, recording: Recording) -> list[str]:
        """Return why a recording does not come through; empty if it does.

        If an operation has several rows, the answer belongs to the row that reads the most of it.
        """
        read = [self._read(recording, collector, row) for collector, row in ROWS[recording.operation]]
        return max(read, key=lambda found: (found[0], len(found[1])))[1]

    def _read(self, recording: Recording, collector: Collector, row: Row) -> tuple[int, list[str]]:
        """Return how many values of the answer are in the resources, and what is wrong."""
        service, operation = collector.service, row.operation
        model = operation_model(service, operation)
        sent = _sent(recording, model, row)
        self._server.account = _account({recording.operation: (sent,)})
        # A row that only adds to what another one finds is read as if it found it.
        own = replace(row, finds=tuple(replace(found, adds=False) for found in row.finds))
        collector = replace(collector, rows=tuple(own if one is row else one for one in collector.rows))
        row = own
        parent = _parent(collector, row)
        question = Question(collector, row, REGION, _parameters(row, model), [parent] if parent else [])
        pages = Pages(self._aws.client(service, REGION), service, REGION, row, question.parameters)
        while (answer := pages.request()) is None:
            pass
        inventory = Inventory(ENTRY, frozenset(), [])
        list(inventory.add(question, question.items, answer))
        if recording.status >= 300:
            return 0, _refusal(sent, answer)
        rejected = [f"rejected: {gap.code}: {gap.message}" for gap in inventory.losses.gaps()]
        compared = Compared()
        for wanted, stored, place in _parts(row, sent.answer, inventory, parent):
            compared.add(plain(wanted), stored, place)
        return compared.kept, rejected or compared.faults


class Compared:
    """What of an answer is stored: `kept` values, and the `faults` of the others."""

    def __init__(self) -> None:
        self.kept = 0
        self.faults: list[str] = []

    def add(self, sent: Any, stored: Any, place: str) -> None:
        """Compare a value that was sent with the one that is stored for it."""
        if isinstance(stored, dict) and stored.keys() == {"redacted"}:
            self.kept += 1
        elif isinstance(sent, dict) and isinstance(stored, dict):
            for name, value in sent.items():
                inside = f"{place}.{name}".lstrip(".")
                if name in stored:
                    self.add(value, stored[name], inside)
                elif value is not None:
                    self.faults.append(f"dropped: {inside}")
        elif isinstance(sent, list) and isinstance(stored, list) and len(sent) == len(stored):
            for value, kept in zip(sent, stored, strict=True):
                self.add(value, kept, f"{place}[]")
        elif _same(sent, stored):
            self.kept += 1
        else:
            self.faults.append(f"altered: {place}")


def _same(sent: Any, stored: Any) -> bool:
    """Return whether a value is stored as it was sent, or as the document that a string holds."""
    if isinstance(sent, bool) != isinstance(stored, bool):
        return False
    return bool(sent == stored) or (isinstance(sent, str) and _document(sent) == stored)


def _document(text: str) -> Any:
    """Return the JSON document in a string, which IAM percent-encodes. None if there is none."""
    try:
        return orjson.loads(text if text[:1] in "{[" else unquote(text))
    except orjson.JSONDecodeError:
        return None


def _parts(
    row: Row, answer: Mapping[str, Any], inventory: Inventory, parent: Item | None
) -> Iterator[tuple[Any, Any, str]]:
    """Yield (sent, stored, place) of each part of an answer that the row reads."""
    if not row.finds and parent:
        sent = answer.get(row.member, {}) if row.member else answer
        stored = parent.properties()
        yield sent, stored if row.merge else stored.get(row.operation, {}), row.member
    resources = inventory.resources()
    for found in row.finds:
        items = jmespath.search(found.items, answer) if found.items else answer
        place = f"{found.items}[]" if isinstance(items, list) else found.items
        kept = [dict(r.properties) for r in resources if r.type == found.type]
        for item in items if isinstance(items, list) else [items] if items is not None else []:
            yield item, _nearest(plain(item), kept), place


def _nearest(item: Any, stored: list[dict[str, Any]]) -> Any:
    """Return what is stored of an item: the properties that share the most values with it."""

    def alike(properties: dict[str, Any]) -> int:
        compared = Compared()
        compared.add(item, properties, "")
        return compared.kept

    return max(stored, key=alike, default={})


def _refusal(sent: Entry, answer: Answer) -> list[str]:
    """Return what is wrong with the record of an error."""
    code = clean_code(sent.error[0]) if sent.error else ""
    told = answer.absent or (answer.failure or ("", ""))[0]
    return [] if told == code else [f"altered: the error {code} is {told or 'an answer'}"]


def _sent(recording: Recording, model: OperationModel, row: Row) -> Entry:
    """Return what the embedded AWS sends. It writes page tokens itself: a recording is one page."""
    if recording.status >= 300:
        error = recording.answer.get("Error", {})
        told = (str(error.get("Code", "")), str(error.get("Message", "")), recording.status)
        return Entry(recording.operation, "", {}, {}, told)
    service = model.service_model.service_name
    more = "IsTruncated"
    tokens = (token_names(paginator(service, model.name)) | set((row.token or ())[1:])) - {more}
    answer = {name: value for name, value in recording.answer.items() if name not in tokens}
    answer |= {more: False} if more in answer else {}
    return Entry(
        recording.operation, "", {}, shaped(answer, model.output_shape, service) if model.output_shape else {}
    )


def _account(entries: Mapping[str, tuple[Entry, ...]]) -> Account:
    return Account(ACCOUNT, "aws", CALLER, (REGION,), entries)


def _parent(collector: Collector, row: Row) -> Item | None:
    """Return an invented resource that the call is about."""
    for name in collector.parents(row):
        return Item(Found(f"Invented::{name}", ""), name, "arn:aws:invented", REGION, {})
    return None


def _parameters(row: Row, model: OperationModel) -> dict[str, Any]:
    """Return the parameters of a call, with invented values for what comes from the parent."""
    filled = {k: v.format(account=ACCOUNT) if isinstance(v, str) else v for k, v in row.constants.items()}
    return filled | {name: _invented(model.input_shape.members[name]) for name in row.params}


def _invented(shape: Shape) -> Any:
    least = int(shape.metadata.get("min", 0))
    return "invented".ljust(least, "0") if shape.type_name == "string" else [_invented(shape.member)]


def replay(found: list[Recording], known: list[Known]) -> tuple[list[str], dict[str, int]]:
    """Return a line for each fault and for each exception that nothing needs, and the numbers."""
    lines: list[str] = []
    covered = [recording for recording in found if recording.operation in ROWS]
    counts: Counter[str] = Counter(
        answers=len(found),
        covered=len(covered),
        operations=len({recording.operation for recording in covered}),
    )
    used: set[Known] = set()
    with Replay() as reader:
        for recording in covered:
            faults = list(dict.fromkeys(reader.faults(recording)))
            excuses = {f: [k for k in known if k.excuses(recording, f)] for f in faults}
            used.update(excuse for some in excuses.values() for excuse in some)
            left = [fault for fault, some in excuses.items() if not some]
            lines += [f"{recording.place}: {recording.operation}: {fault}" for fault in left]
            counts.update({fault.partition(":")[0] for fault in left})
            counts["excused"] += bool(faults and not left)
    stale = [known_fault for known_fault in known if known_fault not in used]
    lines += [f"{k.place or k.operation}: nothing needs the exception {k.fault!r}" for k in stale]
    return lines, dict(counts)


def main() -> None:
    """Replay the recordings, and print what does not come through and the numbers."""
    parser = argparse.ArgumentParser(prog="make replay")
    parser.add_argument("recordings", type=Path, help="a file, or a folder of files")
    parser.add_argument("--exceptions", type=Path, help="a YAML file of known faults")
    asked = parser.parse_args()
    try:
        found = list(recordings(asked.recordings))
        lines, counts = replay(found, exceptions(asked.exceptions) if asked.exceptions else [])
    except (Unreadable, OSError) as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    for line in lines:
        print(line)
    print(
        f"{counts['answers']} answers; {counts['covered']} are of {counts['operations']} operations of ours: "
        + ", ".join(f"{counts.get(name, 0)} {name}" for name in ("rejected", "dropped", "altered", "excused"))
    )
    sys.exit(1 if lines else 0)


if __name__ == "__main__":
    main()
