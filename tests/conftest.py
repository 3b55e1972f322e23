"""Settings of all tests: a hypothesis profile, `--shard`, and a summary at the end of a run."""

from __future__ import annotations

import gc
import os
from collections import Counter, defaultdict

import pytest
from hypothesis import settings

from scripts.shards import shard

settings.register_profile("no-deadline", deadline=None)  # a busy machine must not fail a test
settings.load_profile("no-deadline")

gc.set_threshold(50_000, 20, 100)  # caches of samples make each full collection slow

os.environ.pop("GITHUB_ACTIONS", None)  # on GitHub, errors would also be printed as annotations


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--shard`."""
    parser.addoption("--shard", default="1/1", metavar="I/N", help="Run part I of N parts of the tests.")


def pytest_xdist_auto_num_workers() -> int:
    """Run one worker more than there are processors: many tests wait for servers and processes."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the tests of this shard, and report the others to pytest as deselected."""
    try:
        kept = shard(items, config.getoption("shard"))
    except ValueError as error:
        raise pytest.UsageError(str(error)) from error
    keys = {item.nodeid for item in kept}
    config.hook.pytest_deselected(items=[item for item in items if item.nodeid not in keys])
    items[:] = kept


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print why tests were skipped, and the totals of test_truth.py.

    A test in an xdist worker cannot print.
    """
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        for name, value in report.user_properties:
            if name == "lost":
                loss, *numbers = value
                sums[loss] = [before + more for before, more in zip(sums[loss], numbers, strict=True)]
    skipped = Counter(report.longrepr[2] for report in terminalreporter.getreports("skipped"))
    for reason, number in sorted(skipped.items()):
        terminalreporter.write_line(f"{number} skipped: {reason.removeprefix('Skipped: ')}")
    for loss, (operations, pairs, others) in sorted(sums.items()):
        said = f"{loss}: {operations} operations lost; {pairs} pairs of operation and control changed"
        proven = f"; {others} verdicts of other controls, none changed" if others else ""
        terminalreporter.write_line(said + proven)
