"""What people attest: passes that rest on a statement and not on what AWS answers."""

from __future__ import annotations

from scanner.judging.results import Report
from scanner.reports.markdown.lists import folded
from scanner.reports.markdown.text import code, prose
from scanner.reports.words import attested as passes
from scanner.text import plural

MOST_SHOWN = 10
"""The most attestations that are not folded."""


def attested(report: Report) -> list[str]:
    """Return a line for each attestation that makes results pass."""
    lines = [
        f"{code(control)} ({plural(number, 'result')}): {prose(by.owner)}, from {code(by.given)} "
        f"to {code(by.expires)}, evidence {code(by.evidence)}"
        for (control, by), number in passes(report).items()
    ]
    return (
        ["## Passing because a person attests it", *folded(lines, "attestation", shown=MOST_SHOWN)]
        if lines
        else []
    )
