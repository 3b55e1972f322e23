"""AWS KMS: the keys that other answers name."""

from __future__ import annotations

from collectors.bedrock import OUTPUT
from collectors.storage import ENCRYPTION_RULE
from collectors.table import Collector, Row

_NO_KEYS = ("auto", "AWS_OWNED_KEY")
"""What OpenSearch Serverless and Neptune Analytics say in place of a key that AWS owns."""

_NAMING = {
    "s3:GetBucketEncryption": f"(GetBucketEncryption.{ENCRYPTION_RULE}.KMSMasterKeyID | [0])",
    "logs:DescribeLogGroups": "kmsKeyId",
    **dict.fromkeys(
        (
            "bedrock-agent:GetAgent",
            "bedrock-agent:GetAgentVersion",
            "bedrock-agent:GetFlow",
            "bedrock-agent:GetFlowVersion",
            "bedrock-agent:GetPrompt",
            "bedrock-agent:GetRetrievalInstruction",
        ),
        "customerEncryptionKeyArn",
    ),
    "bedrock-agent:GetKnowledgeBase": (
        "knowledgeBaseConfiguration.managedKnowledgeBaseConfiguration.serverSideEncryptionConfiguration"
        ".kmsKeyArn"
    ),
    "bedrock-agent:GetDataSource": "serverSideEncryptionConfiguration.kmsKeyArn",
    "opensearchserverless:BatchGetCollection": "kmsKeyArn",
    "opensearch:DescribeDomains": "EncryptionAtRestOptions.KmsKeyId",
    "rds:DescribeDBClusters": "KmsKeyId",
    "neptune-graph:GetGraph": "kmsKeyIdentifier",
    "s3vectors:GetVectorBucket": "encryptionConfiguration.kmsKeyArn",
    "s3vectors:GetIndex": "GetIndex.encryptionConfiguration.kmsKeyArn",
    "kendra:DescribeIndex": "ServerSideEncryptionConfiguration.KmsKeyId",
    "qbusiness:GetApplication": "encryptionConfiguration.kmsKeyId",
    "bedrock:GetCustomModel": "modelKmsKeyArn",
    "bedrock:GetImportedModel": "modelKmsKeyArn",
    "bedrock:GetEvaluationJob": "customerEncryptionKeyId",
    "bedrock:ListModelInvocationJobs": f"{OUTPUT}.s3EncryptionKeyId",
}
"""What names a key -> JMESPath of its name. No other answer has a member of that path."""

NAMED_KEY = " || ".join(dict.fromkeys(_NAMING.values()))


def _key(name: str) -> str | None:
    """Return the name of a key, or None if it says that AWS owns the key."""
    return None if name in _NO_KEYS else name


# A configuration may name a key by its id, its ARN or an alias. So the call uses that name, and the
# answer stays with the resource that names the key.
KMS = Collector(
    service="kms",
    prefix="kms",
    rows=(
        Row(
            "DescribeKey",
            parents=tuple(_NAMING),
            params={"KeyId": NAMED_KEY},
            asks={"KeyId": _key},
            always=("KeyMetadata", "KeyMetadata.KeyState"),
            absent_codes=("NotFoundException",),
        ),
    ),
)
