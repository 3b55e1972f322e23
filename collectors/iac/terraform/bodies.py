"""Computes what is between the braces of a block: its arguments, blocks, and `dynamic` blocks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from collectors.iac.terraform.expressions import Evaluator, Names
from collectors.iac.terraform.kinds import Budget, Named, Refused, TooMuch, first_unknown, pairs
from collectors.iac.terraform.syntax import Block, Body, Call, Expression, Literal, Name, ObjectOf, TupleOf
from collectors.iac.values import Unknown, escaped

Lines = dict[str, tuple[int, int]]

META = frozenset(
    ["count", "for_each", "provider", "providers", "depends_on", "lifecycle", "provisioner", "connection"]
)
"""The arguments and blocks of a resource that are Terraform's own."""


def names_in(body: Body) -> list[str]:
    """Return the names of the arguments and blocks of a resource, without Terraform's own."""
    found = [name for name in body.attributes if name not in META]
    found += [name for block in body.blocks if (name := block_name(block)) not in META]
    return list(dict.fromkeys(found))


def block_name(block: Block) -> str:
    """Return the name of a block, or of the blocks that a `dynamic` block makes."""
    return block.labels[0] if block.type == "dynamic" and block.labels else block.type


def argument(body: Body, name: str, names: Names, evaluator: Evaluator, lines: Lines) -> Any:
    """Return the value of one argument, or the list of the blocks of one name."""
    pointer = f"/{escaped(name)}"
    if attribute := body.attributes.get(name):
        lines[pointer] = attribute.start, attribute.end
        _literal_lines(attribute.value, pointer, lines)
        return evaluator.value(attribute.value, names)
    return _blocks([one for one in body.blocks if block_name(one) == name], pointer, names, evaluator, lines)


def _blocks(blocks: list[Block], pointer: str, names: Names, evaluator: Evaluator, lines: Lines) -> list[Any]:
    made: list[Any] = []
    if blocks:
        lines[pointer] = blocks[0].start, max(block.end for block in blocks)
    for block in blocks:
        for body, inner in _expanded(block, names, evaluator):
            here = f"{pointer}/{len(made)}"
            lines[here] = block.start, block.end
            made.append(body if isinstance(body, Unknown) else _body(body, here, inner, evaluator, lines))
    return made


def _body(body: Body, pointer: str, names: Names, evaluator: Evaluator, lines: Lines) -> Any:
    made: dict[str, Any] = {}
    for name, attribute in body.attributes.items():
        here = f"{pointer}/{escaped(name)}"
        value = evaluator.value(attribute.value, names)
        if value is not None:
            made[name] = value
            lines[here] = attribute.start, attribute.end
            _literal_lines(attribute.value, here, lines)
    for name in dict.fromkeys(block_name(block) for block in body.blocks):
        same = [block for block in body.blocks if block_name(block) == name]
        made[name] = _blocks(same, f"{pointer}/{escaped(name)}", names, evaluator, lines)
    return made


def _expanded(block: Block, names: Names, evaluator: Evaluator) -> Iterator[tuple[Body | Unknown, Names]]:
    """Yield the bodies that a block stands for: itself, or those of a `dynamic` block."""
    if block.type != "dynamic" or not block.labels:
        yield block.body, names
        return
    content, collection = block.body.first("content"), block.body.expression("for_each")
    if content is None or collection is None:
        yield Unknown("the dynamic block has a syntax error"), names
        return
    iterator = block.body.expression("iterator")
    name = iterator.name if isinstance(iterator, Name) else block.labels[0]
    value = evaluator.value(collection, names)
    try:
        unknown = value if isinstance(value, Unknown | Named) else None
        if isinstance(value, str):
            unknown = first_unknown(value, evaluator.budget)
        if unknown:
            yield Unknown(f"how many of this block there are: {unknown.why}"), names
            return
        for key, one in pairs(value):
            evaluator.budget.spend()
            yield content.body, {**names, name: {"key": key, "value": one}}
    except (Refused, TooMuch) as error:
        yield Unknown(f"how many of this block there are: {error}"), names


def _literal_lines(expression: Expression, pointer: str, lines: Lines) -> None:
    """Add the lines of what is written out in an expression, at any depth.

    In `jsonencode({...})` the pointers are those of the document.
    """
    if isinstance(expression, Call) and expression.name == "jsonencode" and len(expression.arguments) == 1:
        _literal_lines(expression.arguments[0], pointer, lines)
    elif isinstance(expression, TupleOf | ObjectOf):
        for i, item in enumerate(expression.items):
            if item.key is not None and not isinstance(item.key, Literal):
                continue
            step = i if item.key is None else escaped(str(item.key.value))
            lines[f"{pointer}/{step}"] = item.start, item.end
            _literal_lines(item.value, f"{pointer}/{step}", lines)


def plain(value: Any, budget: Budget) -> Any:
    """Return a value as `values.py` has it: sets as lists, whole resources as unknown."""
    budget.spend()
    if isinstance(value, dict):
        return {key: plain(one, budget) for key, one in value.items()}
    if isinstance(value, list):
        return [plain(one, budget) for one in value]
    return Unknown(value.why) if isinstance(value, Named) else value
