"""Times in words."""

from __future__ import annotations

import pytest

from collectors.durations import duration


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0.2, "less than 1 second"),
        (1, "1 second"),
        (7.25, "7 seconds"),
        (93.4, "1 minute 33 seconds"),
        (3600, "1 hour"),
        (7500, "2 hours 5 minutes"),
        (86400, "1 day"),
        (90061, "1 day 1 hour"),
        (3652 * 86400, "3,652 days"),
    ],
)
def test_durations(seconds: float, said: str) -> None:
    """A time has the two largest units that people use."""
    assert duration(seconds) == said
