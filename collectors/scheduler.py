"""Schedule the calls: which calls to make, how many at once, and which items wait for an answer.

One thread decides, and many threads wait for AWS. Each request goes to a pool; the thread that
reads `answers` adds the calls that follow. So the threads share no data, and the result depends on
AWS's answers and not on their order.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from collectors import COLLECTORS
from collectors.ago import Ago
from collectors.asking import Asked, Asking
from collectors.calls import Answer, call_id
from collectors.entry import Entry
from collectors.lanes import Lanes
from collectors.models import regions as known_regions
from collectors.records import GLOBAL, UNKNOWN_OPERATION
from collectors.table import ALONE, Collector, Found, Measure, Row

Progress = Callable[[int, int, int], None]
"""Called with the numbers of (answered calls, known calls, calls that wait for AWS's rates)."""

UNKNOWN = Answer(
    failure=(UNKNOWN_OPERATION, "this version of boto3 does not have the operation: upgrade boto3")
)
"""The answer to a call that boto3 cannot make."""


@dataclass(slots=True, eq=False)
class Item:
    """A resource that is still being collected.

    `context` is the input of its row's expressions. `parents` are the items that it was found
    under, and `alone` says whether a listing without a parent found it too. `finder` is the
    operation that made it, as `found` describes. `listings` are the questions whose answers have
    listed it so far. `parts` is what the answers said of it. `deleted`: AWS said, after it was
    listed, that it does not exist.
    """

    found: Found
    finder: str
    id: str
    region: str
    context: dict[str, Any]
    parents: list[Item] = field(default_factory=list)
    alone: bool = False
    deleted: bool = False
    calls: list[str] = field(default_factory=list)
    parts: dict[Place, Part] = field(default_factory=dict)
    listings: list[Question] = field(default_factory=list)

    @property
    def gone(self) -> bool:
        """Whether it was deleted during the collection, or all that it was found under."""
        below = self.parents and not self.alone
        return self.deleted or bool(below and all(parent.gone for parent in self.parents))

    def was_listed(self, question: Question) -> bool:
        """Return whether the row of a question has listed it in the same Region before."""
        return any(one.row is question.row and one.region == question.region for one in self.listings)

    def put(self, place: Place, part: Part) -> None:
        """Keep a part. If one place has several, the one of the first source counts."""
        kept = self.parts.get(place)
        if kept is None or part.source < kept.source:
            self.parts[place] = part
        elif part.source == kept.source:  # the next page
            kept.members.update(part.members)

    def properties(self, operations: Container[str] | None = None) -> dict[str, Any]:
        """Return the members of all parts, or of the listings and of these operations.

        The order of the answers does not matter: later places override earlier ones.
        """
        out: dict[str, Any] = {}
        for place in sorted(self.parts):
            part = self.parts[place]
            if operations is not None and part.detail and part.operation not in operations:
                continue
            if part.name:
                out[part.name] = {**out.get(part.name, {}), **part.members}
            else:
                out.update(part.members)
        return out


Place = tuple[int, int, int, str]
"""The order of a part: (kind, number of the operation, number of the row, call of a detail)."""


@dataclass(slots=True)
class Part:
    """What one answer said of an item.

    `source` is (Region, call). `name` is the property that holds the members; empty means the item
    itself. `detail` says whether the call was about this item, and not a listing.
    """

    operation: str
    source: tuple[str, str]
    members: dict[str, Any]
    name: str = ""
    detail: bool = False


@dataclass(frozen=True, slots=True)
class Series:
    """A series of values that is asked for: a statistic of a metric, with these dimensions.

    `start` is when its window of so many `days` starts.
    """

    item: Item
    name: str
    measure: Measure
    dimensions: Mapping[str, str]
    start: datetime
    days: int
    statistic: str


@dataclass(slots=True, eq=False)
class Question:
    """One call to make, and the items that it is about.

    There are several items if, for example, two aliases route to one version, and none if the call
    is about a whole Region. `parents` are the operations that have these items, or that the call
    waited for. `answer` is set when the call has ended. `first` is the
    question that this one repeats, if it does. `endpoint` is the Region to ask, if AWS named it.
    `series` are the series that a question for metrics asks for, by the id that it gives them.
    """

    collector: Collector
    row: Row
    region: str
    parameters: dict[str, Any] = field(default_factory=dict)
    items: list[Item] = field(default_factory=list)
    parents: set[str] = field(default_factory=set)
    answer: Answer | None = None
    first: Question | None = None
    endpoint: str = ""
    series: Mapping[str, Series] = field(default_factory=dict)

    @property
    def page(self) -> int:
        """The number of its first page in the ledger: pages of a repeated question count on."""
        return len(self.first.answer.calls) if self.first and self.first.answer else 0

    @property
    def call(self) -> str:
        """The id of its first call in the ledger. Questions of two rows may have the same."""
        return call_id(self.collector.service, self.row.operation, self.region, self.parameters, self.page)

    def again(self, endpoint: str = "") -> Question:
        """Return a question that asks this one again, maybe in another Region."""
        return Question(
            self.collector,
            self.row,
            self.region,
            self.parameters,
            self.items,
            self.parents,
            first=self,
            endpoint=endpoint,
        )

    @property
    def operation(self) -> str:
        """`service:Operation`."""
        return self.collector.name(self.row)


class Scheduler:
    """Makes each call once, in a pool of `threads`, for a scan that `started` at this moment."""

    def __init__(
        self,
        asking: Asking,
        pool: Executor,
        entry: Entry,
        progress: Progress,
        threads: int,
        started: datetime,
    ) -> None:
        self._asking, self._pool, self._entry, self._progress = asking, pool, entry, progress
        self._started = started
        self._asked: dict[str, list[Question]] = {}
        self._answered: deque[tuple[Question, list[Item], Answer]] = deque()
        self._lanes = Lanes[Question](asking, pool, threads)
        self._ended = 0

    def put(self, questions: Iterable[Question]) -> None:
        """Make these calls.

        A repeated call is not made again: its answer serves the new items too. So it does for
        a row with the same call that makes other records of it.
        """
        for question in questions:
            collector, row, region = question.collector, question.row, question.region
            question.parameters = {
                **filled(row.constants, self._entry.account, self._started),
                **question.parameters,
            }
            alike = self._asked.setdefault(question.call, [])
            if first := next((one for one in alike if _records(one.row) == _records(row)), None):
                first.items += question.items
                first.parents |= question.parents
                if first.answer and question.items:
                    self._answered.append((first, question.items, first.answer))
                continue
            alike.append(question)
            if alike[0] is not question:
                if answer := alike[0].answer:
                    question.answer = of_row(row, answer)
                    self._answered.append((question, question.items, question.answer))
                continue
            if not self._asking.knows(collector.service, row.operation):
                question.answer = UNKNOWN
                self._answered.append((question, question.items, UNKNOWN))
                continue
            endpoint = question.endpoint or (self._entry.home if region == GLOBAL else region)
            self._lanes.put(
                question, Asked(collector, row, region, question.parameters, endpoint, question.page)
            )

    def answers(self) -> Iterator[tuple[Question, list[Item], Answer]]:
        """Yield each answer with the items that waited for it, until no call is open.

        The caller may put more calls between two answers, and after the last one, to ask again.
        """
        while True:
            while self._answered:
                yield self._answered.popleft()
            if not self._lanes.open:
                return
            for question, answer in self._lanes.ended():
                self._ended += 1
                waiting = [(one, [*one.items], of_row(one.row, answer)) for one in self._asked[question.call]]
                for one, _, said in waiting:
                    one.answer = said
                yield from waiting
            self._progress(self._ended, self._ended + self._lanes.open, self._lanes.waiting)


def _records(row: Row) -> tuple[object, ...]:
    """Return what decides which records a row makes of an answer."""
    return row.finds, row.member, row.merge, row.absent_codes, row.absent_if


def of_row(row: Row, answer: Answer) -> Answer:
    """Return an answer as a row reads it: which errors mean that nothing is set differs by row."""
    code, message = (answer.absent, "") if answer.absent else answer.failure or ("", "")
    if row.means_absent(code, message) or (answer.absent and code in row.absent_if):
        return replace(answer, failure=None, absent=code)
    return replace(answer, failure=(code, "it does not exist"), absent="") if answer.absent else answer


def elsewhere(question: Question, answer: Answer, entry: Entry) -> str:
    """Return the Region that AWS named when it refused a question, or an empty string.

    Only another Region of the same partition counts, and only once.
    """
    if not question.row.elsewhere or not answer.failure or question.first:
        return ""
    found = re.search(question.row.elsewhere, answer.failure[1])
    known = found is not None and known_regions().get(found[1]) == entry.partition
    return found[1] if found and known else ""


def first_questions(plan: frozenset[str], entry: Entry, *, paid: bool = False) -> Iterator[Question]:
    """Yield the calls that need no item: rows of `plan` without parents, where they are called.

    So are rows that wait, where something that is declared may be: they need not wait there.
    The calls are those that AWS charges for (`paid`), or the others.
    """
    for collector in COLLECTORS:
        for row in collector.rows:
            at_once = not row.parents or (row.waits and ALONE in row.declared)
            if at_once and bool(row.paid) == paid and collector.name(row) in plan:
                for region in entry.places(collector):
                    if entry.workload.is_listed(collector, row, region):
                        yield Question(collector, row, region)


def filled(constants: Mapping[str, Any], account: str, started: datetime) -> dict[str, Any]:
    """Return the constants of a row, with the account and the times before `started` filled in."""

    def fill(value: Any) -> Any:
        if isinstance(value, Ago):
            return value.before(started)
        if isinstance(value, Mapping):
            return {name: fill(inner) for name, inner in value.items()}
        if isinstance(value, list):
            return [fill(inner) for inner in value]
        return value.format(account=account) if isinstance(value, str) else value

    return {name: fill(value) for name, value in constants.items()}
