"""The embedded AWS: a loopback server that answers as AWS would, from a sample account and botocore's models.

The demo and the tests read it with the ordinary collectors over HTTP. It binds the loopback address only, answers nothing but what the account says
(or an empty listing), and can be told to fail as AWS fails.
"""

from __future__ import annotations

import socket
import struct
import threading
import uuid
from collections.abc import Iterable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from botocore.model import OperationModel, Shape
from botocore.validate import ParamValidator

from scanner.demo import wire
from scanner.demo.account import Account, load_account
from scanner.demo.encode import Response, encode, encode_error
from scanner.demo.faults import KINDS, PAGE_SIZE, Fault, stripped
from scanner.demo.pages import cut_page, position, result_keys, token_names

__all__ = ["KINDS", "AwsServer", "load_account"]

SERVICES = (
    "sts", "account", "iam", "organizations", "ec2", "ssm", "bedrock", "bedrock-agent", "bedrock-agentcore-control", "qbusiness",
    "sagemaker", "lambda", "cloudtrail", "bedrock-data-automation", "logs", "kms", "events", "s3", "s3control",
)  # fmt: skip
"""What answers an empty listing where the account says nothing; an account's own entries add their services."""
SIGNED_AS = {
    "bedrock-agent": "bedrock",
    "bedrock-data-automation": "bedrock",
    "bedrock-agentcore-control": "bedrock-agentcore",
    "s3control": "s3",
}
"""The signing names that are not the service's, so that a request loads no model but those it can be of; a test holds it to the models."""
_READS = ("Get", "List", "Describe", "BatchGet", "Head", "Lookup", "Search")
_MOST = 1 << 20  # bytes of a request's body
_REFUSALS = {
    "throttled": (400, "ThrottlingException", "Rate exceeded"),
    "error500": (500, "InternalServerException", "We encountered an internal error"),
}
_REFUSALS_OF_S3 = {
    "throttled": (503, "SlowDown", "Please reduce your request rate."),
    "error500": (500, "InternalError", "We encountered an internal error. Please try again."),
}
_GARBAGE = b"<!DOCTYPE html><html><body>Please sign in to the hotel's network<br></body></html>"


class _Refused(Exception):
    """AWS's no: `status`, `code`, `message`."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


class AwsServer:
    """A context manager: the server runs inside the block. `url` is where; `requests` what was asked and the status that it got, in order of
    the answers (0 where none was sent); `latency` seconds are added to every answer."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.latency = 0.0
        self.requests: list[tuple[wire.Request, int]] = []
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._faults = self._standing()
        self._signed: dict[str, list[str]] = {}
        for service in SERVICES:
            self._signed.setdefault(SIGNED_AS.get(service, service), []).append(service)
        for service in {call.partition(":")[0] for call in account.entries}.difference(SERVICES):
            self._signed.setdefault(wire.service_model(service).signing_name, []).append(service)

    def _standing(self) -> list[Fault]:
        return [Fault.read(fault) for fault in self.account.faults]

    def __enter__(self) -> Self:
        self._stop.clear()
        self._http = _Http(("127.0.0.1", 0), _Handler)
        self._http.aws = self
        self.url = f"http://127.0.0.1:{self._http.server_port}"
        threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._http.shutdown()
        self._http.server_close()
        self._http.hang_up()

    def environ(self) -> dict[str, str]:
        """Environment variables with which boto3 talks to this server and to nothing else.

        boto3 puts the account before the host of S3 Control, and no such name need resolve on a loopback: it goes into the URL's user name, which is
        never sent (the account is in a header too). S3 is asked by path, as boto3 does wherever the host is an address. A proxy that the user has
        set is for neither; `no_proxy` in lower case outranks any other spelling.
        """
        return {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_ENDPOINT_URL_S3_CONTROL": self.url.replace("://", "://s3-control@"),
            "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE000000000",
            "AWS_SECRET_ACCESS_KEY": "not-a-secret",
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": "/dev/null",
            "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
            "no_proxy": "*",
        }

    def fault(
        self,
        call: str,
        kind: str,
        *,
        region: str = "",
        parameters: Mapping[str, Any] | None = None,
        times: int | None = None,
        page: int = 1,
        size: int = PAGE_SIZE,
        seconds: float = 5.0,
        spared: Iterable[str] = (),
    ) -> None:
        """Let calls that match `call` fail, or page otherwise, until `clear`; the words are those of `faults.Fault`."""
        fault = Fault(call, kind, region, parameters, times, page, size, seconds, tuple(spared))
        with self._lock:
            self._faults.append(fault)

    def clear(self) -> None:
        """End all faults but those that the account's file names."""
        with self._lock:
            self._faults = self._standing()

    def understand(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes
    ) -> wire.Request | None:
        """The request as one of the models' operations, or None. Raises `wire.NotUnderstood`."""
        return wire.understand(self._signed.get(wire.scope(headers)[1], []), method, target, headers, body)

    def answer(self, request: wire.Request) -> Response | None:
        """What goes back, or None where the connection is to be reset instead."""
        model = wire.operation_model(request.service, request.operation)
        protocol, identity = model.service_model.resolved_protocol, str(uuid.uuid4())
        try:
            return self._respond(request, model, identity)
        except _Refused as no:
            return encode_error(protocol, no.status, no.code, no.message, identity)

    def _respond(self, request: wire.Request, model: OperationModel, identity: str) -> Response | None:
        paging = wire.paginator(request.service, request.operation)
        try:
            at = position(paging, request.parameters)
        except ValueError as error:
            raise _Refused(400, "ValidationException", "The pagination token is not valid") from error
        faults = self._struck(request, at.page)
        if self.latency:
            self._stop.wait(self.latency)
        if "denied" in faults:
            raise self._denied(request, model)
        refusals = _REFUSALS_OF_S3 if model.service_model.signing_name == "s3" else _REFUSALS
        for kind in refusals:
            if kind in faults:
                raise _Refused(*refusals[kind])
        if "stalled" in faults:
            self._stop.wait(faults["stalled"].seconds)
        if "stalled" in faults or "reset" in faults:
            return None
        if "garbled" in faults:
            return Response(200, _GARBAGE, encode(model, {}, identity).headers)
        if "empty" in faults:
            return encode(model, {}, identity)
        answer = self._lookup(request, model)
        size = faults["page_size"].size if "page_size" in faults else PAGE_SIZE
        try:
            answer = cut_page(answer, paging, request.parameters, at, size, repeat="repeat" in faults)
        except ValueError as error:
            raise _Refused(400, "ValidationException", f"The limit is not valid: {error}") from error
        if "stripped" in faults:
            answer = stripped(answer, token_names(paging))
        response = encode(model, answer, identity)
        return (
            Response(response.status, response.body[: len(response.body) // 2 or 1], response.headers)
            if "cut" in faults
            else response
        )

    def _struck(self, request: wire.Request, page: int) -> dict[str, Fault]:
        """The faults that strike a request, by kind; one request is counted once for each."""
        with self._lock:
            struck = [fault for fault in self._faults if fault.meets(request, page)]
            for fault in struck:
                fault.times = None if fault.times is None else fault.times - 1
        return {fault.kind: fault for fault in struck}

    def _lookup(self, request: wire.Request, model: OperationModel) -> Mapping[str, Any]:
        """The whole answer: the account's, or what AWS says where there is nothing. Raises `_Refused`."""
        entry = self.account.find(request)
        if entry is not None:
            if entry.error:
                code, message, status = entry.error
                raise _Refused(status, code, message)
            return entry.answer
        if request.call == "sts:GetCallerIdentity":
            return {"Account": self.account.account, "Arn": self.account.caller, "UserId": "AROAEXAMPLE:scan"}
        if request.call == "account:ListRegions":
            return {
                "Regions": [
                    {"RegionName": r, "RegionOptStatus": "ENABLED_BY_DEFAULT"} for r in self.account.regions
                ]
            }
        if request.call == "ec2:DescribeRegions":
            return {
                "Regions": [
                    {"RegionName": r, "OptInStatus": "opt-in-not-required"} for r in self.account.regions
                ]
            }
        if not request.operation.startswith(_READS):
            raise self._denied(request, model)  # a sample account is read-only
        paging = wire.paginator(request.service, request.operation)
        missing = _missing(model)
        empty = _empty(model.output_shape, result_keys(paging))
        named = _names_something(model.input_shape)
        if empty is not None and (not named or (paging and missing is None)):
            return empty
        raise _absent(request, missing)

    def _denied(self, request: wire.Request, model: OperationModel) -> _Refused:
        protocol = model.service_model.resolved_protocol
        code = {"query": "AccessDenied", "rest-xml": "AccessDenied", "ec2": "UnauthorizedOperation"}.get(
            protocol, "AccessDeniedException"
        )
        action = f"{model.service_model.signing_name}:{request.operation}"
        return _Refused(
            400 if protocol == "json" else 403,
            code,
            f"User: {self.account.caller} is not authorized to perform: {action}",
        )


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    aws: AwsServer

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._open: set[socket.socket] = set()

    def process_request(self, request: Any, client_address: Any) -> None:
        """Remember the connection, so that an idle or stalled one does not outlive the server."""
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Forget a connection that ends."""
        self._open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """Shut the connections that clients keep alive."""
        for connection in list(self._open):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                self._open.discard(connection)  # it ended by itself meanwhile

    def handle_error(self, *_: Any) -> None:
        """A client that went away is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one segment: two would wait for the client's delayed acknowledgement
    server: _Http

    def do_GET(self) -> None:
        """Answer any method alike; the model says which operation it is."""
        length = self.headers.get("Content-Length", "0")
        if not length.isdecimal() or int(length) > _MOST or "Transfer-Encoding" in self.headers:
            self.close_connection = True  # what follows on it cannot be told from the body
            self._send(
                encode_error(
                    "rest-json",
                    413,
                    "RequestEntityTooLargeException",
                    "a body has a length, of at most 1 MiB",
                    "",
                )
            )
            return
        body = self.rfile.read(int(length))
        aws = self.server.aws
        headers = {name.lower(): value for name, value in self.headers.items()}
        request: wire.Request | None = None
        try:
            request = aws.understand(self.command, self.path, headers, body)
            response = aws.answer(request) if request else self._unknown(headers)
        except wire.NotUnderstood as error:
            response = encode_error("rest-json", 400, "SerializationException", str(error), "")
        if request is None:
            request = wire.Request("?", f"{self.command} {self.path}", wire.scope(headers)[0], {})
        aws.requests.append((request, response.status if response else 0))
        if response is None:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True
            return
        self._send(response)

    do_POST = do_PUT = do_DELETE = do_HEAD = do_PATCH = do_GET  # noqa: N815

    def _unknown(self, headers: Mapping[str, str]) -> Response:
        protocol = "query" if "form-urlencoded" in headers.get("content-type", "") else "rest-json"
        return encode_error(
            protocol, 404, "UnknownOperationException", "no operation of the models is asked so", ""
        )

    def _send(self, response: Response) -> None:
        self.send_response(response.status)
        told = {**response.headers, "Content-Length": str(len(response.body))}
        for name, value in told.items():
            self.send_header(name, value.replace("\r", " ").replace("\n", " ").encode().decode("latin-1"))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(response.body)

    def log_message(self, *_: Any) -> None:
        """Say nothing; `requests` has it all."""


def _names_something(shape: Shape | None) -> bool:
    """Whether a request must name a thing: a parent, an id."""
    required = [shape.members[name] for name in shape.required_members] if shape else []
    return any(member.type_name != "string" or not member.enum for member in required)


def _empty(shape: Shape | None, keys: Iterable[str]) -> dict[str, Any] | None:
    """The least answer that a listing gives: its lists, empty. None where AWS could not answer that."""
    if shape is None:
        return {}
    lists = [name for name in shape.required_members if shape.members[name].type_name == "list"]
    out: dict[str, Any] = {name: [] for name in (*lists, *keys)}
    return None if ParamValidator().validate(out, shape).has_errors() else out


def _missing(model: OperationModel) -> Shape | None:
    """The error that says that what a request names is not there: the operation's own, or (`NoSuchBucket` for a `Bucket`) its service's."""
    named = {f"NoSuch{name}" for name in model.input_shape.required_members} if model.input_shape else set()
    own = [shape for shape in model.error_shapes if "NotFound" in shape.name or "NoSuch" in shape.name]
    service = [shape for shape in model.service_model.error_shapes if shape.name in named]
    return next(iter(own + service), None)


def _absent(request: wire.Request, missing: Shape | None) -> _Refused:
    """What AWS says of a thing that is not there: the error that the model declares, with its code and status on the wire."""
    if missing is None:
        return _Refused(400, "ValidationException", f"no such thing for {request.operation}")
    declared = missing.metadata.get("error", {})
    return _Refused(
        declared.get("httpStatusCode", 400),
        declared.get("code", missing.name),
        f"no such thing for {request.operation}",
    )
