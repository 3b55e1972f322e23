"""Facts: the one document that policies judge, built from a snapshot, the catalog and the parameters.

    account, partition, started, kind, regions
    resources[type]          a list of records, for every type that the tables know
    at[id]                   a record's place in its list
    gaps[operation][place]   a list; a place is a resource id, a region, `global`, or `*` (every gap)
    params[control]          resolved for this account

An operation that a control needs gets a `NotCollected` gap for each region that neither completed it nor has
a gap for it: what was not asked is no evidence. Gaps propagate: if a listing failed, every operation that
depends on it has that gap too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from collectors import POLICY_DOCUMENTS, ROWS, TYPES, chosen_parents, dependencies, is_regional, types_of
from collectors.paths import changed
from collectors.records import EVERY_OPERATION, GLOBAL, MALFORMED, NOT_COLLECTED, NOT_OPTED_IN
from scanner.catalog import Catalog
from scanner.snapshot import Snapshot

EVERYWHERE = "*"
"""The place that holds every gap of an operation."""

_LISTS = ("Action", "NotAction", "Resource", "NotResource")


def facts(snapshot: Snapshot, catalog: Catalog, params: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The `input` document. `params` is control id -> resolved parameters; shapes as in the module's text."""
    target = snapshot.target
    resources: dict[str, list[dict[str, Any]]] = {name: [] for name in TYPES}
    at: dict[str, int] = {}
    gaps = [g for g in snapshot.gaps if g["code"] != NOT_OPTED_IN]
    for resource in snapshot.resources:
        properties, bad = _normal(resource["type"], resource["properties"])
        gaps += [_malformed(resource, operation, pointer) for operation, pointer in bad]
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
        "gaps": _placed(gaps, catalog, target),
        "params": {control: dict(params[control]) for control in catalog.controls},
    }


def _placed(
    gaps: Iterable[dict[str, Any]], catalog: Catalog, target: Mapping[str, Any]
) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """Gaps by operation and place: an operation has its own gaps and those of its dependencies.

    Controls may depend on different parents of an operation. A gap that does not count for all controls
    that use the operation has `controls`: the ids of those for which it counts.
    """
    own: dict[str, list[dict[str, Any]]] = {}
    for gap in gaps:
        own.setdefault(gap["operation"], []).append(gap)
    out: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for operation in sorted(catalog.operations):
        views = _views(operation, catalog)
        found: dict[bytes, tuple[dict[str, Any], list[str], set[str]]] = {}
        for needed, controls in views.items():
            for gap, places in _inherited(operation, needed, own, target):
                short = _short(gap)
                entry = found.setdefault(orjson.dumps([short, places]), (short, places, set()))
                entry[2].update(controls)
        everyone = set().union(*views.values())
        for short, places, controls in found.values():
            told = short if controls == everyone else {**short, "controls": sorted(controls)}
            for place in sorted({*places, EVERYWHERE}):
                out.setdefault(operation, {}).setdefault(place, []).append(told)
    return out


def _views(operation: str, catalog: Catalog) -> dict[tuple[str, ...], set[str]]:
    """What `operation` depends on -> the controls that see it so. Several only where parents are a choice."""
    everything = dependencies(operation)
    if not any(len(row.parents) > 1 for op in (operation, *everything) for _, row in ROWS[op]):
        return {everything: set(catalog.controls)}
    views: dict[tuple[str, ...], set[str]] = {}
    for control in catalog.controls.values():
        if operation in control.operations:
            views.setdefault(dependencies(operation, control.operations), set()).add(control.id)
    return views


def _inherited(
    operation: str,
    needed: tuple[str, ...],
    own: Mapping[str, list[dict[str, Any]]],
    target: Mapping[str, Any],
) -> list[tuple[dict[str, Any], list[str]]]:
    """The gaps of `operation` with their places, for controls for which it depends on `needed`.

    These are its own gaps, those of `needed`, those of regions that could not be entered, and
    `NotCollected` for each region that has no gap and was not completed.
    """

    def gaps_of(name: str) -> list[dict[str, Any]]:
        """The gaps of one operation, without those about items of parents that are not needed."""
        every = [(gap, gap.get("parent_operations", ())) for gap in own.get(name, [])]
        return [gap for gap, parents in every if not parents or not {*needed}.isdisjoint(parents)]

    found = [(gap, _places(gap)) for gap in gaps_of(operation)]
    for parent in needed:
        spares = sorted(_spared(operation, parent, needed))
        for gap in gaps_of(parent):
            found.append((gap if gap["resource"] else {**gap, "spares": spares}, _places(gap)))
    if is_regional(operation):
        found += [(gap, _places(gap)) for gap in own.get(EVERY_OPERATION, [])]
    complete: Mapping[str, Iterable[str]] = target["complete"]
    unread = set(target["regions"]) if is_regional(operation) else {GLOBAL}
    unread -= {gap["region"] for gap, _ in found}
    if complete.keys() >= {
        operation,
        *needed,
    }:  # all were called: the gap of an unneeded parent explains the rest
        unread -= set(complete[operation])
        unread -= {gap["region"] for op in (operation, *dependencies(operation)) for gap in own.get(op, [])}
    return found + [(_silence(operation, region), [region]) for region in sorted(unread)]


def _spared(operation: str, lost: str, needed: tuple[str, ...]) -> set[str]:
    """The types whose resources have their answers of `operation` although the listing `lost` was cut short.

    It showed what it showed, so these are the types found up to `lost`, and those that lead to another
    parent of `operation` (or of what lies between), unless `lost` leads to them as well.
    """
    between = [op for op in needed if lost in dependencies(op, needed)]
    others: set[str] = set()
    for op in (operation, *between):
        for collector, row in ROWS[op]:
            for parent in chosen_parents(collector, row, needed):
                if len(row.parents) > 1 and lost not in (parent, *dependencies(parent, needed)):
                    others |= _types_to(parent, needed)
    return _types_to(lost, needed) | (others - {t for op in between for t in types_of(op)})


def _types_to(operation: str, needed: tuple[str, ...]) -> set[str]:
    """The types that `operation` and its dependencies find."""
    return {t for op in (operation, *dependencies(operation, needed)) for t in types_of(op)}


def _places(gap: Mapping[str, Any]) -> list[str]:
    return [gap["resource"] or gap["region"], *gap["parents"]]


def _short(gap: Mapping[str, Any]) -> dict[str, Any]:
    """The part of a gap that verdicts show. AWS's message is left out: it has request ids, and reports of
    the same snapshot must have the same bytes."""
    return {
        key: gap[key]
        for key in ("operation", "region", "resource", "code", "permission", "spares")
        if key in gap
    }


def _silence(operation: str, region: str) -> dict[str, Any]:
    collector, row = ROWS[operation][0]
    permission = collector.action(row.operation)
    return {
        "operation": operation,
        "region": region,
        "resource": None,
        "code": NOT_COLLECTED,
        "permission": permission,
    }


def _malformed(resource: Mapping[str, Any], operation: str, pointer: str) -> dict[str, Any]:
    """The gap for a policy document that is not one, on its resource and the operation that showed it."""
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


def _normal(kind: str, properties: dict[str, Any]) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """The properties with every policy document normalised, and (operation, pointer) of each that cannot be.

    Only the members count that the tables name for this type: elsewhere a member called `Policy` may be
    anything.
    """
    bad: list[tuple[str, str]] = []
    for path, operation in POLICY_DOCUMENTS.get(kind, {}).items():

        def document(value: Any, pointer: str, operation: str = operation) -> Any:
            try:
                return normal_document(value)
            except ValueError:
                bad.append((operation, pointer))
                return {"Statement": []}

        properties = changed(properties, path, document)
    return properties, bad


def normal_document(document: Any) -> dict[str, Any]:
    """An IAM policy document in the form that policies read.

    Statement, Action, NotAction, Resource, NotResource and condition values are lists of strings;
    Principal and NotPrincipal are objects of lists, Condition is an object of objects of lists.

    Raises `ValueError` for what is not a policy document (IAM User Guide, "Grammar of the IAM JSON
    policy language").
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
    out["Condition"] = {
        op: {key: [_text(v) for v in _many(vs)] for key, vs in keys.items()}
        for op, keys in conditions.items()
    }
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
