"""What could not be seen, by cause with its cure, and what was not judged."""

from __future__ import annotations

from collectors.records import EVERY_OPERATION
from scanner.judging.results import Report
from scanner.reports.markdown.lists import details, folded, listed
from scanner.reports.markdown.text import code, prose
from scanner.reports.words import by_control, losses, passed_over
from scanner.text import plural

MOST_SHOWN = 10
"""The most causes that are not folded."""


def unseen(report: Report) -> list[str]:
    """Return the causes of `unknown`, what was not judged, what AWS lacks, and the notes."""
    causes, undecided = _causes(report), _undecided(report)
    bare, lost = _not_judged(report), _not_offered(report)
    out = []
    if causes:
        out += ["## What could not be seen", *folded(causes, "cause", shown=MOST_SHOWN)]
    if undecided:
        out += ["## What no call can show", *folded(undecided, "control", shown=MOST_SHOWN)]
    if bare:
        out += ["## What was not judged", *listed(bare)]
    if lost:
        out += ["## Where AWS does not offer a service", *details(plural(len(lost), "service"), lost)]
    if notes := report.head.notes:
        out += ["## Notes", *folded([prose(note) for note in notes], "note", shown=MOST_SHOWN)]
    return out


def _causes(report: Report) -> list[str]:
    """Return a line for each cause, that of most results first."""
    out = []
    for loss in losses(r for r in report.counted if r.kind == "unknown"):
        what = "Every call" if loss.operation == EVERY_OPERATION else code(loss.operation)
        (first, *others) = loss.regions
        place = plural(len(loss.regions), "Region") if others else code(first)
        fix = f" **Cure:** {prose(loss.cure)}." if loss.cure else ""
        out.append(f"{what} gave {code(loss.code)} in {place}: {loss.said} unknown.{fix}")
    if report.head.gaps and not out:
        out.append(f"{plural(len(report.head.gaps), 'gap')} without effect on a result.")
    return out


def _undecided(report: Report) -> list[str]:
    """Return a line for each control with results that are `unknown` without a gap."""
    found = [r for r in report.counted if r.kind == "unknown" and not r.causes]
    return [
        f"{plural(len(same), 'result')} of {code(control)}: {prose(same[0].message)}"
        for control, same in by_control(found).items()
    ]


def _not_judged(report: Report) -> list[str]:
    failed = [
        f"{code(defect.control)} failed on account {code(report.head.named(defect.account))}: "
        f"{prose(defect.reason)}"
        for defect in report.head.defects
    ]
    return failed + [f"Left out: {prose(problem)}" for problem in report.head.left_out]


def _not_offered(report: Report) -> list[str]:
    places = passed_over(report)
    return [f"{code(service)}: {code(', '.join(sorted(places[service])))}" for service in sorted(places)]
