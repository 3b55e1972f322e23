"""Policies that run forever or use too much memory are stopped, and other controls are judged."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scanner import child
from scanner.engines.bounded import Bounded
from scanner.rego import Module, PolicyError

MAIN = Module(
    "main.rego",
    "package lens\nresults contains row if { some p, n; data.lens.catalog[p][n]; "
    "some row in data.lens.controls[p][n].rows }\n",
)
CATALOG = {"p": {"good": {"id": "p/good"}, "bad": {"id": "p/bad"}}}
ROW = (
    '{"control": "p/%s", "kind": "pass", "subject": {"id": input.x}, '
    '"message": "", "proof": [], "causes": []}'
)


def _control(name: str, body: str = "") -> Module:
    return Module(
        f"{name}.rego", f"package lens.controls.p.{name}\nrows contains {ROW % name} if {{ true {body} }}\n"
    )


ENDLESS = (
    "; n := numbers.range(1, 4000); count([1 | some a in n; some b in n; some c in n; a + b + c == 0]) == 0"
)
HUGE = "; count(numbers.range(1, 1000000000)) > 0"


def _judged(bad: str, **bounds: float) -> tuple[list[str], dict[str, str]]:
    engine = Bounded(**bounds)  # type: ignore[arg-type]
    found = engine.evaluate([MAIN, _control("good"), _control("bad", bad)], CATALOG, {"x": 7})
    return [row["control"] for row in found.rows], dict(found.failures)


def test_what_ends_is_judged() -> None:
    """Within the limits, the rows are those of the engine in this process."""
    assert _judged("") == (["p/bad", "p/good"], {})


def test_a_control_that_does_not_end_is_stopped() -> None:
    """The failure names the control and its time limit; the other control is judged."""
    said = "it did not end within its share of 5 s and was stopped"
    assert _judged(ENDLESS, seconds=6) == (["p/good"], {"p/bad": said})


def test_many_controls_that_do_not_end_leave_time_for_the_others() -> None:
    """Each control gets a share of the time. So the last one is judged too, and the run ends."""
    names = [f"bad{number}" for number in range(8)]
    modules = [MAIN, *(_control(name, ENDLESS) for name in names), _control("good")]
    catalog = {"p": {name: {"id": f"p/{name}"} for name in (*names, "good")}}
    begun = time.monotonic()
    found = Bounded(seconds=6).evaluate(modules, catalog, {"x": 7})
    assert time.monotonic() - begun < 12
    assert [row["control"] for row in found.rows] == ["p/good"]
    assert sorted(found.failures) == [f"p/{name}" for name in names]


def test_time_that_is_over_is_over() -> None:
    """With more endless controls than the time has shares, the run ends all the same."""
    names = [f"bad{number:02}" for number in range(30)]
    catalog = {"p": {name: {"id": f"p/{name}"} for name in names}}
    begun = time.monotonic()
    found = Bounded(seconds=2).evaluate([MAIN, *(_control(n, ENDLESS) for n in names)], catalog, {"x": 7})
    assert time.monotonic() - begun < 8
    assert len(found.failures) == 30
    assert found.failures["p/bad29"] == "no time was left for it"


def test_an_answer_of_any_size_is_refused() -> None:
    """Rows that are larger than the limit are not read; the other control is judged."""
    row = ROW % "bad"
    large = Module(
        "bad.rego",
        "package lens.controls.p.bad\n"
        f'rows contains object.union({row}, {{"n": n, "message": m}}) if {{\n'
        '\tm := concat("", ["xxxxxxxxxx" | some _ in numbers.range(1, 20000)])\n'
        "\tsome n in numbers.range(1, 300)\n}\n",
    )
    found = Bounded(megabytes=2000).evaluate([MAIN, _control("good"), large], CATALOG, {"x": 7})
    assert [row["control"] for row in found.rows] == ["p/good"]
    assert found.failures == {"p/bad": "its answer is larger than allowed"}


def test_a_row_of_another_control_is_refused() -> None:
    """A control cannot give the result of another one."""
    forged = Module("bad.rego", f"package lens.controls.p.bad\nrows contains {ROW % 'good'}\n")
    found = Bounded().evaluate([MAIN, forged], {"p": {"bad": {"id": "p/bad"}}}, {"x": 7})
    assert (found.rows, found.failures) == ([], {"p/bad": "it gave something that is no result of it"})


def test_nothing_of_the_working_folder_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A module in the working folder that has the name of one that the child imports is not run."""
    code = "import sys, scanner.engines.bounded, scanner.engines.regorus; print(*sys.modules)"
    listed = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True)
    names = {name.split(".")[0] for name in listed.stdout.split()} - {"__main__"}
    assert names >= {"orjson", "regorus", "scanner", "json", "subprocess"}
    for name in names:
        (tmp_path / f"{name}.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'a').write({name!r})\n")
    for package in ("scanner", "scanner/engines"):
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").write_text((tmp_path / "scanner.py").read_text())
    monkeypatch.chdir(tmp_path)
    assert _judged("") == (["p/bad", "p/good"], {})
    assert not (tmp_path / "ran").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to its address space")
def test_a_control_that_grows_is_stopped() -> None:
    """The memory limit stops a control too; the other control is judged."""
    rows, failures = _judged(HUGE, megabytes=1000)
    assert rows == ["p/good"]
    assert failures.keys() == {"p/bad"}
    assert "1000 MB" in failures["p/bad"] or "memory" in failures["p/bad"]


def test_the_memory_limit_is_exact() -> None:
    """A control that needs some 400 MB is judged with 1000 MB, and stopped with 250 MB."""
    large = "; count(numbers.range(1, 10000000)) > 0"
    assert _judged(large, megabytes=1000) == (["p/bad", "p/good"], {})
    rows, failures = _judged(large, megabytes=250)
    assert rows == ["p/good"]
    assert "250 MB" in failures["p/bad"]


def test_an_error_of_a_policy_is_its_own() -> None:
    """An error in a policy is reported as it is by the engine in this process."""
    rows, failures = _judged("; to_number(input) > 0")
    assert rows == ["p/good"]
    assert failures["p/bad"].startswith("bad.rego:2: ")


def test_rules_hold_or_not() -> None:
    """A rule that runs forever is stopped and reported; the other rules get their answers.

    A rule that fails or does not exist is not true.
    """
    module = Module(
        "t.rego", f"package t\n\nyes if true\n\nerrs if to_number(input)\n\nendless if {{ true {ENDLESS} }}\n"
    )
    rules = [f"data.t.{name}" for name in ("yes", "errs", "endless", "gone")]
    found = Bounded(seconds=4).holds([module], {}, rules)
    assert found == [
        (True, ""),
        (False, ""),
        (False, "it did not end within its share of 4 s and was stopped"),
        (False, ""),
    ]
    assert Bounded().holds([module], {}, rules[:2]) == found[:2]
    with pytest.raises(PolicyError, match=r"^t\.rego:3: "):
        Bounded().holds([Module("t.rego", "package t\nx :=\n")], {}, ["data.t.x"])


def test_the_child_sees_no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """The child does not inherit the scanner's credentials."""
    seen: dict[str, dict[str, str]] = {}
    real = child.subprocess.Popen
    monkeypatch.setattr(child.subprocess, "Popen", lambda *a, **k: seen.update(env=k["env"]) or real(*a, **k))
    monkeypatch.setitem(os.environ, "AWS_SECRET_ACCESS_KEY", "secret")
    _judged("")
    assert "AWS_SECRET_ACCESS_KEY" not in seen["env"]
