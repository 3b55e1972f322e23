"""Find the line of a value in a snapshot's files."""

from __future__ import annotations

from typing import Any

import orjson

from scanner.snapshot.folder import Snapshot


class Lines:
    """Finds lines in a snapshot. A file is read when it is first needed, and then cached."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._files: dict[str, tuple[list[Any], list[int]]] = {}

    def find(self, account: str, resource: str, pointer: str) -> tuple[str, int] | None:
        """Return (file, line from 1) of the member at `pointer` (RFC 6901) in a resource.

        If a part of the pointer does not exist, the line is that of the last existing parent. An
        index `0` also accepts a single value in place of a list. Returns None if the resource is
        not in the snapshot.
        """
        if (account, resource) not in self._snapshot.places:
            return None
        file, index = self._snapshot.places[account, resource]
        if file not in self._files:
            body = (self._snapshot.folder / file).read_bytes()
            lines = body.splitlines()
            first = lines.index(b'  "resources": [') if b'  "resources": [' in lines else len(lines)
            # A resource starts at a brace on the second level. No JSON string has a line break.
            starts = [number for number, line in enumerate(lines[first:], first + 1) if line == b"    {"]
            self._files[file] = (orjson.loads(body)["resources"], starts)
        resources, starts = self._files[file]
        path = [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
        return file, starts[index] + _offset(resources[index], path)


def _offset(value: Any, path: list[str]) -> int:
    """Return the number of lines from the start of `value` to the start of its member at `path`."""
    offset = 0
    for step in path:
        if isinstance(value, dict) and step in value:
            offset += 1 + sum(_height(v) for k, v in value.items() if k < step)
            value = value[step]
        elif isinstance(value, list) and step.isdigit() and int(step) < len(value):
            offset += 1 + sum(_height(v) for v in value[: int(step)])
            value = value[int(step)]
        elif step != "0":
            break
    return offset


def _height(value: Any) -> int:
    """Return the number of lines of a value."""
    if isinstance(value, dict):
        return 2 + sum(_height(v) for v in value.values()) if value else 1
    if isinstance(value, list):
        return 2 + sum(_height(v) for v in value) if value else 1
    return 1
