"""Tests of the output folder: its lock, what may be replaced, and what a dead run left."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

import orjson
import pytest

from scanner.errors import OutputError
from scanner.snapshot import folder as snapshot
from scanner.snapshot import lock
from scanner.snapshot.lock import locked
from scanner.snapshot.output import put, staged
from scanner.snapshot.owned import OUTPUTS, RESULTS, SNAPSHOT
from tests import lab

DEAD = "genai-lens.abcdefgh"


def _snapshot(folder: Path) -> Path:
    return lab.snapshot_of("empty", folder)


def _results(folder: Path) -> None:
    """Write results files in the form of genai-lens, as far as `--force` looks at them."""
    tool = {"name": "genai-lens"}
    (folder / "results.html").write_text("<!doctype html><!-- Written by genai-lens 1.2.3rc1. -->\n<html>")
    (folder / "results.json").write_bytes(orjson.dumps({"tool": tool, "results": []}))
    (folder / "results.sarif").write_bytes(orjson.dumps({"runs": [{"tool": {"driver": tool}}]}))
    (folder / "results.md").write_text("<!-- Written by genai-lens 1.2.3rc1. -->\n\n# x\n")
    (folder / "results.csv").write_text("kind,best_practice,genai_lens\nfail,,1.2.3\n")


def _names(folder: Path) -> list[str]:
    return sorted(os.listdir(folder))


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Return an output folder with a snapshot and results."""
    folder = tmp_path / "out"
    folder.mkdir()
    _snapshot(folder / SNAPSHOT)
    _results(folder)
    return folder


def test_what_genai_lens_wrote_is_replaced(out: Path) -> None:
    """A run with a snapshot replaces all outputs, also those that it does not write."""
    with staged(out, OUTPUTS, force=True) as run:
        _snapshot(run.folder / SNAPSHOT)
        assert _names(out) == sorted([*OUTPUTS, run.folder.name])
    assert _names(out) == [SNAPSHOT]
    with staged(out, RESULTS, force=True) as run:
        run.put("results.json", b"1")
    assert _names(out) == ["results.json", SNAPSHOT]


def _link(path: Path) -> None:
    path.rename(path.with_name("elsewhere"))
    path.symlink_to("elsewhere")


def _dangling(path: Path) -> None:
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    path.symlink_to("nowhere")


def _other(path: Path) -> None:
    file = path / "snapshot.json" if path.is_dir() else path
    file.write_text(file.read_text().replace("genai-lens", "other").replace("genai_lens", "other"))


def _head_only(path: Path) -> None:
    """A folder or a file that has something else under the name that genai-lens uses."""
    file = path / "snapshot.json" if path.is_dir() else path
    file.write_text('{"name": "genai-lens"}')


def _folder(path: Path) -> None:
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    path.mkdir()
    (path / "snapshot.json").write_text("years of work")


def _pipe(path: Path) -> None:
    if path.is_dir():
        path = path / "snapshot.json"
    path.unlink()
    os.mkfifo(path)


@pytest.mark.parametrize("change", [_link, _dangling, _other, _head_only, _folder, _pipe])
@pytest.mark.parametrize("name", OUTPUTS)
def test_force_replaces_nothing_else(out: Path, name: str, change: Callable[[Path], None]) -> None:
    """A link, a pipe, and a file or folder of somebody else are refused, and stay as they are."""
    change(out / name)
    before = {path: path.lstat() for path in sorted(out.rglob("*"))}
    with (
        pytest.raises(OutputError, match=rf"out/{name} was not written by genai-lens\."),
        staged(out, OUTPUTS, force=True),
    ):
        pytest.fail("the run started")
    after = {path: path.lstat() for path in sorted(out.rglob("*"))}
    assert [*before] == [*after]
    assert [s.st_mtime_ns for s in before.values()] == [s.st_mtime_ns for s in after.values()]


@pytest.mark.parametrize("below", ["snapshot", "snapshot/results", "snapshot/a/b"])
def test_no_output_goes_into_a_snapshot(out: Path, below: str) -> None:
    """A snapshot with other files in it would be damaged."""
    before = sorted(out.rglob("*"))
    with pytest.raises(OutputError, match="is in a snapshot"), staged(out / below, OUTPUTS, force=True):
        pass
    assert sorted(out.rglob("*")) == before


def test_a_file_that_somebody_wrote_during_the_run_stays(out: Path) -> None:
    """What is at a plain name is looked at again before it is replaced, and the run is kept."""
    with (
        pytest.raises(OutputError, match=r"results\.json was not written"),
        staged(out, OUTPUTS, force=True) as run,
    ):
        _snapshot(run.folder / SNAPSHOT)
        (out / "results.json").write_text("mine")
    assert (out / "results.json").read_text() == "mine"
    (out / "results.json").unlink()
    snapshot.read(out)
    assert _names(out) == [SNAPSHOT]


@pytest.mark.parametrize("name", ["x" * 300, "/".join(["x" * 200] * 30), "file/out", "file"])
def test_a_name_that_cannot_be_an_output_folder(tmp_path: Path, name: str) -> None:
    """A name that is too long, or is below a file, is an error with a reason."""
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(OutputError, match=r"cannot be written: [A-Z][a-z]"),
        staged(tmp_path / name, OUTPUTS, force=False),
    ):
        pytest.fail("the run started")


@pytest.mark.parametrize("operation", ["mkdir", "fsync"])
def test_a_folder_that_cannot_be_written_is_noticed_first(tmp_path: Path, operation: str) -> None:
    """A disk that is full or read only is an error before the run starts, and nothing is left."""
    with (
        patch(f"os.{operation}", side_effect=OSError(28, "No space left on device")),
        pytest.raises(OutputError, match="cannot be written: No space left on device"),
        staged(tmp_path / "out", OUTPUTS, force=False),
    ):
        pytest.fail("the run started")
    assert _names(tmp_path) == []


def test_files_are_private(tmp_path: Path) -> None:
    """Only the owner can read the outputs: files have mode 0600, folders 0700."""
    with staged(tmp_path / "out", OUTPUTS, force=False) as run:
        _snapshot(run.folder / SNAPSHOT)
        run.put("results.json", b"{}")
    modes = {(path.is_dir(), stat.S_IMODE(path.stat().st_mode)) for path in (tmp_path / "out").rglob("*")}
    assert modes == {(True, 0o700), (False, 0o600)}


def test_one_writer_at_a_time(out: Path) -> None:
    """A second writer is refused at once, and the folder is free when the first has ended."""
    with staged(out, OUTPUTS, force=True) as run:
        _snapshot(run.folder / SNAPSHOT)
        begun = time.monotonic()
        with (
            pytest.raises(OutputError, match=r"another genai-lens .*is writing to"),
            staged(out, OUTPUTS, force=True),
        ):
            pytest.fail("the run started")
        assert time.monotonic() - begun < 1
        snapshot.read(out)  # a reader is not kept out
    with staged(out, OUTPUTS, force=True) as run:
        _snapshot(run.folder / SNAPSHOT)
    assert _names(out) == [SNAPSHOT]


def test_a_lock_file_where_folders_cannot_be_locked(tmp_path: Path) -> None:
    """NFS and Windows cannot lock a folder: a file in it is locked, and removed afterwards."""
    take = lock._take

    def only_files(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(9, "Bad file descriptor")
        take(descriptor)

    folder = tmp_path / "out"
    with patch("scanner.snapshot.lock._take", only_files):
        with locked(folder, create=True):
            assert _names(folder) == ["genai-lens.lock"]
            with pytest.raises(OutputError, match="another genai-lens"), locked(folder, create=True):
                pytest.fail("it was locked twice")
        assert _names(tmp_path) == []
        with locked(folder, create=True):
            (folder / "file").write_text("")
    assert _names(folder) == ["file"]


def test_the_lock_of_a_dead_process_is_free(tmp_path: Path) -> None:
    """The system frees the lock of a process that was killed."""
    code = (
        "import sys, time; from pathlib import Path; from scanner.snapshot.lock import locked\n"
        "with locked(Path(sys.argv[1]), create=True):\n    print('held', flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, tmp_path / "out"], stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(OutputError, match="another genai-lens"), locked(tmp_path / "out"):
            pytest.fail("it was locked twice")
        holder.kill()
    with locked(tmp_path / "out"):
        pass


def test_what_dead_processes_left_is_cleared(out: Path) -> None:
    """A writer removes what did not finish, and nothing whose name only looks like it."""
    (out / f"{DEAD}.partial" / SNAPSHOT).mkdir(parents=True)
    kept = [f"{DEAD}.mine", "genai-lens.partial", "genai-lens.long-names.partial"]
    for name in kept:
        (out / name).mkdir()
    (out / "genai-lens.zzzzzzzz.partial").symlink_to(out.parent)
    with staged(out, RESULTS, force=True) as run:
        run.put("results.json", b"1")
    assert _names(out) == sorted([*OUTPUTS, *kept, "genai-lens.zzzzzzzz.partial"])


def _committed(out: Path) -> bytes:
    """Leave a run that was committed and not moved. Return the head of its snapshot."""
    unnamed = out / "unnamed"
    unnamed.mkdir()
    run = unnamed.rename(out / f"genai-lens.{unnamed.stat().st_ino:016x}.run")
    collection = lab.collection("good")
    snapshot.write(collection, run / SNAPSHOT)
    return (run / SNAPSHOT / "snapshot.json").read_bytes()


@pytest.mark.parametrize("name", ["out", "out/snapshot"])
def test_a_reader_finishes_a_committed_run(out: Path, name: str) -> None:
    """Reading the output folder or its snapshot moves a committed run to the plain names."""
    head = _committed(out)
    found = snapshot.read(out.parent / name)
    assert found.folder == out / SNAPSHOT
    assert (out / SNAPSHOT / "snapshot.json").read_bytes() == head
    assert _names(out) == [SNAPSHOT]


@pytest.mark.parametrize("name", ["out", "out/snapshot"])
def test_a_reader_that_may_not_write_reads_the_committed_run(out: Path, name: str) -> None:
    """On a disk that is read only, the committed run is read where it is, under its plain name."""
    _committed(out)
    before = _names(out)
    with patch("scanner.snapshot.output._finish", side_effect=OSError(30, "Read-only file system")):
        found = snapshot.read(out.parent / name)
    assert _names(out) == before
    assert found.targets[0].account == lab.collection("good").account
    assert found.folder == out / SNAPSHOT


@pytest.mark.parametrize("number", ["abcdefgh", "0" * 16, "another"])
def test_a_committed_run_from_elsewhere_is_left_alone(out: Path, number: str) -> None:
    """A folder of a checkout or an archive never replaces the run that the user has."""
    name = f"genai-lens.{out.stat().st_ino:016x}.run" if number == "another" else f"genai-lens.{number}.run"
    (out / name).mkdir()
    snapshot.write(lab.collection("good"), out / name / SNAPSHOT)
    for folder in (out, out / SNAPSHOT):
        assert snapshot.read(folder).targets[0].account == lab.collection("empty").account
    with staged(out, RESULTS, force=True) as run:
        run.put("results.json", b"1")
    assert _names(out) == sorted([*OUTPUTS, name])
    assert snapshot.read(out).targets[0].account == lab.collection("empty").account


def test_a_reader_waits_for_a_writer_that_commits(out: Path) -> None:
    """A reader does not read a committed run while another process has the lock; it says so."""
    _committed(out)
    with (
        patch("scanner.snapshot.output._PATIENCE", 0.2),
        locked(out),
        pytest.raises(OutputError, match=r"another genai-lens .*is writing"),
    ):
        snapshot.read(out)


def test_a_snapshot_that_is_replaced_while_it_is_read(out: Path) -> None:
    """A reader that meets a new snapshot in the middle of the old one starts again."""
    checked, replaced = snapshot.contents, []

    def replacing(*arguments: object) -> object:
        if not replaced:
            replaced.append(True)
            with staged(out, OUTPUTS, force=True) as run:
                snapshot.write(lab.collection("good"), run.folder / SNAPSHOT)
        return checked(*arguments)  # type: ignore[arg-type]

    with patch("scanner.snapshot.folder.contents", replacing):
        found = snapshot.read(out)
    assert found.targets[0].account == lab.collection("good").account


def test_a_bundle_is_written_in_one_step(tmp_path: Path) -> None:
    """A single file is replaced with --force only, and a link is not followed."""
    file = tmp_path / "bundle.tar.gz"
    put(file, b"1", force=False)
    with pytest.raises(OutputError, match="exists already"):
        put(file, b"2", force=False)
    put(file, b"2", force=True)
    assert (file.read_bytes(), _names(tmp_path)) == (b"2", ["bundle.tar.gz"])
    (tmp_path / "link").symlink_to(file)
    with pytest.raises(OutputError, match="was not written by genai-lens"):
        put(tmp_path / "link", b"3", force=True)
