"""Lists that show their first lines and fold the others."""

from __future__ import annotations

from collections.abc import Sequence

from scanner.text import plural

MOST_FOLDED = 50
"""The most lines in a folded list. `results.json` has all of them."""


def folded(lines: Sequence[str], noun: str, *, shown: int) -> list[str]:
    """Return a list whose first `shown` lines are open, and the others in `<details>`."""
    more = f"{plural(len(lines) - shown, f'more {noun}')}"
    return [*listed(lines[:shown]), *details(more, lines[shown:])]


def details(summary: str, lines: Sequence[str]) -> list[str]:
    """Return a list in `<details>`, as one block. `summary` is text of our own."""
    if not lines:
        return []
    left = len(lines) - MOST_FOLDED
    rest = [f"... and {left:,} more, which `results.json` has"] if left > 0 else []
    inner = "\n".join(listed([*lines[:MOST_FOLDED], *rest]))
    return [f"<details><summary>{summary}</summary>\n\n{inner}\n\n</details>"]


def listed(lines: Sequence[str]) -> list[str]:
    """Return lines as a list, in one block; nothing if there are none."""
    return ["\n".join(f"- {line}" for line in lines)] if lines else []
