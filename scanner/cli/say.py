"""Print text. Everything that the command line prints goes through this file.

Text from AWS, from a snapshot, a policy or the working folder may hold control characters and
commands for a CI runner. Here it loses its effect. `scripts/messages.py` fails for any other way to
print.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from scanner.text import harmless, inert

if TYPE_CHECKING:
    from scanner.judging.results import Report

MOST_OF_A_LINE = 1000
"""The maximum length of a line of `say`, in characters."""


def say(text: str, *, label: str = "", colour: str = "", err: bool = False) -> None:
    """Print one line, after an optional label in a colour. Line breaks in `text` are escaped."""
    start = f"{click.style(label, fg=colour, bold=True)} " if label else ""
    say_lines(f"{start}{inert(text, MOST_OF_A_LINE)}", err=err)


def say_lines(text: str, *, err: bool = False) -> None:
    """Print lines, such as a page or a report. Colours in the text are kept."""
    click.echo(harmless(text).removesuffix("\n"), err=err)


def say_json(document: Any) -> None:
    """Print a document as JSON, for programs. What `harmless` would change is escaped as in JSON."""
    import orjson

    body = orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS).decode()
    click.echo("\n".join(_json_line(line) for line in body.split("\n")))


def say_yaml(document: Any) -> None:
    """Print a document as YAML, for people; as JSON, which is YAML too, if a line would act."""
    import yaml

    text = yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=100)
    if text == harmless(text):
        say_lines(text)
    else:
        say_json(document)


def say_report(report: Report) -> None:
    """Print the terminal's report, in colour if standard output is a terminal."""
    from rich.console import Console

    from scanner.reports.table import render

    console = Console()
    with console.capture() as captured:
        render(report, console)
    say_lines("\n".join(line.rstrip() for line in captured.get().split("\n")))


def complain(sentence: str, next_step: str = "") -> None:
    """Print an error and the next step on standard error."""
    say(sentence, label="error:", colour="red", err=True)
    if next_step:
        say(next_step, label="next: ", colour="cyan", err=True)


def warn(text: str) -> None:
    """Print a warning on standard error."""
    say(text, label="warning:", colour="yellow", err=True)


def _json_line(line: str) -> str:
    """Return a line of JSON with characters that do not print, and `##[`, as escapes of JSON.

    Outside of strings, JSON has only printable ASCII without `#`, so each of them is in a string.
    """
    if not line.isprintable():
        line = "".join(c if c.isprintable() else _escaped(c) for c in line)
    return line.replace("##", "#\\u0023")


def _escaped(character: str) -> str:
    units = character.encode("utf-16-be")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))
