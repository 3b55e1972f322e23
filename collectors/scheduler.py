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
from collectors.aws import Aws
from collectors.calls import Answer, CannotCollect, ask, call_id
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
    """Makes each call once, in a pool. The endpoints of Region `home` serve the global services."""

    def __init__(self, aws: Aws, pool: Executor, account: str, home: str, progress: Progress) -> None:
        self._aws, self._pool, self._account, self._home, self._progress = aws, pool, account, home, progress
        self._asked: dict[str, Question] = {}
        self._waiting: dict[Future[Answer], Question] = {}
        self._answered: deque[tuple[Question, list[Item], Answer]] = deque()

    def put(self, questions: Iterable[Question]) -> None:
        """Make these calls.

        A repeated call is not made again: its answer serves the new items too.
        """
        for question in questions:
            collector, row, region = question.collector, question.row, question.region
            question.parameters = {**_filled(row.constants, self._account), **question.parameters}
            key = call_id(collector.service, row.operation, region, question.parameters, 0)
            if first := self._asked.get(key):
                first.items += question.items
                first.parents |= question.parents
                if first.answer:
                    self._answered.append((first, question.items, first.answer))
                continue
            self._asked[key] = question
            if not self._aws.knows(collector.service, row.operation):
                question.answer = _UNKNOWN
                self._answered.append((question, question.items, _UNKNOWN))
                continue
            client = self._aws.client(collector.service, self._home if region == GLOBAL else region)
            future = self._pool.submit(ask, client, collector.service, region, row, question.parameters)
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


def first_questions(plan: frozenset[str], places: Places) -> Iterator[Question]:
    """Yield the calls that need no item: rows of `plan` without parents, where they are called."""
    for collector in COLLECTORS:
        for row in collector.rows:
            if not row.parents and collector.name(row) in plan:
                for region in places.of(collector):
                    yield Question(collector, row, region)


class Places:
    """Where each service is called: in the Regions that can be entered and in which AWS offers it.

    `refused` is Region -> AWS's reason, if the Region's own endpoint rejects the credentials.
    `offered` is, for each service, where AWS offers it and the source of that.
    """

    def __init__(
        self, aws: Aws, pool: Executor, plan: frozenset[str], regions: tuple[str, ...], home: str
    ) -> None:
        for region in regions:
            aws.client("sts", region)  # clients are created in this thread only
        aws.client("ssm", home)
        entries = {region: pool.submit(aws.identity, region) for region in regions}
        wanted = {c.offered_as for c in COLLECTORS if c.offered_as and any(c.name(r) in plan for r in c.rows)}
        lists = {name: pool.submit(aws.offered, name, home) for name in sorted(wanted)}
        self.offered = {
            name: dict(zip(("regions", "source"), future.result(), strict=True))
            for name, future in lists.items()
        }
        self.refused: dict[str, str] = {}
        for region, entry in entries.items():
            try:
                entry.result()
            except CannotCollect as error:
                self.refused[region] = error.sentence
        self.entered = tuple(region for region in regions if region not in self.refused)

    def of(self, collector: Collector) -> tuple[str, ...]:
        """Return where a service is called: `global`, or its Regions; all Regions if unknown."""
        if not collector.regional:
            return (GLOBAL,)
        known = self.offered.get(collector.offered_as, {}).get("regions")
        return self.entered if known is None else tuple(r for r in self.entered if r in known)


def _filled(constants: Mapping[str, Any], account: str) -> dict[str, Any]:
    return {
        name: value.format(account=account) if isinstance(value, str) else value
        for name, value in constants.items()
    }
