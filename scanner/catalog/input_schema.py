"""The JSON Schema of the document that policies judge, built from botocore's models.

`opa check -s` checks every policy with it, so a misspelt member is a compile error. The schema is
built when it is needed: for that check, and for the bundle.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from botocore.model import Shape

from collectors import CHILDREN, COLLECTORS, types_of_items
from collectors.models import operation_model
from collectors.redaction import stored_in_clear
from collectors.table import Collector, Found, Row, Signs
from scanner.catalog.workload import KEYS, TEXTS, Key, nested

_STRINGS = {"type": "array", "items": {"type": "string"}}
_ANY: dict[str, Any] = {}


def _closed(properties: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of an object with these members and no others."""
    return {"type": "object", "additionalProperties": False, "properties": dict(sorted(properties.items()))}


_PRINCIPAL = _closed(dict.fromkeys(("AWS", "Service", "Federated", "CanonicalUser"), _STRINGS))
_STATEMENT = _closed(
    {
        "Sid": {"type": "string"},
        "Effect": {"type": "string"},
        "Principal": _PRINCIPAL,
        "NotPrincipal": _PRINCIPAL,
        "Condition": {
            "type": "object",
            "additionalProperties": {"type": "object", "additionalProperties": _STRINGS},
        },
        **dict.fromkeys(("Action", "NotAction", "Resource", "NotResource"), _STRINGS),
    }
)
_DOCUMENT = _closed(
    {
        "Version": {"type": "string"},
        "Id": {"type": "string"},
        "Statement": {"type": "array", "items": _STATEMENT},
    }
)


_TEXT = {"type": "string"}
_ATTESTATION = _closed(
    {
        **dict.fromkeys(("owner", "statement", "evidence", "given", "expires"), _TEXT),
        "resources": _STRINGS,
    }
)
_REDACTION = {"length": {"type": "integer"}, "hmac": _TEXT}
_REDACTED = _closed({"redacted": _closed(_REDACTION)})
_MEASURED = _closed(
    {
        "from": _TEXT,
        "days": {"type": "integer"},
        "period": {"type": "integer"},
        "series": {
            "type": "array",
            "items": _closed(
                {
                    "dimensions": {"type": "object", "additionalProperties": _TEXT},
                    "statistic": _TEXT,
                    "points": {"type": "array", "items": {"type": "array", "items": {"type": "number"}}},
                }
            ),
        },
    }
)
"""What `collectors.metrics` stores of a metric."""


def _signed(signs: Signs) -> dict[str, Any]:
    """Return the schema of what is redacted with signs beside it."""
    flags = (*signs.flags, *signs.phrases)
    kinds = {"number": signs.numbers, "boolean": flags}
    found = _closed({name: {"type": kind} for kind, names in kinds.items() for name in names})
    return _closed({"redacted": _closed({**_REDACTION, "signs": found})})


def _answer(collector: Collector, row: Row) -> dict[str, Any]:
    """Return the JSON Schema of the answer of a row, in the form that the snapshot has."""
    output = operation_model(collector.service, row.operation).output_shape
    clear = frozenset(stored_in_clear(collector.service, row))
    return _shaped(output, row, clear) if output else _ANY


def _shaped(
    shape: Shape, row: Row, clear: frozenset[str], path: str = "", above: tuple[str, ...] = ()
) -> dict[str, Any]:
    """Return the JSON Schema of the part of an answer at `path`.

    `clear` are the paths of what is stored in clear. Times are strings. A structure in a structure
    of the same shape, and a document without a fixed form, may be anything.
    """
    if path in row.policies:
        return _DOCUMENT
    if path in {*row.documents, *row.outlines, *row.extracts} or shape.name in above:
        return _ANY
    if shape.type_name == "structure" and not shape.is_document_type:
        inner = (*above, shape.name)
        return _closed(
            {k: _shaped(v, row, clear, f"{path}.{k}".lstrip("."), inner) for k, v in shape.members.items()}
        )
    if shape.type_name == "list":
        return {"type": "array", "items": _shaped(shape.member, row, clear, f"{path}[]", above)}
    plain = {
        "boolean": "boolean",
        "integer": "integer",
        "long": "integer",
        "float": "number",
        "double": "number",
        "timestamp": "string",
    }
    if shape.type_name in plain:
        return {"type": plain[shape.type_name]}
    if path in row.arns:
        return {"anyOf": [{"type": "string"}, _REDACTED]}
    if path not in clear:
        return _signed(row.signs[path]) if path in row.signs else _REDACTED
    return {"type": "string"} if shape.type_name == "string" else _ANY


def _member(schema: dict[str, Any], path: str) -> dict[str, Any]:
    """Return the schema at a JMESPath of names; for a list, the schema of its elements."""
    for step in [s for s in path.split("[")[0].split(".") if s]:
        schema = schema.get("properties", {}).get(step, _ANY)
    found: dict[str, Any] = schema.get("items", schema)
    inner = path.partition("[].")[2]  # a member of each element
    return _member(found, inner) if re.fullmatch(r"\w+(\[\])?", inner) else found


def _merged(*schemas: dict[str, Any]) -> dict[str, Any]:
    """Return one object schema with the members of all.

    Of members with one name, objects are merged too, as operations of two services may be called
    alike. What may be anything in one schema may be anything in all.
    """
    members: dict[str, Any] = {}
    for schema in schemas:
        for name, found in schema.get("properties", {}).items():
            before = members.get(name, found)
            if _ANY in (before, found):
                members[name] = _ANY
            elif "properties" in before and "properties" in found and before != found:
                members[name] = _merged(before, found)
            else:
                members[name] = found
    return _closed(members)


def _properties(collector: Collector, row: Row, found: Found) -> dict[str, Any]:
    """Return the schema of a resource's properties: the listed item, merged with its details."""
    named = re.search(r"\.\{(\w+): @\}$", found.items)  # the listing returns only names
    own = _closed({named[1]: {"type": "string"}}) if named else _member(_answer(collector, row), found.items)
    return _merged(own, _closed(dict.fromkeys(found.made, _TEXT)), *_details(collector.name(row)))


def _details(operation: str) -> Iterable[dict[str, Any]]:
    """Yield the schemas that the details of an item of `operation` add to it, at every level."""
    for collector, row in CHILDREN.get(operation, ()):
        if row.measures:
            names = {name for kind in types_of_items(operation) for name in row.measures.get(kind, {})}
            yield _closed({row.operation: _closed(dict.fromkeys(names, _MEASURED))})
            continue
        absent = _closed({"absent": {"type": "string"}})
        if row.may_be_missing and (row.finds or row.merge):
            yield _closed({row.operation: absent})
        if not row.finds:
            answer = _answer(collector, row)
            answer = _member(answer, row.member) if row.member else answer
            if row.may_be_missing and answer != _ANY:
                answer = _merged(answer, absent)
            yield answer if row.merge else _closed({row.operation: answer})
            yield from _details(collector.name(row))


def _resource(kind: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of the records of one type: a list, as OPA checks members only there."""
    text = {"type": "string"}
    tags = {"type": "object", "additionalProperties": text}
    return {
        "type": "array",
        "items": _closed(
            {"type": text, "id": text, "name": text, "region": text, "tags": tags, "properties": kind}
        ),
    }


def _declared(key: Key) -> dict[str, Any]:
    """Return the schema of the value of a key of `workload`."""
    return {"type": "string"} if key.form in TEXTS else _STRINGS


def input_schema() -> dict[str, Any]:
    """Return the schema of the whole `input` document (`scanner/judging/facts.py`)."""
    kinds: dict[str, dict[str, Any]] = {}
    for collector in COLLECTORS:
        for row in collector.rows:
            for found in row.finds:
                made = _properties(collector, row, found)
                kinds[found.type] = _merged(kinds[found.type], made) if found.type in kinds else made
    text = {"type": "string"}
    gap = _closed(
        {
            **dict.fromkeys(("operation", "region", "code", "permission", "denied_by"), text),
            "spares": _STRINGS,
            "controls": _STRINGS,
        }
    )
    places = {"type": "object", "additionalProperties": {"type": "array", "items": gap}}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "The input of genai-lens's policies",
        **_closed(
            {
                **dict.fromkeys(("account", "partition", "started", "kind"), text),
                "regions": _STRINGS,
                "resources": _closed({kind: _resource(made) for kind, made in kinds.items()}),
                "at": {"type": "object", "additionalProperties": {"type": "integer"}},
                "gaps": {"type": "object", "additionalProperties": places},
                "params": {"type": "object", "additionalProperties": _ANY},
                "attestations": {
                    "type": "object",
                    "additionalProperties": {"type": "array", "items": _ATTESTATION},
                },
                "other_signs": _STRINGS,
                "workload": nested({name: _declared(key) for name, key in KEYS.items()}, _closed),
            }
        ),
    }
