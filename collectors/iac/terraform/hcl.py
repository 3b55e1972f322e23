"""HCL text -> a syntax tree (`syntax.py`). tree-sitter parses; nothing is evaluated here.

Two things are not left to the grammar of tree-sitter: the order of operators (it takes `a ? b : c ?
d : e` from the left), and the blanks between the parts of a template, which it drops.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

import tree_sitter
import tree_sitter_hcl

from collectors.iac.terraform import templates
from collectors.iac.terraform.operators import Operators
from collectors.iac.terraform.syntax import (
    Attribute,
    Block,
    Body,
    Call,
    Element,
    Expression,
    For,
    Index,
    Invalid,
    Item,
    Literal,
    Member,
    Name,
    ObjectOf,
    Splat,
    TupleOf,
)
from collectors.iac.values import cleaned

_PARSER = tree_sitter.Parser(tree_sitter.Language(tree_sitter_hcl.language()))
_DEPTH = 120
"""How deep expressions and blocks may be nested."""

_OPERATORS = 500
"""How many operands and operators may stand beside each other."""

_DIGITS = 150
"""How many digits a number may have: Terraform computes with 512 bits."""

_ERRORS = 20
"""How many errors of a file are told."""

_BLOCK = re.compile(rb"^(?:resource|data|module|variable|output|provider|locals|terraform)\b[^\n=]*\{", re.M)
"""The start of a block at the start of a line."""

_POSTFIX = {"get_attr", "index", "splat"}
_OPERATIONS = {"operation", "unary_operation", "binary_operation", "conditional"}


class Error(NamedTuple):
    """A syntax error: its line, and one sentence."""

    line: int
    sentence: str


def parse(data: bytes) -> tuple[Body, list[Error]]:
    """Return the body of a file and its syntax errors. What is beside the errors is there.

    In a file with an error each block is parsed by itself, so that it does not lose the others.
    """
    source, body = _text(data), Body()
    reader = Reader(source)
    if not reader.root.has_error:
        reader.read(body)
        return body, []
    errors: list[Error] = []
    starts = [0, *(found.start() for found in _BLOCK.finditer(source) if found.start())]
    line = 0
    for start, end in zip(starts, [*starts[1:], len(source)], strict=True):
        piece = Reader(source[start:end], line)
        piece.read(body)
        if piece.root.has_error and len(errors) < _ERRORS:
            errors += _errors(piece.root, line)
        line += source.count(b"\n", start, end)
    errors = errors or list(_errors(reader.root, 0))
    body.broken = body.broken or min((error.line for error in errors), default=1)
    return body, errors[:_ERRORS]


def parse_template(text: str) -> Expression:
    """Return the template of a text, as `templatefile` and Terraform's JSON syntax have it."""
    if "${" not in text and "%{" not in text:
        return Literal(normal(cleaned(text)))
    mark = "EOT"
    while mark in text:
        mark += "_"
    body, errors = parse(f"x = <<{mark}\n{text}\n{mark}\n".encode("utf-8", "replace"))
    found = body.expression("x")
    if errors or found is None:
        return Invalid("the template has a syntax error")
    return templates.without_last_newline(found)


def _text(data: bytes) -> bytes:
    """Return the bytes of a file without a byte order mark and without the characters of tokens."""
    text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")
    return cleaned(text).replace("\0", "\ufffd").encode()


def normal(text: str) -> str:
    """Return a text in the form that Terraform keeps texts in: NFC."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


class Reader:
    """Makes a syntax tree of what tree-sitter found in one file."""

    def __init__(self, source: bytes, before: int = 0) -> None:
        self.source, self._before = source, before
        self.root = _PARSER.parse(source).root_node
        self._depth = 0

    def read(self, into: Body) -> None:
        """Add what the text declares to a body."""
        self._read_body(self.root, into)

    def lines(self, node: tree_sitter.Node) -> tuple[int, int]:
        """Return the first and the last line of a node."""
        return node.start_point[0] + 1 + self._before, node.end_point[0] + 1 + self._before

    def text(self, node: tree_sitter.Node) -> str:
        """Return the text of a node."""
        return self.source[node.start_byte : node.end_byte].decode("utf-8", "replace")

    # Bodies and blocks

    def _read_body(self, node: tree_sitter.Node, into: Body) -> None:
        broken: list[tuple[int, int]] = []
        for child in node.children:
            kind = child.type
            if kind == "attribute":
                self._read_attribute(child, into)
            elif kind == "block":
                self._read_block(child, into)
            elif kind == "body":
                self._read_body(child, into)
            elif kind == "ERROR" or child.is_missing:
                into.broken = into.broken or self.lines(child)[0]
                broken.append(self.lines(child))
                self._rescue(child, into)
        for start, end in broken:
            for name, found in into.attributes.items():
                if found.start <= end and start <= found.end:
                    why = Invalid("the expression has a syntax error")
                    into.attributes[name] = Attribute(why, found.start, found.end)

    def _rescue(self, node: tree_sitter.Node, into: Body) -> None:
        """Read the blocks in what could not be parsed, and the names of its arguments.

        The ends of the blocks are not certain. The arguments have values that cannot be read.
        """
        waiting = [node]
        while waiting:
            kids = waiting.pop().children
            for kid, after in zip(kids, [*kids[1:], None], strict=False):
                if kid.type == "block":
                    self._read_block(kid, into)
                elif kid.type == "identifier" and after is not None and after.type == "=":
                    why = Invalid("the expression has a syntax error")
                    into.attributes.setdefault(self.text(kid), Attribute(why, *self.lines(kid)))
                else:
                    waiting.append(kid)

    def _read_attribute(self, node: tree_sitter.Node, into: Body) -> None:
        value: Expression | None = None
        for child in node.children:
            if child.type == "expression":
                value = self.expression(child)
        if node.has_error or value is None:
            value = Invalid("the expression has a syntax error")
            into.broken = into.broken or self.lines(node)[0]
        into.attributes[self.text(node.children[0])] = Attribute(value, *self.lines(node))

    def _read_block(self, node: tree_sitter.Node, into: Body) -> None:
        names, body = [], Body()
        self._depth += 1
        for child in node.children:
            if child.type == "identifier":
                names.append(self.text(child))
            elif child.type == "string_lit":
                names.append(self.text(child)[1:-1])
            elif child.type == "body" and self._depth < _DEPTH:
                self._read_body(child, body)
            elif child.type in ("body", "ERROR") or child.is_missing:
                body.broken = body.broken or self.lines(child)[0]
                if self._depth < _DEPTH:
                    self._rescue(child, body)
        self._depth -= 1
        into.blocks.append(Block(names[0] if names else "", tuple(names[1:]), body, *self.lines(node)))

    # Expressions

    def expression(self, node: tree_sitter.Node) -> Expression:
        """Return the tree of an expression."""
        if self._depth >= _DEPTH:
            return Invalid(f"the expression is nested deeper than {_DEPTH} levels")
        self._depth += 1
        try:
            tokens = list(islice(self._tokens(node), _OPERATORS + 1))
            if len(tokens) > _OPERATORS:
                return Invalid(f"the expression has more than {_OPERATORS} operators")
            return Operators(tokens).expression()
        finally:
            self._depth -= 1

    def inner(self, node: tree_sitter.Node) -> Expression:
        """Return the tree of the first expression that is directly in a node."""
        for child in node.children:
            if child.type == "expression":
                return self.expression(child)
        return Invalid("the expression has a syntax error")

    def _tokens(self, top: tree_sitter.Node) -> Iterator[Expression | str]:
        """Yield operands and operators as they stand in the text."""
        operand: Expression | None = None
        bracket = False
        waiting = [top]
        while waiting:
            node = waiting.pop()
            kind = node.type
            if kind in _OPERATIONS or (kind == "expression" and not bracket):
                waiting += reversed(node.children)
            elif kind == "(":
                bracket = True
            elif kind in _POSTFIX and operand is not None:
                operand = self._postfix(operand, node)
            elif node.is_named and kind not in ("comment", "ERROR"):
                operand, bracket = self._operand(node), False
            elif not node.is_named and kind != ")":
                if operand is not None:
                    yield operand
                operand = None
                yield self.text(node)
        if operand is not None:
            yield operand

    def _operand(self, node: tree_sitter.Node) -> Expression:
        kind = node.type
        if kind == "expression":
            return self.expression(node)
        if kind == "literal_value":
            return self._literal(node.children[0]) if node.children else Invalid("a literal is missing")
        if kind == "variable_expr":
            return Name(self.text(node))
        if kind == "template_expr":
            return templates.read(self, node.children[0])
        if kind == "function_call":
            return self._call(node)
        if kind in ("collection_value", "for_expr"):
            return self._collection(node.children[0])
        return Invalid("the expression has a syntax error")

    def _literal(self, node: tree_sitter.Node) -> Expression:
        text = self.text(node)
        if node.type == "numeric_lit":
            return _number(text)
        if node.type == "string_lit":
            return Literal(normal(templates.unescaped(text[1:-1])))
        return Literal({"true": True, "false": False}.get(text))

    def _postfix(self, of: Expression, node: tree_sitter.Node) -> Expression:
        if node.type == "get_attr":
            return Member(of, self.text(node.children[-1]))
        inner = node.children[0]
        if node.type == "index":
            if inner.type == "new_index":
                return Index(of, self.inner(inner))
            for place in re.findall(r"\d+", self.text(inner)):
                of = Index(of, Literal(int(place[:_DIGITS])))
            return of
        if inner.type == "full_splat" and isinstance(of, Splat):
            return Splat(of.of, self._postfix(of.each, node))
        each: Expression = Element()
        steps = [child for child in inner.children if child.type in _POSTFIX]
        while steps and (inner.type == "full_splat" or steps[0].type == "get_attr"):
            each = self._postfix(each, steps.pop(0))
        found: Expression = Splat(of, each)
        for step in steps:
            found = self._postfix(found, step)
        return found

    def _call(self, node: tree_sitter.Node) -> Expression:
        arguments: list[Expression] = []
        expands = False
        for child in node.children:
            if child.type == "function_arguments":
                arguments += [self.expression(one) for one in child.children if one.type == "expression"]
                expands = any(one.type == "ellipsis" for one in child.children)
        return Call(self.text(node).split("(")[0].strip(), tuple(arguments), expands)

    def _collection(self, node: tree_sitter.Node) -> Expression:
        if node.type in ("for_tuple_expr", "for_object_expr"):
            return self._for(node)
        if node.type == "tuple":
            found = [child for child in node.children if child.type == "expression"]
            return TupleOf(tuple(Item(None, self.expression(one), *self.lines(one)) for one in found))
        items = []
        for element in node.children:
            if element.type == "object_elem":
                key, *rest = (self.expression(one) for one in element.children if one.type == "expression")
                bare = element.children[0].children[0].type in ("variable_expr", "literal_value")
                if bare and (isinstance(key, Name) or key == Literal(None)):
                    key = Literal(key.name if isinstance(key, Name) else "null")
                value = rest[0] if rest else Invalid("the value of a key is missing")
                items.append(Item(key, value, *self.lines(element)))
        return ObjectOf(tuple(items))

    def _for(self, node: tree_sitter.Node) -> Expression:
        names: list[str] = []
        collection: Expression = Invalid("the collection of a for is missing")
        results: list[Expression] = []
        condition: Expression | None = None
        groups = False
        for child in node.children:
            if child.type == "for_intro":
                names = [self.text(one) for one in child.children if one.type == "identifier"]
                collection = self.inner(child)
            elif child.type == "expression":
                results.append(self.expression(child))
            elif child.type == "for_cond":
                condition = self.inner(child)
            elif child.type == "ellipsis":
                groups = True
        wanted = 2 if node.type == "for_object_expr" else 1
        if not names or len(results) != wanted:
            return Invalid("the for expression has a syntax error")
        key = names[0] if len(names) > 1 else ""
        name = results[0] if wanted == 2 else None
        return For(key, names[-1], collection, name, results[-1], groups, condition)


def _number(text: str) -> Expression:
    mantissa, _, exponent = text.lower().partition("e")
    if len(mantissa) > _DIGITS or len(exponent) > 4 or abs(int(exponent or 0)) > _DIGITS:
        return Invalid(f"a number has more than {_DIGITS} digits")
    if not exponent and "." not in mantissa:
        return Literal(int(mantissa))
    value = float(text)
    return Literal(int(value) if value.is_integer() and abs(value) < 2**53 else value)


def _errors(root: tree_sitter.Node, before: int) -> Iterator[Error]:
    """Yield the first errors of a text: a binary file has thousands."""
    waiting, left = [root], _ERRORS
    while waiting and left:
        node = waiting.pop()
        if node.type == "ERROR" or node.is_missing:
            left -= 1
            what = f"{node.type.strip()} is missing" if node.is_missing else "the text cannot be parsed"
            yield Error(node.start_point[0] + 1 + before, f"syntax error: {what}")
        else:
            waiting += reversed([child for child in node.children if child.has_error or child.is_missing])
