"""The terminal's report: failures first, what could not be seen folded by cause, then counts by best practice, and one plain sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from scanner.reports.text import by_cause, visible
from scanner.results import KINDS, SEVERITIES, Report, Result

MOST = 40
"""Lines of a section; the rest is in results.json, and the section says how many."""

_COLOURS = {"critical": "bold white on red", "high": "bold red", "medium": "yellow", "low": "cyan"}
_KIND_COLOURS = {"fail": "red", "unknown": "magenta", "review": "yellow", "pass": "green", "not_applicable": "dim"}


def render(report: Report, console: Console) -> None:
    """Print the report. Colour and width are the console's; nothing that AWS returned is read as markup."""
    _failures(report, console)
    _unknowns(report, console)
    _reviews(report, console)
    _defects(report, console)
    _counts(report, console)
    console.print()
    for line in closing(report):
        console.print(line)


def _failures(report: Report, console: Console) -> None:
    failing = [r for r in report.results if r.kind == "fail" and not r.waived]
    _heading(console, "Failing", len(failing), "red")
    lines = 0
    for control, found in _by_control(failing):
        if lines >= MOST:
            break
        meta = report.controls[control]
        console.print(Text.assemble((f" {meta['severity'].upper()} ", _COLOURS[meta["severity"]]), " ", (control, "bold")))
        console.print(Padding(Text(visible(meta["title"]), style="italic"), (0, 0, 0, 5)))
        folded: dict[str, list[Result]] = {}
        for result in found:
            folded.setdefault(result.message, []).append(result)
        for message, same in folded.items():
            if lines >= MOST:
                break
            console.print(Padding(_line(message, same), (0, 0, 0, 5)))
            lines += 1
        console.print(Padding(Text(f"fix: {visible(meta['remediation'])}", style="dim"), (0, 0, 1, 5)))
    if lines >= MOST:
        console.print(Text(f"     ... and more: all {len(failing)} are in results.json\n", style="dim"))


def _line(message: str, same: list[Result]) -> Text:
    """One line for results that say the same: the resources, and what is wrong."""
    names = [f"{_short(r)}{f' [{visible(r.item)}]' if r.item else ''}" for r in same]
    some = ", ".join(dict.fromkeys(names[:3])) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
    regions = sorted({r.region for r in same})
    where = regions[0] if len(regions) == 1 else f"{len(regions)} regions"
    return Text.assemble((some, "bold"), (f" ({where}): ", "dim"), visible(message))


def _short(result: Result) -> str:
    """A name that a person knows: the resource's own, else the end of its ARN."""
    if result.resource["type"] == "AWS::Account":
        return f"account {result.account}"
    kind = result.resource["type"].split("::")[-1]
    return f"{kind} {visible(result.resource['name'] or result.resource['id'].split(':', 5)[-1])}"


def _unknowns(report: Report, console: Console) -> None:
    unknown = [r for r in report.results if r.kind == "unknown"]
    if not unknown:
        return
    _heading(console, "Not known, because something could not be seen", len(unknown), "magenta")
    touched: dict[tuple[str, str, str], set[int]] = {}
    regions: dict[tuple[str, str, str], set[str]] = {}
    for index, result in enumerate(unknown):
        for key, gaps in by_cause(result.causes).items():
            touched.setdefault(key, set()).add(index)
            regions.setdefault(key, set()).update(g["region"] for g in gaps)
    ordered = sorted(touched, key=lambda key: (-len(touched[key]), key))
    for operation, code, permission in ordered[:MOST]:
        key = (operation, code, permission)
        where = sorted(regions[key])
        place = where[0] if len(where) == 1 else f"{len(where)} regions"
        cure = f": allow {permission}" if permission else ""
        what = "every call" if operation == "*" else operation
        line = Text.assemble((what, "bold"), f" {visible(code)} in {place}{cure}", (f"  ({_plural(len(touched[key]), 'result')})", "dim"))
        console.print(Padding(line, (0, 0, 0, 5)))
    _more(console, len(ordered))
    for message in dict.fromkeys(f"{r.control}: {r.message}" for r in unknown if not r.causes):
        console.print(Padding(Text(visible(message)), (0, 0, 0, 5)))
    console.print()


def _reviews(report: Report, console: Console) -> None:
    reviews = [r for r in report.results if r.kind == "review"]
    if not reviews:
        return
    _heading(console, "For a person to decide", len(reviews), "yellow")
    for result in reviews[:MOST]:
        console.print(Padding(Text.assemble((result.control, "bold"), f" {_short(result)}: {visible(result.message)}"), (0, 0, 0, 5)))
    _more(console, len(reviews))
    console.print()


def _defects(report: Report, console: Console) -> None:
    for defect in report.head["defects"]:
        console.print(Text.assemble(("defect ", "bold red"), (defect["control"], "bold"), f": {visible(defect['reason'])}"))


def _counts(report: Report, console: Console) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold", title_justify="left")
    table.add_column("Best practice", no_wrap=True, min_width=14)
    table.add_column("", overflow="ellipsis", no_wrap=True, max_width=max(10, console.width - 60))
    for kind in KINDS:
        table.add_column(
            {"not_applicable": "n/a"}.get(kind, kind), justify="right", no_wrap=True, min_width=len(kind) if kind != "not_applicable" else 3
        )
    practices = {report.controls[r.control]["practice"] for r in report.results}
    for practice in sorted(practices, key=lambda p: list(report.practices).index(p)):
        counts = Counter(r.kind for r in report.results if r.best_practice == practice)
        cells = [Text(str(counts[kind]) if counts[kind] else "-", style=_KIND_COLOURS[kind] if counts[kind] else "dim") for kind in KINDS]
        table.add_row(practice, Text(report.practices[practice]["title"], style="dim"), *cells)
    console.print(table)


def closing(report: Report) -> list[Text]:
    """What to remember: how much fails, and whether all was seen."""
    failing = [r for r in report.results if r.kind == "fail" and not r.waived]
    by_severity = Counter(r.severity for r in failing)
    worst = ", ".join(f"{by_severity[s]} {s}" for s in SEVERITIES if by_severity[s])
    unknown = [r for r in report.results if r.kind == "unknown"]
    lines = [Text(f"{len(failing)} failing ({worst})." if failing else "Nothing that could be seen fails.", style="bold red" if failing else "bold")]
    if unknown or report.head["gaps"] or report.head["defects"]:
        missing = sorted({c["permission"] for r in unknown for c in r.causes if c["permission"]})
        rights = (
            f" {_plural(len(missing), 'permission')} would help: {', '.join(missing[:6])}{', ...' if len(missing) > 6 else ''}." if missing else ""
        )
        lines.append(Text(f"NOT ALL WAS SEEN: {_plural(len(unknown), 'result')} unknown.{rights}", style="bold magenta"))
    elif not failing:
        lines.append(Text("All that the selected controls need was seen.", style="green"))
    return lines


def _by_control(results: Iterable[Result]) -> list[tuple[str, list[Result]]]:
    out: dict[str, list[Result]] = {}
    for result in results:
        out.setdefault(result.control, []).append(result)
    return list(out.items())


def _heading(console: Console, text: str, number: int, colour: str) -> None:
    if number:
        console.print(Text(f"{text}: {number}", style=f"bold {colour}"))


def _more(console: Console, number: int) -> None:
    if number > MOST:
        console.print(Padding(Text(f"... and {number - MOST} more in results.json", style="dim"), (0, 0, 0, 5)))


def _plural(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
