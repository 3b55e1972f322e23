"""Put together what code keeps apart and AWS shows together, and the other way round.

Each part is a function that changes the drafts of a stack. They run in this order: what a version
copies is complete before it is copied.
"""

from __future__ import annotations

from collectors.iac import parts_identity, parts_network, parts_services, parts_storage, parts_versions
from collectors.iac.drafts import Work
from collectors.iac.rows import row_of

_MODULES = (parts_identity, parts_storage, parts_network, parts_services, parts_versions)


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
    if row:
        return (row.type,)
    flat = kind.removeprefix("awscc_").replace("_", "") if kind.startswith("awscc_") else ""
    found: list[str] = []
    for module in _MODULES:
        for name, ours in module.ADDS.items():
            if name == kind or (flat and name.removeprefix("AWS").replace("::", "").lower() == flat):
                found += ours
    return tuple(dict.fromkeys(found))


def is_used(kind: str) -> bool:
    """Return whether a type of code becomes a record, or adds to one."""
    return bool(kinds_of(kind))
