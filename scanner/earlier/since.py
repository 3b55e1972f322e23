"""Compare a report with an earlier run: what is new, what was known, what cannot be told.

A failure of the earlier run that does not fail now is fixed only if this run shows it. Otherwise it
is carried over: its control was not judged on it, or the verdict is `unknown`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from collectors.records import GLOBAL
from scanner.catalog.metadata import ACCOUNT
from scanner.earlier.results import Earlier
from scanner.judging.results import KNOWN, NEW, Baseline, Carried, Report, Result, fingerprint
from scanner.judging.rows import Subject

UNKNOWN = "the verdict is unknown now"
NOT_SELECTED = "the control was not selected"
NO_ACCOUNT = "the account was not read"
NO_REGION = "the Region was not read"
NOT_LISTED = "not all resources of its kind could be read"


def compared(report: Report, earlier: Earlier) -> Report:
    """Return the report with what is new, known and carried over since an earlier run.

    The counts of `head.baseline` add up: each failure of the earlier run is known, fixed, carried
    over, or `other` (its verdict is `review`, or it is waived, left out or switched off). A control
    may have had another id then.
    """
    earlier = _renamed(earlier, report)
    results = [_since(result, earlier) for result in report.results]
    now = {result.fingerprint: result for result in report.results}
    judged = _Judged(report)
    carried: list[Carried] = []
    fixed = known = 0
    for key, failure in earlier.failures.items():
        found = now.get(key)
        if found and found.failing:
            known += 1
        elif why := judged.doubt(failure, found):
            carried.append(Carried(failure, why))
        elif not judged.decided(failure, found):
            fixed += 1
    carried.sort(key=lambda one: (one.result.control, one.result.account, one.result.fingerprint))
    baseline = Baseline(
        file=earlier.file,
        sha256=earlier.sha256,
        started=earlier.started,
        new=sum(1 for result in results if result.since == NEW),
        known=known,
        fixed=fixed,
        carried=len(carried),
        other=len(earlier.failures) - known - fixed - len(carried),
    )
    return replace(
        report, head=replace(report.head, baseline=baseline), results=results, carried=tuple(carried)
    )


def _renamed(earlier: Earlier, report: Report) -> Earlier:
    """Return an earlier run with the ids that the controls of a report have today."""
    today = {old: control.id for control in report.controls.values() for old in control.meta.aliases}
    if not any(failure.control in today for failure in earlier.failures.values()):
        return earlier
    failures = {}
    for failure in earlier.failures.values():
        control = today.get(failure.control, failure.control)
        subject = Subject(failure.resource.type, failure.resource.id, failure.region, failure.item)
        key = fingerprint(control, failure.account, subject)
        failures[key] = replace(failure, control=control, fingerprint=key)
    return replace(earlier, failures=failures)


def _since(result: Result, earlier: Earlier) -> Result:
    if not result.failing:
        return result
    return replace(result, since=KNOWN if result.fingerprint in earlier.failures else NEW)


class _Judged:
    """What a run judged: which controls, accounts and Regions, and where listings have gaps."""

    def __init__(self, report: Report) -> None:
        self._controls = report.controls
        self._off = report.head.configuration.off
        self._regions = {one.id: {*one.regions, GLOBAL} for one in report.head.accounts}
        self._unlisted = set(_unlisted(report))

    def doubt(self, failure: Result, found: Result | None) -> str:
        """Return why nobody knows whether a failure is fixed; empty if this run shows it."""
        if found:
            return UNKNOWN if found.kind == "unknown" and not found.excluded else ""
        control, account, region = failure.control, failure.account, failure.region
        if account not in self._regions:
            return NO_ACCOUNT
        if control in self._off.get(account, {}):
            return ""
        if control not in self._controls:
            return NOT_SELECTED
        if region not in self._regions[account]:
            return NO_REGION
        hidden = {(control, account, GLOBAL), (control, account, region)}
        if region == GLOBAL:
            hidden |= {(control, account, other) for other in self._regions[account]}
        return NOT_LISTED if hidden & self._unlisted else ""

    def decided(self, failure: Result, found: Result | None) -> bool:
        """Return whether a person, and no repair, is why a failure counts no longer."""
        if found:
            return found.kind in ("fail", "review") or bool(found.excluded)
        return failure.control in self._off.get(failure.account, {})


def _unlisted(report: Report) -> Iterator[tuple[str, str, str]]:
    """Yield (control, account, Region) where subjects may be missing: the account is `unknown`.

    A control that failed has no subjects of its own, so all of the account may be missing.
    """
    for result in report.results:
        if result.kind == "unknown" and result.resource.type == ACCOUNT:
            yield result.control, result.account, result.region
    for defect in report.head.defects:
        yield defect.control, defect.account, GLOBAL
