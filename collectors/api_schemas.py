"""What the API schema of an action group lets an agent call: an OpenAPI document in JSON or YAML.

It is read from front to back once. Nothing of it is returned but numbers.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import yaml

_METHODS = frozenset({"get", "head", "put", "post", "delete", "options", "patch", "trace"})
_READS = frozenset({"get", "head"})
_CONFIRM = "x-requireconfirmation"


class _Unclear(Exception):
    """The document is not one that can be understood with certainty."""


class _Pairs(list[tuple[Any, Any]]):
    """The members of an object of JSON, where a key may come twice."""


def operations(schema: Any) -> dict[str, int]:
    """Return how many operations there are, and how many change something and ask no user.

    Without a number the document was not understood: it is neither JSON nor YAML, has a key twice,
    takes a part from elsewhere, or has no paths. Only `get` and `head` change nothing.
    """
    if not isinstance(schema, str):
        return {}
    reader = _Reader(len(schema))
    try:
        found = [*reader.operations(_parsed(schema))]
    except (_Unclear, ValueError, RecursionError, yaml.YAMLError):
        return {}
    return {"operations": len(found), "unconfirmed": found.count(True)}


def _parsed(schema: str) -> Any:
    try:
        return json.loads(schema, object_pairs_hook=_Pairs)
    except ValueError:
        # libyaml is faster, and limits the depth. Only nodes are made, so a tag has no effect.
        return yaml.compose(schema, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


class _Reader:
    """Reads a document, and no more members than it has characters: aliases repeat them."""

    def __init__(self, most: int) -> None:
        self._left = most

    def operations(self, document: Any) -> Iterator[bool]:
        """Yield for each operation whether it changes something and asks no user."""
        paths = self._members(document).get("paths")
        for item in self._members(paths).values():
            members = self._members(item)
            if "$ref" in members:
                raise _Unclear
            for name, operation in members.items():
                if name.lower() in _METHODS:
                    asks = self._asks(operation)
                    yield name.lower() not in _READS and not asks

    def _asks(self, operation: Any) -> bool:
        found = [value for name, value in self._members(operation).items() if name.lower() == _CONFIRM]
        return len(found) == 1 and getattr(found[0], "value", found[0]) == "ENABLED"

    def _members(self, value: Any) -> dict[str, Any]:
        if isinstance(value, _Pairs):
            pairs = value
        elif isinstance(value, yaml.MappingNode):
            pairs = _Pairs((_key(key), member) for key, member in value.value)
        else:
            raise _Unclear
        self._left -= len(pairs)
        members = dict(pairs)
        if len(members) < len(pairs) or self._left < 0:
            raise _Unclear
        return members


def _key(node: yaml.Node) -> str:
    if not isinstance(node, yaml.ScalarNode) or node.tag.endswith(":merge"):
        raise _Unclear
    return str(node.value)
