"""Terraform's JSON syntax -> the same tree as HCL (Terraform's "JSON Configuration Syntax").

JSON does not tell blocks of a resource from arguments: both are attributes here, except `dynamic`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from collectors.iac.terraform import hcl
from collectors.iac.terraform.syntax import (
    Attribute,
    Block,
    Body,
    Expression,
    Invalid,
    Item,
    Literal,
    ObjectOf,
    TupleOf,
)
from collectors.iac.values import cleaned, escaped

_LABELS = {"resource": 2, "data": 2, "variable": 1, "output": 1, "module": 1, "provider": 1, "locals": 0}
"""The blocks that are read, and how many labels each has."""

_TOKEN = re.compile(r'"(?:\\.|[^"\\])*"|[{}\[\],:]|[^\s{}\[\],:"]+', re.S)
_DEPTH = 100

Lines = dict[str, tuple[int, int]]


def parse(data: bytes) -> tuple[Body, list[hcl.Error]]:
    """Return the body of a file in JSON syntax, and its errors."""
    source = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")
    try:
        value = json.loads(source)
    except ValueError as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else 1
        return Body(broken=line), [hcl.Error(line, "syntax error: it is no JSON")]
    except RecursionError:
        return Body(broken=1), [hcl.Error(1, "the JSON is nested too deep")]
    reader = _Reader(lines_of(source))
    return reader.file(value), reader.errors


def lines_of(source: str) -> Lines:
    """Return the first and the last line of each value of a valid JSON text, by JSON pointer."""
    lines: Lines = {}
    holders: list[tuple[str, int, Any]] = []
    key_line = 1
    line, place = 1, 0
    pointer, start, key = "", 0, ""
    for found in _TOKEN.finditer(source):
        line += source.count("\n", place, found.start())
        place = found.start()
        sign = found[0]
        if sign in "}]":
            pointer, start, _ = holders.pop()
            lines[pointer] = start, line
        elif sign in ",:":
            continue
        else:
            pointer, start = "", line
            if holders:
                holder, _, step = holders[-1]
                if isinstance(step, str) and not key:
                    key, key_line = f"{holder}/{escaped(_text(sign))}", line
                    continue
                if isinstance(step, str):
                    pointer, start, key = key, key_line, ""
                else:
                    pointer = f"{holder}/{step}"
                    holders[-1] = holder, holders[-1][1], step + 1
            if sign in "{[":
                holders.append((pointer, start, "" if sign == "{" else 0))
            else:
                lines[pointer] = start, line
    return lines


def _text(token: str) -> str:
    try:
        return str(json.loads(token))
    except ValueError:
        return token


class _Reader:
    """Makes a tree of one file."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self.errors: list[hcl.Error] = []

    def file(self, value: Any) -> Body:
        body = Body()
        for each, pointer in _objects(value, ""):
            for type_, inside in each.items():
                if type_ in _LABELS:
                    self._blocks(body, type_, (), inside, f"{pointer}/{escaped(type_)}", _LABELS[type_])
        return body

    def attributes(self, value: Any) -> Body:
        """Return the body of a file of values for variables."""
        return self._body(value, "") if isinstance(value, dict) else Body(broken=1)

    def _blocks(
        self, body: Body, type_: str, labels: tuple[str, ...], value: Any, pointer: str, left: int
    ) -> None:
        for each, place in _objects(value, pointer):
            if not left:
                made = self._body(each, place, type_)
                body.blocks.append(Block(type_, labels, made, *self._at(place)))
                continue
            for label, inside in each.items():
                name = cleaned(label)
                self._blocks(body, type_, (*labels, name), inside, f"{place}/{escaped(label)}", left - 1)

    def _body(self, value: dict[str, Any], pointer: str, type_: str = "") -> Body:
        body = Body()
        for name, one in value.items():
            place = f"{pointer}/{escaped(name)}"
            if name == "dynamic" and type_ in ("resource", "data", "content"):
                self._dynamics(body, one, place)
            elif name != "//":
                made = self._expression(one, place, 0)
                if isinstance(one, str) and (type_, name) in _BARE:
                    made = _bare(one)
                body.attributes[cleaned(name)] = Attribute(made, *self._at(place))
        return body

    def _dynamics(self, body: Body, value: Any, pointer: str) -> None:
        for each, place in _objects(value, pointer):
            for label, inside in each.items():
                for one, here in _objects(inside, f"{place}/{escaped(label)}"):
                    rest = {key: item for key, item in one.items() if key != "content"}
                    made = self._body(rest, here, "dynamic")
                    for content, deep in _objects(one.get("content"), f"{here}/content"):
                        inner = self._body(content, deep, "content")
                        made.blocks.append(Block("content", (), inner, *self._at(deep)))
                    body.blocks.append(Block("dynamic", (cleaned(label),), made, *self._at(here)))

    def _expression(self, value: Any, pointer: str, depth: int) -> Expression:
        if depth > _DEPTH:
            return Invalid("the expression is nested too deep")
        if isinstance(value, str):
            return hcl.parse_template(value)
        if isinstance(value, dict):
            items = []
            for key, one in value.items():
                place = f"{pointer}/{escaped(key)}"
                made = self._expression(one, place, depth + 1)
                items.append(Item(hcl.parse_template(key), made, *self._at(place)))
            return ObjectOf(tuple(items))
        if isinstance(value, list):
            parts = [(one, f"{pointer}/{i}") for i, one in enumerate(value)]
            made_items = [
                Item(None, self._expression(one, at, depth + 1), *self._at(at)) for one, at in parts
            ]
            return TupleOf(tuple(made_items))
        return Literal(value)

    def _at(self, pointer: str) -> tuple[int, int]:
        return self._lines.get(pointer, (1, 1))


_BARE = {("resource", "provider"), ("data", "provider"), ("variable", "type"), ("dynamic", "iterator")}
"""The arguments whose text is an expression by itself."""


def _bare(source: str) -> Expression:
    body, _ = hcl.parse(f"x = {source}\n".encode("utf-8", "replace"))
    return body.expression("x") or Invalid("the expression has a syntax error")


def _objects(value: Any, pointer: str) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield an object, or the objects of a list, with their pointers."""
    if isinstance(value, dict):
        yield value, pointer
    elif isinstance(value, list):
        for i, one in enumerate(value):
            if isinstance(one, dict):
                yield one, f"{pointer}/{i}"


def parse_values(data: bytes) -> tuple[Body, list[hcl.Error]]:
    """Return the body of a `.tfvars.json`: its values are no templates, but plain values."""
    try:
        value = json.loads(data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return Body(broken=1), [hcl.Error(1, "syntax error: it is no JSON")]
    if not isinstance(value, dict):
        return Body(broken=1), [hcl.Error(1, "it is no object")]
    return Body({cleaned(key): Attribute(Literal(one), 1, 1) for key, one in value.items()}), []
