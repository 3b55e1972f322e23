"""A second opinion: moto's server, written by others, is filled by boto3 and scanned.

What is expected was worked out by hand.

What moto does not implement answers with an error, so the controls that need it are not asked here.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import boto3
import pytest
from moto import mock_aws

from collectors import COLLECTORS
from collectors.aws import Aws
from scanner.catalog import controls as catalog
from tests import lab
from tests.moto_server import moto_server

ACCOUNT = "123456789012"
REGIONS = ("eu-west-1", "us-east-1")
MODEL = "arn:aws:bedrock:*::foundation-model/anthropic.claude-sonnet-4-v1:0"
SERVICE = {"Service": "bedrock.amazonaws.com"}


def _policy(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def _allow(action: Any, resource: Any, **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def _trust(principal: dict[str, str], **condition: Any) -> str:
    return _policy(
        {
            "Effect": "Allow",
            "Principal": principal,
            "Action": "sts:AssumeRole",
            **({"Condition": condition} if condition else {}),
        }
    )


def _principals() -> None:
    """A user with too many rights, a group, a role with a boundary and a scope, and one with neither."""
    iam = boto3.client("iam")
    wide = iam.create_policy(PolicyName="wide", PolicyDocument=_policy(_allow("BedRock:*", "*")))["Policy"][
        "Arn"
    ]
    edge = _policy(_allow(["bedrock:InvokeModel", "bedrock:Get*"], "*"))
    boundary = iam.create_policy(PolicyName="edge", PolicyDocument=edge)["Policy"]["Arn"]
    iam.create_user(UserName="ops")
    iam.attach_user_policy(UserName="ops", PolicyArn=wide)
    iam.create_group(GroupName="data")
    iam.attach_group_policy(GroupName="data", PolicyArn="arn:aws:iam::aws:policy/AmazonBedrockFullAccess")
    iam.put_group_policy(
        GroupName="data",
        PolicyName="any-model",
        PolicyDocument=_policy(_allow("bedrock:Invoke*", "arn:aws:bedrock:us-east-1::*")),
    )
    iam.create_role(
        RoleName="app",
        AssumeRolePolicyDocument=_trust({"Service": "lambda.amazonaws.com"}),
        PermissionsBoundary=boundary,
    )
    iam.put_role_policy(
        RoleName="app", PolicyName="ask", PolicyDocument=_policy(_allow("bedrock:InvokeModel", MODEL))
    )
    people = {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
    iam.create_role(
        RoleName="analyst",
        AssumeRolePolicyDocument=_trust(people),
        MaxSessionDuration=43200,
        PermissionsBoundary=boundary,
    )
    denied = {"Effect": "Deny", "Action": "bedrock:InvokeModelWithResponseStream", "Resource": "*"}
    iam.put_role_policy(
        RoleName="analyst",
        PolicyName="ask",
        PolicyDocument=_policy(_allow("bedrock:InvokeModel*", MODEL), denied),
    )


def _buckets() -> None:
    """Logging goes to a careful bucket in one region and to a bare one in the other."""
    key = boto3.client("kms").create_key()["KeyMetadata"]["Arn"]
    s3 = boto3.client("s3")
    s3.create_bucket(Bucket="careful", ObjectOwnership="BucketOwnerEnforced")
    closed = dict.fromkeys(
        ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True
    )
    s3.put_public_access_block(Bucket="careful", PublicAccessBlockConfiguration=closed)
    s3.put_bucket_versioning(Bucket="careful", VersioningConfiguration={"Status": "Enabled"})
    default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}
    s3.put_bucket_encryption(
        Bucket="careful",
        ServerSideEncryptionConfiguration={"Rules": [{"ApplyServerSideEncryptionByDefault": default}]},
    )
    objects = ["arn:aws:s3:::careful", "arn:aws:s3:::careful/*"]
    write = _allow(
        "s3:PutObject",
        "arn:aws:s3:::careful/*",
        Principal=SERVICE,
        Condition={"StringEquals": {"aws:SourceAccount": ACCOUNT}},
    )
    plain = {"Bool": {"aws:SecureTransport": "false"}}
    tls = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": objects, "Condition": plain}
    s3.put_bucket_policy(Bucket="careful", Policy=_policy(write, tls))
    boto3.client("s3", region_name="eu-west-1").create_bucket(
        Bucket="bare", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    flags = dict.fromkeys(
        (
            "textDataDeliveryEnabled",
            "imageDataDeliveryEnabled",
            "embeddingDataDeliveryEnabled",
            "videoDataDeliveryEnabled",
            "audioDataDeliveryEnabled",
        ),
        True,
    )
    for region, bucket in (("us-east-1", "careful"), ("eu-west-1", "bare")):
        config = {"s3Config": {"bucketName": bucket, "keyPrefix": "bedrock"}, **flags}
        boto3.client("bedrock", region_name=region).put_model_invocation_logging_configuration(
            loggingConfig=config
        )


def _network() -> dict[str, str]:
    """Make two endpoints for Bedrock's runtime, and return id -> name.

    Each has its own VPC. One is open to the world, one to its callers on 443.
    """
    ec2, names = boto3.client("ec2"), {}
    for name, cidr in (("open", "0.0.0.0/0"), ("tight", "10.1.0.0/16")):
        vpc = ec2.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
        ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsHostnames={"Value": name == "tight"})
        group = ec2.create_security_group(GroupName=name, Description=name, VpcId=vpc)["GroupId"]
        rule = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": cidr}]}
        ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[rule])
        service = "com.amazonaws.us-east-1.bedrock-runtime"
        made = ec2.create_vpc_endpoint(
            VpcEndpointType="Interface",
            VpcId=vpc,
            ServiceName=service,
            SecurityGroupIds=[group],
            PrivateDnsEnabled=True,
        )
        names[made["VpcEndpoint"]["VpcEndpointId"]] = name
    return names


def _trail() -> None:
    """A trail of every region that is turned on."""
    cloudtrail = boto3.client("cloudtrail")
    boto3.client("s3").create_bucket(Bucket="trails")
    cloudtrail.create_trail(Name="all", S3BucketName="trails", IsMultiRegionTrail=True)
    cloudtrail.start_logging(Name="all")
    selector = {"ReadWriteType": "All", "IncludeManagementEvents": True, "DataResources": []}
    cloudtrail.put_event_selectors(TrailName="all", EventSelectors=[selector])


EXPECTED = {
    "GENSEC01-BP01/no-full-access-managed-policies": {
        "app": "pass",
        "analyst": "pass",
        "ops": "pass",
        "data": "fail",
    },
    "GENSEC01-BP01/no-service-wildcard-actions": {
        "wide": "fail",
        "data": "pass",
        "app": "pass",
        "analyst": "pass",
    },
    "GENSEC01-BP01/model-invoke-resource-scoped": {"data": "fail", "app": "pass", "analyst": "pass"},
    "GENSEC01-BP01/inference-principals-bounded": {"ops": "fail", "app": "pass", "analyst": "fail"},
    "GENSEC01-BP02/endpoint-security-groups-restrictive": {"open": "fail", "tight": "pass"},
    "GENSEC01-BP02/endpoint-private-dns": {"open": "fail", "tight": "pass"},
    "GENSEC01-BP04/invocation-logging-enabled": {"us-east-1": "pass", "eu-west-1": "pass"},
    "GENSEC01-BP04/invocation-logging-all-modalities": {"us-east-1": "pass", "eu-west-1": "pass"},
    "GENSEC01-BP04/invocation-log-destination-valid": {"us-east-1": "pass", "eu-west-1": "fail"},
    "GENSEC01-BP04/invocation-log-bucket-protected": {"careful": "pass", "bare": "fail"},
    "GENSEC01-BP04/invocation-log-encrypted-cmk": {"careful": "pass", "bare": "fail"},
    "GENSEC03-BP01/trail-records-model-calls": {"global": "pass"},
}
"""Control -> resource (an endpoint by the name of its security group, an account by the region) -> kind of verdict."""


Judged = dict[str, dict[str, str]]


@pytest.fixture(scope="module")
def judged() -> Iterator[Judged]:
    """What a scan of moto's account says, in the form of EXPECTED."""
    with moto_server() as place:
        environ = {k: v for k, v in os.environ.items() if not k.startswith("AWS_")} | {
            "AWS_ENDPOINT_URL": f"http://{place}",
            "AWS_ENDPOINT_URL_S3_CONTROL": f"http://s3-control@{place}",
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_MAX_ATTEMPTS": "1",
            "no_proxy": "*",
        }
        with patch.dict(os.environ, environ, clear=True):
            _principals()
            _buckets()
            names = _network()
            _trail()
            chosen = catalog.select(lab.everything(), catalog.Selection(controls=tuple(sorted(EXPECTED))))
            report = lab.judge(lab.read(Aws(), chosen.operations, REGIONS), chosen=chosen)
            found: Judged = {control: {} for control in EXPECTED}
            for result in report.results:
                last = result.resource.id.rpartition(":")[2].rpartition("/")[2]
                found[result.control][result.region if last == "root" else names.get(last, last)] = (
                    result.kind
                )
            yield found


@pytest.mark.parametrize("control", sorted(EXPECTED))
def test_verdicts_are_those_worked_out_by_hand(judged: Judged, control: str) -> None:
    """Each thing that moto holds is judged as a person would."""
    assert judged[control] == EXPECTED[control]


@pytest.fixture(scope="module")
def parameters() -> Iterator[Any]:
    """A client of moto's Systems Manager."""
    with patch.dict(os.environ, {"MOTO_EC2_LOAD_DEFAULT_AMIS": "false"}), mock_aws():
        yield boto3.client(
            "ssm", region_name="us-east-1", aws_access_key_id="testing", aws_secret_access_key="testing"
        )


@pytest.mark.parametrize("name", sorted({c.offered_as for c in COLLECTORS if c.offered_as}))
def test_aws_lists_the_regions_of_a_service_under_this_name(parameters: Any, name: str) -> None:
    """moto carries AWS's own public parameters: each list that the tables name is there and holds regions."""
    path = f"/aws/service/global-infrastructure/services/{name}/regions"
    pages = parameters.get_paginator("get_parameters_by_path").paginate(Path=path)
    found = {p["Value"] for page in pages for p in page["Parameters"]}
    assert "us-east-1" in found
