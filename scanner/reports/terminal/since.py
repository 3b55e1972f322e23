"""What was known already, and what is carried over, since the run that `--baseline` names."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from scanner.judging.results import KNOWN, Baseline, Report
from scanner.reports.terminal.failures import listed, names
from scanner.reports.terminal.lines import Line, View, digits, findings, heading, start
from scanner.reports.words import became, by_control, grouped, when
from scanner.text import inert, plural


def since(report: Report, view: View) -> list[Line]:
    """Return the known failures, a line for each control, and those that are carried over."""
    baseline = report.head.baseline
    if not baseline:
        return []
    return [*_known(report, view), *_carried(report)]


def said(baseline: Baseline) -> str:
    """Return what became of the failures of a baseline, as a sentence."""
    return f"Since {when(baseline.started)} ({inert(baseline.file)}): {became(baseline)}."


def _known(report: Report, view: View) -> Iterator[Line]:
    known = [r for r in report.results if r.since == KNOWN and listed(r, view)]
    if known:
        controls = list(by_control(known).values())
        yield heading(f"Known failures: {findings(len(known))} of {plural(len(controls), 'control')}", "red")
        size = digits(controls)
        for same in controls:
            yield Line(start(same, size).append(f"{same[0].control}: {names(report, same)}"), cut=True)


def _carried(report: Report) -> Iterator[Line]:
    if not report.carried:
        return
    number, waived = findings(len(report.carried)), sum(not one.open for one in report.carried)
    said = f"Carried over: {number} of the earlier run, neither fixed nor new"
    yield heading(f"{said}; {waived:,} waived" if waived else said, "magenta")
    for why, same in grouped(report.carried, lambda one: one.said).items():
        yield Line(Text(f"{why[0].upper()}{inert(why[1:])}: {findings(len(same))}"), 2)
        for results in by_control(one.result for one in same).values():
            yield Line(Text(f"{results[0].control}: {names(report, results)}", style="dim"), 4, cut=True)
