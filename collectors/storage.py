"""Amazon S3: the account's buckets, and how those are protected that another answer names."""

from __future__ import annotations

from collectors.table import Collector, Found, Row

_LOGGED = "bedrock:GetModelInvocationLoggingConfiguration"
_ASK = {"Bucket": "Bucket"}
_FLAGS = tuple(
    f"PublicAccessBlockConfiguration.{flag}" for flag in ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
)

S3_ACCOUNT = Collector(
    service="s3",
    prefix="s3",
    regional=False,
    rows=(
        # Given a page size AWS pages the list; without one it refuses very large accounts.
        Row(
            "ListBuckets",
            fixed={"MaxBuckets": 1000},
            finds=(Found("AWS::S3::Bucket", "arn:{partition}:s3:::{Name}", items="Buckets", name="Name"),),
            always=("Buckets", "Buckets[].Name"),
        ),
    ),
    actions={"ListBuckets": "s3:ListAllMyBuckets"},
)

# Buckets are asked in the region whose configuration names them.
S3 = Collector(
    service="s3",
    prefix="s3",
    rows=(
        Row("GetBucketPolicy", of=_LOGGED, params=_ASK, always=("Policy",), facts=("NoSuchBucketPolicy", "NoSuchBucket"), policies=("Policy",)),
        Row(
            "GetPublicAccessBlock",
            of=_LOGGED,
            params=_ASK,
            always=_FLAGS,
            facts=("NoSuchPublicAccessBlockConfiguration", "NoSuchBucket"),
        ),
        # Status is missing where versioning was never turned on.
        Row("GetBucketVersioning", of=_LOGGED, params=_ASK, facts=("NoSuchBucket",)),
        Row(
            "GetBucketEncryption",
            of=_LOGGED,
            params=_ASK,
            always=("ServerSideEncryptionConfiguration.Rules",),
            facts=("ServerSideEncryptionConfigurationNotFoundError", "NoSuchBucket"),
        ),
        Row(
            "GetObjectLockConfiguration",
            of=_LOGGED,
            params=_ASK,
            always=("ObjectLockConfiguration.ObjectLockEnabled",),
            facts=("ObjectLockConfigurationNotFoundError", "NoSuchBucket"),
        ),
        Row(
            "GetBucketOwnershipControls",
            of=_LOGGED,
            params=_ASK,
            always=("OwnershipControls.Rules",),
            facts=("OwnershipControlsNotFoundError", "NoSuchBucket"),
        ),
    ),
    actions={
        "GetBucketEncryption": "s3:GetEncryptionConfiguration",
        "GetPublicAccessBlock": "s3:GetBucketPublicAccessBlock",
        "GetObjectLockConfiguration": "s3:GetBucketObjectLockConfiguration",
    },
)

S3_CONTROL = Collector(
    service="s3control",
    prefix="s3",
    regional=False,
    rows=(
        Row(
            "GetPublicAccessBlock",
            fixed={"AccountId": "{account}"},
            finds=(
                Found(
                    "AWS::S3::AccountPublicAccessBlock", "arn:{partition}:s3::{account}:public-access-block", items="PublicAccessBlockConfiguration"
                ),
            ),
            always=_FLAGS,
            facts=("NoSuchPublicAccessBlockConfiguration",),
        ),
    ),
    actions={"GetPublicAccessBlock": "s3:GetAccountPublicAccessBlock"},
)
