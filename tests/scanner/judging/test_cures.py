"""Each cause of a gap has its own cure: a permission helps only against a refusal."""

from __future__ import annotations

import orjson
import pytest

from scanner.catalog.controls import Selection, select
from scanner.judging.cures import cure, missing_permissions
from scanner.reports import REPORTS
from scanner.reports.terminal.summary import closing
from tests import lab
from tests.scanner.reports import sample

READ = "bedrock:ListGuardrails"


@pytest.mark.parametrize(
    ("code", "helps"),
    [
        ("AccessDeniedException", f"allow {READ}"),
        ("AccessDenied", f"allow {READ}"),
        ("UnauthorizedOperation", f"allow {READ}"),
        ("ThrottlingException", "with a lower --max-rate"),
        ("SlowDown", "with a lower --max-rate"),
        ("ExpiredToken", "renew"),
        ("ExpiredTokenException", "renew"),
        ("InvalidClientTokenId", "credentials"),
        ("RequestTimeTooSkewed", "clock"),
        ("EndpointConnectionError", "network"),
        ("ReadTimeoutError", "network"),
        ("InternalServerException", "scan again"),
        ("ResourceNotFoundException", "does not exist: scan again"),
        ("Malformed", "scan again"),
        ("UnknownOperation", "upgrade boto3"),
        ("NotCollected", "collect again with this selection"),
        ("NotInCode", "fix the value in the code"),
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
    assert helps.lower() in printed.lower()
    assert helps in cure(code, READ)
    assert (f"1 permission is missing: {READ}." in closing(found)[-1].text.plain) == refused
    assert (f"allow {READ}" in printed) == refused
    note = orjson.loads(lab.sarif(found))["runs"][0]["invocations"][0]["toolExecutionNotifications"][0]
    assert note["properties"]["cure"] == cure(code, READ)
    assert helps.lower() in note["message"]["text"].lower()
    assert (f"Allow {READ}." in note["message"]["text"]) == refused


SCP, RCP = "service control policy", "resource control policy"
ROLE = "User: arn:aws:sts::111122223333:assumed-role/audit/scan is not authorized to perform:"
REFUSALS = {
    f"{ROLE} {READ} with an explicit deny in a {SCP}": (SCP, "leave the Region out"),
    f"{ROLE} {READ} with an explicit deny in a {SCP}: arn:aws:organizations::1:p/x": (
        SCP,
        "ask who wrote the policy",
    ),
    f"{ROLE} {READ} because no {SCP} allows the {READ} action": (SCP, "leave the Region out"),
    f"{ROLE} {READ} with an explicit deny in a {RCP}": (RCP, "leave the Region out"),
    f"{ROLE} {READ} with an explicit deny in a permissions boundary": (
        "permissions boundary",
        "ask who wrote",
    ),
    f"{ROLE} {READ} because no permissions boundary allows the {READ} action": (
        "permissions boundary",
        f"allow {READ} in the permissions boundary",
    ),
    f"{ROLE} {READ} with an explicit deny in a session policy": ("session policy", "ask who wrote it"),
    f"{ROLE} {READ} because no session policy allows the {READ} action": (
        "session policy",
        f"allow {READ} in the session policy",
    ),
    f"{ROLE} {READ} with an explicit deny in a VPC endpoint policy": (
        "vpc endpoint policy",
        "a vpc endpoint policy denies it",
    ),
    f"{ROLE} {READ} with an explicit deny in an identity-based policy": (
        "identity-based policy",
        "an identity-based policy denies it",
    ),
    f"{ROLE} {READ} with an explicit deny": ("policy", "ask who wrote it"),
    f"{ROLE} {READ} because no identity-based policy allows the {READ} action": ("", f"allow {READ}"),
    f"{ROLE} {READ}": ("", f"allow {READ}"),
}
"""AWS's text of a refusal -> the kind of policy that it names, and a part of the cure."""


@pytest.mark.parametrize("message", REFUSALS)
def test_a_refusal_names_its_policy_and_its_cure_everywhere(message: str) -> None:
    """From AWS's answer to the gap, the causes, the terminal, results.json and SARIF."""
    kind, helps = REFUSALS[message]
    account = lab.account("empty")
    account["regions"] = ["us-east-1"]
    error = {"code": "AccessDeniedException", "message": message, "status": 403}
    account["answers"].append({"call": READ, "error": error})
    chosen = select(lab.everything(), Selection(controls=("GENSEC02-BP01/guardrail-available",)))
    found = lab.scan(account, chosen=chosen)
    (gap,) = found.head.gaps
    assert (gap.code, gap.denied_by) == ("AccessDeniedException", kind)
    assert gap.permission == (READ if "allow " in helps else "")
    said = orjson.loads(REPORTS["json"](found))
    assert [g["denied_by"] for g in said["gaps"]] == [kind]
    causes = [said["causes"][index] for result in said["results"] for index in result["causes"]]
    assert {cause["denied_by"] for cause in causes if cause["operation"] == READ} == {kind}
    assert helps.lower() in " ".join(sample.printed(found, 200).split()).lower()
    note = orjson.loads(lab.sarif(found))["runs"][0]["invocations"][0]["toolExecutionNotifications"][0]
    assert note["properties"]["deniedBy"] == kind
    assert helps in note["properties"]["cure"]


def test_an_unknown_code_without_a_permission_has_no_cure() -> None:
    """Nothing is advised where nobody knows what helps."""
    assert cure("SomethingNew", "") == ""
    gap = sample.gap("us-east-1", code="SomethingNew", permission="")
    assert missing_permissions([sample.cause(gap)]) == []
