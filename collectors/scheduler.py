"""Schedule the calls: which calls to make, how many at once, and which items wait for an answer.

One thread decides, and many threads wait for AWS. Calls go to a pool; the thread that reads
`answers` adds the calls that follow. So the threads share no data, and the result depends on AWS's
answers and not on their order.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass, field
from typing import Any

from collectors import COLLECTORS
from collectors.asking import Asking
from collectors.calls import Answer, call_id
from collectors.entry import Entry
from collectors.records import GLOBAL, UNKNOWN_OPERATION
from collectors.table import Collector, Found, Row

Progress = Callable[[int, int], None]
"""Called with (number of answered calls, number of known calls)."""

_UNKNOWN = Answer(
    failure=(UNKNOWN_OPERATION, "this version of boto3 does not have the operation: upgrade boto3")
)


@dataclass(slots=True)
class Item:
    """A resource that is still being collected.

    `context` is the input of its row's expressions. `above` are the ids of the items that it was
    found under. `finder` is the operation that made it, as `found` describes. `rows` are the rows
    that have listed it so far.
    """

    found: Found
    finder: str
    id: str
    region: str
    context: dict[str, Any]
    above: tuple[str, ...] = ()
    calls: list[str] = field(default_factory=list)
    properties: dict[str, Any] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)


@dataclass(slots=True)
class Question:
    """One call to make, and the items that it is about.

    There are several items if, for example, two aliases route to one version. `parents` are the
    operations that have these items. `answer` is set when the call has ended.
    """

    collector: Collector
    row: Row
    region: str
    parameters: dict[str, Any] = field(default_factory=dict)
    items: list[Item] = field(default_factory=list)
    parents: set[str] = field(default_factory=set)
    answer: Answer | None = None

    @property
    def operation(self) -> str:
        """`service:Operation`."""
        return self.collector.name(self.row)


class Scheduler:
    """Makes each call once, in a pool."""

    def __init__(self, asking: Asking, pool: Executor, entry: Entry, progress: Progress) -> None:
        self._asking, self._pool, self._entry, self._progress = asking, pool, entry, progress
        self._asked: dict[str, Question] = {}
        self._waiting: dict[Future[Answer], Question] = {}
        self._answered: deque[tuple[Question, list[Item], Answer]] = deque()

    def put(self, questions: Iterable[Question]) -> None:
        """Make these calls.

        A repeated call is not made again: its answer serves the new items too.
        """
        for question in questions:
            collector, row, region = question.collector, question.row, question.region
            question.parameters = {**_filled(row.constants, self._entry.account), **question.parameters}
            key = call_id(collector.service, row.operation, region, question.parameters, 0)
            if first := self._asked.get(key):
                first.items += question.items
                first.parents |= question.parents
                if first.answer:
                    self._answered.append((first, question.items, first.answer))
                continue
            self._asked[key] = question
            if not self._asking.knows(collector.service, row.operation):
                question.answer = _UNKNOWN
                self._answered.append((question, question.items, _UNKNOWN))
                continue
            endpoint = self._entry.home if region == GLOBAL else region
            future = self._pool.submit(
                self._asking.ask, collector, row, region, question.parameters, endpoint
            )
            self._waiting[future] = question

    def answers(self) -> Iterator[tuple[Question, list[Item], Answer]]:
        """Yield each answer with the items that waited for it, until no call is open.

        The caller may put more calls between two answers.
        """
        ended = 0
        while self._waiting or self._answered:
            while self._answered:
                yield self._answered.popleft()
            if not self._waiting:
                continue
            done, _ = wait(self._waiting, return_when=FIRST_COMPLETED)
            for future in done:
                question = self._waiting.pop(future)
                question.answer = future.result()
                ended += 1
                yield question, [*question.items], question.answer
            self._progress(ended, ended + len(self._waiting))


def first_questions(plan: frozenset[str], entry: Entry) -> Iterator[Question]:
    """Yield the calls that need no item: rows of `plan` without parents, where they are called."""
    for collector in COLLECTORS:
        for row in collector.rows:
            if not row.parents and collector.name(row) in plan:
                for region in entry.places(collector):
                    yield Question(collector, row, region)


def _filled(constants: Mapping[str, Any], account: str) -> dict[str, Any]:
    return {
        name: value.format(account=account) if isinstance(value, str) else value
        for name, value in constants.items()
    }
