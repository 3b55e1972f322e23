"""What was known already, and what is carried over, since the run that `--baseline` names."""

from __future__ import annotations

from collections.abc import Iterable

from scanner.judging.results import KNOWN, Report, Result
from scanner.reports.markdown.failures import lines
from scanner.reports.markdown.lists import details, listed
from scanner.reports.markdown.text import code, prose
from scanner.reports.words import by_control, grouped
from scanner.text import plural


def since(report: Report) -> list[str]:
    """Return the known failures, folded, and those that are carried over, by the reason."""
    known = [r for r in report.results if r.since == KNOWN]
    out = ["## Known failures", _number(known)] if known else []
    out += details(plural(len(known), "known failing result"), _named(report, known))
    if report.carried:
        out += ["## Carried over", "Failures of the earlier run that are neither fixed nor new:"]
    for why, same in grouped(report.carried, lambda one: one.said).items():
        results = [one.result for one in same]
        out += listed([f"{plural(len(same), 'failure')}: {prose(why)}."])
        out += details(plural(len(same), "failure"), _named(report, results))
    return out


def _number(results: list[Result]) -> str:
    controls = plural(len({r.control for r in results}), "control")
    return f"{plural(len(results), 'failing result')} of {controls}, as in the earlier run."


def _named(report: Report, results: Iterable[Result]) -> list[str]:
    return [
        f"{code(control)}: {line}"
        for control, same in by_control(results).items()
        for line in lines(report, same)
    ]
