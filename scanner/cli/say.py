"""Print text. Everything that the command line prints goes through this file.

Text from AWS, from a snapshot, a policy or the working folder may hold control characters and
commands for a CI runner. Here it loses its effect. `scripts/messages.py` fails for any other way to
print.
"""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scanner.text import harmless, inert

if TYPE_CHECKING:
    from scanner.judging.results import Report
    from scanner.reports.terminal import View

MOST_OF_A_LINE = 1000
"""The maximum length of a line of `say`, in characters."""


def say(text: str, *, label: str = "", colour: str = "", err: bool = False) -> None:
    """Print one line, after an optional label in a colour. Line breaks in `text` are escaped."""
    start = f"{click.style(label, fg=colour or None, bold=True)} " if label else ""
    say_lines(f"{start}{inert(text, MOST_OF_A_LINE)}", err=err)


def say_lines(text: str, *, err: bool = False) -> None:
    """Print lines, such as a page or a report.

    Colours in the text stay if `coloured` says so. Characters that the stream cannot encode are
    escaped too.
    """
    encoding = (sys.stderr if err else sys.stdout).encoding or "utf-8"
    safe = harmless(text).removesuffix("\n")
    click.echo(safe.encode(encoding, "backslashreplace").decode(encoding), err=err, color=coloured(err=err))


def no_more_output() -> None:
    """Send standard output nowhere. Python would otherwise fail to flush a closed pipe at exit."""
    with suppress(OSError, ValueError):  # not a file of the system
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def coloured(*, err: bool = False) -> bool:
    """Return whether standard output, or standard error, gets colours.

    A terminal does, unless NO_COLOR is set or TERM is `dumb`. With FORCE_COLOR a file does too, as
    in logs of CI.
    """
    if os.environ.get("NO_COLOR") or os.environ.get("TERM", "").lower() in ("dumb", "unknown"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (sys.stderr if err else sys.stdout).isatty()


def columns() -> int:
    """Return the number of columns of the terminal; 0 if standard output is no terminal."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else 0


def say_beside(start: str, text: str, *, label: str = "", colour: str = "") -> None:
    """Print text beside a start, after a label in a colour.

    On a terminal the text is wrapped, with its lines below each other.
    """
    indent = len(label) + len(start)
    most = columns()
    safe = inert(text, MOST_OF_A_LINE)
    lines = textwrap.wrap(safe, max(most - indent, 20), break_on_hyphens=False) if most else [safe]
    head = f"{click.style(label, fg=colour or None, bold=True) if label else ''}{start}"
    say_lines(f"\n{' ' * indent}".join([f"{head}{lines[0] if lines else ''}", *lines[1:]]))


def say_json(document: Any) -> None:
    """Print a document as JSON in UTF-8. What `harmless` would change is escaped as in JSON."""
    import orjson

    body = orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS).decode()
    click.echo(_escaped(body, _utf_16).encode())


def say_yaml(document: Any) -> None:
    """Print a document as YAML, for people. If a line would act, print it in the style of JSON."""
    import orjson
    import yaml

    text = yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=100)
    if text == harmless(text):
        say_lines(text)
    else:
        body = orjson.dumps(document, option=orjson.OPT_INDENT_2).decode()
        click.echo(_escaped(body, lambda character: f"\\U{ord(character):08x}").encode())


def say_report(report: Report, view: View, *, width: int | None = None) -> None:
    """Print the terminal's report, wrapped at `width` columns.

    Without a `width`, it is wrapped at that of the terminal, and a pipe or a file gets whole lines.
    """
    from scanner.reports.terminal import rendered

    width = width or columns() or None
    say_lines(rendered(report, view, width=width, colour=coloured()))


def say_file(body: bytes, *, is_json: bool) -> None:
    """Print a report that is otherwise a file, such as results.json, and nothing else.

    A JSON document stays the same document. In any other text, what would act is escaped.
    """
    text = body.decode().removesuffix("\n")
    click.echo((_escaped(text, _utf_16) if is_json else harmless(text)).encode())


def complain(sentence: str, next_step: str = "") -> None:
    """Print an error and the next step on standard error."""
    say(sentence, label="error:", colour="red", err=True)
    if next_step:
        say(next_step, label="next: ", colour="cyan", err=True)


def annotate(file: str, line: int, text: str) -> None:
    """Show an error at a line of a file on GitHub, if this runs there; otherwise print nothing.

    GitHub shows it beside the line in a pull request, and in the run of the workflow. The path
    starts at the root of the repository: the next folder upwards with `.git`, or else the working
    folder. The text ends with the line, whatever it contains.
    """
    if os.environ.get("GITHUB_ACTIONS") != "true":
        return
    path = Path(os.path.realpath(file))
    root = next((folder for folder in path.parents if os.path.lexists(folder / ".git")), Path.cwd())
    with suppress(ValueError):  # the file is not below the root
        path = path.relative_to(os.path.realpath(root))
    name = _command(path.as_posix()).replace(":", "%3A").replace(",", "%2C")
    encoding = sys.stderr.encoding or "utf-8"
    command = f"::error file={name},line={line}::{_command(text)}"
    click.echo(command.encode(encoding, "backslashreplace").decode(encoding), err=True)


def _command(text: str) -> str:
    """Return text as a part of a command for GitHub's runner, which decodes `%25`."""
    return harmless(inert(text, MOST_OF_A_LINE)).replace("%", "%25")


def warn(text: str) -> None:
    """Print a warning on standard error."""
    say(text, label="warning:", colour="yellow", err=True)


def _escaped(body: str, escape: Callable[[str], str]) -> str:
    """Return JSON with `##`, and with each character that does not print, as an escape.

    Outside of strings, JSON has only printable ASCII without `#`, so each of them is in a string.
    """
    lines = [
        line if line.isprintable() else "".join(c if c.isprintable() else escape(c) for c in line)
        for line in body.split("\n")
    ]
    return "\n".join(lines).replace("##", "#\\u0023")


def _utf_16(character: str) -> str:
    """Return a character as JSON escapes it: as one or two units of UTF-16."""
    units = character.encode("utf-16-be")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))
