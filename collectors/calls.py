"""Make one call with all its pages, with a line of the ledger for each page.

This is the only place where an AWS error becomes data. `ask` never raises an error for what AWS
did: a denied, throttled, cut, malformed or unreachable call is an `Answer` with a `failure`, and
the pages before the failure are kept.
"""

from __future__ import annotations

import hashlib
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any

import jmespath
import orjson
from botocore import xform_name
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    EndpointConnectionError,
    HTTPClientError,
    PaginationError,
)
from botocore.exceptions import ConnectionError as UnreachableError
from botocore.paginate import Paginator
from botocore.parsers import ResponseParserError

from collectors.answers import Malformed, check_page
from collectors.errors import clean_code, clean_text
from collectors.limits import Budget, Limits, NoAnswer
from collectors.models import LOADER
from collectors.records import MALFORMED, UNRESOLVED, Call
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
    set.
    """

    pages: list[dict[str, Any]] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    failure: tuple[str, str] | None = None
    absent: str = ""


def ask(
    client: Any,
    service: str,
    region: str,
    row: Row,
    parameters: Mapping[str, Any],
    budget: Budget | None = None,
) -> Answer:
    """Make one call, with all its `parameters`, to the last page.

    `region` is where the answer counts: a region, or `global`. `budget` is new, for this call only.
    """
    answer = Answer()
    budget = budget or Budget(Limits())
    model = client.meta.service_model.operation_model(row.operation)
    pages = _pages(client, row, parameters, budget)
    failure, absent = None, ""
    while True:
        page, begun, started = None, time.monotonic(), datetime.now(UTC)
        code = message = ""
        meta: Mapping[str, Any] = {}
        try:
            page = next(pages)
            meta = page.pop("ResponseMetadata", {})
            budget.count_items(page)
            check_page(page, model, row.required)
            answer.pages.append(page)
        except StopIteration:
            break
        except Exception as error:  # any call without an answer is a gap, whatever the reason
            code, message = code_of(error), reason(error)
            meta = (getattr(error, "response", None) or {}).get("ResponseMetadata", meta)
        answer.calls.append(
            Call(
                id=call_id(service, row.operation, region, parameters, len(answer.calls)),
                service=service,
                operation=row.operation,
                region=region,
                parameters=dict(parameters),
                page=len(answer.calls),
                status=int(meta.get("HTTPStatusCode", 0)),
                error=code,
                request_id=clean_text(str(meta.get("RequestId", "")), 100),
                started=rfc3339(started),
                duration=round(time.monotonic() - begun, 4),
                retries=int(meta.get("RetryAttempts", 0)),
            )
        )
        if code in row.absent_codes and code:
            absent = code
            break
        if code:
            failure = (code, message)
            break
    return Answer(answer.pages, answer.calls, failure, absent)


def _pages(client: Any, row: Row, parameters: Mapping[str, Any], budget: Budget) -> Iterator[dict[str, Any]]:
    """Yield the raw pages in order, with botocore's paginator.

    The description of the pages is boto3's, or the row's.
    """
    name = xform_name(row.operation)
    method, model = partial(budget.request, getattr(client, name)), client.meta.service_model
    if row.token:
        sent, received = row.token
        description = {"input_token": sent, "output_token": received, "result_key": "@"}
    elif client.can_paginate(name):
        description = LOADER.load_service_model(model.service_name, "paginators-1")["pagination"][
            row.operation
        ]
    else:
        yield method(**parameters)
        return
    sender = _held_to_tokens(method, row.operation, description)
    yield from Paginator(sender, description, model.operation_model(row.operation)).paginate(**parameters)


def _held_to_tokens(
    method: Callable[..., dict[str, Any]], operation: str, description: Mapping[str, Any]
) -> Callable[..., dict[str, Any]]:
    """Return `method`, changed to raise `Malformed` for page tokens that cannot be right.

    A listing has no end if a token is sent twice. botocore itself only notices a token that comes
    twice in a row. A page that says with `IsTruncated` whether there are more has a token if, and
    only if, there are. botocore would end the listing there, as if it were whole.
    """
    sent, received = (
        [names] if isinstance(names, str) else names
        for names in (description["input_token"], description["output_token"])
    )
    more = description.get("more_results", "IsTruncated")
    seen: set[tuple[Any, ...]] = set()

    def sender(**parameters: Any) -> dict[str, Any]:
        token = tuple(parameters.get(name) for name in sent)
        if any(token):
            if token in seen:
                raise Malformed(f"the page token of {operation} came twice")
            seen.add(token)
        page = method(**parameters)
        if more in page and bool(page[more]) != any(jmespath.search(path, page) for path in received):
            raise Malformed(f"{more} and the page token of {operation} contradict each other")
        return page

    return sender


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
    if isinstance(error, (Malformed, ResponseParserError, PaginationError)):
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
