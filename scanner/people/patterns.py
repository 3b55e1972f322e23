"""Match names with patterns that people write: `*` is any text, `?` is any character.

A backslash makes the next `*`, `?` or backslash an ordinary character. Any other backslash is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from fnmatch import translate
from functools import lru_cache

_SPECIAL = re.compile(r"\\([*?\\])|(\[)")
_TO_ESCAPE = re.compile(r"[*?\\]")
_ESCAPED = re.compile(r"\\([*?\\])")
ORDINARY = r"(?:[^*?\\]|\\[\s\S])*"
"""A regular expression of the text between two wildcards of a pattern."""


def fits(patterns: Iterable[str], name: str) -> bool:
    """Return whether one of the patterns matches the whole name. Case counts.

    The time grows with the length of the name times that of the pattern, and not faster.
    """
    return any(_expression(pattern).match(name) for pattern in patterns)


def literal(name: str) -> str:
    """Return the pattern that matches this name and no other."""
    return _TO_ESCAPE.sub(r"\\\g<0>", name)


def only(pattern: str) -> str | None:
    """Return the only name that a pattern matches, or None if it has wildcards."""
    if not re.fullmatch(rf"{ORDINARY}\\?", pattern):
        return None
    return _ESCAPED.sub(r"\1", pattern)


@lru_cache(maxsize=4096)
def _expression(pattern: str) -> re.Pattern[str]:
    """Return the expression of a pattern. `[` is an ordinary character in our patterns.

    `translate` reads `[x]` as the character x, and writes atomic groups, so that the expression
    does not backtrack over stars.
    """
    return re.compile(translate(_SPECIAL.sub(lambda found: f"[{found[1] or found[2]}]", pattern)))
