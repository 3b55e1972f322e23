"""`genai-lens.yaml`: parameters and regions, for all accounts and for each.

The command line goes before the account's entry, that before the file's top level, that before a control's METADATA. Whatever is unknown is an error
with the nearest name: a misspelt threshold must not leave the default in force unseen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from scanner.catalog import Catalog
from scanner.errors import UsageError, nearest
from scanner.lens import parse_yaml

DEFAULT = Path("genai-lens.yaml")
"""Read when it is there and no other is named."""

_TOP = {"params", "accounts", "regions"}
_ACCOUNT = {"name", "params", "regions"}


@dataclass(frozen=True, slots=True)
class Config:
    """A configuration that was checked: `params` control id -> name -> value, `accounts` by account id, `regions` in order."""

    params: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    accounts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    regions: tuple[str, ...] = ()


def read(path: Path | None, catalog: Catalog) -> Config:
    """Read `path`, or `genai-lens.yaml` where it is there. Raises `UsageError` with file, key and the nearest name."""
    if path is None and not DEFAULT.is_file():
        return Config()
    path = path or DEFAULT
    try:
        data = parse_yaml(path.read_text(encoding="utf-8")) or {}
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}.", "Name a configuration with --config.") from error
    except yaml.YAMLError as error:
        raise UsageError(f"{path} is not YAML: {' '.join(str(error).split())}.", "Mend the line that is named.") from error
    _keys(path, "", data, _TOP)
    _params(path, "params", data.get("params"), catalog)
    accounts = data.get("accounts") or {}
    if not isinstance(accounts, dict):
        raise UsageError(f"{path}: accounts is not a mapping of account ids.", 'Write accounts: {"123456789012": {...}}.')
    for account, entry in accounts.items():
        if not isinstance(account, str) or not re.fullmatch(r"\d{12}", account):
            raise UsageError(f"{path}: accounts has {account!r}, which is not a quoted account id of twelve digits.", f'Write "{account}".')
        _keys(path, f"accounts.{account}", entry, _ACCOUNT)
        _params(path, f"accounts.{account}.params", entry.get("params"), catalog)
        _regions(path, f"accounts.{account}.regions", entry.get("regions"))
    return Config(data.get("params") or {}, accounts, _regions(path, "regions", data.get("regions")))


def resolved(config: Config, catalog: Catalog, account: str) -> dict[str, dict[str, Any]]:
    """Every selected control's parameters for an account: METADATA, overlaid by the file's top level and by the account's entry."""
    own = config.accounts.get(account, {}).get("params") or {}
    return {c.id: {**c.meta["params"], **(config.params.get(c.id) or {}), **(own.get(c.id) or {})} for c in catalog.controls.values()}


def _keys(path: Path, where: str, value: Any, known: Iterable[str]) -> None:
    if not isinstance(value, dict):
        raise UsageError(f"{path}: {where or 'the file'} is not a mapping.", "")
    for key in value:
        if key not in known:
            raise UsageError(f"{path}: {where + ' has' if where else 'there is'} an unknown key {key!r}.", nearest(str(key), known))


def _params(path: Path, where: str, value: Any, catalog: Catalog) -> None:
    if value is None:
        return
    _keys(path, where, value, catalog.controls)
    for control, params in value.items():
        defaults = catalog.controls[control].meta["params"]
        _keys(path, f"{where}.{control}", params, defaults)
        for name, given in params.items():
            if type(given) is not type(defaults[name]):
                kind = type(defaults[name]).__name__
                raise UsageError(f"{path}: {where}.{control}.{name} is {given!r}, and a value of type {kind} is needed.", "")


def _regions(path: Path, where: str, value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(r, str) for r in value):
        raise UsageError(f"{path}: {where} is not a list of region names.", "Write [us-east-1, eu-west-1].")
    return tuple(value)
