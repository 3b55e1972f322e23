"""What the configuration changed, so that no exemption is silent."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator

from rich.text import Text

from scanner.judging.results import Report
from scanner.reports.terminal.lines import Line, heading
from scanner.reports.words import left_out
from scanner.text import inert, plural

MOST_OF_A_VALUE = 60
"""Most characters of the value of a parameter. results.json has all of it."""
EXEMPT = "exempt"
_WORDS = {"none": EXEMPT, "not_applicable": "not applicable"}
"""Verdict in an effect -> its word, if it has another."""


def configured(report: Report) -> list[Line]:
    """Return the section of what the configuration changed; empty if it changed nothing."""
    said = sentences(report)
    return [heading(title(report), "yellow"), *(Line(Text(line), 2, 2) for line in said)] if said else []


def title(report: Report) -> str:
    """Return the heading of what the configuration changed."""
    return f"Changed by {inert(report.head.configuration.file or 'the configuration')}"


def sentences(report: Report) -> list[str]:
    """Return parameters with their effects, controls that are off, severities, what is left out."""
    return [*_parameters(report), *_off(report), *_severities(report), *_excluded(report)]


def exempt(report: Report) -> int:
    """Return the number of failures that a parameter of the configuration took out."""
    return sum(
        effect.subjects
        for controls in report.head.configuration.changed.values()
        for parameters in controls.values()
        for changed in parameters.values()
        for effect in changed.effects
        if effect.before == "fail"
    )


def _parameters(report: Report) -> Iterator[str]:
    effects: dict[tuple[str, str], Counter[tuple[str, str]]] = {}
    for controls in report.head.configuration.changed.values():
        for control, parameters in controls.items():
            for name, changed in parameters.items():
                value = json.dumps(changed.value, ensure_ascii=False)
                found = effects.setdefault((f"{control}.{name}", value), Counter())
                for effect in changed.effects:
                    found[effect.before, effect.after] += effect.subjects
    for (name, value), found in sorted(effects.items()):
        said = [
            f"{number:,} {_WORDS.get(after, after)} instead of {_WORDS.get(before, before)}"
            for (before, after), number in sorted(found.items())
        ]
        yield f"{inert(name)} is {inert(value, MOST_OF_A_VALUE)}: {', '.join(said) or 'changes no verdict'}"


def _off(report: Report) -> Iterator[str]:
    reasons: dict[tuple[str, str], int] = {}
    for controls in report.head.configuration.off.values():
        for control, why in controls.items():
            reasons[control, why] = reasons.get((control, why), 0) + 1
    for (control, why), number in sorted(reasons.items()):
        yield f"{inert(control)}: off{_in_accounts(report, number)}, because: {inert(why)}"


def _severities(report: Report) -> Iterator[str]:
    found: dict[tuple[str, str, str, str], int] = {}
    for controls in report.head.configuration.severities.values():
        for control, one in controls.items():
            key = control, one.severity, one.own, one.reason
            found[key] = found.get(key, 0) + 1
    for (control, severity, own, why), number in sorted(found.items()):
        place = _in_accounts(report, number)
        yield f"{inert(control)}: {severity} instead of {own}{place}, because: {inert(why)}"


def _in_accounts(report: Report, number: int) -> str:
    return f" in {plural(number, 'account')}" if len(report.head.accounts) > 1 else ""


def _excluded(report: Report) -> Iterator[str]:
    for (named, why), results in sorted(left_out(report).items()):
        yield f"{plural(len(results), 'result')} left out by the tag {inert(named)}, because: {inert(why)}"
