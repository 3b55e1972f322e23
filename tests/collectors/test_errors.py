"""Codes and messages of AWS errors: cleaned, and a permission is advised for refusals only."""

from __future__ import annotations

import json

import pytest
from botocore.exceptions import EndpointConnectionError, PaginationError
from botocore.parsers import ResponseParserError

from collectors.calls import reason
from collectors.errors import clean_code, clean_text, is_curable
from collectors.records import MALFORMED, UNREADABLE_CODE
from scanner.demo.encode import Response
from tests import lab
from tests.collectors.wrong import answering

AGENTS = "bedrock-agent:ListAgents"


def _gap(code: str, message: str, status: int = 400) -> tuple[str, str, str]:
    """Return (code, message, permission) of the gap that an error of AWS becomes."""
    sample = lab.account("empty")
    error = {"code": code, "message": message, "status": status}
    sample["answers"].append({"call": AGENTS, "error": error})
    with lab.serving(sample) as (_, aws):
        (gap,) = lab.read(aws, [AGENTS], ["us-east-1"]).gaps
    return gap.code, gap.message, gap.permission


@pytest.mark.parametrize(
    ("code", "message", "advised"),
    [
        ("AccessDeniedException", "not authorized", True),
        ("AccessDenied", "no identity-based policy allows the action", True),
        ("UnauthorizedOperation", "You are not authorized", True),
        ("AuthorizationError", "", True),
        ("AccessDeniedException", "with an explicit deny in a service control policy", False),
        ("UnauthorizedOperation", "with an Explicit Deny in a resource control policy", False),
        ("AccessDenied", "with an explicit deny in an identity-based policy", False),
        ("AccessDenied", "because no service control policy allows the action", False),
        ("ThrottlingException", "Rate exceeded", False),
        ("Throttling", "", False),
        ("TooManyRequestsException", "", False),
        ("ExpiredToken", "", False),
        ("ExpiredTokenException", "", False),
        ("InvalidClientTokenId", "", False),
        ("UnrecognizedClientException", "", False),
        ("AuthFailure", "", False),
        ("RequestExpired", "", False),
        ("InternalServerException", "", False),
        ("ServiceUnavailable", "", False),
        ("503", "", False),
        ("403", "", False),
        ("ResourceNotFoundException", "", False),
        ("ValidationException", "Unknown operation", False),
        ("ReadTimeoutError", "", False),
        ("EndpointConnectionError", "", False),
        ("OptInRequired", "", False),
        ("Malformed", "", False),
    ],
)
def test_a_permission_is_advised_for_refusals_only(code: str, message: str, advised: bool) -> None:
    """A permission would not help against throttling, expiry, AWS's errors or an explicit deny."""
    assert is_curable(code, message) == advised


def test_the_gap_has_the_permission_of_a_refusal_only() -> None:
    """The whole way: an error of AWS, and the gap that it becomes."""
    assert _gap("AccessDeniedException", "no", 403)[2] == "bedrock:ListAgents"
    assert _gap("AccessDeniedException", "an explicit deny in a service control policy", 403)[2] == ""
    assert _gap("ExpiredTokenException", "expired", 403)[2] == ""
    assert _gap("ThrottlingException", "slow down")[2] == ""


@pytest.mark.parametrize(
    ("code", "cleaned"),
    [
        ("AccessDenied", "AccessDenied"),
        ("Client.Unauthorized_Operation", "Client.Unauthorized_Operation"),
        ("a" * 10_000_000, "a" * 100),
        ("\ud800", UNREADABLE_CODE),
        ("Access Denied", UNREADABLE_CODE),
        ("Denied\n::error::x", UNREADABLE_CODE),
        ("\u202eDenied", UNREADABLE_CODE),
        ("", UNREADABLE_CODE),
        ({"a": 1}, UNREADABLE_CODE),
        ("NotOptedIn", UNREADABLE_CODE),  # no report shows a gap with this code
        ("Malformed", UNREADABLE_CODE),
    ],
)
def test_codes_have_the_form_of_codes(code: object, cleaned: str) -> None:
    """A code of another form, or one of our own, is replaced, and a long one is cut."""
    assert clean_code(code) == cleaned


def test_messages_are_one_printable_line() -> None:
    """No control, line break, direction or surrogate character stays, at any length."""
    hostile = "a\x1b[31m\x9b\r\n\u2028\u202e\u2066\ud800\x00\t b"
    assert clean_text(hostile) == "a [31m b"
    assert len(clean_text(hostile * 1_000_000)) <= 500
    assert clean_text("x" * 501) == "x" * 500


@pytest.mark.parametrize("hostile", ["\ud800", "\x1b[2K", "\u202e", "\n::error::x"])
def test_hostile_errors_are_gaps(hostile: str) -> None:
    """An error's code and message hold nothing that a file or a terminal cannot show."""
    error = {"code": f"Denied{hostile}", "message": f"You{hostile}shall not pass"}
    body = json.dumps(error).encode()
    with (
        lab.serving(lab.account("empty")) as (_, aws),
        answering(AGENTS, lambda _: Response(403, body, {"x-amzn-requestid": "id\x7f\x9b"})),
    ):
        found = lab.read(aws, [AGENTS], ["us-east-1"])
    (gap,), (call,) = found.gaps, [c for c in found.calls if c.operation == "ListAgents"]
    assert (gap.code, gap.permission, call.error) == (UNREADABLE_CODE, "", UNREADABLE_CODE)
    for text in (gap.message, call.request_id):
        assert text.isprintable()
        assert text.encode()
    assert "shall not pass" in gap.message


@pytest.mark.parametrize(
    "body", [b'{"message": {"a": 1}, "__type": 5}', b"[]", b"5", b'{"code": ["x"]}', b"\xff", b"<a><b>", b""]
)
@pytest.mark.parametrize(
    "call", [AGENTS, "kms:DescribeKey", "iam:ListRoles", "ec2:DescribeVpcs", "s3:ListBuckets"]
)
def test_errors_of_no_form_are_gaps(call: str, body: bytes) -> None:
    """A body of an error that botocore cannot read is a gap, in every protocol."""
    with (
        lab.serving(lab.account("good")) as (_, aws),
        answering(call, lambda _: Response(400, body, {})),
    ):
        found = lab.read(aws, [call], ["us-east-1"])
    assert {gap.operation for gap in found.gaps} == {call}
    assert all(gap.permission == "" and gap.message.isprintable() for gap in found.gaps)
    assert {gap.code for gap in found.gaps} <= {MALFORMED, UNREADABLE_CODE, "400", "ClientError", "Unknown"}


@pytest.mark.parametrize(
    "error",
    [
        ResponseParserError("invalid XML received: b'<AssumeRoleResponse>CANARY'"),
        PaginationError(message="The same next token was received twice: CANARY"),
        EndpointConnectionError(endpoint_url="https://CANARY.example.com"),
        ValueError("Invalid isoformat string: 'CANARY'"),
        KeyError("CANARY"),
        OSError(5, "CANARY"),
    ],
)
def test_the_text_of_an_error_that_is_not_of_aws_is_not_shown(error: Exception) -> None:
    """A parser quotes what it reads, and an answer of STS holds credentials."""
    assert reason(error)
    assert "CANARY" not in reason(error)
