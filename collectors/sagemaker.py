"""Amazon SageMaker AI: endpoints, and the models, notebooks and Studio users that hold roles."""

from __future__ import annotations

from collectors.table import Collector, Found, Row

SAGEMAKER = Collector(
    service="sagemaker",
    prefix="sagemaker",
    offered_as="sagemaker",
    gone_code="ResourceNotFound",
    rows=(
        Row(
            "ListEndpoints",
            finds=(
                Found(
                    "AWS::SageMaker::Endpoint",
                    "{EndpointArn}",
                    items="Endpoints",
                    name="EndpointName",
                    always=("EndpointStatus",),
                ),
            ),
        ),
        Row(
            "ListModels",
            finds=(
                Found(
                    "AWS::SageMaker::Model",
                    "{ModelArn}",
                    items="Models",
                    name="ModelName",
                    always=("ModelName",),
                ),
            ),
        ),
        Row(
            "DescribeModel",
            parents=("ListModels",),
            params={"ModelName": "ModelName"},
            merge=True,
            always=("ModelArn",),
        ),
        Row(
            "ListNotebookInstances",
            finds=(
                Found(
                    "AWS::SageMaker::NotebookInstance",
                    "{NotebookInstanceArn}",
                    items="NotebookInstances",
                    name="NotebookInstanceName",
                    always=("NotebookInstanceName",),
                ),
            ),
        ),
        Row(
            "DescribeNotebookInstance",
            parents=("ListNotebookInstances",),
            params={"NotebookInstanceName": "NotebookInstanceName"},
            merge=True,
            always=("RoleArn",),
        ),
        Row(
            "ListDomains",
            finds=(
                Found(
                    "AWS::SageMaker::Domain",
                    "{DomainArn}",
                    items="Domains",
                    name="DomainName",
                    always=("DomainId",),
                ),
            ),
        ),
        Row(
            "DescribeDomain",
            parents=("ListDomains",),
            params={"DomainId": "DomainId"},
            merge=True,
            always=("DefaultUserSettings", "DefaultUserSettings.ExecutionRole"),
        ),
        # A profile may have a role of its own. Only domains have profiles.
        Row(
            "ListUserProfiles",
            parents=("ListDomains",),
            params={"DomainIdEquals": "DomainId"},
            finds=(
                Found(
                    "AWS::SageMaker::UserProfile",
                    "arn:{partition}:sagemaker:{region}:{account}:user-profile/{DomainId}/{UserProfileName}",
                    items="UserProfiles",
                    name="UserProfileName",
                ),
            ),
        ),
        Row(
            "DescribeUserProfile",
            parents=("ListUserProfiles",),
            params={"DomainId": "DomainId", "UserProfileName": "UserProfileName"},
            merge=True,
            always=("UserProfileName",),
        ),
    ),
)
