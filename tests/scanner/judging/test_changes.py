"""What the configuration changes is in the report, and never counts as a pass."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import orjson
import pytest

from scanner.catalog.controls import Selection, select
from scanner.judging.configured import Effect, Severity
from scanner.judging.configured import LeftOut as Entry
from scanner.judging.results import Excluded, Report
from scanner.people.config import LeftOut, read
from scanner.reports import REPORTS
from scanner.reports.terminal import View, rendered
from tests import lab

MANAGED = "GENSEC01-BP01/no-full-access-managed-policies"
KEYS = "GENSEC01-BP01/api-keys-expire"
ACCOUNT = lab.report("bad").head.accounts[0].id


Judge = Callable[..., Report]


@pytest.fixture
def judged(tmp_path: Path) -> Judge:
    """Return a function that judges the sample `bad` with a configuration."""
    bad = lab.collection("bad")
    tagged = (replace(r, tags={"env": "dev"} if r.type == "AWS::IAM::User" else {}) for r in bad.resources)
    found = replace(bad, resources=tuple(tagged))
    chosen = select(lab.everything(), Selection(controls=(MANAGED, KEYS)))

    @cache
    def judge(text: str = "") -> Report:
        (tmp_path / "c.yaml").write_text(text or "params: {}")
        return lab.judge(found, chosen=chosen, config=read(tmp_path / "c.yaml", lab.everything()))

    return judge


def _fails(report: Report, control: str) -> int:
    return sum(r.failing for r in report.results if r.control == control)


def test_an_exemption_says_how_many_subjects_it_took_out(judged: Judge) -> None:
    """An exemption of everybody is recorded with what it did to the verdicts, in every file."""
    plain = judged()
    failing = _fails(plain, MANAGED)
    assert failing > 0
    exempt = judged(f"params: {{{MANAGED}: {{exempt_principals: ['*']}}}}")
    assert _fails(exempt, MANAGED) == 0
    changed = exempt.head.configuration.changed[ACCOUNT][MANAGED]["exempt_principals"]
    assert (changed.value, changed.default) == (["*"], [])
    assert Effect("fail", "none", failing) in changed.effects
    assert exempt.head.configuration.digest != plain.head.configuration.digest
    found = orjson.loads(REPORTS["json"](exempt))["configuration"]["changed"][ACCOUNT][MANAGED]
    assert found["exempt_principals"]["effects"][0]["subjects"] >= 1


def test_each_parameter_has_its_own_effect(judged: Judge) -> None:
    """The effects of a control add up to what its parameters change together."""
    found = judged(f"params: {{{KEYS}: {{max_lifetime_days: 4000, allow_long_term_keys: true}}}}")
    changed = found.head.configuration.changed[ACCOUNT][KEYS]
    assert set(changed) == {"allow_long_term_keys", "max_lifetime_days"}
    assert [changed[name].effects for name in sorted(changed)] == [(), (Effect("fail", "pass", 1),)]
    assert _fails(found, KEYS) == _fails(judged(), KEYS) - 1


def test_no_parameter_hides_the_effect_of_another(judged: Judge) -> None:
    """Two parameters that each hide the same failures: the first one by name took them out."""
    failing = _fails(judged(), MANAGED)
    found = judged(f"params: {{{MANAGED}: {{exempt_principals: ['*'], policy_names: [x]}}}}")
    changed = found.head.configuration.changed[ACCOUNT][MANAGED]
    assert Effect("fail", "none", failing) in changed["exempt_principals"].effects
    assert changed["policy_names"].effects == ()


def test_a_control_that_is_off_has_no_result_and_its_reason(judged: Judge) -> None:
    """It is not a pass and no defect; the other controls stay as they are."""
    off = judged(f"switched_off: {{{MANAGED}: not ours}}")
    assert {r.control for r in off.results} == {KEYS}
    assert off.head.configuration.off == {ACCOUNT: {MANAGED: "not ours"}}
    assert off.head.defects == ()
    assert [r for r in judged().results if r.control == KEYS] == list(off.results)
    # `scan` and `evaluate` refuse this (`run.judged`).
    nothing = judged(f"switched_off: {{{MANAGED}: a, {KEYS}: b}}")
    assert (list(nothing.results), nothing.head.defects) == ([], ())


def test_a_severity_is_changed_for_one_account(judged: Judge) -> None:
    """The results have the new severity, and the head has the old one and the reason."""
    entry = f"severities: {{{MANAGED}: {{severity: low, reason: no models here}}}}"
    found = judged(f"accounts: {{'{ACCOUNT}': {{{entry}}}}}")
    assert {r.severity for r in found.results if r.control == MANAGED} == {"low"}
    own = lab.everything().controls[MANAGED].meta.severity
    assert found.head.configuration.severities == {ACCOUNT: {MANAGED: Severity("low", own, "no models here")}}
    other = judged(f"accounts: {{'210987654321': {{{entry}}}}}")
    assert {r.severity for r in other.results if r.control == MANAGED} == {own}


def test_what_is_left_out_by_tag_stays_in_the_report_and_counts_nowhere(judged: Judge) -> None:
    """Its results have the tags and the reason, and neither fail nor pass."""
    report = judged()
    tagged = next(r for r in report.results if r.kind == "fail" and r.tags)
    found = judged("leave_out: [{tags: {env: dev}, reason: a sandbox}]")
    again = next(r for r in found.results if r.fingerprint == tagged.fingerprint)
    assert again.excluded == Excluded({"env": "dev"}, "a sandbox")
    assert not again.failing
    assert again not in found.counted
    assert sum(found.head.counts.values()) == len(found.counted) < len(report.counted)
    said = orjson.loads(REPORTS["json"](found))
    assert said["counts"]["excluded"] == len(found.results) - len(found.counted)
    sarif = orjson.loads(lab.sarif(found))["runs"][0]
    assert tagged.fingerprint not in str(sarif["results"])


def _people(report: Report) -> list[str]:
    """Return what people read: the terminal's report, the summary and the page."""
    page = REPORTS["html"](replace(report, snapshot=None)).decode()
    return [
        rendered(report, View(), width=None, colour=False),
        REPORTS["markdown"](report).decode().replace("`", ""),
        " ".join(re.sub("<[^>]*>", "", page[page.index("</style>") :]).split()),
    ]


def test_what_leaves_nothing_out_is_in_every_report(judged: Judge) -> None:
    """An entry of `leave_out` that no resource matches is shown with its reason."""
    entries = "{tags: {env: dev}, reason: a sandbox}, {tags: {enw: dev, team: '*'}, reason: a team}"
    found = judged(f"leave_out: [{entries}]")
    number = len(found.results) - len(found.counted)
    assert number > 0
    expected = [Entry({"env": "dev"}, "a sandbox", number), Entry({"enw": "dev", "team": "*"}, "a team", 0)]
    assert found.head.configuration.leave_out == {ACCOUNT: expected}
    said = [{"tags": one.tags, "reason": one.reason, "results": one.results} for one in expected]
    assert orjson.loads(REPORTS["json"](found))["configuration"]["leave_out"] == {ACCOUNT: said}
    run = orjson.loads(lab.sarif(found))["runs"][0]
    assert run["properties"]["configuration"]["leave_out"] == said
    nothing = judged("leave_out: [{tags: {enw: dev, team: '*'}, reason: a team}]")
    for text in [*_people(found), *_people(nothing)]:
        assert re.search(r"0 results[^.]*left out[^.]*enw=dev, team=\*[^.]*: a team", text), text[:3000]
        assert "Nothing: all controls ran" not in text
        assert "no resource is left out" not in text


def test_a_control_that_is_off_is_no_control_that_judged(judged: Judge) -> None:
    """The head of each report says that a selected control was switched off."""
    texts = _people(judged(f"switched_off: {{{MANAGED}: not ours}}"))
    selected = f"--control {MANAGED}, --control {KEYS}"
    assert f"Judged with 2 controls, except 1 switched off: {selected}." in texts[0]
    assert f"Judged with 2 controls, except 1 switched off: {selected}." in texts[1]
    assert "Controls2, except 1 switched off, selected by" in texts[2]
    assert not any("switched off" in text for text in _people(judged()))


@pytest.mark.parametrize(
    ("tags", "fits"),
    [
        ({"env": "dev"}, True),
        ({"env": "*"}, True),
        ({"env": "DEV"}, False),
        ({"env": "d*"}, False),
        ({"team": "*"}, False),
        ({"env": "dev", "team": "ml"}, False),
    ],
)
def test_all_tags_must_be_there(tags: dict[str, str], fits: bool) -> None:
    """A value is compared letter by letter, and `*` alone is every value."""
    assert LeftOut(tags, "x").fits({"env": "dev", "owner": "a"}) is fits
