"""Results: what the policies said of each subject, with what a reader needs to believe and to mend it.

`results.json` is this record as JSON; `results.schema.json` beside this file is its contract.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

FORMAT = 1
"""Version of `results.json`; it changes when a reader of the old one would be misled."""

KINDS = ("fail", "unknown", "review", "pass", "not_applicable")
SEVERITIES = ("critical", "high", "medium", "low")


@dataclass(frozen=True, slots=True)
class Result:
    """One control's verdict on one subject.

    `resource` is `{type, id, name}`, `item` tells apart several results on one resource (empty where one is all), `proof` a list of
    `{id, pointer, file, line}`, `causes` the gaps behind an `unknown` (`{operation, region, resource, code, permission}`), `waived`
    the waiver or None, `source` the place in code (`{file, start_line, end_line}`) or None.
    """

    control: str
    best_practice: str
    kind: str
    severity: str
    account: str
    region: str
    resource: Mapping[str, str]
    item: str
    message: str
    proof: Sequence[Mapping[str, Any]]
    causes: Sequence[Mapping[str, Any]]
    remediation: str
    fingerprint: str
    waived: Mapping[str, Any] | None = None
    source: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """All results of one evaluation, and what the reports say about it.

    `head` is the head of `results.json`: format, tool, lens, digests, accounts, regions, counts, gaps, defects. `controls` is the catalog of
    the selected controls by id (title, description, severity, remediation, ... as in their METADATA, and `fix`),
    `practices` the lens's practices by id.
    """

    head: Mapping[str, Any]
    results: Sequence[Result]
    controls: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    practices: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def fingerprint(control: str, account: str, region: str, resource: str, item: str) -> str:
    """The identity of a result between scans: 64 hex digits over everything but the verdict and the place in a file."""
    return hashlib.sha256("\0".join((control, account, region, resource, item)).encode()).hexdigest()


def sort_key(result: Result) -> tuple[Any, ...]:
    """Failures first, worst first, then by control, account, region, resource and item."""
    return (
        KINDS.index(result.kind),
        SEVERITIES.index(result.severity),
        result.control,
        result.account,
        result.region,
        result.resource["id"],
        result.item,
    )
