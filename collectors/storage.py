"""Amazon S3: the account's buckets, and the protection of buckets that other answers name.

Amazon S3 Vectors: the indexes of knowledge bases.

Amazon DynamoDB: the tables that people declare.
"""

from __future__ import annotations

from collections.abc import Mapping

from collectors.bedrock_agent import INDEX, VECTOR_BUCKET
from collectors.genai_buckets import Among, genai_buckets, judged_buckets, source_buckets, training_buckets
from collectors.table import ALONE, TAG, Collector, Found, Row

STORES = "feedback.stores"
"""The key of the section `workload` that names the tables and buckets that keep feedback."""

ENCRYPTION_RULE = "ServerSideEncryptionConfiguration.Rules[].ApplyServerSideEncryptionByDefault"
"""Path of the encryption that a bucket applies if a request asks for none."""

SOURCE_BUCKET = "dataSourceConfiguration.s3Configuration.bucketArn"
"""Path of the bucket that a data source of a knowledge base reads."""

_NAMING = (
    "bedrock:GetEvaluationJob",
    "bedrock:GetAdvancedPromptOptimizationJob",
    "sagemaker:DescribeAIWorkloadConfig",
)
"""The jobs and configurations that say where a dataset is."""

_REPLICATION = "ReplicationConfiguration.Rules"
_RULES = ("ServerSideEncryptionConfiguration", "ServerSideEncryptionConfiguration.Rules")
_LIFECYCLE = "which objects a rule of the lifecycle is for"
_BLOCK = "PublicAccessBlockConfiguration"
_FLAGS = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
_OWNERSHIP = (
    "OwnershipControls",
    "OwnershipControls.Rules",
    "OwnershipControls.Rules[].ObjectOwnership",
)
_BLOCKED = (_BLOCK, *(f"{_BLOCK}.{flag}" for flag in _FLAGS))

S3_ACCOUNT = Collector(
    service="s3",
    prefix="s3",
    regional=False,
    rows=(
        # With a page size AWS pages the list; without one it refuses very large accounts.
        Row(
            "ListBuckets",
            constants={"MaxBuckets": 1000},
            finds=(Found("AWS::S3::Bucket", "arn:{partition}:s3:::{Name}", items="Buckets", name="Name"),),
        ),
    ),
    actions={"ListBuckets": "s3:ListAllMyBuckets"},
)


def _bucket(named: str) -> str:
    """Return the name of a bucket, given its name or its ARN."""
    return named.rpartition(":")[2]


def _detail(
    operation: str,
    *none: str,
    always: tuple[str, ...] = (),
    policies: tuple[str, ...] = (),
    keep: Mapping[str, str] | None = None,
    also: tuple[str, ...] = (),
) -> Row:
    """Return a row for a bucket that a configuration names; `none` are codes for "not set".

    `also` are the other operations that find such buckets.
    """
    return Row(
        operation,
        parents=("bedrock:GetModelInvocationLoggingConfiguration", *also),
        params={"Bucket": "Bucket"},
        always=always,
        absent_codes=(*none, "NoSuchBucket"),
        policies=policies,
        keep=keep or {},
    )


_NEVER_VERSIONED = "there is no Status if versioning was never turned on"


def _own_detail(
    operation: str,
    *none: str,
    always: tuple[str, ...] = (),
    may_be_empty: str = "",
    keep: Mapping[str, str] | None = None,
    policies: tuple[str, ...] = (),
    among: Among = genai_buckets,
) -> Row:
    """Return a row for the account's own buckets that generative AI uses, or some of them."""
    return Row(
        operation,
        parents=("s3:ListBuckets",),
        params={"Bucket": "Name"},
        always=always,
        may_be_empty=may_be_empty,
        absent_codes=(*none, "NoSuchBucket"),
        among=among,
        keep=keep or {},
        policies=policies,
    )


# A bucket is read in the Region of the configuration that names it.
S3 = Collector(
    service="s3",
    prefix="s3",
    rows=(
        _detail("GetBucketPolicy", "NoSuchBucketPolicy", always=("Policy",), policies=("Policy",)),
        _detail(
            "GetPublicAccessBlock",
            "NoSuchPublicAccessBlockConfiguration",
            always=_BLOCKED,
        ),
        # Of the account's own buckets, those that keep feedback, what knowledge bases read, and
        # where datasets are. They are asked for at the endpoint of the global services, and boto3
        # finds their Region.
        Row(
            "GetBucketVersioning",
            parents=(
                "bedrock:GetModelInvocationLoggingConfiguration",
                "s3:ListBuckets",
                "bedrock-agent:GetDataSource",
                *_NAMING,
            ),
            params={"Bucket": f"Bucket || Name || {SOURCE_BUCKET}"},
            asks={"Bucket": _bucket},
            may_be_empty=_NEVER_VERSIONED,
            absent_codes=("NoSuchBucket",),
            declared={"s3:ListBuckets": STORES},
        ),
        # Whether the object of a dataset is there, and how large. Of all keys that start with a
        # key, it is the first. The content is not read.
        Row(
            "ListObjectsV2",
            parents=(*_NAMING, "bedrock:GetModelCustomizationJob"),
            params={"Bucket": "InBucket", "Prefix": "Key"},
            constants={"MaxKeys": 1},
            newest="the first object is the one that is asked for, if it is there",
            always=("KeyCount", "Contents[].Key", "Contents[].Size"),
            always_if={"KeyCount > `0`": ("Contents",)},
            absent_codes=("NoSuchBucket",),
            keep={"Contents[].Key": "key of an object, to compare it with that of a dataset"},
        ),
        Row(
            "GetBucketReplication",
            parents=("bedrock-agent:GetDataSource",),
            params={"Bucket": SOURCE_BUCKET},
            asks={"Bucket": _bucket},
            always=(
                "ReplicationConfiguration",
                _REPLICATION,
                f"{_REPLICATION}[].Status",
                f"{_REPLICATION}[].Destination",
                f"{_REPLICATION}[].Destination.Bucket",
                f"{_REPLICATION}[].DeleteMarkerReplication.Status",
            ),
            absent_codes=("ReplicationConfigurationNotFoundError", "NoSuchBucket"),
            keep={
                f"{_REPLICATION}[].Destination.Bucket": "bucket to which objects are copied",
                **dict.fromkeys(
                    (
                        f"{_REPLICATION}[].Prefix",
                        f"{_REPLICATION}[].Filter.Prefix",
                        f"{_REPLICATION}[].Filter.And.Prefix",
                    ),
                    "which objects a rule copies",
                ),
            },
        ),
        _detail(
            "GetBucketEncryption",
            "ServerSideEncryptionConfigurationNotFoundError",
            always=(*_RULES, f"{ENCRYPTION_RULE}.SSEAlgorithm"),
            keep={f"{ENCRYPTION_RULE}.KMSMasterKeyID": "id of the key that encrypts the bucket"},
            also=("bedrock:ListModelInvocationJobs",),
        ),
        _detail(
            "GetObjectLockConfiguration",
            "ObjectLockConfigurationNotFoundError",
            always=("ObjectLockConfiguration", "ObjectLockConfiguration.ObjectLockEnabled"),
        ),
        _detail(
            "GetBucketOwnershipControls",
            "OwnershipControlsNotFoundError",
            always=_OWNERSHIP,
        ),
        # Of the account's own buckets, those that generative AI reads or writes.
        _own_detail(
            "GetBucketLifecycleConfiguration",
            "NoSuchLifecycleConfiguration",
            always=("Rules", "Rules[].Status"),
            keep=dict.fromkeys(
                ("Rules[].Prefix", "Rules[].Filter.Prefix", "Rules[].Filter.And.Prefix"), _LIFECYCLE
            ),
        ),
        # And those that knowledge bases read, or models were trained with.
        _own_detail(
            "GetBucketPolicy",
            "NoSuchBucketPolicy",
            always=("Policy",),
            policies=("Policy",),
            among=source_buckets,
        ),
        # The same, and the buckets of trails.
        _own_detail(
            "GetBucketPolicyStatus",
            "NoSuchBucketPolicy",
            always=("PolicyStatus", "PolicyStatus.IsPublic"),
            among=judged_buckets,
        ),
        _own_detail(
            "GetPublicAccessBlock",
            "NoSuchPublicAccessBlockConfiguration",
            always=_BLOCKED,
            among=source_buckets,
        ),
        _own_detail(
            "GetBucketOwnershipControls",
            "OwnershipControlsNotFoundError",
            always=_OWNERSHIP,
            among=training_buckets,
        ),
        _own_detail(
            "GetBucketLogging",
            always=("LoggingEnabled.TargetBucket",),
            may_be_empty="there is no LoggingEnabled while access is not logged",
            among=training_buckets,
        ),
        _own_detail("GetBucketVersioning", may_be_empty=_NEVER_VERSIONED),
        _own_detail(
            "GetObjectLockConfiguration",
            "ObjectLockConfigurationNotFoundError",
            always=("ObjectLockConfiguration", "ObjectLockConfiguration.ObjectLockEnabled"),
        ),
    ),
    actions={
        "GetBucketEncryption": "s3:GetEncryptionConfiguration",
        "GetBucketLifecycleConfiguration": "s3:GetLifecycleConfiguration",
        "GetBucketReplication": "s3:GetReplicationConfiguration",
        "ListObjectsV2": "s3:ListBucket",
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
            constants={"AccountId": "{account}"},
            finds=(
                Found(
                    "AWS::S3::AccountPublicAccessBlock",
                    "arn:{partition}:s3::{account}:public-access-block",
                    items=_BLOCK,
                    always=_FLAGS,
                ),
            ),
            absent_codes=("NoSuchPublicAccessBlockConfiguration",),
        ),
    ),
    actions={"GetPublicAccessBlock": "s3:GetAccountPublicAccessBlock"},
)

_INDEX = ("dimension", "distanceMetric")


def _vector_bucket(arn: str) -> str:
    """Return the ARN of a bucket of S3 Vectors, given that or the ARN of an index in it."""
    return arn.partition("/index/")[0]


# The index of a knowledge base has the numbers of its vectors, and so have the indexes that no
# knowledge base names.
S3_VECTORS = Collector(
    service="s3vectors",
    prefix="s3vectors",
    gone_code="NotFoundException",
    rows=(
        Row(
            "ListVectorBuckets",
            finds=(
                Found(
                    "AWS::S3Vectors::VectorBucket",
                    "{vectorBucketArn}",
                    items="vectorBuckets",
                    name="vectorBucketName",
                ),
            ),
        ),
        Row(
            "GetVectorBucketPolicy",
            parents=("ListVectorBuckets",),
            params={"vectorBucketArn": "vectorBucketArn"},
            always=("policy",),
            absent_codes=("NotFoundException",),  # the bucket has no policy
            policies=("policy",),
        ),
        Row(
            "ListIndexes",
            parents=("ListVectorBuckets",),
            params={"vectorBucketArn": "vectorBucketArn"},
            finds=(Found("AWS::S3Vectors::Index", "{indexArn}", items="indexes", name="indexName"),),
        ),
        Row(
            "ListTagsForResource",
            parents=("ListIndexes",),
            params={"resourceArn": "indexArn"},
            always=("tags",),
            keep={"tags": TAG},
        ),
        Row(
            "GetIndex",
            parents=("ListIndexes",),
            params={"indexArn": "indexArn"},
            member="index",
            merge=True,
            always=_INDEX,
        ),
        Row(
            "GetIndex",
            parents=("bedrock-agent:GetKnowledgeBase",),
            params={"indexArn": INDEX},
            member="index",
            always=_INDEX,
            absent_codes=("NotFoundException",),
        ),
        # The bucket of that index, which has the key of all indexes without one of their own.
        Row(
            "GetVectorBucket",
            parents=("bedrock-agent:GetKnowledgeBase",),
            params={"vectorBucketArn": VECTOR_BUCKET},
            asks={"vectorBucketArn": _vector_bucket},
            finds=(
                Found(
                    "AWS::S3Vectors::VectorBucket",
                    "{vectorBucketArn}",
                    items="vectorBucket",
                    name="vectorBucketName",
                ),
            ),
            absent_codes=("NotFoundException",),
        ),
    ),
)

_TABLE = "arn:{partition}:dynamodb:{region}:{account}:table/{TableName}"

DYNAMODB = Collector(
    service="dynamodb",
    prefix="dynamodb",
    gone_code="ResourceNotFoundException",
    rows=(
        Row(
            "ListTables",
            finds=(
                Found(
                    "AWS::DynamoDB::Table",
                    _TABLE,
                    items="TableNames[].{TableName: @}",
                    name="TableName",
                ),
            ),
            declared={ALONE: STORES},
        ),
        Row(
            "DescribeTable",
            parents=("ListTables",),
            params={"TableName": "TableName"},
            member="Table",
            merge=True,
            always=("TableStatus",),
            declared={"dynamodb:ListTables": STORES},
        ),
        Row(
            "DescribeContinuousBackups",
            parents=("ListTables",),
            params={"TableName": "TableName"},
            member="ContinuousBackupsDescription",
            merge=True,
            always=("PointInTimeRecoveryDescription.PointInTimeRecoveryStatus",),
            absent_codes=("TableNotFoundException",),
            declared={"dynamodb:ListTables": STORES},
        ),
    ),
)
