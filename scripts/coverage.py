"""Fail when `opa test --coverage` (its report is the argument) saw a line of a policy that no test runs."""

from __future__ import annotations

import sys
from pathlib import Path

import orjson


def main() -> None:
    """Name every uncovered line of a policy."""
    report = orjson.loads(Path(sys.argv[1]).read_bytes())
    files = {name: found for name, found in report["files"].items() if name.startswith("policies/") and not name.endswith("_test.rego")}
    if not files:
        sys.exit("the coverage report names no policy: nothing was measured")
    gaps = [f"{name}:{r['start']['row']}" for name, found in sorted(files.items()) for r in found.get("not_covered", [])]
    lines = sum(found.get("covered_lines", 0) for found in files.values())
    if gaps:
        sys.exit("no policy test runs these lines:\n  " + "\n  ".join(gaps))
    print(f"coverage: every one of {lines} lines in {len(files)} policies is run by a test")


if __name__ == "__main__":
    main()
