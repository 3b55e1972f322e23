"""The code and the message of an AWS error: cleaned, cut, and whether a permission would help."""

from __future__ import annotations

import re
from typing import Any

from collectors.records import OWN_CODES, UNREADABLE_CODE

MOST_CODE, MOST_MESSAGE = 100, 500
"""The most characters that are kept of an error's code and of its message."""

_CODE = re.compile(r"[A-Za-z0-9._:-]+")

_REFUSALS = frozenset(
    {
        "AccessDenied",  # IAM, S3, STS
        "AccessDeniedException",  # services with JSON
        "AccessDeniedForDependencyException",  # Organizations: a call that the service makes for the caller
        "AuthorizationError",
        "AuthorizationErrorException",
        "InsufficientDependencyServiceAccessPermissionException",  # CloudTrail
        "InsufficientIAMAccessPermissionException",  # CloudTrail
        "NotAuthorized",
        "NotAuthorizedException",
        "UnauthorizedOperation",  # EC2
        "Client.UnauthorizedOperation",
    }
)
"""The codes with which AWS says that the caller lacks a permission.

These are not among them: throttling, time-outs and errors of AWS, credentials that expired or are
not known (`ExpiredToken`, `AuthFailure`, `UnrecognizedClientException`), and what does not exist.
"""

_POLICY = (
    "service control policy|resource control policy|vpc endpoint policy|permissions boundary|session policy"
    "|resource-based policy|identity-based policy"
)
_EXPLICIT = re.compile(rf"explicit deny(?: in an? ({_POLICY}))?", re.IGNORECASE)
_IMPLICIT = re.compile(rf"no ({_POLICY}) allows", re.IGNORECASE)
"""How AWS names the kind of policy that refused a call.

docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
"""

OF_THE_ORGANIZATION = frozenset({"service control policy", "resource control policy"})
"""The kinds of policy that only the organization can change."""

THROTTLED = frozenset(
    {
        "BandwidthLimitExceeded",
        "EC2ThrottledException",
        "PriorRequestNotComplete",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",  # EC2
        "RequestThrottled",
        "RequestThrottledException",
        "SlowDown",  # S3
        "ThrottledException",
        "Throttling",  # services with XML
        "ThrottlingException",
        "TooManyRequestsException",
    }
)
"""The codes with which AWS says that there are too many requests at this moment."""


def is_curable(code: str, message: str) -> bool:
    """Return whether the call would succeed if its action were allowed in the account.

    It would not if a policy denies it explicitly, or if the organization does not allow it.
    """
    if code not in _REFUSALS or _EXPLICIT.search(message):
        return False
    missing = _IMPLICIT.search(message)
    return missing is None or missing[1].lower() not in OF_THE_ORGANIZATION


def denied_by(code: str, message: str) -> str:
    """Return the kind of policy that refused a call, in AWS's words and in lower case.

    The result is empty if AWS does not name it, and if only the caller's own Allow is missing.
    """
    explicit, missing = _EXPLICIT.search(message), _IMPLICIT.search(message)
    if code not in _REFUSALS or not (explicit or missing):
        return ""
    if explicit:
        return (explicit[1] or "policy").lower()
    kind = missing[1].lower() if missing else ""
    return "" if kind == "identity-based policy" else kind


def is_throttled(code: str, status: int) -> bool:
    """Return whether AWS refused a request only for its rate. 429 is HTTP's "too many requests"."""
    return code in THROTTLED or status == 429


def clean_code(code: Any) -> str:
    """Return an error code of AWS, cut at `MOST_CODE`.

    The result is `UnreadableCode` for a code of another form, and for one of our own codes.
    """
    text = str(code)[:MOST_CODE]
    return text if _CODE.fullmatch(text) and text not in OWN_CODES else UNREADABLE_CODE


def clean_text(text: str, most: int = MOST_MESSAGE) -> str:
    """Return text of AWS as one line: printable characters, words with one space, cut at `most`.

    Control characters, line breaks, characters that change the direction of text, and unpaired
    surrogates (which no file can hold) become spaces.
    """
    shown = "".join(c if c.isprintable() else " " for c in text[: 4 * most])
    return " ".join(shown.split())[:most]
