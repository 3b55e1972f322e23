"""Each cause of a gap has its own cure: a permission helps only against a refusal."""

from __future__ import annotations

import orjson
import pytest

from scanner.judging.cures import cure, missing_permissions
from scanner.reports import REPORTS
from scanner.reports.table import closing
from tests.scanner.reports import sample

READ = "bedrock:ListGuardrails"


@pytest.mark.parametrize(
    ("code", "helps"),
    [
        ("AccessDeniedException", f"allow {READ}"),
        ("AccessDenied", f"allow {READ}"),
        ("UnauthorizedOperation", f"allow {READ}"),
        ("ThrottlingException", "scan again later"),
        ("SlowDown", "scan again later"),
        ("ExpiredToken", "renew"),
        ("ExpiredTokenException", "renew"),
        ("InvalidClientTokenId", "credentials"),
        ("RequestTimeTooSkewed", "clock"),
        ("EndpointConnectionError", "network"),
        ("ReadTimeoutError", "network"),
        ("InternalServerException", "scan again"),
        ("ResourceNotFoundException", "removed during the scan"),
        ("Malformed", "scan again"),
        ("UnknownOperation", "upgrade boto3"),
        ("NotCollected", "collect again with this selection"),
        ("TimeLimit", "--time-limit"),
        ("TooLarge", "fewer Regions"),
        ("Unreachable", "service control policies"),
        ("NoCredentials", "how the credentials are fetched"),
    ],
)
def test_every_cause_has_its_cure(code: str, helps: str) -> None:
    """The terminal and SARIF give the cure; a permission is named for refusals only."""
    gap = sample.gap("us-east-1", code=code, permission=READ)
    found = sample.report(
        [
            sample.result(
                "unknown",
                sample.GUARDRAILS,
                f"arn:aws:iam::{sample.ACCOUNT}:root",
                "",
                type="AWS::Account",
                causes=(sample.cause(gap),),
            )
        ],
        gaps=(gap,),
    )
    refused = helps.startswith("allow")
    printed = " ".join(sample.printed(found, 200).split())
    assert helps in printed
    assert helps in cure(code, READ)
    assert (f"1 permission would help: {READ}." in str(closing(found)[-1])) == refused
    assert (f"allow {READ}" in printed) == refused
    (note,) = orjson.loads(REPORTS["sarif"](found))["runs"][0]["invocations"][0]["toolExecutionNotifications"]
    assert note["properties"]["cure"] == cure(code, READ)
    assert helps.lower() in note["message"]["text"].lower()
    assert (f"Allow {READ}." in note["message"]["text"]) == refused


def test_an_unknown_code_without_a_permission_has_no_cure() -> None:
    """Nothing is advised where nobody knows what helps."""
    assert cure("SomethingNew", "") == ""
    gap = sample.gap("us-east-1", code="SomethingNew", permission="")
    assert missing_permissions([sample.cause(gap)]) == []
