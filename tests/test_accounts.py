"""The sample accounts make every control pass, fail, be unknown, and not apply."""

from __future__ import annotations

import pytest

from scanner.catalog.controls import Selection, select
from scanner.demo.samples import CANNOT_FAIL, NOT_SHOWN
from scanner.judging.cures import MOST_REASONS
from tests import lab

CONTROLS = sorted(lab.everything().controls)
BAD = dict.fromkeys(CANNOT_FAIL, "not_applicable")


@pytest.mark.parametrize("control", CONTROLS)
def test_good_passes(control: str) -> None:
    """The good account passes every control, and nothing is unknown."""
    assert lab.kinds(lab.report("good"), control) == {"pass"}


@pytest.mark.parametrize("control", CONTROLS)
def test_bad_fails(control: str) -> None:
    """The bad account fails every control that applies there, and nothing else is unknown."""
    assert BAD.get(control, "fail") in lab.kinds(lab.report("bad"), control)
    assert ("unknown" in lab.kinds(lab.report("bad"), control)) == (control in NOT_SHOWN)


@pytest.mark.parametrize("control", CONTROLS)
def test_denied_is_unknown(control: str) -> None:
    """If every call is denied, every verdict is unknown."""
    assert lab.kinds(lab.report("denied"), control) == {"unknown"}


@pytest.mark.parametrize("control", CONTROLS)
def test_empty_does_not_apply(control: str) -> None:
    """An account without resources has one not_applicable per control."""
    found = [r for r in lab.report("empty").results if r.control == control]
    root = "arn:aws:iam::444455556666:root"
    assert [(r.kind, r.region, r.resource.id) for r in found] == [("not_applicable", "global", root)]


@pytest.mark.parametrize("control", CONTROLS)
def test_a_controls_own_samples_are_enough(control: str) -> None:
    """With only the base and its own samples, a control passes in good and fails in bad."""
    chosen = select(lab.everything(), Selection(controls=(control,)))
    found = {}
    for name in ("good", "bad"):
        with lab.serving(lab.account(name, [control])) as (_, aws):
            found[name] = lab.kinds(lab.judge(lab.read(aws, chosen.operations), chosen=chosen), control)
    assert found["good"] == {"pass"}
    assert BAD.get(control, "fail") in found["bad"]
    assert "unknown" not in found["bad"]


def test_unknowns_name_what_would_close_them() -> None:
    """Every unknown of the denied account names IAM actions that the caller lacks."""
    for result in lab.report("denied").results:
        assert result.causes, result
        assert all(cause.permission for cause in result.causes)
        assert all(cause.permission in result.message for cause in result.causes[:MOST_REASONS])


def test_failures_point_at_their_proof() -> None:
    """Each proof of the bad account names a file and a line of the snapshot."""
    proofs = [(r.control, p) for r in lab.report("bad").results for p in r.proof]
    assert len(proofs) >= len(CONTROLS) - 1  # a result about a whole Region has no file to point at
    assert all(p.file and p.line > 1 for _, p in proofs), proofs
