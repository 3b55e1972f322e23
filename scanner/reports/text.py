"""Making what AWS returns safe to show: a resource's name is hostile input."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any


def visible(text: str) -> str:
    """`text` with control, format and unassigned characters written out (`\\x1b`, `\\u202e`), so that none of them acts."""
    return "".join(c if c == " " or unicodedata.category(c)[0] not in "CZ" else _escaped(c) for c in text)


def _escaped(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" if code < 65536 else f"\\U{code:08x}"


def by_cause(gaps: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str, str], list[Mapping[str, Any]]]:
    """Gaps folded: (operation, code, permission) -> the gaps, in order of the first."""
    out: dict[tuple[str, str, str], list[Mapping[str, Any]]] = {}
    for gap in gaps:
        out.setdefault((gap["operation"], gap["code"], gap["permission"]), []).append(gap)
    return out
