"""Match names with patterns that people write: `*` is any text, `?` is any character."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fnmatch import translate
from functools import lru_cache


def fits(patterns: Iterable[str], name: str) -> bool:
    """Return whether one of the patterns matches the whole name. Case counts.

    The time grows with the length of the name times that of the pattern, and not faster.
    """
    return any(_expression(pattern).match(name) for pattern in patterns)


@lru_cache(maxsize=4096)
def _expression(pattern: str) -> re.Pattern[str]:
    """Return the expression of a pattern. `[` is an ordinary character in our patterns.

    `translate` writes atomic groups, so that the expression does not backtrack over stars.
    """
    return re.compile(translate(pattern.replace("[", "[[]")))
