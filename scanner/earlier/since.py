"""Compare a report with an earlier run: what is new, what was known, what cannot be told.

A failure of the earlier run that does not fail now is fixed only if this run shows it. Otherwise it
is carried over: its control was not judged on it, or the verdict is `unknown`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from scanner.catalog.controls import Control
from scanner.earlier.heads import ids_of_today, today
from scanner.earlier.judged import Judged
from scanner.earlier.results import Earlier
from scanner.earlier.settings import Causes, conditions
from scanner.judging.results import KNOWN, NEW, Baseline, Carried, Report, Result, fingerprint
from scanner.judging.rows import Subject
from scanner.judging.waivers import applied
from scanner.people.waivers import Waivers

_NO_WAIVERS = Waivers()


def compared(
    report: Report,
    earlier: Earlier,
    others: Mapping[str, Control] | None = None,
    waivers: Waivers = _NO_WAIVERS,
) -> Report:
    """Return the report with what is new, known and carried over since an earlier run.

    `others` are the controls that were not selected, by id. The counts of `head.baseline` add up:
    each failure of the earlier run is known, fixed, changed (it is gone, and its policy or a
    parameter is another), carried over, or `other` (its verdict is `review`, or it is waived, left
    out or switched off). A control may have had another id then.
    What is carried over has the waivers of today, and not those of the earlier run.
    """
    report = replace(report, others=others or {})
    everything = report.named
    failures = renamed(earlier.failures, everything)
    results = [_since(result, failures) for result in report.results]
    judged = Judged(report, before=earlier.regions)
    doubts: list[tuple[Result, str]] = []
    rules = Causes(conditions(today(earlier.head, everything), report.head, everything))
    fixed = changed = known = 0
    for key, failure in {**renamed(earlier.waived, everything), **failures}.items():
        found = judged.results.get(key)
        if found and found.failing:
            known += key in failures
        elif why := judged.doubt(failure):
            doubts.append((failure, why))
        elif not judged.decided(failure):
            other_rules = bool(rules.of(failure.account, failure.control))
            fixed += key in failures and not other_rules
            changed += key in failures and other_rules
    carried = _carried(doubts, waivers, report.head.started)
    still_open = [one.result.fingerprint for one in carried if one.open]
    total = len({*failures, *still_open})
    baseline = Baseline(
        file=earlier.file,
        sha256=earlier.sha256,
        started=earlier.head.started,
        new=sum(1 for result in results if result.since == NEW),
        known=known,
        fixed=fixed,
        changed=changed,
        carried=len(still_open),
        other=total - known - fixed - changed - len(still_open),
        unread=judged.unread,
    )
    named = {one.result.control for one in carried} - report.controls.keys()
    return replace(
        report,
        head=replace(report.head, baseline=baseline),
        results=results,
        carried=carried,
        others={name: everything[name] for name in sorted(named & everything.keys())},
    )


def _carried(doubts: Sequence[tuple[Result, str]], waivers: Waivers, started: str) -> tuple[Carried, ...]:
    """Return failures that nobody can judge, with their waivers. `started`: of the snapshot."""
    then = [replace(failure, waived=None, not_waived="") for failure, _ in doubts]
    day = date.fromisoformat(started[:10])
    found = applied(waivers, then, day, {}, ()).results
    carried = [Carried(result, why) for result, (_, why) in zip(found, doubts, strict=True)]
    carried.sort(key=lambda one: (one.result.control, one.result.account, one.result.fingerprint))
    return tuple(carried)


def renamed(results: Mapping[str, Result], controls: Mapping[str, Control]) -> dict[str, Result]:
    """Return results by fingerprint, with the ids that their controls have today."""
    ids = ids_of_today(controls)
    out = {}
    for key, result in results.items():
        if control := ids.get(result.control, ""):
            subject = Subject(result.resource.type, result.resource.id, result.region, result.item)
            key = fingerprint(control, result.account, subject)
            result = replace(result, control=control, fingerprint=key)
        out[key] = result
    return out


def _since(result: Result, failures: Mapping[str, Result]) -> Result:
    if not result.failing:
        return result
    return replace(result, since=KNOWN if result.fingerprint in failures else NEW)
