"""Tests of writing attestations, and of the list of those that need somebody."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from scanner.catalog.controls import Selection, select
from scanner.errors import UsageError
from scanner.people.attestations import Attestation, Attestations, load
from scanner.people.attesting import Wanted, attest, standings
from scanner.people.config import Config, settings
from tests import lab

TRUTH, REVIEWS = "GENOPS01-BP01/ground-truth-governed", "GENOPS01-BP02/feedback-review-practised"
WANTED = Wanted(TRUTH, "Ana", "As written.", "https://wiki.example.org/truth", "2026-02-01", "2026-12-31")
DAY = lab.STARTED.date()


def _attest(path: Path, **changes: Any) -> int:
    return attest(path, replace(WANTED, **changes), lab.everything(), "--file", today=DAY)


def test_an_entry_is_written_as_it_is_read(tmp_path: Path) -> None:
    """Lists are written only if they are given, and texts lose the space around them."""
    path = tmp_path / "a.yaml"
    assert _attest(path, owner=" Ana ") == 2
    assert _attest(path, control=REVIEWS, expires="2026-07-31", accounts=["1*"], resources=["arn:x"]) == 8
    first, second = load(path, lab.everything(), "--file").entries
    assert first == Attestation(
        TRUTH,
        "Ana",
        *[getattr(WANTED, n) for n in ("statement", "evidence", "given", "expires")],
        accounts=(),
        resources=(),
        line=2,
    )
    assert (second.control, second.accounts, second.resources, second.line) == (
        REVIEWS,
        ("1*",),
        ("arn:x",),
        8,
    )
    assert "accounts" not in path.read_text().split(REVIEWS)[0]


WRONG = [
    ({"control": "GENOPS01-BP01/ground-truth"}, "there is no control", f"Did you mean {TRUTH}?"),
    ({"control": "x\x1b"}, "there is no control x\\x1b.", "Use one of"),
    ({"control": "GENSEC01-BP01/api-keys-expire"}, "is automated", "These controls can be attested: "),
    ({"owner": " "}, "--owner is empty.", "Give --owner a text."),
    ({"statement": ""}, "--statement is empty.", "Give"),
    ({"evidence": ""}, "--evidence is empty.", "Give"),
    ({"evidence": "javascript:alert(1)"}, "is not a link that starts with https://", "Name what"),
    ({"evidence": "http://wiki.example.org"}, "is not a link that starts with https://", "Name what"),
    ({"evidence": 'https://x.example/"><script>'}, "is not a link", "Name what"),
    ({"evidence": "data:text/html,x"}, "is not a link", "Name what"),
    ({"given": "2026-02-30"}, "--given 2026-02-30 is not a day of the calendar", "Write a day"),
    ({"expires": "0000-01-01"}, "--expires 0000-01-01 is not a day of the calendar", "Write a day"),
    ({"expires": "20261231"}, "is not a day of the calendar", "Write a day"),
    ({"expires": "2026-01-31"}, "--expires 2026-01-31 is before --given 2026-02-01.", "Name a later day."),
    ({"expires": "9999-12-31"}, "is valid for at most 366.", "Use --expires 2027-02-02 or an earlier day."),
    (
        {"given": "9999-12-01", "expires": "9999-12-31", "accounts": ["x"]},
        "--account x",
        "Write an account id",
    ),
    ({"owner": "\u200b"}, "--owner is empty.", "Give --owner a text."),
    ({"expires": "2026-05-31"}, "--expires 2026-05-31 is in the past.", "Name a later day."),
    ({"control": REVIEWS, "expires": "2026-08-01"}, "is valid for at most 180.", "Use --expires 2026-07-31"),
]


@pytest.mark.parametrize(("changes", "said", "step"), WRONG)
def test_what_would_not_hold_is_refused(
    changes: dict[str, Any], said: str, step: str, tmp_path: Path
) -> None:
    """The error says what is wrong and what to do, and no file is made."""
    with pytest.raises(UsageError) as caught:
        _attest(tmp_path / "a.yaml", **changes)
    assert said in caught.value.sentence
    assert caught.value.next_step.startswith(step)
    assert caught.value.sentence.isprintable()
    assert list(tmp_path.iterdir()) == []


STATES: list[dict[str, str]] = [
    {},
    {"expires": "2026-05-31"},
    {"expires": "2026-06-01"},
    {"owner": ""},
    {"statement": " "},
    {"evidence": ""},
    {"given": ""},
    {"expires": ""},
    {"given": "2026-06-01"},
    {"given": "2026-06-02"},
    {"given": "2026-06-02", "owner": ""},
    {"given": "2026-06-02", "expires": ""},
    {"expires": "2027-02-02"},
    {"expires": "2027-02-03"},
    {"given": "0001-01-01"},
    {"expires": "9999-12-31"},
    {"given": "2026-06-02", "expires": "2026-01-01"},
]


@pytest.mark.parametrize("control", [TRUTH, REVIEWS])
def test_the_list_says_what_the_policies_say(control: str) -> None:
    """An entry is harmful on a day exactly if it makes its control fail on that day."""
    chosen = select(lab.everything(), Selection(controls=(control,)))
    kinds = set()
    for changes in STATES:
        texts = {
            name: getattr(WANTED, name) for name in ("owner", "statement", "evidence", "given", "expires")
        }
        entry = Attestation(control, **{**texts, **changes}, accounts=(), resources=(), line=1)
        (result,) = lab.judge(
            lab.collection("good"),
            chosen=chosen,
            config=Config(attestations=Attestations("a", "0" * 64, (entry,))),
        ).results
        found = list(standings([entry], lab.everything(), DAY, 0))
        assert any(one.harmful for one in found) == (result.kind == "fail"), (changes, result)
        kinds.add(result.kind)
    assert kinds == {"pass", "fail", "review"}


LIMITS = [
    ((), 40),
    (("1111*",), 50),
    (("111122223333",), 60),
    (("222233334444",), 40),
    (("111122223333", "222233334444"), 40),
    (("333344445555",), 50),
    (("*5555",), 50),
    (("?" * 12,), 40),
]
"""Accounts of an attestation -> the most days that the configuration of the next test allows."""


@pytest.mark.parametrize(("accounts", "most"), LIMITS)
def test_the_configuration_limits_the_days(accounts: tuple[str, ...], most: int, tmp_path: Path) -> None:
    """Of the accounts that an attestation is for, the one that allows the fewest days decides."""
    file = tmp_path / "genai-lens.yaml"
    days = {"": 50, "111122223333": 60, "222233334444": 40}
    params = {name: {"params": {REVIEWS: {"max_validity_days": n}}} for name, n in days.items()}
    file.write_text(yaml.safe_dump({**params.pop(""), "accounts": params}))
    config = settings(file, lab.everything())
    for extra, fine in ((0, True), (1, False)):
        last = (date(2026, 6, 1) + timedelta(most + extra)).isoformat()
        entry = Attestation(REVIEWS, "A", "B", "C", "2026-06-01", last, accounts, (), 1)
        found = list(standings([entry], lab.everything(), DAY, 0, config))
        assert [one.harmful for one in found] == [True] * (not fine)
        wanted = replace(WANTED, control=REVIEWS, given="2026-06-01", expires=last, accounts=accounts)
        path = tmp_path / "a.yaml"
        if fine:
            attest(path, wanted, lab.everything(), "--file", today=DAY, config=config)
        else:
            with pytest.raises(UsageError, match=f"is valid for at most {most}"):
                attest(path, wanted, lab.everything(), "--file", today=DAY, config=config)


def test_what_expires_soon_is_listed() -> None:
    """`within` counts days, and the last day is one of them."""
    entry = Attestation(
        **{
            name: getattr(WANTED, name)
            for name in ("control", "owner", "statement", "evidence", "given", "expires")
        },
        accounts=(),
        resources=(),
        line=1,
    )
    for within, number in ((29, 0), (30, 1), (366, 1)):
        assert len(list(standings([entry], lab.everything(), date(2026, 12, 1), within))) == number
    (found,) = standings([entry], lab.everything(), date(2026, 12, 1), 30)
    assert (found.harmful, found.said) == (False, "expires on 2026-12-31, in 30 days")
