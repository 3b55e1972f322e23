"""Check an answer against botocore's model of the operation, before it becomes facts.

botocore believes almost anything: it reads a boolean that is a list as false, a list that is a text
as empty, and any XML as an answer without members. So the body is checked as AWS sent it
(`check_body`), and the page that botocore makes of it once more (`check_page`). What is wrong is
`Malformed`, in words of our own: the text of an answer is never repeated.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree

import jmespath
import orjson
from botocore.model import OperationModel

from collectors.shapes import MOST_DEPTH, json_fault, tag_of, xml_fault
from collectors.table import Row

EARLIEST, LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2262, 1, 1, tzinfo=UTC)
"""A time is in this range. Policies count nanoseconds in 64 bits, which end in 2262."""

_ROOTS = {
    "ListBuckets": "ListAllMyBucketsResult",
    "ListObjectsV2": "ListBucketResult",
    "GetBucketLifecycleConfiguration": "LifecycleConfiguration",
    "GetBucketLogging": "BucketLoggingStatus",
    "GetBucketVersioning": "VersioningConfiguration",
}
"""Root elements of S3 that botocore's model does not name."""


class Malformed(Exception):
    """An answer does not match the service's model."""


def check_body(model: OperationModel, headers: Mapping[str, str], body: bytes) -> None:
    """Raise `Malformed` if the body of a successful answer is not what the model describes.

    `body` is as it was received. Every member that the model knows must have its type, and no list
    or map may hold null, unless it holds free JSON. Unknown members and unknown values of
    enumerations pass, because AWS adds both, and so do absent members (`check_page`).
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
        fault = json_fault(_json_root(model, body), shape)
    else:
        fault = xml_fault(_xml_root(model, body, root_of(model)), shape)
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


def check_page(page: Mapping[str, Any], row: Row) -> None:
    """Raise `Malformed` if the page that botocore made of a body cannot be used.

    Its times must be in the range and its depth limited, and what the row reads must be there: the
    members that hold its items and, if the answer is about one item, what AWS always sends.
    """
    _check_bounds(page, 0)
    missing = next((name for name in row.holders if page.get(name) is None), "")
    if not missing and not row.finds:
        part = page[row.member] if row.member else page
        missing = lacks(part, row.always, row.always_if)
    if missing:
        raise Malformed(f"the answer of {row.operation} lacks {missing}")


def lacks(item: Any, always: Sequence[str], always_if: Mapping[str, Sequence[str]]) -> str:
    """Return the first path of what AWS always sends that an item lacks, or an empty string.

    `always_if` is JMESPath of a kind of item -> further paths. `a || b` is one of two paths.
    """
    paths = [*always]
    for kind, further in always_if.items():
        if jmespath.search(kind, item):
            paths += further
    return next(
        (path for path in paths if not any(_has(item, one.split(".")) for one in path.split(" || "))), ""
    )


def _json_root(model: OperationModel, body: bytes) -> Any:
    try:
        root = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Malformed(f"the body of {model.name} is not JSON") from error
    try:
        json.loads(body, object_pairs_hook=_each_once, parse_int=float)
    except RecursionError as error:
        raise Malformed(f"the answer of {model.name} is nested too deeply") from error
    return root


def _each_once(pairs: list[tuple[str, Any]]) -> None:
    """Raise `Malformed` for a member that comes twice. Of two lists, every parser drops one."""
    if len(dict(pairs)) < len(pairs):
        raise Malformed("the answer has a member twice")


def _xml_root(model: OperationModel, body: bytes, name: str) -> ElementTree.Element:
    """Return the element with the members: the root, or the wrapper in it."""
    try:
        parser = ElementTree.XMLParser(encoding="utf-8")  # noqa: S314  botocore reads it in the same way
        parser.feed(body)
        root = parser.close()
    except ElementTree.ParseError as error:
        raise Malformed(f"the body of {model.name} is not XML") from error
    # Where the model names no root, what is made from the model uses a name of its own.
    others = {f"{model.name}Response", model.output_shape.name} if model.name in _ROOTS else set()
    if tag_of(root) not in {name, *others}:
        raise Malformed(f"the root element of the answer of {model.name} is not {name}")
    wrapper = model.output_shape.serialization.get("resultWrapper")
    if not wrapper:
        return root
    inner = [child for child in root if tag_of(child) == wrapper]
    if len(inner) != 1:
        raise Malformed(f"the answer of {model.name} has no single element {wrapper}")
    return inner[0]


def _check_bounds(value: Any, depth: int) -> None:
    """Raise `Malformed` for a time out of range, and for what is nested too deeply."""
    if isinstance(value, (dict, list)):
        if depth >= MOST_DEPTH:
            raise Malformed("the answer is nested too deeply")
        for inner in value.values() if isinstance(value, dict) else value:
            _check_bounds(inner, depth + 1)
    elif isinstance(value, datetime):
        moment = value if value.tzinfo else value.replace(tzinfo=UTC)
        if not EARLIEST <= moment < LATEST:
            raise Malformed(f"a time in the answer is not between {EARLIEST.year} and {LATEST.year}")


def _has(value: Any, path: list[str]) -> bool:
    """Return whether `value` has the last member of `path`, wherever it has the members before it.

    `name[]` stands for each element of the list.
    """
    name, rest = path[0], path[1:]
    if not isinstance(value, Mapping):
        return False
    found = value.get(name.removesuffix("[]"))
    if not rest:
        return found is not None
    if found is None:
        return True
    return all(_has(element, rest) for element in found) if name.endswith("[]") else _has(found, rest)
