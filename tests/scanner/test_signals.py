"""Tests of signals: SIGTERM and SIGHUP end a command as Ctrl-C does, and nothing is left."""

from __future__ import annotations

import os
import pkgutil
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from unittest.mock import patch

import pytest
from click.testing import CliRunner

from scanner.cli.main import cli
from scanner.signals import interruptible, undisturbed
from scanner.snapshot import output
from scanner.snapshot.output import staged
from scanner.snapshot.owned import RESULTS
from tests import lab

CONTROL = ("--control", "GENSEC05-BP01/agent-role-not-shared")

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="needs the signals of POSIX")


@pytest.fixture
def stalled(tmp_path: Path) -> Iterator[lab.AwsServer]:
    """Serve an account whose Lambda functions take 20 seconds to list."""
    with lab.serving(lab.account("bad")) as (server, _):
        server.fault("lambda:ListFunctions", "stalled", seconds=20)
        yield server


def _start(server: lab.AwsServer, folder: Path, *arguments: str) -> subprocess.Popen[str]:
    environ = {k: v for k, v in os.environ.items() if not k.startswith("AWS_")} | server.environ()
    root = str(Path(__file__).resolve().parents[2])
    return subprocess.Popen(
        [sys.executable, *arguments, "-m", "scanner.cli", "scan", "--quiet", "--output", "out", *CONTROL],
        cwd=folder,
        stderr=subprocess.PIPE,
        text=True,
        env=environ | {"PYTHONPATH": root},
    )


def _wait(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT"])
def test_a_signal_while_the_account_is_read(stalled: lab.AwsServer, tmp_path: Path, name: str) -> None:
    """The command exits with 4 within seconds, with one sentence, and leaves nothing."""
    with _start(stalled, tmp_path) as process:
        _wait(lambda: stalled.requests)
        process.send_signal(getattr(signal, name))
        begun = time.monotonic()
        _, said = process.communicate(timeout=30)
    assert (process.returncode, os.listdir(tmp_path)) == (4, []), said
    assert time.monotonic() - begun < 10
    assert "interrupted" in said
    assert "Traceback" not in said


def test_a_signal_while_the_command_starts(stalled: lab.AwsServer, tmp_path: Path) -> None:
    """The output folder appears before AWS is asked. A signal then leaves nothing either."""
    with _start(stalled, tmp_path) as process:
        _wait(lambda: (tmp_path / "out").exists())
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=30)
    assert (process.returncode, os.listdir(tmp_path)) == (4, []), said


@pytest.mark.parametrize("writing", [partial(staged, names=RESULTS, force=False), output.partial])
def test_a_signal_while_a_folder_is_made(
    tmp_path: Path, writing: Callable[[Path], AbstractContextManager[object]]
) -> None:
    """A folder that was made and not used yet is removed."""

    def late(*given: object) -> object:
        signal.raise_signal(signal.SIGTERM)
        return held(*given)

    held = pkgutil.resolve_name("scanner.snapshot.lock._held")
    with (
        patch("scanner.snapshot.lock._held", late),
        interruptible(),
        pytest.raises(KeyboardInterrupt),
        writing(tmp_path / "out"),
    ):
        pytest.fail("the block began")
    assert os.listdir(tmp_path) == []


def test_a_signal_while_the_options_are_read() -> None:
    """The command exits with 4. click itself would say "Aborted!" and exit with 1, a failure."""
    with patch("click.Group.make_context", side_effect=KeyboardInterrupt):
        done = CliRunner().invoke(cli, ["controls", "list"])
    assert (done.exit_code, "interrupted" in done.stderr) == (4, True)


def test_a_signal_while_a_class_is_made() -> None:
    """Python 3.11 turns what a `__set_name__` raises into a RuntimeError. The exit code is 4."""
    error = RuntimeError("Error calling __set_name__")
    error.__cause__ = KeyboardInterrupt()
    with patch("click.Group.invoke", side_effect=error):
        done = CliRunner().invoke(cli, ["controls", "list"])
    assert (done.exit_code, "interrupted" in done.stderr) == (4, True)


def test_two_at_once(stalled: lab.AwsServer, tmp_path: Path) -> None:
    """The second command exits with 4 before it asks AWS, and the first is not disturbed."""
    with lab.serving(lab.account("bad")) as (other, _), _start(stalled, tmp_path) as first:
        _wait(lambda: stalled.requests)
        with _start(other, tmp_path) as second:
            _, said = second.communicate(timeout=60)
        assert (second.returncode, len(other.requests)) == (4, 0)
        assert re.search("another genai-lens .*is writing to out", said)
        stalled.clear()
        first.send_signal(signal.SIGTERM)
        first.communicate(timeout=30)


def test_a_signal_that_is_ignored_stays_ignored() -> None:
    """`nohup` ignores SIGHUP, and a command that it starts goes on."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with interruptible():
            signal.raise_signal(signal.SIGHUP)
            with pytest.raises(KeyboardInterrupt):
                signal.raise_signal(signal.SIGTERM)
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


def test_the_second_signal_ends_the_process_at_once() -> None:
    """After the first signal, the handlers are the system's own."""
    code = (
        "import signal, time; from scanner.signals import interruptible\n"
        "with interruptible():\n"
        "    try: signal.raise_signal(signal.SIGTERM)\n"
        "    except KeyboardInterrupt:\n"
        "        print('first', flush=True); signal.raise_signal(signal.SIGHUP); print('still here')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (-signal.SIGHUP, "first\n")


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT"])
def test_a_signal_while_outputs_are_published(tmp_path: Path, name: str) -> None:
    """Publishing that has begun is finished, and then the command ends."""
    out, seen = tmp_path / "out", []
    number = getattr(signal, name)

    class Sync:
        """Sends the signal while the new files are moved into place."""

        def __call__(self, folder: Path) -> None:
            seen.append(folder)
            signal.raise_signal(number)

    with (
        interruptible(),
        pytest.MonkeyPatch.context() as patched,
        pytest.raises(KeyboardInterrupt),
        staged(out, RESULTS, force=False) as run,
    ):
        run.put("results.json", b"1")
        run.put("results.sarif", b"2")
        patched.setattr("scanner.snapshot.files.sync", Sync())
    assert seen
    assert sorted(os.listdir(out)) == ["results.json", "results.sarif"]


@pytest.mark.parametrize("moment", ["scanner.snapshot.output._move", "scanner.reports.terminal.rendered"])
def test_a_signal_after_results_are_published_does_not_deny_them(tmp_path: Path, moment: str) -> None:
    """The message names what was written, in the folder and as inventory. The exit code is 4."""
    snapshot = lab.snapshot_of("bad", tmp_path / "old" / "snapshot")

    def late(*given: object, **options: object) -> object:
        signal.raise_signal(signal.SIGTERM)
        return original(*given, **options)

    original = pkgutil.resolve_name(moment)
    out, inventory = tmp_path / "out", tmp_path / "inventory"
    formats = ("--format", "json", "--format", "table", "--inventory", str(inventory))
    command = ["evaluate", str(snapshot), "--output", str(out), *formats, *CONTROL]
    with patch(moment, late):
        done = CliRunner().invoke(cli, command)
    assert done.exit_code == 4, done.output
    assert os.listdir(out) == ["results.json"]
    assert done.stderr.endswith(  # on a slow machine, it tells its progress before
        f"error: interrupted, after these outputs were written: {inventory}, {out}.\n"
        "next:  Use them, or write them again with --force.\n"
    )
    with patch("scanner.run.judged", late):
        done = CliRunner().invoke(cli, [*command, "--force"])
    assert (done.exit_code, "interrupted; no partial output was kept." in done.stderr) == (4, True)


def test_a_signal_before_outputs_are_published(tmp_path: Path) -> None:
    """A signal while the outputs are written leaves nothing."""
    with (
        interruptible(),
        pytest.raises(KeyboardInterrupt),
        staged(tmp_path / "out", RESULTS, force=False) as run,
    ):
        run.put("results.json", b"1")
        signal.raise_signal(signal.SIGTERM)
    assert os.listdir(tmp_path) == []


def test_a_signal_waits_until_the_block_has_ended() -> None:
    """`undisturbed` delays a signal and loses none."""
    done = []
    with interruptible(), pytest.raises(KeyboardInterrupt):
        with undisturbed():
            signal.raise_signal(signal.SIGINT)
            done.append("block")
        done.append("after")
    assert done == ["block"]


def test_a_signal_after_the_end_does_not_change_the_exit_code(tmp_path: Path) -> None:
    """The process ends without cleaning up, so no signal can come in between."""
    late = "import atexit, os, signal; atexit.register(os.kill, os.getpid(), signal.SIGTERM)"
    code = f"{late}\nimport sys; sys.argv = ['genai-lens', 'coverage']\nfrom scanner.cli import main\nmain()"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0
    assert b"best practices have controls" in done.stdout
