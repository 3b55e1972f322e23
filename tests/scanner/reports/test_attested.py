"""Each report says which results rest on an attestation, and by whom; the texts are harmless."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import asdict, replace
from functools import cache

import orjson
import pytest

from scanner.judging.configured import File
from scanner.judging.results import Report
from scanner.judging.rows import Attested
from scanner.reports.html import html
from scanner.reports.markdown import markdown
from scanner.reports.results_csv import results_csv
from scanner.reports.results_json import results_json
from tests import lab
from tests.scanner.reports import sample
from tests.scanner.reports.html_pages import Reader

BY = Attested("Ana Example", "https://wiki.example.org/x?a=1&b=2", "2026-01-31", "2026-12-31")
OWNER = f"=cmd {sample.ESCAPES} {sample.OVERRIDE} | `x` @all"


def _report(by: Attested, kind: str = "pass") -> Report:
    """Return a report with one result that rests on an attestation."""
    found = sample.result(kind, sample.KEYS, f"arn:aws:iam::{sample.ACCOUNT}:root", f"by {by.owner}")
    report = sample.report([replace(found, attestation=by)])
    stated = File("a.yaml", "e" * 64, 3)
    configuration = replace(report.head.configuration, attestations=stated)
    return replace(report, head=replace(report.head, configuration=configuration))


def test_the_terminal_lists_who_attests() -> None:
    """Passes that rest on a statement have a section of their own."""
    text = sample.printed(_report(BY), None)
    assert "Passing because a person attests it: 1" in text
    assert f"(1 result): Ana Example, until 2026-12-31, {BY.evidence}" in text
    assert "attests" not in sample.printed(_report(BY, "fail"), None)


def test_markdown_lists_who_attests() -> None:
    """The evidence is a code span, so that GitHub makes no link of it. The digest is there."""
    text = markdown(_report(BY)).decode()
    assert "## Passing because a person attests it" in text
    assert f"Ana Example, from `2026-01-31` to `2026-12-31`, evidence `{BY.evidence}`" in text
    assert f"`a.yaml` of 3 attestations: `{'e' * 64}`" in text
    assert "attests it" not in markdown(_report(BY, "fail")).decode()


def test_results_json_has_the_attestation() -> None:
    """The members are those of the file, and the head has its digest."""
    found = orjson.loads(results_json(_report(BY)))
    assert found["results"][0]["attestation"] == asdict(BY)
    assert found["configuration"]["attestations"] == {"file": "a.yaml", "sha256": "e" * 64, "entries": 3}


def test_csv_has_the_attestation() -> None:
    """Four columns, and a formula is text."""
    (row,) = csv.DictReader(io.StringIO(results_csv(_report(replace(BY, owner=OWNER))).decode()))
    assert row["attested_by"].startswith("'=cmd \\x1b[31mred")
    assert (row["attested_on"], row["attested_until"], row["attestation"]) == (
        BY.given,
        BY.expires,
        BY.evidence,
    )


def test_sarif_has_the_attestation_of_a_failure() -> None:
    """GitHub gets only failures. The run names the file."""
    (run,) = orjson.loads(lab.sarif(_report(BY, "fail")))["runs"]
    assert run["results"][0]["properties"]["attestation"] == asdict(BY)
    assert run["properties"]["configuration"]["attestations"]["sha256"] == "e" * 64
    (run,) = orjson.loads(lab.sarif(sample.report([sample.result("fail", sample.KEYS, "arn:x", "m")])))[
        "runs"
    ]
    assert "attestation" not in run["results"][0]["properties"]


@cache
def _links(evidence: str, kind: str) -> list[str]:
    page = Reader(html(_report(replace(BY, evidence=evidence), kind))).root
    return [one.attributes["href"] for one in page.all("a") if one.text == "Evidence of the attestation"]


@pytest.mark.parametrize("kind", ["pass", "fail"])
def test_the_page_links_https_only(kind: str) -> None:
    """A document's id, and any other scheme, is text."""
    assert _links(BY.evidence, kind) == [BY.evidence]
    for evidence in ("DOC-1", "javascript:alert(1)", "http://x.example", " https://x.example", "HTTPS://x"):
        assert _links(evidence, kind) == []


def test_a_hostile_owner_has_no_effect() -> None:
    """No report has a control character, a tag or a command of the owner's."""
    report = _report(replace(BY, owner=OWNER, evidence='https://x/"><script>alert(2)</script>'))
    page = html(report).decode()
    assert "<script>alert" not in page
    assert [one for one in Reader(html(report)).root.all("script") if "alert" in one.text] == []
    for text in (sample.printed(report, 80), markdown(report).decode(), page):
        assert "\x1b[31m" not in text
        assert "\u202e" not in text
        assert not re.search(r"^\s*::error", text, re.M)
