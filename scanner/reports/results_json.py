"""Write `results.json`, the complete results, for programs.

The file's contract is `results.schema.json` in this folder. `docs/output.md` explains it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import orjson

from scanner.judging.cures import cure
from scanner.judging.results import Report, Result
from scanner.judging.rows import Cause
from scanner.snapshot.folder import gap_json, source_json

FORMAT = 2
"""The version of `results.json`. It changes with every member that is added, removed or altered."""

SCHEMA = Path(__file__).with_name("results.schema.json")
"""The file with the JSON Schema."""


def results_json(report: Report) -> bytes:
    """Return the report as JSON, with equal bytes for equal reports.

    What many results share stands once in the head: the controls with their texts, and the causes
    of `unknown`, to which a result refers by their index. So the file grows with the number of
    results, and not with its square.
    """
    causes = sorted({cause for result in report.results for cause in result.causes}, key=_order)
    places = {cause: index for index, cause in enumerate(causes)}
    document = {
        **_head(report),
        "causes": [
            {**asdict(cause), "cure": cure(cause.code, cause.permission, cause.denied_by)} for cause in causes
        ],
        "results": [_result(result, places) for result in report.results],
        "carried": [{"why": one.why, "result": _result(one.result, places)} for one in report.carried],
    }
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _order(cause: Cause) -> tuple[str, ...]:
    return cause.operation, cause.region, cause.code, cause.permission, cause.denied_by


def _head(report: Report) -> dict[str, Any]:
    head = report.head
    return {
        "format": FORMAT,
        "tool": {"name": "genai-lens", "version": head.version},
        "lens": {"edition": head.edition, "title": head.title},
        "kind": head.kind,
        "sample": head.sample,
        "run": head.run,
        "started": head.started,
        "finished": head.finished,
        "calls": head.calls,
        "policy_digest": head.policy_digest,
        "snapshot_digest": head.snapshot_digest,
        "snapshot": head.snapshot,
        "accounts": [asdict(account) for account in head.accounts],
        "selection": asdict(head.selection),
        "configuration": asdict(head.configuration),
        "counts": {
            **head.counts,
            "waived": len(report.waived),
            "excluded": len(report.results) - len(report.counted),
        },
        "baseline": head.baseline,
        "ended": head.ended,
        "defects": [asdict(defect) for defect in head.defects],
        "left_out": head.left_out,
        "notes": head.notes,
        "passed_over": head.passed_over,
        "endpoints": head.endpoints,
        "pace": head.pace,
        "practices": _practices(report),
        "controls": {name: _control(report, name) for name in sorted(report.controls)},
        "gaps": [gap_json(gap) for gap in head.gaps],
    }


def _practices(report: Report) -> dict[str, Any]:
    """Return the best practices of the controls, by id."""
    used: Iterable[str] = sorted({control.practice for control in report.controls.values()})
    return {name: {key: report.practices[name][key] for key in ("title", "pillar", "risk")} for name in used}


def _control(report: Report, name: str) -> dict[str, Any]:
    control = report.controls[name]
    meta = control.meta
    return {
        "title": meta.title,
        "description": meta.description,
        "best_practice": control.practice,
        "severity": meta.severity,
        "precision": meta.precision,
        "mode": meta.mode,
        "remediation": meta.remediation,
        "page": control.page,
        "policy_digest": report.head.policies[name],
        "custom": control.custom,
    }


def _result(result: Result, places: Mapping[Cause, int]) -> dict[str, Any]:
    return {
        "control": result.control,
        "best_practice": result.best_practice,
        "kind": result.kind,
        "severity": result.severity,
        "account": result.account,
        "region": result.region,
        "resource": result.resource,
        "item": result.item,
        "message": result.message,
        "messages": result.messages,
        "proof": result.proof,
        "causes": [places[cause] for cause in result.causes],
        "fingerprint": result.fingerprint,
        "waived": result.waived,
        "not_waived": result.not_waived,
        "excluded": result.excluded,
        "source": source_json(result.source),
        "since": result.since or None,
        "attestation": result.attestation,
    }
