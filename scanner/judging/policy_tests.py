"""Run the tests of a user's own controls, in both engines: `genai-lens policies test DIR`.

A test file is `CONTROL_test.rego`, beside its control, in a package `lens_test.*`. It has one rule
`test_...` for each behaviour, and makes facts with `data.lens_test.testing`. Tests of the built-in
controls have the same format. Both engines run them in a limited process, as they judge controls:
an error of a built-in function is an error, and not undefined.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from collectors import TYPES
from scanner.catalog.controls import Catalog, load
from scanner.catalog.custom import Read, read_folders, test_of
from scanner.catalog.lens import POLICIES
from scanner.engines.bounded import Bounded
from scanner.engines.program import usable
from scanner.errors import EngineError, UsageError
from scanner.rego import Module, PolicyError, package, reached

FIXTURES = POLICIES / "lib" / "testing_test.rego"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of one test.

    `name` is `package.test`. `reasons`: engine -> why the test fails there; empty if it passes.
    """

    name: str
    reasons: Mapping[str, str]

    @property
    def passed(self) -> bool:
        """Return whether the test passes in every engine that ran it."""
        return not any(self.reasons.values())

    @property
    def said(self) -> str:
        """Return why it fails, with the engine if it does not fail for one reason in all."""
        if len({*self.reasons.values()}) == 1:
            return next(iter(self.reasons.values()))
        return "; ".join(f"in {engine}, {reason}" for engine, reason in self.reasons.items() if reason)


@dataclass(frozen=True, slots=True)
class Tested:
    """What a run of the tests gave.

    `engines`: those that ran them. `problems`: messages for files that are not valid. `untested`:
    each control without a test -> the file where its tests go. `missing`: why OPA did not run them
    although nobody named another engine, or an empty text.
    """

    outcomes: list[Outcome]
    engines: tuple[str, ...]
    problems: list[str]
    untested: Mapping[str, Path]
    missing: str = ""


def run(folders: Sequence[Path], engine: str | None = None) -> Tested:
    """Run every test in the folders, in the named engine.

    Without a name, run it in regorus, and in OPA where the program `opa` is found. Raises
    `UsageError` if the policies do not compile, and `EngineError` if the named engine cannot run.
    """
    found = read_folders(load(), folders, tests=True)
    fixtures = Module(FIXTURES.name, FIXTURES.read_text(encoding="utf-8"))
    ours = {control.path for control in found.catalog.controls.values() if not control.custom}
    every = [
        *(module for module in found.catalog.modules if module.path not in ours),
        fixtures,
        *(module for module, _ in found.tests),
    ]
    # With all of the library, OPA needs more memory than these tests may use.
    modules = reached(every, [module for module in every if not module.shipped])
    names = [f"{package(module.text)}.{name}" for module, tests in found.tests for name in tests]
    engines, missing = _engines(engine)
    reasons: dict[str, Mapping[str, str]] = {}
    for called, running in engines.items():
        try:
            reasons[called] = running.holds(modules, data(found.catalog), [f"data.{name}" for name in names])
        except PolicyError as error:
            raise UsageError(
                f"the policies do not compile in {called}: {error}.", "Fix the line that is named."
            ) from error
    outcomes = [
        Outcome(name, {called: said[f"data.{name}"] for called, said in reasons.items()}) for name in names
    ]
    return Tested(outcomes, tuple(engines), found.problems, _untested(found), missing)


def _untested(found: Read) -> dict[str, Path]:
    """Return the user's controls without a test. A test file that is refused counts as one."""
    tested = {module.path for module, tests in found.tests if tests}
    own = {c.id: test_of(Path(c.path)) for c in found.catalog.controls.values() if c.custom}
    return {
        control: file
        for control, file in own.items()
        if file.as_posix() not in tested
        and not any(problem.startswith(f"{file.as_posix()}:") for problem in found.problems)
    }


def data(catalog: Catalog) -> dict[str, Any]:
    """Return the document below `data.lens` that policy tests need."""
    return {"catalog": catalog.document(), "types": TYPES}


def _engines(engine: str | None) -> tuple[dict[str, Bounded], str]:
    """Return the engines by name, and why OPA is not among them although nobody left it out."""
    if engine == "opa":
        return {"opa": Bounded(usable())}, ""
    engines = {"regorus": Bounded()}
    if engine:
        return engines, ""
    try:
        return engines | {"opa": Bounded(usable())}, ""
    except EngineError as error:
        return engines, str(error)
