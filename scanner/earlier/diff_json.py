"""The comparison of two runs as JSON, for programs. `docs/output.md` explains the members."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from scanner import __version__
from scanner.earlier.diff import STATES, Change, Diff
from scanner.earlier.runs import Run

FORMAT = 1
"""The version of the JSON. It changes with every member that is added, removed or altered."""


def as_json(found: Diff) -> dict[str, Any]:
    """Return the comparison as a JSON document."""
    return {
        "format": FORMAT,
        "tool": {"name": "genai-lens", "version": __version__},
        "old": _run(found.old),
        "new": _run(found.new),
        "counts": {state: len(found.of(state)) for state in STATES},
        "settings": [{**asdict(one), "decides": bool(one.decides)} for one in found.settings],
        "changes": [_change(one) for one in found.changes],
        "other_verdicts": [
            {"before": before, "after": after, "results": number}
            for (before, after), number in found.others.items()
        ],
        "properties_compared": found.compared,
    }


def _run(run: Run) -> dict[str, Any]:
    head = run.report.head
    return {
        "name": run.name,
        "started": head.started,
        "version": head.version,
        "policy_digest": head.policy_digest,
        "accounts": [account.id for account in head.accounts],
    }


def _change(change: Change) -> dict[str, Any]:
    result = change.result
    return {
        "state": change.state,
        "before": change.before,
        "after": change.after,
        "why": change.why,
        "lost": change.lost,
        "causes": list(change.causes),
        "control": result.control,
        "severity": result.severity,
        "account": result.account,
        "region": result.region,
        "resource": asdict(result.resource),
        "item": result.item,
        "message": result.message,
        "fingerprint": result.fingerprint,
        "properties": [asdict(one) for one in change.properties],
        "more_properties": change.more,
    }
