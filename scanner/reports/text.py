"""Making what AWS returns safe to show: a resource's name is hostile input."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

MOST_CHARACTERS = 300
_COMMAND = re.compile(r"::(?=[A-Za-z-]+(?:::| |$))|##(?=\[)")


def visible(text: str) -> str:
    """`text` with control, format and unassigned characters written out (`\\x1b`, `\\u202e`), so that none of them acts."""
    return "".join(c if c == " " or unicodedata.category(c)[0] not in "CZ" else _escaped(c) for c in text)


def inert(text: str) -> str:
    """`text` for a terminal or a log: visible, at most 300 characters, and no command to the runner of GitHub Actions.

    The runner obeys `::name` at the start of a line, behind blanks too, and `##[name` anywhere; where a line breaks, nobody knows before.
    """
    safe = _COMMAND.sub(lambda found: f"{found[0][0]}{_escaped(found[0][1])}", visible(text))
    return safe if len(safe) <= MOST_CHARACTERS else f"{safe[:MOST_CHARACTERS]}…"


def _escaped(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" if code < 65536 else f"\\U{code:08x}"


def by_cause(gaps: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str, str], list[Mapping[str, Any]]]:
    """Gaps folded: (operation, code, permission) -> the gaps, in order of the first."""
    out: dict[tuple[str, str, str], list[Mapping[str, Any]]] = {}
    for gap in gaps:
        out.setdefault((gap["operation"], gap["code"], gap["permission"]), []).append(gap)
    return out
