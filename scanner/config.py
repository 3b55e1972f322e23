"""`genai-lens.yaml`: parameters and regions, for all accounts and for each.

The command line goes before the account's entry, that before the file's top level, that before a control's METADATA. Whatever is unknown is an error
with the nearest name: a misspelt threshold must not leave the default in force unseen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml

from scanner.catalog import Catalog
from scanner.errors import UsageError, nearest
from scanner.lens import parse_yaml

DEFAULT = Path("genai-lens.yaml")
"""Read when it is there and no other is named."""

_MOST = 2**53
"""Beyond it the engines would not agree on a number; and infinity and NaN are no JSON."""
_KINDS = {
    bool: "boolean",
    int: "integer",
    float: "number",
    str: "string",
    list: "list",
    dict: "mapping",
    date: "date unless it is quoted",
    datetime: "time unless it is quoted",
    type(None): "null",
}
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
            default = defaults[name]
            if not _fits(given, default):
                said = f"{path}: {where}.{control}.{name} is {_shown(given)}, and {_kind(default)}{_limit(given, default)} is needed."
                raise UsageError(said, f"Its default is {_shown(default)}.")


def _fits(given: Any, default: Any) -> bool:
    """Whether a value is of its default's kind: elements too, a whole number where any number may be, and nothing that JSON cannot say."""
    if isinstance(default, bool) or isinstance(given, bool):
        return isinstance(default, bool) and isinstance(given, bool)
    if isinstance(default, float):
        return isinstance(given, (int, float)) and abs(given) <= _MOST
    if isinstance(default, int):
        return isinstance(given, int) and abs(given) <= _MOST
    if isinstance(default, list):
        element = default[0] if default else ""
        return isinstance(given, list) and all(_fits(g, element) for g in given)
    if isinstance(default, dict):
        return isinstance(given, dict) and all(isinstance(key, str) for key in given)
    return isinstance(given, str) and isinstance(default, str)


def _kind(value: Any) -> str:
    """What a value is, in words that a reader of YAML knows; an empty list is one of strings."""
    if isinstance(value, list):
        kinds = sorted({_KINDS.get(type(element), type(element).__name__) for element in value}) or ["string"]
        return f"a list of {' and '.join(f'{kind}s' for kind in kinds)}"
    kind = _KINDS.get(type(value), type(value).__name__)
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"


def _limit(given: Any, default: Any) -> str:
    """What is wrong with a value that looks to be of the right kind."""
    if isinstance(given, dict) and isinstance(default, dict):
        return " with strings as keys"
    number = isinstance(given, (int, float)) and isinstance(default, (int, float))
    return " of at most 2^53" if number and not abs(given) <= _MOST else ""


def _shown(value: Any) -> str:
    """A value with its kind, since the look of it may deceive."""
    said = repr(value)
    return f"{said if len(said) <= 80 else said[:77] + '...'} ({_kind(value)})"


def _regions(path: Path, where: str, value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(r, str) for r in value):
        raise UsageError(f"{path}: {where} is not a list of region names.", "Write [us-east-1, eu-west-1].")
    return tuple(value)
