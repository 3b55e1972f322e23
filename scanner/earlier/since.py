"""Compare a report with an earlier run: what is new, what was known, what cannot be told.

A failure of the earlier run that does not fail now is fixed only if this run shows it. Otherwise it
is carried over: its control was not judged on it, or the verdict is `unknown`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from scanner.catalog.controls import Control
from scanner.earlier.judged import Judged
from scanner.earlier.results import Earlier
from scanner.judging.results import KNOWN, NEW, Baseline, Carried, Report, Result, fingerprint
from scanner.judging.rows import Subject


def compared(report: Report, earlier: Earlier, others: Mapping[str, Control] | None = None) -> Report:
    """Return the report with what is new, known and carried over since an earlier run.

    `others` are the controls that were not selected, by id. The counts of `head.baseline` add up:
    each failure of the earlier run is known, fixed, carried over, or `other` (its verdict is
    `review`, or it is waived, left out or switched off). A control may have had another id then.
    """
    report = replace(report, others=others or {})
    everything = report.named
    failures = renamed(earlier.failures, everything)
    results = [_since(result, failures) for result in report.results]
    judged = Judged(report, before=earlier.regions)
    carried: list[Carried] = []
    fixed = known = 0
    for key, failure in failures.items():
        found = judged.results.get(key)
        if found and found.failing:
            known += 1
        elif why := judged.doubt(failure):
            carried.append(Carried(failure, why))
        elif not judged.decided(failure):
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
        other=len(failures) - known - fixed - len(carried),
        unread=judged.unread,
    )
    named = {one.result.control for one in carried} - report.controls.keys()
    return replace(
        report,
        head=replace(report.head, baseline=baseline),
        results=results,
        carried=tuple(carried),
        others={name: everything[name] for name in sorted(named & everything.keys())},
    )


def renamed(results: Mapping[str, Result], controls: Mapping[str, Control]) -> dict[str, Result]:
    """Return results by fingerprint, with the ids that their controls have today."""
    today = {old: control.id for control in controls.values() for old in control.meta.aliases}
    out = {}
    for key, result in results.items():
        if control := today.get(result.control, ""):
            subject = Subject(result.resource.type, result.resource.id, result.region, result.item)
            key = fingerprint(control, result.account, subject)
            result = replace(result, control=control, fingerprint=key)
        out[key] = result
    return out


def _since(result: Result, failures: Mapping[str, Result]) -> Result:
    if not result.failing:
        return result
    return replace(result, since=KNOWN if result.fingerprint in failures else NEW)
