"""The comparison of two runs as Markdown, for a comment or a job summary."""

from __future__ import annotations

from collections.abc import Iterator

from collectors.records import GLOBAL
from scanner.catalog.metadata import ACCOUNT
from scanner.earlier.diff import STATES, STILL, Change, Diff
from scanner.earlier.diff_words import (
    MOST_LISTED,
    MOST_PROPERTIES,
    TITLES,
    change_of,
    counts,
    others,
    verdicts,
)
from scanner.earlier.runs import Run
from scanner.judging.results import Result
from scanner.reports.markdown.lists import details
from scanner.reports.markdown.text import code, prose
from scanner.reports.words import by_control, known_name, when
from scanner.text import harmless, plural


def as_markdown(found: Diff) -> str:
    """Return the comparison in GitHub's Markdown. Text from outside has no effect."""
    return harmless("\n\n".join(_blocks(found)) + "\n")


def _blocks(found: Diff) -> Iterator[str]:
    yield f"# genai-lens: {counts(found)}"
    yield f"{_named(found.old)} compared with {_named(found.new)}."
    if found.settings:
        yield "## What else differs between the runs"
        lines = []
        for one in found.settings:
            where = " in ".join(code(part) for part in (one.control, one.account) if part)
            lines.append(f"- {where}{': ' if where else ''}{prose(one.said)}")
        yield "\n".join(lines)
    for state in STATES:
        if changes := found.of(state):
            yield f"## {TITLES[state]}: {plural(len(changes), 'finding')}"
            still = state == STILL
            yield from details("By control", [*_still(changes)]) if still else _listed(changes)
    if said := others(found):
        yield said


def _named(run: Run) -> str:
    return f"{code(run.name)} ({when(run.report.head.started)})"


def _still(changes: list[Change]) -> Iterator[str]:
    for control, same in by_control(one.result for one in changes).items():
        yield f"{plural(len(same), 'finding')} of {code(control)} ({same[0].severity})"


def _listed(changes: list[Change]) -> list[str]:
    return ["\n".join(_items(changes))]


def _items(changes: list[Change]) -> Iterator[str]:
    for change in changes[:MOST_LISTED]:
        result = change.result
        said = f": {prose(result.message).rstrip('.')}" if change.after == "fail" and result.message else ""
        what = f"**{result.severity}** {code(result.control)} on {_subject(result)}"
        yield f"- {what}, {verdicts(change)}{said}"
        if change.why:
            yield f"  - Why: {prose(change.why)}"
        for one in change.properties[:MOST_PROPERTIES]:
            other = one.resource != result.resource.id
            name = code(one.resource) if other else "" if one.pointer else "The resource"
            yield f"  - {' '.join(filter(None, (name, code(one.pointer))))}: {code(change_of(one))}"
        if change.more or len(change.properties) > MOST_PROPERTIES:
            yield "  - More properties changed; JSON has them."
        for cause in change.causes:
            yield f"  - Possible cause: {prose(cause)}"
    if len(changes) > MOST_LISTED:
        yield f"- and {len(changes) - MOST_LISTED:,} more, which JSON has"


def _subject(result: Result) -> str:
    account = result.resource.type == ACCOUNT
    name = result.account if account else known_name(result.resource.name, result.resource.id)
    item = f" ({code(result.item)})" if result.item else ""
    region = "" if result.region == GLOBAL else f" in {code(result.region)}"
    return f"{code(name)}{item}{region}{'' if account else f' of {code(result.account)}'}"
