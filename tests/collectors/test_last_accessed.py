"""Reports of IAM: asked only on demand, for those who may use models, and until they are ready."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import boto3
import pytest

from collectors import ROWS, guard
from collectors.aws import Aws
from collectors.calls import Pages
from collectors.collect import collect
from collectors.last_accessed import LAST_ACCESSED, genai_principals
from collectors.limits import Limits
from collectors.records import Resource
from tests import lab
from tests.scanner.cli.command import run

GENERATE, GET = sorted(LAST_ACCESSED)
CONTROL = "GENSEC01-BP01/unused-genai-access"


def _role(name: str, *statements: Any, **properties: Any) -> Resource:
    document = {"Version": "2012-10-17", "Statement": [*statements]}
    inline = [{"PolicyName": "p", "PolicyDocument": document}]
    found = {"Path": "/", "RolePolicyList": inline, **properties}
    return _resource("Role", name, found)


def _resource(kind: str, name: str, properties: dict[str, Any]) -> Resource:
    return Resource(f"AWS::IAM::{kind}", name, name, "1", "global", "iam", {}, (), properties)


def _allow(action: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": "*"}


@pytest.mark.parametrize(
    "statement",
    [
        _allow("bedrock:InvokeModel"),
        _allow(["s3:GetObject", "SageMaker:Invoke*"]),
        _allow("*"),
        _allow("*:*"),
        _allow("bed*:Invoke?odel"),
        _allow("q?usiness:*"),
        {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"},
        "unread",
    ],
)
def test_who_may_use_models_is_chosen(statement: Any) -> None:
    """Whatever form the policy has. One that was not understood may allow it."""
    assert genai_principals([_role("r", statement)], lab.ALL_DECLARED) == {"r"}


@pytest.mark.parametrize(
    "statement",
    [_allow("s3:*"), _allow("bedroc:*"), {**_allow("bedrock:*"), "Effect": "Deny"}, _allow("iam:bedrock")],
)
def test_others_are_not(statement: Any) -> None:
    """A call for each principal of an account would be thousands."""
    assert genai_principals([_role("r", statement)], lab.ALL_DECLARED) == frozenset()


def test_policies_of_all_kinds_count() -> None:
    """Attached ones by their default version, and those of a user's groups."""
    documents = [
        {"IsDefaultVersion": False, "Document": {"Statement": [_allow("bedrock:*")]}},
        {"IsDefaultVersion": True, "Document": {"Statement": _allow("s3:*")}},
    ]
    old = _resource("ManagedPolicy", "old", {"PolicyVersionList": documents})
    new = _resource(
        "ManagedPolicy", "new", {"PolicyVersionList": [{**documents[0], "IsDefaultVersion": True}]}
    )
    group = _resource("Group", "g", {"GroupName": "g", "AttachedManagedPolicies": [{"PolicyArn": "new"}]})
    users = [_resource("User", "in", {"GroupList": ["g"]}), _resource("User", "out", {"GroupList": ["x"]})]
    attached = {name: [{"PolicyArn": name}] for name in ("old", "new", "unread")}
    roles = [_role(name, AttachedManagedPolicies=arns) for name, arns in attached.items()]
    linked = _role("linked", _allow("bedrock:*"), Path="/aws-service-role/bedrock.amazonaws.com/")
    found = genai_principals([old, new, group, *users, *roles, linked], lab.ALL_DECLARED)
    assert found == {"in", "new", "unread"}


def test_reports_are_asked_for_those_alone() -> None:
    """No other role costs a job."""
    with lab.serving(lab.account("good", [CONTROL])) as (_, aws):
        found = collect(aws, LAST_ACCESSED, ["us-east-1"], started=lab.STARTED)
    asked = {call.parameters["Arn"] for call in found.calls if call.operation == GENERATE.partition(":")[2]}
    assert asked == genai_principals(found.resources, lab.ALL_DECLARED)
    assert 0 < len(asked) < len([r for r in found.resources if r.type == "AWS::IAM::Role"])
    assert not found.gaps


def test_what_was_left_out_is_not_asked() -> None:
    """It is a gap that says so."""
    with lab.serving(lab.account("good", [CONTROL])) as (server, aws):
        found = collect(aws, LAST_ACCESSED, ["us-east-1"], started=lab.STARTED, left_out=LAST_ACCESSED)
    assert not {request.call for request, _ in server.requests} & LAST_ACCESSED
    assert [(g.operation, g.region, g.code) for g in found.gaps] == [
        (GENERATE, "global", "NotOptedIn"),
        (GET, "global", "NotOptedIn"),
    ]


def _waiting(most: int) -> tuple[Any, list[Any]]:
    """Return the pages of a report that is ready at the request after `most`, and the requests."""
    ((_, row),) = ROWS[GET]
    client = boto3.client("iam", aws_access_key_id="x", aws_secret_access_key="x")
    sent: list[Any] = []

    def method(**parameters: Any) -> dict[str, Any]:
        sent.append(parameters)
        if len(sent) <= most:
            return {"JobStatus": "IN_PROGRESS", "IsTruncated": False, "ResponseMetadata": {}}
        services = [{"ServiceNamespace": "bedrock"}]
        ready = {"JobStatus": "COMPLETED", "ServicesLastAccessed": services, "IsTruncated": False}
        return {**ready, "ResponseMetadata": {}}

    client.get_service_last_accessed_details = method
    return Pages(client, "iam", "global", row, {"JobId": "1"}), sent


def test_a_report_that_is_not_ready_is_asked_for_again() -> None:
    """The pace sees it as a refusal, and the ledger has one call with its retries."""
    pages, sent = _waiting(2)
    for _ in range(2):
        answer = pages.request()
        assert answer.throttled
        assert answer.failure == ("TimeLimit", "AWS had not finished the report")
    answer = pages.request()
    assert (answer.throttled, answer.failure) == (False, None)
    assert answer.pages[0]["ServicesLastAccessed"] == [{"ServiceNamespace": "bedrock"}]
    assert [call.retries for call in answer.calls] == [2]
    assert sent == [{"JobId": "1"}] * 3


@pytest.mark.parametrize("status", ["IN_PROGRESS", "FAILED"])
def test_a_report_that_never_comes_is_a_gap(status: str) -> None:
    """Nothing was seen then, so nothing is judged."""
    account = lab.account("good", [CONTROL])
    report = lab.entry(account, GET)
    del report["ServicesLastAccessed"]
    report["JobStatus"] = status
    with lab.serving(account):
        aws = Aws(limits=Limits(throttled_seconds=1))
        found = collect(aws, LAST_ACCESSED, ["us-east-1"], started=lab.STARTED)
    assert {(g.operation, g.code) for g in found.gaps} == {
        (GET, "TimeLimit" if status == "IN_PROGRESS" else "Malformed")
    }


def test_no_other_job_passes_the_guard() -> None:
    """The guard names the one that it lets through."""
    assert guard._READS.match("GenerateServiceLastAccessedDetails")
    for name in ("GenerateCredentialReport", "GenerateOrganizationsAccessReport", "GenerateDataKey"):
        assert not guard._READS.match(name)


@pytest.mark.parametrize("asked", [False, True])
def test_the_option_of_a_scan(asked: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it the results are unknown for a reason that is no missing evidence."""
    monkeypatch.chdir(tmp_path)
    option = ["--last-accessed"] if asked else []
    with lab.serving(lab.account("good", [CONTROL])):
        done = run("scan", "--control", CONTROL, "--region", "us-east-1", "--output", "out", *option)
    results = json.loads(Path("out/results.json").read_text())
    assert done.exit_code in ((0, 1) if asked else (0,)), done.output  # the sample's reports grow old
    assert ({result["kind"] for result in results["results"]} == {"unknown"}) != asked
    assert {cause["code"] for cause in results["causes"]} == (set() if asked else {"NotOptedIn"})
    assert ("add --metrics, or --last-accessed" in done.stdout) != asked
