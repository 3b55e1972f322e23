"""The head: which account, which Regions, who read it and when, and what was selected."""

from __future__ import annotations

from rich.text import Text

from collectors.durations import duration
from scanner.judging.results import AccountHead, Report
from scanner.reports.terminal.lines import Line, some
from scanner.reports.words import selected, switched_off, when
from scanner.text import inert, plural


def head(report: Report) -> list[Line]:
    """Return what was read, how, and which controls judged it."""
    run = report.head
    names = [run.named(account.id) for account in run.accounts]
    who = f"Account {inert(names[0])}" if len(names) == 1 else f"{len(names)} accounts ({some(names)})"
    sample = Text(" This is a sample, not a real account.", style="bold yellow") if run.sample else ""
    regions = f"{plural(len(run.regions), 'Region')} ({some(run.regions)})"
    return [
        Line(Text.assemble((who, "bold"), f", {regions}.", sample), hanging=2),
        Line(Text(_reading(report), style="dim"), hanging=2),
        Line(Text(_selection(report), style="dim"), hanging=2),
    ]


def _reading(report: Report) -> str:
    run = report.head
    took = "" if run.seconds is None else f" in {duration(run.seconds)}"
    callers = list(dict.fromkeys(_caller(account) for account in run.accounts if account.caller))
    by = f" by {some(callers, 2)}" if callers else ""
    return f"Read at {when(run.started)}{by}: {plural(run.calls, 'call')}{took}."


def _caller(account: AccountHead) -> str:
    """Return who read an account: the end of the ARN if the caller is of the same account."""
    parts = account.caller.split(":", 5)
    return parts[5] if len(parts) == 6 and parts[4] == account.id else account.caller


def _selection(report: Report) -> str:
    words = selected(report)
    number = f"{plural(len(report.controls), 'control')}{switched_off(report)}"
    return f"Judged with {number}: {some(words)}." if words else f"Judged with all {number}."
