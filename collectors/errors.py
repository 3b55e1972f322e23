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

_BEYOND_REACH = re.compile(r"explicit deny|no (service|resource) control policy allows", re.IGNORECASE)
"""What a refusal says if an Allow in the caller's own policies would not change it."""


def is_curable(code: str, message: str) -> bool:
    """Return whether the call would succeed if the caller's policies allowed its action."""
    return code in _REFUSALS and not _BEYOND_REACH.search(message)


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
