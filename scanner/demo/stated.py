"""What people of the sample accounts state: the files `attestations.yaml` and `workload.yaml`.

The first is an ordinary one, written for a scan on `WRITTEN_FOR`. For a scan on another day its
dates move with the scan, so that the samples always show the same verdicts. The second has the form
of genai-lens.yaml.
"""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterable
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from scanner.people.attestations import Attestation, Attestations
from scanner.people.config import Account
from scanner.yaml_files import parse

WRITTEN_FOR = date(2026, 6, 1)
FILE = Path(__file__).parent / "attestations.yaml"
WORKLOAD = Path(__file__).parent / "workload.yaml"
_TEXTS = ("control", "owner", "statement", "evidence", "given", "expires")


def attestations(
    accounts: Iterable[str], day: date = WRITTEN_FOR, controls: Container[str] | None = None
) -> Attestations:
    """Return the attestations of these sample accounts for a scan on this day.

    There are none for other accounts. With `controls`, there are none for other controls.
    """
    wanted = set(accounts)
    chosen = [
        _moved(entry, day - WRITTEN_FOR)
        for entry in _entries()
        if wanted & set(entry.accounts) and (controls is None or entry.control in controls)
    ]
    if not chosen:
        return Attestations()
    return Attestations(FILE.name, hashlib.sha256(FILE.read_bytes()).hexdigest(), tuple(chosen))


@cache
def _entries() -> tuple[Attestation, ...]:
    found = parse(FILE.read_text(encoding="utf-8"))
    return tuple(
        Attestation(
            **{name: entry.get(name, "") for name in _TEXTS},
            accounts=tuple(entry["accounts"]),
            resources=tuple(entry.get("resources", ())),
            line=found.lines["attestations", index],
        )
        for index, entry in enumerate(found.data["attestations"])
    )


def accounts() -> dict[str, Account]:
    """Return account id -> its configuration, for the sample accounts that declare a workload."""
    return {number: Account(workload=entry["workload"]) for number, entry in _workloads().items()}


@cache
def _workloads() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = parse(WORKLOAD.read_text(encoding="utf-8")).data["accounts"]
    return found


def _moved(entry: Attestation, by: timedelta) -> Attestation:
    return replace(entry, given=_date(entry.given, by), expires=_date(entry.expires, by))


def _date(text: str, by: timedelta) -> str:
    return (date.fromisoformat(text) + by).isoformat() if text else ""
