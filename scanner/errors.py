"""What can go wrong, as one small tree. The command line prints the sentence and the next step, and exits with the code.

ScanError                 could not scan                               4
├── SnapshotError         unreadable, foreign, newer or damaged snapshot   4
├── OutputError           an output exists or cannot be written        4
├── EngineError           the policy engine cannot be had or fails     4
├── UsageError            wrong usage: an unknown control or key       2
└── Defect                a defect in the scanner or in a policy       70
"""

from __future__ import annotations

from collections.abc import Iterable


class ScanError(Exception):
    """Base of all errors that a user sees: one sentence, and what to do next."""

    exit_code = 4

    def __init__(self, sentence: str, next_step: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.next_step = next_step


class SnapshotError(ScanError):
    """The snapshot cannot be read as one that this version wrote."""


class OutputError(ScanError):
    """An output exists already or cannot be written."""


class EngineError(ScanError):
    """The policy engine cannot be started, reached or trusted."""


class UsageError(ScanError):
    """What the user asked for does not exist."""

    exit_code = 2


class Defect(ScanError):
    """The scanner or a policy broke its own contract."""

    exit_code = 70


def nearest(word: str, known: Iterable[str]) -> str:
    """Return a sentence with the known word nearest to `word`, or an empty string if none is near."""
    import difflib  # costs 5 ms, and only a mistake needs it

    found = difflib.get_close_matches(word, list(known), n=1, cutoff=0.4)
    return f"Did you mean {found[0]}?" if found else ""
