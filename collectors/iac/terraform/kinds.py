"""The kinds of values of Terraform's language, and how one becomes another.

Beside the values of `values.py` there are, inside of the reader only, sets (`SetOf`) and things
that are asked for their members by name (`Named`): resources, modules and `var`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Context, Decimal, InvalidOperation
from typing import Any

from collectors.iac.values import HOLE, REFERENCE, Unknown, has_tokens, hole

LONGEST = 1_000_000
"""How many characters a text may have, and how many elements a collection."""

_EXACT = Context(prec=60)
_GREATEST = Decimal(10) ** 150


class Refused(Exception):
    """An expression that Terraform would refuse as well. `try` and `can` catch it."""


class TooMuch(Exception):
    """The work, or the value, is larger than the reader allows. Nothing in the code catches it."""


class NotKnown(Exception):
    """A function needs a value that is not known: its result is not known either."""

    def __init__(self, unknown: Unknown) -> None:
        super().__init__(unknown.why)
        self.unknown = unknown


class BlockOf(dict[str, Any]):
    """A block of a resource, as expressions see it: what it does not set, AWS makes up.

    `place` is its path in the resource, such as `vpc_config[0]`.
    """

    def __init__(self, values: dict[str, Any], address: str, place: str) -> None:
        super().__init__()
        self.address, self.place = address, place
        for key, value in values.items():
            self[key] = in_blocks(value, address, f"{place}.{key}") if isinstance(value, list) else value


def in_blocks(blocks: list[Any], address: str, place: str) -> list[Any]:
    """Return a list with its mappings as blocks of a resource."""
    return [
        BlockOf(one, address, f"{place}[{i}]") if isinstance(one, dict) else one
        for i, one in enumerate(blocks)
    ]


class Named:
    """Something that has members by name, which are found when they are asked for."""

    why = "a whole resource is not a value that the code fixes"

    def member(self, name: str) -> Any:
        """Return a member. Raises `Refused` if there is none."""
        raise Refused(f"there is no {name}")


class SetOf(list[Any]):
    """A set: a list without equal elements, in Terraform's order where that is known."""


class Budget:
    """How much work is left: each step of an evaluation and each value that is looked at costs."""

    def __init__(self, steps: int) -> None:
        self.left = steps

    def spend(self, steps: int = 1) -> None:
        """Take steps. Raises `TooMuch` if none are left."""
        self.left -= steps
        if self.left < 0:
            raise TooMuch("it takes more steps than the reader allows")


def short(text: str) -> str:
    """Return a text that is not longer than Terraform's own would be in practice."""
    if len(text) > LONGEST:
        raise TooMuch(f"the text has more than {LONGEST} characters")
    return text


def first_unknown(value: Any, budget: Budget) -> Unknown | None:
    """Return why a value is not fixed, at any depth, or None if it is."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        budget.spend()
        if isinstance(one, Unknown):
            return one
        if isinstance(one, str):
            if has_tokens(one):
                found = HOLE.search(one)
                return Unknown(found[1]) if found else Unknown(reason(one))
        elif isinstance(one, dict):
            waiting += [*one, *one.values()]
        elif isinstance(one, list):
            waiting += one
        elif isinstance(one, Named):
            return Unknown(one.why)
    return None


def reason(text: str) -> str:
    """Return why a text with a reference is not fixed."""
    if found := HOLE.search(text):
        return found[1]
    found = REFERENCE.search(text)
    return f"{found[1]}.{found[2]} is known after the code is applied" if found else "it is not known"


def is_null(value: Any) -> bool | Unknown:
    """Return whether a value is null. A reference never is."""
    return value if isinstance(value, Unknown) else value is None


def text(value: Any) -> str:
    """Return a value as a text, with a hole for what is not known. Raises `Refused`."""
    if isinstance(value, str):
        return value
    if isinstance(value, Unknown):
        return hole(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return number_text(value)
    if isinstance(value, Named):
        return hole(Unknown(value.why))
    raise Refused("null is no text" if value is None else "a collection is no text")


def number_text(value: int | float) -> str:
    """Return a number as Terraform writes it: never with an exponent."""
    return str(value) if isinstance(value, int) else format(Decimal(repr(value)), "f")


def number(value: Any) -> int | float:
    """Return a fixed value as a number. Raises `Refused`."""
    if isinstance(value, bool) or value is None or not isinstance(value, int | float | str):
        raise Refused("it is no number")
    if not isinstance(value, str):
        return value
    if not value.isascii() or "_" in value or value != value.strip():
        raise Refused("the text is no number")
    try:
        return from_decimal(Decimal(value))
    except InvalidOperation:
        raise Refused("the text is no number") from None


def to_decimal(value: int | float) -> Decimal:
    """Return a number exactly as it is written."""
    return Decimal(value) if isinstance(value, int) else Decimal(repr(value))


def from_decimal(value: Decimal) -> int | float:
    """Return the number of a decimal: an int where it is a whole one."""
    if not value.is_finite():
        raise Refused("the result is no number")
    if abs(value) > _GREATEST:
        raise TooMuch("the number has more than 150 digits")
    return int(value) if value == value.to_integral_value() else float(value)


def calculate(operator: str, left: int | float, right: int | float) -> int | float:
    """Return the result of `+`, `-`, `*`, `/` or `%`. Raises `TooMuch` for a division by zero.

    Terraform's result is infinite then, which no other value can hold.
    """
    if isinstance(left, int) and isinstance(right, int) and operator in "+-*":
        whole = left + right if operator == "+" else left - right if operator == "-" else left * right
        return from_decimal(Decimal(whole)) if abs(whole) > 2**53 else whole
    a, b = to_decimal(left), to_decimal(right)
    if operator in "/%" and not b:
        raise TooMuch("a division by zero")
    if operator == "/":
        return from_decimal(_EXACT.divide(a, b))
    if operator == "%":
        return from_decimal(_remainder(a, b))
    made = {"+": _EXACT.add, "-": _EXACT.subtract, "*": _EXACT.multiply}[operator]
    return from_decimal(made(a, b))


def _remainder(a: Decimal, b: Decimal) -> Decimal:
    """Return the remainder with the sign of the dividend, as Terraform has it."""
    whole = int(a / b) if abs(a / b) < Decimal(10) ** 20 else a // b
    return _EXACT.subtract(a, _EXACT.multiply(b, Decimal(whole)))


def boolean(value: Any) -> bool:
    """Return a fixed value as a bool. Raises `Refused`."""
    if isinstance(value, bool):
        return value
    if value in ("true", "false"):
        return bool(value == "true")
    raise Refused("it is no bool")


def equal(left: Any, right: Any, budget: Budget) -> bool | Unknown:
    """Return whether two values are equal as Terraform compares them.

    Two collections of equal content are unknown: Terraform compares their types as well, and a list
    never equals a tuple such as `[]`.
    """
    budget.spend()
    if (isinstance(left, Named) and right is None) or (left is None and isinstance(right, Named)):
        return False
    if isinstance(left, Unknown | Named) or isinstance(right, Unknown | Named):
        found = left if isinstance(left, Unknown | Named) else right
        return Unknown(found.why)
    if left is None or right is None:
        return left is right
    for one, other in ((left, right), (right, left)):
        if has_tokens(one):
            if not isinstance(other, str) or (other == "" and HOLE.sub("", one)):
                return False
            same = one == other and not HOLE.search(one)
            return True if same else first_unknown(one, budget) or Unknown("it is not known")
    maps = isinstance(left, dict) and isinstance(right, dict)
    if maps or (isinstance(left, list) and type(left) is type(right)):
        return _equal_collections(left, right, budget)
    if isinstance(left, bool) or isinstance(right, bool):
        return isinstance(left, bool) and isinstance(right, bool) and left == right
    numbers = isinstance(left, int | float) and isinstance(right, int | float)
    if numbers or (isinstance(left, str) and isinstance(right, str)):
        return bool(left == right)
    return False


def _equal_collections(left: Any, right: Any, budget: Budget) -> bool | Unknown:
    if len(left) != len(right):
        return False
    pairs: Iterable[tuple[Any, Any]]
    if isinstance(left, dict):
        if set(left) != set(right):
            return False
        pairs = [(left[key], right[key]) for key in left]
    else:
        pairs = zip(left, right, strict=True)
    for one, other in pairs:
        if (same := equal(one, other, budget)) is not True:
            return same
    return Unknown("Terraform compares the types of collections as well")


def same(left: Any, right: Any, budget: Budget) -> bool:
    """Return whether two values are certainly the same, at every depth and kind."""
    budget.spend()
    if isinstance(left, Unknown | Named) or type(left) is not type(right):
        return False
    if isinstance(left, dict):
        return set(left) == set(right) and all(same(left[key], right[key], budget) for key in left)
    if isinstance(left, list):
        return len(left) == len(right) and all(map(lambda a, b: same(a, b, budget), left, right))
    return bool(left == right) and not (isinstance(left, str) and HOLE.search(left))


def unified(values: list[Any]) -> list[Any]:
    """Return the elements of a list or a map as one type: texts, if one of the others is a text."""
    kinds = {_kind(value) for value in values} - {""}
    if len(kinds) < 2:
        return _unified_objects(values) if kinds == {"any"} else values
    if "text" in kinds and kinds <= {"text", "number", "bool"}:
        return [text(value) if _kind(value) in ("number", "bool") else value for value in values]
    if "any" in kinds:
        return values
    raise Refused("the elements have no common type")


def _unified_objects(values: list[Any]) -> list[Any]:
    """Return objects with the same members so that each member has one type."""
    first = values[0]
    if not isinstance(first, dict) or not all(
        isinstance(one, dict) and set(one) == set(first) for one in values
    ):
        return values
    columns = {name: unified([one[name] for one in values]) for name in first}
    return [{name: columns[name][i] for name in first} for i in range(len(values))]


def may_change(value: Any) -> bool:
    """Return whether the other branch of a conditional may change the type of a value."""
    if isinstance(value, dict | list):
        elements = value.values() if isinstance(value, dict) else value
        return any(isinstance(one, bool | int | float) for one in elements)
    return isinstance(value, bool | int | float)


def as_branch(value: Any, beside: Any) -> Any:
    """Return a branch of a conditional as the type that both branches have in common.

    Objects with other members become maps, and tuples of other lengths lists: their elements get
    one type, as those of maps and lists have.
    """
    if isinstance(value, dict):
        if not isinstance(beside, dict) or set(value) == set(beside):
            return value
        made = unified([*value.values(), *beside.values()])
        return dict(zip(value, made, strict=False))
    if isinstance(value, list):
        if not isinstance(beside, list) or len(value) == len(beside) or isinstance(value, SetOf):
            return value
        return unified([*value, *beside])[: len(value)]
    return unified([value, beside])[0] if isinstance(beside, bool | int | float | str) else value


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, str):
        return "text"
    if isinstance(value, int | float):
        return "number"
    return "" if value is None or isinstance(value, Unknown) else "any"


def set_of(values: Iterable[Any], budget: Budget) -> SetOf:
    """Return the set of some values: without equal ones, sorted where all are texts or numbers."""
    found: list[Any] = []
    seen: set[Any] = set()
    for value in unified(list(values)):
        budget.spend()
        mark = frozen(value, budget)
        if mark not in seen:
            seen.add(mark)
            found.append(value)
    kinds = {_kind(value) for value in found}
    return SetOf(sorted(found) if len(kinds) == 1 and kinds <= {"text", "number", "bool"} else found)


def frozen(value: Any, budget: Budget) -> Any:
    """Return something with a hash that tells two values apart."""
    budget.spend()
    if isinstance(value, dict):
        return "map", frozenset((key, frozen(one, budget)) for key, one in value.items())
    if isinstance(value, list):
        return "list", tuple(frozen(one, budget) for one in value)
    if isinstance(value, Unknown | Named):
        return "unknown", id(value)
    return _kind(value), value


def pairs(collection: Any) -> Iterator[tuple[Any, Any]]:
    """Yield (key, value) of a collection in Terraform's order. Raises `Refused` for others."""
    if isinstance(collection, dict):
        yield from sorted(collection.items())
    elif isinstance(collection, SetOf):
        yield from ((value, value) for value in collection)
    elif isinstance(collection, list):
        yield from enumerate(collection)
    else:
        raise Refused("null has no elements" if collection is None else "it is no collection")
