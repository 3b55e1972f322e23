"""Make text from outside harmless in Markdown, as GitHub renders it.

GitHub looks for mentions, issues, commits and emoji in the rendered text, where no backslash helps.
It leaves code spans alone. So whatever could act becomes a code span, and nothing needs an escape.
A code span never begins a line here: a name cannot become a heading, a list or a table.
"""

from __future__ import annotations

import re

from scanner.text import inert

_PLAIN = re.compile(r"""(?:[^\W_]|[.,;'"()%/?=+!’“”–—…-])*""")
"""A word of letters, digits and punctuation that means nothing in Markdown."""
_LINKED = re.compile(r"www\.|\b[0-9a-f]{7,40}\b|\b[a-z]+-[0-9]+\b", re.IGNORECASE)
"""What GitHub links all the same: addresses, commits, and references such as GH-1."""

_QUOTED = re.compile(r'"[^"]+"')
"""A quoted word. A code span needs no quotes."""


def code(text: str) -> str:
    """Return text as a code span, escaped and shortened as `inert` does; empty if it is empty."""
    safe = inert(text)
    if not safe:
        return ""
    fence = "`" * (1 + max(map(len, re.findall("`+", safe)), default=0))
    pad = " " if "`" in (safe[0], safe[-1]) or (safe[0] == safe[-1] == " " and safe.strip()) else ""
    return f"{fence}{pad}{safe}{pad}{fence}"


def prose(text: str) -> str:
    """Return a sentence in which each word that could act is in a code span.

    White space is folded, and the sentence is escaped and shortened as `inert` does. It must not
    begin a line: `1.` would begin a list.
    """
    out: list[str] = []
    active: list[str] = []  # neighbours that share a code span
    for word in inert(" ".join(text.split())).split(" "):
        bare = word.rstrip(",;:.")
        rest = word[len(bare) :]
        if _PLAIN.fullmatch(bare) and not _LINKED.search(bare):
            out += [*_span(active), word]
            active = []
            continue
        if bare.endswith(")") and bare.count(")") > bare.count("("):
            bare, rest = bare[:-1], f"){rest}"
        if _QUOTED.fullmatch(bare):
            out += [*_span(active), f"{code(bare[1:-1])}{rest}"]
            active = []
            continue
        active.append(bare)
        if rest:
            out.append(f"{code(' '.join(active))}{rest}")
            active = []
    return " ".join([*out, *_span(active)])


def _span(words: list[str]) -> list[str]:
    return [code(" ".join(words))] if words else []
