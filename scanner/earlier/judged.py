"""What a run judged, and so what it can tell about a failure of another run."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping

from collectors import with_dependencies
from collectors.records import EVERY_OPERATION, GLOBAL
from scanner.catalog.metadata import ACCOUNT
from scanner.judging.results import Report, Result

UNKNOWN = "the verdict is unknown"
NOT_SELECTED = "the control was not selected"
NO_CONTROL = "no control of this id was loaded"
NO_ACCOUNT = "the account was not read"
NO_REGION = "the Region was not read"
FEWER_REGIONS = "not all Regions of the earlier run were read"
NOT_SAID = "a results.sarif does not say what did not fail"
NOT_LISTED = "not all resources of its kind could be read"


class Judged:
    """A run: its results by fingerprint, and where subjects may be missing.

    `results`: fingerprint -> result. `unread`: account -> the Regions that the other run read and
    this one did not.
    """

    def __init__(
        self,
        report: Report,
        partial: Container[str] = (),
        before: Mapping[str, Iterable[str]] | None = None,
    ) -> None:
        """Take a run. `partial`: the accounts of which only the failures are known.

        `before`: account -> the Regions that the other run read.
        """
        self.results = {result.fingerprint: result for result in report.results}
        self._report, self._partial = report, partial
        self._regions = {one.id: {*one.regions, GLOBAL} for one in report.head.accounts}
        self.unread = {
            account: sorted(unread)
            for account, regions in sorted((before or {}).items())
            if (unread := {*regions} - self._regions.get(account, set()))
        }
        self._listing: dict[str, list[str]] = {}
        for name, control in report.controls.items():
            for operation in (EVERY_OPERATION, *with_dependencies(control.meta.lists)):
                self._listing.setdefault(operation, []).append(name)
        self._unlisted = set(self._without_subjects())
        self._unknown = {
            (one.control, one.account, one.region, one.resource.id)
            for one in report.results
            if one.kind == "unknown" and not one.excluded
        }

    def doubt(self, failure: Result) -> str:
        """Return why this run cannot tell whether a failure is fixed; empty if it can.

        A failure that has no result here is fixed only if every resource that its control looks for
        could be listed, in its Region and in those that are global. Verdicts on the account, and
        which global resources a control is about, depend on what was found in the Regions. So they
        show nothing if fewer Regions were read, nor does a question about the account in a Region
        that was read: what failed may be what another Region has. Nor is a failure fixed whose
        message names a Region that was not read: what uses the same role may still be there. Nor is
        one without a result: an agent that was not read may call the function that the control was
        about.
        """
        control, account, region = failure.control, failure.account, failure.region
        elsewhere = any(one in failure.message for one in self.unread.get(account, ()))
        fewer = elsewhere or (region == GLOBAL and account in self.unread)
        if found := self.results.get(failure.fingerprint):
            if found.kind == "unknown" and not found.excluded:
                return UNKNOWN
            about_account = found.resource.type == ACCOUNT
            if about_account and found.kind == "review" and account in self.unread and not found.excluded:
                return FEWER_REGIONS
            shown = found.kind == "pass" and not about_account and not elsewhere
            return FEWER_REGIONS if fewer and not shown and not self.decided(failure) else ""
        if account not in self._regions:
            return NO_ACCOUNT
        if self.off(failure):
            return ""
        if control not in self._report.controls:
            return NOT_SELECTED if control in self._report.others else NO_CONTROL
        if region not in self._regions[account]:
            return NO_REGION
        if account in self.unread:
            return FEWER_REGIONS
        if account in self._partial:
            return NOT_SAID
        if (control, account, region, failure.resource.id) in self._unknown:
            return UNKNOWN
        places = self._regions[account] if region == GLOBAL else (GLOBAL, region)
        return NOT_LISTED if any((control, account, at) in self._unlisted for at in places) else ""

    def decided(self, failure: Result) -> bool:
        """Return whether a person, and no repair, is why a failure counts no longer."""
        if found := self.results.get(failure.fingerprint):
            return found.kind in ("fail", "review") or bool(found.excluded)
        return bool(self.off(failure))

    def off(self, failure: Result) -> str:
        """Return why the configuration switches the control of a failure off; empty if it is on."""
        return self._report.head.configuration.off.get(failure.account, {}).get(failure.control, "")

    def _without_subjects(self) -> Iterator[tuple[str, str, str]]:
        """Yield (control, account, Region) where a control may lack subjects.

        That is where a listing that it needs has a gap, or the account is `unknown`. A control that
        failed has no subjects of its own, so all of the account may be missing.
        """
        for gap in self._report.head.gaps:
            for control in self._listing.get(gap.operation, ()):
                yield control, gap.account, gap.region
        for result in self._report.results:
            if result.kind == "unknown" and result.resource.type == ACCOUNT:
                yield result.control, result.account, result.region
        for defect in self._report.head.defects:
            yield defect.control, defect.account, GLOBAL
