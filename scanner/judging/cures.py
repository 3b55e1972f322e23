"""What helps against a gap, by its code.

A permission helps only against a refusal. The other causes have cures of their own.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar

from collectors.errors import OF_THE_ORGANIZATION, THROTTLED
from collectors.records import (
    CREDENTIALS,
    EVERY_OPERATION,
    MALFORMED,
    NOT_COLLECTED,
    NOT_IN_CODE,
    NOT_OPTED_IN,
    PAID_LIMIT,
    TIME_LIMIT,
    TOO_LARGE,
    UNKNOWN_OPERATION,
    UNREACHABLE,
    UNRESOLVED,
)
from scanner.judging.rows import Cause

_AGAIN = "scan again"
_SLOWER = "AWS limited the rate: scan again, or with a lower --max-rate"
_RENEW = "the credentials expired: renew them and scan again"
_WRONG = "AWS did not accept the credentials: check them and scan again"
_CLOCK = "set the clock of this machine"
_NETWORK = "check the network and the name of the Region, then scan again"
_GONE = "AWS says that it does not exist: scan again"

_CODES = {
    _SLOWER: " ".join({*THROTTLED, "LimitExceededException"}),
    _RENEW: "ExpiredToken ExpiredTokenException RequestExpired TokenRefreshRequired",
    _WRONG: (
        "AuthFailure IncompleteSignature InvalidAccessKeyId InvalidClientTokenId InvalidToken "
        "SignatureDoesNotMatch UnrecognizedClientException"
    ),
    _CLOCK: "RequestTimeTooSkewed RequestInTheFuture",
    _NETWORK: (
        "ConnectTimeoutError ConnectionClosedError EndpointConnectionError HTTPClientError "
        f"ProxyConnectionError ReadTimeoutError ResponseStreamingError SSLError {UNRESOLVED}"
    ),
    _AGAIN: (
        "500 502 503 504 InternalError InternalFailure InternalServerError InternalServerException "
        "InternalServiceError RequestTimeout RequestTimeoutException ServiceException "
        "ServiceFailure ServiceFailureException ServiceUnavailable ServiceUnavailableException "
        "TransactionInProgressException Unavailable"
    ),
    _GONE: (
        "404 NoSuchBucket NoSuchEntity NotFoundException ResourceNotFound ResourceNotFoundException "
        "TrailNotFoundException"
    ),
    "AWS's answer was not as documented: scan again": MALFORMED,
    "upgrade boto3: this version does not know the operation": UNKNOWN_OPERATION,
    "collect again with this selection": NOT_COLLECTED,
    "fix the value in the code, or judge the account": NOT_IN_CODE,
    "allow more time with --time-limit": TIME_LIMIT,
    "it was not asked for: add --metrics, or --last-accessed for the reports of IAM": NOT_OPTED_IN,
    "allow more calls that cost money with --max-paid-calls": PAID_LIMIT,
    "the answer is beyond the limits of a scan: read fewer Regions or controls at once": TOO_LARGE,
    "check how the credentials are fetched, then scan again": CREDENTIALS,
    "check the name of the Region, the network, and service control policies": UNREACHABLE,
}
_CURES = {code: cure for cure, codes in _CODES.items() for code in codes.split()}


def cure(code: str, permission: str, denied_by: str = "") -> str:
    """Return what helps against a gap, as a phrase such as `allow iam:ListRoles`; maybe empty.

    `denied_by` is the kind of policy that refused the call (`collectors.errors.denied_by`).
    """
    if code in _CURES:
        return _CURES[code]
    if permission:
        return f"allow {permission} in the {denied_by}" if denied_by else f"allow {permission}"
    if denied_by in OF_THE_ORGANIZATION:
        return f"a {denied_by} denies it: leave the Region out, or ask who wrote the policy"
    return f"{_article(denied_by)} {denied_by} denies it: ask who wrote it" if denied_by else ""


def _article(noun: str) -> str:
    return "an" if noun[0] in "aeiou" else "a"


def called(operation: str) -> str:
    """Return an operation for people. That of a gap may stand for every call of a Region."""
    return "every call" if operation == EVERY_OPERATION else operation


def missing_permissions(causes: Iterable[Lost]) -> list[str]:
    """Return the IAM actions that would help, sorted: only those of refused calls."""
    return sorted({c.permission for c in causes if c.permission and c.code not in _CURES})


class Lost(Protocol):
    """The members of a gap or a cause that `by_cause` needs."""

    @property
    def operation(self) -> str: ...  # noqa: D102

    @property
    def code(self) -> str: ...  # noqa: D102

    @property
    def permission(self) -> str: ...  # noqa: D102

    @property
    def denied_by(self) -> str: ...  # noqa: D102


LostT = TypeVar("LostT", bound=Lost)


def by_cause(gaps: Iterable[LostT]) -> dict[tuple[str, str, str, str], list[LostT]]:
    """Return (operation, code, permission, denied by) -> its gaps, in the order of their first."""
    out: dict[tuple[str, str, str, str], list[LostT]] = {}
    for gap in gaps:
        out.setdefault((gap.operation, gap.code, gap.permission, gap.denied_by), []).append(gap)
    return out


MOST_REASONS = 3
"""The maximum number of causes in the message of a result."""


def because(causes: Iterable[Cause]) -> str:
    """Return why a result is `unknown`, as a text: its first causes, each with what helps."""
    found = list(causes)
    said = []
    for cause in found[:MOST_REASONS]:
        helps = cure(cause.code, cause.permission, cause.denied_by)
        said.append(f"{called(cause.operation)} gave {cause.code} in {cause.region}{helps and f' ({helps})'}")
    more = len(found) - MOST_REASONS
    return "; ".join(said) + (f"; and {more:,} more" if more > 0 else "")
