"""The scheduler: which calls to make, how many at once, and who waits for the answer of each.

One thread decides, many wait for AWS: calls are put to a pool, and the thread that reads `answers` puts the
calls that follow. So nothing here is shared, and the outcome depends on what AWS said and not on when.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass, field
from typing import Any

from collectors import COLLECTORS
from collectors.aws import Answer, Aws, CannotCollect, ask, call_id
from collectors.records import GLOBAL, UNKNOWN_OPERATION
from collectors.table import Collector, Found, Row

Progress = Callable[[int, int], None]
"""Called with (calls answered, calls known of)."""

_UNKNOWN = Answer(
    failure=(UNKNOWN_OPERATION, "this version of boto3 does not have the operation: upgrade boto3")
)


@dataclass(slots=True)
class Item:
    """A resource in the making.

    `context` is what its row's expressions see, `above` the ids of the items that it was found under. The
    operation `finder` made it as `found` says; `rows` have listed it so far.
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
    """One call to make, and the items that it is about: several where two aliases route to one version.

    `parents` are the operations that have these items. `answer` is there once the call has ended.
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
    """Makes each call once, in a pool. `home` is the region whose endpoints answer for global services."""

    def __init__(self, aws: Aws, pool: Executor, account: str, home: str, progress: Progress) -> None:
        self._aws, self._pool, self._account, self._home, self._progress = aws, pool, account, home, progress
        self._asked: dict[str, Question] = {}
        self._waiting: dict[Future[Answer], Question] = {}
        self._answered: deque[tuple[Question, list[Item], Answer]] = deque()

    def put(self, questions: Iterable[Question]) -> None:
        """Make these calls. A call that was made before is not repeated: its answer serves the new items."""
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
        """Each answer with the items that waited for it, until no call is open. More may be put meanwhile."""
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
    """The calls that need no item: each row of `plan` without parents, in each place of its service."""
    for collector in COLLECTORS:
        for row in collector.rows:
            if not row.parents and collector.name(row) in plan:
                for region in places.of(collector):
                    yield Question(collector, row, region)


class Places:
    """Where each service is called: in the regions that can be entered and in which AWS offers it.

    `refused` is region -> AWS's reason, for regions whose own endpoint does not take the credentials.
    `offered` says of each service where AWS offers it, and the source of that.
    """

    def __init__(
        self, aws: Aws, pool: Executor, plan: frozenset[str], regions: tuple[str, ...], home: str
    ) -> None:
        for region in regions:
            aws.client("sts", region)  # clients are made in this thread only
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
        """Where a service is called: `global`, or its regions; if these are unknown, all of them."""
        if not collector.regional:
            return (GLOBAL,)
        known = self.offered.get(collector.offered_as, {}).get("regions")
        return self.entered if known is None else tuple(r for r in self.entered if r in known)


def _filled(constants: Mapping[str, Any], account: str) -> dict[str, Any]:
    return {
        name: value.format(account=account) if isinstance(value, str) else value
        for name, value in constants.items()
    }
