"""Write `results.csv`: one line a result, for those who live in spreadsheets."""

from __future__ import annotations

from scanner.judging.results import Report, Result
from scanner.reports.cells import written
from scanner.text import harmless

COLUMNS = (
    "kind",
    "severity",
    "control",
    "title",
    "best_practice",
    "pillar",
    "account",
    "account_name",
    "region",
    "type",
    "name",
    "resource",
    "item",
    "message",
    "fix",
    "page",
    "waived",
    "excluded",
    "file",
    "line",
    "fingerprint",
    "waived_owner",
    "waived_ticket",
    "waived_expires",
    "waived_place",
    "not_waived",
    "attested_by",
    "attested_on",
    "attested_until",
    "attestation",
    "since",
)
"""The columns. `docs/output.md` explains them. A new one is added after these."""


def results_csv(report: Report) -> bytes:
    """Return every result as a line of CSV, in the order of the report."""
    rows = (_row(report, result) for result in report.results)
    return harmless(written(COLUMNS, rows, report.head.version)).encode()


def _row(report: Report, result: Result) -> tuple[str, ...]:
    control, waived = report.controls[result.control], result.waived
    file, line = next(((p.file, p.line) for p in result.proof if p.file and p.line), ("", ""))
    return (
        result.kind,
        result.severity,
        result.control,
        control.meta.title,
        result.best_practice,
        report.practices[result.best_practice]["pillar"],
        result.account,
        report.head.name_of(result.account),
        result.region,
        result.resource.type,
        result.resource.name,
        result.resource.id,
        result.item,
        result.message,
        " ".join(control.meta.remediation.split()),
        control.page,
        waived.reason if waived else "",
        result.excluded.reason if result.excluded else "",
        str(file),
        str(line),
        result.fingerprint,
        *((waived.owner, waived.ticket, waived.expires, waived.place) if waived else ("",) * 4),
        result.not_waived,
        *((by.owner, by.given, by.expires, by.evidence) if (by := result.attestation) else ("",) * 4),
        result.since,
    )
