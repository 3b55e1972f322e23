"""What the comparison of two runs says in text and in Markdown alike."""

from __future__ import annotations

from collectors.records import GLOBAL
from scanner.earlier.diff import CLOSED, FIXED, NEW, NOTHING, STATES, STILL, UNSEEN, WAIVED, Change, Diff
from scanner.earlier.properties import Difference
from scanner.text import plural

TITLES = {
    NEW: "New",
    FIXED: "Fixed",
    WAIVED: "Waived",
    CLOSED: "Closed by a person's decision",
    UNSEEN: "No longer seen",
    STILL: "Still failing",
}
"""State -> its heading."""
MOST_LISTED = 100
"""The most changes of a state that text and Markdown list. JSON has all."""
MOST_PROPERTIES = 5
"""The most properties that they list for a change."""
_KINDS = {NOTHING: "no verdict", "not_applicable": "not applicable"}


def counts(found: Diff) -> str:
    """Return how many failures are in each state: `2 new, 1 fixed, 50 still failing`."""
    said = [
        f"{number:,} {TITLES[state].lower()}"
        for state in STATES
        if (number := len(found.of(state))) or state in (NEW, FIXED, STILL)
    ]
    return ", ".join(said)


def verdicts(change: Change) -> str:
    """Return both verdicts of a change: `pass → fail`."""
    return f"{kind(change.before)} → {kind(change.after)}"


def kind(name: str) -> str:
    """Return a kind of verdict in words."""
    return _KINDS.get(name, name)


def others(found: Diff) -> str:
    """Return which other verdicts changed, as a sentence; empty if none did."""
    said = [
        f"{number:,} from {kind(before)} to {kind(after)}" for (before, after), number in found.others.items()
    ]
    total = sum(found.others.values())
    return f"{plural(total, 'other verdict')} changed: {', '.join(said)}." if said else ""


def change_of(one: Difference) -> str:
    """Return both values of a property: `"a" → "b"`; of a whole resource, whether it is gone."""
    if not one.pointer:
        return "gone" if one.before else "new"
    return f"{one.before or 'nothing'} → {one.after or 'nothing'}"


def place(region: str) -> str:
    """Return where a result is, with a space before it; empty if it is in no Region."""
    return "" if region == GLOBAL else f" in {region}"
