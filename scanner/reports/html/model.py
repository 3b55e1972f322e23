"""The page as plain data: what the templates print, made from a report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from scanner.catalog.controls import Control, Selection
from scanner.catalog.lens import SEVERITIES
from scanner.catalog.metadata import ACCOUNT
from scanner.judging.results import KNOWN, Report, Result
from scanner.judging.rows import KINDS
from scanner.reports.html.evidence import Behind, Evidence, Excerpt
from scanner.reports.words import by_control, column, known_name, tags, where

MOST_OPEN = 10
"""The maximum number of results of one kind and control that are not folded."""
MOST_PROVEN_OF_ONE, MOST_PROVEN = 100, 2000
"""The maximum number of results with lines and calls: of one control, and of all."""

WORDS = {
    "fail": "failing",
    "unknown": "unknown",
    "review": "for a person to decide",
    "pass": "passing",
    "not_applicable": "not applicable",
}
"""Kind of verdict -> how the page says it."""
WAIVED = "waived"
"""The state of a control or a practice whose only failures are waived. It is no pass."""
STATES = (*KINDS[:3], WAIVED, *KINDS[3:])
"""The states of controls and practices, the worst first."""
NO_CONTROL, NOT_CHOSEN, NOT_JUDGED = "no control yet", "not in this scan", "not judged"


@dataclass(frozen=True, slots=True)
class Finding:
    """A result. `anchor` is empty if nothing links to it; `note` says why it does not count.

    `place` is its type, Region and, in a report on several accounts, the account.
    `link` is the evidence of an attestation, if it is a link with https.
    `evidence` is None for a result that passes, and beyond the first of many.
    """

    anchor: str
    kind: str
    name: str
    place: str
    id: str
    item: str
    message: str
    note: str = ""
    link: str = ""
    evidence: tuple[tuple[Excerpt, ...], Behind] | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """The results of one kind and control. Those of `rest` are folded."""

    kind: str
    title: str
    first: Sequence[Finding]
    rest: Sequence[Finding]

    @property
    def number(self) -> int:
        """Return the number of results."""
        return len(self.first) + len(self.rest)


@dataclass(frozen=True, slots=True)
class ControlPart:
    """A control with its results. `notes`: what the reader must know before he counts them."""

    control: Control
    severity: str
    state: str
    said: str
    notes: Sequence[str]
    groups: Sequence[Group]


@dataclass(frozen=True, slots=True)
class PracticePart:
    """A best practice. `state` is one of `STATES`, or empty if no control judged it.

    `severity` is that of its worst failure.
    """

    id: str
    title: str
    risk: str
    state: str
    severity: str
    said: str
    controls: Sequence[ControlPart] = ()


@dataclass(frozen=True, slots=True)
class First:
    """A failing control, for the lists of what fails."""

    control: Control
    severity: str
    number: int
    where: str
    names: Sequence[str]
    more: int


@dataclass(frozen=True, slots=True)
class Page:
    """The parts of a report that need more than the report's own members.

    `known`: the controls whose failures the baseline has. Without one, all are in `first`.
    """

    first: Sequence[First]
    known: Sequence[First]
    pillars: Sequence[tuple[str, Sequence[PracticePart]]]
    severities: Sequence[tuple[str, int]]
    proven: int
    unproven: int


def page_of(report: Report, evidence: Evidence) -> Page:
    """Return the page of a report."""
    by_control: dict[str, list[Result]] = {control: [] for control in report.controls}
    for result in report.results:
        by_control.setdefault(result.control, []).append(result)
    writer = _Writer(report, evidence)
    parts = {name: writer.control(report.controls[name], found) for name, found in by_control.items()}
    pillars: dict[str, list[PracticePart]] = {}
    for key, practice in report.practices.items():
        own = [part for part in parts.values() if part.control.practice == key]
        counted = [r for part in own for r in by_control[part.control.id] if not r.excluded]
        pillars.setdefault(practice["pillar"], []).append(_practice(report, key, own, counted))
    failing = [result for result in report.results if result.failing]
    by_severity = Counter(result.severity for result in failing)
    return Page(
        first=_first(report, [r for r in failing if r.since != KNOWN]),
        known=_first(report, [r for r in failing if r.since == KNOWN]),
        pillars=list(pillars.items()),
        severities=[(severity, by_severity[severity]) for severity in SEVERITIES],
        proven=writer.proven,
        unproven=writer.unproven,
    )


def _first(report: Report, failing: Sequence[Result]) -> list[First]:
    """Return the failing controls, worst first: by severity, then by the number of failures."""
    out = []
    for name, results in by_control(failing).items():
        names = list(dict.fromkeys(short_name(result) for result in results))
        severity = min((r.severity for r in results), key=SEVERITIES.index)
        place = where(result.region for result in results)
        out.append(
            First(report.controls[name], severity, len(results), place, names[:3], max(0, len(names) - 3))
        )
    return sorted(out, key=lambda one: (SEVERITIES.index(one.severity), -one.number, one.control.id))


def _practice(
    report: Report, key: str, parts: Sequence[ControlPart], counted: Sequence[Result]
) -> PracticePart:
    practice = report.practices[key]
    failing = [r for r in counted if r.failing]
    nothing = NO_CONTROL if report.head.selection == Selection() else NOT_CHOSEN
    return PracticePart(
        id=key,
        title=practice["title"],
        risk=practice["risk"],
        state=state_of(counted) if parts else "",
        severity=min((r.severity for r in failing), key=SEVERITIES.index, default=""),
        said=(said_of(counted) if counted else NOT_JUDGED) if parts else nothing,
        controls=sorted(parts, key=lambda part: (_rank(part.state), SEVERITIES.index(part.severity))),
    )


class _Writer:
    """Makes the parts of controls, and counts the results that have lines and calls."""

    def __init__(self, report: Report, evidence: Evidence) -> None:
        self._report, self._evidence = report, evidence
        self._single = len(report.head.accounts) < 2
        self.proven = self.unproven = self._left = 0

    def control(self, control: Control, results: Sequence[Result]) -> ControlPart:
        """Return a control with its results."""
        counted = [result for result in results if not result.excluded]
        self._left = MOST_PROVEN_OF_ONE
        groups = [
            self._group(kind, title, [r for r in same if r.kind == kind and not r.waived])
            for kind in KINDS
            for title, same in self._since(kind, counted)
        ]
        groups.append(self._group(WAIVED, "accepted by a waiver", [r for r in counted if r.waived]))
        groups.append(
            self._group("excluded", "left out by the configuration", [r for r in results if r.excluded])
        )
        severity = min((r.severity for r in results), key=SEVERITIES.index, default=control.meta.severity)
        return ControlPart(
            control=control,
            severity=severity,
            state=state_of(counted),
            said=said_of(counted) if results else NOT_JUDGED,
            notes=self._notes(control),
            groups=[group for group in groups if group.number],
        )

    def _since(self, kind: str, results: Sequence[Result]) -> list[tuple[str, Sequence[Result]]]:
        """Return (title, results) of a kind: with a baseline, known failures stand apart."""
        if kind != "fail" or not self._report.head.baseline:
            return [(WORDS[kind], results)]
        return [
            ("failing, new", [r for r in results if r.since != KNOWN]),
            ("failing, known", [r for r in results if r.since == KNOWN]),
        ]

    def _notes(self, control: Control) -> list[str]:
        configuration = self._report.head.configuration
        notes = []
        for account, off in configuration.off.items():
            if control.id in off:
                notes.append(f"Switched off in account {self._named(account)}: {off[control.id]}")
        for account, changed in configuration.severities.items():
            if one := changed.get(control.id):
                said = f"Severity {one.severity} instead of {one.own} in account {self._named(account)}"
                notes.append(f"{said}: {one.reason}")
        for defect in self._report.head.defects:
            if defect.control == control.id:
                notes.append(f"The control failed in account {self._named(defect.account)}: {defect.reason}")
        return notes

    def _named(self, account: str) -> str:
        return self._report.head.named(account)

    def _group(self, kind: str, title: str, results: Sequence[Result]) -> Group:
        found = [self._finding(kind, result) for result in results]
        some = MOST_OPEN if kind in ("fail", "unknown", "review") else 0
        return Group(kind, title, found[:some], found[some:])

    def _finding(self, kind: str, result: Result) -> Finding:
        shown = kind not in ("pass", "not_applicable")
        return Finding(
            anchor=anchor(result) if shown else "",
            kind=kind,
            name=short_name(result),
            place=self._place(result),
            id=result.resource.id,
            item=result.item,
            message=result.message,
            note=_note(result),
            link=_link(result),
            evidence=self._proven(result) if shown else None,
        )

    def _place(self, result: Result) -> str:
        what = [] if result.resource.type == ACCOUNT else [result.resource.type.split("::")[-1]]
        return ", ".join([*what, result.region, *([] if self._single else [self._named(result.account)])])

    def _proven(self, result: Result) -> tuple[tuple[Excerpt, ...], Behind] | None:
        if not self._left or self.proven >= MOST_PROVEN:
            self.unproven += 1
            return None
        self._left -= 1
        self.proven += 1
        excerpts = tuple(self._evidence.excerpt(result.account, proof) for proof in result.proof)
        return excerpts, self._evidence.behind(result)


def _note(result: Result) -> str:
    if result.excluded:
        return f"Left out by its tags ({tags(result.excluded)}): {result.excluded.reason}"
    if result.waived:
        return f"Waived {result.waived.said}: {result.waived.reason}"
    return result.not_waived


def _link(result: Result) -> str:
    evidence = result.attestation.evidence if result.attestation else ""
    return evidence if evidence.startswith("https://") else ""


def anchor(result: Result) -> str:
    """Return the name by which a link reaches a result."""
    return f"r-{result.fingerprint[:16]}"


def short_name(result: Result) -> str:
    """Return a name that a person knows: the resource's name, else the end of its ARN."""
    if result.resource.type == ACCOUNT:
        return "Account"
    return known_name(result.resource.name, result.resource.id)


def state_of(results: Sequence[Result]) -> str:
    """Return the worst state of results; empty if there is none."""
    return min(map(column, results), key=STATES.index, default="")


def said_of(results: Sequence[Result]) -> str:
    """Return the numbers of results by kind, such as `12 failing, 3 unknown`."""
    counts = Counter(map(column, results))
    parts = [f"{counts[kind]:,} {WORDS[kind]}" for kind in ("fail", "unknown", "review") if counts[kind]]
    parts += [f"{counts[WAIVED]:,} waived"] if counts[WAIVED] else []
    if not parts and counts["pass"]:
        parts = [f"{counts['pass']:,} passing"]
    return ", ".join(parts) or "not applicable"


def _rank(state: str) -> int:
    return STATES.index(state) if state else len(STATES)
