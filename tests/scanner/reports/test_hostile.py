"""Hostile names from AWS have no effect, and a large account stays readable."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.judging import results
from scanner.text import MOST_CHARACTERS, inert
from tests import lab
from tests.scanner.reports import sample

ROLE = f"arn:aws:iam::{sample.ACCOUNT}:role"


def _text(report: results.Report, width: int | None = 80) -> str:
    return sample.printed(report, width)


def _acts(line: str) -> bool:
    """Return whether GitHub's runner would read the line as a workflow command."""
    return bool(re.match(r"\s*::[A-Za-z-]+( .*)?::", line) or "##[" in line)


@pytest.mark.parametrize(
    "command", ["::error::x", "::stop-commands::x", "::error file=a::x", "##[add-mask]x", "::add-mask"]
)
@given(before=st.text("ab ::", max_size=90))
def test_no_line_commands_the_runner(command: str, before: str) -> None:
    """No name, item or message becomes a workflow command in a CI log, however lines break."""
    name = f"{before}{command}"
    found = [
        sample.result(kind, sample.KEYS, f"{ROLE}/{kind}", name, name=name, item=name)
        for kind in ("fail", "unknown", "review")
    ]
    for width in (40, 80, None):
        assert [line for line in _text(sample.report(found), width).splitlines() if _acts(line)] == []


def test_an_arn_stays_readable() -> None:
    """Removing commands leaves ARNs unchanged, and shortens text that is too long."""
    arn = f"{ROLE}/x arn:aws:iam::aws:policy/Y arn:aws:s3:::bucket/key"
    assert inert(arn) == arn
    assert inert("a" * 301) == "a" * MOST_CHARACTERS + "…"


def test_no_result_is_lost_for_its_account() -> None:
    """A failure in an account that the head does not name is still in the SARIF file."""
    stray = sample.result("fail", sample.KEYS, f"{ROLE}/x", "the key never expires", account="210987654321")
    runs = orjson.loads(lab.sarif(sample.report([stray])))["runs"]
    assert [(run["automationDetails"]["id"], len(run["results"])) for run in runs] == [
        (f"genai-lens/{sample.ACCOUNT}/", 0),
        ("genai-lens/210987654321/", 1),
    ]


def test_a_rule_ranks_and_cannot_format() -> None:
    """A rule's tags are unique, and a control's text cannot act as Markdown or HTML."""
    report = sample.mixed()
    keys = report.controls[sample.KEYS]
    changed = replace(keys, meta=replace(keys.meta, remediation="Use <b>*</b> [x](y) {0}"))
    controls = {**report.controls, sample.KEYS: changed}
    (run,) = orjson.loads(lab.sarif(replace(report, controls=controls)))["runs"]
    rules = {rule["id"]: rule for rule in run["tool"]["driver"]["rules"]}
    assert rules[sample.KEYS]["properties"]["tags"] == ["security", "GENSEC01-BP01"]
    assert rules[sample.PROMPTS]["properties"]["tags"] == ["security", "GENREL04-BP01", "reliability"]
    assert "**How to fix:** Use \\<b\\>\\*\\</b\\> \\[x\\](y) {{0}}" in rules[sample.KEYS]["help"]["markdown"]


def _sarif(report: results.Report) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return rule id -> rule, and resource -> the message of its result."""
    (run,) = orjson.loads(lab.sarif(report))["runs"]
    rules = {rule["id"]: rule for rule in run["tool"]["driver"]["rules"]}
    places = {r["locations"][0]["logicalLocations"][0]["fullyQualifiedName"]: r for r in run["results"]}
    return rules, {resource.rpartition(":")[2]: r["message"] for resource, r in places.items()}


def test_a_result_with_one_message_has_its_id_and_arguments() -> None:
    """A result with one message has its id and arguments, which fit a message of the rule.

    A result with several messages has only the text.
    """
    rules, messages = _sarif(sample.mixed())
    assert rules[sample.KEYS]["messageStrings"] == {
        "no-end": {"text": "the key of user {0} never expires."},
        "too-old": {"text": "key {0} lives {1} days, and {2} are allowed."},
    }
    said = messages["user/dev"]
    assert (said["id"], said["arguments"]) == ("no-end", ['"dev"'])
    assert said["text"] == (
        'Role "dev" (item "ACCA1", account 123456789012): the key of user "dev" never expires.'
    )
    assert messages["prompt/P1"].keys() == {"text"}
    assert messages["role/wide"].keys() == {"text"}


def test_an_argument_is_no_link_and_no_placeholder() -> None:
    """Links and placeholders in arguments have no effect in the rule's text."""
    rules, messages = _sarif(sample.mixed())
    text = rules[sample.WILDCARDS]["messageStrings"]["role-allows"]["text"]
    assert text == "the role {0} allows {{0}} {1} \\[x\\](http://evil.example)."
    said = messages["role/link"]
    link, other = said["arguments"]
    assert link == "\\[x\\](http://evil.example)"
    assert other.startswith("{1} \\x1b".replace("\\x", "\\\\x"))
    assert other.isprintable()
    for place in (text, said["text"], *said["arguments"]):
        assert not re.search(r"(?<!\\)\[", place)


def test_an_old_id_of_a_rule_is_said() -> None:
    """A rule has the aliases of its control as deprecated ids, so that old alerts still match.

    A rule without aliases has no such member.
    """
    rules, _ = _sarif(sample.mixed())
    assert rules[sample.KEYS]["deprecatedIds"] == ["GENSEC01-BP01/keys-expire"]
    assert "deprecatedIds" not in rules[sample.PROMPTS]
