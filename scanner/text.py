"""Make text from outside safe to print. Resource names and engine errors may contain anything.

`visible` and `inert` prepare a piece of text, such as a name. `harmless` is the last step before
whole lines reach a terminal or a log; `scanner.cli.say` calls it for everything that it prints.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

MOST_CHARACTERS = 300
"""The maximum length of a printed name or message, in characters."""
MOST_MARKS = 4
"""The maximum number of combining marks after one character. Terminals stack or spread the rest."""

_KEPT = re.compile(r"(\x1b\[[0-9;]*m|\t)")
_START = re.compile(r"((?:\s|\x1b\[[0-9;]*m)*)::")
_ANYWHERE = re.compile(r"##(?=[a-z]*\[)")


def visible(text: str) -> str:
    """Return `text` with control, format and unassigned characters escaped (`\\x1b`, `\\u202e`).

    Separators other than the space are escaped too, and so are combining marks after the fourth of
    a row.
    """
    if text.isascii() and text.isprintable():
        return text
    out, marks = [], 0
    for character in text:
        kind = unicodedata.category(character)[0]
        marks = marks + 1 if kind == "M" else 0
        kept = character == " " or (kind not in "CZ" and marks <= MOST_MARKS)
        out.append(character if kept else _escaped(character))
    return "".join(out)


def inert(text: str, most: int = MOST_CHARACTERS) -> str:
    """Return `text` as a piece of a printed line: escaped, and shortened to `most` characters."""
    safe = visible(text)
    return safe if len(safe) <= most else f"{safe[:most]}…"


def harmless(text: str) -> str:
    """Return whole lines for a terminal or a log.

    Colours, tabs and line breaks stay; all other control characters are escaped, and no line
    commands a CI runner. GitHub's runner obeys `::name` at the start of a line, also after white
    space; it and Azure's obey `##[name` and `##vso[` anywhere. Names such as AWS::S3::Bucket stay.
    """
    return "\n".join(_line(line) for line in text.split("\n"))


def _line(line: str) -> str:
    if not (line.isascii() and line.isprintable()):
        parts = _KEPT.split(line)
        parts[::2] = [visible(part) for part in parts[::2]]
        line = "".join(parts)
    if command := _START.match(line):
        line = f"{command[1]}:\\x3a{line[command.end() :]}"
    return _ANYWHERE.sub(r"#\\x23", line)


def one_line(text: str) -> str:
    """Return `text` as one printable line, shortened to `MOST_CHARACTERS`."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= MOST_CHARACTERS else f"{line[: MOST_CHARACTERS - 1]}…"


def plural(number: int, noun: str) -> str:
    """Return a number with its noun, such as `1 result` or `2 results`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


@cache
def noun(kind: str) -> str:
    """Return a type as a noun, such as `VPC endpoint` for `AWS::EC2::VPCEndpoint`."""
    first, *words = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+", kind.split("::")[-1]) or [kind]
    return visible(" ".join([first, *(w if w.isupper() else w.lower() for w in words)]))


def size(number: int) -> str:
    """Return a number of bytes in the largest unit of which there is at least one."""
    value, unit = float(number), "bytes"
    for larger in ("KB", "MB", "GB"):
        if value < 1024:
            break
        value, unit = value / 1024, larger
    return f"{value:,.0f} {unit}" if value >= 10 or value.is_integer() else f"{value:.1f} {unit}"


def _escaped(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" if code < 65536 else f"\\U{code:08x}"
