"""The gaps of an operation and their places: its own gaps, inherited gaps, and missing data.

Missing data is a gap: if a control needs an operation that a Region neither completed nor has a gap
for, the operation gets a `NotCollected` gap in that Region. Gaps propagate: if a listing failed,
every operation that depends on it has that gap too. A listed resource that lacks what AWS always
sends is not in the snapshot, so nobody knows what it would have shown: its gap is a gap of its
listing, which is in the Region, or at the resources whose parts were listed.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from functools import cache, lru_cache, partial
from typing import Any

from collectors import ROWS, chosen_parents, dependencies, is_regional, types_of, waits
from collectors.records import EVERY_OPERATION, GLOBAL, NOT_COLLECTED, Gap
from collectors.workload import NOTHING, Workload
from scanner.catalog.controls import Catalog
from scanner.snapshot.folder import Target

EVERYWHERE = "*"
"""The place that has all gaps of an operation."""

Short = dict[str, Any]
"""A gap in `input`: `{operation, region, code, permission, denied_by}`, and two optional members.

The resource is not a member but a place, so that the same cause at many resources is one gap.
`spares`: resource types that the gap does not affect.
`controls`: the only controls that the gap affects.
"""

Cause = tuple[str, str, str, str, str, tuple[str, ...] | None]
"""(operation, region, code, permission, denied by, spares). `spares` is None without any."""

Own = Mapping[str, Sequence[Gap]]
"""Operation -> its own gaps."""

Views = Mapping[tuple[str, ...], frozenset[str]]
"""Dependencies of an operation -> the ids of the controls that need exactly these."""


def placed(
    gaps: Iterable[Gap],
    catalog: Catalog,
    target: Target,
    known: Container[str],
    workload: Workload = NOTHING,
) -> dict[str, dict[str, list[Short]]]:
    """Return operation -> place -> gaps, for every operation that the catalog's controls need.

    `known` are the ids of the resources in the snapshot. `workload` is what is declared now: an
    operation that has nothing to read without a declaration has no `NotCollected` gap.
    A place has each distinct gap once. Controls may depend on different parents of an operation. If
    a gap does not affect all controls that use the operation, its `controls` are the ids of those
    that it affects.
    """
    own: dict[str, list[Gap]] = {}
    for gap in gaps:
        own.setdefault(gap.operation, []).append(gap)
    out: dict[str, dict[str, list[Short]]] = {}
    asked = tuple((control.id, control.operations) for control in catalog.controls.values())
    for operation, views in _views(asked).items():
        found: dict[tuple[Cause, tuple[str, ...]], tuple[frozenset[str], ...]] = {}
        for needed, controls in views.items():
            for key in dict.fromkeys(_inherited(operation, needed, own, target, known, workload)):
                found[key] = (*found.get(key, ()), controls)
        at: dict[str, dict[tuple[Cause, tuple[frozenset[str], ...]], None]] = {}
        for (cause, places), affected in found.items():
            for place in (*places, EVERYWHERE):
                at.setdefault(place, {})[cause, affected] = None
        short = lru_cache(maxsize=None)(partial(_short, everyone=frozenset().union(*views.values())))
        if at:
            out[operation] = {place: [short(*gap) for gap in at[place]] for place in sorted(at)}
    return out


@lru_cache(maxsize=32)
def _views(asked: tuple[tuple[str, frozenset[str]], ...]) -> dict[str, Views]:
    """Return operation -> its views, for every operation that a control needs, in order.

    `asked` are the controls and the operations that each one needs: the same for every account.
    """
    return {
        operation: _view(operation, asked) for operation in sorted(frozenset().union(*dict(asked).values()))
    }


def _view(operation: str, asked: tuple[tuple[str, frozenset[str]], ...]) -> Views:
    """Return dependencies of `operation` -> the ids of the controls that need exactly these.

    There is more than one entry only if the operation or a dependency has several parents.
    """
    everything = dependencies(operation)
    if not any(len(row.parents) > 1 for op in (operation, *everything) for _, row in ROWS[op]):
        return {everything: frozenset(control for control, _ in asked)}
    views: dict[tuple[str, ...], set[str]] = {}
    for control, operations in asked:
        if operation in operations:
            views.setdefault(dependencies(operation, operations), set()).add(control)
    return {needed: frozenset(controls) for needed, controls in views.items()}


def _inherited(
    operation: str,
    needed: tuple[str, ...],
    own: Own,
    target: Target,
    known: Container[str],
    workload: Workload,
) -> list[tuple[Cause, tuple[str, ...]]]:
    """Return the gaps of `operation` with their places, given that it depends on `needed`.

    These are its own gaps, the gaps of `needed`, the gaps of Regions without access, and a
    `NotCollected` gap for each Region that has no gap and was not completed.
    """

    def gaps_of(name: str) -> list[Gap]:
        """Return the gaps of one operation, except for items of parents that are not needed."""
        return [
            gap
            for gap in own.get(name, ())
            if not gap.parent_operations or not {*needed}.isdisjoint(gap.parent_operations)
        ]

    waiting = [op for op in (operation, *needed) if waits(op) and op in target.complete]

    @cache
    def counted(region: str) -> tuple[str, ...]:
        """Return the dependencies whose gaps in a Region count.

        What a listing waited for does not count where the listing was read.
        """
        made = frozenset(op for op in waiting if region in target.complete[op])
        return dependencies(operation, needed, made) if made else needed

    found = [(_cause(gap), _places(gap, known)) for gap in gaps_of(operation)]
    for parent in needed:
        lost = gaps_of(parent)
        spares = tuple(sorted(_spared(operation, parent, needed))) if lost else ()
        for gap in lost:
            if parent not in counted(gap.region):
                continue
            places = _places(gap, known)
            found.append((_cause(gap, spares if gap.region in places else None), places))
    if is_regional(operation):
        found += [(_cause(gap), _places(gap, known)) for gap in own.get(EVERY_OPERATION, ())]
    unread = set(target.regions) if is_regional(operation) else {GLOBAL}
    unread = {region for region in unread if workload.is_read(operation, region)}
    unread -= {region for (_, region, *_), _ in found}
    if target.complete.keys() >= {operation, *needed}:
        # All were called. What is still incomplete comes from a gap of a parent that is not needed.
        unread -= set(target.complete[operation])
        unread -= {gap.region for op in (operation, *dependencies(operation)) for gap in own.get(op, ())}
    return found + [(_not_collected(operation, region), (region,)) for region in sorted(unread)]


def _spared(operation: str, lost: str, needed: tuple[str, ...]) -> set[str]:
    """Return the types whose collected resources are not affected by the gap of the listing `lost`.

    `operation` was called for every resource that was listed. So these are the types that `lost`
    and its dependencies find. They are also the types that lead to another parent of `operation`,
    or of an operation between `lost` and `operation`, unless `lost` leads to that parent too.
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
    """Return the types that `operation` and its dependencies find."""
    return {kind for op in (operation, *dependencies(operation, needed)) for kind in types_of(op)}


def _places(gap: Gap, known: Container[str]) -> tuple[str, ...]:
    """Return the places of a gap.

    The Region is among them if the gap is of a listing there, or of a resource that this listing
    lost.
    """
    places = (gap.resource, *gap.parents) if gap.resource else gap.parents
    return places if gap.parents or gap.resource in known else (*places, gap.region)


def _cause(gap: Gap, spares: tuple[str, ...] | None = None) -> Cause:
    """Return a gap without the message of AWS.

    The message contains request ids, but the same account must give the same results.
    """
    return gap.operation, gap.region, gap.code, gap.permission, gap.denied_by, spares


def _not_collected(operation: str, region: str) -> Cause:
    return operation, region, NOT_COLLECTED, "", "", None  # the cure is to collect again


def _short(cause: Cause, affected: tuple[frozenset[str], ...], *, everyone: frozenset[str]) -> Short:
    """Return a gap in the form of `input`. `affected` are the ids of the controls, by view."""
    operation, region, code, permission, denied_by, spares = cause
    short: Short = {
        "operation": operation,
        "region": region,
        "code": code,
        "permission": permission,
        "denied_by": denied_by,
    }
    if spares is not None:
        short["spares"] = list(spares)
    controls = frozenset().union(*affected)
    if controls != everyone:
        short["controls"] = sorted(controls)
    return short
