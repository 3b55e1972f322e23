"""Facts: the one document that policies judge, built from a snapshot, the catalog and the parameters.

    account, partition, started, kind, regions
    resources[type]          a list of records, for every type that the tables know
    at[id]                   a record's place in its list
    gaps[operation][place]   a list; a place is a resource id, a region, `global`, or `*` for all gaps of the operation
    params[control]          resolved for this account

Silence is not evidence: an operation that a control needs and that a region neither completed nor has a gap for gets a `NotCollected` gap. And
what feeds an operation speaks for it: the gap of a listing is a gap of every detail that was to be asked about what it lists.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from collectors import COLLECTORS, ROWS, TYPES, dependencies, is_regional, types_of
from collectors.records import EVERY_OPERATION, GLOBAL, MALFORMED, NOT_COLLECTED, NOT_OPTED_IN
from scanner.catalog import Catalog
from scanner.snapshot import Snapshot

EVERYWHERE = "*"
"""The place that holds every gap of an operation."""

_POLICIES = frozenset(name for c in COLLECTORS for row in c.rows for name in row.policies)
_LISTS = ("Action", "NotAction", "Resource", "NotResource")


def facts(snapshot: Snapshot, catalog: Catalog, params: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The `input` document. `params` is control id -> resolved parameters; shapes as in the module's text."""
    target = snapshot.target
    resources: dict[str, list[dict[str, Any]]] = {name: [] for name in TYPES}
    at: dict[str, int] = {}
    gaps = [g for g in snapshot.gaps if g["code"] != NOT_OPTED_IN]
    for resource in snapshot.resources:
        properties, bad = _normal(resource["properties"])
        gaps += [_malformed(resource, snapshot, pointer) for pointer in bad]
        kept = {key: resource[key] for key in ("type", "id", "name", "region", "tags")}
        at[resource["id"]] = len(resources.setdefault(resource["type"], []))
        resources[resource["type"]].append({**kept, "properties": properties})
    return {
        "account": target["account"],
        "partition": target["partition"],
        "started": snapshot.head["started"],
        "kind": snapshot.head["kind"],
        "regions": list(target["regions"]),
        "resources": resources,
        "at": at,
        "gaps": _placed(gaps, catalog.operations, target),
        "params": {control: dict(params[control]) for control in catalog.controls},
    }


def _placed(gaps: list[dict[str, Any]], operations: Iterable[str], target: Mapping[str, Any]) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """Gaps by operation and place: each operation's own, those of what feeds it, those of regions not entered, and those of silence."""
    own: dict[str, list[dict[str, Any]]] = {}
    closed_regions = [g for g in gaps if g["operation"] == EVERY_OPERATION]
    for gap in gaps:
        own.setdefault(gap["operation"], []).append(gap)
    out: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for operation in sorted(operations):
        found = [(gap, _places(gap)) for gap in own.get(operation, [])]
        for parent in dependencies(operation):
            # A listing that was cut short still showed what it showed, so its gap spares the types found on the way.
            spares = sorted(types_of(parent) | {t for p in dependencies(parent) for t in types_of(p)})
            for gap in own.get(parent, []):
                found.append((gap if gap["resource"] else {**gap, "spares": spares}, _places(gap)))
        places = target["regions"] if is_regional(operation) else [GLOBAL]
        found += [(gap, _places(gap)) for gap in closed_regions if is_regional(operation)]
        unread = set(places) - set(target["complete"].get(operation, ())) - {gap["region"] for gap, _ in found}
        found += [(_silence(operation, region, target), [region]) for region in sorted(unread)]
        for gap, where in found:
            entry = out.setdefault(operation, {})
            for place in sorted({*where, EVERYWHERE}):
                entry.setdefault(place, []).append(_short(gap))
    return out


def _places(gap: Mapping[str, Any]) -> list[str]:
    return [gap["resource"] or gap["region"], *gap["parents"]]


def _short(gap: Mapping[str, Any]) -> dict[str, Any]:
    """What a verdict says of a gap. AWS's message stays in the snapshot: it names request ids, and verdicts compare bytes."""
    return {key: gap[key] for key in ("operation", "region", "resource", "code", "permission", "spares") if key in gap}


def _silence(operation: str, region: str, target: Mapping[str, Any]) -> dict[str, Any]:
    collector, row = ROWS[operation][0]
    permission = collector.action(row.operation)
    return {"operation": operation, "region": region, "resource": None, "code": NOT_COLLECTED, "permission": permission}


def _malformed(resource: Mapping[str, Any], snapshot: Snapshot, pointer: str) -> dict[str, Any]:
    """A gap for a policy document that is not one, on the resource that holds it and the operation that showed it."""
    first = pointer.split("/")[1]
    operation = next(
        (name for name, rows in ROWS.items() for _, row in rows if row.operation == first),
        next((name for name in ROWS if resource["type"] in types_of(name)), EVERY_OPERATION),
    )
    return {
        "account": resource["account"],
        "region": resource["region"],
        "service": operation.split(":")[0],
        "operation": operation,
        "resource": resource["id"],
        "parents": [],
        "code": MALFORMED,
        "message": f"{pointer} is not an IAM policy document",
        "permission": "",
    }


def _normal(properties: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The properties with every policy document in one form, and the pointers of those that cannot be brought to it."""
    bad: list[str] = []

    def walk(value: Any, pointer: str) -> Any:
        if isinstance(value, dict):
            return {k: document(v, f"{pointer}/{k}") if k in _POLICIES else walk(v, f"{pointer}/{k}") for k, v in value.items()}
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


def normal_document(document: Any) -> dict[str, Any]:
    """An IAM policy document in the form that policies read: Statement, Action, NotAction, Resource, NotResource and condition values are lists of
    strings, Principal and NotPrincipal objects of lists, Condition an object of objects of lists.

    Raises `ValueError` for what is not a policy document (IAM User Guide, "Grammar of the IAM JSON policy language").
    """
    if not isinstance(document, dict) or "Statement" not in document:
        raise ValueError("no Statement")
    return {**document, "Statement": [_statement(s) for s in _many(document["Statement"])]}


def _statement(statement: Any) -> dict[str, Any]:
    if not isinstance(statement, dict) or statement.get("Effect") not in ("Allow", "Deny"):
        raise ValueError("a statement has no Effect")
    if ("Action" in statement) == ("NotAction" in statement):
        raise ValueError("a statement needs Action or NotAction")
    out = dict(statement)
    for key in _LISTS:
        if key in out:
            out[key] = [_text(v) for v in _many(out[key])]
    for key in ("Principal", "NotPrincipal"):
        if key in out:
            value = {"AWS": ["*"]} if out[key] == "*" else out[key]
            if not isinstance(value, dict):
                raise ValueError(f"a {key} is neither * nor an object")
            out[key] = {str(k): [_text(v) for v in _many(vs)] for k, vs in value.items()}
    conditions = out.get("Condition", {})
    if not isinstance(conditions, dict) or not all(isinstance(v, dict) for v in conditions.values()):
        raise ValueError("a Condition is not an object of objects")
    out["Condition"] = {op: {key: [_text(v) for v in _many(vs)] for key, vs in keys.items()} for op, keys in conditions.items()}
    return out


def _many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _text(value: Any) -> str:
    """IAM reads a condition's numbers and booleans as text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (str, int, float)):
        return str(value)
    raise ValueError("a value is neither text nor number")
