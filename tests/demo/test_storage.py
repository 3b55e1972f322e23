"""S3, S3 Control, KMS and CloudWatch Logs in the embedded AWS: hosts, paths, pages and faults."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

import pytest
from botocore import xform_name
from botocore.exceptions import ClientError, ConnectionClosedError
from botocore.model import OperationModel
from botocore.parsers import ResponseParserError

from scanner.demo import wire
from scanner.demo.server import AwsServer
from tests.demo.embedded import HEAD, WHEN, aws, body, client

ACCOUNT = str(HEAD["account"])
BUCKET = {"Bucket": "models.example.com"}  # a dot needs the path style: it would change a host name
BLOCK = {
    "BlockPublicAcls": True,
    "IgnorePublicAcls": True,
    "BlockPublicPolicy": False,
    "RestrictPublicBuckets": False,
}
POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*", "Sid": "<&>\u00e9"}
    ],
}
KEY = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
GROUP = "arn:aws:logs:us-east-1:111122223333:log-group:/aws/bedrock"
RULE = {
    "ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": KEY},
    "BucketKeyEnabled": True,
}


class Question(NamedTuple):
    """A request, and the account's answer to it."""

    call: str
    asked: dict[str, Any]
    said: dict[str, Any]

    @property
    def bare(self) -> Any:
        """Return what boto3 makes of an empty body, or None if the members are in the body."""
        payload = self.model.output_shape.serialization.get("payload")
        return ("" if self.protocol == "raw" else {}) if payload else None

    @property
    def model(self) -> OperationModel:
        """Return the model of the operation."""
        return wire.operation_model(*self.call.split(":"))

    @property
    def protocol(self) -> str:
        """Return the protocol of the answer. A bucket policy is the body itself."""
        if self.call == "s3:GetBucketPolicy":
            return "raw"
        return str(wire.service_model(self.call.partition(":")[0]).resolved_protocol)

    def ask(self, running: AwsServer) -> dict[str, Any]:
        """Return the answer that an ordinary client gets."""
        service, _, operation = self.call.partition(":")
        return body(getattr(client(running, service), xform_name(operation))(**self.asked))

    def code(self, running: AwsServer) -> tuple[str, int]:
        """Return the code and status of the error that an ordinary client gets."""
        with pytest.raises(ClientError) as caught:
            self.ask(running)
        return caught.value.response["Error"]["Code"], caught.value.response["ResponseMetadata"][
            "HTTPStatusCode"
        ]


QUESTIONS = [
    Question(
        "s3:ListBuckets",
        {},
        {
            "Buckets": [
                {
                    "Name": "b",
                    "CreationDate": WHEN,
                    "BucketRegion": "eu-west-1",
                    "BucketArn": "arn:aws:s3:::b",
                }
            ],
            "Owner": {"ID": "o"},
        },
    ),
    Question("s3:GetBucketPolicy", BUCKET, {"Policy": json.dumps(POLICY)}),
    Question(
        "s3:GetBucketEncryption",
        BUCKET,
        {"ServerSideEncryptionConfiguration": {"Rules": [RULE]}},
    ),
    Question("s3:GetBucketVersioning", BUCKET, {"Status": "Enabled", "MFADelete": "Disabled"}),
    Question(
        "s3:GetPublicAccessBlock",
        BUCKET,
        {"PublicAccessBlockConfiguration": BLOCK},
    ),
    Question(
        "s3:GetObjectLockConfiguration",
        BUCKET,
        {
            "ObjectLockConfiguration": {
                "ObjectLockEnabled": "Enabled",
                "Rule": {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": 30}},
            }
        },
    ),
    Question(
        "s3:GetBucketOwnershipControls",
        BUCKET,
        {"OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}},
    ),
    Question(
        "s3control:GetPublicAccessBlock",
        {"AccountId": ACCOUNT},
        {"PublicAccessBlockConfiguration": BLOCK},
    ),
    Question(
        "kms:DescribeKey",
        {"KeyId": KEY},
        {
            "KeyMetadata": {
                "KeyId": KEY[-36:],
                "Arn": KEY,
                "AWSAccountId": ACCOUNT,
                "CreationDate": WHEN,
                "KeyManager": "CUSTOMER",
            }
        },
    ),
    Question(
        "logs:DescribeLogGroups",
        {},
        {
            "logGroups": [
                {
                    "logGroupName": "/aws/bedrock",
                    "arn": f"{GROUP}:*",
                    "logGroupArn": GROUP,
                    "creationTime": 1,
                    "retentionInDays": 90,
                }
            ]
        },
    ),
]
questions = pytest.mark.parametrize("question", QUESTIONS, ids=[question.call for question in QUESTIONS])


@questions
def test_a_question_is_answered(question: Question) -> None:
    """boto3 reads the account's answer, and the server understood every parameter of the request.

    That includes the account in requests to S3 Control.
    """
    service, _, operation = question.call.partition(":")
    with aws({"call": question.call, "with": question.asked, "answer": question.said}) as running:
        assert question.ask(running) == question.said
        assert running.requests == [(wire.Request(service, operation, "us-east-1", question.asked), 200)]


@questions
def test_a_question_is_refused(question: Question) -> None:
    """Denied, throttled and failed calls have the code and status of their service."""
    expected = {
        "denied": {"json": ("AccessDeniedException", 400)}.get(question.protocol, ("AccessDenied", 403)),
        "throttled": {"json": ("ThrottlingException", 400)}.get(question.protocol, ("SlowDown", 503)),
        "error500": {"json": ("InternalServerException", 500)}.get(question.protocol, ("InternalError", 500)),
    }
    got = {}
    with aws({"call": question.call, "answer": question.said}) as running:
        for kind in expected:
            running.fault(question.call, kind, times=1)
            got[kind] = question.code(running)
        assert (got, question.ask(running)) == (expected, question.said)


@questions
@pytest.mark.parametrize("kind", ["reset", "stalled"])
def test_a_connection_ends(question: Question, kind: str) -> None:
    """A reset, at once or after a wait, is a connection error; the next connection works."""
    with aws({"call": question.call, "answer": question.said}) as running:
        running.fault(question.call, kind, times=1, seconds=0.05)
        with pytest.raises(ConnectionClosedError):
            question.ask(running)
        assert question.ask(running) == question.said


@questions
@pytest.mark.parametrize("kind", ["cut", "garbled"])
def test_an_answer_is_broken(question: Question, kind: str) -> None:
    """A broken answer becomes what boto3 makes of it, by protocol.

    S3 XML that is cut off is an error 500, other XML a parser error, JSON is empty, and a policy is
    returned unchanged.
    """
    with aws({"call": question.call, "answer": question.said}) as running:
        running.fault(question.call, kind)
        if question.protocol == "json":
            assert question.ask(running) == {}
        elif question.protocol == "raw":
            broken, start = (
                question.ask(running)["Policy"],
                "<!DOCTYPE" if kind == "garbled" else question.said["Policy"][:20],
            )
            assert broken.startswith(start)
            assert broken != question.said["Policy"]
        elif question.call.startswith("s3:"):
            assert question.code(running) == ("500", 500)
        else:
            with pytest.raises(ResponseParserError):
                question.ask(running)


@questions
def test_an_answer_is_stripped_or_empty(question: Question) -> None:
    """A stripped answer lacks the member that the fault names; an empty one has no values."""
    with aws({"call": question.call, "answer": question.said}) as running:
        for name in question.said:
            running.fault(question.call, "stripped", times=1, paths=[name])
            left = {k: v for k, v in question.said.items() if k != name}
            # What is the body itself is there, and has no members.
            assert question.ask(running) == {
                **left,
                **({name: question.bare} if question.bare is not None else {}),
            }
        running.fault(question.call, "empty", times=1)
        assert not any(question.ask(running).values())


@pytest.mark.parametrize(
    ("call", "asked", "code", "status"),
    [
        ("s3:GetBucketPolicy", BUCKET, "NoSuchBucketPolicy", 404),
        ("s3:GetBucketPolicy", BUCKET, "NoSuchBucket", 404),
        ("s3:GetBucketPolicy", BUCKET, "AccessDenied", 403),
        ("s3:GetBucketEncryption", BUCKET, "ServerSideEncryptionConfigurationNotFoundError", 404),
        ("s3:GetPublicAccessBlock", BUCKET, "NoSuchPublicAccessBlockConfiguration", 404),
        ("s3:GetObjectLockConfiguration", BUCKET, "ObjectLockConfigurationNotFoundError", 404),
        ("s3:GetBucketOwnershipControls", BUCKET, "OwnershipControlsNotFoundError", 404),
        (
            "s3control:GetPublicAccessBlock",
            {"AccountId": ACCOUNT},
            "NoSuchPublicAccessBlockConfiguration",
            404,
        ),
        ("s3control:GetPublicAccessBlock", {"AccountId": ACCOUNT}, "AccessDenied", 403),
        ("kms:DescribeKey", {"KeyId": KEY}, "NotFoundException", 400),
    ],
)
def test_an_error_keeps_its_code(call: str, asked: dict[str, Any], code: str, status: int) -> None:
    """The account's errors reach boto3 with code and status."""
    with aws(
        {"call": call, "with": asked, "error": {"code": code, "message": "no <such> thing", "status": status}}
    ) as running:
        assert Question(call, asked, {}).code(running) == (code, status)


@pytest.mark.parametrize("call", [question.call for question in QUESTIONS if "Bucket" in question.asked])
def test_a_bucket_that_is_not_there(call: str) -> None:
    """A request for a bucket without an entry is answered like one for a deleted bucket."""
    with aws({"call": call, "with": {"Bucket": "other"}, "answer": {}}) as running:
        assert Question(call, BUCKET, {}).code(running) == ("NoSuchBucket", 404)


@pytest.mark.parametrize(
    ("service", "method", "key", "limit"),
    [("s3", "list_buckets", "Buckets", "MaxBuckets"), ("logs", "describe_log_groups", "logGroups", "limit")],
)
def test_pages(service: str, method: str, key: str, limit: str) -> None:
    """Buckets and log groups are paged by the server's size and by the request's limit."""
    everyone = [{"Name": f"b{n}"} if service == "s3" else {"logGroupName": f"g{n}"} for n in range(5)]
    call = f"{service}:{'ListBuckets' if service == 's3' else 'DescribeLogGroups'}"
    with aws({"call": call, "answer": {key: everyone}}) as running:
        reader = client(running, service)
        assert [
            len(page[key]) for page in reader.get_paginator(method).paginate(PaginationConfig={"PageSize": 2})
        ] == [2, 2, 1]
        running.fault(call, "page_size", size=3)
        assert [page[key] for page in reader.get_paginator(method).paginate()] == [everyone[:3], everyone[3:]]
        token = "ContinuationToken" if service == "s3" else "nextToken"
        first = getattr(reader, method)(**{limit: 1})
        assert getattr(reader, method)(**{limit: 2, token: first[token]})[key] == everyone[1:3]


def test_no_proxy_comes_between(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy of the user gets no request, however its variable is spelled.

    Requests to S3 Control, with the account in the URL, are included.
    """
    for name in ("HTTP_PROXY", "http_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.setenv(name, "example.com")
    with aws(*({"call": question.call, "answer": question.said} for question in QUESTIONS)) as running:
        assert [question.ask(running) for question in QUESTIONS] == [question.said for question in QUESTIONS]
