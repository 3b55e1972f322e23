"""Converts the values of variables to their types (Terraform's "Type Constraints")."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from collectors.iac.terraform.kinds import (
    Budget,
    Named,
    Refused,
    boolean,
    first_unknown,
    number,
    set_of,
    text,
)
from collectors.iac.terraform.syntax import Call, Expression, Literal, Name, ObjectOf, TupleOf
from collectors.iac.values import Unknown, has_tokens

_SCALARS: dict[str, Callable[[Any], Any]] = {"string": text, "number": number, "bool": boolean}


def convert(value: Any, kind: Expression, default: Callable[[Expression], Any], budget: Budget) -> Any:
    """Return a value as a type constraint has it. Raises `Refused` where Terraform would.

    `default` computes the second argument of `optional`.
    """
    budget.spend()
    if value is None or isinstance(value, Unknown | Named):
        return value
    if isinstance(kind, Name):
        return _scalar(value, kind.name, budget)
    if not isinstance(kind, Call) or not kind.arguments:
        return value

    def inner(one: Any, of: Expression) -> Any:
        return convert(one, of, default, budget)

    of = kind.arguments[0]
    if kind.name == "optional":
        return inner(value, of)
    if has_tokens(value):
        return first_unknown(value, budget)
    if kind.name == "map":
        return {key: inner(one, of) for key, one in _map(value, budget).items()}
    if kind.name == "object" and isinstance(of, ObjectOf):
        return _object(_map(value, budget), of, inner, default)
    if not isinstance(value, list):
        raise Refused("the value is no list")
    if kind.name == "tuple" and isinstance(of, TupleOf):
        if len(of.items) != len(value):
            raise Refused("the tuple has another length")
        return [inner(one, item.value) for one, item in zip(value, of.items, strict=True)]
    made = [inner(one, of) for one in value]
    return set_of(made, budget) if kind.name == "set" else made


def _scalar(value: Any, name: str, budget: Budget) -> Any:
    if name not in _SCALARS:
        return value
    if has_tokens(value) and name != "string":
        return first_unknown(value, budget)
    return _SCALARS[name](value)


def _map(value: Any, budget: Budget) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Refused("the value is no map")
    return value


def _object(
    value: dict[str, Any],
    of: ObjectOf,
    inner: Callable[[Any, Expression], Any],
    default: Callable[[Expression], Any],
) -> dict[str, Any]:
    """Return the members that the type names, with the defaults of those that are left out."""
    made: dict[str, Any] = {}
    for item in of.items:
        name = str(item.key.value) if isinstance(item.key, Literal) else ""
        kind = item.value
        optional = isinstance(kind, Call) and kind.name == "optional"
        one = value.get(name)
        if name not in value and not optional:
            raise Refused(f"the value has no {name}")
        if one is None and isinstance(kind, Call) and optional and len(kind.arguments) > 1:
            one = default(kind.arguments[1])
        made[name] = inner(one, kind)
    return made
