"""The configuration file `genai-lens.yaml`, for all accounts or for one.

It sets Regions, parameters and severities, switches controls off, and leaves resources out. The
command line overrides the account's entry. That overrides the top level of the file, which
overrides a control's METADATA. An unknown name is an error, since a misspelt parameter would
silently keep its default.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import orjson

from collectors.workload import Workload
from scanner.catalog.controls import Catalog, Control
from scanner.people import attestations, waivers
from scanner.people.attestations import Attestations
from scanner.people.config_schema import A_REGION, schema
from scanner.people.files import Document
from scanner.people.files import read as read_file
from scanner.people.regions import nearest_region
from scanner.people.waivers import Waivers
from scanner.people.workload import Declared, declared, for_collecting, merged

DEFAULT = Path("genai-lens.yaml")
"""The file that is read by default, if it exists."""

Params = Mapping[str, Mapping[str, Any]]
"""Control id -> parameter -> value."""


_FILES = {"attestations": attestations.DEFAULT, "waivers": waivers.DEFAULT}

ANY = "*"
"""The value of a tag in `leave_out` that stands for every value."""


@dataclass(frozen=True, slots=True)
class Severity:
    """Another severity for a control, and the reason."""

    severity: str
    reason: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Tags of resources that are left out, and the reason. A resource must have all the tags."""

    tags: Mapping[str, str]
    reason: str

    def fits(self, tags: Mapping[str, str]) -> bool:
        """Return whether a resource with these tags is left out."""
        return all(key in tags and value in (ANY, tags[key]) for key, value in self.tags.items())


@dataclass(frozen=True, slots=True)
class Account:
    """The configuration of one account.

    `switched_off`: control id -> the reason. `severities`: by control id.
    """

    name: str = ""
    params: Params = field(default_factory=dict)
    regions: tuple[str, ...] = ()
    switched_off: Mapping[str, str] = field(default_factory=dict)
    severities: Mapping[str, Severity] = field(default_factory=dict)
    leave_out: tuple[LeftOut, ...] = ()
    workload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stated:
    """What people state about one account, for policies.

    `params`: control id -> parameters. `attestations`: control id -> entries. `workload` and
    `signs`: the sections of the configuration.
    """

    params: Params
    attestations: Mapping[str, list[dict[str, Any]]] = field(default_factory=dict)
    workload: Mapping[str, Any] = field(default_factory=dict)
    signs: Mapping[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Config:
    """A valid configuration: `accounts` by account id, `regions` in the order of the file.

    `file` is the path as the user gave it, and `digest` the sha256 of the file; both are empty
    without a file. `places` is (account id or an empty string, Region) -> (file, line). `lines` is
    the line of each account's entry. `declared` has each value of the workload sections. `files` is
    `attestations` or `waivers` -> the path that the file gives, if it gives one.
    """

    params: Params = field(default_factory=dict)
    accounts: Mapping[str, Account] = field(default_factory=dict)
    regions: tuple[str, ...] = ()
    switched_off: Mapping[str, str] = field(default_factory=dict)
    severities: Mapping[str, Severity] = field(default_factory=dict)
    leave_out: tuple[LeftOut, ...] = ()
    workload: Mapping[str, Any] = field(default_factory=dict)
    signs: Mapping[str, list[str]] = field(default_factory=dict)
    declared: tuple[Declared, ...] = ()
    attestations: Attestations = field(default_factory=Attestations)
    waivers: Waivers = field(default_factory=Waivers)
    file: str = ""
    digest: str = ""
    places: Mapping[tuple[str, str], tuple[str, int]] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)

    def off(self, account: str) -> dict[str, str]:
        """Return control id -> why it is switched off in an account."""
        return {**self.switched_off, **self.account(account).switched_off}

    def severity(self, account: str) -> dict[str, Severity]:
        """Return control id -> its other severity in an account, whose entry wins."""
        return {**self.severities, **self.account(account).severities}

    def left_out(self, account: str) -> tuple[LeftOut, ...]:
        """Return what is left out of an account: by the file, and by the account's entry."""
        return (*self.leave_out, *self.account(account).leave_out)

    def stated(self, catalog: Catalog, account: str) -> Stated:
        """Return what people state about an account."""
        return Stated(
            resolved(self, catalog, account),
            {name: one for name, one in self.attestations.of(account).items() if name in catalog.controls},
            merged(self.workload, self.account(account).workload),
            self.signs,
        )

    def parameters(self, control: Control, account: str) -> dict[str, Any]:
        """Return the parameters of a control for an account.

        The account's entry overrides the top level of the file, which overrides the METADATA.
        """
        own = self.account(account).params.get(control.id, {})
        return {**control.meta.params, **self.params.get(control.id, {}), **own}

    def account(self, account: str) -> Account:
        """Return the configuration of an account; empty if the file has no entry for it."""
        return self.accounts.get(account, Account())

    def regions_of(self, account: str) -> tuple[str, ...]:
        """Return the Regions to read of an account; empty: all that it has enabled."""
        return self.account(account).regions or self.regions

    def days_of(self, catalog: Catalog, account: str) -> dict[str, int]:
        """Return `TYPE/NAME` of each metric -> the longest window of a control, in days."""
        days: dict[str, int] = {}
        for control in catalog.controls.values():
            params = self.parameters(control, account) if control.meta.metrics else {}
            for name, param in control.meta.metrics.items():
                days[name] = max(days.get(name, 0), params[param])
        return days

    def workload_of(self, account: str) -> Workload:
        """Return what is declared as the workload of an account, for a collection."""
        return for_collecting(merged(self.workload, self.account(account).workload))

    def file_of(self, key: str) -> Path:
        """Return the file of `attestations` or `waivers`, whether it exists or not.

        A path in the configuration starts from its folder. Without one, the file is beside it.
        """
        return Path(self.file or DEFAULT).parent / (self.files.get(key) or _FILES[key])

    def place(self, account: str, region: str) -> tuple[str, int] | None:
        """Return the file and line of a Region of an account; None if the file does not name it."""
        own = account if self.account(account).regions else ""
        return self.places.get((own, region))


def read(path: Path | None, catalog: Catalog, option: str = "--config") -> Config:
    """Return the configuration in `path`, or else in `genai-lens.yaml`, or else an empty one.

    With it come the attestations and the waivers of the files that it names, or else of
    `attestations.yaml` and `waivers.yaml` beside it. `option` is what names a configuration on the
    command line. Raises `UsageError`, with file, line, key and the most similar name, for each
    mistake.
    """
    config = settings(path, catalog, option)
    return _with_files(config, path or DEFAULT, catalog)


def settings(path: Path | None, catalog: Catalog, option: str = "--config") -> Config:
    """Return the configuration without what its attestations and waivers say.

    These files need not exist: `Config.file_of` says where they are or would be. Everything else is
    as in `read`.
    """
    if path is None and not os.path.lexists(DEFAULT):  # a broken link is an error, not "no file"
        return Config()
    from collectors.models import regions as known_regions

    path = path or DEFAULT
    hints = {A_REGION: nearest_region}
    document = read_file(path, schema(catalog, known_regions()), option=option, hints=hints)
    data = document.data
    entries = {number: entry or {} for number, entry in (data.get("accounts") or {}).items()}
    accounts = {
        number: Account(
            name=entry.get("name", ""),
            params=_by_id(document, ("accounts", number, "params"), entry.get("params"), catalog),
            regions=tuple(entry.get("regions") or ()),
            switched_off=_by_id(
                document, ("accounts", number, "switched_off"), entry.get("switched_off"), catalog
            ),
            severities=_severities(document, ("accounts", number), entry, catalog),
            leave_out=_left_out(entry),
            workload=entry.get("workload") or {},
        )
        for number, entry in entries.items()
    }
    regions = tuple(data.get("regions") or ())
    lists = {"": (), **{number: ("accounts", number) for number in accounts}}
    places = {
        (number, region): (str(path), document.line((*place, "regions", index)))
        for number, place in lists.items()
        for index, region in enumerate(accounts[number].regions if number else regions)
    }
    return Config(
        params=_by_id(document, ("params",), data.get("params"), catalog),
        accounts=accounts,
        regions=regions,
        switched_off=_by_id(document, ("switched_off",), data.get("switched_off"), catalog),
        severities=_severities(document, (), data, catalog),
        leave_out=_left_out(data),
        workload=data.get("workload") or {},
        signs={name: own or [] for name, own in (data.get("signs") or {}).items()},
        declared=(
            *declared(document, section=data.get("workload")),
            *(
                one
                for number in accounts
                for one in declared(document, number, section=accounts[number].workload)
            ),
        ),
        file=path.as_posix(),
        digest=document.digest,
        places=places,
        lines={number: document.line(("accounts", number)) for number in accounts},
        files={key: data[key] for key in _FILES if data.get(key)},
    )


def _with_files(config: Config, path: Path, catalog: Catalog) -> Config:
    """Return a configuration with its attestations and waivers. `path` is its own file."""
    there = {key: config.file_of(key) for key in _FILES}
    there = {key: file for key, file in there.items() if key in config.files or os.path.lexists(file)}
    if file := there.get("attestations"):
        found = attestations.load(file, catalog, f"attestations in {path}")
        config = replace(config, attestations=found)
    if file := there.get("waivers"):
        config = replace(config, waivers=waivers.load(file, catalog, f"waivers in {path}"))
    return config


def resolved(config: Config, catalog: Catalog, account: str) -> dict[str, dict[str, Any]]:
    """Return control id -> parameters for an account."""
    return {control.id: config.parameters(control, account) for control in catalog.controls.values()}


def changed(config: Config, catalog: Catalog, account: str) -> dict[str, dict[str, Any]]:
    """Return control id -> the parameters for an account that differ from their defaults."""
    found = {
        control: {
            name: value
            for name, value in values.items()
            if value != catalog.controls[control].meta.params.get(name)
        }
        for control, values in resolved(config, catalog, account).items()
    }
    return {control: values for control, values in found.items() if values}


def digest(config: Config, catalog: Catalog, accounts: Iterable[str]) -> str:
    """Return the sha256 of all parameters of all controls for these accounts."""
    everything = {account: resolved(config, catalog, account) for account in accounts}
    return hashlib.sha256(orjson.dumps(everything, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _severities(
    document: Document, place: tuple[str, ...], entry: Mapping[str, Any], catalog: Catalog
) -> dict[str, Severity]:
    found = _by_id(document, (*place, "severities"), entry.get("severities"), catalog)
    return {name: Severity(**one) for name, one in found.items()}


def _left_out(entry: Mapping[str, Any]) -> tuple[LeftOut, ...]:
    return tuple(LeftOut(one["tags"], one["reason"]) for one in entry.get("leave_out") or ())


def _by_id(
    document: Document, place: tuple[str, ...], given: Mapping[str, Any] | None, catalog: Catalog
) -> dict[str, Any]:
    """Return what the file says of controls, by their current ids.

    Raises `UsageError` if one control is configured under two ids.
    """
    known = catalog.named
    out: dict[str, Any] = {}
    named: dict[str, str] = {}
    for name, values in (given or {}).items():
        control = known[name].id
        if control in named:
            said = f"{control} is configured twice, as {named[control]} and as {name}."
            raise document.error((*place, name), said, "Keep one.")
        out[control], named[control] = values, name
    return out
