"""An embedded AWS that answers some calls with what a test says: any bytes, or any response."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from botocore.utils import parse_timestamp

from scanner.demo import server as embedded
from scanner.demo import wire
from scanner.demo.account import load_account
from scanner.demo.encode import Response, encode, encode_error
from tests import lab

HEAD = b"HTTP/1.1 %d OK\r\nContent-Type: application/json\r\n"


@dataclass(frozen=True)
class Raw:
    """Bytes in place of a response: `start`, and then `piece` again and again, if there is one.

    `wait` is the number of seconds between two pieces. `status` is for the list of requests.
    """

    start: bytes
    piece: bytes = b""
    wait: float = 0.0
    status: int = 200


DRIPS = {
    "status line": Raw(b"H", b"T", 0.2),
    "head": Raw(HEAD % 200 + b"X-A: ", b"a", 0.2),
    "body": Raw(HEAD % 200 + b"Content-Length: 1000000000\r\n\r\n{", b" ", 0.2),
}
"""Answers that send a byte now and then, so that no read timeout ends them."""

_BLANKS = b" " * 65536
ENDLESS = {
    "body": Raw(HEAD % 200 + b"\r\n{", _BLANKS),
    "announced body": Raw(HEAD % 200 + b"Content-Length: 1000000000000\r\n\r\n{", _BLANKS),
    "chunks": Raw(HEAD % 200 + b"Transfer-Encoding: chunked\r\n\r\n", b"10000\r\n" + _BLANKS + b"\r\n"),
    "line of a chunk": Raw(HEAD % 200 + b"Transfer-Encoding: chunked\r\n\r\n", b"0" * 65536),
    "error body": Raw(HEAD % 403 + b"\r\n{", _BLANKS),
}
"""Answers that never end."""

Answer = Callable[[wire.Request, str], "Response | Raw | None"]
"""A function of the request and the access key that signed it. None: the ordinary answer."""


class Hostile(embedded.AwsServer):
    """The embedded AWS, with `answers`: a function that is asked first."""

    answers: Answer = staticmethod(lambda request, key: None)

    def understand(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Any:
        """Note the access key of the request."""
        found = re.search(r"Credential=([^/]+)/", headers.get("authorization", ""))
        _signed.key = found[1] if found else ""
        if b"Action=AssumeRoleWithWebIdentity" in body:  # it is not signed
            return wire.Request("sts", "AssumeRoleWithWebIdentity", "us-east-1", {})
        return super().understand(method, target, headers, body)

    def answer(self, request: wire.Request) -> Any:
        """Return the test's answer, or the ordinary one."""
        return self.answers(request, _signed.key) or super().answer(request)

    def refused(self, request: wire.Request, code: str) -> Response:
        """Return an error with a code, in the protocol of the request's service."""
        model = wire.operation_model(request.service, request.operation)
        return encode_error(model.service_model.resolved_protocol, 403, code, f"{code} by a test", "id")

    def encoded(self, request: wire.Request, answer: Mapping[str, Any]) -> Response:
        """Return an answer in the protocol of the request's service. Times may be text."""
        model = wire.operation_model(request.service, request.operation)
        return encode(model, _with_times(answer), "id")


def _with_times(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: parse_timestamp(v) if k == "Expiration" else _with_times(v) for k, v in value.items()}
    return value


_signed = threading.local()
_send = embedded._Handler._send


def _send_anything(handler: Any, response: Any) -> None:
    if not isinstance(response, Raw):
        _send(handler, response)
        return
    handler.close_connection = True
    connection: socket.socket = handler.connection
    try:
        connection.sendall(response.start)
        while response.piece and not handler.server.aws._stop.wait(response.wait):
            connection.sendall(response.piece)
    except OSError:
        return  # the client has hung up


@contextmanager
def hostile(account: dict[str, Any] | None = None) -> Iterator[Hostile]:
    """Serve an account (default: the empty sample) and make boto3 call it and nothing else."""
    server = Hostile(load_account(account or lab.account("empty")))
    with patch.object(embedded._Handler, "_send", _send_anything), server, lab._environment(server):
        yield server
