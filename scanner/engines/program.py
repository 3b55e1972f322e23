"""Find the `opa` program, check its version, and run it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from scanner.errors import EngineError
from scanner.text import one_line

_TOOLS = Path(__file__).resolve().parents[2] / ".tools"
"""Where scripts/opa installs `opa` in a source tree. The working folder's .tools may be hostile."""

GET = "Put OPA 1.0 or newer on PATH, or name it in GENAI_LENS_OPA."

INSTALL = "Run scripts/opa in the source tree, name the binary in GENAI_LENS_OPA, or use --engine regorus."


def binary() -> str:
    """Return the path of `opa`: $GENAI_LENS_OPA, or from PATH, Go's bin folder or the
    source tree's .tools.

    Raises `EngineError` if there is none.
    """
    if chosen := os.environ.get("GENAI_LENS_OPA"):
        if found := shutil.which(chosen):
            return os.path.abspath(found)
        raise EngineError(f"GENAI_LENS_OPA is {chosen!r}, which cannot be run.", INSTALL)
    for folder in (None, *_go(), _TOOLS):
        if found := shutil.which("opa", path=folder):
            return os.path.abspath(found)
    raise EngineError("there is no `opa` on this machine.", INSTALL)


def _go() -> list[str]:
    """Return Go's bin folder; none if nothing names it and the user has no home folder."""
    if named := os.environ.get("GOBIN"):
        return [named]
    try:
        return [os.path.join(os.environ.get("GOPATH") or Path.home() / "go", "bin")]
    except RuntimeError:
        return []


def usable() -> str:
    """Return the path of an `opa` that is new enough. Raises `EngineError` if there is none."""
    return found()[0]


def found() -> tuple[str, str]:
    """Return (path, version) of an `opa` that is new enough. Raises `EngineError`."""
    path = binary()
    version = run([path, "version"]).stdout.partition("Version: ")[2].split("\n")[0]
    check_version(version, path, INSTALL)
    return path, version.strip()


def first_error(errors: Sequence[Mapping[str, Any]], path: Callable[[str], str]) -> str:
    """Return OPA's first error as `FILE:LINE: what is wrong`.

    `path` returns the path of the module that OPA calls by a file name.
    """
    place = errors[0].get("location") or {}
    where = f"{path(place['file'])}:{place.get('row')}: " if place.get("file") else ""
    return one_line(where + str(errors[0].get("message")))


def check_version(version: str, where: str, next_step: str) -> None:
    """Raise `EngineError` unless `version` is OPA 1.0 or newer."""
    major = version.strip().split(".")[0]
    if not major.isdigit() or int(major) < 1:
        raise EngineError(f"{where} is not OPA 1.0 or newer, which the policies need.", next_step)


def run(command: Sequence[str], folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run `opa` in a folder and return its exit code and output.

    Raises `EngineError` if it cannot be run or takes more than a minute.
    """
    try:
        return subprocess.run(  # noqa: S603 - the user's own binary
            command,
            cwd=folder,
            env=environment(),
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise EngineError(f"{command[0]} does not run.", INSTALL) from error


def environment() -> dict[str, str]:
    """Return the few environment variables that `opa` gets.

    OPA reads options from variables, and must not see secrets.
    """
    return {name: os.environ[name] for name in ("PATH", "HOME", "SYSTEMROOT") if name in os.environ}
