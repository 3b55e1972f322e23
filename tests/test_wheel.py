"""The wheel contains the policies, the lens and the samples, and works without the source tree."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from scanner.catalog.controls import load
from scanner.catalog.lens import practices

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel and install it with pip into a new folder."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    subprocess.run(
        [*pip, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(ROOT)],
        check=True,
    )
    (wheel,) = folder.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    tests = [name for name in names if name.endswith("_test.rego") or name.startswith("tests/")]
    assert tests == ["policies/lib/testing_test.rego"]  # the fixtures for the tests of a user's own controls
    subprocess.run([*pip, "install", "--no-deps", "--target", str(folder / "site"), str(wheel)], check=True)
    return folder / "site"


def _run(installed: Path, folder: Path, *arguments: str) -> str:
    environ = os.environ | {"PYTHONPATH": str(installed)}
    command = [sys.executable, "-m", "scanner.cli", *arguments]
    return subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, check=True).stdout


def test_the_installed_tool_is_whole(installed: Path, tmp_path: Path) -> None:
    """It lists its controls and all best practices, and scans the sample account."""
    place = subprocess.run(
        [sys.executable, "-c", "import scanner; print(scanner.__file__)"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert place.startswith(str(installed))
    assert len(_run(installed, tmp_path, "controls", "list").splitlines()) == len(load().controls)
    assert f"of {len(practices())} best practices" in _run(installed, tmp_path, "coverage")
    page = _run(
        installed, tmp_path, "controls", "show", "GENSEC01-BP02/endpoint-private-dns", "--format", "markdown"
    )
    assert "```yaml" in page
    assert "findings of" in _run(installed, tmp_path, "demo")
    assert (tmp_path / "demo" / "results.json").is_file()
