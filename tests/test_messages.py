"""The lint of messages finds each other way to print and each foreign text, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.messages import findings

CAUGHT = "try:\n    x()\nexcept {} as error:\n    {}\n"
OWN = "class Ours(Exception):\n    pass\n\n"


def _found(tmp_path: Path, text: str) -> list[str]:
    (tmp_path / "scanner").mkdir()
    (tmp_path / "scanner" / "a.py").write_text(text)
    return findings(tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        "print(x)",
        "click.echo(f'{x}')",
        "echo('a', err=x)",
        "sys.stdout.write(x)",
        "sys.stderr.buffer.write(x)",
        "Console().print(x)",
        "traceback.print_exc()",
        CAUGHT.format("OSError", "raise ScanError(f'{error}')"),
        CAUGHT.format("OSError", "y = str(error)"),
        CAUGHT.format("(Ours, ValueError)", "y = repr(error)"),
        CAUGHT.format("yaml.YAMLError", "y = error.problem"),
        CAUGHT.format("KeyError", "y = error.args[0]"),
        CAUGHT.format("OSError", "y = getattr(error, 'msg', '')"),
        "def reason(error: BaseException) -> str:\n    return str(error)\n",
    ],
)
def test_a_breach_is_found(text: str, tmp_path: Path) -> None:
    """Each of these prints a variable, or uses the text of an exception that is not ours."""
    assert _found(tmp_path, OWN + text)


@pytest.mark.parametrize(
    "text",
    [
        "print('constant')",
        "file.write(x)",
        CAUGHT.format("Ours", "y = str(error)"),
        CAUGHT.format("(Ours, ClientError)", "y = f'{error}'"),
        CAUGHT.format("OSError", "y = f'{error.filename}: {error.strerror}'"),
        CAUGHT.format("OSError", "y = type(error).__name__"),
        "def reason(error: BaseException) -> str:\n    if isinstance(error, Ours):\n"
        "        return str(error)\n    return ''\n",
    ],
)
def test_what_is_allowed(text: str, tmp_path: Path) -> None:
    """Constants, our own exceptions and AWS's, and what the system says of a file."""
    assert _found(tmp_path, OWN + text) == []


def test_the_program_has_no_breach() -> None:
    """scanner/ and collectors/ print in one place, and quote no foreign exception."""
    assert findings() == []
