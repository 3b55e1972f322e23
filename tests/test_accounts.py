"""The sample accounts, read over HTTP: each control fails, passes, is blinded and is left without a subject."""

from __future__ import annotations

import pytest

from scanner.catalog import select
from tests import lab

CONTROLS = sorted(lab.everything().controls)


@pytest.fixture(scope="module")
def reports() -> dict[str, lab.Report]:
    """One scan of each sample."""
    return {name: lab.scan(name) for name in ("good", "bad", "denied", "empty")}


@pytest.mark.parametrize("control", CONTROLS)
def test_good_passes(reports: dict[str, lab.Report], control: str) -> None:
    """A careful account passes every control, and nothing is left unseen."""
    assert lab.kinds(reports["good"], control) == {"pass"}


@pytest.mark.parametrize("control", CONTROLS)
def test_bad_fails(reports: dict[str, lab.Report], control: str) -> None:
    """The bad account trips every control."""
    assert "fail" in lab.kinds(reports["bad"], control)
    assert "unknown" not in lab.kinds(reports["bad"], control)


@pytest.mark.parametrize("control", CONTROLS)
def test_denied_is_unknown(reports: dict[str, lab.Report], control: str) -> None:
    """Where every call is denied nothing passes, nothing fails and nothing is not applicable."""
    assert lab.kinds(reports["denied"], control) == {"unknown"}


@pytest.mark.parametrize("control", CONTROLS)
def test_empty_does_not_apply(reports: dict[str, lab.Report], control: str) -> None:
    """An account that was never used gives one not_applicable a control."""
    found = [r for r in reports["empty"].results if r.control == control]
    assert [(r.kind, r.region, r.resource["id"]) for r in found] == [("not_applicable", "global", "arn:aws:iam::444455556666:root")]


@pytest.mark.parametrize("control", CONTROLS)
def test_a_controls_own_samples_are_enough(control: str) -> None:
    """With the base and its own samples alone, a control passes the good account and fails the bad one."""
    chosen = select(lab.everything(), controls=[control])
    found = {}
    for name in ("good", "bad"):
        with lab.serving(lab.account(name, [control])) as (_, aws):
            found[name] = lab.kinds(lab.judge(lab.read(aws, chosen.operations), chosen=chosen), control)
    assert found["good"] == {"pass"}
    assert "fail" in found["bad"]
    assert "unknown" not in found["bad"]


def test_unknowns_name_what_would_close_them(reports: dict[str, lab.Report]) -> None:
    """Every unknown of the denied account names an IAM action that the reader lacks."""
    for result in reports["denied"].results:
        assert result.causes, result
        assert all(cause["permission"] in result.message for cause in result.causes)


def test_failures_point_at_their_proof(reports: dict[str, lab.Report]) -> None:
    """Each proof of the bad account names a file and a line of the snapshot."""
    proofs = [(r.control, p) for r in reports["bad"].results for p in r.proof]
    assert len(proofs) >= len(CONTROLS) - 1  # what a whole region lacks has nothing to point at
    assert all(p["file"] and p["line"] > 1 for _, p in proofs), proofs
