"""`results.csv`: a line for each result, and no cell that a spreadsheet would compute."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.judging.results import Report
from scanner.reports import REPORTS
from scanner.reports.cells import MARK, cell
from scanner.reports.results_csv import COLUMNS
from scanner.text import visible
from tests.scanner.reports import sample

COMPUTED = re.compile(r"""[\s'"]*[=+\-@＝＋－＠]""")


def _computed(text: str) -> bool:
    """Return whether a spreadsheet would compute a cell, also one in quotes."""
    bare = text.removeprefix('"')
    return not bare.startswith("'") and COMPUTED.match(bare) is not None


def _rows(report: Report) -> list[dict[str, str]]:
    text = REPORTS["csv"](report).decode()
    return list(csv.DictReader(io.StringIO(text), strict=True))


def test_every_result_is_a_line() -> None:
    """Each result of every kind is one line, in the report's order, with the column names first."""
    found = sample.mixed()
    rows = _rows(found)
    assert [row["fingerprint"] for row in rows] == [r.fingerprint for r in found.results]
    assert [*rows[0]] == [*COLUMNS, MARK]
    assert {row[MARK] for row in rows} == {"0.0.0"}
    text = REPORTS["csv"](found).decode()
    assert text.startswith("kind,severity,control,")
    assert len(text.splitlines()) == len(found.results) + 1


def test_a_line_has_what_a_reader_filters_by() -> None:
    """The cells hold the result, the texts of its control, and the line of the snapshot."""
    found = sample.mixed()
    accounts = tuple(replace(account, name="prod") for account in found.head.accounts)
    rows = _rows(replace(found, head=replace(found.head, accounts=accounts)))
    assert rows[0] == {
        "kind": "fail",
        "severity": "critical",
        "control": sample.KEYS,
        "title": "Let API keys expire",
        "best_practice": "GENSEC01-BP01",
        "pillar": "Security",
        "account": sample.ACCOUNT,
        "account_name": "prod",
        "region": "global",
        "type": "AWS::IAM::Role",
        "name": "dev",
        "resource": f"arn:aws:iam::{sample.ACCOUNT}:user/dev",
        "item": "ACCA1",
        "message": 'the key of user "dev" never expires',
        "fix": "Delete the key, or give it an end date.",
        "page": sample.CONTROLS[sample.KEYS].page,
        "waived": "",
        "excluded": "",
        "file": f"{sample.ACCOUNT}/global/iam.json",
        "line": "118",
        "fingerprint": found.results[0].fingerprint,
        **dict.fromkeys(("waived_owner", "waived_ticket", "waived_expires", "waived_place"), ""),
        "not_waived": "",
        **dict.fromkeys(("attested_by", "attested_on", "attested_until", "attestation"), ""),
        "since": "",
        MARK: "0.0.0",
    }
    by_name = {row["name"]: row for row in rows}
    waiver = {name: value for name, value in by_name["ok"].items() if name.startswith("waived")}
    assert waiver == {
        "waived": f"test {visible(sample.ESCAPES)}",
        "waived_owner": "ml",
        "waived_ticket": sample.LINK,
        "waived_expires": "2026-12-31",
        "waived_place": f"waive{visible(sample.ESCAPES)}rs.yaml:4",
    }
    lapsed = [row for row in rows if row["not_waived"]]
    assert [(row["kind"], row["waived"]) for row in lapsed] == [("fail", "")]
    assert lapsed[0]["not_waived"].startswith("waivers.yaml:9: the waiver ends on ")
    assert by_name["sandbox"]["excluded"].startswith("sandboxes hold no data")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("＝1", "'＝1"),
        ('"=1', "'\"=1"),
        ("  =1", "'  =1"),
        ("'=1", "''=1"),
        ("\t=1", "\\x09=1"),
        ("\r\n=1", "\\x0d\\x0a=1"),
        ("a;=1", "a;'=1"),
        ('a; "=1', "a;' \"=1"),
        ("a-b=c@d+e", "a-b=c@d+e"),
        ("x" * 40_000, f"{'x' * 30_000}…"),
    ],
)
def test_a_cell_is_text(text: str, shown: str) -> None:
    """An apostrophe stands before a formula, and control characters are escaped."""
    assert cell(text) == shown


@given(text=st.text("=+-@\t\r\n;, '\"＝a1", max_size=20))
def test_no_cell_is_computed_however_it_is_read(text: str) -> None:
    """Whether cells are separated at commas or semicolons, none begins a formula."""
    results = [sample.result("fail", sample.KEYS, "arn:aws:x", text, name=text, item=text)]
    body = REPORTS["csv"](sample.report(results)).decode()
    for line in body.splitlines()[1:]:
        assert not [one for one in (*next(csv.reader([line])), *line.split(";")) if _computed(one)]
    assert "\r" not in body
    assert "\t" not in body


def test_no_line_commands_a_runner() -> None:
    """The hostile names of the sample are no commands where the file is printed in a log of CI."""
    found = replace(sample.mixed().results[0], message="##[error]x", item="::error::x")
    body = REPORTS["csv"](sample.report([found])).decode()
    assert "##[" not in body
    assert not re.search(r"^\s*::", body, re.MULTILINE)
