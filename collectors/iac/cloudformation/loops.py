"""Fn::ForEach: copies a part of a template for each element of a collection.

Source: "Fn::ForEach" in the user guide of CloudFormation. `${Name}`, `&{Name}` and `Ref` of the
identifier stand for the element; `&{Name}` is the element without what no logical id may have.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from collectors.iac.cloudformation.budget import size
from collectors.iac.cloudformation.functions import Refused, text_of
from collectors.iac.cloudformation.nodes import Node
from collectors.iac.values import Unknown, has_tokens, hole

if TYPE_CHECKING:
    from collectors.iac.cloudformation.scope import Scope

EACH = "Fn::ForEach::"

Member = tuple[str, Node, str]
"""A key, its value, and why the code does not fix whether it is there, or how often."""


def members(scope: Scope, root: Node, section: str) -> Iterator[Member]:
    """Yield the members of a section of a template."""
    return expanded(scope, root.members(section))


def expanded(scope: Scope, found: Mapping[str, Node]) -> Iterator[Member]:
    """Yield the members of a map, each loop written out.

    A loop over a collection that is not known yields its body once.
    """
    for name, node in found.items():
        if name.startswith(EACH):
            yield from _loop(scope, node)
        else:
            yield name, node, ""


def _loop(scope: Scope, node: Node) -> Iterator[Member]:
    if not isinstance(node.value, list) or len(node.value) != 3:
        yield EACH, node, "a loop without its three parts"
        return
    identifier, collection, body = node.value
    if not isinstance(identifier.value, str) or not isinstance(body.value, dict):
        yield EACH, node, "a loop without its three parts"
        return
    for element in _elements(scope, collection):
        why = f"a loop over what is not known: {element.why}" if isinstance(element, Unknown) else ""
        copy = _Copy(scope, identifier.value, element)
        for name, member, maybe in expanded(scope, copy.map(body.value)):
            yield name, member, why or maybe


def _elements(scope: Scope, collection: Node) -> list[Any]:
    """Return the texts of a collection, or one Unknown. CloudFormation refuses another element."""
    try:
        found = scope.known(collection)
    except Refused as error:
        return [Unknown(str(error))]
    if isinstance(found, Unknown):
        return [found]
    if not isinstance(found, list):
        return [Unknown("no list")]
    for one in found:
        if isinstance(one, Unknown):
            return [one]
        if isinstance(one, dict | list) or has_tokens(one):
            return [Unknown("an element that is known after deployment only")]
    return [text_of(one) for one in found]


class _Copy:
    """Copies nodes with an element in the place of the identifier. Keys keep an unknown one."""

    def __init__(self, scope: Scope, identifier: str, element: str | Unknown) -> None:
        self._scope, self._identifier, self._element = scope, identifier, element
        self._signs = re.compile(rf"([$&])\{{{re.escape(identifier)}\}}")

    def map(self, found: Mapping[str, Node]) -> dict[str, Node]:
        """Return a copy of the members of a map."""
        copies = {}
        for name, node in found.items():
            key = self._text(name) if isinstance(self._element, str) else name
            copies[key] = self._node(node)
        return copies

    def _node(self, node: Node) -> Node:
        self._scope.budget.spend(1 if isinstance(node.value, list | dict) else size(node.value))
        value = node.value
        if isinstance(value, str):
            value = self._text(value)
        elif isinstance(value, list):
            value = [self._node(one) for one in value]
        elif isinstance(value, dict):
            if len(value) == 1 and node.text("Ref") == self._identifier:
                value = self._element
            else:
                value = self.map(value)
        return Node(value, node.start, node.end)

    def _text(self, text: str) -> str:
        return self._signs.sub(self._replacement, text) if "{" in text else text

    def _replacement(self, sign: re.Match[str]) -> str:
        if isinstance(self._element, Unknown):
            return hole(self._element)
        return re.sub("[^A-Za-z0-9]", "", self._element) if sign[1] == "&" else self._element
