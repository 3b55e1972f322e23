"""Split work between machines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def shard(items: Sequence[T], part: str) -> list[T]:
    """Return part I of N of the items, for "I/N": every N-th item, so that slow items are spread.

    Raises `ValueError` if `part` does not have that form.
    """
    found = re.fullmatch(r"(\d+)/(\d+)", part)
    if not found or not 1 <= int(found[1]) <= int(found[2]):
        raise ValueError(f"{part!r} is not a shard: write 2/4 for the second of four parts")
    return list(items[int(found[1]) - 1 :: int(found[2])])
