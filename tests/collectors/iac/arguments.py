"""The arguments of CloudFormation that a row neither maps nor names, by cfn-lint's schemas."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from botocore.model import Shape
from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER  # type: ignore[import-untyped]

from collectors.iac.mapping.converting import NOT_MEMBERS
from collectors.iac.mapping.names import index_of, member_named, snake
from collectors.iac.mapping.rows import Row
from collectors.iac.mapping.shown import found_as, members_of, names_of

REGION = "us-east-1"


def declared() -> set[str]:
    """Return every type that CloudFormation has."""
    return set(PROVIDER_SCHEMA_MANAGER.get_resource_types(REGION))


def unmapped(row: Row) -> Iterator[str]:
    """Yield each argument, in Terraform's spelling, that becomes nothing and that nobody named."""
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema(REGION, row.type).schema
    read_only = {path.split("/")[2] for path in schema.get("readOnlyProperties", ())}
    for name, inner in schema["properties"].items():
        argument = snake(name)
        if argument in NOT_MEMBERS or name in read_only:
            continue
        target = row.rename.get(argument)
        if target == "" or (argument == "name" and (row.name or found_as(row.type)[2].name)):
            continue
        top, *steps = (target or member_named(name, names_of(row.type))).split(".")
        if top not in members_of(row.type):
            yield argument
            continue
        shape = members_of(row.type)[top].shape
        for step in steps:
            shape = shape.members[step]
        yield from _inside(row, schema, inner, shape, argument, 0)


def _inside(
    row: Row, schema: dict[str, Any], given: dict[str, Any], shape: Shape, path: str, depth: int
) -> Iterator[str]:
    """Yield the same for the arguments in a structure."""
    if depth > 7:  # recursive structures, such as the nodes of a flow
        return
    given = _meant(schema, given)
    if shape.type_name == "list":
        yield from _inside(row, schema, given.get("items", given), shape.member, path, depth + 1)
        return
    if shape.type_name != "structure" or shape.is_document_type:
        return
    known = index_of([*shape.members])
    for name, inner in _properties(schema, given).items():
        argument = f"{path}.{snake(name)}"
        member = row.rename.get(argument)
        if member == "":
            continue
        member = member or member_named(name, known)
        if member in shape.members:
            yield from _inside(row, schema, inner, shape.members[member], argument, depth + 1)
        else:
            yield argument


def _meant(schema: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in given:
        found: Any = schema
        for step in given["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        given = found
    return given


def _properties(schema: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """Return the properties of a structure, with those of all forms that it may have."""
    found = dict(given.get("properties", {}))
    for form in (*given.get("oneOf", ()), *given.get("anyOf", ())):
        found |= _properties(schema, _meant(schema, form))
    return found
