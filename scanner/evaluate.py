"""Evaluation: a snapshot and the selected controls in, a report out. No network, no credentials, no clock."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import orjson

from scanner import __version__
from scanner.bundle import digest
from scanner.catalog import Catalog, select
from scanner.engines import Engine, Evaluation
from scanner.facts import facts
from scanner.lens import lens, practices
from scanner.results import FORMAT, KINDS, Report, Result, fingerprint, sort_key
from scanner.snapshot import Lines, Snapshot


def evaluate(snapshot: Snapshot, catalog: Catalog, params: Mapping[str, Mapping[str, Any]], engine: Engine) -> Report:
    """Judge a snapshot.

    A control that errs, or that returns nothing, or that breaks the contract of its exports, is `unknown` for the account and named
    under `defects`; the others stand. The same snapshot, policies and parameters give the same report, in either engine.
    """
    with _collector_paused():
        return _evaluate(snapshot, catalog, params, engine)


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Python's cyclic collector would walk again and again over the trees of a large account, in which there are no cycles: a quarter of the time."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def _evaluate(snapshot: Snapshot, catalog: Catalog, params: Mapping[str, Mapping[str, Any]], engine: Engine) -> Report:
    document = facts(snapshot, catalog, params)
    evaluation = _judged(catalog, document, engine)
    defects = dict(evaluation.failures)
    silent = catalog.controls.keys() - {row["control"] for row in evaluation.rows} - defects.keys()
    defects |= dict.fromkeys(silent, "it gave no result")
    defects |= {row["control"]: row["message"] for row in evaluation.rows if row["kind"] == "defect"}
    rows = [row for row in evaluation.rows if row["control"] not in defects]
    rows += [_defective(control, reason, snapshot) for control, reason in defects.items()]
    lines = Lines(snapshot)
    names = {resource["id"]: resource["name"] for resource in snapshot.resources}
    results = sorted((_result(row, catalog, snapshot, lines, names) for row in rows), key=sort_key)
    counts = Counter(result.kind for result in results)
    head = {
        "format": FORMAT,
        "tool": {"name": "genai-lens", "version": __version__},
        "lens": {"edition": lens()["edition"], "title": lens()["title"]},
        "kind": snapshot.head["kind"],
        "started": snapshot.head["started"],
        "policy_digest": digest(catalog),
        "snapshot_digest": snapshot.digest,
        "snapshot": snapshot.folder.as_posix(),
        "accounts": [snapshot.target["account"]],
        "regions": list(snapshot.target["regions"]),
        "counts": {kind: counts[kind] for kind in KINDS},
        "gaps": snapshot.gaps,
        "defects": [{"control": control, "reason": reason} for control, reason in sorted(defects.items())],
    }
    controls = {c.id: {**c.meta, "practice": c.practice, "custom": c.custom, "fix": c.guide.fix} for c in catalog.controls.values()}
    return Report(head, results, controls, practices())


def _judged(catalog: Catalog, document: Mapping[str, Any], engine: Engine) -> Evaluation:
    """Our controls by the engine, and a user's own in a process that has an end."""
    ours = [c.id for c in catalog.controls.values() if not c.custom]
    own = [c.id for c in catalog.controls.values() if c.custom]
    if not own:
        return engine.evaluate(catalog.modules, catalog.document(), document)
    from scanner.engines.bounded import Bounded

    parts = [(engine, ours), (Bounded(), own)]
    facts_json = orjson.dumps(document)
    judged = [by.evaluate(part.modules, part.document(), facts_json) for by, ids in parts if ids for part in [select(catalog, controls=ids)]]
    failures = {control: reason for evaluation in judged for control, reason in evaluation.failures.items()}
    return Evaluation([row for evaluation in judged for row in evaluation.rows], failures)


def _defective(control: str, reason: str, snapshot: Snapshot) -> dict[str, Any]:
    target = snapshot.target
    subject = {"type": "AWS::Account", "id": f"arn:{target['partition']}:iam::{target['account']}:root", "region": "global", "item": ""}
    return {
        "control": control,
        "kind": "unknown",
        "subject": subject,
        "message": f"the control failed: {reason}",
        "proof": [],
        "causes": [],
    }


def _result(row: Mapping[str, Any], catalog: Catalog, snapshot: Snapshot, lines: Lines, names: Mapping[str, str]) -> Result:
    control, subject = catalog.controls[row["control"]], row["subject"]
    account = snapshot.target["account"]
    return Result(
        control=control.id,
        best_practice=control.practice,
        kind=row["kind"],
        severity=control.meta["severity"],
        account=account,
        region=subject["region"],
        resource={"type": subject["type"], "id": subject["id"], "name": names.get(subject["id"], "")},
        item=subject["item"],
        message=row["message"],
        proof=[_located(proof, lines) for proof in row["proof"]],
        causes=row["causes"],
        remediation=control.meta["remediation"],
        fingerprint=fingerprint(control.id, account, subject["region"], subject["id"], subject["item"]),
    )


def _located(proof: Mapping[str, str], lines: Lines) -> dict[str, Any]:
    """A proof with the file and line where it stands in the snapshot."""
    found = lines.find(proof["id"], proof["pointer"])
    return {**proof, "file": found[0] if found else None, "line": found[1] if found else None}
