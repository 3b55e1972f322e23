"""genai-lens without what only Linux has. This is no test on macOS or Windows, but finds what a
person would forget: names that they do not have, and calls that they refuse.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import lab

ROOT = Path(__file__).resolve().parent.parent
FILES = ("results.html", "results.json", "results.sarif", "snapshot")
OURS = "import sys; sys.argv[0] = 'genai-lens'; from scanner.cli import main; main()"

WINDOWS = """
import os, sys
for name in ("fork", "forkpty", "killpg", "setsid", "getuid", "geteuid", "getpgid", "chown", "fchmod",
             "mkfifo", "O_NOFOLLOW", "O_DIRECTORY", "O_NONBLOCK", "O_CLOEXEC"):
    delattr(os, name)
for name in ("fcntl", "resource", "pwd", "grp", "termios", "pty", "tty"):
    sys.modules[name] = None
"""
"""Windows in every process: what its Python does not have is not there."""

IN_WINDOWS = f"""
import asyncio, multiprocessing, os, select, shutil, signal, socket, ssl, subprocess, sys, types, uuid
import boto3, botocore.httpsession, click, jinja2, requests, rich.console, rich.progress, sarif_om, yaml
for name in ("SIGHUP", "SIGALRM", "setitimer", "pthread_sigmask"):
    delattr(signal, name)
def opened(path, *rest, real=os.open, **more):
    if os.path.isdir(path):
        raise PermissionError(13, "Permission denied", str(path))
    return real(path, *rest, **more)
os.open, shutil._use_fd_functions = opened, False
sys.modules["msvcrt"] = types.ModuleType("msvcrt")
sys.modules["msvcrt"].LK_NBLCK, sys.modules["msvcrt"].locking = 2, lambda *_: None
sys.platform = "win32"
{OURS}
"""
"""Windows in genai-lens itself, after the other packages are loaded: no folder can be opened."""

MACOS = """
import resource
def setrlimit(what, limits, real=resource.setrlimit):
    if what in (resource.RLIMIT_AS, resource.RLIMIT_DATA):
        raise ValueError("current limit exceeds maximum limit")
    real(what, limits)
resource.setrlimit = setrlimit
"""
"""macOS in every process: it refuses limits of memory."""


def _run(folder: Path, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join((str(folder / "site"), str(ROOT)))
    return subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": path, "PYTHONIOENCODING": "cp1252", "GENAI_LENS_DEBUG": "1"},
        capture_output=True,
        encoding="cp1252",
        check=False,
    )


@pytest.mark.parametrize("system", ["windows", "macos"])
def test_a_scan_and_own_controls_without_what_linux_has(system: str, tmp_path: Path) -> None:
    """The demo is scanned and judged again, and a control of one's own is tested and judged."""
    everywhere, program = {"windows": (WINDOWS, IN_WINDOWS), "macos": (MACOS, OURS)}[system]
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(everywhere)
    (tmp_path / ".github" / "workflows").mkdir(parents=True)
    (tmp_path / ".github" / "workflows" / "scan.yml").write_text("genai-lens\n")
    done = _run(tmp_path, program, "demo")
    assert done.returncode == 0, done.stderr
    assert sorted(os.listdir(tmp_path / "demo")) == [*FILES]
    failing = [one.control for one in lab.report("demo").results if one.failing]
    assert f"{len(failing)} findings of {len(set(failing))} controls" in done.stdout
    again = _run(tmp_path, program, "evaluate", "demo", "--format", "sarif", "--output", "demo", "--force")
    assert again.returncode == 1, again.stderr
    # The demo has attestations of its own, so these results replace all others.
    assert sorted(os.listdir(tmp_path / "demo")) == ["results.sarif", "snapshot"]
    own = ("GENSEC01-BP01/our-rule", "--policies", "rules")
    assert _run(tmp_path, program, "policies", "new", *own).returncode == 0
    tested = _run(tmp_path, program, "policies", "test", "rules")
    assert tested.returncode == 0, tested.stderr
    judged = _run(tmp_path, program, "evaluate", "demo", "--control", *own)
    assert judged.returncode in (0, 1), judged.stderr
    assert "not judged" not in judged.stdout
