"""Rows: the verdicts as an engine returns them, checked and as records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from scanner.catalog.json_schema import closed, many

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
class Attested:
    """The attestation that decided a verdict. A text that it lacks is empty."""

    owner: str
    evidence: str
    given: str
    expires: str


@dataclass(frozen=True, slots=True)
class Row:
    """An object of `data.lens.results`: one verdict, before Python adds lines and texts.

    `kind` is one of `KINDS`, or `defect` if the control exports something invalid. `proof` has
    objects `{id, pointer}`. Texts have at most `MOST_OF_A_TEXT` characters. `attestation` is None
    if none decided.
    """

    control: str
    kind: str
    subject: Subject
    message: str
    messages: tuple[Message, ...]
    proof: tuple[Mapping[str, str], ...]
    causes: tuple[Cause, ...]
    attestation: Attested | None = None

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
            causes=tuple(_cause(**cause) for cause in row["causes"]),
            attestation=_attested(row.get("attestation")),
        )


@lru_cache(maxsize=1 << 16)
def _cause(**members: str) -> Cause:
    """Return the record of a cause. Many rows of an account have the same few, so they share it."""
    return Cause(**members)


def _attested(found: Mapping[str, str] | None) -> Attested | None:
    return Attested(**{name: _cut(text) for name, text in found.items()}) if found else None


def _cut(text: str) -> str:
    return text if len(text) <= MOST_OF_A_TEXT else f"{text[: MOST_OF_A_TEXT - 1]}…"


@cache
def _row_form() -> Any:
    """Return the validator of rows, which needs a microsecond for each."""
    from jsonschema_rs import validator_for

    text = {"type": "string"}
    form = closed(
        control=text,
        kind={"enum": [*KINDS, "defect"]},
        subject=closed(type=text, id=text, region=text, item=text),
        message=text,
        messages=many(closed(id=text, arguments=many(text))),
        proof=many(closed(id=text, pointer=text)),
        causes=many(closed(operation=text, region=text, code=text, permission=text, denied_by=text)),
    )
    form["properties"]["attestation"] = closed(owner=text, evidence=text, given=text, expires=text)
    return validator_for(form)
