"""The order of operators (HCL's spec.md, "Operations"): the grammar of tree-sitter has another."""

from __future__ import annotations

from collectors.iac.terraform.syntax import Binary, Conditional, Expression, Invalid, Unary

_ORDER = {
    "||": 1,
    "&&": 2,
    "==": 3,
    "!=": 3,
    "<": 4,
    ">": 4,
    "<=": 4,
    ">=": 4,
    "+": 5,
    "-": 5,
    "*": 6,
    "/": 6,
    "%": 6,
}
"""The binary operators: the higher, the tighter (spec.md, "Operations")."""


class Operators:
    """Puts operands and operators in the order of the specification (spec.md, "Operations")."""

    def __init__(self, tokens: list[Expression | str]) -> None:
        self._tokens = tokens[::-1]

    def expression(self) -> Expression:
        """Return the tree of all tokens."""
        found = self._conditional()
        return Invalid("the expression has a syntax error") if self._tokens else found

    def _next_is(self, *wanted: str) -> bool:
        return bool(self._tokens) and isinstance(self._tokens[-1], str) and self._tokens[-1] in wanted

    def _conditional(self) -> Expression:
        branches: list[tuple[Expression, Expression]] = []
        found = self._binary(1)
        while self._next_is("?"):
            self._tokens.pop()
            then = self._conditional_inside()
            if not self._next_is(":"):
                return Invalid("a conditional has no second branch")
            self._tokens.pop()
            branches.append((found, then))
            found = self._binary(1)
        for condition, then in reversed(branches):
            found = Conditional(condition, then, found)
        return found

    def _conditional_inside(self) -> Expression:
        """Return what is between `?` and its `:`, which may hold a conditional itself."""
        found = self._binary(1)
        if not self._next_is("?"):
            return found
        self._tokens.pop()
        then = self._conditional_inside()
        if not self._next_is(":"):
            return Invalid("a conditional has no second branch")
        self._tokens.pop()
        return Conditional(found, then, self._conditional_inside())

    def _binary(self, least: int) -> Expression:
        left = self._unary()
        while self._tokens and isinstance(operator := self._tokens[-1], str):
            order = _ORDER.get(operator, 0)
            if order < least:
                break
            self._tokens.pop()
            left = Binary(operator, left, self._binary(order + 1))
        return left

    def _unary(self) -> Expression:
        operators: list[str] = []
        while self._next_is("-", "!"):
            operators.append(str(self._tokens.pop()))
        found = self._tokens[-1] if self._tokens else ""
        if isinstance(found, str):
            return Invalid("an operand is missing")
        self._tokens.pop()
        for operator in reversed(operators):
            found = Unary(operator, found)
        return found
