"""Apply waivers to results, and say what a person should know of each waiver.

A waiver changes nothing but `waived` and `not_waived` of a failure that counts. So it makes no
pass, and it cannot hide what is unknown or waits for a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from collectors.records import GLOBAL
from scanner.judging.configured import WaiverNote, WaiversFile
from scanner.judging.results import Result, Waived
from scanner.people.patterns import fits, only
from scanner.people.waivers import Waiver, Waivers
from scanner.snapshot.folder import Target
from scanner.text import plural

MOST_SUBJECTS = 25
"""The most failures that a waiver matches without a note."""
DAYS = 30
"""A waiver that expires within so many days gets a note."""
MOST_NOTES = 20
"""The most notes that are sentences. `configuration.waivers.notes` of results.json has all."""

LAPSED, UNUSED, WIDE, SOON, NO_ACCOUNT = PROBLEMS = (
    "lapsed",
    "unused",
    "wide",
    "expires-soon",
    "unknown-account",
)
"""It does not hold; matches no failure; matches many; ends soon; has an account of nobody."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What was judged of an account: the ids of the controls, and the Regions that were read."""

    controls: frozenset[str]
    regions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Applied:
    """Results with their waivers, the file for the head, and the notes as sentences."""

    results: list[Result]
    file: WaiversFile
    notes: tuple[str, ...]


def judged_in(
    targets: Iterable[Target], controls: Iterable[str], off: Mapping[str, Mapping[str, str]]
) -> dict[str, Judged]:
    """Return what was judged of each account. `off`: account -> controls that are switched off."""
    selected = frozenset(controls)
    return {
        target.account: Judged(selected - off.get(target.account, {}).keys(), tuple(target.regions))
        for target in targets
    }


def applied(
    waivers: Waivers, results: Sequence[Result], day: date, judged: Mapping[str, Judged], known: Iterable[str]
) -> Applied:
    """Return the results with the waivers that hold on `day`, the day of the scan in UTC.

    `judged`: by account. `known`: the accounts of the configuration. Of several waivers that match
    a failure, the first of the file that holds counts.
    """
    out, found = list(results), _Index(results)
    notes: list[tuple[WaiverNote, str]] = []
    accounts = {*known}
    for waiver in waivers.entries:
        place = f"{waivers.file}:{waiver.line}"
        lapse = waiver.lapse(day)
        failures, unknown = found.matching(waiver)
        for index in failures:
            out[index] = _waived(out[index], waiver, place, lapse)
        if any(_concerns(waiver, account, one) for account, one in judged.items()):
            told = _told(waiver, lapse, day, failures, unknown)
        else:
            told = _elsewhere(waiver, accounts, {*judged})
        for problem, said in told:
            notes.append((WaiverNote(waiver.line, problem, len(failures)), f"{place}: {said}"))
    file = WaiversFile(
        waivers.file or None, waivers.digest or None, len(waivers.entries), tuple(note for note, _ in notes)
    )
    return Applied(out, file, tuple(_first(waivers.file, [said for _, said in notes])))


def _waived(result: Result, waiver: Waiver, place: str, lapse: str) -> Result:
    """Return a failure with a waiver that matches it."""
    if result.waived:
        return result
    if lapse:
        return replace(result, not_waived=result.not_waived or f"{place}: the waiver {lapse}")
    waived = Waived(waiver.owner, waiver.reason, waiver.ticket, waiver.expires, place)
    return replace(result, waived=waived, not_waived="")


class _Index:
    """Finds results by control and resource, so that a waiver of one resource costs one look."""

    def __init__(self, results: Sequence[Result]) -> None:
        self._results = results
        self._by_control: dict[str, list[int]] = {}
        self._by_name: dict[tuple[str, str], list[int]] = {}
        for index, result in enumerate(results):
            if result.kind in ("fail", "unknown") and not result.excluded:
                self._by_control.setdefault(result.control, []).append(index)
                for name in {result.resource.id, result.resource.name}:
                    self._by_name.setdefault((result.control, name), []).append(index)

    def matching(self, waiver: Waiver) -> tuple[list[int], int]:
        """Return the indexes of the failures that a waiver matches, and the number of unknowns."""
        name = only(waiver.resource)
        if name is None:
            candidates = self._by_control.get(waiver.control, [])
        else:
            candidates = self._by_name.get((waiver.control, name), [])
        matched = [index for index in candidates if self._matches(waiver, self._results[index])]
        failures = [index for index in matched if self._results[index].kind == "fail"]
        return failures, len(matched) - len(failures)

    @staticmethod
    def _matches(waiver: Waiver, result: Result) -> bool:
        resource = result.resource.id, result.resource.name
        return fits((waiver.account,), result.account) and waiver.about(result.region, resource, result.item)


def _concerns(waiver: Waiver, account: str, judged: Judged) -> bool:
    """Return whether the waiver could match a result that was judged in an account."""
    return (
        waiver.control in judged.controls
        and fits((waiver.account,), account)
        and any(fits((waiver.region,), region) for region in (GLOBAL, *judged.regions))
    )


def _told(
    waiver: Waiver, lapse: str, day: date, failures: Sequence[int], unknown: int
) -> Iterator[tuple[str, str]]:
    """Yield (problem, sentence) for a waiver that concerns what was judged."""
    number = plural(len(failures), "failure")
    if lapse:
        yield LAPSED, f"the waiver {lapse}, so it does not waive {number if failures else 'anything'}."
    if not failures:
        but = f", but {plural(unknown, 'result')} unknown" if unknown else ""
        yield UNUSED, f"the waiver matches no failure of {waiver.control}{but}."
    if len(failures) > MOST_SUBJECTS:
        yield WIDE, f"the waiver matches {number}, and new ones too. Name fewer resources."
    if not lapse and waiver.end and (left := (waiver.end - day).days) <= DAYS:
        when = f"in {plural(left, 'day')}" if left else "the day of the scan"
        yield SOON, f"the waiver expires on {waiver.expires}, {when}."


def _elsewhere(waiver: Waiver, known: set[str], judged: set[str]) -> Iterator[tuple[str, str]]:
    """Yield a note if the configuration lists accounts, and the waiver's is none of them."""
    if known and not any(fits((waiver.account,), account) for account in known | judged):
        yield NO_ACCOUNT, f"the configuration and the snapshot have no account {waiver.account}."


def _first(file: str, notes: Sequence[str]) -> list[str]:
    """Return the first notes, and the number of the others."""
    if len(notes) <= MOST_NOTES:
        return [*notes]
    left = plural(len(notes) - MOST_NOTES, "more note")
    return [*notes[:MOST_NOTES], f"{file}: {left} on waivers. results.json has all of them."]
