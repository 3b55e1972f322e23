"""Encode answers and errors in AWS's wire protocols, using botocore's service models."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from botocore.model import OperationModel, Shape

from collectors.answers import root_of

_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_ID = "x-amzn-RequestId"
# The only XML namespace that an attribute in the models needs.
_SCHEMA = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'


@dataclass(frozen=True, slots=True)
class Response:
    """An HTTP response: status, body, and the headers that depend on the answer."""

    status: int
    body: bytes
    headers: Mapping[str, str]


def encode(model: OperationModel, answer: Mapping[str, Any], request_id: str) -> Response:
    """Return an answer (in boto3's parsed form) as AWS would send it.

    AWS adds members before botocore knows them: they are sent under their own names.
    """
    protocol, shape = model.service_model.resolved_protocol, model.output_shape
    if shape is None:
        nothing = b"" if protocol.startswith("rest") else _plain(model, "", request_id)
        return Response(200, nothing, {"Content-Type": _content_type(model), _ID: request_id})
    rest = protocol.startswith("rest")
    placed = {k: v for k, v in answer.items() if rest and "location" in _place(shape, k)}
    inside = {k: v for k, v in answer.items() if k not in placed}
    payload = shape.serialization.get("payload")
    is_raw = bool(payload) and shape.members[payload].type_name in ("blob", "string")
    kind = "application/octet-stream" if is_raw else _content_type(model)
    status, headers = 200, {"Content-Type": kind, _ID: request_id}
    for name, value in placed.items():
        member = shape.members[name]
        where, wire = member.serialization["location"], member.serialization.get("name", name)
        if where == "statusCode":
            status = value
        elif where == "headers":
            headers |= {wire + k: str(v) for k, v in value.items()}
        else:
            headers[wire] = _header(value, member)
    if is_raw:
        content = inside.get(payload, b"")
        return Response(status, content.encode() if isinstance(content, str) else content, headers)
    if payload:
        shape, inside = shape.members[payload], inside.get(payload, {})
    if protocol in ("json", "rest-json"):
        return Response(status, json.dumps(_json(inside, shape)).encode(), headers)
    body = _members(inside, shape, protocol)
    if protocol == "rest-xml":
        root = root_of(model)
        if model.name == "GetBucketLocation":  # the models do not say that the member is the root element
            root, body = "LocationConstraint", _text(inside.get("LocationConstraint", ""))
        return Response(status, f"{_XML}<{root}>{body}</{root}>".encode(), headers)
    return Response(status, _plain(model, body, request_id), headers)


def encode_error(protocol: str, status: int, code: str, message: str, request_id: str) -> Response:
    """Return an error as the protocol encodes it.

    For json and rest-json, a header has the code too.
    """
    if protocol in ("json", "rest-json"):
        text = json.dumps(
            {"__type": code, "message": message} if protocol == "json" else {"message": message}
        )
        return Response(
            status,
            text.encode(),
            {"Content-Type": "application/json", "x-amzn-errortype": code, _ID: request_id},
        )
    kind = (
        "" if protocol in ("ec2", "rest-xml") else f"<Type>{'Sender' if status < 500 else 'Receiver'}</Type>"
    )
    error = f"<Error>{kind}<Code>{_text(code)}</Code><Message>{_text(message)}</Message></Error>"
    if protocol == "ec2":
        text = f"<Response><Errors>{error}</Errors><RequestID>{request_id}</RequestID></Response>"
    elif protocol == "query":
        text = f"<ErrorResponse>{error}<RequestId>{request_id}</RequestId></ErrorResponse>"
    else:
        text = error
    return Response(status, (_XML + text).encode(), {"Content-Type": "text/xml", _ID: request_id})


def _place(shape: Shape, name: str) -> Mapping[str, Any]:
    """Return where and under which name a member is sent. Empty for one that botocore lacks."""
    return shape.members[name].serialization if name in shape.members else {}


def _content_type(model: OperationModel) -> str:
    protocol = model.service_model.resolved_protocol
    if protocol == "json":
        return f"application/x-amz-json-{model.service_model.metadata.get('jsonVersion', '1.0')}"
    return {"rest-json": "application/json", "rest-xml": "application/xml"}.get(
        protocol, "text/xml;charset=UTF-8"
    )


def _plain(model: OperationModel, body: str, request_id: str) -> bytes:
    """Return the body for the query, ec2 and json protocols around the encoded members.

    For json it is an empty object.
    """
    name, protocol = model.name, model.service_model.resolved_protocol
    if protocol == "json":
        return b"{}"
    if protocol == "ec2":
        return f"{_XML}<{name}Response><requestId>{request_id}</requestId>{body}</{name}Response>".encode()
    wrapper = model.output_shape.serialization.get("resultWrapper") if model.output_shape else None
    inside = f"<{wrapper}>{body}</{wrapper}>" if wrapper else body
    told = f"<ResponseMetadata><RequestId>{request_id}</RequestId></ResponseMetadata>"
    return f"{_XML}<{name}Response>{inside}{told}</{name}Response>".encode()


def _header(value: Any, shape: Shape) -> str:
    if shape.type_name == "timestamp":
        return str(_moment(value, shape.serialization.get("timestampFormat", "rfc822")))
    if shape.type_name == "list":
        return ",".join(_header(v, shape.member) for v in value)
    return _word(value)


def _json(value: Any, shape: Shape) -> Any:
    if shape.type_name == "structure" and not shape.metadata.get("document"):
        return {
            _place(shape, k).get("name", k): _json(v, shape.members[k]) if k in shape.members else v
            for k, v in value.items()
        }
    if shape.type_name == "list":
        return [_json(v, shape.member) for v in value]
    if shape.type_name == "map":
        return {k: _json(v, shape.value) for k, v in value.items()}
    if shape.type_name == "timestamp":
        return _moment(value, shape.serialization.get("timestampFormat", "unixTimestamp"))
    return base64.b64encode(value).decode() if shape.type_name == "blob" else value


def _moment(value: datetime, form: str) -> Any:
    if form == "rfc822":
        return format_datetime(value.astimezone(UTC), usegmt=True)
    if form == "iso8601":
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return value.timestamp()


def _members(value: Mapping[str, Any], shape: Shape, protocol: str) -> str:
    inside = {k: v for k, v in value.items() if not _place(shape, k).get("xmlAttribute")}
    return "".join(
        _xml(_place(shape, k).get("name", k), v, shape.members[k], protocol)
        if k in shape.members
        else f"<{k}>{_text(_word(v))}</{k}>"
        for k, v in inside.items()
    )


def _attributes(value: Mapping[str, Any], shape: Shape) -> str:
    named = {k: _place(shape, k) for k in value}
    found = "".join(
        f" {named[k]['name']}={quoteattr(str(value[k]))}" for k in value if named[k].get("xmlAttribute")
    )
    return f" {_SCHEMA}{found}" if found else ""


def _xml(name: str, value: Any, shape: Shape, protocol: str) -> str:
    if shape.type_name == "structure":
        return f"<{name}{_attributes(value, shape)}>{_members(value, shape, protocol)}</{name}>"
    flattened = shape.serialization.get("flattened")
    if shape.type_name == "list":
        if flattened:
            return "".join(
                _xml(shape.member.serialization.get("name", name), v, shape.member, protocol) for v in value
            )
        item = shape.member.serialization.get("name", "item" if protocol == "ec2" else "member")
        return f"<{name}>{''.join(_xml(item, v, shape.member, protocol) for v in value)}</{name}>"
    if shape.type_name == "map":
        key, held = shape.key.serialization.get("name", "key"), shape.value.serialization.get("name", "value")
        pairs = [
            _xml(key, k, shape.key, protocol) + _xml(held, v, shape.value, protocol) for k, v in value.items()
        ]
        if flattened:
            return "".join(f"<{name}>{pair}</{name}>" for pair in pairs)
        return f"<{name}>{''.join(f'<entry>{pair}</entry>' for pair in pairs)}</{name}>"
    if shape.type_name == "timestamp":
        value = _moment(value, shape.serialization.get("timestampFormat", "iso8601"))
    elif shape.type_name == "blob":
        value = base64.b64encode(value).decode()
    return f"<{name}>{_text(_word(value))}</{name}>"


def _word(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _text(value: str) -> str:
    return escape(value, {"\r": "&#13;"})
