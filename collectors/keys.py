"""AWS KMS: whose the keys are that other answers name."""

from __future__ import annotations

from collectors.table import Collector, Row

# A key may be named by its id, its ARN or an alias: so it is asked by that name, and the answer stays with what names it.
KMS = Collector(
    service="kms",
    prefix="kms",
    rows=(
        Row(
            "DescribeKey",
            parents=("s3:GetBucketEncryption",),
            params={
                "KeyId": "GetBucketEncryption.ServerSideEncryptionConfiguration.Rules[].ApplyServerSideEncryptionByDefault.KMSMasterKeyID | [0]"
            },
            required=("KeyMetadata.KeyManager",),
            absent_codes=("NotFoundException",),
        ),
    ),
)
