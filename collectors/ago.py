"""Times before the scan, as values of `Row.constants`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True, slots=True)
class DaysAgo:
    """When the day started that many days before the scan."""

    days: int

    def before(self, started: datetime) -> str:
        """Return the moment in UTC, as RFC 3339. `started` is the start of the scan."""
        day = started.astimezone(UTC).date() - timedelta(days=self.days)
        return f"{day.isoformat()}T00:00:00Z"


@dataclass(frozen=True, slots=True)
class MonthsAgo:
    """The first day of the month that many months before the scan.

    0 is the month of the scan.
    """

    months: int

    def before(self, started: datetime) -> str:
        """Return the day in UTC, as in 2026-05-01. `started` is the start of the scan."""
        day = started.astimezone(UTC)
        year, month = divmod(day.year * 12 + day.month - 1 - self.months, 12)
        return f"{year:04}-{month + 1:02}-01"


@dataclass(frozen=True, slots=True)
class QuartersAgo:
    """The same for quarters of the calendar, with a time: 2026-04-01T00:00:00Z."""

    quarters: int

    def before(self, started: datetime) -> str:
        """Return the moment in UTC, as RFC 3339. `started` is the start of the scan."""
        after_first = (started.astimezone(UTC).month - 1) % 3
        return f"{MonthsAgo(self.quarters * 3 + after_first).before(started)}T00:00:00Z"


Ago = DaysAgo | MonthsAgo | QuartersAgo
"""All of them."""
