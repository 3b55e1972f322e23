"""Find where a body in JSON or XML does not match a shape of botocore's model.

Unknown members and unknown values of enumerations match: AWS adds both. A null is a member that is
absent, and never an item of a list or a value of a map. Absent members match, whatever the model
requires: AWS leaves out some of those. The tables name what must be there.
"""

from __future__ import annotations

import math
import re
from functools import cache
from typing import Any
from xml.etree import ElementTree

from botocore.model import Shape

MOST_DEPTH = 64
"""The most levels of lists and objects in an answer, and in a document that a string holds."""

_NUMBER = r"-?\d+(\.\d+)?([eE][+-]?\d+)?"
_TIME = re.compile(
    rf"{_NUMBER}"
    r"|\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)? ?(Z|[+-]\d\d:?\d\d)?"
    r"|[A-Z][a-z]{2}, \d\d? [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d (GMT|UTC|[+-]\d{4})",
    re.ASCII,
)
_XML_TEXTS = {
    "boolean": re.compile("true|false"),
    "integer": re.compile(r"[+-]?[0-9]{1,20}"),
    "long": re.compile(r"[+-]?[0-9]{1,20}"),
    "float": re.compile(_NUMBER, re.ASCII),
    "double": re.compile(_NUMBER, re.ASCII),
    "timestamp": _TIME,
}
_JSON_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "character": (str,),
    "blob": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "long": (int,),
    "float": (int, float),
    "double": (int, float),
    "timestamp": (int, float, str),
}
_NAMES = {
    "structure": "an object",
    "map": "an object",
    "list": "a list",
    "boolean": "true or false",
    "integer": "a whole number",
    "long": "a whole number",
    "float": "a number",
    "double": "a number",
    "timestamp": "a time",
}


def is_too_deep(value: Any, depth: int = 0) -> bool:
    """Return whether lists and objects are nested deeper than `MOST_DEPTH`."""
    if isinstance(value, (dict, list)):
        inner = value.values() if isinstance(value, dict) else value
        return depth >= MOST_DEPTH or any(is_too_deep(v, depth + 1) for v in inner)
    return False


def json_fault(value: Any, shape: Shape, depth: int = 0) -> str:
    """Return where `value` does not match the shape and why, such as `.a[].b is not a list`."""
    kind = shape.type_name
    if types := _JSON_TYPES.get(kind):
        right = type(value) in types and (type(value) is not float or math.isfinite(value))
        return "" if right and (kind != "timestamp" or _is_time(value)) else _not_a(kind)
    if depth >= MOST_DEPTH:
        return " is nested too deeply"
    if kind == "list":
        if type(value) is not list:
            return _not_a(kind)
        member = shape.member
        return next((f"[]{fault}" for v in value if (fault := json_fault(v, member, depth + 1))), "")
    if kind == "structure" and shape.is_document_type:
        return " is nested too deeply" if is_too_deep(value, depth) else ""
    if type(value) is not dict:
        return _not_a(kind)
    if kind == "map":
        member = shape.value
        return next(
            (f"{{}}{fault}" for v in value.values() if (fault := json_fault(v, member, depth + 1))), ""
        )
    for sent, (name, member) in _members(shape).items():
        found = value.get(sent)
        if found is not None and (fault := json_fault(found, member, depth + 1)):
            return f".{name}{fault}"
    return ""


def xml_fault(node: ElementTree.Element, shape: Shape, depth: int = 0) -> str:
    """Return where an element does not match the shape and why, as `json_fault` does."""
    kind = shape.type_name
    if kind not in ("structure", "list", "map"):
        form = _XML_TEXTS.get(kind)
        right = not len(node) and (form is None or form.fullmatch(node.text or ""))
        return "" if right else _not_a(kind)
    if depth >= MOST_DEPTH:
        return " is nested too deeply"
    if node.text and not node.text.isspace():
        return _not_a(kind)
    if kind == "list":
        member = shape.member
        item = member.serialization.get("name", "member")
        return next((f"[]{fault}" for child in node if (fault := _item(child, item, member, depth + 1))), "")
    if kind == "map":
        pairs = [(shape.key, "key"), (shape.value, "value")]
        tags = {inner.serialization.get("name", name): inner for inner, name in pairs}
        for entry in node:
            if sorted(map(tag_of, entry)) != sorted(tags):
                return "{} is not a key with a value"
            if fault := next(
                (f for child in entry if (f := xml_fault(child, tags[tag_of(child)], depth + 1))), ""
            ):
                return f"{{}}{fault}"
        return ""
    names = _members(shape)
    seen = set()
    for child in node:
        tag = tag_of(child)
        if tag not in names:
            continue
        name, member = names[tag]
        if member.serialization.get("flattened"):
            member = member.member if member.type_name == "list" else member
        elif tag in seen:
            return f".{name} is there twice"
        seen.add(tag)
        if fault := xml_fault(child, member, depth + 1):
            return f".{name}{fault}"
    return ""


def _item(node: ElementTree.Element, name: str, shape: Shape, depth: int) -> str:
    return xml_fault(node, shape, depth) if tag_of(node) == name else " is not an item"


@cache
def _members(shape: Shape) -> dict[str, tuple[str, Shape]]:
    """Return the members of a body: name on the wire -> (name, shape)."""
    names = {}
    for name, member in shape.members.items():
        place = member.serialization
        if place.get("location") or place.get("xmlAttribute"):
            continue
        sent = place.get("name", name)
        if member.type_name == "list" and place.get("flattened"):
            sent = member.member.serialization.get("name", sent)
        names[sent] = (name, member)
    return names


def tag_of(node: ElementTree.Element) -> str:
    """Return the name of an element without its namespace."""
    return node.tag.rpartition("}")[2]


def _is_time(value: Any) -> bool:
    return not isinstance(value, str) or _TIME.fullmatch(value) is not None


def _not_a(kind: str) -> str:
    return f" is not {_NAMES.get(kind, 'a text')}"
