"""What an upload to GitHub does to the alerts of the upload before."""

from __future__ import annotations

from scanner.judging.results import Report, Result
from scanner.text import plural


def may_close(report: Report, account: str = "") -> list[Result]:
    """Return the results whose alerts GitHub may close without a fix, of one account or of all.

    These are `unknown` because something could not be read, or because the control failed. GitHub
    shows an alert as fixed if the next upload does not have it, and only failures are uploaded.
    With a baseline there are none: its failures that are `unknown` now are uploaded again.
    """
    if report.head.baseline:
        return []
    broken = {(defect.control, defect.account) for defect in report.head.defects}
    lost = {id(result) for result in report.unseen}
    return [
        r
        for r in report.counted
        if account in ("", r.account)
        and (id(r) in lost or (r.kind == "unknown" and (r.control, r.account) in broken))
    ]


def closing_alerts(report: Report, account: str = "") -> str:
    """Return how many alerts may close in that way, as sentences; empty if there are none."""
    number = len(may_close(report, account))
    if not number:
        return ""
    are = "is" if number == 1 else "are"
    return (
        f"{plural(number, 'result')} {are} unknown because something could not be read, or because a "
        "control failed. GitHub will show their alerts of the last upload as fixed, if there are any."
    )
