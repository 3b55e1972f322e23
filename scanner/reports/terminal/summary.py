"""The end of the terminal's report: notes on the run, and the summary with the most severe."""

from __future__ import annotations

from collections import Counter

from rich.text import Text

from scanner.catalog.lens import SEVERITIES
from scanner.judging.results import KNOWN, Report
from scanner.reports.terminal.configured import exempt
from scanner.reports.terminal.failures import listed, names
from scanner.reports.terminal.lines import SEVERITY, Line, View, commas, digits, some, start
from scanner.reports.terminal.since import said
from scanner.reports.words import (
    by_control,
    column,
    missing,
    passed_over,
    waited,
    where,
    with_waived,
)
from scanner.text import inert, plural

MOST_SEVERE = 5
"""The failing controls in the summary. The list above it has all of them."""
_ORDER = ("fail", "waived", "unknown", "review", "pass", "not_applicable")
_WORDS = {"not_applicable": "not applicable", "review": "for a person to decide"}


def notes(report: Report) -> list[Line]:
    """Return what the reader should know of the run.

    That is what AWS does not offer, the notes of the head, other endpoints, and the time that AWS's
    rates took.
    """
    lines = []
    if passed := passed_over(report):
        said = some([f"{service} in {where(regions)}" for service, regions in passed.items()])
        lines.append(Text(f"Not read, because AWS does not offer it there: {said}.", style="dim"))
    lines += [Text(inert(said), style="yellow") for said in report.head.notes]
    if (said := _elsewhere(report)) and not report.head.sample:
        lines.append(Text(f"Other endpoints than AWS's defaults: {inert(said)}.", style="yellow"))
    if said := waited(report):
        lines.append(Text(said, style="dim"))
    return [Line(line, hanging=2) for line in lines]


def _elsewhere(report: Report) -> str:
    """Return which services were asked at other endpoints, where, and which setting says so."""
    places: dict[str, tuple[list[str], set[str]]] = {}
    for service, found in report.head.endpoints.items():
        services, urls = places.setdefault(found["source"], ([], set()))
        services.append(service)
        urls.update(found["urls"])
    return "; ".join(
        f"{services[0] if len(services) == 1 else plural(len(services), 'service')} at {min(urls)}"
        f"{f' and {len(urls) - 1:,} more' if len(urls) > 1 else ''} ({source})"
        for source, (services, urls) in sorted(places.items())
    )


def summary(report: Report, view: View) -> list[Line]:
    """Return the most severe failures, the counts, what is missing, and what was written."""
    return [*_most_severe(report, view), *closing(report), files(report, view)]


def _most_severe(report: Report, view: View) -> list[Line]:
    shown = (r for r in report.counted if r.failing and r.since != KNOWN and listed(r, view))
    found = list(by_control(shown).values())
    if not found:
        return []
    out = [Line(Text("Most severe", style="bold"))]
    size = digits(found[:MOST_SEVERE])
    for same in found[:MOST_SEVERE]:
        out.append(Line(start(same, size).append(f"{same[0].control}: {names(report, same)}"), cut=True))
    if len(found) > MOST_SEVERE:
        rest = Text(f"and {plural(len(found) - MOST_SEVERE, 'more control')}", style="dim")
        out.append(Line(rest, SEVERITY + size + 4))
    return out


def closing(report: Report) -> list[Line]:
    """Return the last sentences: how much fails, all counts, and whether all evidence was read.

    `INCOMPLETE` stands where evidence is missing for a selected control, as exit code 3 does.
    """
    out = [_verdict(report)]
    if report.head.baseline:
        out.append(Text(said(report.head.baseline), style="bold"))
    counted = Counter(column(r) for r in report.counted)
    parts = commas((counted[kind], _WORDS.get(kind, kind)) for kind in _ORDER)
    out.append(Text(f"{plural(len(report.counted), 'result')}: {parts or 'none'}."))
    if taken := _not_counted(report):
        out.append(Text(f"Not among them: {taken}.", style="yellow"))
    if report.incomplete:
        out.append(Text(f"INCOMPLETE: {missing(report, inert)}", style="bold magenta"))
    elif counted["unknown"]:
        number = plural(counted["unknown"], "result")
        out.append(Text(f"{number} unknown: no call can show the answer.", style="magenta"))
    elif report.head.gaps:
        number = plural(len(report.head.gaps), "call")
        out.append(Text(f"{number} failed. No result here depends on that.", style="dim"))
    else:
        out.append(Text("Everything that the controls need was read.", style="green"))
    if ended := report.head.ended.get("sentence"):
        out.append(Text(f"THE SCAN ENDED EARLY: {inert(ended).rstrip('.')}.", style="bold magenta"))
    return [Line(line, hanging=2) for line in out]


def _verdict(report: Report) -> Text:
    failing = [r for r in report.counted if r.failing]
    total = with_waived(len(failing), len(report.waived), "finding")
    if failing:
        by_severity = Counter(r.severity for r in failing)
        levels = commas((by_severity[level], level) for level in SEVERITIES)
        controls = plural(len({r.control for r in failing}), "control")
        if report.waived:
            return Text(f"{total}. The other {len(failing):,}, of {controls}: {levels}.", style="bold red")
        return Text(f"{total} of {controls}: {levels}.", style="bold red")
    if report.waived:
        return Text(f"{total}.", style="bold yellow")
    if report.incomplete:
        return Text("No failures in what could be read.", style="bold yellow")
    return Text("No failures.", style="bold green")


def _not_counted(report: Report) -> str:
    """Return what the configuration took out of the counts."""
    off = {control for controls in report.head.configuration.off.values() for control in controls}
    excluded = len(report.results) - len(report.counted)
    took = exempt(report)
    return ", ".join(
        said
        for number, said in (
            (excluded, f"{plural(excluded, 'result')} left out by tag"),
            (took, f"{plural(took, 'failure')} that a changed parameter takes out"),
            (len(off), f"{plural(len(off), 'control')} switched off"),
        )
        if number
    )


def files(report: Report, view: View) -> Line:
    """Return the last line: the snapshot, where the results are, and what was written."""
    said = ["The snapshot was not kept, because of --output -."]
    if view.kept:
        said = [f"Snapshot: {inert(report.head.snapshot)}."]
    if view.printed:
        said.append("The results are on standard output.")
    if view.written:
        said.append(f"Written: {', '.join(inert(path) for path in view.written)}.")
    elif not view.printed:
        said.append("The results are in no file (--format json writes one).")
    return Line(Text(" ".join(said)), hanging=2)


def one_line(report: Report) -> str:
    """Return the summary as one line, for a command that prints no report."""
    return " ".join(line.text.plain for line in closing(report))
