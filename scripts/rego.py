"""Format, check and test the policies with OPA."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import orjson

from scanner.catalog.controls import load
from scanner.catalog.input_schema import input_schema
from scanner.catalog.vetting import vet
from scanner.errors import UsageError
from scanner.judging import policy_tests
from scanner.rego import Module
from scripts.steps import ROOT, Failed, Skipped

POLICIES = ROOT / "policies"
TIMEOUT = "60s"
"""The time that OPA gives one test. Its own default, 5 s, is too short on a busy machine."""
SHOWN = 20
"""Failed tests whose reasons are printed. The others are only named."""

_FAILED = re.compile(r"^(data\.[\w.]+): (?:FAIL|ERROR)", re.M)


@cache
def opa() -> str:
    """Return the path of OPA. Without OPA, raise `Failed` in CI and `Skipped` elsewhere."""
    if named := os.environ.get("GENAI_LENS_OPA"):
        return named
    done = subprocess.run([ROOT / "scripts" / "opa"], capture_output=True, text=True, check=False)
    if done.returncode == 0 and done.stdout.strip():
        return done.stdout.split()[-1]
    problem = f"OPA is not installed and could not be installed: {done.stderr.strip()}"
    raise Failed(problem) if os.environ.get("CI") == "true" else Skipped(problem)


def policy_files() -> list[str]:
    """Return all policies and their tests, relative to the project's root.

    OPA gets files and not the folder: it would load the YAML and JSON files beside them as data.
    """
    return sorted(path.relative_to(ROOT).as_posix() for path in POLICIES.rglob("*.rego"))


def format_check(files: Sequence[str]) -> None:
    """Fail for each file that `opa fmt` would change."""
    done = _opa("fmt", "--list", *files)
    if done.returncode or done.stdout.strip():
        named = done.stdout.split()
        raise Failed(done.stderr + "".join(f"{name}: run `{opa()} fmt --write {name}`\n" for name in named))


def strict_check(files: Sequence[str]) -> None:
    """Compile the files in strict mode, with the allowed built-ins and the schema of the input."""
    with tempfile.TemporaryDirectory() as folder:
        shape = Path(folder) / "input.schema.json"
        shape.write_bytes(orjson.dumps(input_schema()))
        capabilities = ["--capabilities", "policies/capabilities.json"]
        done = _opa("check", "--strict", *capabilities, "--schema", str(shape), *files)
    if done.returncode:
        raise Failed(done.stdout + done.stderr)


def subset_check(files: Sequence[str]) -> None:
    """Fail for the first form or built-in in the files that no policy may use.

    Python does this, as both engines must agree (docs/rego-subset.md). A scan vets only the
    policies of users.
    """
    try:
        vet([Module(name, (ROOT / name).read_text(encoding="utf-8")) for name in files])
    except UsageError as error:
        raise Failed(f"{error.sentence} {error.next_step}") from error


def run_tests(files: Sequence[str], *, only: str = "") -> None:
    """Run the policy tests in the files whose full name matches the pattern `only`."""
    with _data() as data:
        selected = ["--run", only, "--fail-on-empty"] if only else []
        command = ["test", *files, data, "--timeout", TIMEOUT, *selected]
        done = _opa(*command)
        if done.returncode:
            raise Failed(_reasons(command, done.stdout, done.stderr))


def coverage(files: Sequence[str]) -> dict[str, Any]:
    """Run all policy tests once, and return OPA's report of the lines that they ran.

    A failed test makes OPA print the names of all that failed instead of the report.
    """
    with _data() as data:
        command = ["test", *files, data, "--timeout", TIMEOUT]
        # Without this option OPA runs the tests twice more, to say why a line was not covered.
        once = ["--coverage-runs="] if "--coverage-runs" in _opa("test", "--help").stdout else []
        done = _opa(*command, "--coverage", "--format", "json", *once)
        if done.returncode:
            raise Failed(_reasons(command, done.stdout, done.stderr))
        report: dict[str, Any] = orjson.loads(done.stdout)
        return report


def uncovered(report: Mapping[str, Any]) -> tuple[list[str], int]:
    """Return `FILE:LINE` of each policy line that no test ran, and how many lines the tests ran."""
    files = {n: f for n, f in report["files"].items() if not n.endswith("_test.rego")}
    if not files:
        raise Failed("The coverage report names no policy: nothing was measured.")
    gaps = [(n, gap["start"]["row"]) for n, f in files.items() for gap in f.get("not_covered", [])]
    lines = sum(found.get("covered_lines", 0) for found in files.values())
    return [f"{name}:{row}" for name, row in sorted(gaps)], lines


def count_tests(files: Sequence[str]) -> int:
    """Return the number of policy tests in the files."""
    texts = ((ROOT / name).read_text(encoding="utf-8") for name in files if name.endswith("_test.rego"))
    return sum(len(set(re.findall(r"^(test_\w+)", text, re.M))) for text in texts)


def _reasons(command: Sequence[str], stdout: str, stderr: str) -> str:
    """Run the failed tests again and return OPA's output, with the values in failed expressions."""
    names = list(dict.fromkeys(_FAILED.findall(stdout)))
    if not names:  # nothing ran, for example because a policy does not compile
        return stdout + stderr
    pattern = "^(" + "|".join(re.escape(name) for name in names[:SHOWN]) + ")$"
    again = _opa(*command, "--run", pattern, "--var-values", "--format", "pretty").stdout
    shown = re.split(r"^FAILURES\n-+\n", again, maxsplit=1, flags=re.M)[-1]
    more = "".join(f"{name}: FAIL\n" for name in names[SHOWN : 3 * SHOWN])
    more += f"... and {len(names) - 3 * SHOWN} more\n" if len(names) > 3 * SHOWN else ""
    return f"{len(names)} policy tests failed.\n\n{shown}\n{more}"


@contextmanager
def _data() -> Iterator[str]:
    """Yield the path of a file with the data of the policies: the catalog of all controls."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "data.json"
        path.write_bytes(orjson.dumps({"lens": policy_tests.data(load())}))
        yield str(path)


def program(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a program in the project's root, and return what it printed."""
    return subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, check=False)


def _opa(*arguments: str) -> subprocess.CompletedProcess[str]:
    return program(opa(), *arguments)
