"""Facts: the one document that policies judge, built from a snapshot, the catalog and the parameters.

    account, partition, started, kind, regions
    resources[type]          a list of records, for every type that the tables know
    at[id]                   a record's place in its list
    gaps[operation][place]   a list; a place is a resource id, a region, `global`, or `*` for all gaps of the operation
    params[control]          resolved for this account

Silence is not evidence: if a control needs an operation, and a Region neither completed it nor has a gap for it,
it gets a `NotCollected` gap. Gaps propagate: if a listing failed, every detail call that depends on it has that
gap too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from collectors import COLLECTORS, ROWS, TYPES, feeders, is_regional, types_of
from collectors.records import EVERY_OPERATION, GLOBAL, MALFORMED, NOT_COLLECTED, NOT_OPTED_IN, Gap, Resource
from scanner.catalog.controls import Catalog
from scanner.iam_documents import normal_document
from scanner.snapshot.folder import Snapshot, Target

EVERYWHERE = "*"
"""The place that holds every gap of an operation."""

_POLICIES = frozenset(name for c in COLLECTORS for row in c.rows for name in row.policies)


def facts(
    snapshot: Snapshot, target: Target, catalog: Catalog, params: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    """Return the `input` document of one account. `params` is control id -> resolved parameters."""
    resources: dict[str, list[dict[str, Any]]] = {name: [] for name in TYPES}
    at: dict[str, int] = {}
    gaps = [gap for gap in snapshot.gaps if gap.account == target.account and gap.code != NOT_OPTED_IN]
    for resource in snapshot.resources:
        if resource.account != target.account:
            continue
        properties, bad = _normal(resource.properties)
        gaps += [_malformed(resource, pointer) for pointer in bad]
        same = resources.setdefault(resource.type, [])
        at[resource.id] = len(same)
        same.append(
            {
                "type": resource.type,
                "id": resource.id,
                "name": resource.name,
                "region": resource.region,
                "tags": resource.tags,
                "properties": properties,
            }
        )
    return {
        "account": target.account,
        "partition": target.partition,
        "started": snapshot.head.started,
        "kind": snapshot.head.kind,
        "regions": list(target.regions),
        "resources": resources,
        "at": at,
        "gaps": _placed(gaps, catalog.operations, target),
        "params": {control: dict(params[control]) for control in catalog.controls},
    }


Placed = dict[str, dict[str, list[dict[str, Any]]]]
"""Operation -> place -> gaps."""


def _placed(gaps: Sequence[Gap], operations: Iterable[str], target: Target) -> Placed:
    """Return the gaps by operation and place.

    An operation has its own gaps, those of the operations that it depends on, those of Regions that could not
    be entered, and `NotCollected` where nobody asked.
    """
    own: dict[str, list[Gap]] = {}
    for gap in gaps:
        own.setdefault(gap.operation, []).append(gap)
    out: Placed = {}
    for operation in sorted(operations):
        found = [(_short(gap), _places(gap)) for gap in own.get(operation, [])]
        for parent in feeders(operation):
            # A listing that was cut short still showed what it showed, so its gap spares the types that it found.
            spares = sorted(
                types_of(parent) | {kind for above in feeders(parent) for kind in types_of(above)}
            )
            for gap in own.get(parent, []):
                found.append(
                    (_short(gap) if gap.resource else {**_short(gap), "spares": spares}, _places(gap))
                )
        regional = is_regional(operation)
        places = target.regions if regional else (GLOBAL,)
        found += [(_short(gap), _places(gap)) for gap in own.get(EVERY_OPERATION, []) if regional]
        silent = set(places) - set(target.complete.get(operation, ())) - {gap["region"] for gap, _ in found}
        found += [(_short(_not_collected(operation, region, target)), (region,)) for region in sorted(silent)]
        for short, where in found:
            entry = out.setdefault(operation, {})
            for place in sorted({*where, EVERYWHERE}):
                entry.setdefault(place, []).append(short)
    return out


def _places(gap: Gap) -> tuple[str, ...]:
    return (gap.resource or gap.region, *gap.parents)


def _short(gap: Gap) -> dict[str, Any]:
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


def _not_collected(operation: str, region: str, target: Target) -> Gap:
    collector, row = ROWS[operation][0]
    permission = collector.action(row.operation)
    return Gap(target.account, region, collector.service, operation, None, NOT_COLLECTED, "", permission)


def _malformed(resource: Resource, pointer: str) -> Gap:
    """Return the gap for a policy document that is not one, on its resource and the operation that showed it."""
    first = pointer.split("/")[1]
    operation = next(
        (name for name, rows in ROWS.items() for _, row in rows if row.operation == first),
        next((name for name in ROWS if resource.type in types_of(name)), EVERY_OPERATION),
    )
    message = f"{pointer} is not an IAM policy document"
    return Gap(
        resource.account,
        resource.region,
        resource.service,
        operation,
        resource.id,
        MALFORMED,
        message,
        permission="",
    )


def _normal(properties: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The properties with every policy document in one form, and the pointers of those that cannot be brought to it."""
    bad: list[str] = []

    def walk(value: Any, pointer: str) -> Any:
        if isinstance(value, dict):
            return {
                k: document(v, f"{pointer}/{k}") if k in _POLICIES else walk(v, f"{pointer}/{k}")
                for k, v in value.items()
            }
        if isinstance(value, list):
            return [walk(v, f"{pointer}/{i}") for i, v in enumerate(value)]
        return value

    def document(value: Any, pointer: str) -> Any:
        try:
            return normal_document(value)
        except ValueError:
            bad.append(pointer)
            return {"Statement": []}

    return walk(properties, ""), bad
