"""Which gaps an operation has, and where: its own, those that it inherits, and those of silence.

Silence is not evidence: if a control needs an operation, and a Region neither completed it nor has a gap for
it, the operation gets a `NotCollected` gap there. Gaps propagate: if a listing failed, every operation that
depends on it has that gap too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson

from collectors import ROWS, chosen_parents, dependencies, is_regional, types_of
from collectors.records import EVERY_OPERATION, GLOBAL, NOT_COLLECTED, Gap
from scanner.catalog.controls import Catalog
from scanner.snapshot.folder import Target

EVERYWHERE = "*"
"""The place that holds every gap of an operation."""

Short = dict[str, Any]
"""What a verdict says of a gap: `{operation, region, resource, code, permission}`, and `spares` and `controls`."""

Own = Mapping[str, Sequence[Gap]]
"""Operation -> its own gaps."""


def placed(gaps: Iterable[Gap], catalog: Catalog, target: Target) -> dict[str, dict[str, list[Short]]]:
    """Return operation -> place -> gaps, for every operation that the catalog's controls need.

    Controls may depend on different parents of an operation. A gap that does not count for all controls that
    use the operation has `controls`: the ids of those for which it counts.
    """
    own: dict[str, list[Gap]] = {}
    for gap in gaps:
        own.setdefault(gap.operation, []).append(gap)
    out: dict[str, dict[str, list[Short]]] = {}
    for operation in sorted(catalog.operations):
        views = _views(operation, catalog)
        found: dict[bytes, tuple[Short, tuple[str, ...], set[str]]] = {}
        for needed, controls in views.items():
            for short, places in _inherited(operation, needed, own, target):
                entry = found.setdefault(orjson.dumps([short, places]), (short, places, set()))
                entry[2].update(controls)
        everyone = set().union(*views.values())
        for short, places, controls in found.values():
            told = short if controls == everyone else {**short, "controls": sorted(controls)}
            for place in sorted({*places, EVERYWHERE}):
                out.setdefault(operation, {}).setdefault(place, []).append(told)
    return out


def _views(operation: str, catalog: Catalog) -> dict[tuple[str, ...], set[str]]:
    """Return what `operation` depends on -> the controls for which it does.

    There are several only if a row on the way has several parents.
    """
    everything = dependencies(operation)
    if not any(len(row.parents) > 1 for op in (operation, *everything) for _, row in ROWS[op]):
        return {everything: set(catalog.controls)}
    views: dict[tuple[str, ...], set[str]] = {}
    for control in catalog.controls.values():
        if operation in control.operations:
            views.setdefault(dependencies(operation, control.operations), set()).add(control.id)
    return views


def _inherited(
    operation: str, needed: tuple[str, ...], own: Own, target: Target
) -> list[tuple[Short, tuple[str, ...]]]:
    """Return the gaps of `operation` with their places, for controls for which it depends on `needed`.

    These are its own gaps, those of `needed`, those of Regions that could not be entered, and `NotCollected`
    for each Region that has no gap and was not completed.
    """

    def gaps_of(name: str) -> list[Gap]:
        """Return the gaps of one operation, without those about items of parents that are not needed."""
        return [
            gap
            for gap in own.get(name, ())
            if not gap.parent_operations or not {*needed}.isdisjoint(gap.parent_operations)
        ]

    found = [(_short(gap), _places(gap)) for gap in gaps_of(operation)]
    for parent in needed:
        spares = sorted(_spared(operation, parent, needed))
        for gap in gaps_of(parent):
            found.append((_short(gap) if gap.resource else {**_short(gap), "spares": spares}, _places(gap)))
    if is_regional(operation):
        found += [(_short(gap), _places(gap)) for gap in own.get(EVERY_OPERATION, ())]
    unread = set(target.regions) if is_regional(operation) else {GLOBAL}
    unread -= {short["region"] for short, _ in found}
    if target.complete.keys() >= {operation, *needed}:
        # All were called: what is not complete here is explained by the gap of a parent that is not needed.
        unread -= set(target.complete[operation])
        unread -= {gap.region for op in (operation, *dependencies(operation)) for gap in own.get(op, ())}
    return found + [(_not_collected(operation, region), (region,)) for region in sorted(unread)]


def _spared(operation: str, lost: str, needed: tuple[str, ...]) -> set[str]:
    """Return the types whose resources have their answers of `operation` although the listing `lost` was cut.

    The listing showed what it showed, so these are the types found up to `lost`, and those that lead to another
    parent of `operation` (or of what lies between), unless `lost` leads to them as well.
    """
    between = [op for op in needed if lost in dependencies(op, needed)]
    others: set[str] = set()
    for op in (operation, *between):
        for collector, row in ROWS[op]:
            for parent in chosen_parents(collector, row, needed):
                if len(row.parents) > 1 and lost not in (parent, *dependencies(parent, needed)):
                    others |= _types_to(parent, needed)
    return _types_to(lost, needed) | (others - {kind for op in between for kind in types_of(op)})


def _types_to(operation: str, needed: tuple[str, ...]) -> set[str]:
    """Return the types that `operation` and the operations that it depends on find."""
    return {kind for op in (operation, *dependencies(operation, needed)) for kind in types_of(op)}


def _places(gap: Gap) -> tuple[str, ...]:
    return (gap.resource or gap.region, *gap.parents)


def _short(gap: Gap) -> Short:
    """Return what a verdict says of a gap.

    AWS's message stays in the snapshot: it holds request ids, and results are compared byte by byte.
    """
    return {
        "operation": gap.operation,
        "region": gap.region,
        "resource": gap.resource,
        "code": gap.code,
        "permission": gap.permission,
    }


def _not_collected(operation: str, region: str) -> Short:
    collector, row = ROWS[operation][0]
    permission = collector.action(row.operation)
    return {
        "operation": operation,
        "region": region,
        "resource": None,
        "code": NOT_COLLECTED,
        "permission": permission,
    }
