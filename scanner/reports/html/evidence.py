"""What stands behind a result: the lines of the snapshot, and the calls to AWS."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from collectors.records import GLOBAL, Call
from scanner.catalog.metadata import ACCOUNT
from scanner.judging.results import Proof, Report, Result
from scanner.snapshot.folder import ledger
from scanner.snapshot.lines import Lines

MOST_LINES = 12
"""The maximum number of lines of the snapshot in an excerpt."""
MOST_CALLS = 10
"""The maximum number of calls that are shown behind a result."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Lines of the snapshot that prove a verdict.

    `place`: file and first line, or the pointer into the resource if the file is not known. `lines`
    are (number, text). `more`: how many lines of the value follow.
    """

    place: str
    resource: str
    lines: tuple[tuple[int, str], ...]
    more: int


@dataclass(frozen=True, slots=True)
class Behind:
    """The calls behind a result, and how many more there are."""

    calls: tuple[Call, ...] = ()
    more: int = 0


class Evidence:
    """Finds the evidence of a report's results. Reads the ledger of its snapshot once."""

    def __init__(self, report: Report) -> None:
        """Raises `SnapshotError` if the snapshot's folder has changed since it was judged."""
        snapshot = report.snapshot
        self._controls = report.controls
        self._lines = Lines(snapshot) if snapshot else None
        self._read_by = {(r.account, r.id): r.calls for r in snapshot.resources} if snapshot else {}
        self._calls = {call.id: call for call in ledger(snapshot)} if snapshot else {}
        self._by_operation: dict[str, list[Call]] = {}
        for call in self._calls.values():
            self._by_operation.setdefault(f"{call.service}:{call.operation}", []).append(call)

    def excerpt(self, account: str, proof: Proof) -> Excerpt:
        """Return the lines that a proof points at. There are none without a snapshot."""
        text = self._lines.text(account, proof.id, proof.pointer) if self._lines else []
        place = f"{proof.file}:{proof.line}" if proof.file else proof.pointer
        lines = tuple(enumerate(text[:MOST_LINES], proof.line or 1))
        return Excerpt(place, proof.id, lines, max(0, len(text) - MOST_LINES))

    def behind(self, result: Result) -> Behind:
        """Return the calls that show what a result says, the most telling first.

        If a gap makes the result unknown, these are the calls that failed. Otherwise they are those
        that the resource and its proof were read from. A verdict on an account may rest on what is
        not there: the calls of the control's operations show that.
        """
        if result.causes:
            return self.failed((cause.operation, cause.region, cause.code) for cause in result.causes)
        ids = dict.fromkeys(
            name
            for resource in (result.resource.id, *(proof.id for proof in result.proof))
            for name in self._read_by.get((result.account, resource), ())
        )
        read = [self._calls[name] for name in ids if name in self._calls]
        if result.resource.type != ACCOUNT:
            return _some(read)
        meta = self._controls[result.control].meta
        return _some(
            [*self._made(meta.evidence, result.region), *read, *self._made(meta.lists, result.region)]
        )

    def failed(self, operations: Iterable[tuple[str, str, str]]) -> Behind:
        """Return the calls that gave a code, for each (operation, Region, code)."""
        return _some(call for one in operations for call in self._failed(*one))

    def _failed(self, operation: str, region: str, code: str) -> Iterator[Call]:
        for call in self._by_operation.get(operation, ()):
            if call.region == region and call.error == code:
                yield call

    def _made(self, operations: Iterable[str], region: str) -> Iterator[Call]:
        """Yield the calls of operations in a Region, and those that AWS answers for all Regions."""
        for operation in operations:
            for call in self._by_operation.get(operation, ()):
                if region in (call.region, GLOBAL) or call.region == GLOBAL:
                    yield call


def _some(calls: Iterable[Call]) -> Behind:
    found = {call.id: call for call in calls}
    return Behind(tuple(found.values())[:MOST_CALLS], max(0, len(found) - MOST_CALLS))
