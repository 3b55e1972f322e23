"""Amazon Q Business: applications."""

from __future__ import annotations

from collectors.table import RESOURCE_NAME, Collector, Found, Row

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
                    "arn:{partition}:qbusiness:{region}:{account}:application/{applicationId}",
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
    ),
)
