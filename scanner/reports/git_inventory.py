"""The inventory of `--inventory`: what there is in an account, in files that are made for git.

    DIR/<account>/<region or global>.json

It has what a snapshot holds in clear. It has no times, no calls and no hashes, and a fixed mark
stands for a redacted value. So two scans of an unchanged account give equal bytes, and a difference
in git is a change in the account.
"""

from __future__ import annotations

import json
import os
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import orjson

from collectors.records import GLOBAL, Gap, Resource, asked
from scanner.errors import OutputError
from scanner.reports.places import Place
from scanner.signals import published, undisturbed
from scanner.snapshot import files
from scanner.snapshot.folder import Snapshot
from scanner.snapshot.output import partial
from scanner.snapshot.owned import cannot_write
from scanner.snapshot.verified import PRETTY

TOOL = "genai-lens inventory"
"""The member `tool` of each file. Only files with it are replaced."""
FORMAT = 1
"""The version of the layout."""
OPTION = "--inventory"
"""The command-line option that names the folder."""
REDACTED, TIME = "(redacted)", "(time)"
"""What stands for a redacted value and for a time."""

_HIDDEN = re.compile(r"[^\x00-\x7f]")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


@dataclass(frozen=True, slots=True)
class GitInventory:
    """The files of an inventory, by name, and the places in them.

    `resources`: (account, resource id) -> its place. `regions`: (account, Region) -> its place.
    The files of the places are names in `files`.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    resources: dict[tuple[str, str], Place] = field(default_factory=dict)
    regions: dict[tuple[str, str], Place] = field(default_factory=dict)


def inventory(snapshot: Snapshot) -> GitInventory:
    """Return the inventory of all accounts of a snapshot.

    There is a file for each Region that was read, also if nothing is there.
    """
    found: dict[tuple[str, str], tuple[list[Resource], list[Gap]]] = defaultdict(lambda: ([], []))
    for target in snapshot.targets:
        for region in (GLOBAL, *target.regions):
            _ = found[target.account, region]
    for resource in snapshot.resources:
        found[resource.account, resource.region][0].append(resource)
    for gap in asked(snapshot.gaps):
        found[gap.account, gap.region][1].append(gap)
    made = GitInventory()
    for (account, region), (resources, gaps) in sorted(found.items(), key=lambda entry: entry[0]):
        _add(made, account, region, sorted(resources, key=lambda r: (r.type, r.id)), gaps)
    return made


def _add(made: GitInventory, account: str, region: str, resources: list[Resource], gaps: list[Gap]) -> None:
    """Add the file of a Region. Its places are the lines of `id`, which is the first member."""
    name = f"{account}/{region}.json"
    body = orjson.dumps(
        {
            "account": account,
            "format": FORMAT,
            "region": region,
            "resources": [_resource(resource) for resource in resources],
            "tool": TOOL,
            "unread": sorted({_unread(gap) for gap in gaps}),
        },
        option=PRETTY,
    )
    made.files[name] = body if body.isascii() else _HIDDEN.sub(_escaped, body.decode()).encode()
    head = f'  "region": "{region}",\n'.encode()
    starts: list[int] = []
    ends: list[int] = []
    for number, line in enumerate(BytesIO(body), 1):
        if line == b"    {\n":
            starts.append(number)
        elif line in (b"    }\n", b"    },\n"):
            ends.append(number)
        elif line == head:
            made.regions[account, region] = Place(name, number)
    for resource, start, end in zip(resources, starts, ends, strict=True):
        made.resources[account, resource.id] = Place(name, start + 1, (start, end))


def _escaped(found: re.Match[str]) -> str:
    """Return a character as JSON escapes it, if it could hide or move text, or end a line."""
    return found[0] if found[0].isprintable() else json.dumps(found[0])[1:-1]


def _resource(resource: Resource) -> dict[str, Any]:
    return {
        "id": resource.id,
        "name": resource.name,
        "properties": _steady(resource.properties),
        "tags": resource.tags,
        "type": resource.type,
    }


def _steady(value: Any, *, times: bool = False) -> Any:
    """Return a value without what differs between scans. `times`: whether times are kept."""
    if isinstance(value, Mapping):
        if value.keys() == {"redacted"}:
            return REDACTED
        # A time in a condition of a policy is what somebody wrote.
        return {key: _steady(member, times=times or key == "Condition") for key, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [_steady(element, times=times) for element in value]
    return TIME if isinstance(value, str) and not times and _TIME.fullmatch(value) else value


def _unread(gap: Gap) -> str:
    """Return what could not be read, in one line. AWS's message may differ between scans."""
    return f"{gap.operation}{f' of {gap.resource}' if gap.resource else ''}: {gap.code}"


def refuse(folder: Path, names: Iterable[str]) -> None:
    """Raise `OutputError` if a file of the inventory exists and is not one of ours."""
    for name in sorted(names):
        path = folder / name
        try:
            if os.path.islink(path.parent):
                raise _foreign(path.parent)
            found = orjson.loads(files.read(path))
        except FileNotFoundError:
            continue
        except ValueError:
            found = None
        except OSError as error:
            raise cannot_write(path, error, OPTION) from error
        if not (isinstance(found, dict) and found.get("tool") == TOOL):
            raise _foreign(path)


def write(found: GitInventory, folder: Path) -> None:
    """Write the files of an inventory into a folder: all, or none if that is not possible.

    Each file is replaced in one step, when all are on disk. Files of other accounts and of Regions
    that were not read stay. Raises `OutputError`.
    """
    refuse(folder, found.files)
    accounts = sorted({name.split("/")[0] for name in found.files})
    try:
        with ExitStack() as stack:
            new = {account: stack.enter_context(partial(folder / account)) for account in accounts}
            for name, body in found.files.items():
                account, file = name.split("/")
                files.write(new[account] / file, body, mode=0o666)
            refuse(folder, found.files)  # the lock is held now
            with undisturbed():
                for name in found.files:
                    account, file = name.split("/")
                    (new[account] / file).replace(folder / name)
                published.append(folder)
                for account in accounts:
                    files.sync(folder / account)
    except OSError as error:
        raise cannot_write(folder, error, OPTION) from error


def _foreign(path: Path) -> OutputError:
    return OutputError(
        f"{path} is not an inventory of genai-lens.", f"Move it, or use {OPTION} for another folder."
    )
