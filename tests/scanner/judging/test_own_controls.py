"""A user's own controls get the same verdicts in both engines, whatever they do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest
from click.testing import CliRunner, Result

from scanner.catalog import custom
from scanner.catalog.controls import Catalog, Selection, select
from scanner.cli.main import cli
from scanner.engines.bounded import Bounded
from scanner.engines.regorus import Regorus
from scanner.judging.evaluate import evaluate
from scanner.judging.results import Report
from scanner.people.config import Config
from scanner.snapshot.folder import read
from tests import lab
from tests.scanner.engines.servers import serving

PRACTICE = "GENSEC01-BP01"
BODY = "\tsome agent in _agents\n\tnot _named(agent)\n"
RULES = {
    "passes": ("shortest: 10", "shortest: 0"),
    "fails": ("shortest: 10", "shortest: 1000"),
    "errs-once": (BODY, BODY + '\tobject.get({"TRAVEL0001": agent.name}, agent.name, "1") == _one(agent)\n'),
    "never-ends": (
        BODY,
        "\tcount([1 | some a in _n; some b in _n; some c in _n; a + b == 0 - c]) == 0\n" + BODY,
    ),
    "allocates": (BODY, "\tcount(numbers.range(1, 1000000000)) > 0\n" + BODY),
}
"""Name of a control -> a text of the example, and what stands there instead."""
HELPERS = """
_n := numbers.range(1, 4000)

# An error for the agent TRAVEL0001, whose name is no number.
_one(agent) := "1" if to_number(trim_prefix(agent.name, "REFUNDS")) > 0
"""


def _write(folder: Path, name: str) -> None:
    old, new = RULES[name]
    path, test = custom.new(f"{PRACTICE}/{name}", folder)
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new) + HELPERS)
    test.unlink()


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """Return a folder with a control for each of `RULES`."""
    for name in RULES:
        _write(tmp_path / "rules", name)
    return tmp_path / "rules"


def _judged(catalog: Catalog, snapshot: Path, program: str) -> Report:
    """Return the report of the own controls alone. `program` is the path of `opa`, or empty."""
    own = select(catalog, Selection(controls=tuple(f"{PRACTICE}/{name}" for name in RULES)))
    return evaluate(read(snapshot), own, Config(), Regorus(), Bounded(program, seconds=20))


def test_both_engines_give_the_same_report(rules: Path, tmp_path: Path, opa: str) -> None:
    """Only the words of an engine about an error differ.

    A control that errs, never ends or has no memory is `unknown` for each subject that it could be
    about. The others are judged.
    """
    snapshot = lab.snapshot_of("bad", tmp_path / "s")
    catalog, problems = custom.extended(lab.everything(), [rules])
    assert not problems
    reports = [_judged(catalog, snapshot, program) for program in ("", opa)]
    first, second = ([r for r in report.results if "errs" not in r.control] for report in reports)
    assert first == second
    assert lab.verdicts(reports[0]) == lab.verdicts(reports[1])
    kinds = {
        name: {r.resource.id.split("/")[-1]: r.kind for r in reports[0].results if r.control.endswith(name)}
        for name in RULES
    }
    assert kinds == {
        name: dict.fromkeys(("REFUNDS001", "TRAVEL0001"), kind)
        for name, kind in zip(RULES, ("pass", "fail", "unknown", "unknown", "unknown"), strict=True)
    }
    defects = [{d.control.split("/")[1]: d.reason for d in report.head.defects} for report in reports]
    assert all(said.keys() == {"errs-once", "never-ends", "allocates"} for said in defects)
    path = rules / "security/gensec01_bp01/errs_once.rego"
    places = [":".join(said["errs-once"].split(":")[:2]) for said in defects]
    line = path.read_text().split("_one(agent) := ")[0].count("\n") + 1
    assert places == [f"{path}:{line}"] * 2
    assert defects[0]["never-ends"] == "it did not end within its share of 20 s and was stopped"


def _evaluate(snapshot: Path, rules: Path, opa: str, *options: str) -> tuple[Result, Any]:
    """Run `evaluate` with one own control, and return the outcome and results.json."""
    output = snapshot.parent / "out"
    command = [
        "evaluate",
        str(snapshot),
        "--policies",
        str(rules),
        "--format",
        "json",
        "--output",
        str(output),
    ]
    chosen = ["--control", f"{PRACTICE}/errs-once", "--force", "--engine", "opa"]
    done = CliRunner().invoke(cli, [*command, *chosen, *options], env={"GENAI_LENS_OPA": opa})
    return done, orjson.loads((output / "results.json").read_bytes())


def test_the_engine_that_was_asked_for_judges_them(tmp_path: Path, opa: str) -> None:
    """`--engine opa` judges the user's own controls in OPA, also beside a server of the user.

    Such a server never gets them: it has no limits. Without `opa` on this machine, a warning says
    that regorus judges them.
    """
    snapshot = lab.snapshot_of("bad", tmp_path / "s")
    _write(tmp_path / "rules", "errs-once")
    warning = "warning: Your own controls are judged in regorus, and not on the server: "
    with serving(opa) as server:
        for options in ((), ("--opa-url", server.url)):
            done, results = _evaluate(snapshot, tmp_path / "rules", opa, *options)
            assert done.exit_code == 3, done.output
            assert warning not in done.stderr
            assert "strconv.ParseFloat" in results["defects"][0]["reason"]
        done, results = _evaluate(snapshot, tmp_path / "rules", "/nowhere/opa", "--opa-url", server.url)
        assert done.exit_code == 3, done.output
        assert f"{warning}GENAI_LENS_OPA is '/nowhere/opa', which cannot be run. Put OPA" in done.stderr
        assert "strconv.ParseFloat" not in results["defects"][0]["reason"]
        assert server.holdings() == ({}, {})
