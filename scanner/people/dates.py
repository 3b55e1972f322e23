"""Read the dates that people write, in files and on the command line."""

from __future__ import annotations

import re
from datetime import date

from scanner.errors import UsageError
from scanner.text import inert

FORM = "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
"""How a date is written. JSON Schema and Python read the expression alike."""
NEEDED = "a day of the calendar such as 2026-12-31"


def day(text: str) -> date | None:
    """Return the day of a text such as 2026-12-31; None if it has another form or does not exist.

    The first day is 0001-01-01.
    """
    try:
        return date.fromisoformat(text) if re.fullmatch(FORM, text) else None
    except ValueError:
        return None


def asked(option: str, text: str) -> date:
    """Return the day that an option names. Raises `UsageError` if the text is no day."""
    found = day(text)
    if not found:
        raise UsageError(f"--{option} {inert(text[:80])} is not {NEEDED}.", f"Write {NEEDED}.")
    return found
