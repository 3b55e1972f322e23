"""The comparison of two runs as text, for a terminal or a log."""

from __future__ import annotations

from collections.abc import Iterator

from scanner.catalog.metadata import ACCOUNT
from scanner.earlier.diff import CLOSED, STATES, STILL, UNSEEN, Change, Diff
from scanner.earlier.diff_words import (
    MOST_LISTED,
    MOST_PROPERTIES,
    TITLES,
    change_of,
    counts,
    others,
    place,
    verdicts,
)
from scanner.earlier.runs import Run
from scanner.judging.results import Result
from scanner.reports.words import grouped, known_name, when
from scanner.text import inert, plural


def as_text(found: Diff) -> str:
    """Return the comparison as lines. What fails in both runs is only counted."""
    return "\n".join(_lines(found))


def _lines(found: Diff) -> Iterator[str]:
    yield f"{_named(found.old)} → {_named(found.new)}"
    yield f"{counts(found)}."
    if found.settings:
        yield "\nWhat else differs between the runs"
        for one in found.settings:
            where = " in ".join(filter(None, (one.control, one.account)))
            yield f"  {inert(f'{where}: ' if where else '')}{inert(one.said)}"
    for state in STATES:
        changes = found.of(state)
        if changes and state == STILL:
            controls = plural(len({one.result.control for one in changes}), "control")
            yield f"\nStill failing: {plural(len(changes), 'finding')} of {controls}."
            continue
        if changes:
            yield f"\n{TITLES[state]}: {plural(len(changes), 'finding')}"
        shown = changes[:MOST_LISTED]
        for why, same_why in grouped(shown, _reason).items():
            if why:
                yield f"  {why[0].upper()}{inert(why[1:]).rstrip('.')}:"
            for change in same_why:
                yield from _change(change)
        if len(changes) > MOST_LISTED:
            yield f"  and {len(changes) - MOST_LISTED:,} more (--format json lists all)"
    if said := others(found):
        yield f"\n{said}"


def _reason(change: Change) -> str:
    """Return the reason that many changes share, which is then said once."""
    return change.why if change.state in (UNSEEN, CLOSED) else ""


def _named(run: Run) -> str:
    return f"{inert(run.name)} ({when(run.report.head.started)})"


def _change(change: Change) -> Iterator[str]:
    result = change.result
    yield f"  {result.severity.upper():<8}  {inert(result.control)}: {_subject(result)}"
    said = result.message if change.after == "fail" else ""
    yield f"            {verdicts(change)}{f': {inert(said)}' if said else ''}"
    if change.why and not _reason(change):
        yield f"            {inert(change.why)}"
    for one in change.properties[:MOST_PROPERTIES]:
        name = "" if one.resource == result.resource.id else f"{one.resource.split(':', 5)[-1]} "
        what = f"{name}{one.pointer}".strip() or "the resource"
        yield f"            {inert(what)}: {inert(change_of(one))}"
    if change.more or len(change.properties) > MOST_PROPERTIES:
        yield "            and more properties (--format json)"
    for cause in change.causes:
        yield f"            possible cause: {inert(cause)}"


def _subject(result: Result) -> str:
    item = f" [{result.item}]" if result.item else ""
    if result.resource.type == ACCOUNT:
        return inert(f"account {result.account}{item}{place(result.region)}")
    name = known_name(result.resource.name, result.resource.id)
    return inert(f"{name}{item}{place(result.region)}, account {result.account}")
