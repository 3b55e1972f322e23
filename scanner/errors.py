"""The errors that a user can see, with their exit codes.

The command line prints the sentence and the next step, and exits with the code.

ScanError            the scan is not possible                                             4
├── SnapshotError    the snapshot is unreadable, damaged, or of another format or tool    4
├── OutputError      the output exists or cannot be written                               4
├── EngineError      the policy engine cannot start, cannot be reached, or fails          4
├── UsageError       wrong usage, such as an unknown control or key                       2
└── Defect           a defect in the scanner or in one of its policies                   70
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence


class ScanError(Exception):
    """Base of all errors that a user sees: one sentence about what is wrong, and the next step.

    `others` are further errors that were found with this one, such as those of the same file.
    `place` is the file and the line that are wrong, with which the sentence starts, or None.
    """

    exit_code = 4

    def __init__(
        self,
        sentence: str,
        next_step: str = "",
        others: Sequence[ScanError] = (),
        *,
        place: tuple[str, int] | None = None,
    ) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.next_step = next_step
        self.others = others
        self.place = place


class SnapshotError(ScanError):
    """The snapshot is unreadable, damaged, or of another format or tool."""


class OutputError(ScanError):
    """The output exists already or cannot be written."""


class EngineError(ScanError):
    """The policy engine cannot start, cannot be reached, or fails."""


class UsageError(ScanError):
    """The user asked for something that does not exist or is not allowed."""

    exit_code = 2


class Defect(ScanError):
    """The scanner or one of its policies breaks its own contract."""

    exit_code = 70


def wrong(file: object, line: int, said: str, next_step: str = "") -> UsageError:
    """Return the error for a line of a file: `FILE:LINE: said`."""
    return UsageError(f"{file}:{line}: {said}", next_step, place=(str(file), line))


def together(errors: Sequence[UsageError]) -> UsageError:
    """Return the first error, with all others and those found with them, each once."""
    every = (one for error in errors for one in (error, *error.others))
    first, *others = {one.sentence: one for one in every}.values()
    return UsageError(first.sentence, first.next_step, others, place=first.place)


def unreadable(error: Exception) -> str:
    """Return why a file cannot be read, in words of the system or our own, without its text."""
    return getattr(error, "strerror", None) or (
        "it is nested too deeply" if isinstance(error, RecursionError) else "it is not UTF-8 text"
    )


def nearest(word: str, known: Iterable[str]) -> str:
    """Return a question with the known word most similar to `word`; empty if none is similar.

    Of several, one with the same letters comes first: us-esat-1 is us-east-1, and not us-west-1.
    """
    import difflib  # takes 5 ms to import, and only errors need it

    found = difflib.get_close_matches(word, list(known), n=3, cutoff=0.4)
    found.sort(key=lambda other: sorted(other) != sorted(word))
    return f"Did you mean {found[0]}?" if found else ""
