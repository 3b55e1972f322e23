"""Format and check all policies with OPA, and test them in both engines.

Fail if no test runs a line of a policy. In OPA the tests run once: the run that measures coverage
also says which tests fail. Without OPA this fails in CI and says "SKIPPED" elsewhere.
"""

from __future__ import annotations

import sys
import time

from scripts import rego, regorus_tests
from scripts.steps import Failed, Skipped


def main() -> None:
    """Run the checks in order, print each one's seconds, and stop at the first that fails."""
    files = rego.policy_files()
    try:
        rego.opa()
        for name, check in (("format", rego.format_check), ("check", rego.strict_check)):
            begun = time.perf_counter()
            check(files)
            print(f"{name:<8}{time.perf_counter() - begun:6.1f} s  {len(files)} files", flush=True)
        begun = time.perf_counter()
        gaps, lines = rego.uncovered(rego.coverage(files))
        print(
            f"test    {time.perf_counter() - begun:6.1f} s  {rego.count_tests(files)} tests pass", flush=True
        )
        begun = time.perf_counter()
        regorus_tests.run(files)
        print(f"regorus {time.perf_counter() - begun:6.1f} s  {rego.count_tests(files)} tests pass")
    except Skipped as reason:
        print(f"SKIPPED: the policies were not checked. {reason}", file=sys.stderr)
        return
    except Failed as problem:
        sys.exit(str(problem))
    if gaps:
        sys.exit("No policy test runs these lines:\n  " + "\n  ".join(gaps))
    print(f"coverage: the tests run all {lines} lines of the policies")


if __name__ == "__main__":
    main()
