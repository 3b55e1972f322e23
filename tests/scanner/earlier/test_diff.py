"""Tests of the comparison of two runs: what became of each failure, and why."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from scanner.earlier import judged
from scanner.earlier.diff import (
    CLOSED,
    FIXED,
    GONE,
    NEW,
    NOT_JUDGED,
    STILL,
    UNSEEN,
    WAIVED,
    Change,
    Diff,
    diff,
    exit_code,
)
from scanner.earlier.runs import Run
from scanner.judging.configured import Changed, Configuration, File, Severity, WaiversFile
from scanner.judging.results import Carried, Excluded, Report, Result, Waived
from tests.scanner.reports import sample

ROLE = f"arn:aws:iam::{sample.ACCOUNT}:role/r"
WAIVER = Waived("ml", "a test", "", "2026-12-31", "waivers.yaml:3")
OTHER = f"arn:aws:iam::{sample.ACCOUNT}:role/other"


def _fail(arn: str = ROLE, control: str = sample.WILDCARDS, **fields: Any) -> Result:
    return sample.result("fail", control, arn, "a statement allows bedrock:*", **fields)


def _is(kind: str, message: str = "", **fields: Any) -> Result:
    return sample.result(kind, sample.WILDCARDS, ROLE, message, **fields)


def _diff(then: list[Result], now: list[Result], **configuration: Any) -> Diff:
    return _compared(sample.report(then), sample.report(now, **configuration))


def _compared(then: Report, now: Report) -> Diff:
    return diff(Run("then", then), Run("now", now))


def _one(found: Diff) -> Change:
    (change,) = found.changes
    return change


@pytest.mark.parametrize(
    ("now", "state", "why", "code"),
    [
        ([_fail()], STILL, "", 0),
        ([_is("pass")], FIXED, "", 0),
        ([replace(_fail(), waived=WAIVER)], WAIVED, "by ml until 2026-12-31, waivers.yaml:3: a test", 0),
        ([_is("review", "read it")], CLOSED, "for a person to decide: read it", 0),
        (
            [replace(_fail(), excluded=Excluded({"env": "test"}, "no data"))],
            CLOSED,
            "left out by a tag: no data",
            0,
        ),
        ([_is("unknown", "allow x")], UNSEEN, f"{judged.UNKNOWN}: allow x", 3),
        ([], UNSEEN, GONE, 0),
        ([sample.result("pass", sample.KEYS, ROLE, "")], UNSEEN, NOT_JUDGED, 0),
    ],
)
def test_what_became_of_a_failure(now: list[Result], state: str, why: str, code: int) -> None:
    """Only a verdict fixes a failure. A waiver does not, and neither does a gap."""
    found = _diff([_fail()], now)
    change = _one(found)
    assert (change.state, change.why) == (state, why)
    assert change.before == "fail"
    assert exit_code(found, "low") == code


def test_a_control_that_is_switched_off_closes_its_failures() -> None:
    off = Configuration(off={sample.ACCOUNT: {sample.WILDCARDS: "not ours"}})
    change = _one(_diff([_fail()], [], configuration=off))
    assert (change.state, change.why) == (CLOSED, "the control is switched off: not ours")
    assert change.causes == ()


@pytest.mark.parametrize(
    ("then", "why", "before"),
    [
        ([], "", "none"),
        ([_is("pass")], "", "pass"),
        ([_is("unknown", "allow x")], f"nobody knows whether it failed then: {judged.UNKNOWN}", "unknown"),
        ([replace(_fail(), waived=WAIVER)], "it was waived then", "fail"),
        (
            [replace(_fail(), excluded=Excluded({"env": "test"}, "no data"))],
            "it was left out by a tag then",
            "fail",
        ),
    ],
)
def test_a_new_failure(then: list[Result], why: str, before: str) -> None:
    found = _diff(then, [_fail()])
    change = _one(found)
    assert (change.state, change.why, change.before, change.after) == (NEW, why, before, "fail")
    assert [exit_code(found, level) for level in ("critical", "high", "low")] == [0, 1, 1]


def test_a_waiver_that_lapsed_makes_a_failure_new() -> None:
    """It says why the waiver does not hold."""
    lapsed = replace(_fail(), not_waived="the waiver in waivers.yaml:3 expired on 2026-05-31")
    change = _one(_diff([replace(_fail(), waived=WAIVER)], [lapsed]))
    assert change.state == NEW
    assert change.why == f"it was waived then; {lapsed.not_waived}"


def test_a_control_that_was_not_selected_says_so_in_both_directions() -> None:
    whole = sample.report([_fail()])
    chosen = {name: one for name, one in whole.controls.items() if name != sample.WILDCARDS}
    part = replace(
        sample.report([], policies=dict.fromkeys(chosen, "a" * 64)),
        controls=chosen,
        others={sample.WILDCARDS: sample.CONTROLS[sample.WILDCARDS]},
    )
    forth, back = _compared(whole, part), _compared(part, whole)
    assert (_one(forth).state, _one(forth).why, exit_code(forth, "low")) == (UNSEEN, judged.NOT_SELECTED, 3)
    assert _one(back).why == f"nobody knows whether it failed then: {judged.NOT_SELECTED}"
    assert [one.said for one in forth.settings] == [f"1 control judged only then: {sample.WILDCARDS}"]
    assert [one.said for one in back.settings] == [f"1 control judged only now: {sample.WILDCARDS}"]


def test_what_the_old_run_carried_over_is_still_open() -> None:
    """It is fixed, or fails still; it is not new."""
    then = replace(sample.report([]), carried=(Carried(_fail(), "not selected"),))
    assert _one(_compared(then, sample.report([_is("pass")]))).state == FIXED
    assert _one(_compared(then, sample.report([_fail()]))).state == STILL


def test_a_failure_that_is_carried_over_and_waived_is_waived() -> None:
    """In the new run it is not lost, and in the old one it was not open."""
    part = replace(sample.report([]), carried=(Carried(replace(_fail(), waived=WAIVER), "not selected"),))
    found = _compared(sample.report([_fail()]), part)
    assert (_one(found).state, _one(found).why) == (WAIVED, "by ml until 2026-12-31, waivers.yaml:3: a test")
    assert exit_code(found, "low") == 0
    back = _compared(part, sample.report([_fail()]))
    assert (_one(back).state, _one(back).why) == (NEW, "it was waived then")


def _configured(**members: Mapping[str, Any]) -> Configuration:
    return Configuration(**{name: {sample.ACCOUNT: {sample.WILDCARDS: one}} for name, one in members.items()})


@pytest.mark.parametrize(
    ("then", "now", "said"),
    [
        (Configuration(), _configured(changed={"n": Changed(7, 30)}), ["parameter n: 30 → 7"]),
        (
            _configured(changed={"n": Changed(7, 30)}),
            _configured(changed={"n": Changed(9, 30), "m": Changed([], [1])}),
            ["parameter m: [1] → []", "parameter n: 7 → 9"],
        ),
        (_configured(changed={"n": Changed(7, 30)}), Configuration(), ["parameter n: 7 → 30"]),
        (_configured(off="x"), Configuration(), ["switched on again; it was off then: x"]),
    ],
)
def test_a_setting_that_changed_is_a_possible_cause(
    then: Configuration, now: Configuration, said: list[str]
) -> None:
    """Of its control in its account, and of no other."""
    results = [_is("pass"), sample.result("pass", sample.KEYS, OTHER, "")]
    failing = [_fail(), _fail(OTHER, sample.KEYS)]
    found = _compared(sample.report(results, configuration=then), sample.report(failing, configuration=now))
    assert [one.said for one in found.settings] == said
    causes = {change.result.control: list(change.causes) for change in found.changes}
    assert causes == {sample.WILDCARDS: said, sample.KEYS: []}


def test_a_severity_is_named_and_is_no_cause() -> None:
    now = _configured(severities=Severity("low", "high", "a test"))
    found = _diff([_is("pass")], [_fail()], configuration=now)
    assert [one.said for one in found.settings] == ["severity: high → low"]
    assert _one(found).causes == ()


def test_other_policies_are_a_possible_cause_of_everything() -> None:
    policies = dict.fromkeys(sample.CONTROLS, "e" * 64)
    found = _diff([_is("pass")], [_fail()], policies=policies, version="9.9.9")
    assert _one(found).causes == ("the policies differ (genai-lens 0.0.0 then, 9.9.9 now)",)


def test_the_policy_of_another_control_is_no_cause() -> None:
    """Another version, or another selection, is none either."""
    policies = {**dict.fromkeys(sample.CONTROLS, "a" * 64), sample.KEYS: "e" * 64}
    del policies[sample.PROMPTS]
    then = [_is("pass"), sample.result("pass", sample.KEYS, OTHER, "")]
    found = _diff(then, [_fail(), _fail(OTHER, sample.KEYS)], policies=policies, version="9.9.9")
    said = "its policy differs (genai-lens 0.0.0 then, 9.9.9 now)"
    assert {change.result.control: change.causes for change in found.changes} == {
        sample.WILDCARDS: (),
        sample.KEYS: (said,),
    }
    assert [(one.control, one.said) for one in found.settings] == [
        ("", f"1 control judged only then: {sample.PROMPTS}"),
        (sample.KEYS, said),
    ]


def _with_meta(report: Report, control: str, **meta: Any) -> Report:
    one = report.controls[control]
    return replace(
        report, controls={**report.controls, control: replace(one, meta=replace(one.meta, **meta))}
    )


@pytest.mark.parametrize(
    ("meta", "configuration", "said"),
    [
        (
            {"mode": "attested"},
            Configuration(attestations=File("a.yaml", "e" * 64, 3)),
            "the attestations differ (0 then, 3 now)",
        ),
        (
            {"workload": ("feedback.stores",)},
            Configuration(workload={sample.ACCOUNT: {"feedback.stores": ["a"]}}),
            'workload.feedback.stores: nothing → ["a"]',
        ),
    ],
)
def test_what_people_state_is_a_cause_where_a_control_reads_it(
    meta: dict[str, Any], configuration: Configuration, said: str
) -> None:
    """It is listed once, and named at no other control and in no other account."""
    passes = [_is("pass"), sample.result("pass", sample.KEYS, OTHER, "")]
    now = sample.report([_fail(), _fail(OTHER, sample.KEYS)], configuration=configuration)
    found = _compared(sample.report(passes), _with_meta(now, sample.WILDCARDS, **meta))
    assert [one.said for one in found.settings] == [said]
    causes = {change.result.control: change.causes for change in found.changes}
    assert causes == {sample.WILDCARDS: (said,), sample.KEYS: ()}
    nobody = replace(configuration, workload={"999988887777": {"feedback.stores": ["a"]}}, attestations=None)
    elsewhere = replace(now, head=replace(now.head, configuration=nobody))
    found = _compared(sample.report(passes), _with_meta(elsewhere, sample.WILDCARDS, **meta))
    assert {change.causes for change in found.changes} == {()}


def test_waivers_are_a_cause_where_one_of_the_runs_waives() -> None:
    """In both directions, and of no other failure."""
    waivers = Configuration(waivers=WaiversFile("waivers.yaml", "e" * 64, 1))
    waived = sample.report([replace(_fail(), waived=WAIVER)], configuration=waivers)
    open_ = sample.report([_fail(), _fail(OTHER, sample.KEYS)])
    said = "the waivers differ (1 then, 0 now)"
    found = _compared(waived, open_)
    assert [one.said for one in found.settings] == [said]
    causes = {change.result.control: change.causes for change in found.of(NEW)}
    assert causes == {sample.WILDCARDS: (said,), sample.KEYS: ()}
    (change,) = _compared(open_, waived).of(WAIVED)
    assert change.causes == ("the waivers differ (0 then, 1 now)",)


def test_verdicts_that_never_failed_are_counted() -> None:
    then = [_is("pass"), sample.result("unknown", sample.KEYS, OTHER, "allow x")]
    now = [_is("unknown", "allow x"), sample.result("pass", sample.KEYS, OTHER, "")]
    found = _diff(then, now)
    assert found.changes == ()
    assert found.others == {("pass", "unknown"): 1, ("unknown", "pass"): 1}


def test_twenty_thousand_results_take_seconds() -> None:
    """The time grows with the number of results, and the order of the input does not matter."""
    then, now = sample.many(20_000), sample.many(20_000)
    moved = [
        sample.result("fail", sample.WILDCARDS, f"{ROLE}-{n}", "new", region="global") for n in range(10_000)
    ]
    now = replace(now, results=[*now.results[10_000:], *moved])
    started = time.process_time()
    found = _compared(then, now)
    assert time.process_time() - started < 5
    assert [len(found.of(state)) for state in (NEW, UNSEEN, STILL)] == [10_000, 10_000, 10_000]
    again = replace(now, results=list(reversed(now.results)))
    assert _compared(then, again).changes == found.changes
