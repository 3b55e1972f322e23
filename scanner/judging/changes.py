"""What the configuration changes: parameters, controls that are off, severities, what is left out.

An exemption turns a failure into no result at all, and a threshold turns it into a pass. Neither
shows in the verdicts. So a control with changed parameters is judged again: with its defaults, then
with the first of them, then with the second too, and so on. Each step shows the effect of one
parameter, and together they show what the configuration changed: no parameter hides another's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from scanner.catalog.controls import Catalog
from scanner.judging.configured import Changed, Effect, LeftOut, Severity
from scanner.judging.results import Result
from scanner.judging.rows import Row
from scanner.people.config import Config, Params, changed

NONE = "none"
"""Stands for the verdict on a subject that a control does not judge."""

Judged = Callable[[tuple[str, ...], Params], Iterable[Row]]
"""Judges these controls with these parameters, and returns the rows."""


def parameters(
    catalog: Catalog, config: Config, account: str, params: Params, rows: Iterable[Row], judged: Judged
) -> dict[str, dict[str, Changed]]:
    """Return control -> parameter that differs from its default in this account.

    `params` are the parameters of all controls, and `rows` the verdicts that they gave.
    """
    found = {name: values for name, values in changed(config, catalog, account).items() if name in params}
    defaults = {name: catalog.controls[name].meta.params for name in found}
    effects: dict[tuple[str, str], tuple[Effect, ...]] = {}
    verdicts = _verdicts(row for row in rows if row.control in found)
    for number in reversed(range(max(map(len, found.values()), default=0))):
        step = {name: sorted(values)[number:] for name, values in found.items() if number < len(values)}
        unset = {
            name: {**params[name], **{parameter: defaults[name].get(parameter) for parameter in left}}
            for name, left in step.items()
        }
        before = _verdicts(judged(tuple(step), unset))
        for name, (parameter, *_) in step.items():
            effects[name, parameter] = _effects(before.get(name, {}), verdicts.get(name, {}))
            verdicts[name] = before.get(name, {})
    return {
        name: {
            parameter: Changed(value, defaults[name].get(parameter), effects[name, parameter])
            for parameter, value in values.items()
        }
        for name, values in found.items()
    }


def switched_off(config: Config, catalog: Catalog, account: str) -> dict[str, str]:
    """Return control -> why it is switched off in this account."""
    return {name: why for name, why in config.off(account).items() if name in catalog.controls}


def severities(config: Config, catalog: Catalog, account: str) -> dict[str, Severity]:
    """Return control -> its severity in this account, if the configuration sets another."""
    return {
        name: Severity(one.severity, catalog.controls[name].meta.severity, one.reason)
        for name, one in config.severity(account).items()
        if name in catalog.controls
    }


def left_out(config: Config, account: str, results: Iterable[Result]) -> list[LeftOut]:
    """Return what the configuration leaves out of this account, each with the number of results.

    An entry that leaves nothing out, as with a misspelt tag, is returned too.
    """
    number = Counter(_key(r.excluded.tags, r.excluded.reason) for r in results if r.excluded)
    entries = {_key(one.tags, one.reason): one for one in config.left_out(account)}
    return [LeftOut(one.tags, one.reason, number[key]) for key, one in entries.items()]


def _key(tags: Mapping[str, str], reason: str) -> tuple[frozenset[tuple[str, str]], str]:
    return frozenset(tags.items()), reason


def _verdicts(rows: Iterable[Row]) -> dict[str, dict[Any, str]]:
    """Return control -> subject -> kind, without `not_applicable`, which is about no subject."""
    out: dict[str, dict[Any, str]] = {}
    for row in rows:
        if row.kind != "not_applicable":
            out.setdefault(row.control, {})[row.subject] = row.kind
    return out


def _effects(before: Mapping[Any, str], after: Mapping[Any, str]) -> tuple[Effect, ...]:
    pairs = ((before.get(subject, NONE), after.get(subject, NONE)) for subject in {**before, **after})
    counted = Counter((old, new) for old, new in pairs if old != new)
    return tuple(Effect(old, new, number) for (old, new), number in sorted(counted.items()))
