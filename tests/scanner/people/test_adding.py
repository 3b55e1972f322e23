"""Tests of adding an entry to a file: old bytes stay, and an unknown form is left alone."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from scanner.errors import OutputError, UsageError
from scanner.people.adding import add
from scanner.people.files import MOST_BYTES, read
from scanner.people.parts import DATE, PATTERNS, TEXT, lines, mapping
from scanner.snapshot import lock
from scanner.yaml_files import load_yaml

SCHEMA = lines("notes", mapping({"name": TEXT, "day": DATE, "for": PATTERNS}))
ENTRY = {"name": "new: # one", "day": "2026-02-03", "for": ["a*"]}


def _check(path: Path) -> object:
    return read(path, SCHEMA, option="--file")


def _add(path: Path, comment: str = "") -> int:
    return add(path, "notes", ENTRY, _check, option="--file", comment=comment)


def _entries(path: Path) -> object:
    return load_yaml(path)["notes"]


BEFORE = [
    ("notes:\n  - name: old  # why\n    day: 2026-01-01\n", [{"name": "old", "day": "2026-01-01"}]),
    ("# head\nnotes:\n- name: old\n# tail", [{"name": "old"}]),
    ('---\n"notes":\n    -   name: "ö"\n\n\n', [{"name": "ö"}]),
    ("notes:\n  - name: >+\n      folded\n\n", [{"name": "folded\n\n"}]),
    ("notes:\n  - {name: old}\n  # and no more\n", [{"name": "old"}]),
    ("notes:\r\n  - name: old\r\n", [{"name": "old"}]),
    ("\ufeffnotes:\n  - name: old\n", [{"name": "old"}]),
    ("notes:\n", []),
    ("# nothing yet\n", []),
    ("# nothing yet", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "entries"), BEFORE)
def test_an_entry_is_added_and_every_old_byte_stays(text: str, entries: list[object], tmp_path: Path) -> None:
    """The old file is the start of the new one, and the line is that of the new entry."""
    path = tmp_path / "n.yaml"
    path.write_bytes(text.encode())
    path.chmod(0o640)
    line = _add(path)
    body = path.read_bytes()
    assert body.startswith(text.encode())
    assert _entries(path) == [*entries, ENTRY]
    assert "- name: 'new: # one'" in body.decode().splitlines()[line - 1]
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert body.count(b"\r\n") == (body.count(b"\n") if "\r\n" in text else 0)
    assert [one.name for one in tmp_path.iterdir()] == ["n.yaml"]


@pytest.mark.parametrize("value", ["[]", "null", "~", "[ ]"])
def test_an_empty_list_becomes_a_list_with_the_entry(value: str, tmp_path: Path) -> None:
    """The empty value goes, and a comment beside it stays."""
    path = tmp_path / "n.yaml"
    path.write_text(f"# head\nnotes: {value} # why\n")
    assert _add(path) == 3
    assert path.read_text().startswith("# head\nnotes: # why\n  - name: ")
    assert _entries(path) == [ENTRY]


def test_a_new_file_has_the_comment_and_the_entry(tmp_path: Path) -> None:
    """A comment cannot end its line: what is in it may be a name from AWS."""
    path = tmp_path / "new" / "n.yaml"
    assert _add(path, "it is\nnotes: []") == 3
    assert path.read_text().splitlines()[:2] == ["notes:", "  # it is\\x0anotes: []"]
    assert _entries(path) == [ENTRY]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """The file that the link names gets the entry."""
    (tmp_path / "real.yaml").write_text("notes:\n")
    (tmp_path / "n.yaml").symlink_to("real.yaml")
    _add(tmp_path / "n.yaml")
    assert (tmp_path / "n.yaml").is_symlink()
    assert _entries(tmp_path / "real.yaml") == [ENTRY]


NOT_ADDED = [
    "notes: [{name: old}]\n",
    "{notes: []}\n",
    "notes:\n  - name: |\n      a text whose last line has no end",
    "notes: [\n  # none yet\n]\n",
    "notes: &a\n  - &b {name: old}\n...\n",
]


@pytest.mark.parametrize("text", NOT_ADDED)
def test_what_would_change_the_rest_is_refused_with_the_entry_to_copy(text: str, tmp_path: Path) -> None:
    """The file stays as it was, and the next step has the entry."""
    path = tmp_path / "n.yaml"
    path.write_text(text)
    with pytest.raises(UsageError) as caught:
        _add(path)
    assert caught.value.sentence == f"{path} does not let an entry be added without a change to the rest."
    said, line = caught.value.next_step.split(": ", 1)
    assert said == "Add this line yourself"
    assert line.isprintable()
    assert yaml.safe_load(line) == [{"name": "new: # one", "day": "2026-02-03", "for": ["a*"]}]
    assert path.read_text() == text
    assert [one.name for one in tmp_path.iterdir()] == ["n.yaml"]


def test_a_file_that_is_not_valid_is_left_alone(tmp_path: Path) -> None:
    """The mistakes of the old file are told first, and those of the new entry name the file."""
    path = tmp_path / "n.yaml"
    for text in ("notes:\n  - nmae: old\n", "other: []\n", "a: [", "\x00", "x" * (MOST_BYTES + 1)):
        path.write_text(text)
        with pytest.raises(UsageError) as caught:
            _add(path)
        assert caught.value.sentence.startswith(str(path))
        assert path.read_text() == text
    path.write_text("notes:\n")
    with pytest.raises(UsageError) as caught:
        add(path, "notes", {"day": "soon"}, _check, option="--file")
    assert caught.value.sentence.startswith(f"{path}:2: notes[0].day is ")
    assert path.read_text() == "notes:\n"
    path.write_text("notes:\n" + "# a comment\n" * ((MOST_BYTES - 20) // 12))
    with pytest.raises(UsageError, match=r"is larger than 1 MB with one more entry\.$"):
        _add(path)


def test_a_file_that_another_process_writes_is_left_alone(tmp_path: Path) -> None:
    """The error names the file and, on Linux, the process. There is no --output to use."""
    path = tmp_path / "list.yaml"
    path.write_text("entries: []\n")
    holder = (
        "import sys; from pathlib import Path; from scanner.snapshot.lock import locked\n"
        "with locked(Path(sys.argv[1])):\n    print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", holder, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout
        assert other.stdout.readline() == "held\n"
        with pytest.raises(OutputError) as caught:
            add(path, "entries", {"a": "b"}, lambda file: None, option="--file")
        other.communicate("")
    who = f" (process {other.pid})" if Path("/proc/locks").exists() else ""
    assert caught.value.sentence in (
        f"another genai-lens{who} is writing to {path}.",
        f"another genai-lens is writing to {path}.",  # some file systems have another number there
    )
    assert (
        caught.value.next_step == "Wait until it has ended, and run this command again. Nothing was written."
    )
    assert path.read_text() == "entries: []\n"


@pytest.mark.skipif(sys.platform == "win32", reason="it has no such list")
def test_the_process_that_holds_a_lock_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The kernel's list decides. A line of another file, kind or container names nobody."""
    found = tmp_path.stat()
    place = f"{os.major(found.st_dev):02x}:{os.minor(found.st_dev):02x}:{found.st_ino}"
    locks = tmp_path / "locks"
    monkeypatch.setattr(lock, "_LOCKS", locks)
    for line, said in (
        (f"1: FLOCK  ADVISORY  WRITE 4711 {place} 0 EOF", " (process 4711)"),
        (f"1: POSIX  ADVISORY  WRITE 4711 {place} 0 EOF", ""),
        (f"1: FLOCK  ADVISORY  WRITE 0 {place} 0 EOF", ""),
        (f"1: FLOCK  ADVISORY  WRITE 4711 {place}1 0 EOF", ""),
        ("odd", ""),
    ):
        locks.write_text(f"{line}\n")
        with lock.locked(tmp_path), pytest.raises(OutputError) as caught, lock.locked(tmp_path):
            pass
        assert caught.value.sentence == f"another genai-lens{said} is writing to {tmp_path}."
    locks.unlink()
    with (
        lock.locked(tmp_path),
        pytest.raises(OutputError, match="another genai-lens is"),
        lock.locked(tmp_path),
    ):
        pass
