"""Results: the verdicts on all subjects, and what a reader must know of the run that gave them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from collectors.records import NOT_OPTED_IN, Gap, Source
from scanner.catalog.controls import Control, Selection
from scanner.catalog.lens import SEVERITIES
from scanner.judging.configured import Configuration
from scanner.judging.rows import KINDS, Attested, Cause, Message, Subject
from scanner.snapshot.folder import Snapshot

NEW, KNOWN = "new", "known"
"""What a failure is since an earlier run: it failed then, or it did not."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A place that proves a verdict: a JSON pointer into a resource, and its file and line."""

    id: str
    pointer: str
    file: str | None
    line: int | None


@dataclass(frozen=True, slots=True)
class ResultResource:
    """The resource that a result is about."""

    type: str
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Excluded:
    """Why the configuration leaves a resource out: the tags that it named, and the reason."""

    tags: Mapping[str, str]
    reason: str


@dataclass(frozen=True, slots=True)
class Waived:
    """The waiver of a failure. `expires`: its last day. `place`: `FILE:LINE` of the entry."""

    owner: str
    reason: str
    ticket: str
    expires: str
    place: str

    @property
    def said(self) -> str:
        """Return the waiver as one line, without the reason."""
        ticket = f" ({self.ticket})" if self.ticket else ""
        return f"by {self.owner}{ticket} until {self.expires}, {self.place}"


@dataclass(frozen=True, slots=True)
class Result:
    """One control's verdict on one subject.

    `item`: distinguishes several results on one resource; empty if there is only one.
    `tags`: the tags of the resource.
    `waived`: the waiver in force, or None. Only a failure that counts can have one.
    `not_waived`: why a waiver of this failure does not hold, with its place; else empty.
    `excluded`: why the resource is left out, or None. Such a result counts nowhere.
    `source`: the file and lines of the resource in code, or None.
    `since`: `new` or `known`, for a failure that counts and a run with a baseline; else empty.
    `attestation`: the attestation that decided the verdict, or None.
    """

    control: str
    kind: str
    severity: str
    account: str
    region: str
    resource: ResultResource
    item: str
    message: str
    messages: tuple[Message, ...]
    proof: tuple[Proof, ...]
    causes: tuple[Cause, ...]
    fingerprint: str
    tags: Mapping[str, str] = field(default_factory=dict)
    waived: Waived | None = None
    not_waived: str = ""
    excluded: Excluded | None = None
    source: Source | None = None
    since: str = ""
    attestation: Attested | None = None

    @property
    def best_practice(self) -> str:
        """Return the id of the best practice of the control."""
        return self.control.split("/")[0]

    @property
    def failing(self) -> bool:
        """Return whether the verdict is a failure that counts."""
        return self.kind == "fail" and not self.waived and not self.excluded


@dataclass(frozen=True, slots=True)
class Defect:
    """A control that failed on an account, and the reason."""

    control: str
    account: str
    reason: str


@dataclass(frozen=True, slots=True)
class AccountHead:
    """An account that was judged.

    `name` is the configuration's, or empty. `caller` is the ARN of the identity that read it.
    """

    id: str
    name: str
    caller: str
    regions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Carried:
    """A failure of an earlier run that is neither fixed nor known to fail now, and why.

    `result` has the waiver that holds today, or else why none does.
    """

    result: Result
    why: str

    @property
    def open(self) -> bool:
        """Return whether no waiver accepts the failure."""
        return self.result.failing

    @property
    def said(self) -> str:
        """Return why, with the waiver of the failure if it has one."""
        if self.result.waived:
            return f"{self.why}, and it is waived {self.result.waived.said}: {self.result.waived.reason}"
        lapsed = self.result.not_waived
        return f"{self.why} (not waived: {lapsed})" if lapsed else self.why


@dataclass(frozen=True, slots=True)
class Baseline:
    """The earlier run that `--baseline` names, and what became of its failures.

    `file`: the path as the user gave it. `sha256`: of the file. `started`: when its account was
    read. `new`: failures of this run that did not fail then. `known`, `fixed`, `changed`, `carried`
    and `other` add up to its failures. `changed` are gone, and their policy, a parameter or the
    workload is another, so they need not be repaired. `other` are those that a person decided:
    waived, left out, switched off, or `review`. Failures that were waived then are among them only
    if they are carried over and their waiver holds no longer.
    `unread`: account -> the Regions that earlier runs read and this one did not.
    """

    file: str
    sha256: str
    started: str
    new: int
    known: int
    fixed: int
    changed: int
    carried: int
    other: int
    unread: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Head:
    """What a reader must know of a run.

    `started`, `finished`: of the collection, as RFC 3339 in UTC. `calls`: the pages asked for.
    `sample`: whether this is a sample account and not a real one.
    `counts`: kind -> number of results, without those that are excluded.
    `passed_over`: account -> service or operation -> the Regions where AWS does not offer it.
    `left_out`: why each of the user's own controls that cannot be used was left out.
    `ended`: `{code, sentence}` if the collection ended early, else empty.
    `notes`: sentences on what the reader should know, such as tags that were not read.
    `run`, `endpoints`, `pace`: as in the head of the snapshot.
    `baseline`: the earlier run that this one is compared with, or None.
    `policies`: the id of each control -> the sha256 of the policies that it needs.
    """

    version: str
    edition: str
    title: str
    kind: str
    started: str
    policy_digest: str
    snapshot_digest: str
    snapshot: str
    accounts: tuple[AccountHead, ...]
    counts: Mapping[str, int]
    gaps: tuple[Gap, ...]
    defects: tuple[Defect, ...]
    finished: str = ""
    calls: int = 0
    sample: bool = False
    selection: Selection = field(default_factory=Selection)
    configuration: Configuration = field(default_factory=Configuration)
    passed_over: Mapping[str, Mapping[str, Sequence[str]]] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    ended: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    run: str = ""
    endpoints: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    pace: Mapping[str, float] = field(default_factory=dict)
    baseline: Baseline | None = None
    policies: Mapping[str, str] = field(default_factory=dict)

    @property
    def seconds(self) -> float | None:
        """Return how long the collection took; None if the snapshot does not say."""
        if not (self.started and self.finished):
            return None
        first, last = datetime.fromisoformat(self.started), datetime.fromisoformat(self.finished)
        return max(0.0, (last - first).total_seconds())

    @property
    def regions(self) -> tuple[str, ...]:
        """Return the Regions that were read in any account, sorted."""
        return tuple(sorted({region for account in self.accounts for region in account.regions}))

    def name_of(self, account: str) -> str:
        """Return the configuration's name of an account, or an empty string."""
        return next((one.name for one in self.accounts if one.id == account), "")

    def named(self, account: str) -> str:
        """Return an account's id for people, with its name if the configuration has one."""
        name = self.name_of(account)
        return f"{account} ({name})" if name else account


@dataclass(frozen=True, slots=True)
class Report:
    """All results of one evaluation.

    `controls`: the selected controls by id, those that are switched off too.
    `practices`: the best practices of the lens by id.
    `snapshot`: what was judged; None in a report that was not made from a snapshot.
    `carried`: the failures of the baseline that nobody knows to be fixed, sorted, the waived ones
    too.
    `others`: the controls of `carried` that were not selected, by id.
    """

    head: Head
    results: Sequence[Result]
    controls: Mapping[str, Control] = field(default_factory=dict)
    practices: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    snapshot: Snapshot | None = field(default=None, compare=False, repr=False)
    carried: tuple[Carried, ...] = ()
    others: Mapping[str, Control] = field(default_factory=dict)

    @property
    def named(self) -> dict[str, Control]:
        """Return the controls that the report names, by id: the selected ones, and `others`."""
        return {**self.controls, **self.others}

    @property
    def counted(self) -> list[Result]:
        """Return the results that count: all but those of excluded resources."""
        return [r for r in self.results if not r.excluded]

    @property
    def waived(self) -> list[Result]:
        """Return the failures that a waiver accepts."""
        return [r for r in self.counted if r.waived]

    @property
    def unseen(self) -> list[Result]:
        """Return the results that a gap makes `unknown`.

        Those that no call could decide are not among them, and neither are those that wait only for
        what the user did not ask for.
        """
        return [r for r in self.counted if any(c.code != NOT_OPTED_IN for c in r.causes)]

    @property
    def broken(self) -> bool:
        """Return whether a control failed that is not the user's own."""
        return any(not self.controls[defect.control].custom for defect in self.head.defects)

    @property
    def incomplete(self) -> bool:
        """Return whether evidence is missing for a selected control, or one was not judged."""
        return bool(self.unseen or self.head.defects or self.head.left_out)


def fingerprint(control: str, account: str, subject: Subject) -> str:
    """Return the id of a result, equal in every scan: a sha256 of control, account and subject."""
    parts = (control, account, subject.region, subject.id, subject.item)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def sort_key(result: Result) -> tuple[Any, ...]:
    """Return the sort key of a result: its kind (failures first), then `worst_first`."""
    return KINDS.index(result.kind), *worst_first(result)


def worst_first(result: Result) -> tuple[Any, ...]:
    """Return the sort key of results of one kind.

    The order is severity (worst first), control, account, Region, resource, item.
    """
    return (
        SEVERITIES.index(result.severity),
        result.control,
        result.account,
        result.region,
        result.resource.id,
        result.item,
    )
