"""Tests of the snapshot: files are deterministic, lines are correct, damage is detected."""

from __future__ import annotations

import hashlib
import re
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import orjson
import pytest

from collectors.records import Collection, Resource, Source
from scanner import __version__
from scanner.errors import SnapshotError
from scanner.snapshot import folder as snapshot
from scanner.snapshot.lines import Lines
from scanner.snapshot.tags import tagged
from tests import lab


@pytest.fixture(scope="module")
def collection() -> Collection:
    """Return a collection of the bad account, with one operation denied."""
    with (
        lab.serving(lab.account("bad")) as (server, aws),
        patch("secrets.token_bytes", return_value=bytes(32)),
    ):
        server.fault("bedrock-agent:ListFlows", "denied")
        return lab.read(aws)


@pytest.fixture
def folder(collection: Collection, tmp_path: Path) -> Path:
    """Return the folder of a written snapshot."""
    snapshot.write(collection, tmp_path / "snapshot")
    return tmp_path / "snapshot"


def _head(folder: Path) -> Any:
    return orjson.loads((folder / "snapshot.json").read_bytes())


def _identity(resource: Resource) -> tuple[str, str]:
    return resource.account, resource.id


def test_what_was_collected_is_read_back(collection: Collection, folder: Path) -> None:
    """`read` returns the same resources and gaps that were written, and the totals are correct."""
    found = snapshot.read(folder)
    assert sorted(r.id for r in found.resources) == sorted(r.id for r in collection.resources)
    assert sorted(found.resources, key=_identity) == sorted(tagged(collection.resources), key=_identity)
    assert [(g.operation, g.region) for g in found.gaps] == [
        ("bedrock-agent:ListFlows", "eu-west-1"),
        ("bedrock-agent:ListFlows", "us-east-1"),
    ]
    assert found.gaps == tuple(sorted(collection.gaps, key=lambda gap: gap.region))
    assert _head(folder)["totals"] == {
        "resources": len(collection.resources),
        "gaps": 2,
        "calls": len(collection.calls),
    }


def test_the_head_and_the_target_are_read_back(collection: Collection, folder: Path) -> None:
    """`read` returns the same target (account, Regions, `complete`) and head (kind, times)."""
    found = snapshot.read(folder)
    (target,) = found.targets
    same = ("account", "partition", "caller", "regions", "complete")
    assert [getattr(target, name) for name in same] == [getattr(collection, name) for name in same]
    assert orjson.dumps(target.offered) == orjson.dumps(collection.offered)
    assert target.root == "arn:aws:iam::999900001111:root"
    times = (collection.started, collection.finished)
    assert (found.head.kind, found.head.started, found.head.finished) == ("account", *times)
    assert found.head.tool == __version__


def test_a_place_in_code_is_read_back(collection: Collection, tmp_path: Path) -> None:
    """A resource of a template keeps its file and lines, and the head has the kind `iac`."""
    coded = replace(collection.resources[0], source=Source("infra/main.tf", 3, 9))
    snapshot.write(replace(collection, kind="iac", resources=(coded,)), tmp_path / "s")
    found = snapshot.read(tmp_path / "s")
    assert (found.head.kind, found.resources) == ("iac", (coded,))


def test_layout(folder: Path) -> None:
    """A snapshot has one file for each service and Region, the ledger and the head."""
    names = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
    assert {
        "999900001111/eu-west-1/bedrock.json",
        "999900001111/eu-west-1/bedrock_agent.json",
        "999900001111/global/iam.json",
    } < set(names)
    assert all(re.fullmatch(r"999900001111/[a-z0-9-]+/[a-z0-9_]+\.json", name) for name in names[:-2])
    assert names[-2:] == ["calls.jsonl", "snapshot.json"]
    calls = [orjson.loads(line) for line in (folder / "calls.jsonl").read_bytes().splitlines()]
    assert all(re.fullmatch(r"[0-9a-f]{16}", call["id"]) for call in calls)
    assert {call["error"] for call in calls if call["operation"] == "ListFlows"} == {"AccessDeniedException"}


def test_files_are_the_same_for_the_same_account(folder: Path, tmp_path: Path) -> None:
    """Two collections of an unchanged account have the same bytes, except for ledger and head.

    The test fixes the key that redaction uses.
    """
    with (
        lab.serving(lab.account("bad")) as (server, aws),
        patch("secrets.token_bytes", return_value=bytes(32)),
    ):
        server.fault("bedrock-agent:ListFlows", "denied")
        snapshot.write(lab.read(aws), tmp_path / "again")
    for path in sorted(folder.glob("*/*/*.json")):
        assert path.read_bytes() == (tmp_path / "again" / path.relative_to(folder)).read_bytes()


def test_lines_are_where_the_text_is(collection: Collection, folder: Path) -> None:
    """For every member of every resource, the found line contains the member's name."""
    found = snapshot.read(folder)
    lines = Lines(found)
    texts = {
        name: (folder / name).read_text().splitlines()
        for name in _head(folder)["files"]
        if name.endswith(".json")
    }
    seen = 0

    def walk(resource: str, value: object, pointer: str) -> None:
        nonlocal seen
        members = (
            value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        )
        for key, member in members:
            path = f"{pointer}/{str(key).replace('~', '~0').replace('/', '~1')}"
            place = lines.find("999900001111", resource, path)
            assert place is not None
            text = texts[place[0]][place[1] - 1]
            assert not isinstance(key, str) or f'"{key}":' in text
            seen += 1
            walk(resource, member, path)

    for resource in collection.resources:  # without the tags that only a mapping has
        walk(resource.id, asdict(resource), "")
    assert seen > 300


def test_a_pointer_beyond_what_is_there_ends_before_it(folder: Path) -> None:
    """Index `0` accepts a single value. A missing member has its parent's line."""
    found = snapshot.read(folder)
    lines = Lines(found)
    account = "999900001111"
    gateway = "arn:aws:bedrock-agentcore:us-east-1:999900001111:gateway/open-abc1234567"
    place = lines.find(account, gateway, "/properties/authorizerType")
    assert place is not None
    assert lines.find(account, gateway, "/properties/authorizerType/0") == place
    above = lines.find(account, gateway, "/properties")
    assert lines.find(account, gateway, "/properties/nowhere") == above
    assert lines.find(account, "arn:aws:iam::1:role/nobody", "/properties") is None
    assert lines.find("111122223333", gateway, "/properties") is None


def _spoil(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text()
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1))


def test_damage_is_one_sentence(folder: Path, tmp_path: Path) -> None:
    """Every kind of damage to a snapshot is an error with a reason, and so is another format."""
    with pytest.raises(SnapshotError, match="is not a snapshot"):
        snapshot.read(tmp_path / "nowhere")
    _spoil(folder, "999900001111/global/iam.json", "ml-dev", "ml-ops")
    with pytest.raises(SnapshotError, match=r"its sha256 differs"):
        snapshot.read(folder)
    (folder / "999900001111/global/iam.json").unlink()
    with pytest.raises(SnapshotError, match=r"is incomplete: 999900001111/global/iam.json is missing"):
        snapshot.read(folder)
    _spoil(folder, "snapshot.json", "999900001111/global/iam.json", "../../etc/passwd")
    with pytest.raises(
        SnapshotError, match=r"snapshot.json is damaged: files breaks the rule 'propertyNames'"
    ):
        snapshot.read(folder)
    _spoil(folder, "snapshot.json", '"format": 2', '"format": 3')
    with pytest.raises(SnapshotError, match=r"has format 3, and this version reads format 2") as newer:
        snapshot.read(folder)
    assert newer.value.next_step == "Upgrade genai-lens."
    _spoil(folder, "snapshot.json", '"format": 3', '"format": 1')
    with pytest.raises(SnapshotError, match=r"has format 1, and this version reads format 2") as older:
        snapshot.read(folder)
    assert older.value.next_step == "Collect again."
    _spoil(folder, "snapshot.json", '"name": "genai-lens"', '"name": "other"')
    with pytest.raises(SnapshotError, match="was not written by genai-lens"):
        snapshot.read(folder)
    (folder / "snapshot.json").write_text("[1")
    with pytest.raises(SnapshotError, match="is not JSON"):
        snapshot.read(folder)
    (folder / "snapshot.json").write_text('{"format": 2, "tool": {"name": "genai-lens"}}')
    with pytest.raises(SnapshotError, match="is damaged"):
        snapshot.read(folder)


@pytest.mark.parametrize(
    "targets",
    [
        lambda target: [],
        lambda target: {},
        lambda target: [target, target],
        lambda target: [{**target, "account": "111122223333"}],
        lambda target: [{**target, "account": 5}],
        lambda target: [{**target, "regions": [5]}],
    ],
    ids=["none", "no list", "twice", "another", "a number", "a region that is a number"],
)
def test_accounts_that_do_not_fit_the_records_are_damage(folder: Path, targets: Any) -> None:
    """Nothing would be judged of a record whose account is no target, and the run would pass."""
    head = _head(folder)
    head["targets"] = targets(head["targets"][0])
    (folder / "snapshot.json").write_bytes(orjson.dumps(head))
    with pytest.raises(SnapshotError, match="is damaged"):
        snapshot.read(folder)


@pytest.mark.parametrize(
    "change",
    [
        {"id": 5},
        {"type": None},
        {"properties": []},
        {"tags": None},
        {"account": "111122223333"},
        {"source": {"file": 5, "start_line": 1, "end_line": 1}},
        {"source": {"file": "a", "start_line": "1", "end_line": 1}},
    ],
)
def test_a_record_with_a_wrong_type_is_damage(
    collection: Collection, tmp_path: Path, change: dict[str, Any]
) -> None:
    """A hand-made record is refused where it is read, and not by a traceback later."""
    first, *rest = (asdict(resource) for resource in collection.resources)
    name = "999900001111/global/iam.json"
    body = orjson.dumps({"resources": [{**first, **change}, *rest], "gaps": []})
    snapshot.write(replace(collection, resources=(), gaps=()), tmp_path / "s")
    (tmp_path / "s" / name).parent.mkdir(parents=True)
    (tmp_path / "s" / name).write_bytes(body)
    head = _head(tmp_path / "s")
    head["files"][name] = hashlib.sha256(body).hexdigest()
    (tmp_path / "s" / "snapshot.json").write_bytes(orjson.dumps(head))
    with pytest.raises(SnapshotError, match="is damaged"):
        snapshot.read(tmp_path / "s")


def test_a_collection_that_did_not_end_is_refused(folder: Path, tmp_path: Path) -> None:
    """A folder with the name of an unfinished collection is rejected, even if it looks complete."""
    (tmp_path / "out.partial").mkdir()
    folder.rename(tmp_path / "out.partial" / "snapshot")
    with pytest.raises(SnapshotError, match="did not finish"):
        snapshot.read(tmp_path / "out.partial" / "snapshot")
