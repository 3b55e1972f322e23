"""AWS KMS: the keys that other answers name."""

from __future__ import annotations

from collectors.storage import ENCRYPTION_RULE
from collectors.table import Collector, Row

# A configuration may name a key by its id, its ARN or an alias. So the call uses that name, and the
# answer stays with the resource that names the key.
KMS = Collector(
    service="kms",
    prefix="kms",
    rows=(
        Row(
            "DescribeKey",
            parents=("s3:GetBucketEncryption",),
            params={"KeyId": f"GetBucketEncryption.{ENCRYPTION_RULE}.KMSMasterKeyID | [0]"},
            always=("KeyMetadata", "KeyMetadata.KeyState"),
            absent_codes=("NotFoundException",),
        ),
        Row(
            "DescribeKey",
            parents=("logs:DescribeLogGroups",),
            params={"KeyId": "kmsKeyId"},
            always=("KeyMetadata", "KeyMetadata.KeyState"),
            absent_codes=("NotFoundException",),
        ),
    ),
)
