"""Make a module and an input smaller for as long as something still holds."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from typing import Any

from scanner.rego import Module, PolicyError, mappings, tree

SECONDS = 20.0
"""The time that one counterexample gets."""

Holds = Callable[[str, Any], bool]


def smallest(text: str, document: Any, holds: Holds, seconds: float = SECONDS) -> tuple[str, Any]:
    """Return the smallest module and input that were found and for which `holds` is true.

    `holds` takes a module and an input. It is true for the given ones.
    """
    until, again = time.monotonic() + seconds, True
    while again:
        again = False
        for smaller in _texts(text):
            if time.monotonic() > until:
                return text, document
            if holds(smaller, document):
                text, again = smaller, True
                break
        for less in () if again else _documents(document):
            if time.monotonic() > until:
                return text, document
            if holds(text, less):
                document, again = less, True
                break
    return text, document


def _texts(text: str) -> Iterator[str]:
    """Yield smaller texts, the smallest first: a part is left out, or another part replaces it.

    The parts are those of the syntax tree: rules, statements and expressions.
    """
    try:
        parsed = tree(Module("t.rego", text))
    except PolicyError:
        return
    raw = text.encode()
    spans = {(s["start"], s["end"]) for s in (m.get("span") for m in mappings(parsed["rules"])) if s}
    seen = {_tidy(text)}
    for start, end in sorted(spans, key=lambda span: span[0] - span[1]):
        inside = [s for s in spans if start <= s[0] and s[1] <= end and s != (start, end)]
        instead = sorted({raw[a:b] for a, b in inside if b - a < end - start} | {b"", b"1"}, key=len)
        for part in instead:
            if len(part) < end - start:
                found = _tidy((raw[:start] + part + raw[end:]).decode())
                if found not in seen:
                    seen.add(found)
                    yield found


def _tidy(text: str) -> str:
    """Remove what a part leaves behind when it goes: empty lines and separators."""
    text = re.sub(r"^(default|else)?\s*\n", "", text, flags=re.M)
    return re.sub(r"(?<=[\[{(|;])[ \n]*[;,] ?|[;,] ?(?=[\]})])", "", text)


def _documents(value: Any) -> Iterator[Any]:
    """Yield smaller values: a member is left out, or is smaller."""
    if isinstance(value, dict | list):
        places: list[Any] = list(value) if isinstance(value, dict) else list(range(len(value)))
        for place in places:
            left = {k: v for k, v in value.items() if k != place} if isinstance(value, dict) else None
            yield left if left is not None else value[:place] + value[place + 1 :]
        for place in places:
            for less in _documents(value[place]):
                changed = value.copy()
                changed[place] = less
                yield changed
