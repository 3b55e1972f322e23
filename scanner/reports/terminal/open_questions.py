"""What a person must decide, and the controls that could not judge."""

from __future__ import annotations

from rich.text import Text

from scanner.judging.results import Report
from scanner.reports.terminal.lines import Line, View, heading, some, subject
from scanner.reports.words import by_control, where
from scanner.text import inert, plural


def reviews(report: Report, view: View) -> list[Line]:
    """Return the results that a person must decide: a line for each control, or for each result."""
    found = [r for r in report.counted if r.kind == "review"]
    if not found:
        return []
    out = [heading(f"For a person to decide: {len(found):,}", "yellow")]
    for control, results in by_control(found).items():
        places, number = where({r.region for r in results}), plural(len(results), "result")
        title = inert(report.controls[control].meta.title)
        out.append(Line(Text.assemble((inert(control), "bold"), f" ({number}, {places}): {title}"), 2, 2))
        messages: dict[str, list[str]] = {}
        for result in results:
            messages.setdefault(result.message, []).append(subject(report, result))
        most = len(messages) if view.details else 1
        for message, names in list(messages.items())[:most]:
            said = f"{some(list(dict.fromkeys(names)), 3)}: {inert(message)}"
            out.append(Line(Text(said, style="dim"), 4, 2))
        if len(messages) > most:
            rest = plural(len(messages) - most, "other question")
            out.append(Line(Text(f"and {rest} (--details lists them)", style="dim"), 4))
    return out


def defects(report: Report) -> list[Line]:
    """Return the controls that failed, and those of the user's own that cannot be used."""
    out = []
    for defect in report.head.defects:
        place = f" failed in account {inert(report.head.named(defect.account))}: {inert(defect.reason)}"
        out.append(
            Line(Text.assemble(("Defect: ", "bold red"), (inert(defect.control), "bold"), place), hanging=2)
        )
    for problem in report.head.left_out:
        out.append(Line(Text.assemble(("Your control is left out: ", "bold red"), inert(problem)), hanging=2))
    return out
