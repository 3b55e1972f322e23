"""The table of counts by best practice."""

from __future__ import annotations

from collections import Counter

from rich.text import Text

from scanner.judging.results import Report
from scanner.reports.terminal.lines import Line
from scanner.reports.words import column
from scanner.text import inert

WIDEST_TITLE = 60
"""Most columns of a best practice's title on a screen."""

_HEADINGS = {"not_applicable": "n/a"}
_COLOURS = {
    "fail": "red",
    "waived": "yellow",
    "unknown": "magenta",
    "review": "yellow",
    "pass": "green",
    "not_applicable": "dim",
}


def counts(report: Report, width: int | None) -> list[Line]:
    """Return a row for each best practice, and their sum. A waived failure is no failure here."""
    counted: dict[str, Counter[str]] = {}
    for result in report.counted:
        counted.setdefault(result.best_practice, Counter())[column(result)] += 1
    if not counted:
        return []
    order = {practice: index for index, practice in enumerate(report.practices)}
    practices = sorted(counted, key=lambda name: order.get(name, len(order)))
    total = sum(counted.values(), Counter[str]())
    kinds = [kind for kind in _COLOURS if kind != "waived" or total["waived"]]
    wide = {kind: max(len(_HEADINGS.get(kind, kind)), len(f"{total[kind]:,}")) for kind in kinds}
    first = max(map(len, ["Best practice", *practices]))
    titles = {name: inert(report.practices.get(name, {}).get("title", "")) for name in practices}
    title = max(map(len, titles.values()))
    if width:
        room = width - first - 2 - sum(size + 2 for size in wide.values())
        title = min(room, WIDEST_TITLE, title) if room >= 12 else 0

    def row(name: str, text: str, cells: list[Text]) -> Line:
        told = Text(text, style="dim")
        told.truncate(title, overflow="ellipsis", pad=True)
        return Line(Text("  ").join([Text(name.ljust(first)), *([told] if title else []), *cells]), cut=True)

    head = [Text(_HEADINGS.get(kind, kind).rjust(wide[kind]), style="bold") for kind in kinds]
    rows = [row("Best practice", "", head)]
    rows[0].text.stylize("bold", 0, first)
    for name in practices:
        rows.append(row(name, titles[name], _cells(counted[name], wide)))
    return [*rows, row("All", "", _cells(total, wide))] if len(practices) > 1 else rows


def _cells(counted: Counter[str], wide: dict[str, int]) -> list[Text]:
    return [
        Text(f"{counted[kind]:,}".rjust(size), style=_COLOURS[kind])
        if counted[kind]
        else Text("-".rjust(size), style="dim")
        for kind, size in wide.items()
    ]
