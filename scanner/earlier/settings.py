"""What differs between two runs beside the account: policies, controls, parameters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from scanner.earlier.mistaken import no_account_in_common, wrong_order
from scanner.earlier.properties import MOST_OF_A_VALUE
from scanner.judging.results import Changed, Report
from scanner.text import plural

MOST_NAMES = 10
"""The most controls that a sentence names."""


@dataclass(frozen=True, slots=True)
class Setting:
    """Something that differs between two runs, in words.

    `account` and `control` are empty if it holds for all. `decides`: whether it can change a
    verdict. A severity cannot.
    """

    account: str
    control: str
    said: str
    decides: bool = True


def settings(old: Report, new: Report) -> list[Setting]:
    """Return what differs between two runs, that of all controls first, then by control."""
    found = [*_off(old, new), *_parameters(old, new), *_severities(old, new)]
    found.sort(key=lambda one: (one.control, one.account, one.said))
    return [*_mistaken(old, new), *_policies(old, new), *found]


def _mistaken(old: Report, new: Report) -> Iterator[Setting]:
    then, now = ([one.id for one in report.head.accounts] for report in (old, new))
    for said in (no_account_in_common(then, now), wrong_order(old.head.started, new.head.started)):
        if said:
            yield Setting("", "", said, decides=False)


def _policies(old: Report, new: Report) -> Iterator[Setting]:
    then, now = set(old.controls), set(new.controls)
    versions = f"genai-lens {old.head.version} then, {new.head.version} now"
    if then == now:
        if old.head.policy_digest != new.head.policy_digest:
            yield Setting("", "", f"the policies differ ({versions})")
        return
    for said, names in (("only then", then - now), ("only now", now - then)):
        if names:
            yield Setting("", "", f"{plural(len(names), 'control')} judged {said}: {_some(sorted(names))}")
    if old.head.version != new.head.version:
        yield Setting("", "", f"the policies may differ ({versions})")


def _off(old: Report, new: Report) -> Iterator[Setting]:
    for account, control, then, now in _both(old.head.configuration.off, new.head.configuration.off):
        if now and not then:
            yield Setting(account, control, f"switched off now: {now}")
        elif then and not now:
            yield Setting(account, control, f"switched on again; it was off then: {then}")


def _severities(old: Report, new: Report) -> Iterator[Setting]:
    pairs = _both(old.head.configuration.severities, new.head.configuration.severities)
    for account, control, then, now in pairs:
        before, after = (then or now).own, (then or now).own
        before, after = then.severity if then else before, now.severity if now else after
        if before != after:
            yield Setting(account, control, f"severity: {before} → {after}", decides=False)


def _parameters(old: Report, new: Report) -> Iterator[Setting]:
    pairs = _both(old.head.configuration.changed, new.head.configuration.changed)
    for account, control, then, now in pairs:
        before: Mapping[str, Changed] = then or {}
        after: Mapping[str, Changed] = now or {}
        for name in sorted({*before, *after}):
            first = before[name].value if name in before else after[name].default
            second = after[name].value if name in after else before[name].default
            if first != second:
                yield Setting(account, control, f"parameter {name}: {_json(first)} → {_json(second)}")


def _both(then: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[tuple[str, str, Any, Any]]:
    """Yield (account, control, value then, value now) of two maps account -> control -> value."""
    for account in {*then, *now}:
        first, second = then.get(account, {}), now.get(account, {})
        for control in {*first, *second}:
            yield account, control, first.get(control), second.get(control)


def _json(value: Any) -> str:
    text = orjson.dumps(value).decode()
    return text if len(text) <= MOST_OF_A_VALUE else f"{text[:MOST_OF_A_VALUE]}…"


def _some(names: list[str]) -> str:
    more = f" and {len(names) - MOST_NAMES:,} more" if len(names) > MOST_NAMES else ""
    return ", ".join(names[:MOST_NAMES]) + more
