"""Failures and waivers: the failures that a waiver accepts, and the waivers that do not hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.text import Text

from scanner.judging.results import Report, Result
from scanner.reports.terminal.lines import Line, View, findings, heading, some, subject
from scanner.reports.words import grouped
from scanner.text import inert

MOST_NAMES = 3
"""Most resources of a waiver to list, without `--details`."""


def waived(report: Report, view: View) -> list[Line]:
    """Return the failures that are waived: for each waiver how many, which, until when and why."""
    if not report.waived:
        return []
    out = [heading(f"Waived: {findings(len(report.waived))}", "yellow")]
    for same in grouped(report.waived, _entry).values():
        names = list(dict.fromkeys(subject(report, result) for result in same))
        control, number = inert(same[0].control), findings(len(same))
        listed = some(names, len(names) if view.details else MOST_NAMES)
        out.append(Line(Text.assemble((control, "bold"), f" ({number}): {listed}"), 2, 2))
        if one := same[0].waived:
            said = f"Waived {inert(one.said)}: {inert(one.reason)}"
            out.append(Line(Text(said, style="dim"), 4, 2))
    return out


def not_waived(results: Iterable[Result], indent: int) -> Iterator[Line]:
    """Yield why waivers of some failures do not hold, and of how many failures."""
    lapsed = grouped((result for result in results if result.not_waived), lambda one: one.not_waived)
    for said, same in lapsed.items():
        yield Line(Text(f"{inert(said)} ({findings(len(same))})", style="yellow"), indent, 2)


def _entry(result: Result) -> str:
    return f"{result.waived.place if result.waived else ''} {result.control}"
