"""Recognise two runs that a person has probably not meant to compare."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime

from scanner.earlier.results import Earlier
from scanner.judging.results import Report
from scanner.reports.words import when
from scanner.text import inert

MOST_ACCOUNTS = 5
"""The maximum number of accounts that a sentence names."""


def no_account_in_common(then: Collection[str], now: Collection[str]) -> str:
    """Return a clause that says that two runs read different accounts; empty if one is in both.

    A run whose accounts are not known is not compared.
    """
    if not then or not now or {*then} & {*now}:
        return ""
    return f"no account is in both runs: {_some(then)} then, {_some(now)} now"


def wrong_order(then: str, now: str) -> str:
    """Return a clause that says that the old run is the newer one; empty if it is not.

    Both times are RFC 3339, or empty if they are not known.
    """
    if not then or not now or datetime.fromisoformat(then) <= datetime.fromisoformat(now):
        return ""
    return f"the old run is the newer one: {when(then)} then, {when(now)} now"


def notes(earlier: Earlier, report: Report) -> Iterator[str]:
    """Yield sentences on a baseline that is of another account, or newer than the run."""
    head = report.head
    accounts = [one.id for one in head.accounts]
    if said := no_account_in_common(earlier.regions, accounts):
        yield f"{inert(earlier.file)}: {said}. Name a run of the same account with --baseline."
    if said := wrong_order(earlier.head.started, head.started):
        yield f"{inert(earlier.file)}: {said}. Name an earlier run with --baseline."


def _some(accounts: Collection[str]) -> str:
    more = f" and {len(accounts) - MOST_ACCOUNTS:,} more" if len(accounts) > MOST_ACCOUNTS else ""
    return ", ".join(inert(name) for name in sorted(accounts)[:MOST_ACCOUNTS]) + more
