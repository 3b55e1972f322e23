"""Times in words, as all reports say them. `policies/lib/text.rego` does it for controls."""

from __future__ import annotations

_UNITS = ((86400, "day"), (3600, "hour"), (60, "minute"), (1, "second"))


def duration(seconds: float) -> str:
    """Return a time in its two largest units: `7 seconds`, `1 minute 33 seconds`, `2 days`."""
    left, out = round(seconds), []
    for size, unit in _UNITS:
        number, left = divmod(left, size)
        if number:
            out.append(f"{number:,} {unit}{'' if number == 1 else 's'}")
    return " ".join(out[:2]) or "less than 1 second"
