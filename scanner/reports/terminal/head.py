"""The head: which account, which Regions, who read it and when, and what was selected."""

from __future__ import annotations

from datetime import datetime

from rich.text import Text

from scanner.judging.results import AccountHead, Report
from scanner.reports.terminal.lines import Line, some
from scanner.text import duration, inert, plural


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
    took = ""
    if run.started and run.finished:
        seconds = (_time(run.finished) - _time(run.started)).total_seconds()
        took = f" in {duration(seconds)}"
    callers = list(dict.fromkeys(_caller(account) for account in run.accounts if account.caller))
    by = f" by {some(callers, 2)}" if callers else ""
    when = f"{_time(run.started):%Y-%m-%d %H:%M} UTC" if run.started else "an unknown time"
    return f"Read at {when}{by}: {plural(run.calls, 'call')}{took}."


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _caller(account: AccountHead) -> str:
    """Return who read an account: the end of the ARN if the caller is of the same account."""
    parts = account.caller.split(":", 5)
    return parts[5] if len(parts) == 6 and parts[4] == account.id else account.caller


def _selection(report: Report) -> str:
    words = selected(report)
    number = plural(len(report.controls), "control")
    return f"Judged with {number}: {some(words)}." if words else f"Judged with all {number}."


def selected(report: Report) -> list[str]:
    """Return the options that selected the controls; none if all were judged."""
    chosen = report.head.selection
    return [
        f"--{option} {name}"
        for option, names in (
            ("pillar", chosen.pillars),
            ("best-practice", chosen.best_practices),
            ("control", chosen.controls),
        )
        for name in names
    ]
