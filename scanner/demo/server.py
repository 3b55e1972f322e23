"""The embedded AWS: a loopback server that answers as AWS would, from a sample account.

The demo and the tests read it with the ordinary collectors over HTTP. It listens only on the
loopback address, returns only what the account says (or an empty listing), and can simulate
failures of AWS.
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

from scanner.demo import metrics, wire
from scanner.demo.account import Account, load_account
from scanner.demo.encode import Response, encode, encode_error
from scanner.demo.faults import KINDS, PAGE_SIZE, Fault, stripped
from scanner.demo.pages import cut_page, empty_page, position

__all__ = ["KINDS", "AwsServer", "load_account"]

SERVICES = (
    "sts", "account", "iam", "organizations", "ec2", "ssm", "bedrock", "bedrock-agent",
    "bedrock-agentcore-control", "bedrock-agentcore", "qbusiness", "sagemaker", "lambda", "cloudtrail",
    "bedrock-data-automation", "logs", "kms", "events", "s3", "s3control", "resourcegroupstaggingapi",
    "stepfunctions", "apigateway", "apigatewayv2", "cloudfront", "wafv2", "cloudwatch",
)  # fmt: skip
"""Listings of these services are empty if the account has no entry.

The services of an account's own entries are added.
"""
SIGNED_AS = {
    "bedrock-agent": "bedrock",
    "bedrock-data-automation": "bedrock",
    "cloudwatch": "monitoring",
    "bedrock-agentcore-control": "bedrock-agentcore",
    "resourcegroupstaggingapi": "tagging",
    "s3control": "s3",
    "stepfunctions": "states",
    "apigatewayv2": "apigateway",
    "opensearchserverless": "aoss",
    "opensearch": "es",
}
"""Service -> its signing name, if the two differ.

The server uses it to load only the models that a request may belong to. A test compares it with
botocore.
"""
_READS = ("Get", "List", "Describe", "BatchGet", "Head", "Lookup", "Search", "GenerateService")
_MOST = 1 << 20  # the most bytes of a request's body
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
    """An error that AWS would return: `status`, `code` and `message`."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


class AwsServer:
    """A context manager that runs the server inside its block.

    `url` is the server's address. `requests` lists each request with the status of its answer (0 if
    none was sent), in the order of the answers. `latency` is a number of seconds that is added to
    every answer.
    """

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
        """Return environment variables that make boto3 talk to this server only.

        For S3 Control, boto3 puts the account before the host name, and such a name may not resolve
        on loopback. So the account goes into the URL's user name, which is never sent; a header has
        it too. For S3, boto3 puts the bucket into the path, as for any IP address. `no_proxy` in
        lower case overrides any proxy of the user.
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
        paths: Iterable[str] = (),
    ) -> None:
        """Add a fault: calls that match `call` fail or page differently, until `clear` is called.

        The parameters are those of `faults.Fault`.
        """
        fault = Fault(call, kind, region, parameters, times, page, size, seconds, tuple(spared), tuple(paths))
        with self._lock:
            self._faults.append(fault)

    def clear(self) -> None:
        """Remove all faults except those in the account's file."""
        with self._lock:
            self._faults = self._standing()

    def understand(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes
    ) -> wire.Request | None:
        """Return the request as an operation of the models, or None.

        Raises `wire.NotUnderstood`.
        """
        return wire.understand(self._signed.get(wire.scope(headers)[1], []), method, target, headers, body)

    def answer(self, request: wire.Request) -> Response | None:
        """Return the response, or None if the connection must be reset instead."""
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
            answer = stripped(answer, faults["stripped"].paths)
        response = encode(model, answer, identity)
        return (
            Response(response.status, response.body[: len(response.body) // 2 or 1], response.headers)
            if "cut" in faults
            else response
        )

    def _struck(self, request: wire.Request, page: int) -> dict[str, Fault]:
        """Return the faults that affect a request, by kind, and count the request for each."""
        with self._lock:
            struck = [fault for fault in self._faults if fault.meets(request, page)]
            for fault in struck:
                fault.times = None if fault.times is None else fault.times - 1
        return {fault.kind: fault for fault in struck}

    def _lookup(self, request: wire.Request, model: OperationModel) -> Mapping[str, Any]:
        """Return the whole answer: the account's, or AWS's answer if nothing exists.

        Raises `_Refused`.
        """
        entry = self.account.find(request)
        if request.call == metrics.CALL and not (entry and entry.error):
            if not metrics.is_known(request.parameters):
                raise _Refused(400, "ValidationError", "The embedded AWS computes no expressions.")
            return metrics.answer(request.parameters, entry.answer if entry else {})
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
        empty = empty_page(model.output_shape, paging)
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
        """Remember the connection, so that it can be closed when the server stops."""
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Forget a connection that has ended."""
        self._open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """Close the connections that clients keep open."""
        for connection in list(self._open):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                self._open.discard(connection)  # it has ended in the meantime

    def handle_error(self, *_: Any) -> None:
        """Ignore a client that has closed the connection."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Send head and body in one segment. Otherwise the body would wait for the client's delayed
    # acknowledgement.
    wbufsize = -1
    server: _Http

    def do_GET(self) -> None:
        """Answer a request with any method. The models say which operation it is."""
        length = self.headers.get("Content-Length", "0")
        if not length.isdecimal() or int(length) > _MOST or "Transfer-Encoding" in self.headers:
            self.close_connection = True  # the rest of the stream cannot be parsed without a length
            self._send(
                encode_error(
                    "rest-json",
                    413,
                    "RequestEntityTooLargeException",
                    "the body needs a Content-Length of at most 1 MiB",
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
            protocol, 404, "UnknownOperationException", "no operation of the models matches this request", ""
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
        """Log nothing: `requests` has every request."""


def _names_something(shape: Shape | None) -> bool:
    """Return whether a request must name a resource, such as a parent or an id."""
    required = [shape.members[name] for name in shape.required_members] if shape else []
    return any(member.type_name != "string" or not member.enum for member in required)


def _missing(model: OperationModel) -> Shape | None:
    """Return the error that AWS declares for a resource that does not exist, or None.

    It is the operation's own, or the service's (`NoSuchBucket` for a parameter `Bucket`).
    """
    named = {f"NoSuch{name}" for name in model.input_shape.required_members} if model.input_shape else set()
    own = [shape for shape in model.error_shapes if "NotFound" in shape.name or "NoSuch" in shape.name]
    service = [shape for shape in model.service_model.error_shapes if shape.name in named]
    return next(iter(own + service), None)


def _absent(request: wire.Request, missing: Shape | None) -> _Refused:
    """Return AWS's error for a resource that does not exist, with its declared code and status."""
    if missing is None:
        return _Refused(400, "ValidationException", f"the resource of {request.operation} does not exist")
    declared = missing.metadata.get("error", {})
    return _Refused(
        declared.get("httpStatusCode", 400),
        declared.get("code", missing.name),
        f"the resource of {request.operation} does not exist",
    )
