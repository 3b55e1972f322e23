"""The members of answers: what the tables say always to come, and what a sample answer has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from botocore.model import Shape

from collectors import ROWS
from collectors.models import operation_model
from collectors.table import Collector, Row

RULES = "ServerSideEncryptionConfiguration.Rules[]"


def ids(operation: str) -> set[str]:
    """Return the paths of the members that the ids and the Regions of resources are made of."""
    found = set()
    for collector, row in ROWS[operation]:
        output = operation_model(collector.service, row.operation).output_shape
        for one in row.finds:
            if not one.items or re.match(r"\w+(\[|$)", one.items):
                start = _start(one.items, output)
                found |= {f"{start}{name}" for name in (*re.findall(r"{(\w+)}", one.id), one.home) if name}
    return found


def always(operation: str) -> list[str]:
    """Return the paths in an answer that the rows of an operation say always to come."""
    found = (path for collector, row in ROWS[operation] for path in always_of(collector, row))
    return list(dict.fromkeys(found))


def always_of(collector: Collector, row: Row) -> Iterator[str]:
    """Yield the paths that a row says always to come, of whatever kind of item."""
    output = operation_model(collector.service, row.operation).output_shape
    yield from row.holders
    parts = [(found.items, found.always, found.always_if) for found in row.finds]
    for part, paths, of_kinds in parts or [(row.member, row.always, row.always_if)]:
        start = _start(part, output)
        for path in (*paths, *(further for kind in of_kinds.values() for further in kind)):
            yield from (f"{start}{one}" for one in path.split(" || "))


def _start(part: str, output: Shape) -> str:
    """Return how the paths of an item start. `part` is the JMESPath of the items."""
    name = part.partition("[")[0].rstrip(".")
    if not name:
        return ""
    if re.fullmatch(r"\w+\[\]\.\w+(\[\])?", part):  # a member of each
        return f"{part}."
    shape = output
    for step in name.split("."):
        shape = shape.members[step]
    return f"{name}[]." if shape.type_name == "list" else f"{name}."


def of(value: Any, path: str = "") -> Iterator[str]:
    """Yield the path of every member of an answer, with `[]` after the name of a list."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield f"{path}{name}"
            yield from of(inner, f"{path}{name}{'[]' if isinstance(inner, list) else ''}.")
    elif isinstance(value, list):
        for inner in value:
            yield from of(inner, path)
