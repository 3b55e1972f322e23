"""The file `attestations.yaml`: dated statements that a practice is followed which no API can show.

Policies decide whether an attestation is in force (`policies/main.rego`). An entry that lacks its
owner or its date is read, because such an attestation fails its control.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scanner.catalog.controls import Catalog
from scanner.catalog.metadata import ATTESTED
from scanner.errors import nearest
from scanner.people.files import Schema, read
from scanner.people.parts import ACCOUNTS, DATE, PATTERNS, TEXT, is_seen, lines, mapping
from scanner.people.patterns import fits

DEFAULT = "attestations.yaml"
"""The file that is read by default, if it exists, beside the configuration."""

TEXTS = ("owner", "statement", "evidence", "given", "expires")

EVIDENCE: Schema = {
    **TEXT,
    "pattern": r"^(https://[^\s<>\"\\]+|[^:<>\x00-\x1f\x7f]*)$",
    "description": "a link that starts with https://, or the id of a document without a colon",
}
"""Reports show it, and the HTML page links what starts with https://."""


@dataclass(frozen=True, slots=True)
class Attestation:
    """An entry. `line` is its first line in the file.

    A text that the file lacks is empty. So is one in which a person sees nothing.

    `given`, `expires`: as 2026-12-31. `accounts`, `resources`: patterns; empty for all.
    """

    control: str
    owner: str
    statement: str
    evidence: str
    given: str
    expires: str
    accounts: tuple[str, ...]
    resources: tuple[str, ...]
    line: int

    def document(self) -> dict[str, Any]:
        """Return the entry as policies see it."""
        texts = {name: getattr(self, name) for name in ("owner", "statement", "evidence", "given", "expires")}
        return {**texts, "resources": list(self.resources)}


@dataclass(frozen=True, slots=True)
class Attestations:
    """The entries of a file. `file` and `digest` (the sha256 of the file) are empty without one."""

    file: str = ""
    digest: str = ""
    entries: tuple[Attestation, ...] = ()

    def of(self, account: str) -> dict[str, list[dict[str, Any]]]:
        """Return control id -> the entries for an account, as policies see them."""
        found: dict[str, list[dict[str, Any]]] = {}
        for one in self.entries:
            if not one.accounts or fits(one.accounts, account):
                found.setdefault(one.control, []).append(one.document())
        return found


def load(path: Path, catalog: Catalog, option: str) -> Attestations:
    """Return the attestations in a file. `option` names such a file on the command line.

    Raises `UsageError`, with file, line and the most similar name, for each mistake.
    """
    document = read(path, schema(catalog), option=option, hints={_NEEDED: _step(catalog)})
    known = catalog.named
    return Attestations(
        path.as_posix(),
        document.digest,
        tuple(
            Attestation(
                known[entry["control"]].id,
                **{name: _text(entry, name) for name in TEXTS},
                accounts=tuple(entry.get("accounts") or ()),
                resources=tuple(entry.get("resources") or ()),
                line=document.line(("attestations", index)),
            )
            for index, entry in enumerate(document.data.get("attestations") or ())
        ),
    )


def _text(entry: Mapping[str, Any], name: str) -> str:
    found: str = entry.get(name) or ""
    return found if is_seen(found) else ""


_NEEDED = "the id of a control that a person can attest"


def schema(catalog: Catalog) -> Schema:
    """Return the JSON Schema of the file."""
    ids = [name for name, control in catalog.named.items() if control.meta.mode in ATTESTED]
    date = {**DATE, "type": ["string", "null"]}
    text = {**TEXT, "type": ["string", "null"]}
    entry = mapping(
        {
            "control": {"enum": ids, "description": _NEEDED},
            **dict.fromkeys(("owner", "statement"), text),
            "evidence": {**EVIDENCE, "type": ["string", "null"]},
            **dict.fromkeys(("given", "expires"), date),
            "accounts": {**ACCOUNTS, "minItems": 1, "description": "a list of at least one account id"},
            "resources": {
                **PATTERNS,
                "minItems": 1,
                "description": "a list of at least one ARN, with * and ? as wildcards",
            },
        }
    )
    return lines("attestations", {**entry, "required": ["control"]})


def _step(catalog: Catalog) -> Any:
    """Return the function that says what to do about an id that is not valid."""

    def step(name: str) -> str:
        if name in catalog.named:
            return "Remove the entry: what AWS answers decides this control, and no attestation does."
        ids: Mapping[str, Any] = {n: c for n, c in catalog.named.items() if c.meta.mode in ATTESTED}
        return nearest(name, ids)

    return step
