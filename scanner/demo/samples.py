"""Build the sample accounts, each as one dictionary for `load_account`.

`good` passes every control and `bad` fails every control. Both have a small base in `accounts/`.
Each control adds what it needs to them, under `samples` in the YAML file beside its policy. The
other accounts are whole files.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from scanner.catalog.lens import POLICIES
from scanner.errors import Defect, UsageError, nearest
from scanner.yaml_files import load_yaml

ACCOUNTS = Path(__file__).parent / "accounts"
SHARED = ("good", "bad")
"""The accounts to which controls add samples."""
CANNOT_FAIL = {
    "GENSEC01-BP01/org-policy-limits-models": "bad manages its organization: no policy of it applies there",
}
"""Controls that do not apply to `bad` -> why. What others need there rules out that they fail.

`tests/test_organization_policies.py` shows in another account that they fail.
"""
NOT_SHOWN = {
    "GENSEC05-BP01/runtime-config-no-secrets": "a gateway of bad names a function of another Region",
}
"""Controls with an unknown result in `bad` beside those that fail -> what AWS does not show."""

_WHICH = ("call", "region", "with")
"""The keys of an entry that say which request it answers."""
_IDENTIFIER = re.compile(r"(arn|id|identifier|name|version|type|key|sid)$", re.I)
"""The names of members that identify an element: `Arn`, `agentId`, `RoleName`, `type`, ..."""


class _Clash(Exception):
    """Two files contradict each other. The text is the path of the contradiction."""


@dataclass(slots=True)
class _Entry:
    """An entry of the merged account, with the part that each file contributed."""

    merged: Mapping[str, Any]
    parts: list[tuple[Path, Mapping[str, Any]]]


def sample(name: str, controls: Iterable[str] | None = None) -> dict[str, Any]:
    """Return a sample account: the base with the samples of `controls`, or of all controls.

    The caller may change it. Entries for the same request become one: lists are joined, mappings
    merged. Raises `Defect` if two files contradict each other, and `UsageError` if the account or a
    control does not exist.
    """
    base = ACCOUNTS / f"{name}.yaml"
    if not base.is_file():
        raise UsageError(
            f"There is no sample account {name!r}.", nearest(name, [p.stem for p in ACCOUNTS.glob("*.yaml")])
        )
    account: dict[str, Any] = copy.deepcopy(_read(base))
    if name not in SHARED:
        return account
    entries: dict[str, _Entry] = {}
    _add(entries, base, account["answers"])
    for path in _files(controls):
        _add(entries, path, _samples(path)[name])
    account["answers"] = copy.deepcopy([entry.merged for entry in entries.values()])
    return account


def _files(controls: Iterable[str] | None) -> list[Path]:
    """Return the YAML files of the controls, in order of id."""
    known = {_control(path): path for path in POLICIES.glob("*/*/*.yaml")}
    chosen = known if controls is None else list(controls)
    for control in chosen:
        if control not in known:
            raise UsageError(f"There are no samples of a control {control!r}.", nearest(control, known))
    return [known[control] for control in sorted(chosen)]


def _control(path: Path) -> str:
    """Return the id of the control that a YAML file belongs to."""
    return f"{path.parent.name.upper()}/{path.stem}".replace("_", "-")


@cache
def _read(path: Path) -> Any:
    return load_yaml(path)


def _samples(path: Path) -> Mapping[str, list[dict[str, Any]]]:
    """Return a control's sample entries for each shared account.

    Raises `Defect`, which names the file, if they are missing.
    """
    found = _read(path)
    samples = found.get("samples") if isinstance(found, dict) else None
    if (
        not isinstance(samples, dict)
        or samples.keys() != set(SHARED)
        or not all(isinstance(v, list) for v in samples.values())
    ):
        raise Defect(f"{path}: samples has two lists, {' and '.join(SHARED)}.")
    return samples


def _add(entries: dict[str, _Entry], path: Path, added: Iterable[Mapping[str, Any]]) -> None:
    """Merge the entries of a file into those of the account.

    Raises `Defect`, which names both files, if they contradict each other.
    """
    for new in added:
        request = _request(new)
        old = entries.get(request)
        if old is None:
            entries[request] = _Entry(new, [(path, new)])
            continue
        try:
            old.merged = _merged(old.merged, new)
        except _Clash as clash:
            other = next((file for file, part in old.parts if _clashes(part, new)), old.parts[0][0])
            raise Defect(
                f"{path} and {other} contradict each other: {request}: {clash}.",
                "Use another name or id in one of them.",
            ) from clash
        old.parts.append((path, new))


def _request(entry: Mapping[str, Any]) -> str:
    """Return a text that identifies the request: the call, the Region, the sorted parameters."""
    parameters = sorted((entry.get("with") or {}).items())
    return " ".join(
        [
            str(entry.get("call")),
            *filter(None, [entry.get("region")]),
            *(f"{name}={value}" for name, value in parameters),
        ]
    )


def _clashes(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    try:
        _merged(one, other)
    except _Clash:
        return True
    return False


def _merged(one: Mapping[str, Any], other: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return two entries for the same request as one."""
    if ("error" in one) != ("error" in other):
        raise _Clash("one has an answer and the other an error")
    said = [word for word in one if word in other and word not in _WHICH]
    return {**other, **one, **{word: _joined(one[word], other[word], word) for word in said}}


def _joined(one: Any, other: Any, path: str) -> Any:
    """Return two values as one: mappings merged, lists joined without duplicates."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one | {
            key: _joined(one[key], value, f"{path}.{key}") if key in one else value
            for key, value in other.items()
        }
    if isinstance(one, list) and isinstance(other, list):
        taken = {_identity(element): element for element in one}
        for element in other:
            identity = _identity(element)
            if identity and taken.get(identity, element) != element:
                raise _Clash(f"{path}: {', '.join(f'{name} {value}' for name, value in identity)}")
        return [*one, *(element for element in other if element not in one)]
    if one != other:
        raise _Clash(path)
    return one


def _identity(element: Any) -> tuple[tuple[str, str], ...]:
    """Return the members that identify an element; empty if there are none."""
    if not isinstance(element, dict):
        return ()
    return tuple(
        (name, value)
        for name, value in sorted(element.items())
        if isinstance(value, str) and _IDENTIFIER.search(name)
    )
