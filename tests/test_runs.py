"""Tests that a run is published whole: it is killed, or the disk is full, at every file operation.

Each run happens in a process that was forked, in which an audit hook counts the operations that
change files. The collection is made once, so that a run takes some hundredths of a second.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock, patch

import orjson
import pytest
from click.testing import CliRunner

from collectors.records import Collection
from scanner.catalog.controls import Catalog, Selection, select
from scanner.cli.main import cli
from scanner.engines.interface import Evaluation
from scanner.errors import EngineError, OutputError
from scanner.judging.results import Report
from scanner.run import judged
from scanner.snapshot.folder import Snapshot
from scanner.snapshot.owned import SNAPSHOT
from tests import lab

CONTROL = "GENSEC05-BP01/agent-role-not-shared"
RESULTS = ("results.html", "results.json", "results.sarif")
"""The results files of a run without --format."""
CHANGES = frozenset({"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.chmod"})
Outputs = dict[str, bytes]
"""The path of each file below the output folder -> its content."""

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


@cache
def _catalog() -> Catalog:
    return select(lab.everything(), Selection(controls=(CONTROL,)))


@cache
def _collection() -> Collection:
    with lab.sample("bad") as (_, aws):
        return lab.read(aws, _catalog().operations)


_reports: dict[tuple[str, Path], Report] = {}


def _judged(snapshot: Snapshot, *given: Any) -> Report:
    """Judge a snapshot, each one once: forked processes inherit what is known."""
    key = snapshot.digest, snapshot.folder
    if key not in _reports:
        _reports[key] = judged(snapshot, *given)
    return replace(_reports[key], snapshot=snapshot)  # HTML reads the ledger of this folder


@contextmanager
def _answers(collection: Collection) -> Iterator[None]:
    """Collect this without AWS, and load the controls from memory."""
    with (
        patch.dict(os.environ),  # `demo` changes it
        patch("collectors.aws.Aws", MagicMock()),
        patch("collectors.collect.collect", return_value=collection),
        patch("scanner.catalog.controls.load", return_value=_catalog()),
        patch("scanner.run.judged", lambda *given: _judged(*given)),
    ):
        yield


def _invoke(*arguments: str, day: int = 1) -> Any:
    collection = replace(_collection(), started=f"2026-06-{day:02}T00:00:00Z")
    with _answers(collection):
        return CliRunner().invoke(cli, arguments)


def _outputs(folder: Path) -> Outputs:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


class _Fault:
    """Counts the operations that change files, and kills the process or fails at one of them."""

    def __init__(self, at: int, kind: str) -> None:
        self.at, self.kind, self.count = at, kind, 0

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Handle an audit event."""
        if event in CHANGES or (
            event == "open" and isinstance(arguments[2], int) and arguments[2] & os.O_CREAT
        ):
            self.step()

    def step(self) -> None:
        """Count one operation."""
        self.count += 1
        if self.count == self.at:
            if self.kind == "kill":
                os.kill(os.getpid(), signal.SIGKILL)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _forked(work: Callable[[], int], at: int = 0, kind: str = "kill") -> tuple[int, int]:
    """Run `work` in a process that a fault hits at operation `at`.

    Returns its exit code (negative for a signal) and the number of its operations.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        code = 99
        try:
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.alarm(120)  # a process that hangs ends with -SIGALRM
            fault = _Fault(at, kind)
            os.fsync = lambda descriptor: fault.step()
            sys.addaudithook(fault)
            code = work()
            os.write(writing, str(fault.count).encode())
        finally:
            os._exit(code)
    os.close(writing)
    with os.fdopen(reading) as counted:
        count = int(counted.read() or 0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), count


def _digest(folder: Path) -> str:
    return hashlib.sha256((folder / SNAPSHOT / "snapshot.json").read_bytes()).hexdigest()


def _assert_not_mixed(out: Path) -> None:
    """The plain names never show results beside a snapshot that they do not describe."""
    for name in RESULTS:
        if name.endswith("html") and (out / name).exists():
            assert _digest(out) in (out / name).read_text()
        elif (out / name).exists():
            found = orjson.loads((out / name).read_bytes())
            head = found["runs"][0]["properties"] if name.endswith("sarif") else found
            assert head.get("snapshotDigest", head.get("snapshot_digest")) == _digest(out)


@pytest.fixture(autouse=True)
def _fast_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not wait for the disk: a process that is killed takes nothing from the system's cache."""
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)


@pytest.fixture
def old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an output folder with the run of day 1."""
    monkeypatch.chdir(tmp_path)
    lab.workflow(tmp_path)
    (tmp_path / "c.yaml").write_text("params: {}\n")
    assert _invoke("scan", "--quiet", "--output", "old").exit_code == 1
    return tmp_path / "old"


def _new(old: Path, arguments: tuple[str, ...]) -> Outputs:
    """Return the outputs of a run over the old one that nothing disturbs."""
    shutil.copytree(old, "out")
    assert _invoke(*arguments, day=2).exit_code in (0, 1)
    found = _outputs(Path("out"))
    shutil.rmtree("out")
    return found


@pytest.mark.parametrize("kind", ["kill", "full"])
@pytest.mark.parametrize(
    ("command", "every"),
    [
        (("scan", "--quiet", "--force", "--output", "out"), 1),
        (("scan", "--quiet", "--force", "--output", "out", "--format", "table"), 5),
        (("collect", "--quiet", "--force", "--output", "out"), 3),
        (("evaluate", "out/snapshot", "--quiet", "--force", "--output", "out", "--format", "json"), 1),
        # Of another configuration: all results of the old one are replaced.
        (("evaluate", "out", "--quiet", "--force", "--output", "out", "--format=json", "--config=c.yaml"), 1),
        (("demo", "--quiet", "--force", "--output", "out"), 9),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_a_run_that_is_cut_off_leaves_the_old_run_or_the_new_one(
    old: Path, kind: str, command: tuple[str, ...], every: int
) -> None:
    """After a kill or a full disk at any operation, the outputs are those of one run.

    They are readable, and the next run leaves nothing of the dead one.
    """
    out = Path("out")
    before, after = {**_outputs(old)}, _new(old, command)
    shutil.copytree(old, out)
    code, operations = _forked(lambda: _invoke(*command, day=2).exit_code)
    assert (code in (0, 1), _outputs(out)) == (True, after)
    assert operations > 10
    seen = set()
    for at in range(1, operations + 1, every):
        shutil.rmtree(out)
        shutil.copytree(old, out)
        code, _ = _forked(lambda: _invoke(*command, day=2).exit_code, at, kind)
        assert code == (-signal.SIGKILL if kind == "kill" else code)
        assert code in (-signal.SIGKILL, 0, 1, 4), at
        _assert_not_mixed(out)
        read = _invoke("evaluate", "out/snapshot", "--quiet")
        assert read.exit_code in (0, 1), (at, read.stderr)
        found = {name: body for name, body in _outputs(out).items() if not name.startswith("genai-lens.")}
        assert found in (before, after), at
        seen.add(found == after)
        assert _invoke(*command, day=2).exit_code in (0, 1)
        assert _outputs(out) == after, at
        assert sorted(path.name for path in out.iterdir()) == sorted({name.split("/")[0] for name in after})
    assert seen >= ({True, False} if kind == "kill" else {False})


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty working folder."""
    monkeypatch.chdir(tmp_path)
    lab.workflow(tmp_path)
    return tmp_path


@contextmanager
def _cannot_judge(error: Exception) -> Iterator[None]:
    with patch(f"{__name__}._judged", side_effect=error):
        yield


ERRORS = (
    EngineError("the engine is gone.", "Start it."),
    OutputError("the SARIF is too large."),
    KeyError("x"),
)


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_a_snapshot_that_cannot_be_judged_is_published_alone(folder: Path, error: Exception) -> None:
    """Without an old run, the new snapshot is published, and the warning says how to judge it."""
    with _cannot_judge(error):
        done = _invoke("scan", "--output", "out")
    assert done.exit_code == getattr(error, "exit_code", 70)
    assert "genai-lens evaluate out/snapshot" in done.stderr
    assert os.listdir("out") == [SNAPSHOT]
    assert _invoke("evaluate", "out/snapshot", "--quiet").exit_code == 1


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_a_snapshot_that_cannot_be_judged_is_kept_beside_the_old_run(old: Path, error: Exception) -> None:
    """The old run stays as it is. The new snapshot is kept until a later run is published."""
    before = _outputs(old)
    for _ in range(2):  # a second one replaces the first
        with _cannot_judge(error):
            done = _invoke("scan", "--force", "--output", "old", day=2)
    assert done.exit_code == getattr(error, "exit_code", 70)
    (kept,) = old.glob("genai-lens.*.unjudged")
    assert f"genai-lens evaluate old/{kept.name}/snapshot" in done.stderr
    assert {name: body for name, body in _outputs(old).items() if not name.startswith(kept.name)} == before
    assert os.listdir(kept) == [SNAPSHOT]
    assert _invoke("evaluate", f"old/{kept.name}/snapshot", "--quiet").exit_code == 1
    assert _invoke("collect", "--quiet", "--force", "--output", "old", day=3).exit_code == 0
    assert os.listdir(old) == [SNAPSHOT]


def test_results_that_cannot_be_written_leave_the_old_run(old: Path) -> None:
    """A file beyond a limit of SARIF keeps the old results, and no new file is beside them."""
    before = _outputs(old)
    with patch("scanner.reports.sarif.log.sarif", side_effect=ERRORS[1]):
        assert _invoke("scan", "--force", "--output", "old", day=2).exit_code == 4
        assert _invoke("evaluate", "old", "--force", "--output", "old", "--format", "sarif").exit_code == 4
    (kept,) = old.glob("genai-lens.*.unjudged")
    assert os.listdir(kept) == [SNAPSHOT]
    assert {name: body for name, body in _outputs(old).items() if not name.startswith(kept.name)} == before


def test_a_process_that_dies_while_it_judges_loses_no_snapshot(old: Path) -> None:
    """What was read is kept before it is judged, for example if there is not enough memory."""

    def work() -> int:
        with patch(f"{__name__}._judged", side_effect=lambda *_: os.kill(os.getpid(), signal.SIGKILL)):
            return int(_invoke("scan", "--quiet", "--force", "--output", "old", day=2).exit_code)

    assert _forked(work)[0] == -signal.SIGKILL
    (kept,) = old.glob("genai-lens.*.unjudged")
    assert _invoke("evaluate", f"old/{kept.name}", "--quiet").exit_code == 1


def test_a_defect_of_a_control_publishes_the_run(folder: Path) -> None:
    """A report with a defect is a report: snapshot and results are there, and the code is 70."""
    broken = MagicMock(side_effect=lambda *_: Evaluation([], {CONTROL: "it broke"}))
    with patch("scanner.engines.regorus.Regorus.evaluate", broken):
        assert _invoke("scan", "--quiet", "--output", "out", day=4).exit_code == 70
    _reports.clear()
    assert sorted(os.listdir("out")) == [*RESULTS, SNAPSHOT]


def test_collect_removes_results_of_another_snapshot(old: Path) -> None:
    """`collect --force` over a scan leaves no results, because they describe the old snapshot."""
    shutil.copytree(old, "results")
    shutil.rmtree("results/snapshot")
    assert _invoke("collect", "--quiet", "--output", "results", day=2).exit_code == 4
    assert sorted(os.listdir("results")) == [*RESULTS]
    assert _invoke("collect", "--quiet", "--force", "--output", "old", day=2).exit_code == 0
    assert os.listdir(old) == [SNAPSHOT]


def test_evaluate_does_not_write_beside_another_snapshot(old: Path) -> None:
    """Results go to a folder without a snapshot, or beside the snapshot that they describe."""
    assert _invoke("collect", "--quiet", "--output", "new", day=2).exit_code == 0
    before = _outputs(old)
    done = _invoke("evaluate", "new/snapshot", "--format", "json", "--force", "--output", "old")
    assert (done.exit_code, _outputs(old)) == (4, before)
    assert "old holds another snapshot than new/snapshot" in done.stderr
    assert _invoke("evaluate", "new", "--quiet", "--format", "json", "--output", "new").exit_code == 1


def test_results_name_the_plain_place_of_the_snapshot(old: Path) -> None:
    """A scan writes the same bytes as `evaluate` afterwards: no path of the temporary folder."""
    assert not [name for name, body in _outputs(old).items() if b"unjudged" in body or b".run" in body]
    formats = [f"--format={Path(name).suffix[1:]}" for name in RESULTS]
    assert _invoke("evaluate", "old/snapshot", "--quiet", "--output", "x", *formats).exit_code == 1
    assert {f"old/{name}": (old / name).read_bytes() for name in RESULTS} == {
        f"old/{name}": Path("x", name).read_bytes() for name in RESULTS
    }
