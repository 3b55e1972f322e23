"""The syntax tree of HCL: what `hcl.py` makes of a file, and `expressions.py` evaluates.

The names follow the HCL native syntax specification (hcl/hclsyntax/spec.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias


@dataclass(frozen=True, slots=True)
class Literal:
    """A number, a bool, null, or a text without interpolation."""

    value: Any


@dataclass(frozen=True, slots=True)
class Invalid:
    """An expression that cannot be read, and why."""

    why: str


@dataclass(frozen=True, slots=True)
class Name:
    """The first name of a reference: `var`, `each`, a type of resource, or a variable of `for`."""

    name: str


@dataclass(frozen=True, slots=True)
class Member:
    """`of.name`."""

    of: Expression
    name: str


@dataclass(frozen=True, slots=True)
class Index:
    """`of[key]`, or `of.0`."""

    of: Expression
    key: Expression


@dataclass(frozen=True, slots=True)
class Splat:
    """`of[*]` or `of.*`, and what follows of each element, in which `Element` stands for it."""

    of: Expression
    each: Expression


@dataclass(frozen=True, slots=True)
class Element:
    """The element of the innermost splat."""


@dataclass(frozen=True, slots=True)
class Template:
    """A text with interpolations and directives."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class IfPart:
    """`%{ if condition }then%{ else }otherwise%{ endif }`."""

    condition: Expression
    then: Template
    otherwise: Template


@dataclass(frozen=True, slots=True)
class ForPart:
    """`%{ for key, value in collection }body%{ endfor }`. `key` may be empty."""

    key: str
    value: str
    collection: Expression
    body: Template


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a function. `expands` says whether the last argument ends with `...`."""

    name: str
    arguments: tuple[Expression, ...]
    expands: bool


@dataclass(frozen=True, slots=True)
class Item:
    """One element of a tuple, or one of an object with its key, and its lines."""

    key: Expression | None
    value: Expression
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class TupleOf:
    """`[a, b]`."""

    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class ObjectOf:
    """`{a = b}`."""

    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class For:
    """`[for key, value in collection : result if condition]`, or with `name` an object.

    `groups` says whether the result ends with `...`. `key` may be empty.
    """

    key: str
    value: str
    collection: Expression
    name: Expression | None
    result: Expression
    groups: bool
    condition: Expression | None


@dataclass(frozen=True, slots=True)
class Conditional:
    """`condition ? then : otherwise`."""

    condition: Expression
    then: Expression
    otherwise: Expression


@dataclass(frozen=True, slots=True)
class Binary:
    """`left operator right`."""

    operator: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Unary:
    """`-operand` or `!operand`."""

    operator: str
    operand: Expression


Expression: TypeAlias = (
    Literal
    | Invalid
    | Name
    | Member
    | Index
    | Splat
    | Element
    | Template
    | Call
    | TupleOf
    | ObjectOf
    | For
    | Conditional
    | Binary
    | Unary
)

Part: TypeAlias = str | IfPart | ForPart | Expression


@dataclass(frozen=True, slots=True)
class Attribute:
    """`name = value` in a body, and its lines."""

    value: Expression
    start: int
    end: int


@dataclass(slots=True)
class Body:
    """What is between the braces of a block, or in a whole file.

    `broken` is the line of a syntax error, or 0: something may be lost. For a file it is one
    anywhere in it.
    """

    attributes: dict[str, Attribute] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)
    broken: int = 0

    def first(self, type_: str) -> Block | None:
        """Return the first block of a type, or None."""
        return next((block for block in self.blocks if block.type == type_), None)

    def expression(self, name: str) -> Expression | None:
        """Return the value of an attribute, or None if there is no such attribute."""
        found = self.attributes.get(name)
        return found.value if found else None


@dataclass(frozen=True, slots=True)
class Block:
    """A block, its labels and its lines."""

    type: str
    labels: tuple[str, ...]
    body: Body
    start: int
    end: int


def literal(body: Body, name: str) -> Any:
    """Return the value of an attribute that is a literal, else None."""
    found = body.expression(name)
    return found.value if isinstance(found, Literal) else None


def children(node: Expression | Part) -> tuple[Any, ...]:
    """Return the expressions directly in an expression."""
    if isinstance(node, str | Literal | Invalid | Name | Element):
        return ()
    found: list[Any] = []
    for name in node.__dataclass_fields__:
        value = getattr(node, name)
        if isinstance(value, tuple):
            for one in value:
                found += [one.key, one.value] if isinstance(one, Item) else [one]
        else:
            found.append(value)
    return tuple(one for one in found if one is not None and not isinstance(one, str | bool | Mapping))
