"""The tests of a user's own controls, in either engine: `genai-lens policies test DIR`.

A test file is like ours: `CONTROL_test.rego` beside its control, in a package `lens_test.*`, a rule `test_...` for each behaviour, with
`data.lens_test.testing` for the facts.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson

from collectors import TYPES
from scanner.catalog import Catalog, load
from scanner.custom import extended
from scanner.engines import Module, PolicyError, one_line
from scanner.engines.bounded import Bounded
from scanner.engines.regorus import vet
from scanner.errors import EngineError, UsageError
from scanner.lens import POLICIES

Outcomes = list[tuple[str, bool, str]]
"""(package.test, whether it passed, what stopped it where something did), in order."""

_PACKAGE = re.compile(r"^package (lens_test\.\S+)$", re.M)
_TEST = re.compile(r"^(test_[a-z0-9_]*)\b", re.M)
_FIXTURES = POLICIES / "lib" / "testing_test.rego"


def run(folders: Sequence[Path], engine_name: str) -> tuple[Outcomes, list[str]]:
    """The outcome of every test of the folders, and what was refused. Raises `UsageError` and `EngineError`."""
    catalog, refused = extended(load(), folders)
    tests = []
    for path in sorted(path for folder in folders for path in folder.rglob("*_test.rego")):
        text = path.read_text(encoding="utf-8", errors="replace")
        if _PACKAGE.search(text):
            tests.append(Module(path.as_posix(), text))
        else:
            refused.append(f"{path}:1: its package is not below lens_test.")
    vet(tests)
    fixtures = Module(_FIXTURES.name, _FIXTURES.read_text(encoding="utf-8"))
    known = orjson.dumps(TYPES, option=orjson.OPT_INDENT_2).decode()  # regorus refuses lines beyond 1,024 columns
    types = Module("types_test.rego", f"package lens\n\ntypes := {known}\n")
    modules = [*catalog.modules, fixtures, types, *tests]
    names = [
        f"{match[1]}.{name}"
        for module in tests
        for match in [_PACKAGE.search(module.text)]
        if match
        for name in dict.fromkeys(_TEST.findall(module.text))
    ]
    try:
        return (_in_opa if engine_name == "opa" else _in_regorus)(catalog, modules, names), refused
    except PolicyError as error:
        raise UsageError(f"the policies do not compile: {error}.", "Mend the line that is named.") from error


def _in_regorus(catalog: Catalog, modules: Sequence[Module], names: Sequence[str]) -> Outcomes:
    found = Bounded().holds(modules, catalog.document(), [f"data.{name}" for name in names]) if names else []
    return [(name, passed, said) for name, (passed, said) in zip(names, found, strict=True)]


def _in_opa(catalog: Catalog, modules: Sequence[Module], names: Sequence[str]) -> Outcomes:
    from scanner.engines.opa import binary, run

    with tempfile.TemporaryDirectory() as folder:
        for number, module in enumerate(modules):
            (Path(folder) / f"{number}_test.rego").write_text(module.text, encoding="utf-8")
        (Path(folder) / "data.json").write_bytes(orjson.dumps({"lens": {"catalog": catalog.document()}}))
        done = run([binary(), "test", "--format", "json", folder])
    try:
        found = {f"{t['package'].removeprefix('data.')}.{t['name']}": t for t in orjson.loads(done.stdout)}
    except orjson.JSONDecodeError as error:
        raise EngineError(f"opa could not run the tests: {one_line(done.stderr or done.stdout)}.", "Mend what it names.") from error
    return [(name, *_said(found.get(name, {"fail": True}))) for name in names]


def _said(outcome: Mapping[str, Any]) -> tuple[bool, str]:
    """Whether OPA says that a test passed, and its error: OPA stops one after five seconds."""
    error = outcome.get("error")
    return not error and not outcome.get("fail"), one_line(error["message"] if isinstance(error, dict) else str(error or ""))
