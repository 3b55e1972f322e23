"""Find most mistakes in half a minute: style, types, policies, generated files and fast tests.

`make test` runs everything. This leaves out the coverage of the policies, the sample accounts over
HTTP, the servers and the comparison of the engines, which take most of the time.
"""

from __future__ import annotations

import os
import sys
from functools import partial

from scripts import rego
from scripts.steps import ROOT, Step, command, run

FAST = (
    "test_controls.py",
    "test_config.py",
    "test_conventions.py",
    "test_fixes.py",
    "test_packaging.py",
    "test_scripts.py",
    "test_structure.py",
    "test_tables.py",
    "test_widths.py",
)
"""Quick test files that find many mistakes. They may be anywhere below tests/."""


def main() -> None:
    """Run the checks, the longest first."""
    python = sys.executable
    files = rego.policy_files()
    tests = [path.relative_to(ROOT) for name in FAST for path in ROOT.joinpath("tests").rglob(name)]
    if len(tests) != len(FAST):
        sys.exit(f"scripts/quick.py names {len(FAST)} test files, and {len(tests)} are there: correct FAST")
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    steps = [
        Step("policy tests", partial(rego.run_tests, files)),
        Step("fast Python tests", command(python, "-m", "pytest", "-q", "--no-header", *tests)),
        Step("types (mypy)", command(python, "-m", "mypy")),
        Step("compile policies", partial(rego.strict_check, files)),
        Step("generated pages", command(python, "scripts/docs.py", "--check", environ=environ)),
        Step("drawing of the rooms", command(python, "scripts/structure.py", "--check", environ=environ)),
        Step("format policies", partial(rego.format_check, files)),
        Step("lengths of lines", command(python, "-m", "scripts.widths")),
        Step("printing and messages", command(python, "-m", "scripts.messages")),
        Step("style (ruff)", command(python, "-m", "ruff", "check", ".")),
        Step("format (ruff)", command(python, "-m", "ruff", "format", "--check", ".")),
    ]
    sys.exit(0 if run(steps) else 1)


if __name__ == "__main__":
    main()
