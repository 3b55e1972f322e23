"""What fails, by best practice and control, and what a person must decide."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from collectors.records import GLOBAL
from scanner.catalog.lens import SEVERITIES
from scanner.catalog.metadata import ACCOUNT
from scanner.judging.results import KNOWN, Report, Result
from scanner.reports.markdown.lists import details, listed
from scanner.reports.markdown.text import code, prose
from scanner.reports.words import by_control, grouped, known_name
from scanner.text import plural

MOST_SHOWN = 3
"""The most open lines of a control, and the most names in one of them."""


def failures(report: Report) -> list[str]:
    """Return the failing controls with their first resources, the worst practice first.

    With a baseline these are the new failures.
    """
    failing = [r for r in report.counted if r.failing and r.since != KNOWN]
    out = [f"## {'New failures' if report.head.baseline else 'Failures'}"] if failing else []
    practices = grouped(failing, lambda r: r.best_practice)
    for practice, found in sorted(practices.items(), key=lambda entry: _worst(entry[1])):
        facts = report.practices[practice]
        title, pillar = prose(facts["title"]), prose(facts["pillar"])
        out.append(f"### {practice}: {title}")
        out.append(f"{pillar}, {plural(len(found), 'failing result')}. Its risk is {prose(facts['risk'])}.")
        controls = by_control(found)
        for control, same in sorted(controls.items(), key=lambda entry: _worst(entry[1])):
            out += _control(report, control, same)
    return out


def reviews(report: Report) -> list[str]:
    """Return what a person must decide, folded by control."""
    found = [r for r in report.counted if r.kind == "review"]
    out = ["## For a person to decide"] if found else []
    for control, same in by_control(found).items():
        title = prose(report.controls[control].meta.title)
        out.append(f"{plural(len(same), 'result')} of {code(control)}: {title}.")
        out += details(plural(len(same), "result"), lines(report, same))
    return out


def lines(report: Report, results: Iterable[Result]) -> list[str]:
    """Return one line for each result: the resource, and the message."""
    return [_line(report, [result]) for result in results]


def subject(report: Report, result: Result) -> str:
    """Return the resource of a result as a code span, with its item."""
    if result.resource.type == ACCOUNT:
        name = report.head.named(result.account)
    else:
        name = known_name(result.resource.name, result.resource.id)
    return f"{code(name)}{f' ({code(result.item)})' if result.item else ''}"


def _worst(results: Sequence[Result]) -> tuple[int, int, str]:
    """Return the sort key of a group: the worst severity, then the number, then the name."""
    return min(SEVERITIES.index(r.severity) for r in results), -len(results), results[0].control


def _control(report: Report, control: str, results: Sequence[Result]) -> list[str]:
    meta, page = report.controls[control].meta, report.controls[control].page
    severity = SEVERITIES[_worst(results)[0]]
    commands = f" [Commands and code]({page})" if page else ""
    groups = list(grouped(results, lambda r: f"{r.message}\0{r.not_waived}").values())
    shown = [_line(report, group) for group in groups[:MOST_SHOWN]]
    hides = len(groups) > MOST_SHOWN or any(len(group) > MOST_SHOWN for group in groups)
    return [
        f"#### {severity.capitalize()}: {prose(meta.title)}",
        f"{plural(len(results), 'failing result')} of {code(control)}. "
        f"**Fix:** {prose(meta.remediation).rstrip('.')}.{commands}",
        *listed(shown),
        *(details(f"All {plural(len(results), 'failing result')}", lines(report, results)) if hides else ()),
    ]


def _line(report: Report, results: Sequence[Result]) -> str:
    """Return one line for results with equal messages, and with the same waiver if it lapsed."""
    names = list(dict.fromkeys(subject(report, r) for r in results))
    more = f" and {len(names) - MOST_SHOWN:,} more" if len(names) > MOST_SHOWN else ""
    places = [_places("Region", {r.region for r in results})]
    if len(report.head.accounts) > 1 and any(r.resource.type != ACCOUNT for r in results):
        places.append(_places("account", {report.head.named(r.account) for r in results}))
    kinds = {r.resource.type for r in results} - {ACCOUNT}
    what = [code(kind) for kind in kinds] if len(kinds) == 1 else []
    said = prose(results[0].message)
    if lapsed := results[0].not_waived:
        said = f"{said.rstrip('.')}. **Not waived:** {prose(lapsed)}."
    return f"{', '.join(names[:MOST_SHOWN])}{more} ({', '.join([*what, *places])}): {said}"


def _places(noun: str, places: set[str]) -> str:
    (first, *others) = sorted(places)
    return plural(len(places), noun) if others else first if first == GLOBAL else code(first)
