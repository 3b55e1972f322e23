"""Tests that a damaged or hostile snapshot is read or refused: no hang, no traceback, no echo."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest
from click.testing import CliRunner

from collectors.records import Collection, Source
from scanner.catalog.controls import Selection, select
from scanner.cli.main import cli
from scanner.errors import ScanError, SnapshotError
from scanner.snapshot import folder as snapshot
from scanner.snapshot.verified import HEAD, LEDGER, PRETTY
from tests import lab

CONTROL = "GENSEC05-BP01/agent-role-not-shared"
FILE = "999900001111/us-east-1/lambda.json"
HOSTILE = "\x1b[31m\n::error::pwned\u202e"
WRONG: tuple[Any, ...] = (
    None,
    True,
    -1,
    5,
    1.5,
    10**30,
    "",
    "x",
    HOSTILE,
    [],
    [None],
    [[]],
    {},
    {"a": 1},
    {HOSTILE: HOSTILE},
)
"""Values of every JSON type, in place of each member."""

Change = Callable[[Path], None]


@pytest.fixture(scope="module")
def collection() -> Collection:
    """Return a small collection with a gap, and with a resource that has a place in code."""
    chosen = select(lab.everything(), Selection(controls=(CONTROL,)))
    with lab.sample("bad") as (server, aws):
        server.fault("bedrock-agent:ListAgents", "denied")
        found = lab.read(aws, chosen.operations)
    coded = [
        replace(r, source=Source("main.tf", 1, 2)) if r.service == "lambda" else r for r in found.resources
    ]
    return replace(found, resources=tuple(coded))


@pytest.fixture
def folder(collection: Collection, tmp_path: Path) -> Path:
    """Return the folder of a written snapshot."""
    snapshot.write(collection, tmp_path / "snapshot")
    return tmp_path / "snapshot"


def _head(folder: Path) -> Any:
    return orjson.loads((folder / HEAD).read_bytes())


def _put(folder: Path, name: str, body: bytes) -> None:
    """Replace a file, and its digest in the head."""
    (folder / name).write_bytes(body)
    head = _head(folder)
    head["files"][name] = hashlib.sha256(body).hexdigest()
    (folder / HEAD).write_bytes(orjson.dumps(head, option=PRETTY))


def _evaluate(folder: Path) -> tuple[int, str]:
    done = CliRunner().invoke(cli, ["evaluate", str(folder), "--quiet", "--control", CONTROL])
    return done.exit_code, done.stderr


def _assert_refused(folder: Path, said: str) -> None:
    code, output = _evaluate(folder)
    assert (code, said in output) == (4, True), output


def _pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def _device(path: Path) -> None:
    path.unlink()
    path.symlink_to("/dev/zero")


def _link(path: Path) -> None:
    copies = next(above for above in path.parents if above.name == "snapshot").parent
    path.symlink_to(path.rename(copies / path.name))


def _directory(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize("change", [_pipe, _device, _link, _directory])
@pytest.mark.parametrize("name", [HEAD, LEDGER, FILE])
def test_what_is_not_a_regular_file_is_not_opened(folder: Path, name: str, change: Change) -> None:
    """A pipe would block, a device has no end, and a link may lead anywhere."""
    change(folder / name)
    begun = time.monotonic()
    code, said = _evaluate(folder)
    assert (code, "defect" in said) == (4, False), said
    assert time.monotonic() - begun < 10


def test_a_folder_that_is_a_link(folder: Path) -> None:
    """A link in place of the folder of an account or a Region is not followed."""
    account = folder / "999900001111"
    account.rename(folder.parent / "elsewhere")
    account.symlink_to(folder.parent / "elsewhere")
    _assert_refused(folder, "this is not a file of the snapshot")


def test_a_file_that_is_too_large(folder: Path) -> None:
    """A file of two terabytes, which takes no space on the disk, is refused by its size."""
    os.truncate(folder / FILE, 2 << 40)
    _assert_refused(folder, "larger than 512 MB")
    os.truncate(folder / HEAD, 2 << 40)
    _assert_refused(folder, "larger than 32 MB")


@pytest.mark.parametrize(
    "name", ["notes.txt", "999900001111/us-east-1/iam.json", ".hidden", "999900001111/x/y"]
)
def test_a_file_that_the_head_does_not_name(folder: Path, name: str) -> None:
    """A snapshot has no other files, and the error says which one to remove."""
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text("")
    _assert_refused(folder, "this is not a file of the snapshot")


@pytest.mark.parametrize("change", [{"region": "eu-west-1"}, {"service": "s3"}, {"account": "111122223333"}])
def test_a_record_is_in_its_own_file(folder: Path, change: dict[str, str]) -> None:
    """The file of a record follows from its account, Region and service."""
    content = orjson.loads((folder / FILE).read_bytes())
    content["resources"][0] |= change
    _put(folder, FILE, orjson.dumps(content, option=PRETTY))
    _assert_refused(folder, "it has a record of another file")


def test_every_file_is_needed(folder: Path) -> None:
    """A file that is left out with its line in the head is noticed by the totals."""
    names = sorted(_head(folder)["files"].keys() - {LEDGER})
    assert len(names) > 3
    for name in names:
        shutil.rmtree(folder.parent / "part", ignore_errors=True)
        part = shutil.copytree(folder, folder.parent / "part")
        (part / name).unlink()
        for above in list((part / name).parents)[:2]:
            if not any(above.iterdir()):
                above.rmdir()
        _assert_refused(part, f"is incomplete: {name} is missing")
        head = _head(part)
        del head["files"][name]
        (part / HEAD).write_bytes(orjson.dumps(head))
        _assert_refused(part, "its head names another number")


def test_the_ledger_is_verified(folder: Path) -> None:
    """The ledger's digest, its number of lines and the form of each line are checked."""
    body = (folder / LEDGER).read_bytes()
    (folder / LEDGER).write_bytes(body + b"\n")
    _assert_refused(folder, "calls.jsonl is not the file that was collected")
    lines = body.splitlines(keepends=True)
    _put(folder, LEDGER, b"".join(lines[1:]))
    _assert_refused(folder, "its head names another number")
    _put(folder, LEDGER, b"".join([*lines[:-1], b"{}\n"]))
    _assert_refused(folder, f"calls.jsonl is damaged: line {len(lines)}: it lacks ")
    _put(folder, LEDGER, b"".join([*lines[:-1], b"\xff\n"]))
    _assert_refused(folder, "it is not JSON")


LAYOUTS: dict[str, Callable[[Any], bytes]] = {
    "indented by four": lambda content: json.dumps(content, indent=4, sort_keys=True).encode(),
    "compact": orjson.dumps,
    "not sorted": lambda content: orjson.dumps(
        {key: content[key] for key in ("resources", "gaps")}, option=orjson.OPT_INDENT_2
    ),
    "without an end of line": lambda content: orjson.dumps(content, option=PRETTY)[:-1],
    "with another end of line": lambda content: orjson.dumps(content, option=PRETTY).replace(b"\n", b"\r\n"),
    "with a member twice": lambda content: orjson.dumps(content, option=PRETTY).replace(
        b'{\n  "gaps"', b'{\n  "gaps": [],\n  "gaps"', 1
    ),
}


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_another_layout_is_refused(folder: Path, layout: Callable[[Any], bytes]) -> None:
    """Lines are cited, so a file must have the layout that genai-lens writes."""
    _put(folder, FILE, layout(orjson.loads((folder / FILE).read_bytes())))
    _assert_refused(folder, "is not laid out as genai-lens writes it")


@pytest.mark.parametrize("what", ["resources", "gaps", "calls"])
def test_totals_are_compared(folder: Path, what: str) -> None:
    """A head that counts one more than the files hold is damaged, with right digests too."""
    head = _head(folder)
    head["totals"][what] += 1
    (folder / HEAD).write_bytes(orjson.dumps(head, option=PRETTY))
    _assert_refused(folder, f" {what}, and its head names another number")


@pytest.mark.parametrize("levels", [90, 110, 250, 900, 100_000])
def test_nested_values(folder: Path, levels: int) -> None:
    """A file is read and judged up to 100 levels, and refused beyond."""
    content = orjson.loads((folder / FILE).read_bytes())
    content["resources"][0]["properties"] = {"deep": "HERE"}
    deep = b"[" * levels + b"]" * levels
    body = orjson.dumps(content, option=PRETTY).replace(b'"HERE"', deep)
    if levels < 250:
        body = orjson.dumps(orjson.loads(body), option=PRETTY)
    _put(folder, FILE, body)
    code, said = _evaluate(folder)
    judged = 1 if levels < 100 else 4  # 1: some result fails
    assert (code, "defect" in said) == (judged, False), said


def _members(value: Any, place: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the place of every member. Of a list, only the first element."""
    yield place
    if isinstance(value, dict):
        for key in value:
            yield from _members(value[key], (*place, key))
    elif isinstance(value, list) and value:
        yield from _members(value[0], (*place, 0))


def _with(content: Any, place: tuple[str | int, ...], value: Any) -> Any:
    if not place:
        return value
    first, *rest = place
    copy = list(content) if isinstance(content, list) else dict(content)
    copy[first] = _with(copy[first], tuple(rest), value)  # type: ignore[index]
    return copy


def _without(content: Any, place: tuple[str | int, ...]) -> Any:
    *above, last = place
    found = content
    for step in above:
        found = found[step]
    copy = list(found) if isinstance(found, list) else dict(found)
    del copy[last]  # type: ignore[arg-type]
    return _with(content, tuple(above), copy)


def _changes(content: Any) -> Iterator[Any]:
    for place in _members(content):
        if "properties" in place[:-1]:  # what AWS answered: any JSON may be there
            continue
        yield from (_with(content, place, value) for value in WRONG)
        if place:
            yield _without(content, place)


def _written(name: str, content: Any) -> bytes:
    try:
        return orjson.dumps(content, option=orjson.OPT_APPEND_NEWLINE if name == LEDGER else PRETTY)
    except TypeError:  # a number beyond 64 bits
        return json.dumps(content, indent=None if name == LEDGER else 2, sort_keys=True).encode() + b"\n"


def _refusal(folder: Path) -> str:
    try:
        snapshot.read(folder)
    except SnapshotError as error:
        return error.sentence
    return ""


@pytest.mark.parametrize("name", [HEAD, LEDGER, FILE, "999900001111/us-east-1/bedrock_agent.json"])
def test_every_member_with_every_wrong_value(folder: Path, name: str) -> None:
    """A changed snapshot is refused with one clean sentence, or judged: never a defect."""
    whole = (folder / name).read_bytes()
    first = whole.splitlines(keepends=True)[0] if name == LEDGER else whole
    refused = judged = 0
    for content in _changes(orjson.loads(first)):
        body = _written(name, content)
        if name == HEAD:
            (folder / HEAD).write_bytes(body)
        else:
            _put(folder, name, body + whole[len(first) :])
        said = _refusal(folder)
        if said:
            refused += 1
            assert said.isprintable(), said
            assert not said.lstrip().startswith("::")
            assert len(said) < 600
        else:
            judged += 1
            if judged % 5 == 0:  # judging takes longer than reading
                code, said = _evaluate(folder)
                assert code in (0, 1, 3), (content, said)
    assert refused > 100
    assert judged < refused


def test_a_head_with_too_many_regions(folder: Path) -> None:
    """100,000 Regions would be judged for hours. A target has at most 100."""
    head = _head(folder)
    head["targets"][0]["regions"] = [f"us-east-{number % 100}" for number in range(100_000)]
    (folder / HEAD).write_bytes(orjson.dumps(head))
    _assert_refused(folder, "targets[0].regions breaks the rule 'maxItems'")


def test_100_000_gaps_are_read_in_time(folder: Path) -> None:
    """Reading takes less than 20 seconds and 1 GB."""
    content = orjson.loads((folder / FILE).read_bytes())
    gap = dict.fromkeys(("code", "denied_by", "message", "permission"), "") | {
        "account": "999900001111",
        "region": "us-east-1",
        "service": "lambda",
        "operation": "lambda:GetPolicy",
        "parents": [],
        "parent_operations": [],
    }
    content["gaps"] = [{**gap, "resource": f"arn:{i}"} for i in range(100_000)]
    head = _head(folder)
    head["totals"]["gaps"] += 100_000
    (folder / HEAD).write_bytes(orjson.dumps(head))
    _put(folder, FILE, orjson.dumps(content, option=PRETTY))
    code = (  # `getrusage` would count the memory of this process, which the child has at its start
        "import re, sys; from pathlib import Path; from scanner.snapshot.folder import read\n"
        "print(len(read(Path(sys.argv[1])).gaps), "
        "re.search(r'VmHWM:\\s+([0-9]+)', Path('/proc/self/status').read_text())[1])"
    )
    done = subprocess.run([sys.executable, "-c", code, folder], capture_output=True, text=True, timeout=20)
    count, peak = map(int, done.stdout.split())
    assert count >= 100_000
    assert peak < 1_000_000


NAMES = ("../x", "/x", "a/b", "", ".", "x" * 300, "\0", "x\ny", "US-EAST-1", HOSTILE)


@pytest.mark.parametrize("member", ["account", "region", "service"])
@pytest.mark.parametrize("name", NAMES)
def test_no_name_leads_out_of_the_folder(
    collection: Collection, tmp_path: Path, member: str, name: str
) -> None:
    """What AWS calls an account, a Region or a service becomes a path only in the right form."""
    changed = tuple(replace(r, **{member: name}) for r in collection.resources)  # type: ignore[arg-type]
    with pytest.raises(SnapshotError, match="does not have the form of a snapshot") as refused:
        snapshot.write(replace(collection, resources=changed), tmp_path / "s")
    assert refused.value.sentence.isprintable()
    assert os.listdir(tmp_path) == []


def test_the_writer_holds_every_record_to_the_schema(collection: Collection, tmp_path: Path) -> None:
    """A wrong value in a target, a resource, a gap or a call is refused before it is written."""
    gap, call = collection.gaps[0], collection.calls[0]
    deep: Any = {}
    for _ in range(300):
        deep = {"a": deep}
    for change in (
        {"account": "../../../../x"},
        {"partition": "aws/../.."},
        {"started": "yesterday"},
        {"regions": ("global",)},
        {"complete": {"x": ("us-east-1",)}},
        {"gaps": (replace(gap, region="../x"),)},
        {"calls": (replace(call, id="1"),)},
        {"resources": (replace(collection.resources[0], properties=deep),)},
        {"resources": (replace(collection.resources[0], tags={"a": 5}),)},
    ):
        with pytest.raises(ScanError, match="does not have the form of a snapshot"):
            snapshot.write(replace(collection, **change), tmp_path / "s")  # type: ignore[arg-type]
        shutil.rmtree(tmp_path / "s", ignore_errors=True)
