"""Read recorded answers of AWS through the ordinary collectors, and say what does not come through.

    make replay RECORDINGS=DIR
    make replay RECORDINGS=answers.jsonl.gz EXCEPTIONS=exceptions.yaml

`scripts/recordings.py` says what is in these files. The embedded AWS sends each answer as AWS
would, and the row of the operation asks for it. The resources that a call is about are invented.

Prints each answer that the collectors reject, drop or alter, with the member, each answer that the
exceptions excuse, and then how many there were. What a row's own expression or function leaves out,
and what it redacts, is not lost. A recorded error must become a gap with its code, or be one of the
row's `absent_codes`. Exits with 1 if an answer does not come through, if nothing needs an
exception, and if no answer is of an operation that the collectors call; with 2 if a file is not in
its form.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import unquote

import jmespath
import orjson
from botocore.model import OperationModel, Shape

from collectors import ROWS
from collectors.aws import Aws
from collectors.calls import Answer, Pages
from collectors.cleaning import Cleaner
from collectors.entry import Entry as Entered
from collectors.errors import clean_code
from collectors.identity import as_list
from collectors.inventory import Inventory
from collectors.models import operation_model
from collectors.redaction import plain
from collectors.scheduler import Item, Question, filled
from collectors.table import Collector, Found, Row
from scanner.demo.account import Account, Entry, shaped
from scanner.demo.encode import encode
from scanner.demo.pages import token_names
from scanner.demo.server import AwsServer
from scanner.demo.wire import paginator
from scanner.errors import UsageError
from scanner.text import harmless, plural
from scripts.recordings import Known, Recording, exceptions, recordings

REGION, ACCOUNT = "us-east-1", "123456789012"
CALLER = f"arn:aws:iam::{ACCOUNT}:user/replay"
ENTRY = Entered(ACCOUNT, "aws", CALLER, REGION, (REGION,), {}, {}, ())

_FEW = 5
"""So many operations without a row are named. If there are more, their services are."""


class Replay:
    """A context manager that serves recordings and reads them."""

    def __enter__(self) -> Replay:
        # The server knows the services of the account that it starts with.
        self._server = AwsServer(_account(dict.fromkeys(ROWS, ()))).__enter__()
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
        for wanted, stored, place in _parts(collector, row, sent.answer, inventory, parent):
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
    collector: Collector, row: Row, answer: Mapping[str, Any], inventory: Inventory, parent: Item | None
) -> Iterator[tuple[Any, Any, str]]:
    """Yield (sent, stored, place) of each part of an answer that the row reads."""
    if not row.finds and parent:
        sent = answer.get(row.member, {}) if row.member else answer
        stored = parent.properties()
        yield sent, stored if row.merge else stored.get(row.operation, {}), row.member
    resources = inventory.resources()
    cleaned = Cleaner().clean(collector, row, dict(answer))
    for found in row.finds:
        items = jmespath.search(found.items, answer) if found.items else answer
        if found.shape:  # what it leaves out is not lost
            read = as_list(jmespath.search(found.items, cleaned) if found.items else cleaned)
            pairs = zip(as_list(items), read, strict=True)
            items = [item for item, stored in pairs if found.shape(stored) is not None]
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
    """Return what the embedded AWS sends. It writes page tokens itself: a recording is one page.

    Raises `UsageError` for a value that cannot be sent.
    """
    if recording.status >= 300:
        error = recording.answer.get("Error", {})
        told = (str(error.get("Code", "")), str(error.get("Message", "")), recording.status)
        return Entry(recording.operation, "", {}, {}, told)
    service = model.service_model.service_name
    more = "IsTruncated"
    tokens = (token_names(paginator(service, model.name)) | set((row.token or ())[1:])) - {more}
    answer = {name: value for name, value in recording.answer.items() if name not in tokens}
    answer |= {more: False} if more in answer else {}
    try:
        body = shaped(answer, model.output_shape, service) if model.output_shape else {}
        encode(model, body, "")
    except Exception as error:  # botocore's and our encoder's, for a value of a wrong type
        said = f"{recording.place}: a value in the answer of {recording.operation} has a wrong type."
        step = f"Use the types of boto3's {model.name}, with times such as 2026-11-28T12:00:00Z."
        raise UsageError(said, step) from error
    return Entry(recording.operation, "", {}, body)


def _account(entries: Mapping[str, tuple[Entry, ...]]) -> Account:
    return Account(ACCOUNT, "aws", CALLER, (REGION,), entries)


def _parent(collector: Collector, row: Row) -> Item | None:
    """Return an invented resource that the call is about."""
    for name in collector.parents(row):
        return Item(Found(f"Invented::{name}", ""), name, "arn:aws:invented", REGION, {})
    return None


def _parameters(row: Row, model: OperationModel) -> dict[str, Any]:
    """Return the parameters of a call, with invented values for what comes from the parent."""
    constants = filled(row.constants, ACCOUNT, datetime.now(UTC))
    return constants | {name: _invented(model.input_shape.members[name]) for name in row.params}


def _invented(shape: Shape) -> Any:
    least = int(shape.metadata.get("min", 0))
    return "invented".ljust(least, "0") if shape.type_name == "string" else [_invented(shape.member)]


@dataclass(frozen=True, slots=True)
class Replayed:
    """What became of the recordings.

    `lines`: each fault, and each exception that nothing needs. `excused`: each fault that an
    exception excuses, with the reason. `others`: the operations without a row -> their answers.
    `counts`: the numbers of `answers`, of those that are `covered` by a row, of their `operations`,
    and of the answers that are rejected, dropped, altered and excused.
    """

    lines: list[str]
    excused: list[str]
    others: Counter[str]
    counts: Counter[str]


def replay(found: list[Recording], known: list[Known]) -> Replayed:
    """Read the recordings. Raises `UsageError` for an answer that AWS could not have sent."""
    lines: list[str] = []
    excused: list[str] = []
    covered = [recording for recording in found if recording.operation in ROWS]
    counts: Counter[str] = Counter(
        answers=len(found),
        covered=len(covered),
        operations=len({recording.operation for recording in covered}),
    )
    used: set[Known] = set()
    with Replay() as reader:
        for recording in covered:
            left = set()
            for fault in (faults := dict.fromkeys(reader.faults(recording))):
                said = f"{recording.place}: {recording.operation}: {fault}"
                excuses = [one for one in known if one.excuses(recording, fault)]
                used.update(excuses)
                if excuses:
                    excused.append(f"{said} (excused: {excuses[0].reason})")
                else:
                    lines.append(said)
                    left.add(fault.partition(":")[0])
            counts.update(left)
            counts["excused"] += bool(faults and not left)
    stale = [one for one in known if one not in used]
    lines += [f"{one.place or one.operation}: nothing needs the exception {one.fault!r}" for one in stale]
    others = Counter(recording.operation for recording in found if recording.operation not in ROWS)
    return Replayed(lines, excused, others, counts)


def _told(done: Replayed, *, exceptions: bool) -> Iterator[str]:
    """Yield the lines to print. `exceptions`: whether a file of them was given."""
    yield from (*done.excused, *done.lines)
    counts, rest = done.counts, sum(done.others.values())
    if rest:
        services = Counter(name.partition(":")[0] for name in done.others.elements())
        named = done.others if len(done.others) <= _FEW else services
        said = ", ".join(f"{name} {number:,}" for name, number in sorted(named.items()))
        yield f"{plural(rest, 'answer')} of operations that the collectors do not call: {said}"
    kinds = [f"{counts[name]:,} {name}" for name in ("rejected", "dropped", "altered", "excused")]
    ours = f"{counts['covered']:,} of {plural(counts['operations'], 'operation')} of ours"
    yield f"{plural(counts['answers'], 'answer')} read: {', '.join([ours, *kinds])}"
    if not counts["covered"]:
        yield "No answer is of an operation that the collectors call, so nothing was compared."
    if counts["rejected"] + counts["dropped"] + counts["altered"]:
        file = "the file of EXCEPTIONS=" if exceptions else "a file, and name it with EXCEPTIONS=FILE"
        yield f"Is a fault the recording's own? Add its operation, fault and reason to {file}."


def main() -> None:
    """Replay the recordings, and print what does not come through and the numbers."""
    parser = argparse.ArgumentParser(prog="make replay")
    parser.add_argument("recordings", help="a file, or a folder of files")
    parser.add_argument("--exceptions", type=Path, help="a YAML file of known faults")
    asked = parser.parse_args()
    try:
        if not asked.recordings:
            raise UsageError("no recordings are named.", "Name a file or a folder with RECORDINGS=.")
        known = exceptions(asked.exceptions) if asked.exceptions else []
        done = replay([*recordings(Path(asked.recordings))], known)
    except UsageError as error:
        for one in (error, *error.others):
            print(harmless(f"error: {one.sentence}\nnext:  {one.next_step}"), file=sys.stderr)
        sys.exit(UsageError.exit_code)
    for line in _told(done, exceptions=bool(asked.exceptions)):
        print(harmless(line))
    sys.exit(1 if done.lines or not done.counts["covered"] else 0)


if __name__ == "__main__":
    main()
