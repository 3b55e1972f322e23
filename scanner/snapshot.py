"""The snapshot: a collection as a folder of JSON files that people, git and an auditor can read.

    snapshot.json                                 head: format, tool, times, targets with `complete`, sha256 of every file, totals
    calls.jsonl                                   the ledger, a call a line
    <account>/<region or global>/<service>.json   {"gaps": [...], "resources": [...]}

Files are written with sorted keys, one key a line, so that a line number means something; all but the ledger and the head are the same
bytes whenever the account is the same.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

import orjson

from collectors.records import Collection
from scanner import __version__
from scanner.errors import SnapshotError

FORMAT = 1
"""Version of the layout; a reader refuses a newer one."""

_PRETTY = orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE
_PATH = re.compile(r"(\d{12}/[a-z0-9-]+/[a-z0-9_]+\.json|calls\.jsonl)")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A snapshot read back and checked.

    `head` is snapshot.json, `digest` the sha256 of its bytes (and so of everything), `resources` and `gaps` the records as JSON objects,
    `places` resource id -> (file, index in its list) for those who look for a line.
    """

    folder: Path
    head: Mapping[str, Any]
    digest: str
    resources: list[dict[str, Any]]
    gaps: list[dict[str, Any]]
    places: Mapping[str, tuple[str, int]] = field(default_factory=dict)

    @property
    def target(self) -> Mapping[str, Any]:
        """The account that was collected: `{account, partition, caller, regions, complete, offered}`."""
        found: Mapping[str, Any] = self.head["targets"][0]
        return found


def write(collection: Collection, folder: Path) -> None:
    """Write a collection into `folder`, which must not exist yet. The head goes last: a folder without it is no snapshot."""
    folder.mkdir(parents=True)
    files: dict[str, dict[str, list[Any]]] = defaultdict(lambda: {"resources": [], "gaps": []})
    for resource in collection.resources:
        files[_file(resource.account, resource.region, resource.service)]["resources"].append(asdict(resource))
    for gap in collection.gaps:
        files[_file(gap.account, gap.region, gap.service)]["gaps"].append(asdict(gap))
    digests = {name: _put(folder / name, orjson.dumps(content, option=_PRETTY)) for name, content in sorted(files.items())}
    ledger = b"".join(orjson.dumps(asdict(call), option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE) for call in collection.calls)
    digests["calls.jsonl"] = _put(folder / "calls.jsonl", ledger)
    head = {
        "format": FORMAT,
        "kind": collection.kind,
        "tool": {"name": "genai-lens", "version": __version__},
        "started": collection.started,
        "finished": collection.finished,
        "targets": [
            {
                "account": collection.account,
                "partition": collection.partition,
                "caller": collection.caller,
                "regions": collection.regions,
                "complete": collection.complete,
                "offered": collection.offered,
            }
        ],
        "files": digests,
        "totals": {"resources": len(collection.resources), "gaps": len(collection.gaps), "calls": len(collection.calls)},
    }
    _put(folder / "snapshot.json", orjson.dumps(head, option=_PRETTY))


def read(folder: Path) -> Snapshot:
    """Read a snapshot and hold every file to the digest in its head.

    Raises `SnapshotError` for a folder that is none, half-written, damaged, altered, or of a newer format.
    """
    if not (folder / "snapshot.json").is_file() and (folder / "snapshot" / "snapshot.json").is_file():
        folder = folder / "snapshot"
    if any(part.endswith(".partial") for part in folder.resolve().parts):
        raise SnapshotError(f"{folder} is a collection that did not end.", "Collect again.")
    try:
        raw = (folder / "snapshot.json").read_bytes()
    except OSError as error:
        raise SnapshotError(
            f"{folder} is not a snapshot: {error.strerror or error} (snapshot.json).", "Name a folder that `collect` or `scan` wrote."
        ) from error
    head = _object(raw, folder / "snapshot.json")
    version = head.get("format")
    if not isinstance(version, int) or head.get("tool", {}).get("name") != "genai-lens":
        raise SnapshotError(f"{folder}/snapshot.json was not written by genai-lens.", "Name a folder that `collect` or `scan` wrote.")
    if version > FORMAT:
        raise SnapshotError(f"{folder} has format {version}, and this version reads up to {FORMAT}.", "Upgrade genai-lens.")
    resources: list[dict[str, Any]] = []
    gaps: list[dict[str, Any]] = []
    places: dict[str, tuple[str, int]] = {}
    try:
        for name, digest in sorted(head["files"].items()):
            if not _PATH.fullmatch(name) or not PurePosixPath(name).parts:
                raise SnapshotError(f"{folder}/snapshot.json names a file outside of the snapshot: {name!r}.", "Do not trust this snapshot.")
            body = (folder / name).read_bytes()
            if hashlib.sha256(body).hexdigest() != digest:
                raise SnapshotError(f"{folder}/{name} is not the file that was collected: its sha256 differs.", "Collect again, or restore the file.")
            if name == "calls.jsonl":
                continue
            content = _object(body, folder / name)
            gaps += content["gaps"]
            for index, resource in enumerate(content["resources"]):
                places[resource["id"]] = (name, index)
                resources.append(resource)
        snapshot = Snapshot(folder, head, hashlib.sha256(raw).hexdigest(), resources, gaps, places)
        _ = (snapshot.target["account"], snapshot.target["complete"], snapshot.target["regions"], head["started"])
    except OSError as error:
        raise SnapshotError(f"{folder} is incomplete: {error.filename}: {error.strerror}.", "Collect again, or restore the file.") from error
    except (KeyError, TypeError, IndexError, AttributeError) as error:
        raise SnapshotError(f"{folder} is damaged: {type(error).__name__} {error}.", "Collect again.") from error
    return snapshot


class Lines:
    """Where a value stands in a snapshot's files. A file is read and measured once, when the first proof points into it."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._files: dict[str, tuple[list[Any], list[int]]] = {}

    def find(self, resource: str, pointer: str) -> tuple[str, int] | None:
        """(file, line from 1) of the member that `pointer` (RFC 6901) names in a resource; None for a resource that is not there.

        A pointer that goes further than what is there ends at the last member that exists; a `0` stands for a single value where AWS sent
        no list.
        """
        if resource not in self._snapshot.places:
            return None
        file, index = self._snapshot.places[resource]
        if file not in self._files:
            body = (self._snapshot.folder / file).read_bytes()
            lines = body.splitlines()
            first = lines.index(b'  "resources": [') if b'  "resources": [' in lines else len(lines)
            # A resource begins where its brace stands two levels deep; no string of JSON spans a line.
            starts = [number for number, line in enumerate(lines[first:], first + 1) if line == b"    {"]
            self._files[file] = (orjson.loads(body)["resources"], starts)
        resources, starts = self._files[file]
        path = [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
        return file, starts[index] + _offset(resources[index], path)


def _offset(value: Any, path: list[str]) -> int:
    """How many lines below the start of `value` the member at `path` starts."""
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
    """How many lines a value takes."""
    if isinstance(value, dict):
        return 2 + sum(_height(v) for v in value.values()) if value else 1
    if isinstance(value, list):
        return 2 + sum(_height(v) for v in value) if value else 1
    return 1


def _file(account: str, region: str, service: str) -> str:
    service = "region" if service == "*" else service.replace("-", "_")
    return f"{account}/{region}/{service}.json"


def _put(path: Path, body: bytes) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)
    return hashlib.sha256(body).hexdigest()


def _object(body: bytes, path: Path) -> dict[str, Any]:
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise SnapshotError(f"{path} is not JSON: {error}.", "Collect again, or restore the file.") from error
    if not isinstance(found, dict):
        raise SnapshotError(f"{path} is not a JSON object.", "Collect again, or restore the file.")
    return found
