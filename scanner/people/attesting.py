"""Write attestations, and list those that are of no use or will be soon.

The verdicts come from the policies (`policies/lib/attestations.rego`), which measure from the start
of a snapshot. Here the day is that of the person who asks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from scanner.catalog.controls import Catalog, Control
from scanner.catalog.metadata import ATTESTED
from scanner.errors import UsageError, nearest
from scanner.people import attestations
from scanner.people.adding import add
from scanner.people.attestations import EVIDENCE, TEXTS, Attestation
from scanner.people.config import Config
from scanner.people.dates import asked, day
from scanner.people.files import holds
from scanner.people.parts import ACCOUNTS, is_seen
from scanner.people.patterns import fits, only
from scanner.text import inert, plural

MOST_DAYS = 366
"""The maximum number of days for which an attestation is valid. A control may allow fewer."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """An attestation as a person gives it on the command line. Empty lists are for all."""

    control: str
    owner: str
    statement: str
    evidence: str
    given: str
    expires: str
    accounts: Sequence[str] = ()
    resources: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """How an attestation stands on a day.

    `harmful`: whether it makes its control fail. `said`: why, or when it expires.
    """

    entry: Attestation
    harmful: bool
    said: str


def attest(
    path: Path, wanted: Wanted, catalog: Catalog, option: str, *, today: date, config: Config | None = None
) -> int:
    """Add an attestation to a file, and return its line.

    `option` names such a file, and `config` may allow fewer days. Raises `UsageError` for what
    would not be in force on `today` or later, and for what `scanner.people.adding.add` refuses.
    """
    control = attestable(wanted.control, catalog)
    _check(wanted, control, _limit(config or Config(), control, wanted.accounts), today)
    entry: dict[str, str | Sequence[str]] = {
        "control": control.id,
        **{name: getattr(wanted, name).strip() for name in TEXTS},
    }
    lists = {"accounts": list(wanted.accounts), "resources": list(wanted.resources)}
    entry |= {name: values for name, values in lists.items() if values}
    check = partial(attestations.load, catalog=catalog, option=option)
    return add(path, "attestations", entry, check, option=option)


def standings(
    entries: Sequence[Attestation], catalog: Catalog, today: date, within: int, config: Config | None = None
) -> Iterator[Standing]:
    """Yield the attestations that make a control fail, and those that expire in `within` days."""
    for entry in entries:
        limit = _limit(config or Config(), catalog.named[entry.control], entry.accounts)
        if faults := list(_faults(entry, limit, today)):
            yield Standing(entry, True, "; ".join(faults))
        elif (end := day(entry.expires)) and (left := (end - today).days) <= within:
            yield Standing(entry, False, f"expires on {entry.expires}, in {plural(left, 'day')}")


def attestable(name: str, catalog: Catalog) -> Control:
    """Return the control of this name. Raises `UsageError` if no attestation can decide it."""
    known = catalog.named
    open_to = [other for other, control in known.items() if control.meta.mode in ATTESTED]
    if not name:
        raise UsageError("no control is named.", f"Use --check, or name one of {', '.join(open_to)}.")
    if name not in known:
        step = nearest(name, open_to) or f"Use one of {', '.join(open_to)}."
        raise UsageError(f"there is no control {inert(name)}.", step)
    if name not in open_to:
        raise UsageError(
            f"{name} is automated: what AWS answers decides it, and no attestation does.",
            f"These controls can be attested: {', '.join(open_to)}.",
        )
    return known[name]


def _check(wanted: Wanted, control: Control, limit: int, today: date) -> None:
    """Raise `UsageError` for an attestation that would not be in force on `today` or later."""
    for name in ("owner", "statement", "evidence"):
        if not is_seen(getattr(wanted, name)):
            raise UsageError(f"--{name} is empty.", f"Give --{name} a text.")
    if not re.search(EVIDENCE["pattern"], wanted.evidence.strip()):
        raise UsageError(
            f"--evidence {inert(wanted.evidence)} is not {EVIDENCE['description']}.",
            "Name what a reader can open or ask for, such as https://wiki.example.org/review.",
        )
    form = ACCOUNTS["items"]
    for account in wanted.accounts:
        if not holds(account, form):
            raise UsageError(
                f"--account {inert(account)} is not {form['description']}.",
                "Write an account id such as 123456789012.",
            )
    given, expires = asked("given", wanted.given), asked("expires", wanted.expires)
    if expires < given:
        raise UsageError(f"--expires {expires} is before --given {given}.", "Name a later day.")
    if expires < today:
        raise UsageError(f"--expires {expires} is in the past.", "Name a later day.")
    if (expires - given).days > limit:
        last = _last(given, limit)
        raise UsageError(
            f"from {given} to {expires} are {(expires - given).days} days, and an attestation for "
            f"{control.id} is valid for at most {limit}.",
            f"Use --expires {last} or an earlier day.",
        )


def _last(given: date, limit: int) -> date:
    return min(given, date.max - timedelta(limit)) + timedelta(limit)


def _limit(config: Config, control: Control, accounts: Sequence[str]) -> int:
    """Return the maximum number of days for which an attestation of a control is valid.

    Of the accounts that it is for, the one that allows the fewest days decides. `accounts` are
    patterns; empty for all.
    """
    found = [name for name in config.accounts if not accounts or fits(accounts, name)]
    if not accounts or any(only(name) not in config.accounts for name in accounts):
        found.append("")  # an account that the configuration does not name
    days = [config.parameters(control, name).get("max_validity_days") for name in found]
    return min([MOST_DAYS, *(number for number in days if isinstance(number, int))])


def _faults(entry: Attestation, limit: int, today: date) -> Iterator[str]:
    """Yield what is wrong with an attestation on a day, as the policies see it.

    An entry that is given later is none yet.
    """
    given, expires = day(entry.given), day(entry.expires)
    if given and given > today:
        return
    if missing := [name for name in TEXTS if not getattr(entry, name).strip()]:
        yield f"lacks {', '.join(sorted(missing))}"
    if expires and expires < today:
        yield f"expired on {expires}"
    if given and expires and (expires - given).days > limit:
        yield f"lasts {(expires - given).days} days, and at most {limit} are allowed"
