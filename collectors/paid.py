"""Calls that AWS charges for: they are made last, after all others, and only if the user agrees."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from collectors import ROWS
from collectors.scheduler import Question

MOST_CALLS = 500
"""The most such calls of a scan, if the user does not say otherwise."""


@dataclass(frozen=True, slots=True)
class Bill:
    """What the calls would cost.

    `calls` is operation -> the number of calls, without further pages, and `metrics` the number of
    metrics that they ask for. `dollars` is AWS's list price in USD.
    """

    calls: Mapping[str, int]
    metrics: int
    dollars: float


@dataclass(frozen=True, slots=True)
class Paid:
    """How such calls are made.

    `agree` is asked once, with the bill. `days` returns, for an account, how many days of each
    metric to ask for (`TYPE/NAME` -> number). At most `most` requests are made.
    """

    agree: Callable[[Bill], bool]
    days: Callable[[str], Mapping[str, int]] = field(default=lambda account: {})
    most: int = MOST_CALLS


def is_paid(operation: str) -> bool:
    """Return whether AWS charges for an operation."""
    return any(row.paid for _, row in ROWS[operation])


def bill(questions: Iterable[Question]) -> Bill:
    """Return what these calls would cost."""
    calls: dict[str, int] = {}
    asked: Sequence[Question] = [*questions]
    for question in asked:
        calls[question.operation] = calls.get(question.operation, 0) + 1
    return Bill(
        calls=calls,
        metrics=sum(len(question.series) for question in asked),
        dollars=sum(question.row.paid * (len(question.series) or 1) for question in asked),
    )
