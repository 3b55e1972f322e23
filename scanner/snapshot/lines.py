"""Find the line of a value in a snapshot's files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import orjson

from collectors.records import Resource
from scanner.snapshot.folder import Snapshot, source_json

_MEMBERS = tuple(field.name for field in fields(Resource))


class Lines:
    """Finds lines in a snapshot. The files have the layout of `write`, which `read` verified."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._places, self._untagged = snapshot.places, snapshot.untagged
        self._resources = {(resource.account, resource.id): resource for resource in snapshot.resources}

    def find(self, account: str, resource: str, pointer: str) -> tuple[str, int] | None:
        """Return (file, line) of the member at `pointer` (RFC 6901) in a resource.

        Lines count from 1. If a part of the pointer does not exist, the line is that of the last
        existing parent. An index `0` also accepts a single value in place of a list. Returns None
        if the resource is not in the snapshot.
        """
        if (account, resource) not in self._places:
            return None
        file, line = self._places[account, resource]
        return file, line + _member(self._members(account, resource), pointer)[0]

    def text(self, account: str, resource: str, pointer: str) -> list[str]:
        """Return the lines that begin where `find` says, without indentation.

        There is no line if the resource is not in the snapshot.
        """
        if (account, resource) not in self._places:
            return []
        _, name, value = _member(self._members(account, resource), pointer)
        lines = orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS).decode().split("\n")
        return [f"{orjson.dumps(name).decode()}: {lines[0]}" if name else lines[0], *lines[1:]]

    def _members(self, account: str, resource: str) -> Mapping[str, Any]:
        found = self._resources[account, resource]
        source = source_json(found.source)
        tags = {} if (account, resource) in self._untagged else found.tags
        return {name: getattr(found, name) for name in _MEMBERS} | {"source": source, "tags": tags}


def _member(value: Any, pointer: str) -> tuple[int, str, Any]:
    """Return the member at `pointer`: lines before it, its name (empty in a list), its value."""
    offset, name = 0, ""
    for step in (step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]):
        if isinstance(value, dict) and step in value:
            offset += 1 + sum(_height(v) for k, v in value.items() if k < step)
            name, value = step, value[step]
        elif (
            isinstance(value, (list, tuple))
            and step.isdecimal()
            and len(step) < 10
            and int(step) < len(value)
        ):
            offset += 1 + sum(_height(v) for v in value[: int(step)])
            name, value = "", value[int(step)]
        elif step != "0":
            break
    return offset, name, value


def _height(value: Any) -> int:
    """Return the number of lines of a value."""
    if isinstance(value, dict):
        return 2 + sum(_height(v) for v in value.values()) if value else 1
    if isinstance(value, (list, tuple)):
        return 2 + sum(_height(v) for v in value) if value else 1
    return 1
