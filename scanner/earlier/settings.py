"""What differs between two runs beside the account: policies, and what people state."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from scanner.catalog.controls import Control
from scanner.catalog.metadata import ATTESTED
from scanner.earlier.mistaken import no_account_in_common, wrong_order
from scanner.earlier.properties import MOST_OF_A_VALUE
from scanner.judging.configured import Changed
from scanner.judging.results import Head
from scanner.text import plural

MOST_NAMES = 10
"""The most controls that a sentence names."""


@dataclass(frozen=True, slots=True)
class Setting:
    """Something that differs between two runs, in words.

    `account` and `control` are what it is about; empty if it is about all. `decides`: the ids of
    the controls whose verdicts it can change. A severity changes none.
    """

    account: str
    control: str
    said: str
    decides: frozenset[str] = frozenset()


class Causes:
    """Finds the settings that may be the reason for another verdict."""

    def __init__(self, settings: Iterable[Setting]) -> None:
        self._found: dict[tuple[str, str], list[str]] = {}
        for one in settings:
            for control in one.decides:
                self._found.setdefault((one.account, control), []).append(one.said)

    def of(self, account: str, control: str) -> tuple[str, ...]:
        """Return what may have changed the verdicts of a control in an account, in words."""
        return tuple(said for place in ("", account) for said in self._found.get((place, control), ()))


def settings(old: Head, new: Head, controls: Mapping[str, Control]) -> list[Setting]:
    """Return what differs between two runs, that of all controls first, then by control.

    `controls`: those of both runs, by id.
    """
    found = [
        *conditions(old, new, controls),
        *_off(old, new),
        *_attestations(old, new, controls),
        *waivers(old, new),
        *_severities(old, new),
        *_selections(old, new),
    ]
    return [*_mistaken(old, new), *sorted(found, key=lambda one: (one.control, one.account, one.said))]


def _mistaken(old: Head, new: Head) -> Iterator[Setting]:
    then, now = ([one.id for one in head.accounts] for head in (old, new))
    for said in (no_account_in_common(then, now), wrong_order(old.started, new.started)):
        if said:
            yield Setting("", "", said)


def conditions(old: Head, new: Head, controls: Mapping[str, Control]) -> list[Setting]:
    """Return what differs in the rules of the controls: policies, parameters and workload.

    A failure that is gone after such a change need not be repaired. A new attestation is a repair.
    """
    return [*_policies(old, new), *_parameters(old, new), *_workload(old, new, controls)]


def waivers(old: Head, new: Head) -> Iterator[Setting]:
    """Yield the difference of the files of waivers, if there is one. It changes no verdict."""
    then, now = old.configuration.waivers, new.configuration.waivers
    if then.sha256 != now.sha256:
        yield Setting("", "", f"the waivers differ ({then.entries:,} then, {now.entries:,} now)")


def _attestations(old: Head, new: Head, controls: Mapping[str, Control]) -> Iterator[Setting]:
    then, now = old.configuration.attestations, new.configuration.attestations
    if (then and then.sha256) != (now and now.sha256):
        numbers = f"{then.entries if then else 0:,} then, {now.entries if now else 0:,} now"
        decides = frozenset(name for name, one in controls.items() if one.meta.mode in ATTESTED)
        yield Setting("", "", f"the attestations differ ({numbers})", decides)


def _workload(old: Head, new: Head, controls: Mapping[str, Control]) -> Iterator[Setting]:
    for account, key, then, now in _both(old.configuration.workload, new.configuration.workload):
        if then != now:
            decides = frozenset(name for name, one in controls.items() if key in one.meta.workload)
            said = " → ".join("nothing" if value is None else _json(value) for value in (then, now))
            yield Setting(account, "", f"workload.{key}: {said}", decides)


def _policies(old: Head, new: Head) -> Iterator[Setting]:
    """Yield the policies that differ: a line for all, or one for each control."""
    both = old.policies.keys() & new.policies.keys()
    other = frozenset(name for name in both if old.policies[name] != new.policies[name])
    versions = f"(genai-lens {old.version} then, {new.version} now)"
    if other and other == both:
        yield Setting("", "", f"the policies differ {versions}", other)
        return
    for name in other:
        yield Setting("", name, f"its policy differs {versions}", frozenset((name,)))


def _selections(old: Head, new: Head) -> Iterator[Setting]:
    then, now = set(old.policies), set(new.policies)
    for said, names in (("only then", then - now), ("only now", now - then)):
        if names:
            yield Setting("", "", f"{plural(len(names), 'control')} judged {said}: {_some(sorted(names))}")


def _off(old: Head, new: Head) -> Iterator[Setting]:
    for account, control, then, now in _both(old.configuration.off, new.configuration.off):
        if now and not then:
            yield Setting(account, control, f"switched off now: {now}", frozenset((control,)))
        elif then and not now:
            said = f"switched on again; it was off then: {then}"
            yield Setting(account, control, said, frozenset((control,)))


def _severities(old: Head, new: Head) -> Iterator[Setting]:
    pairs = _both(old.configuration.severities, new.configuration.severities)
    for account, control, then, now in pairs:
        before, after = (then or now).own, (then or now).own
        before, after = then.severity if then else before, now.severity if now else after
        if before != after:
            yield Setting(account, control, f"severity: {before} → {after}")


def _parameters(old: Head, new: Head) -> Iterator[Setting]:
    pairs = _both(old.configuration.changed, new.configuration.changed)
    for account, control, then, now in pairs:
        before: Mapping[str, Changed] = then or {}
        after: Mapping[str, Changed] = now or {}
        for name in sorted({*before, *after}):
            first = before[name].value if name in before else after[name].default
            second = after[name].value if name in after else before[name].default
            if first != second:
                said = f"parameter {name}: {_json(first)} → {_json(second)}"
                yield Setting(account, control, said, frozenset((control,)))


def _both(then: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[tuple[str, str, Any, Any]]:
    """Yield (account, key, value then, value now) of two maps account -> key -> value."""
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
