"""What the tests print at the end of a run."""

from __future__ import annotations

from collections import defaultdict

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the sums of the loss tests (test_truth.py). A test in an xdist worker cannot print."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        for name, value in report.user_properties:
            if name == "lost":
                loss, *numbers = value
                sums[loss] = [before + more for before, more in zip(sums[loss], numbers, strict=True)]
    for loss, (operations, pairs, others) in sorted(sums.items()):
        said = f"{loss}: {operations} operations lost; {pairs} pairs of operation and control changed"
        proven = f"; {others} verdicts of other controls, none changed" if others else ""
        terminalreporter.write_line(said + proven)
