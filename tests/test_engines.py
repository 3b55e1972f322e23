"""`make engines`: a short run finds nothing, and a planted difference is found and made smaller."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest

from scanner.catalog import subset
from scanner.catalog.controls import Selection, select
from scanner.engines.interface import Evaluation
from scanner.engines.regorus import Regorus
from scripts.engines import __main__ as command
from scripts.engines import accounts, refused, shrink
from scripts.engines.accounts import Engines, document
from scripts.engines.both import UNDEFINED, Answer, Both, accepted, both
from scripts.engines.parts import Calls, Modules, Part, Refused
from scripts.steps import ROOT
from tests import lab
from tests.scanner.engines.servers import opa_or_skip

SEED = 4711


@pytest.fixture(scope="module")
def engines() -> Iterator[Both]:
    """Start OPA once. Without it the tests are skipped, and fail in CI."""
    opa_or_skip()
    with both() as running:
        yield running


def test_a_short_run_finds_nothing(engines: Both, capsys: pytest.CaptureFixture[str]) -> None:
    """The first cases of a seed hold, in every part, and each part tried what it must."""
    with command.parts(SEED) as parts:
        for part in parts:
            assert command.run(part, 0) == []
    said = capsys.readouterr().out
    assert len(parts) == 4
    assert f"{len(refused.kinds())} kinds, all refused" in said


def test_a_seed_repeats_its_cases(engines: Both) -> None:
    """Two runs of a seed try the same, and another seed tries something else."""

    def tried(seed: int) -> list[Counter[str]]:
        found: list[Part] = [Modules(seed, engines), Calls(seed, engines)]
        for part in found:
            assert [part.case(number) for number in range(25)] == [""] * 25
        return [part.tried for part in found]

    assert tried(SEED) == tried(SEED)
    assert tried(SEED) != tried(SEED + 1)


def test_every_form_is_tried() -> None:
    """The refused kinds cover the table of forms, and calls that are not allowed."""
    here = {*subset.FORMS} - {"with-in-policy"}  # the modules are in the package of a test
    assert {kind.form for kind in refused.kinds()} == {*here, refused.CALL}


@pytest.mark.parametrize("form", sorted(subset.BODIES.keys() | subset.RULES.keys()))
def test_a_form_that_is_no_longer_refused_is_found(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the check of a form, every kind of that form is reported, with nothing around it."""
    monkeypatch.delitem(subset.BODIES if form in subset.BODIES else subset.RULES, form)
    subset.refusals.cache_clear()
    for kind in (kind for kind in refused.kinds() if kind.form == form):
        assert refused.missed(kind, refused.module(kind, Random(1), alone=True)), kind
    subset.refusals.cache_clear()


def test_a_problem_of_a_refused_form_is_a_test(monkeypatch: pytest.MonkeyPatch) -> None:
    """It names the form, and has the module without its surroundings."""
    monkeypatch.delitem(subset.BODIES, "walk")
    subset.refusals.cache_clear()
    part = Refused(SEED)
    number = next(n for n, kind in enumerate(refused.kinds()) if kind.form == "walk")
    said = part.case(number)
    subset.refusals.cache_clear()
    assert said.startswith('The form "walk" is not refused.\ndef test_found_')
    assert "assert not accepted(module)" in said
    assert len(said.splitlines()) < 20


def test_a_difference_is_found_and_made_smaller(engines: Both, monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine that misreads `some` is found, and the printed test fails until it is fixed."""
    answer = engines.regorus

    def planted(text: str, document: Any) -> Answer:
        return Answer(UNDEFINED) if "some " in text else answer(text, document)

    monkeypatch.setattr(engines, "regorus", planted)
    part = Modules(SEED, engines)
    said = next(filter(None, map(part.case, range(200))))
    code = said[said.index("def test_found_") :]
    assert len(code.splitlines()) < 20
    names: dict[str, Any] = {"Both": Both, "json": json, "accepted": lambda text: True}
    exec(code, names)
    (test,) = (value for name, value in names.items() if name.startswith("test_found_"))
    with pytest.raises(AssertionError):
        test(engines)
    monkeypatch.undo()
    test(engines)


def test_the_smallest_module_is_found() -> None:
    """Rules, statements and members of the input that are not needed are left out."""
    text = (
        "package t\n\nr := [x | some x in input.l]\n\n"
        'out contains x if {\nsome x in input.l\nx != "q"\nlower(x) == x\n}\n'
    )
    put = {"l": ["a", "b"], "o": {"a": 1}}

    def holds(text: str, put: Any) -> bool:
        return accepted(text) and "lower(" in text and "a" in put.get("l", [])

    found = shrink.smallest(text, put, holds)
    assert found[1] == {"l": ["a"]}
    assert "lower(" in found[0]
    assert "x | " not in found[0]
    assert len(found[0]) < len(text) / 2


def test_a_control_that_differs_is_found(engines: Both, monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine that loses the failures of a control is found, and the account is made smaller."""
    control = "GENSEC05-BP01/agent-role-bounded"
    catalog = select(lab.everything(), Selection(controls=(control,)))
    evaluate = Regorus.evaluate

    def planted(*given: Any) -> Evaluation:
        found = evaluate(*given)
        return Evaluation([row for row in found.rows if row["kind"] != "fail"], found.failures)

    put = document(lab.collection("bad"), catalog)
    assert put
    monkeypatch.setattr(Regorus, "evaluate", planted)
    monkeypatch.setattr(accounts, "SECONDS", 2)
    with Engines(catalog) as running:
        assert list(running.apart(put)) == [control]
        said = running.fixture(put, control)
    assert said.startswith("Write tests/conformance/agent-role-bounded-")
    kept = json.loads(said.partition("\n")[2])
    assert kept["control"] == control
    assert len(json.dumps(kept)) < len(json.dumps(put))


@pytest.mark.parametrize("wild", [False, True])
def test_a_changed_account_is_another(wild: bool) -> None:
    """One member is left out, repeated or replaced, and only a wild change gives other types."""
    value = {"a": [{"b": "c", "d": 1}], "e": {"f": ["g"]}, "h": True}
    found = [accounts.changed(value, Random(seed), wild=wild) for seed in range(200)]
    assert sum(one != value for one in found) > 150
    assert all(isinstance(one, dict) for one in found) is not wild


def test_a_part_that_tries_nothing_fails(capsys: pytest.CaptureFixture[str]) -> None:
    """A part whose cases compare nothing is a problem."""

    class Idle(Part):
        name, least = "idle", 1

        def case(self, number: int) -> str:
            return ""

        def summary(self) -> str:
            return "0 cases"

        def untried(self) -> str:
            return "nothing was tried"

    assert command.run(Idle(SEED), 0) == ["nothing was tried"]
    assert "idle: nothing was tried" in capsys.readouterr().out


@pytest.mark.parametrize("options", [["--seconds", "-1"], ["--seconds", "x"], ["--seed", "x"], ["word"]])
def test_wrong_usage_ends_with_2(options: list[str]) -> None:
    """It says what is wrong, and starts nothing."""
    done = subprocess.run(
        [sys.executable, "-m", "scripts.engines", *options],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "usage: python -m scripts.engines" in done.stderr
