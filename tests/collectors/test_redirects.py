"""Requests that boto3 makes on its own: one to find a bucket, none for sessions and endpoints."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from collectors.aws import Aws
from collectors.collect import collect
from scanner.demo import wire
from scanner.demo.encode import Response
from tests import lab
from tests.collectors.hostile import Hostile, hostile

HOME = "af-south-1"
OF_LOGS = ("GetBucketPolicy", "GetPublicAccessBlock", "GetBucketEncryption")
"""What is asked about a bucket that keeps logs of invocations."""
OF_ALL = "GetBucketVersioning"
"""What is asked about a bucket that keeps logs, and about one that somebody declares."""


def _elsewhere(server: Hostile, status: int, headers: dict[str, str]) -> None:
    """Let the buckets live in an opt-in Region: S3 refuses requests that are signed for another.

    HeadBucket is answered with this status and these headers. 400 is the answer outside of the
    bucket's Region only.
    """

    def answers(request: wire.Request, _: str) -> Any:
        if request.operation == "HeadBucket":
            known = status if request.region != HOME or status != 400 else 200
            return Response(known, b"", {"Content-Type": "application/xml", **headers})
        if request.service != "s3" or request.operation == "ListBuckets" or request.region == HOME:
            return None
        refused = server.refused(request, "IllegalLocationConstraintException")
        return Response(400, refused.body, refused.headers)

    server.answers = answers


@pytest.mark.parametrize("status", [400, 403, 200])
def test_a_bucket_of_an_opt_in_region_is_read(status: int) -> None:
    """S3 names the Region with HeadBucket, allowed or not. The bucket is read, as in its ledger."""
    with hostile(lab.account("good")) as server:
        _elsewhere(server, status, {"x-amz-bucket-region": HOME})
        wanted = [f"s3:{name}" for name in (*OF_LOGS, OF_ALL)]
        found = collect(Aws(), wanted, ["us-east-1"], workload=lambda _: lab.ALL_DECLARED)
        asked = Counter(request.operation for request, _ in server.requests if request.service == "s3")
    assert not found.gaps
    buckets = [r for r in found.resources if r.type == "AWS::S3::Bucket"]
    # What a job only writes to is not among the account's own.
    assert all(OF_ALL in bucket.properties for bucket in buckets if "Name" in bucket.properties)
    # The buckets that no configuration of logs names are read because somebody declares them.
    logs = [bucket for bucket in buckets if set(OF_LOGS) <= set(bucket.properties)]
    assert {bucket.name for bucket in logs} == {"example-invocation-logs"}
    assert len(buckets) > len(logs)
    lines = [call for call in found.calls if call.operation == "HeadBucket"]
    assert {call.parameters["Bucket"] for call in lines} == {bucket.name for bucket in buckets}
    assert {call.status for call in lines} == {200 if status == 400 else status}
    assert asked["HeadBucket"] >= len(lines)


def test_a_bucket_that_nobody_finds_is_a_gap() -> None:
    """Without the header, the refusal of S3 stays, and no permission is said to help."""
    with hostile(lab.account("good")) as server:
        _elsewhere(server, 404, {})
        found = collect(Aws(), ["s3:GetBucketPolicy"], ["us-east-1"])
    assert {(gap.operation, gap.permission) for gap in found.gaps} == {("s3:GetBucketPolicy", "")}
    assert {gap.code for gap in found.gaps} <= {"IllegalLocationConstraintException", "Malformed"}


def test_no_session_is_made_for_a_directory_bucket(monkeypatch: pytest.MonkeyPatch) -> None:
    """boto3 would ask CreateSession first, which is no read. The setting has no effect."""
    monkeypatch.setenv("AWS_S3_DISABLE_EXPRESS_SESSION_AUTH", "false")
    with lab.serving(lab.account("good")) as (server, aws):
        client = aws.client("s3", "us-east-1")
        with pytest.raises(client.exceptions.ClientError):
            client.get_public_access_block(Bucket="vectors--use1-az4--x-s3")
        assert [request.operation for request, _ in server.requests] == [
            "GET /vectors--use1-az4--x-s3?publicAccessBlock"
        ]


def test_no_endpoint_is_discovered(monkeypatch: pytest.MonkeyPatch) -> None:
    """A service could be asked for its endpoint before each call, or be reached by account."""
    monkeypatch.setenv("AWS_ENABLE_ENDPOINT_DISCOVERY", "true")
    session = Aws()._session._session
    assert session.get_config_variable("endpoint_discovery_enabled") is False
    assert session.get_config_variable("account_id_endpoint_mode") == "disabled"
