"""Check an answer against botocore's model of the operation, before it becomes facts.

botocore believes almost anything: it reads a boolean that is a list as false, a list that is a text
as empty, and any XML as an answer without members. So the body is checked as AWS sent it
(`check_body`), and the page that botocore makes of it once more (`check_page`). What is wrong is
`Malformed`, in words of our own: the text of an answer is never repeated.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any
from xml.etree import ElementTree

import orjson
from botocore.model import OperationModel, Shape

MOST_DEPTH = 64
"""The most levels of lists and objects in an answer, and in a document that a string holds."""

EARLIEST, LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2262, 1, 1, tzinfo=UTC)
"""A time is in this range. Policies count nanoseconds in 64 bits, which end in 2262."""

_NUMBER = r"-?\d+(\.\d+)?([eE][+-]?\d+)?"
_TIME = re.compile(
    rf"{_NUMBER}"
    r"|\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)? ?(Z|[+-]\d\d:?\d\d)?"
    r"|[A-Z][a-z]{2}, \d\d? [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d (GMT|UTC|[+-]\d{4})"
)
_XML_TEXTS = {
    "boolean": re.compile("true|false"),
    "integer": re.compile(r"[+-]?\d{1,20}"),
    "long": re.compile(r"[+-]?\d{1,20}"),
    "float": re.compile(_NUMBER),
    "double": re.compile(_NUMBER),
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
_ROOTS = {"ListBuckets": "ListAllMyBucketsResult", "GetBucketVersioning": "VersioningConfiguration"}
"""Root elements of S3 that botocore's model does not name."""
_LEFT_OUT = {"Agent": frozenset({"agentVersion"})}
"""Shape -> members that the model requires and AWS leaves out, as recorded answers show."""


class Malformed(Exception):
    """An answer does not match the service's model."""


def check_body(model: OperationModel, headers: Mapping[str, str], body: bytes) -> None:
    """Raise `Malformed` if the body of a successful answer is not what the model describes.

    `body` is as it was received. Every member that the model knows must have its type, no list or
    map may hold null, and the members that the model requires must be there. Unknown members and
    unknown values of enumerations pass: AWS adds both.
    """
    shape = model.output_shape
    if model.has_streaming_output:
        return
    announced = headers.get("Content-Length", "")
    if announced.isdecimal() and len(body) < int(announced):
        raise Malformed(f"the body of {model.name} is shorter than its Content-Length")
    if shape is None:
        return
    payload = shape.serialization.get("payload")
    if payload:
        shape = shape.members[payload]
        if shape.type_name in ("string", "blob"):
            return
    if model.service_model.resolved_protocol.endswith("json"):
        fault = _json(_json_root(model, body), shape, 0)
    else:
        fault = _xml(_xml_root(model, body, root_of(model)), shape, 0)
    if fault:
        raise Malformed(f"in the answer of {model.name}, {fault.lstrip('.')}")


def root_of(model: OperationModel) -> str:
    """Return the name of the root element of an answer in XML."""
    shape = model.output_shape
    if model.service_model.resolved_protocol != "rest-xml":
        return f"{model.name}Response"
    payload = shape.serialization.get("payload", "")
    named = (shape.members[payload] if payload else shape).serialization.get("name", payload)
    return str(named or _ROOTS.get(model.name, shape.name))


def check_page(page: Mapping[str, Any], model: OperationModel, required: Sequence[str]) -> None:
    """Raise `Malformed` if the page that botocore made of a body cannot be stored or lacks a member.

    `required` are the paths of the row. They come in addition to what the model requires.
    """
    _check_bounds(page, 0)
    for path in required:
        if not any(_present(page, choice.split(".")) for choice in path.split(" || ")):
            raise Malformed(f"the answer of {model.name} lacks {path}")


def is_too_deep(value: Any, depth: int = 0) -> bool:
    """Return whether lists and objects are nested deeper than `MOST_DEPTH`."""
    if isinstance(value, (dict, list)):
        inner = value.values() if isinstance(value, dict) else value
        return depth >= MOST_DEPTH or any(is_too_deep(v, depth + 1) for v in inner)
    return False


def _json_root(model: OperationModel, body: bytes) -> Any:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Malformed(f"the body of {model.name} is not JSON") from error


def _xml_root(model: OperationModel, body: bytes, name: str) -> ElementTree.Element:
    """Return the element with the members. The root must have its name, and the wrapper be there."""
    try:
        parser = ElementTree.XMLParser(encoding="utf-8")  # noqa: S314  botocore reads it in the same way
        parser.feed(body)
        root = parser.close()
    except ElementTree.ParseError as error:
        raise Malformed(f"the body of {model.name} is not XML") from error
    if _tag(root) != name:
        raise Malformed(f"the root element of the answer of {model.name} is not {name}")
    wrapper = model.output_shape.serialization.get("resultWrapper")
    if not wrapper:
        return root
    inner = [child for child in root if _tag(child) == wrapper]
    if len(inner) != 1:
        raise Malformed(f"the answer of {model.name} has no single element {wrapper}")
    return inner[0]


def _json(value: Any, shape: Shape, depth: int) -> str:
    """Return where `value` does not match the shape and why, such as `.a[].b is not a list`."""
    kind = shape.type_name
    if types := _JSON_TYPES.get(kind):
        right = type(value) in types and not (kind == "timestamp" and not _is_time(value))
        return "" if right and value not in (math.inf, -math.inf) else _not_a(kind)
    if depth >= MOST_DEPTH:
        return " is nested too deeply"
    if kind == "list":
        if type(value) is not list:
            return _not_a(kind)
        member = shape.member
        return next((f"[]{fault}" for v in value if (fault := _json(v, member, depth + 1))), "")
    if kind == "structure" and shape.is_document_type:
        return " is nested too deeply" if is_too_deep(value, depth) else ""
    if type(value) is not dict:
        return _not_a(kind)
    if kind == "map":
        member = shape.value
        return next((f"{{}}{fault}" for v in value.values() if (fault := _json(v, member, depth + 1))), "")
    names, required = _members(shape)
    for sent, (name, member) in names.items():
        found = value.get(sent)
        if found is not None:
            if fault := _json(found, member, depth + 1):
                return f".{name}{fault}"
        elif name in required:
            return f".{name} is missing"
    return ""


def _xml(node: ElementTree.Element, shape: Shape, depth: int) -> str:
    """Return where an element does not match the shape and why, as `_json` does."""
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
            if sorted(map(_tag, entry)) != sorted(tags):
                return "{} is not a key with a value"
            if fault := next((f for child in entry if (f := _xml(child, tags[_tag(child)], depth + 1))), ""):
                return f"{{}}{fault}"
        return ""
    names, required = _members(shape)
    seen = set()
    for child in node:
        tag = _tag(child)
        if tag not in names:
            continue
        name, member = names[tag]
        if member.serialization.get("flattened"):
            member = member.member if member.type_name == "list" else member
        elif tag in seen:
            return f".{name} is there twice"
        seen.add(tag)
        if fault := _xml(child, member, depth + 1):
            return f".{name}{fault}"
    missing = (name for tag, (name, _) in names.items() if tag not in seen and name in required)
    return next((f".{name} is missing" for name in missing), "")


def _item(node: ElementTree.Element, name: str, shape: Shape, depth: int) -> str:
    return _xml(node, shape, depth) if _tag(node) == name else " is not an item"


@cache
def _members(shape: Shape) -> tuple[dict[str, tuple[str, Shape]], frozenset[str]]:
    """Return the members that are in the body: name on the wire -> (name, shape); and the required."""
    names = {}
    for name, member in shape.members.items():
        place = member.serialization
        if place.get("location") or place.get("xmlAttribute"):
            continue
        sent = place.get("name", name)
        if member.type_name == "list" and place.get("flattened"):
            sent = member.member.serialization.get("name", sent)
        names[sent] = (name, member)
    return names, frozenset(shape.required_members) - _LEFT_OUT.get(shape.name, frozenset())


def _tag(node: ElementTree.Element) -> str:
    return node.tag.rpartition("}")[2]


def _is_time(value: Any) -> bool:
    return not isinstance(value, str) or _TIME.fullmatch(value) is not None


def _not_a(kind: str) -> str:
    return f" is not {_NAMES.get(kind, 'a text')}"


def _check_bounds(value: Any, depth: int) -> None:
    """Raise `Malformed` for a time outside the calendar of policies, and for what is nested too deeply."""
    if isinstance(value, (dict, list)):
        if depth >= MOST_DEPTH:
            raise Malformed("the answer is nested too deeply")
        for inner in value.values() if isinstance(value, dict) else value:
            _check_bounds(inner, depth + 1)
    elif isinstance(value, datetime):
        moment = value if value.tzinfo else value.replace(tzinfo=UTC)
        if not EARLIEST <= moment < LATEST:
            raise Malformed(f"a time in the answer is not between {EARLIEST.year} and {LATEST.year}")


def _present(value: Any, path: list[str]) -> bool:
    """Return whether `path` exists in `value`.

    `name[]` checks each element of the list. A missing list has no elements to check.
    """
    if not path:
        return True
    name, rest = path[0], path[1:]
    if not isinstance(value, Mapping):
        return False
    if name.endswith("[]"):
        return all(_present(element, rest) for element in value.get(name[:-2]) or [])
    return value.get(name) is not None and _present(value[name], rest)
