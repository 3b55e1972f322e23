"""The embedded AWS: a loopback server that answers as AWS would, from a sample account and botocore's models.

The demo and the tests read it with the ordinary collectors over HTTP. It binds the loopback address only, answers nothing but what the account says
(or an empty listing), and can be told to fail as AWS fails.
"""

from __future__ import annotations

import base64
import json
import socket
import struct
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from botocore.model import OperationModel, Shape

from scanner.demo import wire
from scanner.demo.account import Account, load_account

__all__ = ["AwsServer", "load_account"]

SERVICES = (
    "sts", "account", "iam", "organizations", "ec2", "ssm", "bedrock", "bedrock-agent", "bedrock-agentcore-control", "qbusiness",
    "sagemaker", "lambda", "cloudtrail", "logs", "kms", "events",
)  # fmt: skip
KINDS = ("denied", "throttled", "error500", "reset", "stalled", "cut", "garbled", "page_size", "repeat", "stripped", "empty")
PAGE_SIZE = 100
_MOST = 1 << 20  # bytes of a request's body
_IDENTIFIERS = ("Id", "Arn", "ARN", "Name", "Identifier")


@dataclass(slots=True)
class Fault:
    """How an operation fails; see `AwsServer.fault`."""

    call: str
    kind: str
    region: str = ""
    parameters: Mapping[str, Any] | None = None
    times: int | None = None
    page: int = 1
    size: int = PAGE_SIZE
    seconds: float = 5.0
    spared: tuple[str, ...] = ()

    def meets(self, request: wire.Request, page: int) -> bool:
        """Whether it strikes this request, for a page counted from 1."""
        call = f"{request.service}:{request.operation}"
        return (
            fnmatchcase(call, self.call)
            and not any(fnmatchcase(call, pattern) for pattern in self.spared)
            and self.region in ("", request.region)
            and (self.parameters or {}).items() <= request.parameters.items()
            and page >= self.page
            and self.times != 0
        )


class AwsServer:
    """A context manager: the server runs inside the block. `url` is where; `requests` what was asked, in order."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.latency = 0.0
        self.requests: list[tuple[wire.Request, int]] = []
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._faults = self._standing()

    def _standing(self) -> list[Fault]:
        return [Fault(f["call"], f["kind"], spared=tuple(f.get("except", ()))) for f in self.account.faults]

    def __enter__(self) -> Self:
        self._http = _Http(("127.0.0.1", 0), _Handler)
        self._http.aws = self
        self.url = f"http://127.0.0.1:{self._http.server_port}"
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._http.shutdown()
        self._http.server_close()

    def environ(self) -> dict[str, str]:
        """Environment variables with which boto3 talks to this server and to nothing else."""
        return {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE000000000",
            "AWS_SECRET_ACCESS_KEY": "not-a-secret",
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": "/dev/null",
            "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
            "NO_PROXY": "127.0.0.1",
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
        """Let calls that match `call` (`service:Operation`, with `*`) fail, or page otherwise, until `clear`.

        `kind` is one of `KINDS`. `region`, `parameters` and `page` (from the nth on) narrow it, `times` ends it after so many requests,
        `spared` names calls that it leaves alone, `size` is for `page_size` and `seconds` for `stalled`.
        """
        if kind not in KINDS:
            raise ValueError(f"no fault is called {kind!r}")
        self._faults.append(Fault(call, kind, region, parameters, times, page, size, seconds, tuple(spared)))

    def clear(self) -> None:
        """End all faults but those that the account's file names."""
        self._faults = self._standing()

    def answer(self, request: wire.Request) -> tuple[int, bytes, dict[str, str], str]:
        """(status, body, headers, how to send it) for a request."""
        model = wire.operation_model(request.service, request.operation)
        paging = wire.paginator(request.service, request.operation)
        start = _position(request.parameters.get(_first(paging.get("input_token", "")), ""))
        number = start[0]
        with self._lock:
            struck = [f for f in self._faults if f.meets(request, number)]
            for fault in struck:
                fault.times = None if fault.times is None else fault.times - 1
        kinds = {fault.kind: fault for fault in struck}
        if self.latency:
            self._stop.wait(self.latency)
        for kind, (status, code, message) in {
            "denied": (403, _denied(model), f"User: {self.account.caller} is not authorized to perform: {request.operation}"),
            "throttled": (400, "ThrottlingException", "Rate exceeded"),
            "error500": (500, "InternalServerException", "We encountered an internal error"),
        }.items():
            if kind in kinds:
                return status, *wire.encode_error(model, code, message), ""
        if "stalled" in kinds:
            self._stop.wait(kinds["stalled"].seconds)
            return 0, b"", {}, "reset"
        if "reset" in kinds:
            return 0, b"", {}, "reset"
        status, answer = self._lookup(request, model)
        if isinstance(answer, tuple):
            return status, *wire.encode_error(model, *answer), ""
        size = kinds["page_size"].size if "page_size" in kinds else PAGE_SIZE
        answer = _page(answer, paging, request.parameters, start, size, repeat="repeat" in kinds)
        if "stripped" in kinds:
            answer = _stripped(answer, {paging.get("output_token", ""), paging.get("more_results", "")})
        body, headers = wire.encode(model, {} if "empty" in kinds else answer)
        if "garbled" in kinds:
            body = b"<!DOCTYPE html><html><body>Please sign in to the hotel's network</body></html>"
        return 200, body, headers, "cut" if "cut" in kinds else ""

    def _lookup(self, request: wire.Request, model: OperationModel) -> tuple[int, Any]:
        """(status, answer) from the account, or (status, (code, message))."""
        call = f"{request.service}:{request.operation}"
        entry = self.account.find(call, request.region, request.parameters)
        if entry is not None:
            return (entry.error[2], entry.error[:2]) if entry.error else (200, dict(entry.answer))
        if call == "sts:GetCallerIdentity":
            return 200, {"Account": self.account.account, "Arn": self.account.caller, "UserId": "AROAEXAMPLE:scan"}
        if call == "account:ListRegions":
            return 200, {"Regions": [{"RegionName": r, "RegionOptStatus": "ENABLED_BY_DEFAULT"} for r in self.account.regions]}
        if call == "ec2:DescribeRegions":
            return 200, {"Regions": [{"RegionName": r, "OptInStatus": "opt-in-not-required"} for r in self.account.regions]}
        paging = wire.paginator(request.service, request.operation)
        if paging or not (model.input_shape and model.input_shape.required_members):
            return 200, _empty(model.output_shape, paging)
        missing = next((s.name for s in model.error_shapes if "NotFound" in s.name or "NoSuch" in s.name), "ValidationException")
        return 404 if model.service_model.protocol.startswith("rest") else 400, (missing, f"no such thing for {request.operation}")


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    aws: AwsServer

    def handle_error(self, *_: Any) -> None:
        """A client that went away is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Http

    def do_GET(self) -> None:
        """Answer any method alike; the model says which operation it is."""
        aws = self.server.aws
        length = int(self.headers.get("Content-Length") or 0)
        if length > _MOST:
            self.send_error(413)
            return
        body = self.rfile.read(length)
        request = wire.understand(SERVICES, self.command, self.path, dict(self.headers.items()), body)
        if request is None:
            aws.requests.append((wire.Request("?", f"{self.command} {self.path}", "", {}), 501))
            self.send_error(501, "no operation of the models is asked so")
            return
        status, content, headers, how = aws.answer(request)
        aws.requests.append((request, status))
        if how == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True
            return
        if how == "cut":
            content = content[: max(1, len(content) // 2)]
        self.send_response(status)
        for name, value in {**headers, "x-amzn-RequestId": f"req-{len(aws.requests):08d}", "Content-Length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    do_POST = do_PUT = do_DELETE = do_HEAD = do_PATCH = do_GET  # noqa: N815

    def log_message(self, *_: Any) -> None:
        """Say nothing; `requests` has it all."""


def _denied(model: OperationModel) -> str:
    return {"query": "AccessDenied", "ec2": "UnauthorizedOperation"}.get(model.service_model.resolved_protocol, "AccessDeniedException")


def _first(value: Any) -> str:
    return str(value[0] if isinstance(value, list) else value)


def _position(token: Any) -> tuple[int, int]:
    """(page from 1, items already given) of a page token of ours."""
    if not token:
        return 1, 0
    number, given = json.loads(base64.urlsafe_b64decode(str(token)))
    return int(number), int(given)


def _page(
    answer: dict[str, Any], paging: Mapping[str, Any], parameters: Mapping[str, Any], start: tuple[int, int], size: int, *, repeat: bool
) -> dict[str, Any]:
    """One page of a whole answer: the result lists one after the other, `size` items, and a token where more is left."""
    keys = _result_keys(paging)
    limit = parameters.get(paging.get("limit_key", ""))
    size = min(size, int(limit)) if limit else size
    number, given = (1, 0) if repeat else start
    items = [(key, item) for key in keys for item in answer.get(key, [])]
    if not paging or (len(items) <= size and not repeat):
        return answer
    out = {k: v for k, v in answer.items() if k not in keys}
    out |= {key: [] for key in keys if key in answer}
    for key, item in items[given : given + size]:
        out[key].append(item)
    left = given + size < len(items) or repeat
    token = base64.urlsafe_b64encode(json.dumps([number + 1, given + size]).encode()).decode()
    if paging.get("more_results"):
        out[paging["more_results"]] = left
    if left:
        out[_first(paging["output_token"])] = token
    return out


def _stripped(value: Any, kept: set[str], name: str = "") -> Any:
    """An answer reduced to its identifiers; None where nothing is left."""
    if isinstance(value, dict):
        found = {k: v if k in kept else _stripped(v, kept, k) for k, v in value.items()}
        return {k: v for k, v in found.items() if v is not None} if any(v is not None for v in found.values()) or not name else None
    if isinstance(value, list):
        return [v for v in (_stripped(v, kept, name) for v in value) if v is not None]
    return value if isinstance(value, str) and (name.endswith(_IDENTIFIERS) or name in ("id", "arn", "name")) else None


def _empty(shape: Shape | None, paging: Mapping[str, Any]) -> dict[str, Any]:
    """The least answer that a listing gives: its lists, empty."""
    required = [k for k in (shape.required_members if shape else []) if shape and shape.members[k].type_name == "list"]
    return {k: [] for k in (*required, *_result_keys(paging))}


def _result_keys(paging: Mapping[str, Any]) -> list[str]:
    keys = paging.get("result_key", [])
    return [k for k in ([keys] if isinstance(keys, str) else keys) if "." not in k]
