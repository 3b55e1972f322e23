"""Write policies/input.schema.json: the shape of the document that policies judge, from botocore's shapes.

`opa check -s` holds every control to it, so a misspelt member is a compile error. With --check it only compares, for CI.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import botocore.session
import jmespath
import orjson
from botocore.model import OperationModel, Shape

from collectors import CHILDREN, COLLECTORS
from collectors.table import Collector, Found, Row

TARGET = Path(__file__).resolve().parent.parent / "policies" / "input.schema.json"
STRINGS = {"type": "array", "items": {"type": "string"}}
ANY: dict[str, Any] = {}


def closed(properties: dict[str, Any]) -> dict[str, Any]:
    """An object with these members and no others."""
    return {"type": "object", "additionalProperties": False, "properties": dict(sorted(properties.items()))}


PRINCIPAL = closed(dict.fromkeys(("AWS", "Service", "Federated", "CanonicalUser"), STRINGS))
STATEMENT = closed(
    {
        "Sid": {"type": "string"},
        "Effect": {"type": "string"},
        "Principal": PRINCIPAL,
        "NotPrincipal": PRINCIPAL,
        "Condition": {
            "type": "object",
            "additionalProperties": {"type": "object", "additionalProperties": STRINGS},
        },
        **dict.fromkeys(("Action", "NotAction", "Resource", "NotResource"), STRINGS),
    }
)
DOCUMENT = closed(
    {
        "Version": {"type": "string"},
        "Id": {"type": "string"},
        "Statement": {"type": "array", "items": STATEMENT},
    }
)


def shaped(
    shape: Shape | None, row: Row, name: str = "", above: tuple[str, ...] = (), path: str = ""
) -> dict[str, Any]:
    """The JSON Schema of an output shape as the snapshot holds it: times are strings, secrets and free documents are anything."""
    if path in row.policies:
        return DOCUMENT
    if shape is None or name in row.redact or name in row.documents or shape.name in above:
        return ANY
    above = (*above, shape.name)
    if shape.type_name == "structure":
        return (
            closed({k: shaped(v, row, k, above, f"{path}.{k}".lstrip(".")) for k, v in shape.members.items()})
            if shape.members
            else ANY
        )
    if shape.type_name == "list":
        return {"type": "array", "items": shaped(shape.member, row, "", above, f"{path}[]")}
    if shape.type_name == "map":
        return {"type": "object", "additionalProperties": shaped(shape.value, row, "", above)}
    plain = {
        "boolean": "boolean",
        "integer": "integer",
        "long": "integer",
        "float": "number",
        "double": "number",
    }
    return {"type": plain.get(shape.type_name, "string")}


def member(schema: dict[str, Any], path: str) -> dict[str, Any]:
    """The schema at a JMESPath of names; a list's elements are looked into."""
    for step in [s for s in path.split("[")[0].split(".") if s]:
        schema = schema.get("properties", {}).get(step, ANY)
    return schema.get("items", schema)


def merged(*schemas: dict[str, Any]) -> dict[str, Any]:
    """One object schema with the members of all."""
    return closed({k: v for schema in schemas for k, v in schema.get("properties", {}).items()})


def model(collector: Collector, row: Row) -> OperationModel:
    """botocore's model of a row's operation."""
    return _session.get_service_model(collector.service).operation_model(row.operation)


_session = botocore.session.get_session()


def properties(collector: Collector, row: Row, found: Found) -> dict[str, Any]:
    """What a resource's properties may hold: the listed item and the answers about it."""
    named = re.search(r"\.\{(\w+): @\}$", found.items)  # a thing of which an answer says only the name
    own = (
        closed({named[1]: {"type": "string"}})
        if named
        else member(shaped(model(collector, row).output_shape, row), found.items)
    )
    return merged(own, *details(collector.name(row)))


def details(operation: str) -> Iterable[dict[str, Any]]:
    """What the answers about a thing that `operation` found add to it, and the answers about those."""
    for collector, row in CHILDREN.get(operation, ()):
        if not row.finds:
            answer = shaped(model(collector, row).output_shape, row)
            answer = member(answer, row.member) if row.member else answer
            if row.absent_codes:
                answer = merged(answer, closed({"absent": {"type": "string"}}))
            yield answer if row.merge else closed({row.operation: answer})
            yield from details(collector.name(row))


def resource(kind: dict[str, Any]) -> dict[str, Any]:
    """A list of records of one type; a list, because OPA checks members only there."""
    text = {"type": "string"}
    tags = {"type": "object", "additionalProperties": text}
    return {
        "type": "array",
        "items": closed(
            {"type": text, "id": text, "name": text, "region": text, "tags": tags, "properties": kind}
        ),
    }


def schema() -> dict[str, Any]:
    """The whole document; see `scanner/facts.py`."""
    kinds: dict[str, dict[str, Any]] = {}
    for collector in COLLECTORS:
        for row in collector.rows:
            for found in row.finds:
                made = properties(collector, row, found)
                kinds[found.type] = merged(kinds[found.type], made) if found.type in kinds else made
    text = {"type": "string"}
    gap = closed(
        {
            **dict.fromkeys(("operation", "region", "code", "permission"), text),
            "resource": {"type": ["string", "null"]},
            "spares": STRINGS,
            "controls": STRINGS,
        }
    )
    places = {"type": "object", "additionalProperties": {"type": "array", "items": gap}}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "The input of genai-lens's policies",
        **closed(
            {
                **dict.fromkeys(("account", "partition", "started", "kind"), text),
                "regions": STRINGS,
                "resources": closed({kind: resource(made) for kind, made in kinds.items()}),
                "at": {"type": "object", "additionalProperties": {"type": "integer"}},
                "gaps": {"type": "object", "additionalProperties": places},
                "params": {"type": "object", "additionalProperties": ANY},
            }
        ),
    }


def expressions() -> Iterable[str]:
    """Every JMESPath in the tables, compiled: a typo fails here."""
    for collector in COLLECTORS:
        for row in collector.rows:
            for text in [*row.params.values(), *(f.items for f in row.finds if f.items)]:
                jmespath.compile(text)
                yield text


def main() -> None:
    """Write the schema, or compare it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    list(expressions())
    body = orjson.dumps(schema(), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    if check and TARGET.read_bytes() != body:
        sys.exit(f"{TARGET.name} is stale: run `make generate`.")
    if not check:
        TARGET.write_bytes(body)


if __name__ == "__main__":
    main()
