"""Runs that a person has probably not meant to compare are named as such."""

from __future__ import annotations

import pytest

from scanner.earlier.mistaken import MOST_ACCOUNTS, no_account_in_common, notes, wrong_order
from scanner.earlier.results import Earlier
from tests.scanner.reports import sample

EARLY, LATE = "2026-05-31T00:00:00Z", "2027-01-01T00:00:00.000Z"


@pytest.mark.parametrize(
    ("then", "now", "said"),
    [
        (["1"], ["2"], "no account is in both runs: 1 then, 2 now"),
        (["1", "2"], ["2"], ""),
        ([], ["2"], ""),
        (["1"], [], ""),
        (["\x1b[1m"], ["2"], "no account is in both runs: \\x1b[1m then, 2 now"),
        ([str(n) for n in range(10, 10 + MOST_ACCOUNTS + 2)], ["2"], ", 14 and 2 more then, 2 now"),
    ],
)
def test_two_runs_of_different_accounts(then: list[str], now: list[str], said: str) -> None:
    """The names are safe to print, and few."""
    found = no_account_in_common(then, now)
    assert found.endswith(said)
    assert bool(found) == bool(said)


@pytest.mark.parametrize(
    ("then", "now", "wrong"),
    [
        (LATE, EARLY, True),
        (EARLY, LATE, False),
        (EARLY, EARLY, False),
        ("2026-05-31T01:00:00+02:00", EARLY, False),
        ("", EARLY, False),
        (LATE, "", False),
    ],
)
def test_the_old_run_is_the_newer_one(then: str, now: str, wrong: bool) -> None:
    """Times are compared, and not their texts. A time that is not known is not compared."""
    assert bool(wrong_order(then, now)) == wrong


def test_a_baseline_is_named_with_what_to_do() -> None:
    """One of the same account and of an earlier day has no note."""
    report = sample.report([])
    late, early = (sample.report([], started=time).head for time in (LATE, EARLY))
    others = notes(Earlier("b.json", "", late, regions={"999900001111": frozenset()}), report)
    first, second = others
    assert first.startswith("b.json: no account is in both runs: 999900001111 then, ")
    assert first.endswith(" now. Name a run of the same account with --baseline.")
    assert second.startswith("b.json: the old run is the newer one: 2027-01-01 00:00 UTC then, ")
    assert not [*notes(Earlier("b.json", "", early, regions={sample.ACCOUNT: frozenset()}), report)]
