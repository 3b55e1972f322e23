"""Policies that run forever or use too much memory are stopped, and other controls are judged.

Both engines keep the same promises, so most tests run in both.
"""

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


@pytest.fixture(params=["regorus", "opa"])
def program(request: pytest.FixtureRequest) -> str:
    """Return the argument of `Bounded` for each engine."""
    return str(request.getfixturevalue("opa")) if request.param == "opa" else ""


def _judged(bad: str, program: str = "", **bounds: float) -> tuple[list[str], dict[str, str]]:
    engine = Bounded(program, **bounds)  # type: ignore[arg-type]
    found = engine.evaluate([MAIN, _control("good"), _control("bad", bad)], CATALOG, {"x": 7})
    return [row["control"] for row in found.rows], dict(found.failures)


def test_what_ends_is_judged(program: str) -> None:
    """Within the limits, the rows are those of the engine in this process."""
    assert _judged("", program) == (["p/bad", "p/good"], {})


def test_a_control_that_does_not_end_is_stopped(program: str) -> None:
    """The failure names the control and its time limit; the other control is judged."""
    said = "it did not end within its share of 6 s and was stopped"
    assert _judged(ENDLESS, program, seconds=6) == (["p/good"], {"p/bad": said})


def test_many_controls_that_do_not_end_leave_time_for_the_others(program: str) -> None:
    """Each control gets a share of the time. So the last one is judged too, and the run ends."""
    names = [f"bad{number}" for number in range(8)]
    modules = [MAIN, *(_control(name, ENDLESS) for name in names), _control("good")]
    catalog = {"p": {name: {"id": f"p/{name}"} for name in (*names, "good")}}
    begun, seconds = time.monotonic(), 16 if program else 6  # to stop one costs OPA a new child
    found = Bounded(program, seconds=seconds).evaluate(modules, catalog, {"x": 7})
    assert time.monotonic() - begun < 2 * seconds
    assert [row["control"] for row in found.rows] == ["p/good"]
    assert sorted(found.failures) == [f"p/{name}" for name in names]


def test_time_that_is_over_is_over(program: str) -> None:
    """With more endless controls than the time has shares, the run ends all the same."""
    names = [f"bad{number:02}" for number in range(30)]
    catalog = {"p": {name: {"id": f"p/{name}"} for name in names}}
    begun = time.monotonic()
    found = Bounded(program, seconds=2).evaluate(
        [MAIN, *(_control(n, ENDLESS) for n in names)], catalog, {"x": 7}
    )
    assert time.monotonic() - begun < 8
    assert len(found.failures) == 30
    assert found.failures["p/bad29"] == "no time was left for it"


def test_an_answer_of_any_size_is_refused(program: str) -> None:
    """Rows that are larger than the limit are not read; the other control is judged."""
    row = ROW % "bad"
    large = Module(
        "bad.rego",
        "package lens.controls.p.bad\n"
        f'rows contains object.union({row}, {{"n": n, "message": m}}) if {{\n'
        '\tm := concat("", ["xxxxxxxxxx" | some _ in numbers.range(1, 20000)])\n'
        "\tsome n in numbers.range(1, 300)\n}\n",
    )
    found = Bounded(program, megabytes=2000).evaluate([MAIN, _control("good"), large], CATALOG, {"x": 7})
    assert [row["control"] for row in found.rows] == ["p/good"]
    assert found.failures == {"p/bad": "its answer is larger than allowed"}


def test_a_row_of_another_control_is_refused(program: str) -> None:
    """A control cannot give the result of another one."""
    forged = Module("bad.rego", f"package lens.controls.p.bad\nrows contains {ROW % 'good'}\n")
    found = Bounded(program).evaluate([MAIN, forged], {"p": {"bad": {"id": "p/bad"}}}, {"x": 7})
    assert (found.rows, found.failures) == ([], {"p/bad": "it gave something that is no result of it"})


def test_nothing_of_the_working_folder_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
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
    assert _judged("", program) == (["p/bad", "p/good"], {})
    assert not (tmp_path / "ran").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to its memory")
def test_a_control_that_grows_is_stopped(program: str) -> None:
    """The memory limit stops a control too; the other control is judged."""
    said = "its process ended; it may have needed more than the 250 MB allowed"
    assert _judged(HUGE, program) == (["p/good"], {"p/bad": said})


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to its memory")
def test_the_memory_limit_is_exact(program: str) -> None:
    """A control that needs some 400 MB is judged with 1000 MB, and stopped with 250 MB."""
    large = f"; count(numbers.range(1, {2 if program else 10}000000)) > 0"
    assert _judged(large, program, megabytes=1000) == (["p/bad", "p/good"], {})
    rows, failures = _judged(large, program, megabytes=250)
    assert rows == ["p/good"]
    assert "250 MB" in failures["p/bad"]


def test_an_error_of_a_policy_is_its_own(program: str) -> None:
    """An error in a policy is reported as it is by the engine in this process."""
    rows, failures = _judged("; to_number(input) > 0", program)
    assert rows == ["p/good"]
    assert failures["p/bad"].startswith("bad.rego:2: ")


def test_what_does_not_compile_is_its_own(program: str) -> None:
    """A control that does not compile is reported with its line; the other control is judged."""
    rows, failures = _judged("; nothing.known(1)", program)
    assert rows == ["p/good"]
    assert failures["p/bad"].startswith("bad.rego:2: ")


def test_many_controls_that_err_cost_few_starts(opa: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """OPA is started for groups before it is started for each control alone."""
    names = [f"c{number}" for number in range(30)]
    modules = [MAIN, *(_control(n, "; to_number(input) > 0" if n == "c7" else "") for n in names)]
    asked: list[int] = []
    real = child.ask
    monkeypatch.setattr(
        child, "ask", lambda m, q, items, *a: asked.append(len(items)) or real(m, q, items, *a)
    )
    found = Bounded(opa).evaluate(modules, {"p": {name: {"id": f"p/{name}"} for name in names}}, {"x": 7})
    assert len(found.rows) == 29
    assert found.failures.keys() == {"p/c7"}
    assert asked == [1, 6, 5]


def test_opa_calls_no_function_of_network_or_clock(opa: str) -> None:
    """OPA refuses them too, if a module was not vetted."""
    calls = ('http.send({"method": "get", "url": "http://127.0.0.1:1"})', "time.now_ns()", "opa.runtime()")
    for call in (*calls, 'rand.intn("x", 5)', 'net.lookup_ip_addr("localhost")'):
        engine = Bounded(opa)
        found = engine.evaluate(
            [MAIN, _control("bad", f"; {call}")], {"p": {"bad": {"id": "p/bad"}}}, {"x": 7}
        )
        assert "undefined function" in found.failures["p/bad"], call


def test_rules_hold_or_not(program: str) -> None:
    """A rule that runs forever is stopped and reported; the other rules get their answers.

    The reason of a rule that does not hold says whether it failed, is undefined, or has a value.
    """
    rules = {
        "yes": ("yes if true", ""),
        "value": ("value := 3", "it is 3"),
        "no": ("default no := false", "it is false"),
        "open": ("open if input.x", "it is undefined"),
        "errs": ('errs if to_number(concat("", ["x"])) == 1', "t.rego:11: "),
        "endless": (f"endless if {{ true {ENDLESS} }}", "it did not end within its share of 8 s"),
    }
    module = Module("t.rego", "\n\n".join(["package t", *(text for text, _ in rules.values())]))
    found = Bounded(program, seconds=8).holds([module], {}, [f"data.t.{name}" for name in rules])
    assert list(found) == [f"data.t.{name}" for name in rules]
    for name, (_, reason) in rules.items():
        assert found[f"data.t.{name}"].startswith(reason)
        assert bool(found[f"data.t.{name}"]) == bool(reason)
    with pytest.raises(PolicyError, match=r"^t\.rego:3: "):
        Bounded(program).holds([Module("t.rego", "package t\nx :=\n")], {}, ["data.t.x"])


def test_the_child_sees_no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """The child does not inherit the scanner's credentials."""
    seen: dict[str, dict[str, str]] = {}
    real = child.subprocess.Popen
    monkeypatch.setattr(child.subprocess, "Popen", lambda *a, **k: seen.update(env=k["env"]) or real(*a, **k))
    monkeypatch.setitem(os.environ, "AWS_SECRET_ACCESS_KEY", "secret")
    _judged("")
    assert "AWS_SECRET_ACCESS_KEY" not in seen["env"]
