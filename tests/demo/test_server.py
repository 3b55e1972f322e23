"""The embedded AWS, read by ordinary boto3 clients: protocols, pages, faults and bad requests."""

from __future__ import annotations

import http.client
import json
import time
from typing import Any

import pytest
from botocore.exceptions import (
    ClientError,
    ConnectionClosedError,
    HTTPClientError,
    PaginationError,
    ReadTimeoutError,
)
from botocore.parsers import ResponseParserError

from scanner.demo import wire
from scanner.demo.server import AwsServer, load_account
from scanner.errors import UsageError
from tests.demo.embedded import HEAD, WHEN, aws, body, client

AGENTS = "bedrock-agent:ListAgents"
SIGNED = {
    "Authorization": "AWS4-HMAC-SHA256 Credential=AKIA/20260601/us-east-1/bedrock/aws4_request, Signature=0"
}


def agent(number: int) -> dict[str, Any]:
    """Return an agent as ListAgents returns it."""
    return {
        "agentId": f"AGENT{number:05d}",
        "agentName": f"a{number}",
        "agentStatus": "PREPARED",
        "updatedAt": WHEN,
    }


def ask(connection: http.client.HTTPConnection) -> None:
    """Send a request on a connection and leave it open."""
    connection.request("GET", "/nothing", headers=SIGNED)
    connection.getresponse().read()


DOCUMENT = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "bedrock:*", "Resource": "*", "Sid": "a%2F<&>\r\n\u00e9"}],
}
PROTOCOLS: list[tuple[str, str, str, dict[str, Any], dict[str, Any], dict[str, Any]]] = [
    (
        "json",
        "cloudtrail:DescribeTrails",
        "describe_trails",
        {},
        {"trailList": [{"Name": "t", "S3BucketName": "b", "IsMultiRegionTrail": True,
            "HomeRegion": "us-east-1"}]},
        {"trailList": [{"Name": "t", "S3BucketName": "b", "IsMultiRegionTrail": True,
            "HomeRegion": "us-east-1"}]},
    ),
    (
        "rest-json, a path with an ARN",
        "bedrock:GetGuardrail",
        "get_guardrail",
        {"guardrailIdentifier": "arn:aws:bedrock:us-east-1:111122223333:guardrail/g1"},
        {
            "name": "<g & co>\u2028", "guardrailId": "g1",
            "guardrailArn": "arn:aws:bedrock:us-east-1:111122223333:guardrail/g1", "version": "DRAFT",
            "status": "READY", "createdAt": "2026-05-01T12:30:00Z", "updatedAt": WHEN,
            "blockedInputMessaging": "no", "blockedOutputsMessaging": "no",
        },
        {
            "name": "<g & co>\u2028", "guardrailId": "g1",
            "guardrailArn": "arn:aws:bedrock:us-east-1:111122223333:guardrail/g1", "version": "DRAFT",
            "status": "READY", "createdAt": WHEN, "updatedAt": WHEN, "blockedInputMessaging": "no",
            "blockedOutputsMessaging": "no",
        },
    ),
    (
        "query, a document",
        "iam:GetRolePolicy",
        "get_role_policy",
        {"RoleName": "r", "PolicyName": "p"},
        {"RoleName": "r", "PolicyName": "p", "PolicyDocument": DOCUMENT},
        {"RoleName": "r", "PolicyName": "p", "PolicyDocument": DOCUMENT},
    ),
    (
        "ec2, a filter",
        "ec2:DescribeVpcEndpoints",
        "describe_vpc_endpoints",
        {"Filters": [{"Name": "vpc-id", "Values": ["vpc-1"]}]},
        {"VpcEndpoints": [{"VpcEndpointId": "vpce-1", "PolicyDocument": DOCUMENT, "SubnetIds": ["s-1"],
            "Tags": [{"Key": "k", "Value": "<v>"}]}]},
        {
            "VpcEndpoints": [
                {"VpcEndpointId": "vpce-1", "PolicyDocument": json.dumps(DOCUMENT), "SubnetIds": ["s-1"],
                    "Tags": [{"Key": "k", "Value": "<v>"}]},
            ]
        },
    ),
    (
        "rest-xml, a payload",
        "s3:GetBucketPolicy",
        "get_bucket_policy",
        {"Bucket": "models"},
        {"Policy": DOCUMENT},
        {"Policy": json.dumps(DOCUMENT)},
    ),
    (
        "rest-xml, attributes",
        "s3:GetBucketAcl",
        "get_bucket_acl",
        {"Bucket": "models"},
        {"Owner": {"ID": "o"},
            "Grants": [{"Grantee": {"ID": "o", "Type": "CanonicalUser"}, "Permission": "FULL_CONTROL"}]},
        {"Owner": {"ID": "o"},
            "Grants": [{"Grantee": {"ID": "o", "Type": "CanonicalUser"}, "Permission": "FULL_CONTROL"}]},
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("call", "method", "asked", "said", "expected"), [p[1:] for p in PROTOCOLS], ids=[p[0] for p in PROTOCOLS]
)
def test_an_answer_comes_back_whole(
    call: str, method: str, asked: dict[str, Any], said: dict[str, Any], expected: dict[str, Any]
) -> None:
    """In each protocol, boto3 reads exactly the account's answer to the request.

    The answers contain hostile text.
    """
    with aws({"call": call, "with": asked, "answer": said}) as running:
        assert body(getattr(client(running, call.split(":")[0]), method)(**asked)) == expected
        assert running.requests == [
            (wire.Request(call.split(":")[0], call.split(":")[1], "us-east-1", asked), 200)
        ]


def test_the_head_answers_who_and_where() -> None:
    """The caller's identity and the Regions are those in the file's head."""
    with aws() as running:
        assert body(client(running, "sts").get_caller_identity()) == {
            "Account": HEAD["account"],
            "Arn": HEAD["caller"],
            "UserId": "AROAEXAMPLE:scan",
        }
        regions = [r["RegionName"] for r in client(running, "ec2").describe_regions()["Regions"]]
        assert (
            regions
            == [r["RegionName"] for r in client(running, "account").list_regions()["Regions"]]
            == HEAD["regions"]
        )


def test_the_most_specific_entry_wins() -> None:
    """Of the entries that match a request, the one with the most parameters and a Region wins."""

    def said(name: str) -> dict[str, Any]:
        return {
            "agentVersionSummaries": [
                {
                    "agentName": name,
                    "agentStatus": "PREPARED",
                    "agentVersion": "1",
                    "createdAt": WHEN,
                    "updatedAt": WHEN,
                }
            ]
        }

    call = "bedrock-agent:ListAgentVersions"
    entries = [
        {"call": call, "answer": said("any")},
        {"call": call, "region": "eu-west-1", "answer": said("eu")},
        {"call": call, "with": {"agentId": "A"}, "answer": said("A")},
    ]
    with aws(*entries) as running:
        seen = {
            (region, name): client(running, "bedrock-agent", region).list_agent_versions(agentId=name)[
                "agentVersionSummaries"
            ][0]["agentName"]
            for region in HEAD["regions"]
            for name in ("A", "B")
        }
    assert seen == {
        ("us-east-1", "A"): "A",
        ("us-east-1", "B"): "any",
        ("eu-west-1", "A"): "A",
        ("eu-west-1", "B"): "eu",
    }


@pytest.mark.parametrize(
    ("service", "method", "asked", "outcome"),
    [
        ("bedrock-agent", "list_agents", {}, {"agentSummaries": []}),
        ("bedrock", "get_model_invocation_logging_configuration", {}, {}),
        ("ssm", "get_parameters_by_path", {"Path": "/nothing"}, {"Parameters": []}),
        ("bedrock-agent", "get_agent", {"agentId": "AGENT00001"}, ("ResourceNotFoundException", 404)),
        (
            "bedrock-agent",
            "list_agent_versions",
            {"agentId": "AGENT00001"},
            ("ResourceNotFoundException", 404),
        ),
        ("iam", "get_role", {"RoleName": "nobody"}, ("NoSuchEntity", 404)),
        ("iam", "get_account_password_policy", {}, ("NoSuchEntity", 404)),
        ("s3", "list_buckets", {}, {"Buckets": []}),
        ("s3", "get_bucket_policy", {"Bucket": "models"}, ("NoSuchBucket", 404)),
        (
            "s3control",
            "get_public_access_block",
            {"AccountId": HEAD["account"]},
            ("NoSuchPublicAccessBlockConfiguration", 404),
        ),
        ("kms", "describe_key", {"KeyId": "alias/models"}, ("NotFoundException", 400)),
        ("logs", "describe_log_groups", {}, {"logGroups": []}),
        ("bedrock", "delete_model_invocation_logging_configuration", {}, ("AccessDeniedException", 403)),
        ("iam", "delete_role", {"RoleName": "nobody"}, ("AccessDenied", 403)),
    ],
)
def test_what_the_account_does_not_say(
    service: str, method: str, asked: dict[str, Any], outcome: Any
) -> None:
    """Without an entry, a listing is empty, a resource is not found, and a write is denied.

    "Not found" is the error that the model declares.
    """
    with aws() as running:
        try:
            got: Any = body(getattr(client(running, service), method)(**asked))
        except ClientError as error:
            got = (error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"])
    assert got == outcome


def test_an_account_can_say_an_error() -> None:
    """An error entry reaches boto3 with its code, message and status."""
    error = {"code": "AWSOrganizationsNotInUseException", "message": "no <org>", "status": 400}
    with (
        aws({"call": "organizations:DescribeOrganization", "error": error}) as running,
        pytest.raises(ClientError) as caught,
    ):
        client(running, "organizations").describe_organization()
    found = caught.value.response
    assert (
        found["Error"]["Code"],
        found["Error"]["Message"],
        found["ResponseMetadata"]["HTTPStatusCode"],
    ) == tuple(error.values())


def test_pages_hold_the_whole_list() -> None:
    """The server's page size and the request's limit split a listing; boto3 joins the pages."""
    everyone = [agent(n) for n in range(25)]
    with aws({"call": AGENTS, "answer": {"agentSummaries": everyone}}) as running:
        pages = client(running, "bedrock-agent").get_paginator("list_agents")
        running.fault(AGENTS, "page_size", size=10)
        assert [p["agentSummaries"] for p in pages.paginate()] == [
            everyone[:10],
            everyone[10:20],
            everyone[20:],
        ]
        sizes = [len(p["agentSummaries"]) for p in pages.paginate(PaginationConfig={"PageSize": 4})]
        assert sizes == [4, 4, 4, 4, 4, 4, 1]
        running.clear()
        assert [len(p["agentSummaries"]) for p in pages.paginate()] == [25]


def test_pages_run_over_several_lists() -> None:
    """Users, groups, roles and policies are paged one list after the other, with IsTruncated."""
    named = {
        "UserDetailList": [{"UserName": f"u{n}"} for n in range(3)],
        "GroupDetailList": [{"GroupName": f"g{n}"} for n in range(2)],
        "RoleDetailList": [{"RoleName": f"r{n}"} for n in range(2)],
        "Policies": [],
    }
    with aws(
        {"call": "iam:GetAccountAuthorizationDetails", "answer": {**named, "IsTruncated": False}}
    ) as running:
        running.fault("iam:*", "page_size", size=2)
        pages = list(client(running, "iam").get_paginator("get_account_authorization_details").paginate())
    joined = {key: [item for page in pages for item in page.get(key, [])] for key in named}
    assert (joined, [p["IsTruncated"] for p in pages]) == (named, [True, True, True, False])


def test_pages_can_be_said_by_hand() -> None:
    """If botocore has no paginator for a listing, the account has one entry per page."""
    call, stores = "cloudtrail:ListEventDataStores", [{"Name": "store-1"}, {"Name": "store-2"}]
    first = {"EventDataStores": stores[:1], "NextToken": "more"}
    second = {"EventDataStores": stores[1:]}
    with aws(
        {"call": call, "answer": first}, {"call": call, "with": {"NextToken": "more"}, "answer": second}
    ) as running:
        reader = client(running, "cloudtrail")
        assert [
            body(reader.list_event_data_stores()),
            body(reader.list_event_data_stores(NextToken="more")),
        ] == [first, second]


@pytest.mark.parametrize("token", ["no token", "e30=", "WzEsMg==", "WzEsLTFd"])
def test_a_wrong_token_is_refused(token: str) -> None:
    """A page token that the server never issued is a ValidationException."""
    with aws() as running, pytest.raises(ClientError) as caught:
        client(running, "bedrock-agent").list_agents(nextToken=token)
    assert caught.value.response["Error"]["Code"] == "ValidationException"


def test_a_repeated_page_is_noticed_by_the_paginator() -> None:
    """`repeat` returns the same page with the same token forever; the paginator notices it."""
    with aws({"call": AGENTS, "answer": {"agentSummaries": [agent(1)]}}) as running:
        running.fault(AGENTS, "repeat")
        with pytest.raises(PaginationError):
            list(client(running, "bedrock-agent").get_paginator("list_agents").paginate())


@pytest.mark.parametrize(
    ("service", "method", "kind", "expected"),
    [
        ("bedrock-agent", "list_agents", "denied", ("AccessDeniedException", 403)),
        ("sagemaker", "list_models", "denied", ("AccessDeniedException", 400)),
        ("iam", "list_roles", "denied", ("AccessDenied", 403)),
        ("sts", "get_caller_identity", "denied", ("AccessDenied", 403)),
        ("ec2", "describe_regions", "denied", ("UnauthorizedOperation", 403)),
        ("s3", "list_buckets", "denied", ("AccessDenied", 403)),
        ("bedrock-agent", "list_agents", "throttled", ("ThrottlingException", 400)),
        ("ec2", "describe_regions", "throttled", ("ThrottlingException", 400)),
        ("iam", "list_roles", "error500", ("InternalServerException", 500)),
        ("sagemaker", "list_models", "error500", ("InternalServerException", 500)),
    ],
)
def test_errors_have_the_protocols_form(
    service: str, method: str, kind: str, expected: tuple[str, int]
) -> None:
    """Denied, throttled and failed calls reach boto3 with code, status, message and request id."""
    with aws() as running:
        running.fault("*", kind)
        with pytest.raises(ClientError) as caught:
            getattr(client(running, service), method)()
    error, metadata = caught.value.response["Error"], caught.value.response["ResponseMetadata"]
    assert (error["Code"], metadata["HTTPStatusCode"]) == expected
    assert error["Message"]
    assert metadata["RequestId"] == metadata["HTTPHeaders"]["x-amzn-requestid"]


@pytest.mark.parametrize(
    ("kind", "error"), [("reset", (ConnectionClosedError, HTTPClientError)), ("stalled", ReadTimeoutError)]
)
def test_no_answer_comes(kind: str, error: Any) -> None:
    """A reset and a stalled connection cause the same boto3 errors as on a real network."""
    with aws() as running:
        running.fault(AGENTS, kind, seconds=9)
        with pytest.raises(error):
            client(running, "bedrock-agent").list_agents()


@pytest.mark.parametrize("kind", ["cut", "garbled"])
def test_a_broken_body_is_what_boto3_takes_for_nothing(kind: str) -> None:
    """Cut and garbled JSON is a 200 without members for boto3; XML is a parser error."""
    with aws({"call": AGENTS, "answer": {"agentSummaries": [agent(1)]}}) as running:
        running.fault("*", kind)
        got = client(running, "bedrock-agent").list_agents()
        assert (body(got), got["ResponseMetadata"]["HTTPStatusCode"]) == ({}, 200)
        assert "json" in got["ResponseMetadata"]["HTTPHeaders"]["content-type"]
        with pytest.raises(ResponseParserError):
            client(running, "sts").get_caller_identity()


def test_an_empty_answer_says_nothing() -> None:
    """`empty` is a 200 without any member, in JSON and in XML."""
    with aws({"call": AGENTS, "answer": {"agentSummaries": [agent(1)]}}) as running:
        running.fault("*", "empty")
        assert body(client(running, "bedrock-agent").list_agents()) == {}
        assert body(client(running, "sts").get_caller_identity()) == {}


def test_a_stripped_answer_lacks_what_the_fault_names() -> None:
    """`stripped` removes the members at its paths, and nothing else."""
    role = {
        "RoleName": "r", "RoleId": "AROAEXAMPLE0000000001", "Arn": "arn:aws:iam::111122223333:role/r",
        "Path": "/", "CreateDate": WHEN,
        "Tags": [{"Key": "k", "Value": "v"}],
        "AttachedManagedPolicies": [{"PolicyName": "p", "PolicyArn": "arn:aws:iam::aws:policy/p"}],
    }  # fmt: skip
    with aws(
        {
            "call": "iam:GetAccountAuthorizationDetails",
            "answer": {"RoleDetailList": [role, role], "IsTruncated": False},
        }
    ) as running:
        running.fault("iam:*", "stripped", paths=["RoleDetailList[].Tags[].Value", "RoleDetailList[].Path"])
        running.fault("iam:*", "stripped", paths=["RoleDetailList[].Tags[].Value", "RoleDetailList[].Path"])
        running.fault("iam:*", "page_size", size=1)
        page = body(client(running, "iam").get_account_authorization_details())
    left = {k: v for k, v in role.items() if k != "Path"} | {"Tags": [{"Key": "k"}]}
    assert (page.pop("Marker") != "", page) == (True, {"RoleDetailList": [left], "IsTruncated": True})


def test_a_fault_can_be_narrowed() -> None:
    """A fault can be restricted by Region, parameters, page, times and spared calls."""

    def fails(service: str, method: str, region: str = "us-east-1", **asked: Any) -> bool:
        try:
            getattr(client(running, service, region), method)(**asked)
        except ClientError as error:
            return bool(error.response["Error"]["Code"] == "AccessDeniedException")
        return False

    with aws({"call": AGENTS, "answer": {"agentSummaries": [agent(n) for n in range(4)]}}) as running:
        running.fault(AGENTS, "denied", region="eu-west-1")
        assert (
            fails("bedrock-agent", "list_agents"),
            fails("bedrock-agent", "list_agents", "eu-west-1"),
        ) == (False, True)
        running.clear()
        running.fault("bedrock-agent:Get*", "denied", parameters={"agentId": "AGENT00001"})
        assert [fails("bedrock-agent", "get_agent", agentId=i) for i in ("AGENT00001", "AGENT00002")] == [
            True,
            False,
        ]
        running.clear()
        running.fault(AGENTS, "denied", times=2)
        assert [fails("bedrock-agent", "list_agents") for _ in range(3)] == [True, True, False]
        running.clear()
        running.fault("*", "denied", spared=["bedrock-agent:*"])
        assert (fails("bedrock-agent", "list_agents"), fails("bedrock", "list_guardrails")) == (False, True)
        running.clear()
        running.fault("*", "page_size", size=2)
        running.fault(AGENTS, "denied", page=2)
        first = client(running, "bedrock-agent").list_agents()
        assert len(first["agentSummaries"]) == 2
        assert fails("bedrock-agent", "list_agents", nextToken=first["nextToken"])


def test_faults_of_the_file_stand() -> None:
    """Faults in the account's file work from the start, with all keys, and survive `clear`."""
    fault = {"call": "*", "kind": "denied", "region": "eu-west-1", "except": ["sts:*"]}
    with aws(faults=(fault,)) as running:
        running.clear()
        client(running, "sts", "eu-west-1").get_caller_identity()
        client(running, "bedrock-agent", "us-east-1").list_agents()
        with pytest.raises(ClientError):
            client(running, "bedrock-agent", "eu-west-1").list_agents()


def test_latency_is_added_to_each_call() -> None:
    """`latency` seconds pass before an answer."""
    with aws() as running:
        reader = client(running, "bedrock-agent")
        reader.list_agents()
        running.latency = 0.2
        started = time.perf_counter()
        reader.list_agents()
        assert 0.2 <= time.perf_counter() - started < 5


def test_an_answer_is_one_segment() -> None:
    """Twenty answers on one connection need no extra time:

    none waits for a delayed acknowledgement.
    """
    with aws() as running:
        reader = client(running, "bedrock-agent")
        reader.list_agents()
        seconds = []
        for _ in range(3):
            started = time.perf_counter()
            for _ in range(20):
                reader.list_agents()
            seconds.append(time.perf_counter() - started)
        assert min(seconds) < 0.6


def test_the_server_stops_at_once() -> None:
    """Neither a stalled request nor an idle connection delays the stop; then nothing answers."""
    running = AwsServer(load_account({**HEAD, "answers": []}))
    with running:
        running.fault(AGENTS, "stalled", seconds=30)
        idle, stalled = (
            http.client.HTTPConnection(running.url.removeprefix("http://"), timeout=5) for _ in range(2)
        )
        ask(idle)
        stalled.request("POST", "/agents/", body="{}", headers=SIGNED)
        time.sleep(0.1)
        started = time.perf_counter()
    assert time.perf_counter() - started < 5
    for connection in (idle, stalled):
        with pytest.raises((OSError, http.client.HTTPException)):
            ask(connection)
        connection.close()


@pytest.mark.parametrize(
    ("method", "path", "headers", "content", "status"),
    [
        ("GET", "/guardrails", {}, b"", 404),
        ("GET", "/no/such/path", SIGNED, b"", 404),
        ("POST", "/agents/", SIGNED, b"{not json", 400),
        ("POST", "/agents/", SIGNED, b'["a list"]', 400),
        ("POST", "/agents/", SIGNED, b"[" * 100_000, 400),
        ("POST", "/agents/", {**SIGNED, "Content-Length": "-1"}, b"", 413),
        ("POST", "/agents/", {**SIGNED, "Content-Length": "99999999"}, b"", 413),
        ("POST", "/agents/", {**SIGNED, "Transfer-Encoding": "chunked"}, b"", 413),
    ],
)
def test_hostile_requests_are_refused(
    method: str, path: str, headers: dict[str, str], content: bytes, status: int
) -> None:
    """Unsigned, unknown, unreadable and oversized requests get an error; the server continues."""
    with aws() as running:
        connection = http.client.HTTPConnection(running.url.removeprefix("http://"), timeout=5)
        connection.putrequest(method, path)
        for name, value in {"Content-Length": str(len(content)), **headers}.items():
            connection.putheader(name, value)
        connection.endheaders(content)
        assert connection.getresponse().status == status
        connection.close()
        assert body(client(running, "bedrock-agent").list_agents()) == {"agentSummaries": []}


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ({"call": AGENTS, "answer": {"agentSummaries": [{"agentID": "A"}]}}, "agentID"),
        ({"call": AGENTS, "answer": {"agents": []}}, "agents"),
        ({"call": AGENTS, "answer": {"agentSummaries": {}}}, "agentSummaries"),
        ({"call": AGENTS, "answer": {"agentSummaries": [], "nextToken": "more"}}, "nextToken"),
        ({"call": AGENTS, "with": {"agentID": "A"}, "answer": {"agentSummaries": []}}, "with.agentID"),
        ({"call": AGENTS, "regions": [], "answer": {"agentSummaries": []}}, "Did you mean region?"),
        ({"call": AGENTS}, "an answer or an error"),
        ({"call": "bedrock-agent:ListAgentz", "answer": {}}, "botocore does not know this call"),
        ({"call": "bedrok:ListAgents", "answer": {}}, "botocore does not know this call"),
        ({"call": "iam:GetRole", "answer": {"Role": {"CreateDate": "yesterday"}}}, "yesterday"),
    ],
)
def test_an_impossible_account_is_refused(entry: dict[str, Any], told: str) -> None:
    """An answer that AWS could not send is an error that names the entry and the member."""
    with pytest.raises(UsageError) as caught:
        load_account({**HEAD, "answers": [entry]})
    assert "answers[0]" in str(caught.value)
    assert told in str(caught.value)


def test_an_answer_may_lack_what_the_model_requires() -> None:
    """AWS leaves such members out. An account may hold such an answer, and it is served so."""
    summary = {"agentId": "A"}
    with aws({"call": AGENTS, "answer": {"agentSummaries": [summary]}}) as running:
        assert body(client(running, "bedrock-agent").list_agents()) == {"agentSummaries": [summary]}


@pytest.mark.parametrize("change", [{"account": 111122223333}, {"regions": "us-east-1"}, {"caller": None}])
def test_a_head_must_be_whole(change: dict[str, Any]) -> None:
    """A number without quotes, or a missing member, is named."""
    with pytest.raises(UsageError, match=next(iter(change))):
        load_account({**HEAD, **change})


@pytest.mark.parametrize(
    "fault",
    [
        {"call": "*", "kind": "gone"},
        {"call": "*", "kind": "denied", "regoin": "eu-west-1"},
        {"kind": "denied"},
    ],
)
def test_a_fault_must_be_known(fault: dict[str, Any]) -> None:
    """An unknown kind or key of a fault is refused when the account is loaded."""
    with pytest.raises(UsageError, match="fault"):
        load_account({**HEAD, "faults": [fault]})


def test_metrics_that_are_computed_are_refused() -> None:
    """The embedded AWS has values of metrics, and computes nothing with them."""
    query = {"Id": "sum", "Expression": "SUM(METRICS())"}
    with aws() as running, pytest.raises(ClientError, match="ValidationError"):
        client(running, "cloudwatch").get_metric_data(MetricDataQueries=[query], StartTime=WHEN, EndTime=WHEN)
