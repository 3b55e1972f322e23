"""What people declare as their workload, so that a collection reads no more than that.

Some things are judged only if the configuration names them, such as the tables that keep feedback.
Their rows say so (`Row.declared`), and nothing of theirs is read as long as nothing is named.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from collectors import ROWS, dependencies
from collectors.table import ALONE, Collector, Row


def _equal(patterns: Iterable[str], name: str) -> bool:
    return name in patterns


@dataclass(frozen=True, slots=True)
class Workload:
    """The names that an account's configuration declares, by key of its section `workload`.

    `fits` returns whether one of some names, which may have wildcards, matches a text.
    """

    names: Mapping[str, Sequence[str]] = field(default_factory=dict)
    fits: Callable[[Iterable[str], str], bool] = _equal

    def is_read(self, operation: str, region: str) -> bool:
        """Return whether an operation has anything to read in a Region.

        It has not if it, or what it depends on, lists only what is declared, and nothing is.
        """
        return all(
            self.is_listed(collector, row, region)
            for one in (operation, *dependencies(operation))
            for collector, row in ROWS[one]
            if not row.parents
        )

    def is_listed(self, collector: Collector, row: Row, region: str) -> bool:
        """Return whether a row without parents is called in a Region.

        A name may be an ARN, which says the service and, for most of them, the Region.
        """
        key = row.declared.get(ALONE)
        return not key or any(self._is_there(name, collector, region) for name in self.names.get(key, ()))

    def _is_there(self, name: str, collector: Collector, region: str) -> bool:
        parts = name.split(":")
        if parts[0] != "arn" or len(parts) < 6:
            return True
        return parts[2] == collector.prefix and (not parts[3] or self.fits((parts[3],), region))

    def has(self, row: Row, parent: str, identity: str) -> bool:
        """Return whether a row is called for an item of a parent.

        `identity` is the item's id. People may also name it by the last part of its ARN.
        """
        key = row.declared.get(parent)
        if not key:
            return True
        names = self.names.get(key, ())
        return self.fits(names, identity) or self.fits(names, re.split("[:/]", identity)[-1])


NOTHING = Workload()
"""Nothing is declared."""
