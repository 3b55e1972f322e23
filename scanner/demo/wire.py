"""Decode requests: find the operation and the parameters, using botocore's service models.

The code knows no service by name. Protocols: json, rest-json, query, ec2, rest-xml
(`resolved_protocol` in the models). A request is untrusted: whatever it contains, the result is a
`Request`, None or `NotUnderstood`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, unquote

import botocore.session
from botocore.exceptions import DataNotFoundError
from botocore.model import OperationModel, ServiceModel, Shape

_SESSION = botocore.session.get_session()
_SCOPE = re.compile(r"Credential=[^/]+/\d{8}/([a-z0-9-]+)/([a-z0-9-]+)/aws4_request")
_LABEL = re.compile(r"(\{[^}]+\})")


class NotUnderstood(ValueError):
    """The parameters of a known operation cannot be read."""


@dataclass(frozen=True, slots=True)
class Request:
    """A decoded request.

    `service` is boto3's name of the service, `region` the Region that the request is signed for,
    and `parameters` are those that boto3 was given.
    """

    service: str
    operation: str
    region: str
    parameters: dict[str, Any]

    @property
    def call(self) -> str:
        """`service:Operation`."""
        return f"{self.service}:{self.operation}"


@cache
def service_model(service: str) -> ServiceModel:
    """Return botocore's model of a service."""
    return _SESSION.get_service_model(service)


@cache
def operation_model(service: str, operation: str) -> OperationModel:
    """Return botocore's model of an operation."""
    return service_model(service).operation_model(operation)


@cache
def paginator(service: str, operation: str) -> Mapping[str, Any]:
    """Return how an operation pages (`paginators-1.json`); empty if botocore cannot page it.

    For an operation with a page token but no paginator, the account has an entry per page, with the
    token in `with`.
    """
    try:
        found: Mapping[str, Any] = _SESSION.get_paginator_model(service).get_paginator(operation)
    except (ValueError, DataNotFoundError):
        return {}
    return found


def scope(headers: Mapping[str, str]) -> tuple[str, str]:
    """Return (Region, signing name) of a request; empty strings if it is not signed."""
    found = _SCOPE.search(headers.get("authorization", ""))
    return (found[1], found[2]) if found else ("", "")


def understand(
    services: Sequence[str], method: str, target: str, headers: Mapping[str, str], body: bytes
) -> Request | None:
    """Return the operation that a request calls, or None if it is none of `services`.

    All `services` share a signing name. `headers` has lower-case names. Raises `NotUnderstood` if
    the operation is known, but its parameters cannot be read.
    """
    region, _ = scope(headers)
    # A proxy gets the whole URL; keep the path and the query.
    path, _, query = re.sub(r"^https?://[^/?]*", "", target).partition("?")
    routes: list[tuple[int, str, str, dict[str, str]]] = []
    try:
        for service in services:
            model = service_model(service)
            protocol = model.resolved_protocol
            if protocol == "json":
                prefix, _, operation = headers.get("x-amz-target", "").rpartition(".")
                if prefix == model.metadata["targetPrefix"] and operation in model.operation_names:
                    return Request(service, operation, region, _json_parameters(service, operation, body))
            elif protocol in ("query", "ec2"):
                form = _form(body.decode())
                operation = str(form.get("Action", ""))
                if operation in model.operation_names and form.get("Version") == model.api_version:
                    return Request(
                        service,
                        operation,
                        region,
                        _from_form(form, operation_model(service, operation).input_shape, protocol),
                    )
            else:
                routes += [
                    (weight, service, name, found)
                    for weight, name, found in _matching(service, method, path, query)
                ]
        if not routes:
            return None
        _, service, operation, labels = max(routes, key=lambda route: route[0])
        parameters = _from_rest(operation_model(service, operation), labels, query, headers, body)
        return Request(service, operation, region, parameters)
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        raise NotUnderstood(f"{method} {path}: {error}") from error


@cache
def _routes(service: str) -> tuple[tuple[int, str, str, re.Pattern[str], dict[str, str], set[str]], ...]:
    """Return what identifies a request of each operation of a rest service.

    Each element is (weight, operation, method, path pattern, literal query members, required query
    members). The more parts of a request an operation names, the greater is its weight.
    """
    out = []
    for operation in service_model(service).operation_names:
        model = operation_model(service, operation)
        path, _, query = model.http["requestUri"].partition("?")
        parts = [
            (part[1:-1], True) if part.startswith("{") else (part, False)
            for part in _LABEL.split(path.rstrip("/"))
        ]
        pattern = "".join(
            f"(?P<{_group(part.rstrip('+'))}>{'.+' if part.endswith('+') else '[^/]+'})"
            if label
            else re.escape(part)
            for part, label in parts
        )
        literal = dict(parse_qsl(query, keep_blank_values=True))
        needed = _needed(model.input_shape)
        # A deprecated operation and its successor have the same requests; prefer the successor.
        weight = (
            1000 * (len(literal) + len(needed))
            + sum(len(part) for part, label in parts if not label)
            - model.deprecated
        )
        out.append((weight, operation, model.http["method"], re.compile(pattern + "/?"), literal, needed))
    return tuple(out)


def _needed(shape: Shape | None) -> set[str]:
    required = [shape.members[name].serialization for name in shape.required_members] if shape else []
    return {str(place["name"]) for place in required if place.get("location") == "querystring"}


def _group(name: str) -> str:
    return "p_" + re.sub(r"\W", "_", name)


def _matching(service: str, method: str, path: str, query: str) -> Iterator[tuple[int, str, dict[str, str]]]:
    given = dict(parse_qsl(query, keep_blank_values=True))
    for weight, operation, verb, pattern, literal, needed in _routes(service):
        fits = verb == method and literal.items() <= given.items() and needed <= given.keys()
        found = pattern.fullmatch(path) if fits else None
        if found:
            yield weight, operation, {k: unquote(v) for k, v in found.groupdict().items()}


def _json_parameters(service: str, operation: str, body: bytes) -> dict[str, Any]:
    shape = operation_model(service, operation).input_shape
    found: dict[str, Any] = _from_json(json.loads(body or b"{}"), shape) if shape else {}
    return found


def _from_json(value: Any, shape: Shape) -> Any:
    """Return JSON with the models' member names instead of those on the wire.

    Times and blobs stay as they were sent.
    """
    if shape.type_name == "structure" and not shape.metadata.get("document"):
        names = {member.serialization.get("name", name): name for name, member in shape.members.items()}
        return {
            names[k]: _from_json(v, shape.members[names[k]])
            for k, v in value.items()
            if k in names and v is not None
        }
    if shape.type_name == "list":
        return [_from_json(v, shape.member) for v in value]
    if shape.type_name == "map":
        return {k: _from_json(v, shape.value) for k, v in value.items()}
    return value


def _from_rest(
    model: OperationModel, labels: Mapping[str, str], query: str, headers: Mapping[str, str], body: bytes
) -> dict[str, Any]:
    """Return the parameters of a rest request, from its path, query, headers and JSON body.

    No read operation sends XML.
    """
    given: dict[str, list[str]] = {}
    for key, value in parse_qsl(query, keep_blank_values=True):
        given.setdefault(key, []).append(value)
    out: dict[str, Any] = {}
    shape = model.input_shape
    if shape is None:
        return out
    for name, member in shape.members.items():
        where, wire = member.serialization.get("location"), member.serialization.get("name", name)
        if where == "uri" and _group(wire) in labels:
            out[name] = _scalar(labels[_group(wire)], member)
        elif where == "querystring" and wire in given:
            out[name] = (
                [_scalar(v, member.member) for v in given[wire]]
                if member.type_name == "list"
                else _scalar(given[wire][0], member)
            )
        elif where == "header" and wire.lower() in headers:
            out[name] = _scalar(headers[wire.lower()], member)
    if body and model.service_model.resolved_protocol == "rest-json":
        payload = shape.serialization.get("payload")
        if payload is None:
            out |= _from_json(json.loads(body), shape)
        elif shape.members[payload].type_name == "structure":
            out[payload] = _from_json(json.loads(body), shape.members[payload])
    return out


def _scalar(text: str, shape: Shape) -> Any:
    if shape.type_name in ("integer", "long"):
        return int(text)
    return text == "true" if shape.type_name == "boolean" else text


def _form(text: str) -> dict[str, Any]:
    """Return a form whose keys are paths (`Filter.1.Value.1`) as a tree."""
    tree: dict[str, Any] = {}
    for key, value in parse_qsl(text, keep_blank_values=True):
        *folders, leaf = key.split(".")
        at = tree
        for folder in folders:
            at = at.setdefault(folder, {})
        at[leaf] = value
    return tree


def _from_form(value: Any, shape: Shape | None, protocol: str) -> Any:
    """Return the parameters of a query request, from the tree of its form."""
    if shape is None:
        return {}
    if shape.type_name == "structure":
        names = {_form_name(name, member, protocol): name for name, member in shape.members.items()}
        return {
            names[k]: _from_form(v, shape.members[names[k]], protocol) for k, v in value.items() if k in names
        }
    if shape.type_name == "list":
        items = value and value.get(shape.member.serialization.get("name", "member"), value)
        return [_from_form(items[k], shape.member, protocol) for k in sorted(items, key=int)] if items else []
    if shape.type_name == "map":
        entries = value.get("entry", value).values()
        return {entry["key"]: _from_form(entry["value"], shape.value, protocol) for entry in entries}
    return _scalar(value, shape)


def _form_name(name: str, shape: Shape, protocol: str) -> str:
    if protocol == "ec2" and "queryName" in shape.serialization:
        return str(shape.serialization["queryName"])
    wire = str(shape.serialization.get("name", name))
    return wire[:1].upper() + wire[1:] if protocol == "ec2" else wire
