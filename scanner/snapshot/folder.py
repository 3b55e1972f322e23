"""The snapshot: a collection as a folder of JSON files, readable for people, git and auditors.

    snapshot.json       head: format, tool, times, targets, sha256 of every file, totals
    calls.jsonl         the ledger, one call on each line
    <account>/<region or global>/<service>.json   {"gaps": [...], "resources": [...]}

Keys are sorted, one on each line, so line numbers are stable and can be cited. As long as the
account does not change, all files except the head and the ledger have the same bytes.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import orjson

from collectors.records import Collection, Gap, Resource, Source
from scanner import __version__
from scanner.errors import SnapshotError, unreadable

FORMAT = 2
"""The version of the layout. `read` accepts no other."""

_PRETTY = orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE
_PATH = re.compile(r"(\d{12}/[a-z0-9-]+/[a-z0-9_]+\.json|calls\.jsonl)")


@dataclass(frozen=True, slots=True)
class Target:
    """One account that was collected.

    `complete`: operation -> the Regions where it was read to the last page.
    `offered`: service -> the Regions where AWS offers it, and the source of this information.
    """

    account: str
    partition: str
    caller: str
    regions: tuple[str, ...]
    complete: Mapping[str, tuple[str, ...]]
    offered: Mapping[str, Mapping[str, Any]]

    @property
    def root(self) -> str:
        """Return the ARN of the account's root, which is the account's id as a subject."""
        return f"arn:{self.partition}:iam::{self.account}:root"


@dataclass(frozen=True, slots=True)
class Head:
    """General members of snapshot.json. `kind` is `account` or `iac`; times are RFC 3339 in UTC."""

    kind: str
    started: str
    finished: str
    tool: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A snapshot that was read and verified.

    `digest`: the sha256 of snapshot.json, which has the digests of all other files.
    `places`: (account, resource id) -> (file, index in its list), to find a line. The account is
    necessary because AWS managed policies have the same ARN in every account.
    """

    folder: Path
    head: Head
    targets: tuple[Target, ...]
    digest: str
    resources: tuple[Resource, ...]
    gaps: tuple[Gap, ...]
    places: Mapping[tuple[str, str], tuple[str, int]] = field(default_factory=dict)


def write(collection: Collection, folder: Path) -> None:
    """Write a collection into `folder`, which must not exist.

    The head is written last: a folder without it is not a snapshot.
    """
    folder.mkdir(parents=True)
    files: dict[str, dict[str, list[Any]]] = defaultdict(lambda: {"resources": [], "gaps": []})
    for resource in collection.resources:
        files[_file(resource.account, resource.region, resource.service)]["resources"].append(
            asdict(resource)
        )
    for gap in collection.gaps:
        files[_file(gap.account, gap.region, gap.service)]["gaps"].append(asdict(gap))
    digests = {
        name: _put(folder / name, orjson.dumps(content, option=_PRETTY))
        for name, content in sorted(files.items())
    }
    line = orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE
    ledger = b"".join(orjson.dumps(asdict(call), option=line) for call in collection.calls)
    digests["calls.jsonl"] = _put(folder / "calls.jsonl", ledger)
    target = Target(
        collection.account,
        collection.partition,
        collection.caller,
        collection.regions,
        collection.complete,
        collection.offered,
    )
    head = {
        "format": FORMAT,
        "kind": collection.kind,
        "tool": {"name": "genai-lens", "version": __version__},
        "started": collection.started,
        "finished": collection.finished,
        "targets": [asdict(target)],
        "files": digests,
        "totals": {
            "resources": len(collection.resources),
            "gaps": len(collection.gaps),
            "calls": len(collection.calls),
        },
    }
    _put(folder / "snapshot.json", orjson.dumps(head, option=_PRETTY))


def read(folder: Path) -> Snapshot:
    """Read a snapshot, and compare every file with its digest in the head.

    Raises `SnapshotError` if the folder is not a snapshot, or if the snapshot is unfinished,
    damaged, altered or of another format.
    """
    if not (folder / "snapshot.json").is_file() and (folder / "snapshot" / "snapshot.json").is_file():
        folder = folder / "snapshot"
    if any(part.endswith(".partial") for part in folder.resolve().parts):
        raise SnapshotError(f"{folder} is a collection that did not finish.", "Collect again.")
    raw, head = _head(folder)
    resources: list[Resource] = []
    gaps: list[Gap] = []
    places: dict[tuple[str, str], tuple[str, int]] = {}
    try:
        for name, digest in sorted(head["files"].items()):
            body = _checked(folder, name, digest)
            if name == "calls.jsonl":
                continue
            content = _object(body, folder / name)
            gaps += [_gap(gap) for gap in content["gaps"]]
            for index, found in enumerate(content["resources"]):
                resource = _resource(found)
                places[resource.account, resource.id] = (name, index)
                resources.append(resource)
        targets = tuple(_target(target) for target in head["targets"])
        _check_accounts(folder, targets, [*resources, *gaps])
        return Snapshot(
            folder=folder,
            head=Head(head["kind"], head["started"], head["finished"], head["tool"]["version"]),
            targets=targets,
            digest=hashlib.sha256(raw).hexdigest(),
            resources=tuple(resources),
            gaps=tuple(gaps),
            places=places,
        )
    except OSError as error:
        raise SnapshotError(
            f"{folder} is incomplete: {error.filename}: {error.strerror}.",
            "Collect again, or restore the file.",
        ) from error
    except (KeyError, TypeError, IndexError, AttributeError) as error:
        raise SnapshotError(
            f"{folder} is damaged: a member is missing or has the wrong type.", "Collect again."
        ) from error


def _head(folder: Path) -> tuple[bytes, dict[str, Any]]:
    """Return the bytes and the content of snapshot.json.

    Raises `SnapshotError` if it is missing, or of another format or tool.
    """
    step = "Name a folder that `collect` or `scan` wrote."
    try:
        raw = (folder / "snapshot.json").read_bytes()
    except OSError as error:
        said = f"{folder} is not a snapshot: {unreadable(error)} (snapshot.json)."
        raise SnapshotError(said, step) from error
    head = _object(raw, folder / "snapshot.json")
    version, tool = head.get("format"), head.get("tool")
    if not isinstance(version, int) or not isinstance(tool, dict) or tool.get("name") != "genai-lens":
        raise SnapshotError(f"{folder}/snapshot.json was not written by genai-lens.", step)
    if version > FORMAT:
        raise SnapshotError(
            f"{folder} has format {version}, and this version reads format {FORMAT}.", "Upgrade genai-lens."
        )
    if version < FORMAT:
        raise SnapshotError(
            f"{folder} has format {version}, and this version reads format {FORMAT}.", "Collect again."
        )
    return raw, head


def _checked(folder: Path, name: str, digest: str) -> bytes:
    """Return the bytes of a file of the snapshot. Raises `SnapshotError` for another digest."""
    if not _PATH.fullmatch(name):
        raise SnapshotError(
            f"{folder}/snapshot.json names a file outside the snapshot: {name!r}.",
            "Do not trust this snapshot.",
        )
    body = (folder / name).read_bytes()
    if hashlib.sha256(body).hexdigest() != digest:
        raise SnapshotError(
            f"{folder}/{name} is not the file that was collected: its sha256 differs.",
            "Collect again, or restore the file.",
        )
    return body


def _check_accounts(folder: Path, targets: Sequence[Target], found: Sequence[Resource | Gap]) -> None:
    """Raise `SnapshotError` if there is no account, one twice, or records of another account.

    Nothing would be judged of those, and the run would pass.
    """
    accounts = [target.account for target in targets]
    others = sorted({record.account for record in found} - {*accounts})
    if not accounts or len({*accounts}) < len(accounts) or others:
        said = (
            f"records of {others[0]!r}, which is not one of its accounts"
            if others
            else "no account, or one twice"
        )
        raise SnapshotError(f"{folder} is damaged: it has {said}.", "Collect again.")


def _target(found: Mapping[str, Any]) -> Target:
    complete = {operation: tuple(regions) for operation, regions in found["complete"].items()}
    target = Target(**{**found, "regions": tuple(found["regions"]), "complete": complete})
    _check_types(str, target.account, target.partition, target.caller, *target.regions)
    return target


def _resource(found: Mapping[str, Any]) -> Resource:
    source = Source(**found["source"]) if found["source"] else None
    if source:
        _check_types(str, source.file)
        _check_types(int, source.start_line, source.end_line)
    made = Resource(**{**found, "calls": tuple(found["calls"]), "source": source})
    _check_types(str, made.type, made.id, made.name, made.account, made.region, made.service)
    _check_types(dict, made.tags, made.properties)
    return made


def _gap(found: Mapping[str, Any]) -> Gap:
    operations = tuple(found["parent_operations"])
    made = Gap(**{**found, "parents": tuple(found["parents"]), "parent_operations": operations})
    _check_types(str, made.account, made.region, made.service, made.operation, made.code, made.message)
    _check_types(str, made.permission, made.resource or "", *made.parents, *operations)
    return made


def _check_types(kind: type, *values: Any) -> None:
    """Raise `TypeError` for a value that is not of a type."""
    for value in values:
        if not isinstance(value, kind):
            raise TypeError(f"{value!r:.80} is not of type {kind.__name__}")


def _file(account: str, region: str, service: str) -> str:
    service = "region" if service == "*" else service.replace("-", "_")
    name = f"{account}/{region}/{service}.json"
    if not _PATH.fullmatch(name):
        raise SnapshotError(
            f"{name!r} is not a file of a snapshot; nothing was written.", "Check AWS_ENDPOINT_URL."
        )
    return name


def _put(path: Path, body: bytes) -> str:
    """Write a file of the snapshot, and return its sha256."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)
    return hashlib.sha256(body).hexdigest()


def _object(body: bytes, path: Path) -> dict[str, Any]:
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        said = f"{path} is not JSON from line {error.lineno}, column {error.colno}."
        raise SnapshotError(said, "Collect again, or restore the file.") from error
    if not isinstance(found, dict):
        raise SnapshotError(f"{path} is not a JSON object.", "Collect again, or restore the file.")
    return found
