"""Make one call with all its pages, one request at a time, with a line of the ledger for each page.

This is the only place where an AWS error becomes data. `Pages` never raises an error for what AWS
did: a denied, throttled, cut, malformed or unreachable call is an `Answer` with a `failure`, and
the pages before the failure are kept.
"""

from __future__ import annotations

import hashlib
import socket
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import jmespath
import orjson
from botocore import xform_name
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    EndpointConnectionError,
    HTTPClientError,
)
from botocore.exceptions import ConnectionError as UnreachableError
from botocore.parsers import ResponseParserError

from collectors.answers import Malformed, check_page
from collectors.errors import clean_code, clean_text, is_throttled
from collectors.limits import Budget, Limits, NoAnswer
from collectors.models import LOADER
from collectors.records import MALFORMED, TIME_LIMIT, UNRESOLVED, Call
from collectors.table import Row

_UNREADABLE = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RuntimeError)
"""What botocore raises when it reads an answer whose values are not what it expects."""

_NO_NAME = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}
"""The answers of DNS that a name does not exist, or has no address."""


class CannotCollect(Exception):
    """No collection can start. The error has one sentence and a next step."""

    def __init__(self, sentence: str, next_step: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.next_step = next_step


class Refused(Exception):
    """The guard refused an operation that is not a known read. It was not sent."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The result of one call: the pages in order, a ledger line for each, and how it ended.

    `failure` is (code, message) or None. `absent` is the error code if AWS said that nothing is
    set. `throttled`: whether AWS refused the last request for its rate.
    """

    pages: list[dict[str, Any]] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    failure: tuple[str, str] | None = None
    absent: str = ""
    throttled: bool = False


class Pages:
    """One call with all its `parameters`, which is made one request at a time.

    `region` is where the answer counts: a region, or `global`. `budget` is new, for this call only.
    `first` is the number of the first page in the ledger.
    """

    def __init__(
        self,
        client: Any,
        service: str,
        region: str,
        row: Row,
        parameters: Mapping[str, Any],
        budget: Budget | None = None,
        first: int = 0,
    ) -> None:
        self._service, self._region, self._row, self._parameters = service, region, row, parameters
        self._budget, self._first = budget or Budget(Limits()), first
        self._send = getattr(client, xform_name(row.operation))
        self._paging = _paging(client, row)
        self._pages: list[dict[str, Any]] = []
        self._calls: list[Call] = []
        self._token: dict[str, Any] = {}
        self._sent: set[str] = set()
        self._begun: tuple[float, datetime] | None = None
        self._throttled = 0
        self._refusal: tuple[Call, ...] = ()

    def request(self) -> Answer | None:
        """Make the next request. Return the answer if this was the last one, else None.

        The answer is `throttled` if AWS refused the request for its rate, and the same request can
        be made again by the next call of this method.
        """
        self._begun = self._begun or (time.monotonic(), datetime.now(UTC))
        code = message = ""
        meta: Mapping[str, Any] = {}
        try:
            self._check_token()
            page = self._budget.request(self._send, **{**self._parameters, **self._token})
            meta = page.pop("ResponseMetadata", {})
            if self._row.pending and page.get(self._row.pending[0]) == self._row.pending[1]:
                return self._not_ready(meta)
            self._budget.count_items(page)
            check_page(page, self._row)
            self._token = self._next(page)
            self._pages.append(page)
            if self._row.until and self._row.until(page):
                self._token = {}
        except Exception as error:  # any call without an answer is a gap, whatever the reason
            code, message = code_of(error), reason(error)
            meta = (getattr(error, "response", None) or {}).get("ResponseMetadata", meta)
            if is_throttled(code, meta.get("HTTPStatusCode", 0)):
                self._throttled += 1
                self._refusal = (self._line(code, meta),)
                return self._answer((code, message), *self._refusal, throttled=True)
        self._calls.append(self._line(code, meta))
        self._begun, self._throttled, self._refusal = None, 0, ()
        if not self._pages and self._row.refused_for.get(code) in self._parameters:
            dropped = self._row.refused_for[code]
            self._parameters = {k: v for k, v in self._parameters.items() if k != dropped}
            return None
        if code and self._row.means_absent(code, message):
            return self._answer(absent=code)
        if code:
            return self._answer((code, message))
        return None if self._token else self._answer()

    def _not_ready(self, meta: Mapping[str, Any]) -> Answer:
        """Return the answer of a job that has not ended: the pace says when to ask again."""
        self._throttled += 1
        self._refusal = (self._line(TIME_LIMIT, meta),)
        return self._answer((TIME_LIMIT, "AWS had not finished the report"), *self._refusal, throttled=True)

    def _answer(
        self,
        failure: tuple[str, str] | None = None,
        *last: Call,
        absent: str = "",
        throttled: bool = False,
    ) -> Answer:
        calls = [*self._calls, *last, *self._redirects()]
        return Answer([*self._pages], calls, failure, absent, throttled)

    def stopped(self, failure: tuple[str, str]) -> Answer:
        """Return the answer if the next request is not made, for the reason (code, message)."""
        return self._answer(failure, *self._refusal)

    def _line(self, code: str, meta: Mapping[str, Any]) -> Call:
        """Return the line of the ledger for the request that has ended, with its retries."""
        begun, started = self._begun or (time.monotonic(), datetime.now(UTC))
        number = self._first + len(self._calls)
        retries = int(meta.get("RetryAttempts", 0)) + self._throttled - bool(code and self._throttled)
        name, duration = self._row.operation, time.monotonic() - begun
        return self._call(name, self._parameters, number, code, meta, started, duration, retries)

    def _redirects(self) -> list[Call]:
        """Return a line of the ledger for each question of boto3 where a bucket is."""
        lines = []
        for bucket, status, parsed in self._budget.redirects:
            code = clean_code(parsed.get("Error", {}).get("Code")) if status >= 300 else ""
            meta, now = parsed.get("ResponseMetadata", {}), datetime.now(UTC)
            lines.append(self._call("HeadBucket", {"Bucket": bucket}, 0, code, meta, now, 0, 0))
        return lines

    def _call(
        self,
        operation: str,
        parameters: Mapping[str, Any],
        page: int,
        code: str,
        meta: Mapping[str, Any],
        started: datetime,
        duration: float,
        retries: int,
    ) -> Call:
        return Call(
            id=call_id(self._service, operation, self._region, parameters, page),
            service=self._service,
            operation=operation,
            region=self._region,
            parameters=dict(parameters),
            page=page,
            status=int(meta.get("HTTPStatusCode", 0)),
            error=code,
            request_id=clean_text(str(meta.get("RequestId", "")), 100),
            started=rfc3339(started),
            duration=round(duration, 4),
            retries=retries,
        )

    def _next(self, page: Mapping[str, Any]) -> dict[str, Any]:
        """Return the page token for the next request; empty if this page is the last one.

        Raises `Malformed` for a page that says with `IsTruncated` that there are more and has no
        token, or the reverse. Where boto3's description names that member, it is on every page.
        """
        if not self._paging:
            return {}
        sent, received = (_listed(self._paging[name]) for name in ("input_token", "output_token"))
        found = [jmespath.search(path, page) for path in received]
        more = self._paging.get("more_results", "IsTruncated")
        told = jmespath.search(more, page)
        if "more_results" in self._paging and told is None:
            raise Malformed(f"the answer of {self._row.operation} lacks {more}")
        if told is not None and bool(told) != any(found):
            raise Malformed(f"{more} and the page token of {self._row.operation} contradict each other")
        return {name: value for name, value in zip(sent, found, strict=True) if value}

    def _check_token(self) -> None:
        """Raise `Malformed` for a page token that was sent before: there would be no end."""
        token = repr(self._token)
        if self._token and not self._throttled and token in self._sent:
            raise Malformed(f"the page token of {self._row.operation} came twice")
        self._sent.add(token)


def _paging(client: Any, row: Row) -> Mapping[str, Any]:
    """Return boto3's description of the pages of an operation, or the row's; empty: one page.

    A row of which the newest page is enough has one page.
    """
    if row.newest:
        return {}
    if row.token:
        sent, received = row.token
        return {"input_token": sent, "output_token": received}
    if not client.can_paginate(xform_name(row.operation)):
        return {}
    service = client.meta.service_model.service_name
    pages: Mapping[str, Any] = LOADER.load_service_model(service, "paginators-1")["pagination"]
    found: Mapping[str, Any] = pages[row.operation]
    return found


def _listed(names: str | Iterable[str]) -> list[str]:
    return [names] if isinstance(names, str) else list(names)


def call_id(service: str, operation: str, region: str, parameters: Mapping[str, Any], page: int) -> str:
    """Return the id of a call: 16 hex digits of a hash, the same in every collection."""
    text = orjson.dumps([service, operation, region, parameters, page], option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(text).hexdigest()[:16]


def rfc3339(moment: datetime) -> str:
    """Return a time in UTC as RFC 3339 with Z, in seconds, or milliseconds if there are any."""
    moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)  # AWS's times are UTC
    text = moment.isoformat(timespec="milliseconds" if moment.microsecond else "seconds")
    return text.replace("+00:00", "Z")


def code_of(error: BaseException) -> str:
    """Return AWS's error code, or our own name for an error on the way to AWS."""
    if isinstance(error, NoAnswer):
        return error.code
    if isinstance(error, ClientError):
        code = error.response.get("Error", {}).get("Code")
        return clean_code(code) if code else type(error).__name__
    if isinstance(error, (Malformed, ResponseParserError)):
        return MALFORMED
    if isinstance(error, EndpointConnectionError) and _no_such_name(error):
        return UNRESOLVED
    if isinstance(error, BotoCoreError):
        return type(error).__name__
    return MALFORMED if isinstance(error, _UNREADABLE) else type(error).__name__


def _no_such_name(error: EndpointConnectionError) -> bool:
    """Return whether DNS says that the endpoint's name does not exist.

    A DNS server that cannot be reached (`EAI_AGAIN`) says nothing about the name.
    """
    cause: BaseException | None = error.kwargs.get("error")
    while cause and not isinstance(cause, socket.gaierror):
        cause = cause.__cause__
    return isinstance(cause, socket.gaierror) and cause.errno in _NO_NAME


def reason(error: BaseException) -> str:
    """Return why a call failed: in AWS's words if AWS answered with an error, else in our own.

    The text of any other error may quote the answer, and an answer of STS holds credentials.
    """
    if isinstance(error, ClientError):
        return clean_text(str(error)).rstrip(".")
    if isinstance(error, (Malformed, Refused, CannotCollect, NoAnswer)):
        return str(error).rstrip(".")
    if code_of(error) == UNRESOLVED:
        return "the name of the endpoint does not exist"
    if isinstance(error, (HTTPClientError, UnreachableError)):
        return f"the endpoint could not be reached ({type(error).__name__})"
    if code_of(error) == MALFORMED:
        return "the answer is not in the form that the service's protocol prescribes"
    return type(error).__name__
