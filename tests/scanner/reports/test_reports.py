"""The reports are valid for their readers, and names from AWS have no effect in any of them."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import jsonschema
import orjson
import pytest

from scanner import reports
from scanner.catalog.guide import FORMS
from scanner.errors import OutputError
from scanner.judging import results
from scanner.reports import REPORTS
from scanner.reports.sarif.text import plain
from scanner.text import visible
from tests import lab
from tests.scanner.reports import sample

SCHEMA = orjson.loads((Path(reports.__file__).parent / "results.schema.json").read_bytes())
HOSTILE = "[click](https://evil.example) \x1b[31mred\x07 <script> [bold] \u202egnp.exe {0}"


@pytest.fixture(scope="module")
def bad() -> results.Report:
    """Return the report of the bad account with one call denied: it has failures and unknowns."""
    with lab.serving(lab.account("bad")) as (server, aws):
        server.fault("bedrock:ListGuardrails", "denied", region="eu-west-1")
        report = lab.judge(lab.read(aws))
    return replace(report, head=replace(report.head, snapshot="out/snapshot"))


def _hostile(report: results.Report) -> results.Report:
    first = next(r for r in report.results if r.kind == "fail")
    named = replace(
        first,
        resource=replace(first.resource, name=HOSTILE),
        message=f"its name is {HOSTILE}",
        messages=(results.Message("named", (HOSTILE,)),),
        item=HOSTILE,
    )
    return replace(report, results=[named, *report.results])


@pytest.mark.parametrize("name", ["good", "bad", "denied", "empty", "demo"])
def test_json_holds_to_its_schema(name: str) -> None:
    """results.json of every sample is valid against its schema."""
    jsonschema.Draft202012Validator(SCHEMA).validate(orjson.loads(REPORTS["json"](lab.scan(name))))


def test_the_schema_refuses_what_was_not_promised(bad: results.Report) -> None:
    """The schema can fail: it refuses an unknown kind and an unknown member."""
    document = orjson.loads(REPORTS["json"](bad))
    document["results"][0]["kind"] = "skipped"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(SCHEMA).validate(document)
    document = orjson.loads(REPORTS["json"](bad)) | {"extra": 1}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(SCHEMA).validate(document)


def test_results_are_sorted_and_their_fingerprints_differ(bad: results.Report) -> None:
    """Failures come first, the most severe at the top. Fingerprints are unique.

    Each part of the subject changes the fingerprint.
    """
    assert list(bad.results) == sorted(bad.results, key=results.sort_key)
    assert bad.results[0].kind == "fail"
    assert len({r.fingerprint for r in bad.results}) == len(bad.results)
    subject = results.Subject("type", "resource", "region", "item")
    others = [replace(subject, **{part: "other"}) for part in ("id", "region", "item")]
    prints = {results.fingerprint("control", "account", s) for s in (subject, *others)}
    prints |= {results.fingerprint(*two, subject) for two in (("other", "account"), ("control", "other"))}
    assert len(prints) == 6
    # AWS may rename a type of the same resource, so the type is not part of the fingerprint.
    moved = replace(subject, type="other")
    assert results.fingerprint("control", "account", moved) in prints


def test_a_fingerprint_does_not_change() -> None:
    """The fingerprint of a subject is fixed. Another hash would open every alert again."""
    subject = results.Subject("AWS::IAM::User", "arn:aws:iam::123456789012:user/dev", "global", "ACCA1")
    parts = ("C", "123456789012", "global", "arn:aws:iam::123456789012:user/dev", "ACCA1")
    expected = hashlib.sha256("\0".join(parts).encode()).hexdigest()
    assert results.fingerprint("C", "123456789012", subject) == expected


def test_sarif_has_what_github_needs(bad: results.Report) -> None:
    """Only failures are results, with a relative path, a fingerprint and a rule with a severity."""
    log = orjson.loads(lab.sarif(bad))
    (run,) = log["runs"]
    failing = [r for r in bad.results if r.kind == "fail"]
    assert log["version"] == "2.1.0"
    assert [r["partialFingerprints"]["primaryLocationLineHash"] for r in run["results"]] == [
        r.fingerprint for r in failing
    ]
    assert run["automationDetails"]["id"] == "genai-lens/999900001111/"
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        place = result["locations"][0]["physicalLocation"]
        assert place == {
            "artifactLocation": {"uri": ".github/workflows/scan.yml"},
            "region": {"startLine": 12},
        }
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    for rule in rules:
        assert rule["properties"]["security-severity"] in ("9.5", "8.0", "5.5", "3.0")
        assert "security" in rule["properties"]["tags"]
        assert len(rule["properties"]["tags"]) <= 10
        assert rule["relationships"][0]["target"]["id"] == rule["id"].split("/")[0]
    assert {t["id"] for t in run["taxonomies"][0]["taxa"]} == {r["id"].split("/")[0] for r in rules}
    assert run["properties"]["counts"] == bad.head.counts


def test_a_rules_help_carries_its_fix(bad: results.Report) -> None:
    """A rule's help has the commands and the code of the fix, unchanged.

    A control without a fix has only the sentence: a person must state something.
    """
    (run,) = orjson.loads(lab.sarif(bad))["runs"]
    for rule in run["tool"]["driver"]["rules"]:
        control = lab.everything().controls[rule["id"]]
        fix = control.guide.fix
        assert fix.keys() == FORMS.keys() or (not fix and control.meta.mode != "automated")
        for form, (_, language) in FORMS.items() if fix else ():
            assert f"\n\n```{language}\n{fix[form]}```\n\n" in rule["help"]["markdown"]
    found = bad.controls["GENSEC01-BP01/api-keys-expire"]
    other = replace(found, meta=replace(found.meta, id="GENSEC01-BP01/ours"), beside=Path())
    (run,) = orjson.loads(lab.sarif(replace(bad, results=[], controls={other.id: other})))["runs"]
    assert "```" not in run["tool"]["driver"]["rules"][0]["help"]["markdown"]


def test_sarif_tells_what_was_not_seen(bad: results.Report) -> None:
    """A gap is a notification with the permission that would close it, and so is a defect.

    The run is successful: GitHub refuses the file otherwise.
    """
    invocation = orjson.loads(lab.sarif(bad))["runs"][0]["invocations"][0]
    assert invocation["executionSuccessful"] is True
    note, closing_alerts = invocation["toolExecutionNotifications"]
    assert note["level"] == "warning"
    assert "bedrock:ListGuardrails" in note["message"]["text"]
    assert closing_alerts["descriptor"]["id"] == "alerts-may-close"
    assert closing_alerts["properties"] == {"results": len(bad.unseen)}
    defects = (results.Defect("GENSEC01-BP01/api-keys-expire", bad.head.accounts[0].id, "x"),)
    broken = replace(bad, head=replace(bad.head, defects=defects))
    invocation = orjson.loads(lab.sarif(broken))["runs"][0]["invocations"][0]
    assert invocation["executionSuccessful"] is True
    assert [n["level"] for n in invocation["toolExecutionNotifications"]] == ["warning", "error", "warning"]


def test_waived_failures_are_not_for_github(bad: results.Report) -> None:
    """A waived failure is counted, but it is not a result."""
    waived = replace(
        bad,
        results=[
            replace(bad.results[0], waived=results.Waived("me", "test", "", "2026-12-31", "waivers.yaml:2")),
            *bad.results[1:],
        ],
    )
    run = orjson.loads(lab.sarif(waived))["runs"][0]
    assert len(run["results"]) == sum(r.kind == "fail" for r in bad.results) - 1
    assert run["properties"]["waived"] == 1


def test_what_github_would_refuse_is_not_written(bad: results.Report) -> None:
    """Too many results or accounts are an error with a next step; nothing is written."""
    with pytest.raises(OutputError, match="25000"):
        lab.sarif(replace(bad, results=[bad.results[0]] * 25_001))
    with pytest.raises(OutputError, match="20 runs"):
        lab.sarif(replace(bad, head=replace(bad.head, accounts=bad.head.accounts * 21)))


def test_names_from_aws_do_not_act(bad: results.Report) -> None:
    """A hostile name adds no link, escape sequence, markup, placeholder or change of direction."""
    hostile = _hostile(bad)
    for width in (80, 200):
        text = sample.printed(hostile, width)
        assert not {"\x1b", "\x07", "\u202e"} & set(text)
        assert "[bold]" in " ".join(text.split()) or "[bold]" in text.replace("\n", "")
    said = orjson.loads(lab.sarif(hostile))["runs"][0]["results"][0]["message"]
    assert "{{0}}" in said["text"]
    assert said["id"] == "named"
    for text in (said["text"], *said["arguments"]):
        assert "\\[click\\](https" in text
        assert "\x1b" not in text
    assert plain("[a](b) \\ {0}") == "\\[a\\](b) \\\\ {{0}}"
    assert visible("a\x00\u202e\U000e0001 b\n") == "a\\x00\\u202e\\U000e0001 b\\x0a"


def test_the_same_report_is_the_same_bytes(bad: results.Report) -> None:
    """Equal reports give equal bytes."""
    assert REPORTS["json"](bad) == REPORTS["json"](bad)
    assert lab.sarif(bad) == lab.sarif(bad)


def test_reports_say_a_time_alike() -> None:
    """The terminal and HTML say in the same words how long the reading took."""
    report = sample.report([], started="2026-06-01T00:00:00Z", finished="2026-06-01T02:05:07Z")
    for text in (sample.printed(report, 80), REPORTS["html"](report).decode()):
        assert " in 2 hours 5 minutes" in text
