"""How often a block is there: `count` and `for_each` (Terraform's "Meta-Arguments")."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from collectors.iac.terraform.expressions import Evaluator, Names
from collectors.iac.terraform.kinds import Named, Refused, SetOf, TooMuch, first_unknown, number
from collectors.iac.terraform.syntax import Body
from collectors.iac.values import Unknown, has_tokens

MOST = 1_000
"""How many instances one block may have."""


@dataclass(slots=True)
class Uncertain:
    """Instances of which the code does not fix how many there are. `one` stands for them."""

    why: Unknown
    one: Any


Instances: TypeAlias = Any
"""What a block stands for: one, a list (`count`), a dict (`for_each`), or `Uncertain`."""

Make: TypeAlias = Callable[[str, Names], Any]
"""Makes one instance of its address and of the names that its block brings."""


def each_of(found: Instances) -> Iterator[tuple[Any, str]]:
    """Yield every instance, and why it is not certain that there is one."""
    if isinstance(found, Uncertain):
        yield found.one, found.why.why
    elif isinstance(found, list | dict):
        yield from ((one, "") for one in (found.values() if isinstance(found, dict) else found))
    else:
        yield found, ""


def as_value(found: Instances) -> Any:
    """Return instances as expressions see them."""
    return found.why if isinstance(found, Uncertain) else found


def uncertain(address: str, why: Unknown, make: Make) -> Uncertain:
    """Return what stands for an unknown number of instances."""
    names = {"count": {"index": why}, "each": {"key": why, "value": why}}
    return Uncertain(why, make(f"{address}[*]", names))


def expanded(body: Body, address: str, evaluator: Evaluator, make: Make) -> Instances:
    """Return the instances of a block."""
    count, for_each = body.expression("count"), body.expression("for_each")
    wanted = for_each if count is None else count
    if wanted is None:
        return make(address, {})
    value = evaluator.value(wanted, {})
    name = "for_each" if count is None else "count"
    try:
        unknown = first_unknown(_keys(value) if count is None else value, evaluator.budget)
        if unknown is None:
            return _named(value, address, make) if count is None else _counted(value, address, make)
    except Refused as error:
        unknown = Unknown(f"Terraform refuses it: {error}")
    except TooMuch as error:
        unknown = Unknown(str(error))
    return uncertain(address, Unknown(f"{name} is not known: {unknown.why}"), make)


def _counted(value: Any, address: str, make: Make) -> list[Any]:
    count = number(value)
    if isinstance(count, float) or count < 0:
        raise Refused("count is no whole number")
    if count > MOST:
        raise TooMuch(f"there are more than {MOST}")
    return [make(f"{address}[{i}]", {"count": {"index": i}}) for i in range(count)]


def _named(value: Any, address: str, make: Make) -> dict[str, Any]:
    pairs = value.items() if isinstance(value, dict) else ((one, one) for one in value)
    return {
        key: make(f"{address}[{json.dumps(key, ensure_ascii=False)}]", {"each": {"key": key, "value": one}})
        for key, one in pairs
    }


def _keys(value: Any) -> Any:
    """Return the keys that `for_each` gives: those of a map, or the texts of a set."""
    if isinstance(value, Unknown | Named) or has_tokens(value):
        return value
    if not isinstance(value, dict | SetOf) and value != []:
        raise Refused("for_each is no map and no set")
    if len(value) > MOST:
        raise TooMuch(f"there are more than {MOST}")
    if any(not isinstance(key, str | Unknown) for key in value):
        raise Refused("a key of for_each is no text")
    return list(value)
