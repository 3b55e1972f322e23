"""Say what could not be seen: the gaps, and where each operation was read completely."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from collectors import ROWS, dependencies, is_regional
from collectors.calls import Answer
from collectors.entry import Entry
from collectors.errors import denied_by, is_curable
from collectors.offered import not_offered
from collectors.records import EVERY_OPERATION, GLOBAL, MALFORMED, NOT_OPTED_IN, UNREACHABLE, Gap, NotOffered
from collectors.scheduler import Item, Question

_UNASKED = "it costs money, and was not asked for"
_LEFT_OUT = "it takes a job for each principal, and was not asked for"


class Losses:
    """What one collection could not see of the operations `plan` of an account.

    The methods that return something are called when all answers are in.
    """

    def __init__(self, entry: Entry, plan: frozenset[str]) -> None:
        self._entry, self._plan = entry, plan
        self._failed: list[tuple[Question, str, str]] = []
        self._incomplete: list[tuple[Question, str, str | None]] = []
        self._partly: list[tuple[Question, str, str, Item]] = []
        self._unasked: dict[str, tuple[str, tuple[str, ...]]] = {}  # operation -> why, and where
        self._made: dict[str, set[str]] = {}
        self._listings: list[tuple[Question, Answer]] = []

    def listed(self, question: Question, answer: Answer) -> None:
        """Record the answer to a question that is about no item."""
        if question.row.waits:
            self._made.setdefault(question.region, set()).add(question.operation)
        self._listings.append((question, answer))

    def failed(self, question: Question, code: str, message: str) -> None:
        """Record that a question has no answer, or only a part of one."""
        self._failed.append((question, code, message))

    def incomplete(self, question: Question, message: str, resource: str | None) -> None:
        """Record that a listed resource lacks what AWS always sends. It may have no id."""
        self._incomplete.append((question, message, resource))

    def partly(self, question: Question, code: str, message: str, item: Item) -> None:
        """Record that an answer does not say what it should of one of its items."""
        self._partly.append((question, code, message, item))

    def unasked(self) -> None:
        """Record that the operations that AWS charges for were not asked."""
        for operation in self._plan:
            for collector, row in ROWS[operation]:
                if row.paid:
                    self._unasked[operation] = (_UNASKED, self._entry.places(collector))

    def left_out(self, operations: Iterable[str]) -> None:
        """Record that operations were not asked, because the user did not ask for them."""
        for operation in operations:
            collector, _ = ROWS[operation][0]
            self._unasked[operation] = (_LEFT_OUT, self._entry.places(collector))

    def gaps(self) -> tuple[Gap, ...]:
        """Return all gaps, sorted.

        If several items waited for the lost answer, the gap names the first, and the others are
        parents. The gap of a listed resource that lacks something names the resource, if it has its
        id, and all that it was found under are parents.
        """
        found = [
            Gap(self._entry.account, region, EVERY_OPERATION, EVERY_OPERATION, None, UNREACHABLE, reason, "")
            for region, reason in self._entry.refused.items()
        ]
        for operation, (why, regions) in self._unasked.items():
            service = operation.partition(":")[0]
            for region in regions:
                found.append(
                    Gap(self._entry.account, region, service, operation, None, NOT_OPTED_IN, why, "")
                )
        for question, code, message, item in self._partly:
            if not item.gone:
                found.append(self._gap(question, code, message, item.id))
        for question, code, message in self._lost:
            ids = sorted({item.id for item in question.items})
            parents = {*ids[1:], *(item.id for item in _above(question.items))}
            found.append(self._gap(question, code, message, ids[0] if ids else None, tuple(sorted(parents))))
        for question, message, identity in self._incomplete:
            parents = {item.id for item in (*question.items, *_above(question.items))}
            if not question.items or any(not item.gone for item in question.items):
                found.append(self._gap(question, MALFORMED, message, identity, tuple(sorted(parents))))
        return tuple(
            sorted(set(found), key=lambda g: (g.region, g.operation, g.resource or "", g.code, g.message))
        )

    def complete(self) -> dict[str, tuple[str, ...]]:
        """Return operation -> the Regions where it is complete.

        There the operation and its dependencies in the plan were read to the last page, or AWS does
        not offer them. What a listing waited for does not count if the listing was made. Where an
        operation lists only what is declared, and nothing is, it was not called, so it is not
        complete: somebody may declare something later.
        """
        lost = [
            *(one[0] for one in self._lost),
            *(one[0] for one in self._incomplete),
            *(one[0] for one in self._partly),
        ]
        failed = {(question.operation, question.region) for question in lost}
        failed |= {(operation, region) for operation, (_, there) in self._unasked.items() for region in there}
        entered = [region for region in self._entry.regions if region not in self._entry.refused]
        out = {}
        for operation in sorted(self._plan):
            places = entered if is_regional(operation) else [GLOBAL]
            chains = {
                made: dependencies(operation, self._plan, made) for made in {*map(self._waited, places)}
            }
            out[operation] = tuple(
                region
                for region in places
                if self._entry.workload.is_read(operation, region)
                if not any(
                    (op, region if is_regional(op) else GLOBAL) in failed
                    for op in (operation, *chains[self._waited(region)])
                )
            )
        return out

    def _waited(self, region: str) -> frozenset[str]:
        """Return the listings that waited for an item in a Region, and were made."""
        return frozenset(self._made.get(region, ()))

    @cached_property
    def not_offered(self) -> tuple[NotOffered, ...]:
        """The operations that AWS does not offer in a Region, sorted."""
        return not_offered(self._listings, self._entry.offered)

    @cached_property
    def _lost(self) -> list[tuple[Question, str, str]]:
        """The failures that are gaps.

        A call about items that are gone has nothing to tell.
        """
        nothing = {(one.operation, one.region) for one in self.not_offered}
        return [
            (question, code, message)
            for question, code, message in self._failed
            if (question.operation, question.region) not in nothing
            and not (question.items and all(item.gone for item in question.items))
        ]

    def _gap(
        self,
        question: Question,
        code: str,
        message: str,
        resource: str | None,
        parents: tuple[str, ...] = (),
    ) -> Gap:
        collector, row = question.collector, question.row
        return Gap(
            account=self._entry.account,
            region=question.region,
            service=collector.service,
            operation=question.operation,
            resource=resource,
            code=code,
            message=message,
            permission=collector.action(row.operation) if is_curable(code, message) else "",
            parents=parents,
            parent_operations=tuple(sorted(question.parents)) if len(row.parents) > 1 else (),
            denied_by=denied_by(code, message),
        )


def _above(items: Iterable[Item]) -> list[Item]:
    """Return the items that these were found under, and theirs."""
    out: list[Item] = []
    left = [parent for item in items for parent in item.parents]
    while left:
        item = left.pop()
        if item not in out:
            out.append(item)
            left += item.parents
    return out
