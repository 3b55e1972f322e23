"""Parts of Amazon S3 and AWS KMS: what protects a bucket, and the keys that records name.

An account shows the settings of a bucket under the names of operations. Terraform has a resource
for each, and CloudFormation an argument.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import jmespath

from collectors.iac.mapping.converting import Converter
from collectors.iac.mapping.drafts import Draft, Lost, Work, many, place
from collectors.iac.mapping.places import first, lines_at, snaked
from collectors.iac.mapping.shown import members_of
from collectors.iac.values import Unknown
from collectors.keys import NAMED_KEY
from collectors.records import GLOBAL
from collectors.storage import SOURCE_BUCKET

BUCKET = "AWS::S3::Bucket"
_FLAGS = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
_RULES = "get_bucket_encryption.server_side_encryption_configuration.rules"
_RENAME = {
    f"{_RULES}.server_side_encryption_by_default": "ApplyServerSideEncryptionByDefault",
    "get_bucket_logging.logging_enabled.destination_bucket_name": "TargetBucket",
    "get_bucket_logging.logging_enabled.log_file_prefix": "TargetPrefix",
}

_BLOCK = "PublicAccessBlockConfiguration"
_ENCRYPTION = "ServerSideEncryptionConfiguration"
Shape = Callable[[Mapping[str, Any]], Any]


def _under(member: str, *names: str) -> Shape:
    """Return a function that puts the arguments `names` under a member."""
    return lambda given: {member: {name: given[name] for name in names if name in given}}


def _blocks(given: Mapping[str, Any]) -> Any:
    """Return a public access block. What Terraform and CloudFormation leave out is false."""
    names = ("block_public_acls", "ignore_public_acls", "block_public_policy", "restrict_public_buckets")
    return {_BLOCK: {name: False if given.get(name) is None else given[name] for name in names}}


_SATELLITES: dict[str, tuple[str, Shape]] = {
    "aws_s3_bucket_policy": ("GetBucketPolicy", lambda given: {"Policy": given.get("policy")}),
    "AWS::S3::BucketPolicy": ("GetBucketPolicy", lambda given: {"Policy": given.get("policy_document")}),
    "aws_s3_bucket_versioning": ("GetBucketVersioning", lambda given: _versioning(given)),
    "aws_s3_bucket_public_access_block": ("GetPublicAccessBlock", _blocks),
    "aws_s3_bucket_server_side_encryption_configuration": (
        "GetBucketEncryption",
        _under(_ENCRYPTION, "rule"),
    ),
    "aws_s3_bucket_ownership_controls": ("GetBucketOwnershipControls", _under("OwnershipControls", "rule")),
    "aws_s3_bucket_object_lock_configuration": (
        "GetObjectLockConfiguration",
        lambda given: {
            "ObjectLockConfiguration": {
                "ObjectLockEnabled": given.get("object_lock_enabled") or "Enabled",
                "Rule": given.get("rule"),
            }
        },
    ),
    "aws_s3_bucket_logging": ("GetBucketLogging", _under("LoggingEnabled", "target_bucket", "target_prefix")),
    "aws_s3_bucket_lifecycle_configuration": (
        "GetBucketLifecycleConfiguration",
        lambda given: {"Rules": given.get("rule")},
    ),
}
"""Type of code -> the member that it becomes, and the function of its arguments."""

_ARGUMENTS: dict[str, tuple[str, Shape]] = {
    "versioning_configuration": ("GetBucketVersioning", lambda given: given),
    "public_access_block_configuration": ("GetPublicAccessBlock", _blocks),
    "ownership_controls": ("GetBucketOwnershipControls", lambda given: {"OwnershipControls": given}),
    "bucket_encryption": (
        "GetBucketEncryption",
        lambda given: {_ENCRYPTION: {"Rules": given.get("server_side_encryption_configuration")}},
    ),
    "logging_configuration": ("GetBucketLogging", lambda given: {"LoggingEnabled": given}),
    "lifecycle_configuration": (
        "GetBucketLifecycleConfiguration",
        lambda given: {"Rules": _lifecycle(given.get("rules"))},
    ),
    "object_lock_configuration": (
        "GetObjectLockConfiguration",
        lambda given: {"ObjectLockConfiguration": given},
    ),
    # Blocks of Terraform that the provider keeps for old code.
    "versioning": ("GetBucketVersioning", lambda given: _old_versioning(given)),
    "server_side_encryption_configuration": ("GetBucketEncryption", lambda given: {_ENCRYPTION: given}),
    "logging": ("GetBucketLogging", lambda given: {"LoggingEnabled": given}),
}
"""Argument of a bucket's own block -> the same."""

_NEW: dict[str, Any] = {
    "GetBucketVersioning": {},
    "GetPublicAccessBlock": {_BLOCK: dict.fromkeys(_FLAGS, True)},
    "GetBucketOwnershipControls": {
        "OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    },
    "GetBucketEncryption": {
        _ENCRYPTION: {"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]}
    },
    "GetBucketPolicy": {"absent": "NoSuchBucketPolicy"},
    "GetObjectLockConfiguration": {"absent": "ObjectLockConfigurationNotFoundError"},
    "GetBucketLogging": {},
    "GetBucketLifecycleConfiguration": {"absent": "NoSuchLifecycleConfiguration"},
}
"""What AWS does with a new bucket (since April 2023): S3 User Guide, "Default settings for new S3
buckets"."""

_KEYS = (
    "aws_kms_key",
    "aws_kms_external_key",
    "aws_kms_replica_key",
    "aws_kms_alias",
    "AWS::KMS::Key",
    "AWS::KMS::ReplicaKey",
    "AWS::KMS::Alias",
)
"""What declares a key, or another name of it. An account shows keys with what names them."""

ADDS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(_SATELLITES, (BUCKET,)),
    **dict.fromkeys(_KEYS, ()),
}


def _own_settings(work: Work) -> None:
    """Add the settings that a bucket's own block has."""
    for draft in work.drafted(BUCKET):
        given = work.given(draft.thing)
        for name, (member, shape) in _ARGUMENTS.items():
            value = first(given.get(name))
            if value is not None and value != {}:
                _set(draft, member, shape, value)
                lines_at(draft, draft.thing, {f"/{member}": (name,)})
        locked = given.get("object_lock_enabled")
        if locked is not None and "GetObjectLockConfiguration" not in draft.members:
            enabled = {"ObjectLockConfiguration": {"ObjectLockEnabled": "Enabled"}}
            if isinstance(locked, Unknown):
                draft.members["GetObjectLockConfiguration"] = locked
            elif str(locked).lower() == "true":
                draft.members["GetObjectLockConfiguration"] = enabled
        if given.get("policy") is not None:
            _set(draft, *_SATELLITES["aws_s3_bucket_policy"], given)


def _satellites(work: Work) -> None:
    """Add the settings that have a resource of their own."""
    for kind, (member, shape) in _SATELLITES.items():
        for thing in work.of(kind):
            draft = work.owner(BUCKET, thing, "bucket")
            if isinstance(draft, Unknown):
                work.lost.append(Lost(thing, BUCKET, f"/{member}", draft.why))
            elif draft:
                _set(draft, member, shape, work.given(thing))
                draft.others[f"/{member}"] = place(thing)
                if thing.maybe:
                    draft.members[member] = Unknown(thing.maybe)


def _new_buckets(work: Work) -> None:
    """Add what AWS does with a new bucket where the code says nothing, and what follows."""
    for draft in work.drafted(BUCKET):
        for member, value in _NEW.items():
            draft.members.setdefault(member, copy.deepcopy(value))
        has_policy = draft.members["GetBucketPolicy"] != _NEW["GetBucketPolicy"]
        draft.members["GetBucketPolicyStatus"] = (
            Unknown("AWS decides whether a policy is public") if has_policy else _NEW["GetBucketPolicy"]
        )


def _set(draft: Draft, member: str, shape: Shape, given: Any) -> None:
    """Set a member from arguments. What another block sets too is not known."""
    if isinstance(given, Unknown):
        draft.members[member] = given
        return
    fields = snaked(given)
    made = Converter(BUCKET, _RENAME, {}, whole=True).properties({member: shape(fields)})
    if member in draft.members:
        draft.members[member] = Unknown("two blocks of the code set it")
    else:
        draft.members[member] = made.members.get(member, {})
        draft.made.unread |= made.unread


def _versioning(given: Mapping[str, Any]) -> Any:
    value = first(given.get("versioning_configuration"))
    if not isinstance(value, Mapping):
        return value if isinstance(value, Unknown) else {}
    # `Disabled` is the provider's word for a bucket whose versioning was never turned on.
    fields = {k: v for k, v in value.items() if not (k == "status" and v == "Disabled")}
    return fields


def _old_versioning(given: Mapping[str, Any]) -> Any:
    enabled = given.get("enabled")
    if isinstance(enabled, Unknown):
        return {"Status": enabled}
    return {"Status": "Enabled"} if str(enabled).lower() == "true" else {}


def _lifecycle(rules: Any) -> Any:
    """Return the rules of CloudFormation in the form of the API."""
    made: list[Any] = []
    for one in many(rules):
        fields = snaked(one)
        if not fields:
            made.append(one)
            continue
        days, date = fields.pop("expiration_in_days", None), fields.pop("expiration_date", None)
        if days is not None or date is not None:
            fields["expiration"] = {"Days": days, "Date": date}
        if (later := fields.pop("noncurrent_version_expiration_in_days", None)) is not None:
            fields["noncurrent_version_expiration"] = {"NoncurrentDays": later}
        made.append(fields)
    return made


def _buckets_of_logs(work: Work) -> None:
    """Move a bucket that invocation logging names into its Region, as an account has it."""
    for logging in work.drafted("AWS::Bedrock::ModelInvocationLoggingConfiguration"):
        for path in ("s3Config", "cloudWatchConfig.largeDataDeliveryS3Config"):
            name = jmespath.search(f"loggingConfig.{path}.bucketName", logging.members)
            bucket = work.find(BUCKET, name)
            if bucket and bucket.region == GLOBAL:
                bucket.region = logging.region
                bucket.members.setdefault("Bucket", name)


def _source_buckets(work: Work) -> None:
    """Show with a data source whether its bucket keeps versions, as an account does."""
    for source in work.drafted("AWS::Bedrock::DataSource"):
        arn = jmespath.search(SOURCE_BUCKET, source.members)
        if not isinstance(arn, str):
            continue
        bucket = work.find(BUCKET, arn)
        missing = Unknown("its bucket is not in the code")
        for member in ("GetBucketVersioning", "GetBucketReplication"):
            if member in members_of(source.type):
                absent = {"absent": "ReplicationConfigurationNotFoundError"}
                found = bucket.members.get(member, absent) if bucket else missing
                source.members[member] = copy.deepcopy(found)


def _keys(work: Work) -> None:
    """Show the key that a record names: whether it is the customer's, and whether it is usable."""
    keys = dict(_declared_keys(work))
    for draft in work.drafts.values():
        if "DescribeKey" not in members_of(draft.type):
            continue
        name = jmespath.search(NAMED_KEY, draft.members)
        if isinstance(name, str) and name not in ("auto", "AWS_OWNED_KEY"):
            draft.members["DescribeKey"] = _key(name, keys)


def _key(name: str, keys: Mapping[str, Any]) -> Any:
    if "alias/aws/" in name:
        return {"KeyMetadata": {"KeyManager": "AWS", "KeyState": "Enabled"}}
    if name in keys:
        state = keys[name]
        return {"KeyMetadata": {"KeyManager": "CUSTOMER", "KeyState": state}}
    return Unknown("the key that it names is not in the code")


def _declared_keys(work: Work) -> Iterator[tuple[str, Any]]:
    """Yield each name of a key that the code declares, and the key's state."""
    states: dict[str, Any] = {}
    for thing in work.of(
        "aws_kms_key", "aws_kms_external_key", "aws_kms_replica_key", "AWS::KMS::Key", "AWS::KMS::ReplicaKey"
    ):
        enabled = work.argument(thing, "is_enabled", "enabled")
        usable = "Disabled" if str(enabled).lower() == "false" else "Enabled"
        state = enabled if isinstance(enabled, Unknown) else usable
        for name in ("arn", "id"):
            states[str(work.look(thing.address, name))] = state
    yield from states.items()
    for thing in work.of("aws_kms_alias", "AWS::KMS::Alias"):
        target = work.argument(thing, "target_key_id")
        if isinstance(target, str) and target in states:
            for name in ("arn", "id"):
                yield str(work.look(thing.address, name)), states[target]


PARTS = (_own_settings, _satellites, _new_buckets, _buckets_of_logs, _source_buckets)
LAST = (_keys,)
