"""Answers with every member of botocore's model, and what cannot stand in their places."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from unittest.mock import patch
from xml.etree import ElementTree

from botocore.model import OperationModel, Shape

from collectors import ROWS
from collectors.models import operation_model
from collectors.own import OWN_OPERATIONS
from scanner.demo.encode import Response, encode
from scanner.demo.server import AwsServer
from scanner.demo.wire import Request

DEPTH = 3
"""Members below this depth are in the answers only if the model requires them."""

WRONG: dict[str, list[Any]] = {
    "string": [5, True, [], {}, ["x"]],
    "blob": [5, True, [], {}],
    "boolean": ["true", 1, [], {}],
    "integer": ["5", 1.5, True, [], {}, 10**30],
    "long": ["5", 1.5, True, [], {}, 10**30],
    "float": ["5", True, [], {}],
    "double": ["5", True, [], {}],
    "timestamp": [True, "", "x", "Sat", "yesterday", [], {}],
    "structure": ["x", "", 5, True, [], [{}]],
    "map": ["x", "", 5, True, [], {"k": None}],
    "list": ["x", "", 5, True, {}, [None]],
}
"""Kind of a member -> JSON values that it cannot have."""

TOO_DEEP = json.loads("[" * 100 + "]" * 100)
"""The only JSON that a document cannot be: it may be of any type."""


def wrong_values(shape: Shape) -> list[Any]:
    """Return JSON values that a member cannot have. A map of documents may hold null."""
    if _is_document(shape):
        return [TOO_DEEP]
    wrong = WRONG[shape.type_name]
    if shape.type_name == "map" and _is_document(shape.value):
        return [{"k": TOO_DEEP} if value == {"k": None} else value for value in wrong]
    return wrong


def _is_document(shape: Shape) -> bool:
    return bool(getattr(shape, "is_document_type", False))


TEXTS = {
    "boolean": ["", "True", "1", "maybe"],
    "integer": ["", "x", "1.5"],
    "long": ["", "x"],
    "timestamp": ["", "x", "Sat", "yesterday"],
}
"""Kind of a member -> texts of XML that it cannot have."""

OPERATIONS = sorted({*ROWS, *OWN_OPERATIONS})
VALUES = {"string": "x", "blob": b"x", "boolean": True, "integer": 1, "long": 1, "float": 1.5, "double": 1.5}


def example(shape: Shape, depth: int = 0) -> Any:
    """Return an answer in boto3's form, with every member down to `DEPTH`, and one of each list."""
    kind = shape.type_name
    if kind == "timestamp":
        return datetime(2026, 1, 1, tzinfo=UTC)
    if kind == "list":
        return [example(shape.member, depth + 1)]
    if kind == "map":
        return {"k": example(shape.value, depth + 1)}
    if kind != "structure":
        return VALUES[kind]
    names = list(shape.members) if depth < DEPTH else shape.required_members
    if shape.is_tagged_union:
        names = list(shape.members)[:1]
    return {name: example(shape.members[name], depth + 1) for name in names}


def model_of(operation: str) -> OperationModel:
    """Return the model of `service:Operation`."""
    return operation_model(*operation.split(":"))


def body_of(model: OperationModel) -> bytes:
    """Return the answer of an operation as AWS sends it."""
    return encode(model, example(model.output_shape), "id").body


def _of(protocol: Callable[[str], bool]) -> list[str]:
    return [op for op in OPERATIONS if protocol(model_of(op).service_model.resolved_protocol)]


JSON, XML = _of(lambda name: name.endswith("json")), _of(lambda name: not name.endswith("json"))


def json_places(value: Any, shape: Shape, depth: int = 0) -> Iterator[tuple[Any, Any, Shape]]:
    """Yield (container, key, shape) of each value in a body that has a shape."""
    if depth > DEPTH:
        return
    kind = shape.type_name
    inner: list[tuple[Any, Shape]] = []
    if kind == "list":
        inner = [(index, shape.member) for index in range(len(value))]
    elif kind == "map":
        inner = [(key, shape.value) for key in value]
    elif kind == "structure" and not shape.is_document_type:
        named = [(m.serialization.get("name", name), m) for name, m in shape.members.items()]
        inner = [(name, member) for name, member in named if name in value]
    for key, member in inner:
        yield value, key, member
        yield from json_places(value[key], member, depth + 1)


def xml_places(node: Any, shape: Shape, depth: int = 0) -> Iterator[tuple[Any, Any, Shape]]:
    """Yield (parent, element, shape) of each element of a body that has a shape."""
    if depth > DEPTH:
        return
    for child in list(node):
        if shape.type_name == "list":
            member = shape.member
        elif shape.type_name == "map":
            continue
        else:
            found = [_element(m) for name, m in shape.members.items() if child.tag == _name(m, name)]
            if not found:
                continue
            (member,) = found
        yield node, child, member
        yield from xml_places(child, member, depth + 1)


def _name(member: Shape, name: str) -> str:
    """Return the name of a member's elements."""
    own = member.serialization.get("name", name)
    if member.type_name == "list" and member.serialization.get("flattened"):
        own = member.member.serialization.get("name", own)
    return str(own)


def _element(member: Shape) -> Shape:
    """Return the shape of a member's elements: a flattened list has one element for each item."""
    return member.member if member.serialization.get("flattened") else member


def spoiled(element: Any, shape: Shape) -> Iterator[Any]:
    """Yield elements that cannot stand in the place of `element`."""
    if shape.type_name in ("structure", "list", "map"):
        wrong = ElementTree.Element(element.tag)
        wrong.text = "x"
        yield wrong
    else:
        wrong = copy.deepcopy(element)
        ElementTree.SubElement(wrong, "member").text = "x"
        yield wrong
        for text in TEXTS.get(shape.type_name, []):
            wrong = ElementTree.Element(element.tag)
            wrong.text = text
            yield wrong


def garbled(chance: random.Random) -> Callable[[bytes], bytes]:
    """Return a change of some bytes: replaced, removed, doubled, or cut."""

    def change(body: bytes) -> bytes:
        out = bytearray(body)
        for _ in range(chance.randint(1, 8)):
            at = chance.randrange(len(out) or 1)
            kind = chance.randrange(4)
            if kind == 0:
                out[at : at + 1] = bytes([chance.randrange(256)])
            elif kind == 1:
                del out[at : at + chance.randint(1, 20)]
            elif kind == 2:
                out[at:at] = out[at : at + chance.randint(1, 50)]
            else:
                del out[-chance.randint(1, 1 + len(out) // 4) :]
        return bytes(out)

    return change


@contextmanager
def answering(call: str, change: Callable[[Response], Response]) -> Iterator[None]:
    """Change each answer of the embedded AWS to `service:Operation`."""
    answer = AwsServer.answer

    def changed(self: AwsServer, request: Request) -> Response | None:
        response = answer(self, request)
        return change(response) if response and request.call == call else response

    with patch.object(AwsServer, "answer", changed):
        yield
