"""What the reading of one stack may cost, whatever its templates hold.

A template can ask for far more work than it has lines: loops in loops, templates that nest others
many times, long texts that are put together again and again.
"""

from __future__ import annotations

from typing import Any

MAX_STEPS = 150
"""Values that wait for each other. Python's own limit is about 1,000 calls."""

_LEAST = 20_000
_PER_BYTE = 0.3
_LETTERS = 64
"""So many letters cost as much as a value."""


class Exhausted(Exception):
    """The stack costs more than its size allows."""


class Budget:
    """Counts the values that may still be resolved, and those that wait for each other."""

    def __init__(self) -> None:
        self._left: float = _LEAST
        self._waiting = 0
        self._files: set[str] = set()

    def allow(self, file: str, letters: int) -> None:
        """Allow the work for a template of this length, once."""
        if file not in self._files:
            self._files.add(file)
            self._left += letters * _PER_BYTE

    def spend(self, values: int = 1) -> None:
        """Take values off. Raises `Exhausted`."""
        self._left -= values
        if self._left < 0:
            raise Exhausted

    def enter(self, steps: int = 1) -> bool:
        """Count values that wait, until `leave`. Return whether there may be so many."""
        self._waiting += steps
        return self._waiting <= MAX_STEPS

    def leave(self, steps: int = 1) -> None:
        """Take off values that no longer wait."""
        self._waiting -= steps


def size(value: Any) -> int:
    """Return what it costs to go through a value."""
    if isinstance(value, str):
        return 1 + len(value) // _LETTERS
    if isinstance(value, dict):
        return 1 + sum(map(size, value.values()))
    return 1 + sum(map(size, value)) if isinstance(value, list) else 1
