"""Terraform's functions by name, and how their arguments are prepared.

Two sorts. A *plain* function computes with values that the code fixes: if one of its arguments is
not fixed, its result is unknown. An *aware* function gets its arguments as they are, and keeps what
is known of them. Sources: the pages "Functions" of Terraform's documentation, and cty's
`function/stdlib`. A function that is not here, or that depends on the time, is unknown.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from collectors.iac.terraform import (
    functions_collections,
    functions_encoding,
    functions_numbers,
    functions_text,
)
from collectors.iac.terraform.kinds import (
    Budget,
    NotKnown,
    Refused,
    SetOf,
    boolean,
    first_unknown,
    number,
    set_of,
    text,
    unified,
)
from collectors.iac.values import Unknown


class Function(NamedTuple):
    """A plain function and its parameters, one character each.

    `s` a text, `n` a number, `b` a bool, `l` a list, `t` a list of texts, `u` a list of numbers,
    `e` a set, `m` a map, `.` any value. With `+` at the end, the last may be there any number of
    times.
    """

    parameters: str
    run: Callable[..., Any]


PLAIN: dict[str, Function] = {
    name: Function(*row)
    for table in (functions_text.TABLE, functions_numbers.TABLE, functions_encoding.TABLE)
    for name, row in table.items()
}

AWARE: dict[str, Callable[..., Any]] = {**functions_collections.AWARE, **functions_encoding.AWARE}

_AT_APPLY = {"timestamp", "plantimestamp", "uuid", "bcrypt"}


def call(name: str, arguments: list[Any], budget: Budget) -> Any:
    """Return the result of a function. Raises `Refused` and `TooMuch`."""
    name = name.removeprefix("core::")
    if aware := AWARE.get(name):
        try:
            return aware(budget, *arguments)
        except NotKnown as error:
            return error.unknown
        except TypeError as error:
            raise Refused(f"{name} cannot take these arguments") from error
    function = PLAIN.get(name) or _COLLECTIONS.get(name)
    if function is None:
        when = "gives its value when the code is applied" if name in _AT_APPLY else "is not computed here"
        return Unknown(f"the function {name} {when}")
    for argument in arguments:
        if found := first_unknown(argument, budget):
            return found
    try:
        return function.run(*_prepared(name, function.parameters, arguments, budget))
    except (ValueError, ArithmeticError, LookupError, TypeError) as error:
        raise Refused(f"{name} cannot take these arguments") from error


_COLLECTIONS: dict[str, Function] = {
    name: Function(*row) for name, row in functions_collections.TABLE.items()
}


def _prepared(name: str, parameters: str, arguments: list[Any], budget: Budget) -> list[Any]:
    """Return the arguments as the parameters want them."""
    kinds = parameters.rstrip("+?")
    least = len(kinds) - (parameters != kinds)
    most = 1_000_000 if parameters.endswith("+") else len(kinds)
    if not least <= len(arguments) <= most:
        raise Refused(f"{name} wants another number of arguments")
    wanted = kinds + kinds[-1:] * (len(arguments) - len(kinds))
    return [_converted(kind, one, budget) for kind, one in zip(wanted, arguments, strict=False)]


def _converted(kind: str, value: Any, budget: Budget) -> Any:
    if kind == ".":
        return value
    if value is None:
        raise Refused("an argument is null")
    if kind in _SCALARS:
        return _SCALARS[kind](value)
    if kind == "m":
        if not isinstance(value, dict):
            raise Refused("an argument is no map")
        return value
    if not isinstance(value, list):
        raise Refused("an argument is no list")
    if kind in _ELEMENTS:
        return [_ELEMENTS[kind](one) for one in value]
    if kind == "e":
        return value if isinstance(value, SetOf) else set_of(value, budget)
    return unified(value)


_SCALARS: dict[str, Callable[[Any], Any]] = {"s": text, "n": number, "b": boolean}
_ELEMENTS: dict[str, Callable[[Any], Any]] = {"t": text, "u": number}
