"""Where the arguments that a part reads stand in the code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from collectors.iac.mapping.converting import moved
from collectors.iac.mapping.drafts import Draft
from collectors.iac.mapping.names import snake
from collectors.iac.things import Thing
from collectors.iac.values import escaped


def lines_at(draft: Draft, thing: Thing, pointers: Mapping[str, tuple[str, ...]]) -> None:
    """Give members the lines of arguments of the draft's own block: pointer -> names to try."""
    spelled = {snake(name): name for name in thing.attributes}
    for pointer, names in pointers.items():
        for name in names:
            start = f"/{escaped(spelled.get(name, name))}"
            if span := thing.lines.get(start):
                draft.made.lines[pointer] = span
                draft.made.lines.update(moved(thing.lines, start, pointer))


def snaked(value: Any) -> dict[str, Any]:
    """Return a mapping under names as Terraform spells them; empty for anything else."""
    return {snake(name): one for name, one in value.items()} if isinstance(value, Mapping) else {}


def first(value: Any) -> Any:
    """Return the only element of a list, as a block of Terraform is one, or the value itself."""
    if isinstance(value, list):
        return value[0] if value else None
    return value
