"""Renders the data source `aws_iam_policy_document` as the provider does.

Source: the page of the data source in the documentation of Terraform's provider for AWS. What is
not known is a hole in the document; a whole statement that is not known is a hole in its place.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from collectors.iac.terraform.functions_encoding import to_json
from collectors.iac.terraform.kinds import Budget, text
from collectors.iac.values import Unknown, has_tokens

_LISTS = {
    "actions": "Action",
    "not_actions": "NotAction",
    "resources": "Resource",
    "not_resources": "NotResource",
}
_PRINCIPALS = {"principals": "Principal", "not_principals": "NotPrincipal"}


def render(attributes: Mapping[str, Any], budget: Budget) -> Any:
    """Return the document as JSON, or `Unknown`. `attributes` are those of the data source."""
    statements: list[Any] = []
    for name in ("source_json", "source_policy_documents"):
        for document in _each(attributes.get(name)):
            found = _statements(document)
            if isinstance(found, Unknown):
                return found
            statements += found
    statements += [_statement(one) for one in _each(attributes.get("statement"))]
    for name in ("override_json", "override_policy_documents"):
        for document in _each(attributes.get(name)):
            found = _statements(document)
            if isinstance(found, Unknown):
                return found
            _override(statements, found)
    made: dict[str, Any] = {"Version": attributes.get("version") or "2012-10-17", "Statement": statements}
    if attributes.get("policy_id"):
        made["Id"] = attributes["policy_id"]
    return to_json(budget, made)


def _each(value: Any) -> list[Any]:
    """Return the elements of a list, or of a value that stands alone."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _statements(document: Any) -> list[Any] | Unknown:
    """Return the statements of a document that is a text."""
    if isinstance(document, Unknown):
        return document
    if document in (None, ""):
        return []
    try:
        read = json.loads(document)
        return _each(read.get("Statement"))
    except (ValueError, TypeError, AttributeError, RecursionError):
        known = "is known after the code is applied" if has_tokens(document) else "is no JSON"
        return Unknown(f"a policy document that it includes {known}")


def _override(statements: list[Any], by: list[Any]) -> None:
    """Replace the statements of the same Sid, and add the others."""
    for one in by:
        sid = one.get("Sid") if isinstance(one, dict) else None
        places = [
            i
            for i, old in enumerate(statements)
            if sid and not isinstance(sid, Unknown) and isinstance(old, dict) and old.get("Sid") == sid
        ]
        if places:
            statements[places[0]] = one
        else:
            statements.append(one)


def _statement(block: Any) -> Any:
    if not isinstance(block, Mapping):
        return block
    made: dict[str, Any] = {}
    if block.get("sid"):
        made["Sid"] = block["sid"]
    made["Effect"] = block.get("effect") or "Allow"
    for name, member in _PRINCIPALS.items():
        if name in block:
            made[member] = _principals(_each(block[name]))
    for name, member in _LISTS.items():
        if block.get(name):
            made[member] = _values(block[name])
    if "condition" in block:
        made["Condition"] = _conditions(_each(block["condition"]))
    return made


def _values(value: Any) -> Any:
    """Return a list, or its only element alone. `&{...}` stands for `${...}` of IAM."""
    found = [one.replace("&{", "${") if isinstance(one, str) else one for one in _each(value)]
    return found[0] if len(found) == 1 else found


def _principals(blocks: list[Any]) -> Any:
    made: dict[str, list[Any]] = {}
    for kind, values in _pairs(blocks, "type", "identifiers"):
        if isinstance(kind, Unknown):
            return kind
        made.setdefault(text(kind), []).extend(values)
    if list(made) == ["*"]:
        return "*"
    return {kind: _values(values) for kind, values in made.items()}


def _conditions(blocks: list[Any]) -> Any:
    made: dict[str, dict[str, list[Any]]] = {}
    for block in blocks:
        if isinstance(block, Unknown):
            return block
        test = block.get("test")
        for variable, values in _pairs([block], "variable", "values"):
            for one in (test, variable):
                if isinstance(one, Unknown) or has_tokens(one) or one is None:
                    return one if isinstance(one, Unknown) else Unknown("a condition of it is not known")
            made.setdefault(text(test), {}).setdefault(text(variable), []).extend(values)
    return {
        test: {variable: _values(values) for variable, values in inner.items()}
        for test, inner in made.items()
    }


def _pairs(blocks: list[Any], key: str, values: str) -> Iterator[tuple[Any, list[Any]]]:
    for block in blocks:
        if not isinstance(block, Mapping):
            yield block if isinstance(block, Unknown) else Unknown("a block of it is not known"), []
            continue
        name = block.get(key)
        if has_tokens(name) or name is None:
            name = Unknown(f"a {key} of it is not known")
        yield name, _each(block.get(values))
