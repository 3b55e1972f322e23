"""A template as a tree of nodes that know their lines, before anything is resolved.

`yaml_nodes.py` and `json_nodes.py` feed the `Builder`, which bounds the size of the tree.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from collectors.iac.values import Unknown, cleaned

MAX_DEPTH = 100
"""Levels of maps and lists. CloudFormation's own limit is lower; CDK needs about 30."""

MAX_NODES = 300_000
"""Values in one file, those that an alias repeats included."""


class Unreadable(Exception):
    """A file that cannot be read: `sentence` says why, `line` where, or 0."""

    def __init__(self, sentence: str, line: int = 0) -> None:
        super().__init__(sentence)
        self.sentence, self.line = sentence, line


@dataclass(slots=True, eq=False)
class Node:
    """A value in a file, with its first and its last line. A member of a map begins with its key.

    `value` is a text, a number, a bool, `Unknown`, a list of nodes or a dict from texts to nodes.
    A short tag of YAML is written out: `!Ref A` is `{"Ref": A}`.
    """

    value: Any
    start: int
    end: int

    def get(self, key: str) -> Node | None:
        """Return a member of a map. None if there is none, or if this is no map."""
        return self.value.get(key) if isinstance(self.value, dict) else None

    def members(self, key: str) -> dict[str, Node]:
        """Return the members of the map at `key`, which may lack or be something else."""
        member = self.get(key)
        return member.value if member and isinstance(member.value, dict) else {}

    def text(self, key: str) -> str:
        """Return the text at `key`, or nothing."""
        member = self.get(key)
        return member.value if member and isinstance(member.value, str) else ""

    def items(self) -> list[Node]:
        """Return the elements of a list, or this alone."""
        return self.value if isinstance(self.value, list) else [self]


NULL = Unknown("null, which CloudFormation does not allow")


def node_of(value: Any, like: Node) -> Node:
    """Return a plain value, in which nodes may stand, as a node with the lines of another."""
    if isinstance(value, Node):
        return value
    if isinstance(value, dict):
        value = {key: node_of(one, like) for key, one in value.items()}
    elif isinstance(value, list):
        value = [node_of(one, like) for one in value]
    return Node(value, like.start, like.end)


def is_map(node: Node) -> bool:
    """Return whether a node is a map, and not the call of a function."""
    if not isinstance(node.value, dict):
        return False
    return not any(key == "Ref" or key.startswith("Fn::") for key in node.value)


@dataclass(slots=True)
class _Open:
    """A map or a list that is not complete. `key` is the key whose value comes next."""

    node: Node
    is_map: bool
    tag: str
    anchor: str | None
    size_before: int
    key: Node | None = None
    merged: list[Node] = field(default_factory=list)


class Builder:
    """Makes a tree from what a parser finds, one step after the other.

    Each method raises `Unreadable` for what is no template, or too large.
    """

    def __init__(self) -> None:
        self.root: Node | None = None
        self._open: list[_Open] = []
        self._anchors: dict[str, tuple[Node, int] | None] = {}
        self._size = 0

    @property
    def wants_key(self) -> bool:
        """Whether what comes next is the key of a map."""
        return bool(self._open) and self._open[-1].is_map and self._open[-1].key is None

    def begin(
        self, value: dict[str, Node] | list[Node], line: int, tag: str = "", anchor: str | None = None
    ) -> None:
        """Begin a map or a list, given empty."""
        if self.wants_key:
            raise Unreadable("a key is not a text", line)
        if len(self._open) >= MAX_DEPTH:
            raise Unreadable(f"more than {MAX_DEPTH} levels", line)
        self._count(1, line)
        if anchor:
            self._anchors[anchor] = None
        is_map = isinstance(value, dict)
        self._open.append(_Open(Node(value, line, line), is_map, tag, anchor, self._size))

    def finish(self, line: int = 0) -> None:
        """End the map or the list that began last. `line` 0: it ends with its last member."""
        done = self._open.pop()
        node = done.node
        node.end = max(node.end, line)
        for merged in done.merged:
            for key, member in merged.value.items():
                node.value.setdefault(key, member)
        self._add(
            _tagged(node, done.tag) if done.tag else node, done.anchor, self._size - done.size_before + 1
        )

    def scalar(self, value: Any, start: int, end: int, tag: str = "", anchor: str | None = None) -> None:
        """Add a text, a number, a bool or `Unknown`; or a key, as a text."""
        self._count(1, start)
        if isinstance(value, str) and not value.isascii():
            value = cleaned(value)
        node = Node(value, start, end)
        self._add(_tagged(node, tag) if tag else node, anchor, 1)

    def alias(self, anchor: str, line: int) -> None:
        """Add once more what stands at an anchor. It keeps the lines that it has there."""
        found = self._anchors.get(anchor)
        if not found:
            raise Unreadable(f"the alias {anchor} has no value, or holds itself", line)
        self._count(found[1], line)
        self._add(Node(found[0].value, line, line), None, 0)

    def _count(self, nodes: int, line: int) -> None:
        self._size += nodes
        if self._size > MAX_NODES:
            raise Unreadable(f"more than {MAX_NODES} values", line)

    def _add(self, node: Node, anchor: str | None, size: int) -> None:
        if anchor:
            self._anchors[anchor] = node, size
        if not self._open:
            self.root = node
            return
        holder = self._open[-1]
        if node.end > holder.node.end:
            holder.node.end = node.end
        if not holder.is_map:
            holder.node.value.append(node)
        elif holder.key is None:
            if not isinstance(node.value, str):
                raise Unreadable("a key is not a text", node.start)
            holder.key = node
        else:
            self._member(holder, holder.key, node)
            holder.key = None

    def _member(self, holder: _Open, key: Node, node: Node) -> None:
        members = holder.node.value
        node.start = min(node.start, key.start)
        if key.value == "<<":
            holder.merged += [one for one in node.items() if isinstance(one.value, dict)]
        elif key.value in members:
            members[key.value] = Node(Unknown("its key stands twice"), node.start, node.end)
        else:
            members[key.value] = node


def _tagged(node: Node, tag: str) -> Node:
    """Return the call of the function that a short tag stands for."""
    name = tag if tag in ("Ref", "Condition") else f"Fn::{tag}"
    return Node({name: node}, node.start, node.end)
