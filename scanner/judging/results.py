"""Results: what the policies said of each subject, with what a reader needs to believe it and to fix it.

`results.json` is the report as JSON; `results.schema.json` beside this file is its contract.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol, TypeVar

from collectors.records import Gap, Source
from scanner.catalog.controls import Control
from scanner.catalog.lens import SEVERITIES

FORMAT = 1
"""The version of `results.json`. It changes when a reader of the old one would be misled."""

KINDS = ("fail", "unknown", "review", "pass", "not_applicable")
"""The kinds of verdict, in the order in which reports show them."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a control judges: a resource, an account in a Region, or an item of a resource."""

    type: str
    id: str
    region: str
    item: str


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence of a result: the message's name in the control's METADATA, and its arguments as they are shown."""

    id: str
    arguments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cause:
    """A gap behind an `unknown`. `resource` is None for a listing, `permission` empty if no permission helps."""

    operation: str
    region: str
    resource: str | None
    code: str
    permission: str


@dataclass(frozen=True, slots=True)
class Row:
    """An object of `data.lens.results`: one verdict, before Python adds lines and texts.

    `kind` is one of `KINDS`, or `defect` for a finding that breaks the control's contract. `proof` is a list of
    `{id, pointer}`.
    """

    control: str
    kind: str
    subject: Subject
    message: str
    messages: tuple[Message, ...]
    proof: tuple[Mapping[str, str], ...]
    causes: tuple[Cause, ...]

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Row:
        """Return the record of an engine's row.

        Raises `TypeError` and `KeyError` if a control exports a subject or a proof of another form.
        """
        subject = Subject(**row["subject"])
        proof = tuple({"id": place["id"], "pointer": place["pointer"]} for place in row["proof"])
        texts = (subject.type, subject.id, subject.region, subject.item)
        if not all(
            isinstance(text, str) for text in (*texts, *(t for place in proof for t in place.values()))
        ):
            raise TypeError("a member is not a string")
        return cls(
            control=row["control"],
            kind=row["kind"],
            subject=subject,
            message=row["message"],
            messages=tuple(Message(said["id"], tuple(said["arguments"])) for said in row["messages"]),
            proof=proof,
            causes=tuple(Cause(**cause) for cause in row["causes"]),
        )


@dataclass(frozen=True, slots=True)
class Proof:
    """A place that shows a verdict: a JSON pointer into a resource, and its file and line in the snapshot."""

    id: str
    pointer: str
    file: str | None
    line: int | None


@dataclass(frozen=True, slots=True)
class ResultResource:
    """The resource of a result."""

    type: str
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Result:
    """One control's verdict on one subject.

    `item` tells apart several results on one resource (empty if there is one only), `waived` is the waiver or
    None, `source` the place in code or None.
    """

    control: str
    best_practice: str
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
    remediation: str
    fingerprint: str
    waived: Mapping[str, Any] | None = None
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Defect:
    """A control that failed, and why."""

    control: str
    reason: str


@dataclass(frozen=True, slots=True)
class Head:
    """What a report says of the whole evaluation: the members of results.json besides `results`."""

    version: str
    edition: str
    title: str
    kind: str
    started: str
    policy_digest: str
    snapshot_digest: str
    snapshot: str
    accounts: tuple[str, ...]
    regions: tuple[str, ...]
    counts: Mapping[str, int]
    gaps: tuple[Gap, ...]
    defects: tuple[Defect, ...]

    def document(self) -> dict[str, Any]:
        """Return the head as results.json has it."""
        return {
            "format": FORMAT,
            "tool": {"name": "genai-lens", "version": self.version},
            "lens": {"edition": self.edition, "title": self.title},
            "kind": self.kind,
            "started": self.started,
            "policy_digest": self.policy_digest,
            "snapshot_digest": self.snapshot_digest,
            "snapshot": self.snapshot,
            "accounts": self.accounts,
            "regions": self.regions,
            "counts": self.counts,
            "gaps": [asdict(gap) for gap in self.gaps],
            "defects": [asdict(defect) for defect in self.defects],
        }


@dataclass(frozen=True, slots=True)
class Report:
    """All results of one evaluation, and what the reports say about it.

    `controls` are the selected controls by id, `practices` the lens's best practices by id.
    """

    head: Head
    results: Sequence[Result]
    controls: Mapping[str, Control] = field(default_factory=dict)
    practices: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


class Lost(Protocol):
    """What `by_cause` needs to know of a gap or a cause."""

    @property
    def operation(self) -> str: ...  # noqa: D102

    @property
    def code(self) -> str: ...  # noqa: D102

    @property
    def permission(self) -> str: ...  # noqa: D102


LostT = TypeVar("LostT", bound=Lost)


def by_cause(gaps: Iterable[LostT]) -> dict[tuple[str, str, str], list[LostT]]:
    """Return (operation, code, permission) -> the gaps that have these, in order of the first."""
    out: dict[tuple[str, str, str], list[LostT]] = {}
    for gap in gaps:
        out.setdefault((gap.operation, gap.code, gap.permission), []).append(gap)
    return out


def fingerprint(control: str, account: str, subject: Subject) -> str:
    """Return the identity of a result between scans: 64 hex digits over control, account and subject."""
    parts = (control, account, subject.region, subject.id, subject.item)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def sort_key(result: Result) -> tuple[Any, ...]:
    """Return the order of results: failures first, worst first, then control, account, Region, resource and item."""
    return (
        KINDS.index(result.kind),
        SEVERITIES.index(result.severity),
        result.control,
        result.account,
        result.region,
        result.resource.id,
        result.item,
    )
