"""Notifications: what a reader must know of a run beside its results (3.20.21)."""

from __future__ import annotations

from collections.abc import Iterator

import sarif_om as om

from scanner.judging.cures import by_cause, cure
from scanner.judging.results import Report
from scanner.reports.alerts import closing_alerts, may_close
from scanner.reports.sarif.text import pascal, plain
from scanner.text import plural, visible

MOST_PLACES = 100
"""The maximum number of places that a notification lists."""

KINDS = {
    "evidence-not-seen": "Evidence could not be read.",
    "control-defect": "A control failed.",
    "control-left-out": "A control of the user's own cannot be used.",
    "alerts-may-close": "Alerts may close without a fix.",
    "failures-waived": "Failures are waived, and are not in this file.",
    "run-note": "What a reader must know of the run.",
}
"""Id of each kind of notification -> its description."""


def descriptors() -> list[om.ReportingDescriptor]:
    """Return the descriptors of all kinds of notifications."""
    return [
        om.ReportingDescriptor(
            id=name,
            name=pascal(name),
            short_description=om.MultiformatMessageString(text=text),
            full_description=om.MultiformatMessageString(text=text),
            help=om.MultiformatMessageString(text=text),
        )
        for name, text in KINDS.items()
    ]


def invocation(report: Report, account: str) -> om.Invocation:
    """Return the invocation with all notifications of an account.

    It is always successful: GitHub refuses the whole file otherwise. A defect of a control is a
    notification of level error.
    """
    notes = [*_gaps(report, account), *_defects(report, account), *_left_out(report)]
    notes += [_note("run-note", "warning", visible(said)) for said in report.head.notes]
    if said := closing_alerts(report, account):
        number = len(may_close(report, account))
        notes.append(_note("alerts-may-close", "warning", said, properties={"results": number}))
    if waived := sum(1 for result in report.waived if result.account == account):
        are = "is" if waived == 1 else "are"
        said = (
            f"{plural(waived, 'failure')} {are} waived and not in this file. "
            "GitHub shows the alerts of waived failures as fixed."
        )
        notes.append(_note("failures-waived", "note", said, properties={"results": waived}))
    return om.Invocation(
        execution_successful=True,
        start_time_utc=report.head.started,
        tool_execution_notifications=notes or None,
    )


def _gaps(report: Report, account: str) -> Iterator[om.Notification]:
    """Yield one notification per cause of gaps."""
    for (operation, code, permission, denied_by), gaps in by_cause(
        g for g in report.head.gaps if g.account == account
    ).items():
        denied_by = visible(denied_by)
        helps = cure(code, permission, denied_by)
        said = f"{operation} gave {visible(code)} in {plural(len(gaps), 'place')}."
        yield _note(
            "evidence-not-seen",
            "warning",
            f"{said} {helps[0].upper()}{helps[1:]}." if helps else said,
            properties={
                "operation": operation,
                "code": visible(code),
                "permission": permission,
                "deniedBy": denied_by,
                "cure": helps,
                "places": sorted({visible(g.resource or g.region) for g in gaps})[:MOST_PLACES],
            },
        )


def _defects(report: Report, account: str) -> Iterator[om.Notification]:
    for defect in report.head.defects:
        if defect.account == account:
            said = f"{defect.control} failed: {visible(defect.reason)}."
            rule = om.ReportingDescriptorReference(id=defect.control)
            yield _note("control-defect", "error", said, associated_rule=rule)


def _left_out(report: Report) -> Iterator[om.Notification]:
    for problem in report.head.left_out:
        yield _note("control-left-out", "error", visible(problem))


def _note(kind: str, level: str, text: str, **members: object) -> om.Notification:
    reference = om.ReportingDescriptorReference(id=kind, index=list(KINDS).index(kind))
    return om.Notification(level=level, descriptor=reference, message=om.Message(text=plain(text)), **members)
