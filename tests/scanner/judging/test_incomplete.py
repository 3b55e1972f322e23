"""When a report is incomplete: a gap makes a result of a selected control `unknown`."""

from __future__ import annotations

from dataclasses import replace

import pytest

from collectors.records import NOT_OPTED_IN
from scanner import run
from scanner.choices import Judge
from scanner.judging.results import Report
from scanner.reports.terminal.summary import closing
from tests.scanner.reports import sample

ROOT = f"arn:aws:iam::{sample.ACCOUNT}:root"


def _report(*codes: str) -> Report:
    """Return a report with one `unknown`, because of gaps with these codes."""
    gaps = [sample.gap("us-east-1", code=code) for code in codes]
    found = sample.result(
        "unknown",
        sample.GUARDRAILS,
        ROOT,
        "nobody can see it",
        type="AWS::Account",
        causes=tuple(sample.cause(gap) for gap in gaps),
    )
    return sample.report([found], gaps=tuple(gaps))


@pytest.mark.parametrize(
    ("codes", "incomplete"),
    [
        ((), False),
        ((NOT_OPTED_IN,), False),
        (("AccessDenied",), True),
        ((NOT_OPTED_IN, "AccessDenied"), True),
    ],
)
def test_only_a_gap_that_was_asked_for_counts(codes: tuple[str, ...], incomplete: bool) -> None:
    """What no call can show, and what nobody asked for, is `unknown` and does not count."""
    report = _report(*codes)
    assert report.incomplete == incomplete
    assert run.exit_code(report, Judge()) == (3 if incomplete else 0)
    assert run.exit_code(report, Judge(allow_incomplete=True)) == 0
    lines = [line.text.plain for line in closing(report)]
    assert any("INCOMPLETE" in line for line in lines) == incomplete
    assert not [line for line in lines if "Everything" in line]


def test_an_early_end_is_said() -> None:
    """If the collection ended early, the last line says why."""
    head = replace(
        sample.clean().head, ended={"code": "ExpiredToken", "sentence": "The credentials expired."}
    )
    lines = closing(replace(sample.clean(), head=head))
    assert lines[-1].text.plain == "THE SCAN ENDED EARLY: The credentials expired."
