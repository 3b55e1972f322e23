"""What fails: a line for each control, worst first, or the findings of each control."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence

from rich.text import Text

from scanner.catalog.lens import SEVERITIES
from scanner.catalog.metadata import ACCOUNT
from scanner.judging.results import KNOWN, Report, Result
from scanner.reports.terminal.lines import (
    SEVERITY,
    Line,
    View,
    digits,
    findings,
    heading,
    short,
    some,
    start,
    subject,
)
from scanner.reports.terminal.waived import not_waived
from scanner.reports.words import by_control, grouped, selected, where
from scanner.text import inert, plural

WIDE = 160
"""From so many columns on, a control fits in one line. A pipe has as many as it needs."""
WIDEST_TITLE = 60
"""Most columns of a control's title in one line with its other members."""
MOST_RESOURCES = 3
"""Most resources in the line of a control."""
SHORT = 8
"""The hex digits of a fingerprint that `controls show --for` needs."""


def failures(report: Report, view: View, width: int | None) -> list[Line]:
    """Return the failures by control. Only `--severity` hides any, and then their number stands.

    With a baseline these are the new ones.
    """
    failing = [r for r in report.counted if r.failing and r.since != KNOWN]
    if not failing:
        return []
    shown = [r for r in failing if listed(r, view)]
    controls = plural(len({r.control for r in failing}), "control")
    title = "New failures" if report.head.baseline else "Failures"
    out = [heading(f"{title}: {findings(len(failing))} of {controls}", "red")]
    if rest := len(failing) - len(shown):
        out.append(
            Line(
                Text(
                    f"{findings(rest)} below {view.severity} not listed (--severity {view.severity}).",
                    "yellow",
                ),
                2,
            )
        )
    details = view.details or len(report.controls) == 1
    for owner, results in _owners(shown, view.owner_tag):
        if owner:
            out += [Line(Text()), Line(Text(f"{owner}: {findings(len(results))}", style="bold"))]
        found = list(by_control(results).values())
        size = digits(found)
        if details:
            for same in found:
                out += [*_details(report, view, same, size), Line(Text())]
        elif width is None or width >= WIDE:
            out += _wide(report, found, width, size)
        else:
            out += [line for same in found for line in _stacked(report, same, size)]
    if details or not shown:
        return out[:-1] if shown else out
    snapshot = shlex.quote(inert(report.head.snapshot))
    again = " ".join(["genai-lens evaluate", snapshot, *selected(report), "--details"])
    return [
        *out,
        Line(Text()),
        Line(Text("The commands of a fix: genai-lens controls show CONTROL", style="dim"), whole=True),
        Line(Text(f"Every finding: {again}", style="dim"), whole=True),
    ]


def listed(result: Result, view: View) -> bool:
    """Return whether a failure is severe enough to be listed."""
    return SEVERITIES.index(result.severity) <= SEVERITIES.index(view.severity)


def names(report: Report, results: Sequence[Result], most: int = MOST_RESOURCES) -> str:
    """Return the first subjects of some results, and the number of the others."""
    return some(list(dict.fromkeys(subject(report, r) for r in results)), most)


def _resources(report: Report, same: Sequence[Result]) -> str:
    """Return the first subjects of a control's findings, unless it is the Region beside them."""
    said = names(report, same)
    return "" if said == where({r.region for r in same}) else said


def _owners(results: Sequence[Result], key: str) -> Iterator[tuple[str, Sequence[Result]]]:
    """Yield the results by the value of a tag, that with the worst first; those without it last."""
    if not key:
        yield "", results
        return
    found = grouped(results, lambda result: result.tags.get(key, ""))
    untagged = found.pop("", [])
    ordered = sorted(
        found.items(), key=lambda one: (SEVERITIES.index(one[1][0].severity), -len(one[1]), one[0])
    )
    for value, some_of_them in ordered:
        yield f"{inert(key)} = {inert(value)}", some_of_them
    if untagged:
        yield f"Without the tag {inert(key)}", untagged


def _first(same: Sequence[Result], size: int) -> Text:
    """Return severity, number, control and Regions of a control's findings."""
    place = where({r.region for r in same})
    return start(same, size).append(same[0].control, "bold").append(f"  {place}", "dim")


def _stacked(report: Report, same: Sequence[Result], size: int) -> Iterator[Line]:
    """Yield the lines of a control on a narrow screen: what, which resources, how to fix it."""
    meta = report.controls[same[0].control].meta
    resources = _resources(report, same)
    indent = SEVERITY + size + 4
    yield Line(_first(same, size), hanging=indent)
    yield Line(Text(f"{inert(meta.title)}{resources and f': {resources}'}"), indent)
    yield Line(Text(f"Fix: {inert(meta.remediation)}", style="dim"), indent, 2)
    yield from not_waived(same, indent)


def _wide(report: Report, found: Sequence[Sequence[Result]], width: int | None, size: int) -> Iterator[Line]:
    """Yield two lines for each control: all of it in columns, and how to fix it."""
    rows = []
    for same in found:
        meta = report.controls[same[0].control].meta
        cells = (same[0].control, where({r.region for r in same}), inert(meta.title))
        rows.append((same, cells, meta.remediation))
    sizes = [max((len(cells[at]) for _, cells, _ in rows), default=0) for at in range(3)]
    sizes[2] = min(sizes[2], WIDEST_TITLE) if width else sizes[2]
    for same, cells, fix in rows:
        row = start(same, size)
        for text, room, style in zip(cells, sizes, ("bold", "dim", ""), strict=True):
            cell = Text(text, style=style)
            cell.truncate(room, overflow="ellipsis", pad=True)
            row.append_text(cell).append("  ")
        yield Line(row.append(_resources(report, same)), cut=True)
        yield Line(Text(f"Fix: {inert(fix)}", style="dim"), SEVERITY + size + 4, 2)
        yield from not_waived(same, SEVERITY + size + 4)


def _details(report: Report, view: View, same: Sequence[Result], size: int) -> Iterator[Line]:
    """Yield the findings of a control. Those with one message stand above it together."""
    meta = report.controls[same[0].control].meta
    yield Line(_first(same, size), hanging=2)
    yield Line(Text(inert(meta.title)), 2)
    regions = max(len(r.region) for r in same)
    for message, results in grouped(same, lambda result: result.message).items():
        for result in results:
            yield Line(
                Text.assemble(
                    (f"{result.fingerprint[:SHORT]}  {inert(result.region):<{regions}}  ", "dim"),
                    (_named(report, result), "bold"),
                ),
                4,
                SHORT + 2,
            )
        yield Line(Text(inert(message)), 4 + SHORT + 2)
        yield from not_waived(results, 4 + SHORT + 2)
    yield Line(Text(f"Fix: {inert(meta.remediation)}", style="dim"), 2, 2)
    yield Line(Text(f"$ {_command(view, same[0])}", style="dim"), 2, whole=True)


def _named(report: Report, result: Result) -> str:
    """Return the kind and the name of a finding's subject."""
    item = f" [{inert(result.item)}]" if result.item else ""
    if result.resource.type == ACCOUNT:
        return f"Account {inert(report.head.named(result.account))}{item}"
    place = f" in {inert(report.head.named(result.account))}" if len(report.head.accounts) > 1 else ""
    return f"{inert(result.resource.type.split('::')[-1])} {inert(short(result))}{item}{place}"


def _command(view: View, result: Result) -> str:
    """Return the command that prints how to fix a finding, with its names if a file has them."""
    command = f"genai-lens controls show {result.control}"
    if not view.results:
        return command
    file = "" if view.results == "out/results.json" else f" --results {shlex.quote(inert(view.results))}"
    return f"{command} --for {result.fingerprint[:SHORT]}{file}"
