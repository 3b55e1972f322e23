"""Find the line of a value in a snapshot's files."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Any

from collectors.records import Resource
from scanner.snapshot.folder import Snapshot

_MEMBERS = tuple(field.name for field in fields(Resource))


class Lines:
    """Finds lines in a snapshot. The files have the layout of `write`, which `read` verified."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._places = snapshot.places
        self._resources = {(resource.account, resource.id): resource for resource in snapshot.resources}

    def find(self, account: str, resource: str, pointer: str) -> tuple[str, int] | None:
        """Return (file, line from 1) of the member at `pointer` (RFC 6901) in a resource.

        If a part of the pointer does not exist, the line is that of the last existing parent. An
        index `0` also accepts a single value in place of a list. Returns None if the resource is
        not in the snapshot.
        """
        if (account, resource) not in self._places:
            return None
        file, line = self._places[account, resource]
        found = self._resources[account, resource]
        path = [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
        members = {name: getattr(found, name) for name in _MEMBERS}
        members["source"] = asdict(found.source) if found.source else None
        return file, line + _offset(members, path)


def _offset(value: Any, path: list[str]) -> int:
    """Return the number of lines from the start of `value` to the start of its member at `path`."""
    offset = 0
    for step in path:
        if isinstance(value, dict) and step in value:
            offset += 1 + sum(_height(v) for k, v in value.items() if k < step)
            value = value[step]
        elif (
            isinstance(value, (list, tuple))
            and step.isdecimal()
            and len(step) < 10
            and int(step) < len(value)
        ):
            offset += 1 + sum(_height(v) for v in value[: int(step)])
            value = value[int(step)]
        elif step != "0":
            break
    return offset


def _height(value: Any) -> int:
    """Return the number of lines of a value."""
    if isinstance(value, dict):
        return 2 + sum(_height(v) for v in value.values()) if value else 1
    if isinstance(value, (list, tuple)):
        return 2 + sum(_height(v) for v in value) if value else 1
    return 1
