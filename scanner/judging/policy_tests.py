"""Run the tests of a user's own controls, in either engine: `genai-lens policies test DIR`.

A test file is `CONTROL_test.rego`, beside its control, in a package `lens_test.*`. It has one rule
`test_...` for each behaviour, and makes facts with `data.lens_test.testing`. Tests of the built-in
controls have the same format.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from collectors import TYPES
from scanner.catalog.controls import Catalog, load
from scanner.catalog.custom import read_folders
from scanner.catalog.lens import POLICIES
from scanner.engines.bounded import Bounded
from scanner.errors import EngineError, UsageError
from scanner.rego import Module, PolicyError, package
from scanner.text import one_line

_FIXTURES = POLICIES / "lib" / "testing_test.rego"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of one test: its name (`package.test`), whether it passed, any error message."""

    name: str
    passed: bool
    said: str


def run(folders: Sequence[Path], engine_name: str) -> tuple[list[Outcome], list[str]]:
    """Run every test in the folders. Return the outcomes in order, and messages for invalid files.

    Raises `UsageError` if the policies do not compile, and `EngineError` if the engine cannot run.
    """
    found = read_folders(load(), folders, tests=True)
    fixtures = Module(_FIXTURES.name, _FIXTURES.read_text(encoding="utf-8"))
    modules = [*found.catalog.modules, fixtures, *(module for module, _ in found.tests)]
    names = [f"{package(module.text)}.{name}" for module, tests in found.tests for name in tests]
    try:
        return (_in_opa if engine_name == "opa" else _in_regorus)(
            found.catalog, modules, names
        ), found.problems
    except PolicyError as error:
        raise UsageError(f"the policies do not compile: {error}.", "Fix the line that is named.") from error


def data(catalog: Catalog) -> dict[str, Any]:
    """Return the document below `data.lens` that policy tests need."""
    return {"catalog": catalog.document(), "types": TYPES}


def _in_regorus(catalog: Catalog, modules: Sequence[Module], names: Sequence[str]) -> list[Outcome]:
    found = Bounded().holds(modules, data(catalog), [f"data.{name}" for name in names]) if names else []
    return [Outcome(name, passed, said) for name, (passed, said) in zip(names, found, strict=True)]


def _in_opa(catalog: Catalog, modules: Sequence[Module], names: Sequence[str]) -> list[Outcome]:
    from scanner.engines.program import binary, run

    with tempfile.TemporaryDirectory() as folder:
        for number, module in enumerate(modules):
            (Path(folder) / f"{number}_test.rego").write_text(module.text, encoding="utf-8")
        (Path(folder) / "data.json").write_bytes(orjson.dumps({"lens": data(catalog)}))
        done = run([binary(), "test", "--timeout", "30s", "--format", "json", folder])
    try:
        found = {f"{t['package'].removeprefix('data.')}.{t['name']}": t for t in orjson.loads(done.stdout)}
    except orjson.JSONDecodeError as error:
        said = one_line(done.stderr or done.stdout)
        raise EngineError(f"opa could not run the tests: {said}.", "Fix what it names.") from error
    return [_outcome(name, found.get(name, {"fail": True})) for name in names]


def _outcome(name: str, found: Mapping[str, Any]) -> Outcome:
    """Return the outcome of a test in OPA. OPA stops a test after 30 seconds, which is an error."""
    error = found.get("error")
    said = error["message"] if isinstance(error, dict) else str(error or "")
    return Outcome(name, not error and not found.get("fail"), one_line(said))
