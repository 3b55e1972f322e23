"""The inventory for git: equal bytes for an unchanged account, and only our files are replaced."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import orjson
import pytest

from collectors.records import Gap, Resource
from scanner.errors import OutputError
from scanner.reports.git_inventory import GitInventory, inventory, write
from scanner.reports.places import Place
from scanner.snapshot import files
from scanner.snapshot import folder as snapshot
from tests import lab

ACCOUNT = "999900001111"
HOSTILE = "](http {0} \u202e\u2028\U000e0001 \xe9 ::error::\n    {\n"


def _snapshot(name: str, folder: Path) -> snapshot.Snapshot:
    return snapshot.read(lab.snapshot_of(name, folder / "snapshot"))


def _one(folder: Path, **fields: Any) -> dict[str, Any]:
    """Return the file of us-east-1 for an account with one resource that has these fields."""
    arn = f"arn:aws:bedrock:us-east-1:{ACCOUNT}:agent/A"
    given = {"tags": {}, "properties": {}, "name": "a", **fields}
    resource = Resource(
        "AWS::Bedrock::Agent", arn, given.pop("name"), ACCOUNT, "us-east-1", "x", calls=(), **given
    )
    found = replace(_snapshot("empty", folder), resources=(resource,))
    body: dict[str, Any] = orjson.loads(inventory(found).files[f"{ACCOUNT}/us-east-1.json"])
    return body


def test_two_scans_give_equal_bytes(tmp_path: Path) -> None:
    """Another scan of the same account gives the same files, although times and hashes differ."""
    with lab.serving(lab.account("demo")) as (_, aws):
        other = replace(lab.read(aws), started="2027-01-01T00:00:00Z", run="f" * 12)
    snapshot.write(other, tmp_path / "other")
    first, second = _snapshot("demo", tmp_path), snapshot.read(tmp_path / "other")
    assert first.digest != second.digest
    assert first.resources != second.resources  # the hashes of redacted values
    found = inventory(first).files
    assert found == inventory(second).files
    mixed = replace(first, resources=first.resources[::-1], gaps=first.gaps[::-1])
    assert found == inventory(mixed).files
    assert not [name for name, body in found.items() if b"hmac" in body or b"T00:00:00" in body]


def test_what_differs_between_scans_is_a_mark(tmp_path: Path) -> None:
    """Redacted values and times are marks, but not a time in the condition of a policy."""
    when = "2026-06-01T00:00:00.123Z"
    properties = {
        "text": {"redacted": {"length": 3, "hmac": "0" * 64}},
        "list": [{"redacted": {"length": 4, "hmac": "1" * 64}}, when, 7, None],
        "when": when,
        "notes": f"since {when}",
        "Statement": {"Condition": {"DateLessThan": {"aws:CurrentTime": when}}},
    }
    (resource,) = _one(tmp_path, properties=properties, tags={"until": when})["resources"]
    assert resource == {
        "id": f"arn:aws:bedrock:us-east-1:{ACCOUNT}:agent/A",
        "name": "a",
        "properties": {
            "text": "(redacted)",
            "list": ["(redacted)", "(time)", 7, None],
            "when": "(time)",
            "notes": f"since {when}",
            "Statement": properties["Statement"],
        },
        "tags": {"until": when},
        "type": "AWS::Bedrock::Agent",
    }


def test_each_resource_has_its_line(tmp_path: Path) -> None:
    """The line of a resource is that of its id, and its block is the whole of it."""
    found = _snapshot("demo", tmp_path)
    named = replace(
        found.resources[0], name=HOSTILE, tags={HOSTILE: HOSTILE}, properties={"a": [{"b": {}}, {}]}
    )
    made = inventory(replace(found, resources=(named, *found.resources[1:])))
    assert all(body.decode().replace("\n", "").isprintable() for body in made.files.values())
    assert made.resources.keys() == {(r.account, r.id) for r in found.resources}
    for (_, arn), place in made.resources.items():
        lines = made.files[place.file].split(b"\n")
        assert orjson.loads(lines[place.line - 1].strip().removeprefix(b'"id": ').rstrip(b",")) == arn
        assert place.block
        first, last = place.block
        block = orjson.loads(b"\n".join(lines[first - 1 : last]).rstrip(b","))
        assert (block["id"], block["name"]) == (arn, HOSTILE if arn == named.id else block["name"])
    for (_, region), place in made.regions.items():
        assert made.files[place.file].split(b"\n")[place.line - 1] == f'  "region": "{region}",'.encode()


def test_each_region_that_was_read_has_a_file(tmp_path: Path) -> None:
    """A Region without resources has a file too, and a file says what could not be read."""
    found = _snapshot("empty", tmp_path)
    (target,) = found.targets
    gap = Gap(target.account, "us-east-1", "x", "x:GetA", None, "Denied", "id 4711", "")
    gaps = (gap, replace(gap, resource="arn:a"), replace(gap, message="id 4712"))
    made = inventory(replace(found, resources=(), gaps=gaps))
    assert set(made.files) == {f"{target.account}/{region}.json" for region in ("global", *target.regions)}
    body = orjson.loads(made.files[f"{target.account}/us-east-1.json"])
    assert (body["resources"], body["unread"]) == ([], ["x:GetA of arn:a: Denied", "x:GetA: Denied"])
    assert orjson.loads(made.files[f"{target.account}/global.json"])["unread"] == []


def _made(text: str = "1") -> GitInventory:
    body = orjson.dumps({"tool": "genai-lens inventory", "text": text})
    return GitInventory({"1/a.json": body, "1/b.json": body}, {}, {("1", "a"): Place("1/a.json", 1)})


def _tree(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_an_inventory_replaces_only_its_own_files(tmp_path: Path) -> None:
    """Files of the same name are replaced. Other files of the folder stay."""
    write(_made("old"), tmp_path / "in v")
    (tmp_path / "in v" / "1" / "README.md").write_text("mine")
    (tmp_path / "in v" / "1" / "c.json").write_text("{}")
    write(_made("new"), tmp_path / "in v")
    new = _made("new").files
    assert _tree(tmp_path / "in v") == {**new, "1/README.md": b"mine", "1/c.json": b"{}"}


@pytest.mark.parametrize("theirs", [b"{}", b"[]", b"not JSON", b'{"tool": {"name": "genai-lens"}}', None])
def test_what_is_not_ours_is_not_replaced(theirs: bytes | None, tmp_path: Path) -> None:
    """If one file is not an inventory, nothing is written."""
    write(_made("old"), tmp_path)
    (tmp_path / "1" / "b.json").unlink()
    if theirs is None:
        (tmp_path / "1" / "b.json").symlink_to(tmp_path / "1" / "a.json")
    else:
        (tmp_path / "1" / "b.json").write_bytes(theirs)
    before = _tree(tmp_path)
    with pytest.raises(OutputError, match=r"b\.json"):
        write(_made("new"), tmp_path)
    assert _tree(tmp_path) == before


def test_a_link_to_another_folder_is_not_followed(tmp_path: Path) -> None:
    """The folder of an account must not be a link: nothing is written elsewhere."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "inv").mkdir()
    (tmp_path / "inv" / "1").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OutputError, match="is not an inventory"):
        write(_made(), tmp_path / "inv")
    assert os.listdir(tmp_path / "elsewhere") == []


def test_a_full_disk_leaves_the_old_files(tmp_path: Path) -> None:
    """If one file cannot be written, no file is replaced, and no partial file stays."""
    write(_made("old"), tmp_path)
    before, real = _tree(tmp_path), files.write

    def full(path: Path, body: bytes, mode: int = 0) -> None:
        if path.name == "b.json":
            raise OSError(28, "No space left on device", str(path))
        real(path, body, mode)

    with patch.object(files, "write", full), pytest.raises(OutputError, match="No space left") as error:
        write(_made("new"), tmp_path)
    assert "--inventory" in error.value.next_step
    assert _tree(tmp_path) == before
