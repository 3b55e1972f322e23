"""Print the terminal's report.

Failures come first, then unknown results grouped by cause, then counts by best practice and a short
summary. `scanner.cli.say` prints what the console captures.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from scanner.catalog.lens import SEVERITIES
from scanner.judging.cures import by_cause, cure, missing_permissions
from scanner.judging.results import Report, Result
from scanner.judging.rows import KINDS
from scanner.text import inert, plural

MOST = 40
"""Most findings in a section. The section counts the others, which are in results.json."""
MOST_OF_ONE = 10
"""Most findings of one control in a section, so that one control does not hide the others."""
MOST_NAMES = 6
"""Most names in a line of the summary."""

_COLOURS = {"critical": "bold white on red", "high": "bold red", "medium": "yellow", "low": "cyan"}
_KIND_COLOURS = {
    "fail": "red",
    "unknown": "magenta",
    "review": "yellow",
    "pass": "green",
    "not_applicable": "dim",
}


def render(report: Report, console: Console) -> None:
    """Print the report.

    The console sets colour and width. Text from AWS is never read as markup.
    """
    _failures(report, console)
    _unknowns(report, console)
    _reviews(report, console)
    _defects(report, console)
    _counts(report, console)
    console.print()
    for line in [*notes(report), *closing(report)]:
        console.print(line)


def _failures(report: Report, console: Console) -> None:
    failing = [r for r in report.counted if r.failing]
    _heading(console, "Failing", len(failing), "red")
    lines = hidden = 0
    for control, found in _by_control(failing):
        folded = _folded(found)
        room = min(MOST_OF_ONE, MOST - lines)
        rest = sum(len(same) for same in folded[room:])
        hidden += rest
        if not room:
            continue
        lines += len(folded[:room])
        meta = report.controls[control].meta
        console.print(
            Text.assemble((f" {meta.severity.upper()} ", _COLOURS[meta.severity]), " ", (control, "bold"))
        )
        _indented(console, Text(inert(meta.title), style="italic"))
        for same in folded[:room]:
            _indented(console, _line(same))
        if rest:
            _indented(console, Text(f"... and {rest:,} more of this control", style="dim"))
        _indented(console, Text(f"fix: {inert(meta.remediation)}", style="dim"))
        console.print()
    if hidden:
        _indented(
            console,
            Text(
                f"... and {hidden:,} more: all {len(failing)} are in results.json (--format json)",
                style="dim",
            ),
        )
        console.print()


def _folded(results: Sequence[Result]) -> list[list[Result]]:
    """Return the results of one control, grouped by message."""
    out: dict[str, list[Result]] = {}
    for result in results:
        out.setdefault(result.message, []).append(result)
    return list(out.values())


def _line(same: Sequence[Result]) -> Text:
    """Return one line for results with equal messages: their resources and the message."""
    names = list(dict.fromkeys(f"{_short(r)}{f' [{inert(r.item)}]' if r.item else ''}" for r in same))
    some = ", ".join(names[:3]) + (f" and {len(names) - 3:,} more" if len(names) > 3 else "")
    return Text.assemble(
        (some, "bold"), (f" ({_where({r.region for r in same})}): ", "dim"), inert(same[0].message)
    )


def _where(regions: set[str]) -> str:
    return inert(min(regions)) if len(regions) == 1 else f"{len(regions)} regions"


def _short(result: Result) -> str:
    """Return a name that a person knows: the resource's name, else the end of its ARN."""
    if result.resource.type == "AWS::Account":
        return f"account {inert(result.account)}"
    kind = result.resource.type.split("::")[-1]
    return f"{inert(kind)} {inert(result.resource.name or result.resource.id.split(':', 5)[-1])}"


def _unknowns(report: Report, console: Console) -> None:
    unknown = [r for r in report.counted if r.kind == "unknown"]
    if not unknown:
        return
    _heading(console, "Not known, because something could not be seen", len(unknown), "magenta")
    touched: dict[tuple[str, str, str, str], set[int]] = {}
    regions: dict[tuple[str, str, str, str], set[str]] = {}
    for index, result in enumerate(unknown):
        for key, gaps in by_cause(result.causes).items():
            touched.setdefault(key, set()).add(index)
            regions.setdefault(key, set()).update(g.region for g in gaps)
    ordered = sorted(touched, key=lambda key: (-len(touched[key]), key))
    for key in ordered[:MOST]:
        operation, code, permission, denied_by = (inert(word) for word in key)
        helps = cure(code, permission, denied_by)
        what = "every call" if operation == "*" else operation
        controls = len({unknown[index].control for index in touched[key]})
        count = f"{plural(len(touched[key]), 'result')} of {plural(controls, 'control')}"
        _indented(
            console,
            Text.assemble(
                (what, "bold"),
                f" {code} in {_where(regions[key])}{helps and f': {helps}'}",
                (f"  ({count})", "dim"),
            ),
        )
    _more(console, len(ordered) - MOST)
    bare = list(dict.fromkeys(f"{r.control}: {r.message}" for r in unknown if not r.causes))
    for message in bare[:MOST]:
        _indented(console, Text(inert(message)))
    _more(console, len(bare) - MOST)
    console.print()


def _reviews(report: Report, console: Console) -> None:
    reviews = [r for r in report.counted if r.kind == "review"]
    if not reviews:
        return
    _heading(console, "For a person to decide", len(reviews), "yellow")
    folded = [(control, same) for control, found in _by_control(reviews) for same in _folded(found)]
    for control, same in folded[:MOST]:
        _indented(console, Text.assemble((control, "bold"), " ", _line(same)))
    _more(console, sum(len(same) for _, same in folded[MOST:]))
    console.print()


def _defects(report: Report, console: Console) -> None:
    for defect in report.head.defects:
        console.print(
            Text.assemble(
                ("defect ", "bold red"),
                (inert(defect.control), "bold"),
                f" in account {inert(defect.account)}: {inert(defect.reason)}",
            )
        )
    for problem in report.head.left_out:
        console.print(Text.assemble(("left out ", "bold red"), inert(problem)))
    if report.head.defects or report.head.left_out:
        console.print()


def _counts(report: Report, console: Console) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold", title_justify="left")
    table.add_column("Best practice", no_wrap=True, min_width=14)
    table.add_column("", overflow="ellipsis", no_wrap=True, max_width=max(10, console.width - 60))
    for kind in KINDS:
        heading = "n/a" if kind == "not_applicable" else kind
        table.add_column(heading, justify="right", no_wrap=True, min_width=len(heading))
    counted: dict[str, Counter[str]] = {}
    for result in report.counted:
        counted.setdefault(result.best_practice, Counter())[result.kind] += 1
    order = {practice: index for index, practice in enumerate(report.practices)}
    for practice, counts in sorted(counted.items(), key=lambda entry: order[entry[0]]):
        cells = [
            Text(
                str(counts[kind]) if counts[kind] else "-",
                style=_KIND_COLOURS[kind] if counts[kind] else "dim",
            )
            for kind in KINDS
        ]
        table.add_row(practice, Text(report.practices[practice]["title"], style="dim"), *cells)
    console.print(table)


def notes(report: Report) -> list[Text]:
    """Return what the reader should know of the run.

    That is other parameters, notes of the head, what AWS does not offer, other endpoints, and the
    time that AWS's rates took.
    """
    lines = []
    configuration = report.head.configuration
    if names := configuration.names:
        differ = "differs from its default" if len(names) == 1 else "differ from their defaults"
        said = f"{plural(len(names), 'parameter')} {differ}: {_some(names)}."
        lines.append(Text(f"{said} See {inert(configuration.file or 'the configuration')}.", style="yellow"))
    passed: dict[str, set[str]] = {}
    for services in report.head.passed_over.values():
        for service, regions in services.items():
            passed.setdefault(service, set()).update(regions)
    if passed:
        said = _some([f"{service} in {_where(regions)}" for service, regions in passed.items()])
        lines.append(Text(f"Not read, because AWS does not offer it there: {said}.", style="dim"))
    lines += [Text(inert(said), style="yellow") for said in report.head.notes]
    if said := _elsewhere(report):
        lines.append(Text(f"Not asked at AWS's default endpoints: {inert(said)}.", style="yellow"))
    if (seconds := report.head.pace.get("seconds", 0)) >= 1:
        refused = plural(int(report.head.pace.get("refused", 0)), "call")
        said = f"Calls waited {seconds:,.0f} s for AWS's rates. AWS refused {refused} for their rate."
        lines.append(Text(said, style="dim"))
    return lines


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


def _some(names: Sequence[str]) -> str:
    """Return up to six names, and the number of the others."""
    more = f" and {len(names) - MOST_NAMES:,} more" if len(names) > MOST_NAMES else ""
    return inert(", ".join(names[:MOST_NAMES]) + more)


def closing(report: Report) -> list[Text]:
    """Return the summary lines: how much fails, and whether all evidence was seen.

    `NOT ALL WAS SEEN` stands where evidence is missing for a selected control, as exit code 3 does.
    """
    failing = [r for r in report.counted if r.failing]
    by_severity = Counter(r.severity for r in failing)
    worst = ", ".join(f"{by_severity[s]} {s}" for s in SEVERITIES if by_severity[s])
    waived = sum(1 for r in report.counted if r.kind == "fail" and r.waived)
    reviews = report.head.counts["review"]
    first = f"{len(failing):,} failing ({worst})." if failing else "Nothing that could be seen fails."
    first += f" {waived:,} waived." if waived else ""
    first += f" {reviews:,} for a person to decide." if reviews else ""
    lines = [Text(first, style="bold red" if failing else "bold")]
    if report.incomplete:
        lines.append(Text(f"NOT ALL WAS SEEN: {_missing(report)}", style="bold magenta"))
    elif report.head.counts["unknown"]:
        number = plural(report.head.counts["unknown"], "result")
        lines.append(Text(f"{number} unknown, which no call of this account can decide.", style="magenta"))
    elif report.head.gaps:
        number = plural(len(report.head.gaps), "gap")
        lines.append(Text(f"{number} without effect on a result.", style="dim"))
    elif not failing:
        lines.append(Text("All that the selected controls need was seen.", style="green"))
    if said := report.head.ended.get("sentence"):
        lines.append(Text(f"THE SCAN ENDED EARLY: {inert(said).rstrip('.')}.", style="bold magenta"))
    return lines


def _missing(report: Report) -> str:
    """Return what is missing in an incomplete report, and the permissions that would help."""
    own = len({defect.control for defect in report.head.defects}) + len(report.head.left_out)
    said = [f"{plural(len(report.unseen), 'result')} unknown"] if report.unseen else []
    said += [f"{plural(own, 'control')} not judged"] if own else []
    missing = missing_permissions(c for r in report.unseen for c in r.causes)
    rights = f" {plural(len(missing), 'permission')} would help: {_some(missing)}." if missing else ""
    return f"{', '.join(said)}.{rights}"


def _by_control(results: Iterable[Result]) -> list[tuple[str, list[Result]]]:
    out: dict[str, list[Result]] = {}
    for result in results:
        out.setdefault(result.control, []).append(result)
    return list(out.items())


def _heading(console: Console, text: str, number: int, colour: str) -> None:
    if number:
        console.print(Text(f"{text}: {number}", style=f"bold {colour}"))


def _more(console: Console, hidden: int) -> None:
    if hidden > 0:
        _indented(console, Text(f"... and {hidden:,} more in results.json (--format json)", style="dim"))


def _indented(console: Console, text: Text) -> None:
    console.print(Padding(text, (0, 0, 0, 5), expand=False))
