"""The snapshot: a collection as a folder of JSON files, readable for people, git and auditors.

    snapshot.json       head: format, tool, times, targets, sha256 of every file, totals
    calls.jsonl         the ledger, one call on each line
    <account>/<region or global>/<service>.json   {"gaps": [...], "resources": [...]}

Keys are sorted, one on each line, so line numbers are stable and can be cited. As long as the
account does not change, all files except the head and the ledger have the same bytes.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson

from collectors.records import Call, Collection, Gap, NotOffered, Resource, Source
from scanner import __version__
from scanner.errors import SnapshotError
from scanner.snapshot import files
from scanner.snapshot.output import settled
from scanner.snapshot.schema import mistake
from scanner.snapshot.tags import tagged
from scanner.snapshot.verified import (
    FORMAT,
    HEAD,
    LEDGER,
    PRETTY,
    calls_in,
    contents,
    damaged,
    head_of,
    laid_out,
)

_LINE = orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE
_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Target:
    """One account that was collected.

    `complete`: operation -> the Regions where it was read to the last page.
    `offered`: service -> the Regions where AWS offers it, and the source of this information.
    `not_offered`: operations that AWS does not offer in a Region, with the answer that shows it.
    """

    account: str
    partition: str
    caller: str
    regions: tuple[str, ...]
    complete: Mapping[str, tuple[str, ...]]
    offered: Mapping[str, Mapping[str, Any]]
    not_offered: tuple[NotOffered, ...] = ()

    @property
    def root(self) -> str:
        """Return the ARN of the account's root, which is the account's id as a subject."""
        return f"arn:{self.partition}:iam::{self.account}:root"


@dataclass(frozen=True, slots=True)
class Head:
    """General members of snapshot.json. `kind` is `account` or `iac`; times are RFC 3339 in UTC.

    `ended` is empty, or, if the collection ended early, `{code, sentence}`. `run`, `endpoints`,
    `pace`, `sample` and `signs` are as in `Collection`, and empty if the snapshot does not say.
    `calls` is the number of lines of the ledger.
    """

    kind: str
    started: str
    finished: str
    tool: str
    ended: Mapping[str, str] = field(default_factory=dict)
    run: str = ""
    endpoints: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    pace: Mapping[str, float] = field(default_factory=dict)
    sample: bool = False
    signs: Mapping[str, str] = field(default_factory=dict)
    calls: int = 0


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A snapshot that was read and verified.

    `folder`: its name for people. `stored`: where the files were when they were read.
    `digest`: the sha256 of snapshot.json, which has the digests of all other files.
    `resources`: each with its tags (`tagged`), as all that judges and shows them needs them.
    `places`: (account, resource id) -> (file, its first line). The account is necessary because AWS
    managed policies have the same ARN in every account.
    `untagged`: (account, resource id) of the resources whose file does not show their tags.
    """

    folder: Path
    head: Head
    targets: tuple[Target, ...]
    digest: str
    resources: tuple[Resource, ...]
    gaps: tuple[Gap, ...]
    places: Mapping[tuple[str, str], tuple[str, int]] = field(default_factory=dict)
    stored: Path = field(default=Path(), compare=False)
    untagged: frozenset[tuple[str, str]] = frozenset()


def write(collection: Collection, folder: Path) -> None:
    """Write a collection into `folder`, which must not exist.

    The head is written last: a folder without it is not a snapshot. Raises `OSError`, and
    `SnapshotError` if the collection does not have the form of a snapshot.
    """
    try:
        _write(collection, folder)
    except (RecursionError, TypeError) as error:
        raise _unfit("it is nested too deeply") from error


def _write(collection: Collection, folder: Path) -> None:
    found: dict[str, dict[str, list[Any]]] = defaultdict(lambda: {"resources": [], "gaps": []})
    for resource in collection.resources:
        found[_file(resource)]["resources"].append(
            {**asdict(resource), "source": source_json(resource.source)}
        )
    for gap in collection.gaps:
        found[_file(gap)]["gaps"].append(gap_json(gap))
    calls = [asdict(call) for call in collection.calls]
    _check_form("head", [_head(collection, dict.fromkeys([*found, LEDGER], "0" * 64))])
    _check_form("file", found.values())
    _check_form("call", calls)
    folder.mkdir(mode=files.PRIVATE_FOLDER, parents=True)
    digests = {name: _put(folder / name, laid_out(content)) for name, content in sorted(found.items())}
    digests[LEDGER] = _put(folder / LEDGER, b"".join(orjson.dumps(call, option=_LINE) for call in calls))
    _put(folder / HEAD, orjson.dumps(_head(collection, digests), option=PRETTY))


def gap_json(gap: Gap) -> dict[str, Any]:
    """Return a gap as files have it. Only a gap of code has a pointer."""
    return {k: v for k, v in asdict(gap).items() if v or k != "pointer"}


def source_json(source: Source | None) -> dict[str, Any] | None:
    """Return a source as files have it, without empty members."""
    return _filled(asdict(source)) if source else None


def _filled(source: dict[str, Any]) -> dict[str, Any]:
    kept = {k: v for k, v in source.items() if v not in ("", (), {})}
    if "calls" in kept:
        kept["calls"] = [_filled(call) for call in kept["calls"]]
    if "parts" in kept:
        kept["parts"] = {pointer: _filled(part) for pointer, part in kept["parts"].items()}
    return kept


def _head(collection: Collection, digests: Mapping[str, str]) -> dict[str, Any]:
    """Return the content of snapshot.json."""
    target = Target(
        collection.account,
        collection.partition,
        collection.caller,
        collection.regions,
        collection.complete,
        collection.offered,
        collection.not_offered,
    )
    return {
        "format": FORMAT,
        "kind": collection.kind,
        "tool": {"name": "genai-lens", "version": __version__},
        "started": collection.started,
        "finished": collection.finished,
        "ended": collection.ended,
        "run": collection.run,
        "endpoints": collection.endpoints,
        "pace": collection.pace,
        "sample": collection.sample,
        "signs": collection.signs,
        "targets": [asdict(target)],
        "files": digests,
        "totals": {
            "resources": len(collection.resources),
            "gaps": len(collection.gaps),
            "calls": len(collection.calls),
        },
    }


def _check_form(part: str, values: Iterable[Any]) -> None:
    """Raise `SnapshotError` for a value that does not have the form of this part of a snapshot."""
    for said in filter(None, (mistake(part, value) for value in values)):
        raise _unfit(f"in a {part}, {said}")


def _unfit(said: str) -> SnapshotError:
    return SnapshotError(
        f"what was read does not have the form of a snapshot: {said}. Nothing was written.",
        "Check --region and AWS_ENDPOINT_URL.",
    )


def _file(record: Resource | Gap) -> str:
    """Return the name of the file that has a record."""
    service = "region" if record.service == "*" else record.service.replace("-", "_")
    return f"{record.account}/{record.region}/{service}.json"


def _put(path: Path, body: bytes) -> str:
    """Write a file of the snapshot, and return its sha256."""
    files.make_folder(path.parent)
    files.write(path, body)
    return sha256(body).hexdigest()


def read(folder: Path, named: Path | None = None) -> Snapshot:
    """Read and verify a snapshot, given its folder or the output folder that has it.

    `named`: the name that people see, if it is not `folder`. If a run was interrupted after its
    commit, this finishes the run first.

    Raises `SnapshotError` if the folder is not a snapshot, or if the snapshot is unfinished,
    damaged, altered or of another format.
    """
    if any(part.endswith(".partial") for part in folder.resolve().parts):
        raise SnapshotError(f"{folder} is a collection that did not finish.", "Collect again.")
    for _ in range(_ATTEMPTS):
        stored, name = settled(folder)
        before = _identity(stored)
        try:
            return _read(stored, named or name)
        except SnapshotError:
            if before == _identity(settled(folder)[0]):
                raise
    raise SnapshotError(f"{folder} was replaced while it was read.", "Run the command again.")


def digest(folder: Path) -> str:
    """Return the sha256 of the head of a snapshot; empty if there is none."""
    try:
        return sha256(files.read(folder / HEAD, files.MOST_OF_HEAD)).hexdigest()
    except OSError:
        return ""


def _identity(folder: Path) -> tuple[int, ...]:
    """Return what differs between a folder and one that replaced it."""
    try:
        found = os.lstat(folder)
    except OSError:
        return ()
    return found.st_dev, found.st_ino, found.st_mtime_ns


def _read(folder: Path, named: Path) -> Snapshot:
    raw, head = head_of(folder, named)
    resources: list[Resource] = []
    gaps: list[Gap] = []
    places: dict[tuple[str, str], tuple[str, int]] = {}
    for name, content, lines in contents(folder, named, head):
        for number, found in enumerate(content["resources"]):
            resource = _resource(found)
            _check_place(resource, name, named)
            places[resource.account, resource.id] = (name, lines[number])
            resources.append(resource)
        for found in content["gaps"]:
            gap = _gap(found)
            _check_place(gap, name, named)
            gaps.append(gap)
    shown = tagged(resources)
    targets = tuple(_target(target) for target in head["targets"])
    _check_accounts(named, targets, [*resources, *gaps])
    return Snapshot(
        folder=named,
        head=Head(
            kind=head["kind"],
            started=head["started"],
            finished=head["finished"],
            tool=head["tool"]["version"],
            ended=head.get("ended", {}),
            run=head.get("run", ""),
            endpoints=head.get("endpoints", {}),
            pace=head.get("pace", {}),
            sample=head.get("sample", False),
            signs=head.get("signs", {}),
            calls=head["totals"]["calls"],
        ),
        targets=targets,
        digest=sha256(raw).hexdigest(),
        resources=shown,
        gaps=tuple(gaps),
        places=places,
        stored=folder,
        untagged=frozenset(
            (one.account, one.id) for one, read in zip(shown, resources, strict=True) if one is not read
        ),
    )


def ledger(snapshot: Snapshot) -> tuple[Call, ...]:
    """Return the calls of a snapshot that was read, from its folder.

    Raises `SnapshotError` if the folder no longer has the same snapshot.
    """
    raw, head = head_of(snapshot.stored, snapshot.folder)
    if sha256(raw).hexdigest() != snapshot.digest:
        raise SnapshotError(f"{snapshot.folder} was replaced while it was read.", "Run the command again.")
    return tuple(Call(**call) for call in calls_in(snapshot.stored, snapshot.folder, head["files"][LEDGER]))


def _check_place(record: Resource | Gap, name: str, named: Path) -> None:
    """Raise `SnapshotError` for a record that is in the wrong file."""
    if _file(record) != name:
        raise damaged(named / name, "it has a record of another file")


def _check_accounts(named: Path, targets: Sequence[Target], found: Sequence[Resource | Gap]) -> None:
    """Raise `SnapshotError` if there is an account twice, or if there are records of another.

    Nothing would be judged of those, and the run would pass.
    """
    accounts = {target.account for target in targets}
    if len(accounts) < len(targets):
        raise damaged(named, "it has an account twice")
    if {record.account for record in found} - accounts:
        raise damaged(named, "it has records of an account that is not one of its targets")


def _target(found: Mapping[str, Any]) -> Target:
    complete = {operation: tuple(regions) for operation, regions in found["complete"].items()}
    return Target(
        **{
            **found,
            "regions": tuple(found["regions"]),
            "complete": complete,
            "not_offered": tuple(NotOffered(**one) for one in found["not_offered"]),
        }
    )


def _resource(found: Mapping[str, Any]) -> Resource:
    source = _source(found["source"]) if found["source"] else None
    return Resource(**{**found, "calls": tuple(found["calls"]), "source": source})


def _source(found: Mapping[str, Any]) -> Source:
    return Source(
        **{
            **found,
            "calls": tuple(_source(call) for call in found.get("calls", ())),
            "lines": {pointer: (first, last) for pointer, (first, last) in found.get("lines", {}).items()},
            "parts": {pointer: _source(part) for pointer, part in found.get("parts", {}).items()},
        }
    )


def _gap(found: Mapping[str, Any]) -> Gap:
    parents, operations = tuple(found["parents"]), tuple(found["parent_operations"])
    return Gap(**{**found, "parents": parents, "parent_operations": operations})
