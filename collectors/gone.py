"""Tell what was deleted during a collection from what AWS only says does not exist.

If an item is listed and its detail is "not found", it was deleted in between. But a missing
permission or a fault of a Region can make AWS say so of every item. So if no detail of a listing
succeeded, the listing is made once more: what it still shows was not deleted.
"""

from __future__ import annotations

from collections.abc import Iterator

from collectors.calls import Answer
from collectors.scheduler import Item, Question

Listed = frozenset[tuple[str, str]]
"""The (type, id) of each resource that a listing shows."""


class Gone:
    """The details of one collection that AWS did not find, and the listings of their items."""

    def __init__(self) -> None:
        self._missing: list[tuple[Question, list[Item], str, str]] = []
        self._found: set[tuple[Question, str]] = set()
        self._doubted: dict[Question, Listed | None] = {}

    def add(self, question: Question, items: list[Item], answer: Answer) -> bool:
        """Record the answer of a detail. Return whether it says that its items do not exist."""
        if answer.failure:
            missing = answer.failure[0] == _gone_code(question)
            if missing:
                self._missing.append((question, items, *answer.failure))
            return missing
        self._found.update((listing, question.operation) for listing in _listings(question, items))
        return False

    def doubted(self) -> Iterator[Question]:
        """Yield a question for each listing to make once more. All answers are in."""
        for question, items, *_ in self._missing:
            for listing in _listings(question, items):
                if (listing, question.operation) not in self._found and listing not in self._doubted:
                    self._doubted[listing] = None
                    yield listing.again()

    def listed_again(self, question: Question, listed: Listed) -> None:
        """Record what a repeated listing shows, if all of it was read."""
        if question.first:
            self._doubted[question.first] = listed

    def settle(self) -> Iterator[tuple[Question, str, str]]:
        """Mark the items that were deleted.

        Yield the questions about other items, each with AWS's code and the message of its gap.
        """
        for question, items, code, message in self._missing:
            for item in items:
                doubted = [one for one in _listings(question, [item]) if one in self._doubted]
                shown = [self._doubted[one] for one in doubted]
                listing = [
                    one.row.operation
                    for one, seen in zip(doubted, shown, strict=True)
                    if seen is not None and (item.found.type, item.id) in seen
                ]
                if listing:
                    yield question, code, f"{message}; {min(listing)} still lists it"
                elif None in shown:
                    yield question, code, f"{message}; it could not be listed again"
                else:
                    item.deleted = True


def _listings(question: Question, items: list[Item]) -> Iterator[Question]:
    """Yield the questions that listed the items of a detail, in its Region."""
    for item in items:
        yield from (listing for listing in item.listings if listing.region == question.region)


def _gone_code(question: Question) -> str | None:
    """Return the code that says that the items of a question do not exist, or None.

    A row that finds other resources has no such code. It may ask for what an item names and AWS
    has deleted, as the version that an alias routes to: the alias is still there.
    """
    collector, row = question.collector, question.row
    own = all(name.startswith(f"{collector.service}:") for name in collector.parents(row))
    return collector.gone_code or None if row.parents and own and not row.finds else None
