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
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from collectors.records import REGION
from scanner.catalog.controls import Catalog
from scanner.catalog.lens import SEVERITIES
from scanner.errors import UsageError, nearest
from scanner.people.files import Document, Schema
from scanner.people.files import read as read_file
from scanner.yaml_files import MOST_INTEGER

if TYPE_CHECKING:
    from collectors.caller import WrongRegion

DEFAULT = Path("genai-lens.yaml")
"""The file that is read by default, if it exists."""

MOST_ELEMENTS = 1000
"""The maximum number of elements of a list or a mapping. Each is compared with each resource."""
MOST_LETTERS = 1024
"""The maximum length of a text, in characters."""
MOST_WILDCARDS = 20
"""The maximum number of `*` and `?` in a text. The time to match grows with their number."""

_FEW_WILDCARDS = f"^[^*?]*([*?][^*?]*){{0,{MOST_WILDCARDS}}}$"
_REGION = "the name of a Region"

Params = Mapping[str, Mapping[str, Any]]
"""Control id -> parameter -> value."""


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


@dataclass(frozen=True, slots=True)
class Config:
    """A valid configuration: `accounts` by account id, `regions` in the order of the file.

    `file` is the path as the user gave it, and `digest` the sha256 of the file; both are empty
    without a file. `places` is (account id or an empty string, Region) -> `FILE:LINE`. `lines` is
    the line of each account's entry.
    """

    params: Params = field(default_factory=dict)
    accounts: Mapping[str, Account] = field(default_factory=dict)
    regions: tuple[str, ...] = ()
    switched_off: Mapping[str, str] = field(default_factory=dict)
    severities: Mapping[str, Severity] = field(default_factory=dict)
    leave_out: tuple[LeftOut, ...] = ()
    file: str = ""
    digest: str = ""
    places: Mapping[tuple[str, str], str] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)

    def off(self, account: str) -> dict[str, str]:
        """Return control id -> why it is switched off in an account."""
        return {**self.switched_off, **self.account(account).switched_off}

    def severity(self, account: str) -> dict[str, Severity]:
        """Return control id -> its other severity in an account, whose entry wins."""
        return {**self.severities, **self.account(account).severities}

    def left_out(self, account: str) -> tuple[LeftOut, ...]:
        """Return what is left out of an account: by the file, and by the account's entry."""
        return (*self.leave_out, *self.account(account).leave_out)

    def account(self, account: str) -> Account:
        """Return the configuration of an account; empty if the file has no entry for it."""
        return self.accounts.get(account, Account())

    def regions_of(self, account: str) -> tuple[str, ...]:
        """Return the Regions to read of an account; empty: all that it has enabled."""
        return self.account(account).regions or self.regions

    def place(self, account: str, region: str) -> str:
        """Return `FILE:LINE` of a Region of an account; empty if the file does not name it."""
        own = account if self.account(account).regions else ""
        return self.places.get((own, region), "")


def read(path: Path | None, catalog: Catalog) -> Config:
    """Return the configuration in `path`, or else in `genai-lens.yaml`, or else an empty one.

    Raises `UsageError`, with file, line, key and the most similar name, for each mistake.
    """
    if path is None and not os.path.lexists(DEFAULT):  # a broken link is an error, not "no file"
        return Config()
    path = path or DEFAULT
    hints = {_REGION: nearest_region}
    document = read_file(path, schema(catalog), option="--config", hints=hints)
    data = document.data
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
        )
        for number, entry in (data.get("accounts") or {}).items()
    }
    regions = tuple(data.get("regions") or ())
    lists = {"": (), **{number: ("accounts", number) for number in accounts}}
    places = {
        (number, region): f"{path}:{document.line((*place, 'regions', index))}"
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
        file=path.as_posix(),
        digest=document.digest,
        places=places,
        lines={number: document.line(("accounts", number)) for number in accounts},
    )


def resolved(config: Config, catalog: Catalog, account: str) -> dict[str, dict[str, Any]]:
    """Return control id -> parameters for an account.

    The account's entry overrides the top level of the file, which overrides the METADATA.
    """
    own = config.account(account).params
    return {
        control.id: {**control.meta.params, **config.params.get(control.id, {}), **own.get(control.id, {})}
        for control in catalog.controls.values()
    }


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


def nearest_region(name: str) -> str:
    """Return the next step for a name that no Region has, with the most similar Region."""
    from collectors.models import regions as known_regions

    return nearest(name.lower(), known_regions()) or "Write the name of a Region, such as us-east-1."


def not_enabled(wrong: WrongRegion, config: Config | None) -> UsageError:
    """Return the error for Regions that an account has not enabled, with each one's place.

    That is the line of the configuration, or `--region` if the configuration did not name them.
    """
    from collectors.models import regions as known_regions

    errors = []
    for name in wrong.names:
        said = _said(name, wrong.account, config)
        if name in known_regions():
            said = f"{said} is not enabled in account {wrong.account}."
            step = "Enable it in the account, or leave it out."
        else:
            said = f"{said} is not among the enabled Regions of account {wrong.account}."
            step = nearest(name, wrong.enabled) or f"They are {', '.join(wrong.enabled)}."
        errors.append(UsageError(said, step))
    return UsageError(errors[0].sentence, errors[0].next_step, errors[1:])


def known(names: Iterable[str], account: str, config: Config | None) -> tuple[str, ...]:
    """Return the names of Regions. Raises `UsageError` for those that no partition of AWS has.

    botocore has the list, so a name is checked without a call. `account` and `config` give the
    place, as in `not_enabled`.
    """
    from collectors.models import regions as known_regions

    names = tuple(names)
    errors = [
        UsageError(f"{_said(name, account, config)} is not a Region that AWS has.", nearest_region(name))
        for name in names
        if name not in known_regions()
    ]
    if errors:
        raise UsageError(errors[0].sentence, errors[0].next_step, errors[1:])
    return names


def _said(name: str, account: str, config: Config | None) -> str:
    """Return where a Region is named, and its name."""
    place = config.place(account, name) if config else ""
    return f"{f'{place}: the Region' if place else '--region'} {name}"


def schema(catalog: Catalog) -> Schema:
    """Return the JSON Schema of the file, with every control and parameter of the catalog.

    Old ids of a control (`aliases`) are valid. So are keys without a value, which are null in YAML.
    """
    params = _heading(
        {name: _object(_parameters(control.meta.params)) for name, control in catalog.named.items()}
    )
    regions = {
        "type": ["array", "null"],
        "maxItems": MOST_ELEMENTS,
        "items": {"type": "string", "pattern": f"^(?:{REGION.pattern})$", "description": _REGION},
        "description": "a list of names of Regions",
    }
    common = {
        "params": params,
        "regions": regions,
        "switched_off": _heading(dict.fromkeys(catalog.named, _REASON)),
        "severities": _heading(dict.fromkeys(catalog.named, _SEVERITY)),
        "leave_out": _LEAVE_OUT,
    }
    account = _object({"name": {"type": "string", "maxLength": MOST_LETTERS}, **common})
    number = {"pattern": "^[0-9]{12}$", "description": "an account id of twelve digits"}
    accounts = {"type": ["object", "null"], "propertyNames": number, "additionalProperties": account}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "genai-lens.yaml",
        **_object({**common, "accounts": accounts}),
    }


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


def _object(properties: Mapping[str, Schema]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "properties": dict(properties)}


def _heading(properties: Mapping[str, Schema]) -> dict[str, Any]:
    return {**_object(properties), "type": ["object", "null"]}


def _parameters(defaults: Mapping[str, Any]) -> dict[str, Schema]:
    """Return the schema of each parameter: the type of its default. An integer is also a number."""
    return {name: {**_kind_of(value), "default": value} for name, value in defaults.items()}


def _kind_of(value: Any) -> dict[str, Any]:
    if isinstance(value, bool):
        return {"type": "boolean"}
    if isinstance(value, (int, float)):
        kind = "integer" if isinstance(value, int) else "number"
        return {"type": kind, "minimum": -MOST_INTEGER, "maximum": MOST_INTEGER}
    if isinstance(value, list):
        return {"type": "array", "maxItems": MOST_ELEMENTS, "items": _kind_of(value[0] if value else "")}
    if isinstance(value, dict):
        return {"type": "object", "maxProperties": MOST_ELEMENTS}
    return {"type": "string", "maxLength": MOST_LETTERS, "pattern": _FEW_WILDCARDS}


_REASON = {
    "type": "string",
    "pattern": r"\S",
    "maxLength": MOST_LETTERS,
    "description": "a reason of 1 to 1,024 characters",
}
_SEVERITY = {
    **_object(
        {
            "severity": {"enum": list(SEVERITIES), "description": f"one of {', '.join(SEVERITIES)}"},
            "reason": _REASON,
        }
    ),
    "required": ["severity", "reason"],
    "description": "a mapping with a severity and a reason",
}
_LEAVE_OUT = {
    "type": ["array", "null"],
    "maxItems": MOST_ELEMENTS,
    "description": "a list of tags, each with a reason",
    "items": {
        **_object(
            {
                "tags": {
                    "type": "object",
                    "minProperties": 1,
                    "maxProperties": 50,
                    "additionalProperties": {"type": "string", "maxLength": MOST_LETTERS},
                    "description": "one to fifty tags, as KEY: VALUE",
                },
                "reason": _REASON,
            }
        ),
        "required": ["tags", "reason"],
    },
}
