"""Compare two runs: what is new, what was fixed, and what can no longer be told, each with why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from collectors.records import Resource
from scanner.catalog.lens import severities_from
from scanner.catalog.metadata import ACCOUNT
from scanner.earlier.judged import NOT_SAID, Judged
from scanner.earlier.properties import Difference, differences
from scanner.earlier.runs import Run
from scanner.earlier.settings import Causes, Setting, settings, waivers
from scanner.judging.results import Report, Result, worst_first

NEW, FIXED, WAIVED, CLOSED, UNSEEN, STILL = "new", "fixed", "waived", "closed", "unseen", "still"
STATES = (NEW, FIXED, WAIVED, CLOSED, UNSEEN, STILL)
"""What became of a failure.

`closed`: a person decided that it counts no longer. `unseen`: no longer seen. `still`: fails in
both runs.
"""
GONE = "it is no longer there"
NOT_JUDGED = "the control no longer judges it"
NOTHING = "none"
"""The verdict of a run without a result on a subject."""
MOST_DIFFERENCES = 20
"""The maximum number of properties that are named for a change."""


@dataclass(frozen=True, slots=True)
class Change:
    """A failure of either run, and what became of it.

    `state`: one of `STATES`. `result`: that of the new run, or else of the old one.
    `before`, `after`: the kinds of both verdicts, or `NOTHING`.
    `why`: why it is in this state, in words; empty where the verdicts say it.
    `lost`: whether the new run could not see it.
    `causes`: what differs between the runs and may be the reason.
    `properties`: what changed of the resource and of those that prove it. `more`: whether there is
    more than that.
    """

    state: str
    result: Result
    before: str
    after: str
    why: str = ""
    lost: bool = False
    causes: tuple[str, ...] = ()
    properties: tuple[Difference, ...] = ()
    more: bool = False


@dataclass(frozen=True, slots=True)
class Diff:
    """Two runs compared.

    `changes`: the failures of either, by state, the most severe first.
    `others`: (before, after) -> the number of subjects that failed in neither and changed.
    `compared`: whether properties could be compared, which needs two snapshots.
    """

    old: Run
    new: Run
    changes: tuple[Change, ...]
    settings: tuple[Setting, ...]
    others: Mapping[tuple[str, str], int]
    compared: bool

    def of(self, state: str) -> list[Change]:
        """Return the changes of a state."""
        return [change for change in self.changes if change.state == state]


def diff(old: Run, new: Run) -> Diff:
    """Compare two runs whose controls have the ids of today. Takes linear time."""
    both = _Both(old, new)
    changes = [*both.failed_then(), *both.fails_now()]
    changes.sort(key=_order)
    compared = bool(old.report.snapshot and new.report.snapshot)
    return Diff(old, new, tuple(changes), tuple(both.settings), both.others(), compared)


def exit_code(found: Diff, fail_on: str) -> int:
    """Return 1 for new failures of this severity or worse, 3 if failures were lost, else 0.

    It is 70 for a defect in a control that is not the user's own.
    """
    if any(report.snapshot and report.broken for report in (found.old.report, found.new.report)):
        return 70
    bad = severities_from(fail_on)
    if any(change.result.severity in bad for change in found.of(NEW)):
        return 1
    return 3 if any(change.lost for change in found.changes) else 0


def _order(change: Change) -> tuple[object, ...]:
    return STATES.index(change.state), *worst_first(change.result)


class _Both:
    """Two runs, and what is needed to tell what became of a failure."""

    def __init__(self, old: Run, new: Run) -> None:
        then, now = ({one.id: one.regions for one in run.report.head.accounts} for run in (old, new))
        self._then = Judged(old.report, old.partial, now)
        self._now = Judged(new.report, new.partial, then)
        heads = old.report.head, new.report.head
        self.settings = settings(*heads, {**old.report.named, **new.report.named})
        self._waivers = tuple(one.said for one in waivers(*heads))
        self._causes = Causes(self.settings)
        self._open = {one.fingerprint: one for one in old.report.results if one.failing}
        self._open |= {one.result.fingerprint: one.result for one in old.report.carried if one.open}
        self._carried = {one.result.fingerprint: one.result for one in old.report.carried}
        self._accepted = {one.result.fingerprint: one.result for one in new.report.carried if not one.open}
        self._old, self._new = _resources(old.report), _resources(new.report)
        self._differences = lru_cache(maxsize=None)(self._compared)
        self._named = {(one.account, one.resource.id) for one in new.report.results}
        self._both = bool(old.report.snapshot and new.report.snapshot)

    def failed_then(self) -> Iterator[Change]:
        """Yield what became of each failure of the old run."""
        for key, failure in self._open.items():
            found = self._now.results.get(key)
            before, after = "fail", found.kind if found else NOTHING
            accepted = self._accepted.get(key, found)
            if found and found.failing:
                if key in self._carried:
                    yield Change(STILL, found, before, after, "carried over by the old run")
                else:
                    yield Change(STILL, found, before, after)
            elif accepted and accepted.waived:
                said = f"{accepted.waived.said}: {accepted.waived.reason}"
                yield Change(WAIVED, accepted, before, after, said, causes=self._waivers)
            elif doubt := self._now.doubt(failure):
                why = f"{doubt}: {found.message}" if found and found.message else doubt
                yield self._told(Change(UNSEEN, found or failure, before, after, why, lost=True), failure)
            elif self._now.decided(failure):
                yield self._told(
                    Change(CLOSED, found or failure, before, after, self._decision(failure, found)), failure
                )
            elif found:
                yield self._told(Change(FIXED, found, before, after), failure)
            else:
                gone = not self._there(failure)
                yield self._told(
                    Change(UNSEEN, failure, before, after, GONE if gone else NOT_JUDGED), failure
                )

    def fails_now(self) -> Iterator[Change]:
        """Yield the failures of the new run that the old one does not have."""
        for key, found in self._now.results.items():
            if not found.failing or key in self._open:
                continue
            then = self._carried.get(key) or self._then.results.get(key)
            why, unseen = "", False
            if then and then.kind == "fail":
                why = "it was waived then" if then.waived else "it was left out by a tag then"
                why += f"; {found.not_waived}" if found.not_waived else ""
            elif (doubt := self._then.doubt(found)) and doubt != NOT_SAID:
                why, unseen = f"nobody knows whether it failed then: {doubt}", True
            elif off := self._then.off(found):
                why = f"the control was switched off then: {off}"
            change = Change(NEW, found, then.kind if then else NOTHING, "fail", why)
            yield self._told(change, then, unseen=unseen)

    def others(self) -> dict[tuple[str, str], int]:
        """Return (before, after) -> the number of subjects that fail in neither run and changed."""
        found: Counter[tuple[str, str]] = Counter()
        for key in dict.fromkeys([*self._then.results, *self._now.results]):
            then, now = self._then.results.get(key), self._now.results.get(key)
            kinds = (then.kind if then else NOTHING, now.kind if now else NOTHING)
            if "fail" not in kinds and kinds[0] != kinds[1] and key not in self._open:
                found[kinds] += 1
        return dict(sorted(found.items()))

    def _decision(self, failure: Result, found: Result | None) -> str:
        if found and found.excluded:
            return f"left out by a tag: {found.excluded.reason}"
        if found:
            return f"for a person to decide: {found.message}"
        return f"the control is switched off: {self._now.off(failure)}"

    def _there(self, failure: Result) -> bool:
        """Return whether the new run knows the resource of a failure.

        Of two snapshots it must also know what proved it: a key of a user is no subject of its own.
        """
        account, key = failure.account, (failure.account, failure.resource.id)
        if not self._both:
            return failure.resource.type == ACCOUNT or key in self._named
        proven = ((account, place.id) for place in failure.proof)
        return not any(one in self._old and one not in self._new for one in (key, *proven))

    def _told(self, change: Change, other: Result | None, *, unseen: bool = False) -> Change:
        """Return a change with its possible causes, and with the properties that changed.

        `unseen`: whether the old run could not see the subject. What one run could not see has
        neither come nor gone, so resources of the other run alone are left out.
        """
        result = change.result
        explained = change.lost or change.state == CLOSED
        causes = () if explained else self._causes.of(result.account, result.control)
        if change.state == NEW and other and other.waived:
            causes += self._waivers
        ids = dict.fromkeys(
            name
            for one in (result, other)
            if one
            for name in (one.resource.id, *(place.id for place in one.proof))
        )
        if unseen or change.lost:
            both = (self._old, self._new)
            ids = {name: None for name in ids if all((result.account, name) in one for one in both)}
        found = [one for name in ids for one in self._differences(result.account, name)] if self._both else []
        return Change(
            change.state,
            result,
            change.before,
            change.after,
            change.why,
            change.lost,
            causes,
            tuple(found[:MOST_DIFFERENCES]),
            len(found) > MOST_DIFFERENCES,
        )

    def _compared(self, account: str, name: str) -> tuple[Difference, ...]:
        """Return the differences of one resource, which is in a snapshot or in none."""
        old, new = self._old.get((account, name)), self._new.get((account, name))
        return tuple(islice(differences(old, new), MOST_DIFFERENCES + 1)) if old or new else ()


def _resources(report: Report) -> dict[tuple[str, str], Resource]:
    found = report.snapshot.resources if report.snapshot else ()
    return {(resource.account, resource.id): resource for resource in found}
