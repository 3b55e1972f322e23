"""Collecting over HTTP: pages, retries, gaps, redaction, and the guard against writes."""

from __future__ import annotations

import re
from typing import Any
from unittest.mock import patch

import boto3
import orjson
import pytest
from botocore import xform_name
from botocore.exceptions import ClientError

from collectors import ROWS
from collectors.aws import Aws
from collectors.calls import Pages, call_id
from collectors.own import OWN_OPERATIONS
from collectors.records import Call, Collection
from scanner.demo.encode import Response
from tests import lab
from tests.collectors.wrong import answering

AGENTS = "bedrock-agent:ListAgents"


def _many_agents(number: int) -> dict[str, Any]:
    sample = lab.account("empty")
    summaries = [
        {
            "agentId": f"AGENT{i:05}",
            "agentName": f"agent {i}",
            "agentStatus": "PREPARED",
            "updatedAt": "2025-04-01T00:00:00Z",
        }
        for i in range(number)
    ]
    sample["answers"].append({"call": AGENTS, "region": "us-east-1", "answer": {"agentSummaries": summaries}})
    return sample


def _agents(collection: Collection) -> list[str]:
    return [r.properties["agentId"] for r in collection.resources if r.type == "AWS::Bedrock::Agent"]


def _calls(collection: Collection) -> list[Call]:
    """Return the ledger without the scanner's own questions."""
    return [c for c in collection.calls if f"{c.service}:{c.operation}" not in OWN_OPERATIONS]


def test_all_pages_are_read() -> None:
    """All pages are read, each is a line of the ledger, and the listing is complete."""
    with lab.serving(_many_agents(25)) as (server, aws):
        server.fault(AGENTS, "page_size", size=10)
        found = lab.read(aws, [AGENTS])
    assert _agents(found) == [f"AGENT{i:05}" for i in range(25)]
    assert sorted((c.region, c.page) for c in _calls(found)) == [
        ("eu-west-1", 0),
        ("us-east-1", 0),
        ("us-east-1", 1),
        ("us-east-1", 2),
    ]
    assert found.complete == {AGENTS: ("eu-west-1", "us-east-1")}


@pytest.mark.parametrize(
    ("name", "pages"),
    [("gen_ai.client.token.usage", 2), ("LLMTokens", 2), ("FullMemory", 3)],
)
def test_a_long_listing_ends_where_it_shows_enough(name: str, pages: int) -> None:
    """Controls ask whether there is a metric of a kind. No page after the first one is read."""
    sample = lab.account("bad")
    lab.entry(sample, "cloudwatch:ListMetrics")["Metrics"] = [
        {"Namespace": "AWS/Bedrock", "MetricName": "Invocations"},
        {"Namespace": "AWS/Bedrock", "MetricName": "gen_ai.of.aws"},
        {"Namespace": "shop", "MetricName": "orders"},
        {"Namespace": "shop", "MetricName": name},
        {"Namespace": "shop", "MetricName": "returns"},
        {"Namespace": "shop", "MetricName": "refunds"},
    ]
    with lab.serving(sample) as (server, aws):
        server.fault("cloudwatch:ListMetrics", "page_size", size=2)
        found = lab.read(aws, ["cloudwatch:ListMetrics"])
    asked = [c.page for c in _calls(found) if c.parameters == {"RecentlyActive": "PT3H"}]
    assert sorted(asked) == sorted([*range(pages)] * len(found.regions))
    kind = "AWS::CloudWatch::ApplicationMetric"
    shown = {r.properties["MetricName"] for r in found.resources if r.type == kind}
    assert shown == ({name} if pages == 2 else set())
    assert found.complete == {"cloudwatch:ListMetrics": found.regions}


def test_a_token_by_hand_is_followed() -> None:
    """An operation without a paginator in boto3 is also read to its last page."""
    sample = lab.account("bad")
    credentials = lab.entry(sample, "iam:ListServiceSpecificCredentials")
    first, second, *_ = credentials["ServiceSpecificCredentials"]
    credentials |= {"ServiceSpecificCredentials": [first], "IsTruncated": True, "Marker": "more"}
    last = {"ServiceSpecificCredentials": [second], "IsTruncated": False}
    sample["answers"].append(
        {"call": "iam:ListServiceSpecificCredentials", "with": {"Marker": "more"}, "answer": last}
    )
    with lab.serving(sample) as (_, aws):
        found = lab.read(aws, ["iam:ListServiceSpecificCredentials"])
    assert [r.properties["ServiceSpecificCredentialId"] for r in found.resources] == [
        "ACCAEXAMPLE000000001",
        "ACCAEXAMPLE000000002",
    ]


@pytest.mark.parametrize(("length", "code"), [(2000, ""), (2049, "Malformed"), (5_000_000, "Malformed")])
def test_an_id_has_a_limit(length: int, code: str) -> None:
    """A part of an id that is longer than an ARN is a gap. Each result would repeat it."""
    sample = _many_agents(2)
    sample["answers"][-1]["answer"]["agentSummaries"][0]["agentId"] = "A" * length
    with lab.serving(sample) as (_, aws):
        found = lab.read(aws, [AGENTS], ["us-east-1"])
    assert [gap.code for gap in found.gaps] == ([code] if code else [])
    assert len(_agents(found)) == (1 if code else 2)


@pytest.mark.parametrize(
    "operation", ["GetAccountAuthorizationDetails", "ListRoles", "ListServiceSpecificCredentials"]
)
@pytest.mark.parametrize(
    ("found", "changed"),
    [
        (rb"<Marker>.*?</Marker>", b""),
        (rb"<Marker>.*?</Marker>", b"<Marker/>"),
        (rb"(?<=<IsTruncated>)true", b"false"),
    ],
)
def test_a_page_that_contradicts_itself_ends_no_listing(operation: str, found: bytes, changed: bytes) -> None:
    """IsTruncated without a token, or a token without it, is a gap and not the end of the list."""
    sample = lab.account("bad")
    many = lab.entry(sample, "iam:ListServiceSpecificCredentials")
    many |= {"IsTruncated": True, "Marker": "more"}

    def cut(right: Response) -> Response:
        headers = {name: value for name, value in right.headers.items() if name != "Content-Length"}
        return Response(right.status, re.sub(found, changed, right.body), headers)

    with lab.serving(sample) as (server, aws), answering(f"iam:{operation}", cut):
        server.fault("iam:*", "page_size", size=1)
        (gap,) = lab.read(aws, [f"iam:{operation}"]).gaps
    assert (gap.operation, gap.code) == (f"iam:{operation}", "Malformed")
    assert "contradict" in gap.message


def test_pages_before_a_failure_stay() -> None:
    """Pages before a failure are kept, the rest is one gap, and the listing is not complete."""
    with lab.serving(_many_agents(25)) as (server, aws):
        server.fault(AGENTS, "page_size", size=10)
        server.fault(AGENTS, "denied", page=2)
        found = lab.read(aws, [AGENTS])
    assert len(_agents(found)) == 10
    assert [(g.operation, g.region, g.resource, g.code, g.permission) for g in found.gaps] == [
        (AGENTS, "us-east-1", None, "AccessDeniedException", "bedrock:ListAgents")
    ]
    assert found.complete == {AGENTS: ("eu-west-1",)}


def test_a_page_that_repeats_is_malformed() -> None:
    """A token that comes twice ends the listing with a gap, not in an endless loop."""
    with lab.serving(_many_agents(5)) as (server, aws):
        server.fault(AGENTS, "repeat")
        found = lab.read(aws, [AGENTS], ["us-east-1"])
    assert [(g.code, g.permission) for g in found.gaps] == [("Malformed", "")]


@pytest.mark.parametrize(
    ("service", "operation"), [("bedrock-agent", "ListAgents"), ("cloudtrail", "ListEventDataStores")]
)
def test_a_circle_of_tokens_is_malformed(service: str, operation: str) -> None:
    """A token that comes again after others ends the listing too, paged by boto3 or by a row."""
    ((_, row),) = ROWS[f"{service}:{operation}"]
    assert bool(row.token) == (service == "cloudtrail")
    client = boto3.client(service, region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x")
    name = "nextToken" if service == "bedrock-agent" else "NextToken"
    items = {"agentSummaries": []} if service == "bedrock-agent" else {"EventDataStores": []}
    following = {None: "a", "a": "b", "b": "a"}
    sent: list[Any] = []

    def method(**parameters: Any) -> dict[str, Any]:
        sent.append(parameters.get(name))
        return {**items, name: following[sent[-1]], "ResponseMetadata": {}}

    with patch.object(client, xform_name(operation), method):
        pages = Pages(client, service, "us-east-1", row, {})
        while (answer := pages.request()) is None:
            pass
    assert sent == [None, "a", "b"]
    assert answer.failure == ("Malformed", f"the page token of {operation} came twice")
    assert len(answer.pages) == 3


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("denied", "AccessDeniedException"),
        ("throttled", "ThrottlingException"),
        ("error500", "InternalServerException"),
        ("reset", "ConnectionClosedError"),
        ("stalled", "ReadTimeoutError"),
        ("cut", "Malformed"),
        ("garbled", "Malformed"),
        ("empty", "Malformed"),
    ],
)
def test_each_way_to_fail_is_a_gap(kind: str, code: str) -> None:
    """Each kind of lost answer is a gap with a code, never an empty list."""
    with lab.serving(_many_agents(1), timeout=2 if kind == "stalled" else 30) as (server, aws):
        server.fault(AGENTS, kind)
        found = lab.read(aws, [AGENTS], ["us-east-1"])
    assert [(g.operation, g.code) for g in found.gaps] == [(AGENTS, code)]
    assert found.complete == {AGENTS: ()}
    assert not found.resources


def test_throttling_is_retried() -> None:
    """A call that succeeds after two throttled attempts is not a gap.

    The ledger counts the retries.
    """
    with lab.serving(_many_agents(1)) as (server, _):
        server.fault(AGENTS, "throttled", region="us-east-1", times=2)
        found = lab.read(Aws(), [AGENTS], ["us-east-1"])
    assert not found.gaps
    assert [c.retries for c in _calls(found)] == [2]


def test_what_a_lost_listing_feeds_is_not_complete() -> None:
    """Where agents were not listed, nobody knows that all details and versions were read."""
    with lab.serving(lab.account("bad")) as (server, aws):
        server.fault(AGENTS, "denied", region="us-east-1")
        found = lab.read(aws, [AGENTS, "bedrock-agent:GetAgent", "bedrock-agent:GetAgentVersion"])
    assert len(found.complete) == 4
    assert set(found.complete.values()) == {("eu-west-1",)}


def test_a_detail_that_was_denied_is_a_gap_of_its_resource() -> None:
    """If a detail is denied, the listed resource is kept, with a gap that names it."""
    with lab.serving(lab.account("bad")) as (server, aws):
        server.fault("bedrock-agent:GetAgent", "denied")
        found = lab.read(aws, ["bedrock-agent:GetAgent"])
    assert _agents(found) == ["REFUNDS001", "TRAVEL0001"]
    assert [g.resource for g in found.gaps] == [
        "arn:aws:bedrock:us-east-1:999900001111:agent/REFUNDS001",
        "arn:aws:bedrock:us-east-1:999900001111:agent/TRAVEL0001",
    ]
    assert found.complete["bedrock-agent:GetAgent"] == ("eu-west-1",)


def test_a_version_denied_names_what_it_was_read_for() -> None:
    """The gap of an agent's version is on the alias, with the agent as parent."""
    with lab.serving(lab.account("bad")) as (server, aws):
        server.fault("bedrock-agent:GetAgentVersion", "denied")
        gap = lab.read(aws, ["bedrock-agent:GetAgentVersion"]).gaps[0]
    assert gap.resource == "arn:aws:bedrock:us-east-1:999900001111:agent-alias/REFUNDS001/LIVE000001"
    assert gap.parents == ("arn:aws:bedrock:us-east-1:999900001111:agent/REFUNDS001",)


def test_one_version_behind_two_aliases_is_read_once() -> None:
    """Two aliases that route to one version cost one call."""
    sample = lab.account("bad")
    aliases = lab.entry(sample, "bedrock-agent:ListAgentAliases", agentId="REFUNDS001")["agentAliasSummaries"]
    aliases.append({**aliases[1], "agentAliasId": "SECOND0001", "agentAliasName": "second"})
    with lab.serving(sample) as (_, aws):
        found = lab.read(aws, ["bedrock-agent:GetAgentVersion"])
    assert [c.parameters["agentVersion"] for c in found.calls if c.operation == "GetAgentVersion"] == ["6"]


def test_a_version_denied_names_all_that_waited_for_it() -> None:
    """If two aliases route to one version, the gap names both, and the agent above them."""
    sample = lab.account("bad")
    aliases = lab.entry(sample, "bedrock-agent:ListAgentAliases", agentId="REFUNDS001")["agentAliasSummaries"]
    aliases.append({**aliases[1], "agentAliasId": "SECOND0001", "agentAliasName": "second"})
    with lab.serving(sample) as (server, aws):
        server.fault("bedrock-agent:GetAgentVersion", "denied")
        gaps = lab.read(aws, ["bedrock-agent:GetAgentVersion"]).gaps
    (named,) = [{gap.resource, *gap.parents} for gap in gaps if "REFUNDS001" in str(gap.resource)]
    arn = "arn:aws:bedrock:us-east-1:999900001111:"
    agent, first, second = (
        "agent/REFUNDS001",
        "agent-alias/REFUNDS001/LIVE000001",
        "agent-alias/REFUNDS001/SECOND0001",
    )
    assert named == {f"{arn}{name}" for name in (agent, first, second)}


def test_a_region_that_cannot_be_entered_is_one_gap() -> None:
    """If a Region's STS refuses the credentials, nothing else is called there."""
    with lab.serving(lab.account("empty")) as (server, aws):
        server.fault("sts:*", "denied", region="eu-west-1")
        found = lab.read(aws, regions=["us-east-1", "eu-west-1"])
    assert [(g.operation, g.region, g.code) for g in found.gaps] == [("*", "eu-west-1", "Unreachable")]
    assert not [c for c in _calls(found) if c.region == "eu-west-1"]


def test_a_trail_of_every_region_is_kept_once() -> None:
    """A multi-Region trail is listed in each Region and kept once, in its home Region."""
    with lab.serving(lab.account("good")) as (_, aws):
        found = lab.read(aws, ["cloudtrail:GetTrailStatus"])
        away = lab.read(aws, ["cloudtrail:GetTrailStatus"], ["eu-west-1"])
    for collection in (found, away):
        trails = [r for r in collection.resources if r.type == "AWS::CloudTrail::Trail"]
        assert [(t.region, t.properties["GetTrailStatus"]["IsLogging"]) for t in trails] == [
            ("us-east-1", True)
        ]


def test_a_service_that_aws_does_not_offer_is_not_called() -> None:
    """AWS's own list of a service's Regions decides where it is called; the snapshot records it."""
    sample = lab.account("empty")
    path = "/aws/service/global-infrastructure/services/bedrock/regions"
    regions = [{"Name": f"{path}/us-east-1", "Type": "String", "Value": "us-east-1", "Version": 1}]
    sample["answers"].append(
        {"call": "ssm:GetParametersByPath", "with": {"Path": path}, "answer": {"Parameters": regions}}
    )
    with lab.serving(sample) as (_, aws):
        found = lab.read(aws, [AGENTS])
    assert [c.region for c in _calls(found)] == ["us-east-1"]
    assert found.complete == {AGENTS: ("eu-west-1", "us-east-1")}
    assert found.offered == {"bedrock": {"regions": ["us-east-1"], "source": f"ssm:{path}"}}


def test_secrets_are_not_stored() -> None:
    """Texts and environment values are replaced by a length and a hash.

    The hash's key changes with each collection.
    """
    with lab.serving(lab.account("good")) as (_, aws):
        found = [lab.read(aws), lab.read(aws)]
    texts = [orjson.dumps(c).decode() for c in found]
    for secret in (
        "not-a-real-token",
        "Answer questions about orders",
        "Which team should answer",
        "You coach new",
    ):
        assert not any(secret in text for text in texts), secret
    hashes = [
        next(r for r in c.resources if r.name == "support").properties["instruction"]["redacted"]
        for c in found
    ]
    assert hashes[0]["length"] == hashes[1]["length"] == 60
    assert hashes[0]["hmac"] != hashes[1]["hmac"]


def test_a_document_that_is_none_is_a_gap_of_its_resource() -> None:
    """A policy that is not JSON is Malformed on the endpoint that has it."""
    sample = lab.account("good")
    lab.entry(sample, "ec2:DescribeVpcEndpoints")["VpcEndpoints"][0]["PolicyDocument"] = "{not json"
    with lab.serving(sample) as (_, aws):
        found = lab.read(aws, ["ec2:DescribeVpcEndpoints"])
    assert [(g.resource, g.code) for g in found.gaps] == [
        ("arn:aws:ec2:us-east-1:111122223333:vpc-endpoint/vpce-0aaaaaaaaaaaaaaa1", "Malformed")
    ]


def test_the_guard_sends_no_write() -> None:
    """A client has no method for a write, nor for a read that is in no table."""
    with lab.serving(lab.account("empty")) as (server, aws):
        before = len(server.requests)
        with pytest.raises(AttributeError):
            aws.client("iam", "us-east-1").create_user(UserName="intruder")
        with pytest.raises(AttributeError):
            aws.client("dynamodb", "us-east-1").get_item(TableName="t", Key={"k": {"S": "v"}})
        assert len(server.requests) == before


@pytest.mark.parametrize(
    ("service", "operation", "parameters"),
    [
        ("sso", "get_role_credentials", {"roleName": "r", "accountId": "1" * 12, "accessToken": "t"}),
        ("sso-oidc", "create_token", {"clientId": "c", "clientSecret": "s", "grantType": "refresh_token"}),
        (
            "sts",
            "assume_role_with_web_identity",
            {
                "RoleArn": "arn:aws:iam::111122223333:role/r",
                "RoleSessionName": "scan",
                "WebIdentityToken": "t" * 8,
            },
        ),
    ],
)
def test_the_guard_lets_credentials_be_fetched(
    service: str, operation: str, parameters: dict[str, str]
) -> None:
    """The guard allows boto3's requests for SSO and web identity credentials."""
    with lab.serving(lab.account("empty")) as (server, aws):
        before = len(server.requests)
        # The embedded AWS does not have the service; only the request matters.
        with pytest.raises(ClientError):
            getattr(aws.client(service, "us-east-1"), operation)(**parameters)
        assert len(server.requests) == before + 1


def test_the_same_account_gives_the_same_records() -> None:
    """The records are equal each time, except for the ledger and the hashes of secrets."""
    with lab.serving(lab.account("bad")) as (_, aws), patch("secrets.token_bytes", return_value=bytes(32)):
        first, second = lab.read(aws), lab.read(aws)
    assert first.resources == second.resources
    assert first.gaps == second.gaps
    assert [c.id for c in first.calls] == [c.id for c in second.calls]
    assert call_id("a", "B", "r", {"x": 1, "y": 2}, 0) == call_id("a", "B", "r", {"y": 2, "x": 1}, 0)


def _role(sample: dict[str, Any], name: str) -> dict[str, Any]:
    shown: dict[str, Any] = next(
        r
        for r in lab.entry(sample, "iam:GetAccountAuthorizationDetails")["RoleDetailList"]
        if r["RoleName"] == name
    )
    return {key: shown[key] for key in ("Path", "RoleName", "RoleId", "Arn", "CreateDate")}


def test_a_second_listing_adds_to_what_the_first_found() -> None:
    """ListRoles adds the session length to a role, but makes no role of its own."""
    sample = lab.account("bad")
    known = {**_role(sample, "training"), "MaxSessionDuration": 43200}
    gone = {**known, "RoleName": "gone", "Arn": "arn:aws:iam::999900001111:role/gone"}
    sample["answers"] = [e for e in sample["answers"] if e["call"] != "iam:ListRoles"]
    sample["answers"].append(
        {"call": "iam:ListRoles", "answer": {"Roles": [known, gone], "IsTruncated": False}}
    )
    with lab.serving(sample) as (_, aws):
        found = lab.read(aws, ["iam:ListRoles", "iam:GetAccountAuthorizationDetails"])
    roles = {
        r.name: r.properties.get("MaxSessionDuration") for r in found.resources if r.type == "AWS::IAM::Role"
    }
    assert "gone" not in roles
    assert roles["training"] == 43200
    assert all("RolePolicyList" in r.properties for r in found.resources if r.type == "AWS::IAM::Role")


def test_a_detail_is_asked_about_in_turn() -> None:
    """The action groups of a version that an alias routes to are found through its details."""
    sample = lab.account("bad")
    group = {
        "actionGroupId": "AG00000001",
        "actionGroupName": "pay",
        "actionGroupState": "ENABLED",
        "updatedAt": "2025-04-01T00:00:00Z",
    }
    asked = {"agentId": "REFUNDS001", "agentVersion": "6"}
    sample["answers"] = [e for e in sample["answers"] if e["call"] != "bedrock-agent:ListAgentActionGroups"]
    for parameters, groups in (({**asked, "agentVersion": "DRAFT"}, []), (asked, [group])):
        sample["answers"].append(
            {
                "call": "bedrock-agent:ListAgentActionGroups",
                "with": parameters,
                "answer": {"actionGroupSummaries": groups},
            }
        )
    with lab.serving(sample) as (_, aws):
        found = lab.read(aws, ["bedrock-agent:ListAgentActionGroups"], ["us-east-1"])
    groups = [r for r in found.resources if r.type == "AWS::Bedrock::AgentActionGroup"]
    assert [r.id for r in groups] == [
        "arn:aws:bedrock:us-east-1:999900001111:agent/REFUNDS001:6:action-group/AG00000001"
    ]
    assert [r.name for r in groups] == ["pay"]


@pytest.mark.parametrize("more", [[], ["s3:ListBuckets"]])
def test_a_resource_has_the_service_that_found_it(more: list[str]) -> None:
    """A resource keeps the service that found it: of several listings, the first in the tables.

    Details of another service do not change it.
    """
    with lab.serving(lab.account("good")) as (_, aws):
        found = lab.read(aws, ["s3:GetBucketPolicy", "kms:DescribeKey", *more], ["us-east-1"])
    buckets = [r for r in found.resources if r.type == "AWS::S3::Bucket"]
    assert any("GetBucketPolicy" in r.properties and r.service == "bedrock" for r in buckets)
    assert all(r.service == ("bedrock" if "Bucket" in r.properties else "s3") for r in buckets)
    assert all(r.source is None for r in found.resources)
    assert found.kind == "account"


def test_answers_about_one_thing_are_joined() -> None:
    """AWS returns one attribute of a VPC per call; all are joined under the operation's name."""
    sample = lab.account("empty")
    vpc = {
        "VpcId": "vpc-1",
        "CidrBlock": "10.0.0.0/16",
        "CidrBlockAssociationSet": [{"CidrBlock": "10.0.0.0/16", "CidrBlockState": {"State": "associated"}}],
    }
    sample["answers"] = [e for e in sample["answers"] if not e["call"].startswith("ec2:DescribeVpc")]
    for call, asked, answer in (
        ("ec2:DescribeVpcs", {}, {"Vpcs": [vpc]}),
        (
            "ec2:DescribeVpcAttribute",
            {"Attribute": "enableDnsSupport"},
            {"VpcId": "vpc-1", "EnableDnsSupport": {"Value": True}},
        ),
        (
            "ec2:DescribeVpcAttribute",
            {"Attribute": "enableDnsHostnames"},
            {"VpcId": "vpc-1", "EnableDnsHostnames": {"Value": False}},
        ),
    ):
        sample["answers"].append({"call": call, "with": asked, "answer": answer})
    with lab.serving(sample) as (_, aws):
        found = lab.read(aws, ["ec2:DescribeVpcAttribute"], ["us-east-1"])
    (seen,) = found.resources
    assert seen.properties["DescribeVpcAttribute"] == {
        "VpcId": "vpc-1",
        "EnableDnsSupport": {"Value": True},
        "EnableDnsHostnames": {"Value": False},
    }


@pytest.mark.parametrize(
    ("message", "is_fact"), [("Macie is not enabled", True), ("User is not authorized to perform it", False)]
)
def test_the_message_says_whether_an_error_is_a_fact(message: str, is_fact: bool) -> None:
    """Amazon Macie has one code for an account without it, and for a permission that is missing."""
    call = "macie2:GetMacieSession"
    sample = lab.account("good")
    answers = [entry for entry in sample["answers"] if entry["call"] != call]
    error = {"code": "AccessDeniedException", "message": message, "status": 403}
    with lab.serving({**sample, "answers": [*answers, {"call": call, "error": error}]}) as (_, aws):
        found = lab.read(aws, [call], ["us-east-1"])
    assert any(f"{one.service}:{one.operation}" == call for one in found.calls)
    assert bool([gap for gap in found.gaps if gap.operation == call]) != is_fact
