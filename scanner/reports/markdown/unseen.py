"""What could not be seen, by cause with its cure, and what was not judged."""

from __future__ import annotations

from collections import defaultdict

from scanner.judging.cures import by_cause, cure
from scanner.judging.results import Report
from scanner.reports.markdown.lists import details, folded, grouped, listed
from scanner.reports.markdown.text import code, prose
from scanner.text import plural

MOST_SHOWN = 10
"""The most causes that are not folded."""


def unseen(report: Report) -> list[str]:
    """Return the causes of `unknown` results, the controls that failed, and what AWS lacks."""
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
    return out


def _causes(report: Report) -> list[str]:
    """Return a line for each cause, that of most results first, and the notes of the head."""
    unknown = [r for r in report.counted if r.kind == "unknown"]
    touched: dict[tuple[str, str, str, str], set[int]] = defaultdict(set)
    regions: dict[tuple[str, str, str, str], set[str]] = defaultdict(set)
    for index, result in enumerate(unknown):
        for key, found in by_cause(result.causes).items():
            touched[key].add(index)
            regions[key].update(one.region for one in found)
    out = []
    for key in sorted(touched, key=lambda key: (-len(touched[key]), key)):
        operation, code_, permission, denied_by = key
        what = "Every call" if operation == "*" else code(operation)
        where = code(min(regions[key])) if len(regions[key]) == 1 else plural(len(regions[key]), "Region")
        helps = prose(cure(code_, permission, denied_by))
        controls = plural(len({unknown[index].control for index in touched[key]}), "control")
        number = f"{plural(len(touched[key]), 'result')} of {controls}"
        fix = f" **Cure:** {helps}." if helps else ""
        out.append(f"{what} gave {code(code_)} in {where}: {number} unknown.{fix}")
    if report.head.gaps and not out:
        out.append(f"{plural(len(report.head.gaps), 'gap')} without effect on a result.")
    return out + [prose(note) for note in report.head.notes]


def _undecided(report: Report) -> list[str]:
    """Return a line for each control with results that are `unknown` without a gap."""
    found = [r for r in report.counted if r.kind == "unknown" and not r.causes]
    return [
        f"{plural(len(same), 'result')} of {code(control)}: {prose(same[0].message)}"
        for control, same in grouped(found, lambda r: r.control).items()
    ]


def _not_judged(report: Report) -> list[str]:
    failed = [
        f"{code(defect.control)} failed on account {code(report.head.named(defect.account))}: "
        f"{prose(defect.reason)}"
        for defect in report.head.defects
    ]
    return failed + [f"Left out: {prose(problem)}" for problem in report.head.left_out]


def _not_offered(report: Report) -> list[str]:
    places: dict[str, set[str]] = defaultdict(set)
    for services in report.head.passed_over.values():
        for service, regions in services.items():
            places[service].update(regions)
    return [f"{code(service)}: {code(', '.join(sorted(places[service])))}" for service in sorted(places)]
