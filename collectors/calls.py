"""Make one call with all its pages, with a line of the ledger for each page.

This is the only place where an AWS error becomes data. `ask` never raises an error for what AWS
did: a denied, throttled, cut, malformed or unreachable call is an `Answer` with a `failure`, and
the pages before the failure are kept.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any

import orjson
from botocore import xform_name
from botocore.exceptions import ClientError, HTTPClientError, PaginationError
from botocore.exceptions import ConnectionError as UnreachableError
from botocore.model import OperationModel, Shape
from botocore.paginate import Paginator
from botocore.parsers import ResponseParserError

from collectors.limits import Budget, Limits, NoAnswer
from collectors.models import LOADER
from collectors.records import MALFORMED, UNKNOWN_OPERATION, Call
from collectors.table import Row


class CannotCollect(Exception):
    """No collection can start. The error has one sentence and a next step."""

    def __init__(self, sentence: str, next_step: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.next_step = next_step


class Refused(Exception):
    """The guard refused an operation that is not a known read. It was not sent."""


class Malformed(Exception):
    """An answer does not match the service's model."""


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
            check(page, model, row.required)
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
                request_id=str(meta.get("RequestId", "")),
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
    sender = _each_token_once(method, row.operation, description["input_token"])
    yield from Paginator(sender, description, model.operation_model(row.operation)).paginate(**parameters)


def _each_token_once(
    method: Callable[..., dict[str, Any]], operation: str, tokens: str | list[str]
) -> Callable[..., dict[str, Any]]:
    """Return `method`, changed to raise `Malformed` if a page token is sent twice.

    Such a listing has no end. botocore itself only notices a token that comes twice in a row.
    """
    names = [tokens] if isinstance(tokens, str) else tokens
    seen: set[tuple[Any, ...]] = set()

    def sender(**parameters: Any) -> dict[str, Any]:
        token = tuple(parameters.get(name) for name in names)
        if any(token):
            if token in seen:
                raise Malformed(f"the page token of {operation} came twice")
            seen.add(token)
        return method(**parameters)

    return sender


def check(answer: Mapping[str, Any], model: OperationModel, required: Sequence[str]) -> None:
    """Raise `Malformed` if a member is missing that botocore or the row marks as required."""
    if model.output_shape is not None and (missing := _missing(answer, model.output_shape)):
        raise Malformed(f"the answer lacks {missing}")
    for path in required:
        if not any(_present(answer, choice.split(".")) for choice in path.split(" || ")):
            raise Malformed(f"the answer lacks {path}")


def _missing(value: Any, shape: Shape, path: str = "") -> str:
    """Return the path of the first required member that `value` lacks, or an empty string."""
    found = ""
    if shape.type_name == "structure" and isinstance(value, Mapping):
        for name in shape.required_members:
            if name not in value:
                return f"{path}.{name}".lstrip(".")
        members = shape.members
        found = next(
            (m for k, v in value.items() if k in members and (m := _missing(v, members[k], f"{path}.{k}"))),
            "",
        )
    elif shape.type_name == "list" and isinstance(value, list):
        found = next((m for v in value if (m := _missing(v, shape.member, f"{path}[]"))), "")
    elif shape.type_name == "map" and isinstance(value, Mapping):
        found = next((m for v in value.values() if (m := _missing(v, shape.value, f"{path}{{}}"))), "")
    return found


def _present(value: Any, path: list[str]) -> bool:
    """Return whether `path` exists in `value`.

    `name[]` checks each element of the list. A missing list has no elements to check.
    """
    if not path:
        return True
    name, rest = path[0], path[1:]
    if not isinstance(value, Mapping):
        return False
    if name.endswith("[]"):
        return all(_present(element, rest) for element in value.get(name[:-2]) or [])
    return value.get(name) is not None and _present(value[name], rest)


def call_id(service: str, operation: str, region: str, parameters: Mapping[str, Any], page: int) -> str:
    """Return the id of a call: 16 hex digits of a hash, the same in every collection."""
    text = orjson.dumps([service, operation, region, parameters, page], option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(text).hexdigest()[:16]


def rfc3339(moment: datetime) -> str:
    """Return a time in UTC as RFC 3339 with Z, in seconds, or milliseconds if there are any."""
    moment = moment.astimezone(UTC)
    text = moment.isoformat(timespec="milliseconds" if moment.microsecond else "seconds")
    return text.replace("+00:00", "Z")


def code_of(error: BaseException) -> str:
    """Return AWS's error code, or our own name for an error on the way to AWS."""
    if isinstance(error, NoAnswer):
        return error.code
    response = getattr(error, "response", None)
    if isinstance(response, Mapping) and response.get("Error", {}).get("Code"):
        return str(response["Error"]["Code"])
    if isinstance(error, (Malformed, ResponseParserError, PaginationError)):
        return MALFORMED
    if isinstance(error, AttributeError):
        return UNKNOWN_OPERATION
    return type(error).__name__


def reason(error: BaseException) -> str:
    """Return why a call failed: in AWS's words if AWS answered with an error, else in our own.

    The text of any other error may quote the answer, and an answer of STS holds credentials.
    """
    if isinstance(error, ClientError):
        return " ".join(str(error).split())[:500].rstrip(".")
    if isinstance(error, (Malformed, Refused, CannotCollect, NoAnswer)):
        return str(error).rstrip(".")
    if isinstance(error, (ResponseParserError, PaginationError)):
        return "the answer is not in the form that the service's protocol prescribes"
    if isinstance(error, (HTTPClientError, UnreachableError)):
        return f"the endpoint could not be reached ({type(error).__name__})"
    return type(error).__name__
