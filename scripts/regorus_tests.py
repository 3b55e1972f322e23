"""Run the policy tests in regorus too. A policy must mean the same in both engines.

regorus evaluates every control that is loaded, so each test file is run with the modules that it
reaches, and no others.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from typing import Any

from scanner.catalog.controls import load
from scanner.engines.regorus import reasons
from scanner.judging import policy_tests
from scanner.rego import Module, package, reached, tests
from scripts.steps import ROOT, Failed

_MAIN = "policies/main.rego"
"""The module that the fixtures of the tests evaluate."""


def run(files: Sequence[str]) -> None:
    """Run the tests in these files, relative to the project's root. Fail if one does not pass."""
    named = [name for name in files if name.endswith("_test.rego")]
    # The slowest files first: those with the most tests.
    named.sort(key=lambda name: -len(tests(_modules()[name])))
    # An engine must not reach another process or thread: new processes inherit nothing.
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn")) as pool:
        failed = sorted(line for lines in pool.map(_failed, named) for line in lines)
    if failed:
        raise Failed(f"{len(failed)} policy tests fail in regorus.\n\n" + "\n".join(failed))


def _failed(name: str) -> list[str]:
    """Return a line for each test of a file that does not pass, with the reason."""
    module = _modules()[name]
    beside = name.replace("_test.rego", ".rego")
    roots = [name, _MAIN, *([beside] if beside in _modules() else [])]
    needed = reached(list(_modules().values()), [_modules()[root] for root in roots])
    rules = [f"data.{package(module.text)}.{test}" for test in tests(module)]
    said = reasons(needed, _data())(rules)
    return [f"{rule}: {reason}" for rule, reason in zip(rules, said, strict=True) if reason]


@cache
def _data() -> dict[str, Any]:
    """Return the document below `data.lens` that tests read."""
    return policy_tests.data(load())


@cache
def _modules() -> dict[str, Module]:
    """Return all policies and their tests by path."""
    paths = (path for path in (ROOT / "policies").rglob("*.rego"))
    return {
        (name := path.relative_to(ROOT).as_posix()): Module(name, path.read_text(encoding="utf-8"))
        for path in paths
    }
