"""Amazon Q Business: applications, who may read their content from outside, and what they index."""

from __future__ import annotations

from collectors.table import RESOURCE_NAME, Collector, Found, Outline, Row

_APPLICATION = "arn:{partition}:qbusiness:{region}:{account}:application/{applicationId}"
_CONFIGURATION = Outline(
    "the type of a connector, the bucket that it reads, and whether it reads access control lists",
    names=(
        "type",
        "additionalProperties",
        "isCrawlAcl",
        "connectionConfiguration",
        "repositoryEndpointMetadata",
        "BucketName",
    ),
)

QBUSINESS = Collector(
    service="qbusiness",
    prefix="qbusiness",
    offered_as="qbusiness",
    rows=(
        Row(
            "ListApplications",
            finds=(
                Found(
                    "AWS::QBusiness::Application",
                    _APPLICATION,
                    items="applications",
                    name="displayName",
                ),
            ),
            keep={"applications[].displayName": RESOURCE_NAME},
        ),
        Row(
            "GetApplication",
            parents=("ListApplications",),
            params={"applicationId": "applicationId"},
            merge=True,
            always=("applicationArn",),
            keep={
                "displayName": RESOURCE_NAME,
                "encryptionConfiguration.kmsKeyId": "id of the key that encrypts the application",
            },
        ),
        Row(
            "GetPolicy",
            parents=("ListApplications",),
            params={"applicationId": "applicationId"},
            always=("policy",),
            absent_codes=("ResourceNotFoundException",),
            policies=("policy",),
        ),
        # Other accounts, such as those of software vendors, read the content by data accessors.
        Row(
            "ListDataAccessors",
            parents=("ListApplications",),
            params={"applicationId": "applicationId"},
            finds=(
                Found(
                    "AWS::QBusiness::DataAccessor",
                    f"{_APPLICATION}/data-accessor/{{dataAccessorId}}",
                    items="dataAccessors",
                    name="dataAccessorId",
                ),
            ),
        ),
        Row(
            "GetDataAccessor",
            parents=("ListDataAccessors",),
            params={"applicationId": "applicationId", "dataAccessorId": "dataAccessorId"},
            merge=True,
            always=("actionConfigurations",),
            keep={"actionConfigurations[].action": "what the data accessor may do"},
        ),
        Row(
            "ListIndices",
            parents=("ListApplications",),
            params={"applicationId": "applicationId"},
            finds=(
                Found(
                    "AWS::QBusiness::Index",
                    f"{_APPLICATION}/index/{{indexId}}",
                    items="indices",
                    name="displayName",
                ),
            ),
            keep={"indices[].displayName": RESOURCE_NAME},
        ),
        Row(
            "ListDataSources",
            parents=("ListIndices",),
            params={"applicationId": "applicationId", "indexId": "indexId"},
            finds=(
                Found(
                    "AWS::QBusiness::DataSource",
                    f"{_APPLICATION}/index/{{indexId}}/data-source/{{dataSourceId}}",
                    items="dataSources",
                    name="displayName",
                ),
            ),
            keep={"dataSources[].displayName": RESOURCE_NAME},
        ),
        Row(
            "GetDataSource",
            parents=("ListDataSources",),
            params={
                "applicationId": "applicationId",
                "indexId": "indexId",
                "dataSourceId": "dataSourceId",
            },
            merge=True,
            always=("configuration",),
            keep={"displayName": RESOURCE_NAME},
            outlines={"configuration": _CONFIGURATION},
        ),
    ),
)
