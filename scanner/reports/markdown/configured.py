"""What people changed: parameters with their effect, controls, severities, exclusions, waivers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson

from scanner.judging.configured import Changed, Effect
from scanner.judging.results import Report, Result
from scanner.reports.markdown.failures import subject
from scanner.reports.markdown.lists import details, folded
from scanner.reports.markdown.text import code, prose
from scanner.reports.words import left_out
from scanner.text import plural

MOST_SHOWN = 10
"""The most changes that are not folded."""

_VERDICTS = {"none": "no verdict", "not_applicable": "not applicable"}


def configured(report: Report) -> list[str]:
    """Return every change, each with its reason or its effect on the verdicts."""
    changes = [*_off(report), *_severities(report), *_parameters(report)]
    taken_out = left_out(report)
    waived = report.waived
    out = ["## What the configuration changed"]
    if not (changes or taken_out or waived):
        return [*out, "Nothing: all controls ran with their own parameters and severities, on everything."]
    out += folded(changes, "change", shown=MOST_SHOWN)
    for (named, why), same in taken_out.items():
        number = plural(len(same), "result")
        out.append(f"{number} left out by tag, which {code(named)} names: {prose(why).rstrip('.')}.")
        out += details(number, [_subject(report, r) for r in same]) if same else []
    if waived:
        out.append(f"{plural(len(waived), 'failing result')} waived:")
        out += folded([_waived(report, r) for r in waived], "waived result", shown=MOST_SHOWN)
    return out


def _off(report: Report) -> Iterator[str]:
    for account, controls in sorted(report.head.configuration.off.items()):
        for control, reason in sorted(controls.items()):
            yield f"{code(control)} is switched off in account {_named(report, account)}: {prose(reason)}"


def _severities(report: Report) -> Iterator[str]:
    for account, controls in sorted(report.head.configuration.severities.items()):
        for control, one in sorted(controls.items()):
            yield (
                f"{code(control)} is {one.severity}, and not {one.own}, in account "
                f"{_named(report, account)}: {prose(one.reason)}"
            )


def _parameters(report: Report) -> Iterator[str]:
    for account, controls in sorted(report.head.configuration.changed.items()):
        for control, parameters in sorted(controls.items()):
            for name, changed in sorted(parameters.items()):
                yield (
                    f"{code(f'{control}.{name}')} is {_value(changed.value)}, and not "
                    f"{_value(changed.default)}, in account {_named(report, account)}: {_effects(changed)}"
                )


def _effects(changed: Changed) -> str:
    said = ", ".join(_effect(effect) for effect in changed.effects)
    return f"{said}." if said else "no verdict differs."


def _effect(effect: Effect) -> str:
    before, after = (_VERDICTS.get(kind, kind) for kind in (effect.before, effect.after))
    return f"{plural(effect.subjects, 'verdict')} from {before} to {after}"


def _value(value: Any) -> str:
    return code(orjson.dumps(value).decode())


def _named(report: Report, account: str) -> str:
    return code(report.head.named(account))


def _waived(report: Report, result: Result) -> str:
    by = f"{prose(result.waived.said)}: {prose(result.waived.reason)}" if result.waived else ""
    return f"{_subject(report, result)}, waived {by}"


def _subject(report: Report, result: Result) -> str:
    return f"{code(result.control)} on {subject(report, result)} in {code(result.region)} ({result.kind})"
