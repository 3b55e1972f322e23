"""What a report says of the file of attestations: its digest, and the entries without an effect."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from scanner.catalog.controls import Catalog
from scanner.judging.configured import File
from scanner.judging.results import Result
from scanner.people.attestations import Attestation, Attestations
from scanner.people.config import Config
from scanner.people.patterns import fits
from scanner.text import plural, visible


def file_of(attestations: Attestations) -> File | None:
    """Return the file as results name it, or None without one."""
    if not attestations.file:
        return None
    return File(attestations.file, attestations.digest, len(attestations.entries))


def unused(config: Config, catalog: Catalog, results: Sequence[Result]) -> Iterator[str]:
    """Yield a sentence for the attestations that cannot decide a result of this run.

    An entry for another account is normal if the configuration has that account: one file may serve
    many scans. `results` are those of all accounts.
    """
    file, here = config.attestations, {result.account for result in results}
    others = [entry for entry in file.entries if entry.control not in catalog.controls]
    if others:
        number = plural(len(others), "attestation")
        verb = "is" if len(others) == 1 else "are"
        yield f"{visible(file.file)}: {number} {verb} not used, because the control was not selected."
    judged: dict[str, set[tuple[str, str]]] = {}
    for result in results:
        if result.kind != "not_applicable":
            judged.setdefault(result.control, set()).add((result.account, result.resource.id))
    for entry in file.entries:
        if entry.control not in catalog.controls:
            continue
        said = _stray(entry, here | set(config.accounts))
        if not said and _of(entry, here):
            subjects = {name for account, name in judged.get(entry.control, ()) if _of(entry, [account])}
            said = _covering_nothing(entry, subjects)
        if said:
            yield f"{visible(file.file)}:{entry.line}: the attestation for {entry.control} {said}."


def _of(entry: Attestation, accounts: Iterable[str]) -> bool:
    """Return whether an entry is for one of the accounts."""
    return not entry.accounts or any(fits(entry.accounts, account) for account in accounts)


def _stray(entry: Attestation, accounts: Iterable[str]) -> str:
    if _of(entry, accounts):
        return ""
    return f"is for no account of the configuration or the snapshot: {_names(entry.accounts)}"


def _covering_nothing(entry: Attestation, subjects: Iterable[str]) -> str:
    if not entry.resources or any(fits(entry.resources, name) for name in subjects):
        return ""
    return f"covers nothing that the control judged: {_names(entry.resources)}"


def _names(patterns: Sequence[str]) -> str:
    shown = ", ".join(visible(pattern) for pattern in patterns[:3])
    return f"{shown}, ..." if len(patterns) > 3 else shown
