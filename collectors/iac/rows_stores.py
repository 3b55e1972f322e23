"""Rows of what stores data: Amazon S3, S3 Vectors, OpenSearch, Kendra, Q Business, Aurora."""

from __future__ import annotations

from collectors.iac.rows import ARN, Row, dropped

_BUCKET_PARTS = dropped(
    "versioning_configuration",
    "public_access_block_configuration",
    "ownership_controls",
    "bucket_encryption",
    "logging_configuration",
    "lifecycle_configuration",
    "object_lock_configuration",
    "object_lock_enabled",
    "replication_configuration",
    # Terraform has these as blocks of the bucket too, which the provider no longer recommends.
    "versioning",
    "server_side_encryption_configuration",
    "logging",
    "lifecycle_rule",
    "policy",
    "acl",
    "grant",
)
_ON_DEMAND = {"status": "ACTIVE"}

ROWS = (
    Row(
        "AWS::S3::Bucket",
        ("aws_s3_bucket",),
        arn="arn:{partition}:s3:::{Name}",
        made="Name",
        gives={"id": "Name", "bucket": "Name", "bucket_name": "Name", "ref": "Name"},
        rename={
            "bucket": "Name",
            "bucket_name": "Name",
            **dropped("bucket_prefix", "force_destroy"),
            **_BUCKET_PARTS,
        },
    ),
    Row(
        "AWS::S3::AccountPublicAccessBlock",
        ("aws_s3_account_public_access_block",),
        default=dict.fromkeys(
            ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), False
        ),
    ),
    Row(
        "AWS::S3Vectors::VectorBucket",
        ("aws_s3vectors_vector_bucket",),
        arn="arn:{partition}:s3vectors:{region}:{account}:bucket/{vectorBucketName}",
        made="vectorBucketName",
        gives={"ref": ARN, "vector_bucket_arn": ARN, "id": ARN},
        default={"encryptionConfiguration": {"sseType": "AES256"}},
        fixed={"GetVectorBucketPolicy": {"absent": "NotFoundException"}},
    ),
    Row(
        "AWS::S3Vectors::Index",
        ("aws_s3vectors_index",),
        arn="arn:{partition}:s3vectors:{region}:{account}:bucket/{vectorBucketName}/index/{indexName}",
        made="indexName",
        gives={"ref": ARN, "index_arn": ARN, "id": ARN},
        rename=dropped("vector_bucket_arn"),
    ),
    Row(
        "AWS::OpenSearchServerless::Collection",
        ("aws_opensearchserverless_collection",),
        made="id",
        gives={"ref": "id", "id": "id"},
        rename=dropped("encryption_config"),
        default={"type": "TIMESERIES", "standbyReplicas": "ENABLED"},
        fixed={**_ON_DEMAND, "arn": ARN},
    ),
    Row(
        "AWS::OpenSearchServerless::CollectionGroup",
        ("aws_opensearchserverless_collection_group",),
        made="id",
        gives={"ref": "id", "id": "id"},
    ),
    Row(
        "AWS::OpenSearchServerless::SecurityPolicy",
        ("aws_opensearchserverless_security_policy",),
        gives={"ref": "name", "id": "name"},
    ),
    Row(
        "AWS::OpenSearchServerless::AccessPolicy",
        ("aws_opensearchserverless_access_policy",),
        gives={"ref": "name", "id": "name"},
    ),
    Row(
        "AWS::OpenSearchServerless::VpcEndpoint",
        ("aws_opensearchserverless_vpc_endpoint",),
        made="id",
        gives={"ref": "id", "id": "id"},
        fixed=_ON_DEMAND,
    ),
    Row(
        "AWS::OpenSearchService::Domain",
        ("aws_opensearch_domain",),
        made="DomainName",
        gives={"ref": "DomainName", "id": ARN, "domain_arn": ARN},
        rename={"encrypt_at_rest": "EncryptionAtRestOptions"},
        default={
            "EncryptionAtRestOptions": {"Enabled": False},
            "NodeToNodeEncryptionOptions": {"Enabled": False},
        },
        fixed={"ARN": ARN},
    ),
    Row(
        "AWS::Kendra::Index",
        ("aws_kendra_index",),
        made="Id",
        gives={"ref": "Id", "id": "Id"},
        fixed={"Status": "ACTIVE"},
    ),
    Row(
        "AWS::QBusiness::Application",
        ("aws_qbusiness_application",),
        made="applicationId",
        gives={"ref": "applicationId", "id": "applicationId", "application_arn": ARN},
        fixed={
            "applicationArn": ARN,
            "status": "ACTIVE",
            "GetPolicy": {"absent": "ResourceNotFoundException"},
        },
    ),
    Row(
        "AWS::QBusiness::DataAccessor",
        made="dataAccessorId",
        gives={"data_accessor_arn": ARN},
    ),
    Row(
        "AWS::QBusiness::Index",
        made="indexId",
        gives={"index_arn": ARN, "index_id": "indexId"},
        fixed={"status": "ACTIVE"},
    ),
    Row(
        "AWS::QBusiness::DataSource",
        made="dataSourceId",
        gives={"data_source_arn": ARN, "data_source_id": "dataSourceId"},
        fixed={"status": "ACTIVE"},
    ),
    Row(
        "AWS::RDS::DBCluster",
        ("aws_rds_cluster",),
        arn="arn:{partition}:rds:{region}:{account}:cluster:{DBClusterIdentifier}",
        made="DBClusterIdentifier",
        gives={"ref": "DBClusterIdentifier", "id": "DBClusterIdentifier", "db_cluster_arn": ARN},
        rename={"cluster_identifier": "DBClusterIdentifier"},
        default={
            "StorageEncrypted": False,
            "IAMDatabaseAuthenticationEnabled": False,
            "DeletionProtection": False,
        },
        fixed={"Status": "available"},
    ),
    Row(
        "AWS::NeptuneGraph::Graph",
        ("aws_neptunegraph_graph",),
        arn="arn:{partition}:neptune-graph:{region}:{account}:graph/{id}",
        made="id",
        gives={"ref": "id", "id": "id", "graph_arn": ARN, "graph_id": "id"},
        rename={"graph_name": "name"},
        default={"publicConnectivity": False},
        fixed={"status": "AVAILABLE"},
    ),
)
