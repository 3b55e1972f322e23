"""Computes the values of expressions (HCL's spec.md, "Expressions"), as far as the code fixes them.

`Refused` is raised for what Terraform would refuse too; `try` and `can` catch it. What is not known
is `Unknown`, and stays so through every operation that needs it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol

from collectors.iac.terraform import functions
from collectors.iac.terraform.kinds import (
    BlockOf,
    Budget,
    Named,
    Refused,
    SetOf,
    TooMuch,
    as_branch,
    boolean,
    calculate,
    equal,
    first_unknown,
    may_change,
    number,
    pairs,
    reason,
    same,
    short,
    text,
)
from collectors.iac.terraform.syntax import (
    Binary,
    Call,
    Conditional,
    Element,
    Expression,
    For,
    ForPart,
    IfPart,
    Index,
    Invalid,
    Literal,
    Member,
    Name,
    ObjectOf,
    Part,
    Splat,
    Template,
    TupleOf,
    Unary,
)
from collectors.iac.values import REFERENCE, Unknown, has_tokens, reference

Names = Mapping[str, Any]
"""The names that a block or a `for` brings: `each`, `count`, iterators and variables."""

_ELEMENT = "*"
"""The name under which the element of the innermost splat is kept."""

_DEPTH = 1_000
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "<": lambda a, b: bool(a < b),
    ">": lambda a, b: bool(a > b),
    "<=": lambda a, b: bool(a <= b),
    ">=": lambda a, b: bool(a >= b),
}


class Scope(Protocol):
    """Where an expression stands: what names mean there."""

    def name(self, name: str) -> Any:
        """Return what a name stands for. Raises `Refused` if it stands for nothing."""
        ...

    def file_function(self, name: str, arguments: list[Any], evaluator: Evaluator) -> Any:
        """Return the result of a function that reads a file."""
        ...


FILE_FUNCTIONS = frozenset(
    [
        "file",
        "fileexists",
        "filebase64",
        "filemd5",
        "filesha1",
        "filesha256",
        "filesha512",
        "filebase64sha256",
        "filebase64sha512",
        "fileset",
        "templatefile",
        "abspath",
        "pathexpand",
    ]
)


class Evaluator:
    """Computes expressions in one scope. `budget` bounds the work."""

    def __init__(self, scope: Scope, budget: Budget) -> None:
        self._scope, self.budget = scope, budget
        self._depth = 0

    def value(self, expression: Expression, names: Names) -> Any:
        """Return the value of an expression, and `Unknown` instead of every error."""
        try:
            return self.evaluate(expression, names)
        except Refused as error:
            return Unknown(f"Terraform refuses the expression: {error}")
        except TooMuch as error:
            return Unknown(str(error))
        except RecursionError:
            return Unknown("the expression is nested too deep")

    def evaluate(self, expression: Expression, names: Names) -> Any:
        """Return the value of an expression. Raises `Refused` and `TooMuch`."""
        self.budget.spend()
        self._depth += 1
        if self._depth > _DEPTH:
            self._depth -= 1
            raise TooMuch("the expression is nested too deep")
        try:
            return _EVALUATE[type(expression)](self, expression, names)
        finally:
            self._depth -= 1

    # Names, members and elements

    def _invalid(self, node: Invalid, names: Names) -> Any:
        return Unknown(node.why)

    def _literal(self, node: Literal, names: Names) -> Any:
        return node.value

    def _name(self, node: Name, names: Names) -> Any:
        return names[node.name] if node.name in names else self._scope.name(node.name)

    def _element(self, node: Element, names: Names) -> Any:
        return names[_ELEMENT]

    def _member(self, node: Member, names: Names) -> Any:
        return self.member(self.evaluate(node.of, names), node.name)

    def member(self, value: Any, name: str) -> Any:
        """Return `value.name`. Raises `Refused`."""
        if isinstance(value, Unknown):
            return value
        if isinstance(value, Named):
            return value.member(name)
        if isinstance(value, dict):
            if name in value:
                return value[name]
            if isinstance(value, BlockOf):
                return reference(value.address, f"{value.place}.{name}")
            raise Refused(f"there is no {name}")
        if has_tokens(value):
            found = REFERENCE.fullmatch(value)
            return reference(found[1], f"{found[2]}.{name}") if found else Unknown(reason(value))
        raise Refused(f"there is no {name}")

    def _index(self, node: Index, names: Names) -> Any:
        of, key = self.evaluate(node.of, names), self.evaluate(node.key, names)
        if isinstance(of, Unknown):
            return of
        if found := first_unknown(key, self.budget):
            return found
        if isinstance(of, SetOf):
            raise Refused("a set has no element with a number")
        if isinstance(of, list):
            place = number(key)
            if isinstance(place, int) and 0 <= place < len(of):
                return of[place]
            raise Refused("the list has no such element")
        if has_tokens(of):
            found_reference = REFERENCE.fullmatch(of)
            if not found_reference:
                return first_unknown(of, self.budget) or Unknown(reason(of))
            return reference(found_reference[1], f"{found_reference[2]}[{text(key)}]")
        return self.member(of, text(key))

    def _splat(self, node: Splat, names: Names) -> Any:
        of = self.evaluate(node.of, names)
        if isinstance(of, Unknown):
            return of
        if of is None:
            return []
        if has_tokens(of):
            return first_unknown(of, self.budget) or Unknown(reason(of))
        elements = of if isinstance(of, list) else [of]
        return [self.evaluate(node.each, {**names, _ELEMENT: one}) for one in elements]

    # Collections

    def _tuple(self, node: TupleOf, names: Names) -> Any:
        return [self.evaluate(item.value, names) for item in node.items]

    def _object(self, node: ObjectOf, names: Names) -> Any:
        made: dict[str, Any] = {}
        for item in node.items:
            key = self.evaluate(item.key or Invalid("a key is missing"), names)
            if found := first_unknown(key, self.budget):
                return Unknown(f"a key of the object is not known: {found.why}")
            made[text(key)] = self.evaluate(item.value, names)
        return made

    def _for(self, node: For, names: Names) -> Any:
        collection = self.evaluate(node.collection, names)
        if isinstance(collection, Unknown | Named):
            return Unknown(collection.why)
        if has_tokens(collection):
            return first_unknown(collection, self.budget)
        elements: list[Any] = []
        made: dict[str, Any] = {}
        for key, value in pairs(collection):
            inner = {**names, node.value: value}
            if node.key:
                inner[node.key] = key
            if node.condition is not None:
                condition = self.evaluate(node.condition, inner)
                if found := first_unknown(condition, self.budget):
                    return Unknown(f"which elements stay is not known: {found.why}")
                if not boolean(condition):
                    continue
            if node.name is None:
                elements.append(self.evaluate(node.result, inner))
                continue
            name = self.evaluate(node.name, inner)
            if found := first_unknown(name, self.budget):
                return Unknown(f"a key of the object is not known: {found.why}")
            result = self.evaluate(node.result, inner)
            if node.groups:
                made.setdefault(text(name), []).append(result)
            elif text(name) in made:
                raise Refused("two elements have the same key")
            else:
                made[text(name)] = result
        return elements if node.name is None else made

    # Operations

    def _conditional(self, node: Conditional, names: Names) -> Any:
        condition = self.evaluate(node.condition, names)
        if found := first_unknown(condition, self.budget):
            then, otherwise = self.value(node.then, names), self.value(node.otherwise, names)
            return then if same(then, otherwise, self.budget) else found
        chosen, other = (node.then, node.otherwise) if boolean(condition) else (node.otherwise, node.then)
        value = self.evaluate(chosen, names)
        if not may_change(value):
            return value
        return as_branch(value, self.value(other, names))

    def _unary(self, node: Unary, names: Names) -> Any:
        operand = self.evaluate(node.operand, names)
        if found := first_unknown(operand, self.budget):
            return found
        return not boolean(operand) if node.operator == "!" else calculate("-", 0, number(operand))

    def _binary(self, node: Binary, names: Names) -> Any:
        if node.operator in ("&&", "||"):
            return self._logic(node, names)
        left, right = self.evaluate(node.left, names), self.evaluate(node.right, names)
        if node.operator in ("==", "!="):
            found = equal(left, right, self.budget)
            return found if isinstance(found, Unknown) else found is (node.operator == "==")
        if unknown := first_unknown(left, self.budget) or first_unknown(right, self.budget):
            return unknown
        a, b = number(left), number(right)
        if compare := _COMPARE.get(node.operator):
            return compare(a, b)
        return calculate(node.operator, a, b)

    def _logic(self, node: Binary, names: Names) -> Any:
        """Return `left && right` or `left || right`: one side may decide it alone."""
        decides = node.operator == "||"
        left = self._truth(node.left, names)
        if left is decides:
            return decides
        right = self._truth(node.right, names)
        if right is decides:
            return decides
        return left if isinstance(left, Unknown) else right

    def _truth(self, node: Expression, names: Names) -> bool | Unknown:
        value = self.evaluate(node, names)
        return first_unknown(value, self.budget) or boolean(value)

    # Templates

    def _template(self, node: Template, names: Names) -> Any:
        return short("".join(self._texts(node.parts, names)))

    def _texts(self, parts: tuple[Part, ...], names: Names) -> Iterator[str]:
        for part in parts:
            if isinstance(part, str):
                yield part
            elif isinstance(part, IfPart):
                condition = self.evaluate(part.condition, names)
                if found := first_unknown(condition, self.budget):
                    yield text(found)
                else:
                    yield self._template(part.then if boolean(condition) else part.otherwise, names)
            elif isinstance(part, ForPart):
                collection = self.evaluate(part.collection, names)
                if found := first_unknown(collection, self.budget) if not _is_walked(collection) else None:
                    yield text(found)
                    continue
                for key, value in pairs(collection):
                    inner = {**names, part.value: value}
                    if part.key:
                        inner[part.key] = key
                    yield self._template(part.body, inner)
            else:
                made = text(self.evaluate(part, names))
                self.budget.spend(len(made) // 100)
                yield made

    # Functions

    def _call(self, node: Call, names: Names) -> Any:
        if node.name == "try":
            return self._try(node, names)
        if node.name == "can":
            return self._can(node, names)
        arguments = [self.evaluate(argument, names) for argument in node.arguments]
        if node.expands:
            last = arguments.pop()
            if isinstance(last, Unknown | Named):
                return Unknown(last.why)
            if has_tokens(last):
                return Unknown(reason(last))
            if not isinstance(last, list):
                raise Refused("only a list can be expanded")
            arguments += last
        if node.name in FILE_FUNCTIONS:
            return self._scope.file_function(node.name, arguments, self)
        return functions.call(node.name, arguments, self.budget)

    def _try(self, node: Call, names: Names) -> Any:
        """Return the first value that is no error. One that is not known may be an error."""
        for argument in node.arguments:
            try:
                return self.evaluate(argument, names)
            except Refused:
                continue
        raise Refused("no argument of try has a value")

    def _can(self, node: Call, names: Names) -> Any:
        try:
            value = self.evaluate(node.arguments[0], names) if node.arguments else None
        except Refused:
            return False
        return value if isinstance(value, Unknown) else True


def _is_walked(collection: Any) -> bool:
    return isinstance(collection, list | dict)


_EVALUATE: dict[type, Callable[[Evaluator, Any, Names], Any]] = {
    Binary: Evaluator._binary,
    Call: Evaluator._call,
    Conditional: Evaluator._conditional,
    Element: Evaluator._element,
    For: Evaluator._for,
    Index: Evaluator._index,
    Invalid: Evaluator._invalid,
    Literal: Evaluator._literal,
    Member: Evaluator._member,
    Name: Evaluator._name,
    ObjectOf: Evaluator._object,
    Splat: Evaluator._splat,
    Template: Evaluator._template,
    TupleOf: Evaluator._tuple,
    Unary: Evaluator._unary,
}
