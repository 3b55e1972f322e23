"""Results: the verdicts on all subjects, with the proof, the causes and the fix of each.

`results.json` is the report as JSON. Its contract is `results.schema.json` in this folder.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from typing import Any, Protocol, TypeVar

from collectors.records import NOT_OPTED_IN, Gap, Source
from scanner.catalog.controls import Control
from scanner.catalog.json_schema import closed, many
from scanner.catalog.lens import SEVERITIES

FORMAT = 1
"""The version of `results.json`. It changes only for incompatible changes of the format."""

KINDS = ("fail", "unknown", "review", "pass", "not_applicable")
"""The kinds of verdict, in the order of reports."""

MOST_OF_A_TEXT = 1 << 16
"""The maximum length of a message, and of one of its arguments, in characters."""


@dataclass(frozen=True, slots=True)
class Subject:
    """The subject of a verdict: a resource, an item of a resource, or an account in a Region."""

    type: str
    id: str
    region: str
    item: str


@dataclass(frozen=True, slots=True)
class Message:
    """A message of a result: its name in the control's METADATA, and its arguments as text."""

    id: str
    arguments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cause:
    """A reason for an `unknown`: an operation that gave gaps with this code in this Region.

    `permission` is empty if no permission would close them. `denied_by` is the kind of policy that
    refused the calls, if AWS names it. `Head.gaps` has each gap, with its resource.
    """

    operation: str
    region: str
    code: str
    permission: str
    denied_by: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """An object of `data.lens.results`: one verdict, before Python adds lines and texts.

    `kind` is one of `KINDS`, or `defect` if the control exports something invalid. `proof` has
    objects `{id, pointer}`. Texts have at most `MOST_OF_A_TEXT` characters.
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

        Long texts are cut, because an account can make the message of a sound control long. Raises
        `ValueError` if the row does not have the form of a row.
        """
        if not _row_form().is_valid(row):
            raise ValueError("not the form of a row")
        return cls(
            control=row["control"],
            kind=row["kind"],
            subject=Subject(**row["subject"]),
            message=_cut(row["message"]),
            messages=tuple(
                Message(said["id"], tuple(_cut(text) for text in said["arguments"]))
                for said in row["messages"]
            ),
            proof=tuple(row["proof"]),
            causes=tuple(Cause(**cause) for cause in row["causes"]),
        )


def _cut(text: str) -> str:
    return text if len(text) <= MOST_OF_A_TEXT else f"{text[: MOST_OF_A_TEXT - 1]}…"


@cache
def _row_form() -> Any:
    """Return the validator of rows, which needs a microsecond for each."""
    from jsonschema_rs import validator_for

    text = {"type": "string"}
    return validator_for(
        closed(
            control=text,
            kind={"enum": [*KINDS, "defect"]},
            subject=closed(type=text, id=text, region=text, item=text),
            message=text,
            messages=many(closed(id=text, arguments=many(text))),
            proof=many(closed(id=text, pointer=text)),
            causes=many(closed(operation=text, region=text, code=text, permission=text, denied_by=text)),
        )
    )


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
class Result:
    """One control's verdict on one subject.

    `item`: distinguishes several results on one resource; empty if there is only one.
    `waived`: the waiver, or None.
    `source`: the file and lines of the resource in code, or None.
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

    @property
    def failing(self) -> bool:
        """Return whether the verdict is a failure without a waiver."""
        return self.kind == "fail" and not self.waived


@dataclass(frozen=True, slots=True)
class Defect:
    """A control that failed on an account, and the reason."""

    control: str
    account: str
    reason: str


@dataclass(frozen=True, slots=True)
class Configuration:
    """What the configuration changed.

    `file`: the path as the user gave it, or None without a file.
    `sha256`: of the file, or None.
    `changed`: account -> control -> the parameters that differ from their defaults.
    `digest`: the sha256 of all parameters, the defaults included.
    """

    file: str | None = None
    sha256: str | None = None
    changed: Mapping[str, Mapping[str, Mapping[str, Any]]] = field(default_factory=dict)
    digest: str = hashlib.sha256(b"{}").hexdigest()

    @property
    def names(self) -> list[str]:
        """Return the parameters that differ in some account, as `CONTROL.NAME`."""
        return sorted(
            {
                f"{control}.{name}"
                for controls in self.changed.values()
                for control, params in controls.items()
                for name in params
            }
        )


@dataclass(frozen=True, slots=True)
class Head:
    """General members of a report: all members of results.json except `results`.

    `passed_over`: account -> service or operation -> the Regions where AWS does not offer it.
    `left_out`: why each of the user's own controls that cannot be used was left out.
    `ended`: `{code, sentence}` if the collection ended early, else empty.
    `run`, `endpoints`, `pace`: as in the head of the snapshot.
    """

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
    configuration: Configuration = Configuration()
    passed_over: Mapping[str, Mapping[str, Sequence[str]]] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    ended: Mapping[str, str] = field(default_factory=dict)
    run: str = ""
    endpoints: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    pace: Mapping[str, float] = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        """Return the head in the form of results.json."""
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
            "configuration": asdict(self.configuration),
            "passed_over": self.passed_over,
            "left_out": self.left_out,
            "ended": self.ended,
            "run": self.run,
            "endpoints": self.endpoints,
            "pace": self.pace,
        }


@dataclass(frozen=True, slots=True)
class Report:
    """All results of one evaluation.

    `controls`: the selected controls by id.
    `practices`: the best practices of the lens by id.
    """

    head: Head
    results: Sequence[Result]
    controls: Mapping[str, Control] = field(default_factory=dict)
    practices: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def unseen(self) -> list[Result]:
        """Return the results that a gap makes `unknown`.

        Those that no call could decide are not among them, and neither are those that wait only for
        what the user did not ask for.
        """
        return [r for r in self.results if any(c.code != NOT_OPTED_IN for c in r.causes)]

    @property
    def incomplete(self) -> bool:
        """Return whether evidence is missing for a selected control, or one was not judged."""
        return bool(self.unseen or self.head.defects or self.head.left_out)


class Lost(Protocol):
    """The members of a gap or a cause that `by_cause` needs."""

    @property
    def operation(self) -> str: ...  # noqa: D102

    @property
    def code(self) -> str: ...  # noqa: D102

    @property
    def permission(self) -> str: ...  # noqa: D102

    @property
    def denied_by(self) -> str: ...  # noqa: D102


LostT = TypeVar("LostT", bound=Lost)


def by_cause(gaps: Iterable[LostT]) -> dict[tuple[str, str, str, str], list[LostT]]:
    """Return (operation, code, permission, denied by) -> its gaps, in the order of their first."""
    out: dict[tuple[str, str, str, str], list[LostT]] = {}
    for gap in gaps:
        out.setdefault((gap.operation, gap.code, gap.permission, gap.denied_by), []).append(gap)
    return out


def fingerprint(control: str, account: str, subject: Subject) -> str:
    """Return the id of a result, equal in every scan: a sha256 of control, account and subject."""
    parts = (control, account, subject.region, subject.id, subject.item)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def sort_key(result: Result) -> tuple[Any, ...]:
    """Return the sort key of a result.

    The order is kind (failures first), severity (worst first), control, account, Region, resource,
    item.
    """
    return (
        KINDS.index(result.kind),
        SEVERITIES.index(result.severity),
        result.control,
        result.account,
        result.region,
        result.resource.id,
        result.item,
    )
