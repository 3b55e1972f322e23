"""What people attest: passes that rest on a statement and not on what AWS answers."""

from __future__ import annotations

from rich.text import Text

from scanner.judging.results import Report
from scanner.reports.terminal.lines import Line, heading
from scanner.reports.words import attested as passes
from scanner.text import inert, plural


def attested(report: Report) -> list[Line]:
    """Return a line for each attestation that makes results pass."""
    found = passes(report)
    if not found:
        return []
    out = [heading(f"Passing because a person attests it: {sum(found.values()):,}", "cyan")]
    for (control, by), number in found.items():
        said = f" ({plural(number, 'result')}): {inert(by.owner)}, until {inert(by.expires)}, "
        out.append(Line(Text.assemble((inert(control), "bold"), said, inert(by.evidence)), 2, 2))
    return out
