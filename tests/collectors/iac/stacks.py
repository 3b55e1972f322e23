"""Stacks made by hand, as a reader of code would return them."""

from __future__ import annotations

from typing import Any

from collectors.iac.mapping.records import Declared, records
from collectors.iac.things import Missing, Stack, Thing
from collectors.records import Gap, Resource, Source

ACCOUNT, PLACE = "111122223333", "us-east-1"


def thing(kind: str, address: str, line: int = 10, **attributes: Any) -> Thing:
    """Return a resource in `main.tf` that begins at a line."""
    return Thing(kind, address, attributes, Source("main.tf", line, line + 5))


def declared(*things: Thing, missing: tuple[Missing, ...] = (), region: str = "") -> Declared:
    """Return the records of a stack of these things."""
    return records(Stack(".", "terraform", things, missing, region=region), ACCOUNT, PLACE)


def only(found: Declared, kind: str) -> Resource:
    """Return the only record of a type."""
    (one,) = [resource for resource in found.resources if resource.type == kind]
    return one


def gaps_of(found: Declared, resource: Resource) -> list[tuple[str, str]]:
    """Return (pointer, message) of each gap of a record."""
    return [(gap.pointer, gap.message) for gap in found.gaps if gap.resource == resource.id]


def listing_gaps(found: Declared) -> list[Gap]:
    """Return the gaps of whole listings, without those of what an account has once."""
    return [gap for gap in found.gaps if gap.resource is None and "does not declare" not in gap.message]
