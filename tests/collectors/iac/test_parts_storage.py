"""What protects a bucket, and the keys that records name."""

from __future__ import annotations

from typing import Any

import pytest

from collectors.iac.things import Thing
from collectors.iac.values import Unknown, reference
from collectors.records import GLOBAL
from tests.collectors.iac.stacks import PLACE, declared, gaps_of, listing_gaps, only, thing

BUCKET = "AWS::S3::Bucket"
WHY = Unknown("var.x has no value")
KEY = reference("aws_kms_key.k", "arn")
POLICY = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "s3:*", "Resource": "*"}]}
_KMS = "ApplyServerSideEncryptionByDefault"


def bucket(**attributes: Any) -> Thing:
    """Return a bucket of Terraform."""
    return thing("aws_s3_bucket", "aws_s3_bucket.b", bucket="logs", **attributes)


def satellite(kind: str, **attributes: Any) -> Thing:
    """Return a setting of that bucket, with a resource of its own."""
    return thing(f"aws_s3_bucket_{kind}", kind, 60, bucket=reference("aws_s3_bucket.b", "id"), **attributes)


def shown(*things: Thing) -> dict[str, Any]:
    """Return the members of the only bucket."""
    return dict(only(declared(*things), BUCKET).properties)


def test_a_new_bucket_is_as_aws_makes_it() -> None:
    found = declared(bucket())
    properties = only(found, BUCKET).properties

    assert only(found, BUCKET).id == "arn:aws:s3:::logs"
    assert only(found, BUCKET).region == GLOBAL
    assert {*properties["GetPublicAccessBlock"]["PublicAccessBlockConfiguration"].values()} == {True}
    assert properties["GetBucketPolicy"] == {"absent": "NoSuchBucketPolicy"}
    assert properties["GetBucketVersioning"] == {}
    rules = properties["GetBucketEncryption"]["ServerSideEncryptionConfiguration"]["Rules"]
    assert rules[0][_KMS]["SSEAlgorithm"] == "AES256"
    assert gaps_of(found, only(found, BUCKET)) == []


@pytest.mark.parametrize(
    ("things", "member", "value"),
    [
        (
            [bucket(), satellite("versioning", versioning_configuration=[{"status": "Enabled"}])],
            "GetBucketVersioning",
            {"Status": "Enabled"},
        ),
        (
            [bucket(), satellite("versioning", versioning_configuration=[{"status": "Disabled"}])],
            "GetBucketVersioning",
            {},
        ),
        ([bucket(versioning=[{"enabled": True}])], "GetBucketVersioning", {"Status": "Enabled"}),
        (
            [thing("AWS::S3::Bucket", "B", VersioningConfiguration={"Status": "Suspended"})],
            "GetBucketVersioning",
            {"Status": "Suspended"},
        ),
        (
            [bucket(), satellite("policy", policy=POLICY)],
            "GetBucketPolicy",
            {"Policy": POLICY},
        ),
        (
            [
                thing("AWS::S3::Bucket", "B"),
                thing("AWS::S3::BucketPolicy", "P", Bucket=reference("B", "Ref"), PolicyDocument=POLICY),
            ],
            "GetBucketPolicy",
            {"Policy": POLICY},
        ),
        (
            [bucket(), satellite("ownership_controls", rule=[{"object_ownership": "ObjectWriter"}])],
            "GetBucketOwnershipControls",
            {"OwnershipControls": {"Rules": [{"ObjectOwnership": "ObjectWriter"}]}},
        ),
        (
            [bucket(), satellite("object_lock_configuration")],
            "GetObjectLockConfiguration",
            {"ObjectLockConfiguration": {"ObjectLockEnabled": "Enabled"}},
        ),
        (
            [thing("AWS::S3::Bucket", "B", ObjectLockEnabled="true")],
            "GetObjectLockConfiguration",
            {"ObjectLockConfiguration": {"ObjectLockEnabled": "Enabled"}},
        ),
        (
            [bucket(), satellite("logging", target_bucket="other", target_prefix="x")],
            "GetBucketLogging.LoggingEnabled.TargetBucket.redacted.length",
            5,
        ),
        (
            [thing("AWS::S3::Bucket", "B", LoggingConfiguration={"DestinationBucketName": "other"})],
            "GetBucketLogging.LoggingEnabled.TargetBucket.redacted.length",
            5,
        ),
        (
            [
                bucket(),
                satellite(
                    "lifecycle_configuration", rule=[{"status": "Enabled", "expiration": [{"days": 30}]}]
                ),
            ],
            "GetBucketLifecycleConfiguration",
            {"Rules": [{"Status": "Enabled", "Expiration": {"Days": 30}}]},
        ),
        (
            [
                thing(
                    "AWS::S3::Bucket",
                    "B",
                    LifecycleConfiguration={"Rules": [{"Status": "Enabled", "ExpirationInDays": "30"}]},
                )
            ],
            "GetBucketLifecycleConfiguration",
            {"Rules": [{"Status": "Enabled", "Expiration": {"Days": 30}}]},
        ),
    ],
)
def test_a_setting(things: list[Thing], member: str, value: Any) -> None:
    found: Any = shown(*things)
    for step in member.split("."):
        found = found[step]

    assert found == value


@pytest.mark.parametrize(
    "given",
    [
        [bucket(), satellite("public_access_block", block_public_acls=True)],
        [thing("AWS::S3::Bucket", "B", PublicAccessBlockConfiguration={"BlockPublicAcls": "true"})],
    ],
)
def test_what_a_public_access_block_leaves_out_is_false(given: list[Thing]) -> None:
    assert shown(*given)["GetPublicAccessBlock"]["PublicAccessBlockConfiguration"] == {
        "BlockPublicAcls": True,
        "IgnorePublicAcls": False,
        "BlockPublicPolicy": False,
        "RestrictPublicBuckets": False,
    }


_TERRAFORM = {
    "apply_server_side_encryption_by_default": [{"sse_algorithm": "aws:kms", "kms_master_key_id": KEY}]
}


@pytest.mark.parametrize(
    "given",
    [
        [bucket(), satellite("server_side_encryption_configuration", rule=[_TERRAFORM])],
        [bucket(server_side_encryption_configuration=[{"rule": [_TERRAFORM]}])],
        [
            thing(
                "AWS::S3::Bucket",
                "B",
                BucketEncryption={
                    "ServerSideEncryptionConfiguration": [
                        {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": KEY}}
                    ]
                },
            )
        ],
        [
            thing(
                "awscc_s3_bucket",
                "b",
                bucket_encryption={
                    "server_side_encryption_configuration": [
                        {
                            "server_side_encryption_by_default": {
                                "sse_algorithm": "aws:kms",
                                "kms_master_key_id": KEY,
                            }
                        }
                    ]
                },
            )
        ],
    ],
)
def test_the_encryption_and_its_key(given: list[Thing]) -> None:
    properties = shown(*given, thing("aws_kms_key", "aws_kms_key.k"))
    (rule,) = properties["GetBucketEncryption"]["ServerSideEncryptionConfiguration"]["Rules"]

    assert rule[_KMS]["SSEAlgorithm"] == "aws:kms"
    assert rule[_KMS]["KMSMasterKeyID"].endswith(":key/aws_kms_key.k")
    assert properties["DescribeKey"]["KeyMetadata"] == {"KeyManager": "CUSTOMER", "KeyState": "Enabled"}


def test_a_setting_that_is_not_known_is_a_gap() -> None:
    found = declared(bucket(), satellite("public_access_block", block_public_acls=WHY))
    record = only(found, BUCKET)

    assert gaps_of(found, record) == [
        (
            "/properties/GetPublicAccessBlock/PublicAccessBlockConfiguration/BlockPublicAcls",
            "var.x has no value (main.tf:60)",
        )
    ]


def test_a_setting_of_a_bucket_that_is_not_known() -> None:
    other = thing("aws_s3_bucket_policy", "p", bucket=WHY, policy=POLICY)
    (gap,) = listing_gaps(declared(bucket(), other))

    assert (gap.operation, gap.pointer) == ("s3:GetBucketPolicy", "/properties/GetBucketPolicy")


def test_a_setting_twice_is_not_known() -> None:
    found = declared(
        bucket(),
        satellite("policy", policy=POLICY),
        thing("aws_s3_bucket_policy", "again", bucket="logs", policy=POLICY),
    )

    assert "GetBucketPolicy" not in only(found, BUCKET).properties
    assert any("two blocks" in why for _, why in gaps_of(found, only(found, BUCKET)))


def test_a_policy_that_is_not_known_is_unread() -> None:
    found = declared(bucket(), satellite("policy", policy=WHY))
    pointers = [pointer for pointer, _ in gaps_of(found, only(found, BUCKET))]

    assert pointers == ["", "/properties/GetBucketPolicy/Policy", "/properties/GetBucketPolicyStatus"]


def test_only_aws_decides_whether_a_policy_is_public() -> None:
    found = declared(bucket(), satellite("policy", policy=POLICY))

    assert [pointer for pointer, _ in gaps_of(found, only(found, BUCKET))] == [
        "/properties/GetBucketPolicyStatus"
    ]


def test_the_bucket_of_logs_is_in_their_region() -> None:
    logging = thing(
        "aws_bedrock_model_invocation_logging_configuration",
        "l",
        logging_config=[{"s3_config": [{"bucket_name": reference("aws_s3_bucket.b", "id")}]}],
    )

    assert only(declared(bucket(), logging), BUCKET).region == PLACE


@pytest.mark.parametrize(
    ("key", "shows"),
    [
        (reference("aws_kms_key.k", "arn"), {"KeyManager": "CUSTOMER", "KeyState": "Enabled"}),
        (reference("aws_kms_key.k", "key_id"), {"KeyManager": "CUSTOMER", "KeyState": "Enabled"}),
        (reference("aws_kms_key.off", "arn"), {"KeyManager": "CUSTOMER", "KeyState": "Disabled"}),
        (reference("aws_kms_alias.a", "arn"), {"KeyManager": "CUSTOMER", "KeyState": "Enabled"}),
        (
            "arn:aws:kms:us-east-1:111122223333:alias/aws/bedrock",
            {"KeyManager": "AWS", "KeyState": "Enabled"},
        ),
    ],
)
def test_the_key_that_a_record_names(key: str, shows: dict[str, str]) -> None:
    found = declared(
        thing("aws_bedrockagent_agent", "a", agent_name="a", customer_encryption_key_arn=key),
        thing("aws_kms_key", "aws_kms_key.k"),
        thing("aws_kms_key", "aws_kms_key.off", is_enabled=False),
        thing(
            "aws_kms_alias", "aws_kms_alias.a", name="alias/x", target_key_id=reference("aws_kms_key.k", "id")
        ),
    )

    assert only(found, "AWS::Bedrock::Agent").properties["DescribeKey"]["KeyMetadata"] == shows


def test_a_key_that_the_code_does_not_declare_is_not_known() -> None:
    key = "arn:aws:kms:us-east-1:111122223333:key/0"
    found = declared(thing("aws_bedrockagent_agent", "a", agent_name="a", customer_encryption_key_arn=key))

    assert [pointer for pointer, _ in gaps_of(found, only(found, "AWS::Bedrock::Agent"))] == [
        "/properties/DescribeKey"
    ]
