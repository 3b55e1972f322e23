"""Make text from outside safe to print. Resource names and engine errors may contain anything."""

from __future__ import annotations

import re
import unicodedata

MOST_CHARACTERS = 300
"""The maximum length of a printed text, in characters."""
_COMMAND = re.compile(r"::(?=[A-Za-z-]+(?:::| |$))|##(?=\[)")


def visible(text: str) -> str:
    """Return `text` with control, format and unassigned characters escaped (`\\x1b`, `\\u202e`).

    Separators other than the space are escaped too.
    """
    return "".join(c if c == " " or unicodedata.category(c)[0] not in "CZ" else _escaped(c) for c in text)


def inert(text: str) -> str:
    """Return `text` for a terminal or a log: escaped, shortened, without GitHub Actions commands.

    A runner executes `::name` at the start of a line, also after spaces, and `##[name` anywhere.
    The position of line breaks is not known here, so both are escaped everywhere.
    """
    safe = _COMMAND.sub(lambda found: f"{found[0][0]}{_escaped(found[0][1])}", visible(text))
    return safe if len(safe) <= MOST_CHARACTERS else f"{safe[:MOST_CHARACTERS]}…"


def one_line(text: str) -> str:
    """Return `text` as one printable line, shortened to `MOST_CHARACTERS`."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= MOST_CHARACTERS else f"{line[: MOST_CHARACTERS - 1]}…"


def plural(number: int, noun: str) -> str:
    """Return a number with its noun, such as `1 result` or `2 results`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _escaped(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" if code < 65536 else f"\\U{code:08x}"
