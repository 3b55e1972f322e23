"""The wire of AWS, from botocore's service models: which operation a request is, and what an answer looks like on it.

Nothing here knows a service. Protocols: json, rest-json, query, ec2, rest-xml (the models' `resolved_protocol`).
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, quote, unquote
from xml.sax.saxutils import escape

import botocore.session
from botocore.exceptions import DataNotFoundError
from botocore.model import OperationModel, ServiceModel, Shape

_SESSION = botocore.session.get_session()
_SCOPE = re.compile(r"Credential=[^/]+/\d{8}/([a-z0-9-]+)/([a-z0-9-]+)/aws4_request")


@dataclass(frozen=True, slots=True)
class Request:
    """A request understood: the service (boto3's name), its operation, the region that signed it, and the parameters."""

    service: str
    operation: str
    region: str
    parameters: dict[str, Any]


@cache
def service_model(service: str) -> ServiceModel:
    """botocore's model of a service."""
    return _SESSION.get_service_model(service)


@cache
def operation_model(service: str, operation: str) -> OperationModel:
    """botocore's model of an operation."""
    return service_model(service).operation_model(operation)


@cache
def paginator(service: str, operation: str) -> Mapping[str, Any]:
    """How an operation pages (`paginators-1.json`); empty when it does not, or not by botocore's account."""
    try:
        found: Mapping[str, Any] = _SESSION.get_paginator_model(service).get_paginator(operation)
    except (ValueError, DataNotFoundError):
        return {}
    return found


def understand(services: tuple[str, ...], method: str, target: str, headers: Mapping[str, str], body: bytes) -> Request | None:
    """Which operation of `services` a request is; None for one that is none of theirs."""
    scope = _SCOPE.search(headers.get("Authorization", ""))
    if not scope:
        return None
    region, signing = scope.groups()
    path, _, query = target.partition("?")
    for service in services:
        model = service_model(service)
        if model.signing_name != signing:
            continue
        protocol = model.resolved_protocol
        if protocol == "json":
            prefix, _, operation = headers.get("X-Amz-Target", "").rpartition(".")
            if prefix == model.metadata["targetPrefix"] and operation in model.operation_names:
                return Request(service, operation, region, json.loads(body or b"{}"))
        elif protocol in ("query", "ec2"):
            form = dict(parse_qsl(body.decode(), keep_blank_values=True))
            operation = form.pop("Action", "")
            if operation in model.operation_names and form.pop("Version", "") == model.api_version:
                return Request(service, operation, region, _from_form(form, operation_model(service, operation).input_shape, protocol))
        else:
            for operation, found in _matching(service, method, path, query):
                return Request(service, operation, region, _from_rest(operation_model(service, operation), found, query, headers, body))
    return None


@cache
def _routes(service: str) -> tuple[tuple[str, str, re.Pattern[str], dict[str, str], int], ...]:
    """(operation, method, path pattern, literal query members, literal letters) of a rest service, the most literal first."""
    out = []
    for operation in service_model(service).operation_names:
        http = operation_model(service, operation).http
        path, _, query = http["requestUri"].partition("?")
        pattern = "".join(
            f"(?P<{_group(part[1:-1].rstrip('+'))}>{'.+' if part.endswith('+}') else '[^/]+'})" if part.startswith("{") else re.escape(part)
            for part in re.split(r"(\{[^}]+\})", path)
        )
        literal = dict(parse_qsl(query, keep_blank_values=True))
        out.append(
            (operation, http["method"], re.compile(pattern.rstrip("/") + "/?"), literal, len(re.sub(r"\{[^}]+\}", "", path)) + 100 * len(literal))
        )
    return tuple(sorted(out, key=lambda r: -r[4]))


def _group(name: str) -> str:
    return "p_" + re.sub(r"\W", "_", name)


def _matching(service: str, method: str, path: str, query: str) -> Iterator[tuple[str, dict[str, str]]]:
    given = dict(parse_qsl(query, keep_blank_values=True))
    for operation, verb, pattern, literal, _ in _routes(service):
        found = pattern.fullmatch(path)
        if found and verb == method and literal.items() <= given.items():
            yield operation, {k: unquote(v) for k, v in found.groupdict().items()}


def _from_rest(model: OperationModel, found: Mapping[str, str], query: str, headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
    given = parse_qsl(query, keep_blank_values=True)
    out: dict[str, Any] = {}
    if model.input_shape is None:
        return out
    members = model.input_shape.members
    content = json.loads(body) if body and model.service_model.resolved_protocol == "rest-json" else {}
    for name, shape in members.items():
        where, wire = shape.serialization.get("location"), shape.serialization.get("name", name)
        if where == "uri" and _group(wire) in found:
            out[name] = found[_group(wire)]
        elif where == "querystring" and any(k == wire for k, _ in given):
            values = [v for k, v in given if k == wire]
            out[name] = [_scalar(v, shape.member) for v in values] if shape.type_name == "list" else _scalar(values[0], shape)
        elif where == "header" and wire in headers:
            out[name] = headers[wire]
        elif where is None and wire in content:
            out[name] = content[wire]
    return out


def _scalar(text: str, shape: Shape) -> Any:
    if shape.type_name in ("integer", "long"):
        return int(text)
    return text == "true" if shape.type_name == "boolean" else text


def _from_form(form: Mapping[str, str], shape: Shape | None, protocol: str) -> dict[str, Any]:
    """The parameters of a query request: scalars and lists of scalars, which is all that reads send."""
    out: dict[str, Any] = {}
    for name, member in (shape.members if shape else {}).items():
        wire = member.serialization.get("queryName") or member.serialization.get("name", name)
        if protocol == "ec2" and "queryName" not in member.serialization:
            wire = wire[0].upper() + wire[1:]
        if member.type_name == "list":
            values = [v for k, v in form.items() if re.fullmatch(re.escape(wire) + r"(\.member)?\.\d+", k)]
            if values:
                out[name] = values
        elif wire in form:
            out[name] = _scalar(form[wire], member)
    return out


def encode(model: OperationModel, answer: Mapping[str, Any]) -> tuple[bytes, dict[str, str]]:
    """(body, headers) of an answer in boto3's parsed form."""
    protocol, shape = model.service_model.resolved_protocol, model.output_shape
    if protocol in ("json", "rest-json"):
        headers = {
            "Content-Type": f"application/x-amz-json-{model.service_model.metadata.get('jsonVersion', '1.1')}"
            if protocol == "json"
            else "application/json"
        }
        body = {k: v for k, v in answer.items() if _location(shape, k) is None}
        payload = shape.serialization.get("payload") if shape else None
        content = _json(body[payload], shape.members[payload]) if payload and payload in body else _json(body, shape)
        return json.dumps(content).encode(), headers
    inside = _xml_members(answer, shape, protocol) if shape else ""
    if protocol == "query":
        name = model.name
        wrapped = f"<{name}Result>{inside}</{name}Result>" if shape and shape.serialization.get("resultWrapper") else inside
        text = f"<{name}Response>{wrapped}<ResponseMetadata><RequestId>req</RequestId></ResponseMetadata></{name}Response>"
    elif protocol == "ec2":
        text = f"<{model.name}Response><requestId>req</requestId>{inside}</{model.name}Response>"
    else:
        root = (shape.serialization.get("name") or shape.name) if shape else model.name
        payload = shape.serialization.get("payload") if shape else None
        if payload and payload in answer:
            member = shape.members[payload]
            if member.type_name == "string":
                return str(answer[payload]).encode(), {"Content-Type": "application/octet-stream"}
            root, inside = member.serialization.get("name", payload), _xml_members(answer[payload], member, protocol)
        text = f"<{root}>{inside}</{root}>"
    return ('<?xml version="1.0" encoding="UTF-8"?>' + text).encode(), {"Content-Type": "text/xml"}


def _location(shape: Shape | None, name: str) -> str | None:
    members = shape.members if shape else {}
    return members[name].serialization.get("location") if name in members else None


def _json(value: Any, shape: Shape | None) -> Any:
    if shape is None:
        return value
    if shape.type_name == "structure" and not shape.metadata.get("document"):
        return {shape.members[k].serialization.get("name", k): _json(v, shape.members[k]) for k, v in value.items() if k in shape.members}
    if shape.type_name == "list":
        return [_json(v, shape.member) for v in value]
    if shape.type_name == "map":
        return {k: _json(v, shape.value) for k, v in value.items()}
    if shape.type_name == "timestamp":
        form = shape.serialization.get("timestampFormat") or ("iso8601" if shape.serialization.get("location") == "header" else "unixTimestamp")
        return _moment(value, form)
    return base64.b64encode(value).decode() if shape.type_name == "blob" else value


def _moment(value: datetime, form: str) -> Any:
    value = value.astimezone(UTC)
    return value.strftime("%Y-%m-%dT%H:%M:%SZ") if form == "iso8601" else value.timestamp()


def _xml_members(value: Mapping[str, Any], shape: Shape, protocol: str) -> str:
    return "".join(_xml(shape.members[k].serialization.get("name", k), v, shape.members[k], protocol) for k, v in value.items() if k in shape.members)


def _xml(name: str, value: Any, shape: Shape, protocol: str) -> str:
    if shape.type_name == "structure":
        return f"<{name}>{_xml_members(value, shape, protocol)}</{name}>"
    if shape.type_name == "list":
        if shape.serialization.get("flattened"):
            return "".join(_xml(shape.member.serialization.get("name", name), v, shape.member, protocol) for v in value)
        item = shape.member.serialization.get("name", "item" if protocol == "ec2" else "member")
        return f"<{name}>" + "".join(_xml(item, v, shape.member, protocol) for v in value) + f"</{name}>"
    if shape.type_name == "map":
        key, val = shape.key.serialization.get("name", "key"), shape.value.serialization.get("name", "value")
        entries = "".join(f"<entry>{_xml(key, k, shape.key, protocol)}{_xml(val, v, shape.value, protocol)}</entry>" for k, v in value.items())
        return f"<{name}>{entries}</{name}>"
    if shape.type_name == "timestamp":
        value = _moment(value, "iso8601")
    elif shape.type_name == "blob":
        value = base64.b64encode(value).decode()
    elif isinstance(value, bool):
        value = "true" if value else "false"
    return f"<{name}>{escape(str(value))}</{name}>"


def encode_error(model: OperationModel, code: str, message: str) -> tuple[bytes, dict[str, str]]:
    """(body, headers) of an error in the protocol's form."""
    protocol = model.service_model.resolved_protocol
    if protocol in ("json", "rest-json"):
        body = json.dumps({"__type": code, "message": message} if protocol == "json" else {"message": message}).encode()
        return body, {"Content-Type": "application/json", "x-amzn-errortype": code}
    error = f"<Error><Code>{escape(code)}</Code><Message>{escape(message)}</Message></Error>"
    if protocol == "ec2":
        text = f"<Response><Errors>{error}</Errors><RequestID>req</RequestID></Response>"
    elif protocol == "query":
        text = f"<ErrorResponse>{error}<RequestId>req</RequestId></ErrorResponse>"
    else:
        text = error
    return text.encode(), {"Content-Type": "text/xml"}


def policy_text(document: Any, service: str) -> str:
    """A document as AWS hands it over in a string: JSON, which IAM percent-encodes besides."""
    text = json.dumps(document)
    return quote(text) if service == "iam" else text
