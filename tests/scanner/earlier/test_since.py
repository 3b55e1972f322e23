"""Tests of `--baseline`: what is new, known, fixed, and what nobody can tell."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from scanner.earlier import judged
from scanner.earlier.results import Earlier
from scanner.earlier.since import compared
from scanner.judging.configured import Changed, Configuration, File
from scanner.judging.results import Excluded, Report, Result, Waived, fingerprint
from scanner.judging.rows import Subject
from scanner.people.waivers import Waiver, Waivers
from scanner.reports.words import became
from tests.scanner.reports import sample

ROLE = f"arn:aws:iam::{sample.ACCOUNT}:role/r"
ROOT = f"arn:aws:iam::{sample.ACCOUNT}:root"


def _earlier(*failures: Result, **head: Any) -> Earlier:
    then = sample.report([], started="2026-05-31T00:00:00Z", **head).head
    return Earlier("old.json", "c" * 64, then, {one.fingerprint: one for one in failures})


def _fail(arn: str = ROLE, control: str = sample.WILDCARDS, **fields: Any) -> Result:
    return sample.result("fail", control, arn, "a statement allows bedrock:*", **fields)


def _unknown_account(region: str) -> Result:
    return sample.result("unknown", sample.WILDCARDS, ROOT, "allow x", region=region, type="AWS::Account")


_ROOT_PASSES = sample.result("pass", sample.WILDCARDS, ROOT, "", region="global", type="AWS::Account")


def _counts(report: Report) -> dict[str, int]:
    baseline = report.head.baseline
    assert baseline
    found = {
        name: getattr(baseline, name) for name in ("new", "known", "fixed", "changed", "carried", "other")
    }
    assert found["carried"] == sum(one.open for one in report.carried)
    return {name: number for name, number in found.items() if number}


def test_a_failure_is_new_or_known() -> None:
    """Only failures that count get the mark."""
    other = _fail(f"{ROLE}2")
    passed = sample.result("pass", sample.KEYS, ROLE, "")
    report = compared(sample.report([_fail(), other, passed]), _earlier(_fail()))
    assert {one.resource.id: one.since for one in report.results if one.kind == "fail"} == {
        ROLE: "known",
        f"{ROLE}2": "new",
    }
    assert next(one.since for one in report.results if one.kind == "pass") == ""
    assert _counts(report) == {"new": 1, "known": 1}


@pytest.mark.parametrize(
    ("now", "counts", "why"),
    [
        ([], {"fixed": 1}, ""),
        ([sample.result("pass", sample.WILDCARDS, ROLE, "")], {"fixed": 1}, ""),
        ([sample.result("not_applicable", sample.WILDCARDS, ROLE, "")], {"fixed": 1}, ""),
        ([sample.result("review", sample.WILDCARDS, ROLE, "read it")], {"other": 1}, ""),
        ([sample.result("unknown", sample.WILDCARDS, ROLE, "allow x")], {"carried": 1}, judged.UNKNOWN),
        ([_unknown_account("us-east-1")], {"carried": 1}, judged.NOT_LISTED),
        ([_unknown_account("global")], {"carried": 1}, judged.NOT_LISTED),
        ([_unknown_account("eu-west-1")], {"fixed": 1}, ""),
        ([replace(_fail(), waived={"owner": "x"})], {"other": 1}, ""),
        ([replace(_fail(), excluded=Excluded({"env": "test"}, "no data"))], {"other": 1}, ""),
    ],
)
def test_a_failure_that_fails_no_longer(now: list[Result], counts: dict[str, int], why: str) -> None:
    """It is fixed only if the run shows it. No gap and no decision of a person repairs anything."""
    report = compared(sample.report(now), _earlier(_fail()))
    assert _counts(report) == counts
    assert [one.why for one in report.carried] == ([why] if why else [])


OTHER_POLICY = {**dict.fromkeys(sample.CONTROLS, "a" * 64), sample.WILDCARDS: "e" * 64}
PARAMETER = Configuration(changed={sample.ACCOUNT: {sample.WILDCARDS: {"n": Changed(9, 7)}}})


@pytest.mark.parametrize("now", [[], [sample.result("pass", sample.WILDCARDS, ROLE, "")]])
@pytest.mark.parametrize("change", [{"policies": OTHER_POLICY}, {"configuration": PARAMETER}])
@pytest.mark.parametrize("then", [False, True])
def test_a_failure_that_is_gone_after_its_rule_changed_is_not_fixed(
    now: list[Result], change: dict[str, Any], then: bool
) -> None:
    """Nobody repaired it, as far as the files show. Another control is not affected."""
    other = _fail(control=sample.KEYS)
    earlier = _earlier(_fail(), other, **(change if then else {}))
    found = compared(sample.report(now, **({} if then else change)), earlier)
    assert _counts(found) == {"changed": 1, "fixed": 1}
    assert found.head.baseline
    assert "1 fixed, 1 no longer failing after policies, parameters or workload changed" in became(
        found.head.baseline
    )


def test_a_failure_that_is_gone_after_the_workload_changed_is_not_fixed() -> None:
    """But one that is gone after somebody attested the practice is."""
    stated = Configuration(
        workload={sample.ACCOUNT: {"functions": ["a"]}}, attestations=File("a.yaml", "e" * 64, 3)
    )
    report = sample.report([], configuration=stated)
    meta = replace(report.controls[sample.WILDCARDS].meta, workload=("functions",))
    reads = replace(report.controls[sample.WILDCARDS], meta=meta)
    attested = replace(report.controls[sample.KEYS].meta, mode="attested")
    open_to = replace(report.controls[sample.KEYS], meta=attested)
    report = replace(report, controls={**report.controls, reads.id: reads, open_to.id: open_to})
    found = compared(report, _earlier(_fail(), _fail(control=sample.KEYS)))
    assert _counts(found) == {"changed": 1, "fixed": 1}


def test_a_failure_of_another_policy_that_is_still_one_is_known() -> None:
    """What fails still, or is unknown now, is so whatever changed."""
    unknown = sample.result("unknown", sample.WILDCARDS, f"{ROLE}2", "allow x")
    now = sample.report([_fail(), unknown], policies=OTHER_POLICY)
    assert _counts(compared(now, _earlier(_fail(), _fail(f"{ROLE}2")))) == {"known": 1, "carried": 1}


def test_what_a_run_did_not_judge_is_carried_over() -> None:
    """An account, a Region or a control that this run left out says nothing about its failures."""
    failures = {
        judged.NO_ACCOUNT: _fail(account="999988887777"),
        judged.NO_REGION: _fail(region="xx-nowhere-1"),
        judged.NOT_SELECTED: _fail(control=sample.PROMPTS),
    }
    report = sample.report([])
    chosen = {name: one for name, one in report.controls.items() if name != sample.PROMPTS}
    others = {sample.PROMPTS: report.controls[sample.PROMPTS]}
    found = compared(replace(report, controls=chosen), _earlier(*failures.values()), others)
    assert found.others == others
    assert {one.why: one.result.fingerprint for one in found.carried} == {
        why: one.fingerprint for why, one in failures.items()
    }


def test_a_failure_of_a_control_that_does_not_exist_is_carried_over() -> None:
    """It may be a control of the user's own whose folder was not named."""
    gone = replace(_fail(), control="GENSEC01-BP01/ours")
    found = compared(sample.report([]), _earlier(gone))
    assert [one.why for one in found.carried] == [judged.NO_CONTROL]
    assert not found.others


WAIVED = Waived("ml", "a test", "", "2026-12-31", "old.yaml:3")


@pytest.mark.parametrize("then", [None, WAIVED])
@pytest.mark.parametrize(
    ("expires", "open_", "said"),
    [
        ("2026-12-31", False, "and it is waived by ml until 2026-12-31, waivers.yaml:2: here"),
        ("2026-05-01", True, "(not waived: waivers.yaml:2: the waiver expired on 2026-05-01)"),
        ("", True, ""),
    ],
)
def test_what_is_carried_over_has_the_waivers_of_today(
    then: Waived | None, expires: str, open_: bool, said: str
) -> None:
    """Whether it was waived then does not matter: that waiver may be gone."""
    failure = replace(_fail(), waived=then)
    earlier = _earlier() if then else _earlier(failure)
    earlier = replace(earlier, waived={failure.fingerprint: failure}) if then else earlier
    entry = Waiver(sample.WILDCARDS, "*", "*", ROLE, "*", "ml", "here", "", expires, 2)
    waivers = Waivers("waivers.yaml", "e" * 64, (entry,) if expires else ())
    now = sample.result("unknown", sample.WILDCARDS, ROLE, "allow x")
    found = compared(sample.report([now]), earlier, {}, waivers)
    (carried,) = found.carried
    assert carried.open is open_
    assert carried.said == f"{judged.UNKNOWN}{' ' if said.startswith('(') else ', ' if said else ''}{said}"
    assert _counts(found) == ({"carried": 1} if open_ else {} if then else {"other": 1})


def test_a_waived_failure_that_can_be_judged_is_not_carried_over() -> None:
    """It is then what this run says of it."""
    waived = replace(_fail(), waived=WAIVED)
    earlier = replace(_earlier(), waived={waived.fingerprint: waived})
    assert _counts(compared(sample.report([]), earlier)) == {}
    assert _counts(compared(sample.report([_fail()]), earlier)) == {"new": 1}


def test_another_item_of_an_unknown_resource_is_carried_over() -> None:
    """Nobody knows which items a resource has that could not be read."""
    now = sample.result("unknown", sample.WILDCARDS, ROLE, "allow x")
    assert [one.why for one in compared(sample.report([now]), _earlier(_fail(item="s1"))).carried] == [
        judged.UNKNOWN
    ]


def test_a_gap_in_a_listing_is_enough() -> None:
    """Also if the account itself was judged in the Region, and is not unknown."""
    control = sample.CONTROLS[sample.WILDCARDS]
    lists = replace(control, meta=replace(control.meta, lists=("bedrock:ListGuardrails",)))
    passed = sample.result("pass", sample.WILDCARDS, ROOT, "", type="AWS::Account")
    report = sample.report([passed], gaps=(sample.gap("us-east-1"),))
    report = replace(report, controls={**report.controls, sample.WILDCARDS: lists})
    found = compared(report, _earlier(_fail(), _fail(region="us-west-1")))
    assert [(one.why, one.result.region) for one in found.carried] == [(judged.NOT_LISTED, "us-east-1")]
    assert _counts(found) == {"carried": 1, "fixed": 1}


@pytest.mark.parametrize(
    ("now", "counts"),
    [
        ([], {"carried": 1}),
        ([_ROOT_PASSES], {"carried": 1}),
        ([replace(_ROOT_PASSES, excluded=Excluded({"env": "test"}, "no data"))], {"other": 1}),
    ],
)
def test_a_failure_in_no_region_needs_every_region_of_the_earlier_run(
    now: list[Result], counts: dict[str, int]
) -> None:
    """Fewer Regions have fewer resources, so a pass of the account shows nothing."""
    failure = _fail(ROOT, region="global", type="AWS::Account")
    report = sample.report(now)
    read = frozenset(report.head.regions)
    assert _counts(compared(report, replace(_earlier(failure), regions={sample.ACCOUNT: read}))) in (
        {"fixed": 1},
        {"other": 1},
    )
    more = replace(_earlier(failure), regions={sample.ACCOUNT: read | {"xx-other-1"}})
    assert _counts(found := compared(report, more)) == counts
    assert [one.why for one in found.carried] == [judged.FEWER_REGIONS] * counts.get("carried", 0)
    assert found.head.baseline
    assert found.head.baseline.unread == {sample.ACCOUNT: ["xx-other-1"]}


def test_a_failure_of_a_global_resource_needs_every_listing() -> None:
    """A gap in any Region could hide a resource that is in no Region."""
    report = compared(sample.report([_unknown_account("eu-west-1")]), _earlier(_fail(region="global")))
    assert [one.why for one in report.carried] == [judged.NOT_LISTED]


def test_a_control_that_failed_hides_all_its_subjects() -> None:
    """After a defect nobody knows which subjects the control would have."""
    broken = sample.report([], defects=(sample.Defect(sample.WILDCARDS, sample.ACCOUNT, "it broke"),))
    assert [one.why for one in compared(broken, _earlier(_fail())).carried] == [judged.NOT_LISTED]


def test_a_control_that_is_switched_off_carries_nothing_over() -> None:
    """A person decided that, and the reports name the reason."""
    off = Configuration(off={sample.ACCOUNT: {sample.WILDCARDS: "not ours"}})
    report = compared(sample.report([], configuration=off), _earlier(_fail()))
    assert _counts(report) == {"other": 1}


def test_a_control_that_has_another_id_today_is_the_same_control() -> None:
    """The fingerprint is made of the id, so it is made again with the id of today."""
    old, today = "GENSEC01-BP01/keys-expire", _fail(control=sample.KEYS)
    assert sample.CONTROLS[sample.KEYS].meta.aliases == (old,)
    subject = Subject(today.resource.type, today.resource.id, today.region, today.item)
    then = replace(today, control=old, fingerprint=fingerprint(old, today.account, subject))
    other = replace(_fail(item="\\x1b"), fingerprint="f" * 64)  # of SARIF, where texts are escaped
    found = compared(sample.report([today, replace(_fail(), fingerprint="f" * 64)]), _earlier(then, other))
    assert _counts(found) == {"known": 2}
