"""Put together what code keeps apart and AWS shows together, and the other way round.

Each part is a function that changes the drafts of a stack. They run in this order: what a version
copies is complete before it is copied.
"""

from __future__ import annotations

import re
from functools import cache

from collectors.iac.mapping import (
    parts_calls,
    parts_identity,
    parts_network,
    parts_services,
    parts_storage,
    parts_versions,
)
from collectors.iac.mapping.drafts import Work
from collectors.iac.mapping.rows import row_of

_MODULES = (parts_identity, parts_storage, parts_network, parts_services, parts_calls, parts_versions)


def join(work: Work) -> None:
    """Run all parts."""
    for module in _MODULES:
        for part in module.PARTS:
            part(work)
    for part in parts_storage.LAST:
        part(work)


def kinds_of(kind: str) -> tuple[str, ...]:
    """Return our types that a type of code becomes, or adds to."""
    row = row_of(kind)
    return (row.type,) if row else _added().get(_flat(kind), ())


def is_used(kind: str) -> bool:
    """Return whether a type of code becomes a record, or adds to one."""
    return row_of(kind) is not None or _flat(kind) in _added()


@cache
def _added() -> dict[str, tuple[str, ...]]:
    return {_flat(kind): ours for module in _MODULES for kind, ours in module.ADDS.items()}


def _flat(kind: str) -> str:
    """Return a type of code so that CloudFormation's and that of `awscc` are the same."""
    if kind.startswith("aws_"):
        return kind
    return re.sub(r"^awscc_|^AWS::|[_:]", "", kind).lower()
