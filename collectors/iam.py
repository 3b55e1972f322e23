"""AWS Identity and Access Management: principals, policies and service-specific credentials."""

from __future__ import annotations

from collectors.key_holders import key_holders
from collectors.last_accessed import genai_principals
from collectors.table import RESOURCE_NAME, TAG, Collector, Found, Row

_PATH = "path, which is part of the ARN"
_ATTACHED = ("AttachedManagedPolicies", "AttachedManagedPolicies[].PolicyArn")
_BOUNDARY = ("PermissionsBoundary.PermissionsBoundaryArn",)


def _inline(policies: str) -> tuple[str, ...]:
    """Return what AWS always sends of each inline policy in a list."""
    return (f"{policies}[].PolicyName", f"{policies}[].PolicyDocument")


IAM = Collector(
    service="iam",
    prefix="iam",
    regional=False,
    gone_code="NoSuchEntity",
    rows=(
        # boto3 decodes the documents of this operation. A document that it cannot decode stays a
        # string.
        Row(
            "GetAccountAuthorizationDetails",
            finds=(
                Found(
                    "AWS::IAM::Role",
                    "{Arn}",
                    items="RoleDetailList",
                    name="RoleName",
                    tags="Tags",
                    always=(
                        "AssumeRolePolicyDocument",
                        "Path",
                        "RolePolicyList",
                        *_inline("RolePolicyList"),
                        *_ATTACHED,
                        *_BOUNDARY,
                    ),
                ),
                # A user without inline policies has no UserPolicyList.
                Found(
                    "AWS::IAM::User",
                    "{Arn}",
                    items="UserDetailList",
                    name="UserName",
                    tags="Tags",
                    always=(
                        "UserName",
                        "Path",
                        "GroupList",
                        *_inline("UserPolicyList"),
                        *_ATTACHED,
                        *_BOUNDARY,
                    ),
                ),
                Found(
                    "AWS::IAM::Group",
                    "{Arn}",
                    items="GroupDetailList",
                    name="GroupName",
                    always=("GroupName", "Path", "GroupPolicyList", *_inline("GroupPolicyList"), *_ATTACHED),
                ),
                Found(
                    "AWS::IAM::ManagedPolicy",
                    "{Arn}",
                    items="Policies",
                    name="PolicyName",
                    always=(
                        "AttachmentCount",
                        "PolicyVersionList",
                        "PolicyVersionList[].Document",
                        "PolicyVersionList[].IsDefaultVersion",
                    ),
                ),
            ),
            keep={
                "RoleDetailList[].Path": _PATH,
                "RoleDetailList[].Tags[].Key": TAG,
                "RoleDetailList[].Tags[].Value": TAG,
                "UserDetailList[].UserName": RESOURCE_NAME,
                "UserDetailList[].Path": _PATH,
                "UserDetailList[].GroupList[]": "names of the groups that the user is in",
                "UserDetailList[].Tags[].Key": TAG,
                "UserDetailList[].Tags[].Value": TAG,
                "GroupDetailList[].Path": _PATH,
                "Policies[].Path": _PATH,
            },
            policies=(
                "RoleDetailList[].AssumeRolePolicyDocument",
                "RoleDetailList[].RolePolicyList[].PolicyDocument",
                "RoleDetailList[].InstanceProfileList[].Roles[].AssumeRolePolicyDocument",
                "UserDetailList[].UserPolicyList[].PolicyDocument",
                "GroupDetailList[].GroupPolicyList[].PolicyDocument",
                "Policies[].PolicyVersionList[].Document",
            ),
        ),
        # For MaxSessionDuration, which the operation above leaves out, and this one too for some
        # roles.
        Row(
            "ListRoles",
            finds=(Found("AWS::IAM::Role", "{Arn}", items="Roles", name="RoleName", adds=True),),
            keep={"Roles[].Path": _PATH, "Roles[].Tags[].Key": TAG, "Roles[].Tags[].Value": TAG},
            policies=("Roles[].AssumeRolePolicyDocument",),
        ),
        # AllUsers replaces a call for each user.
        Row(
            "ListServiceSpecificCredentials",
            constants={"AllUsers": True},
            finds=(
                Found(
                    "AWS::IAM::ServiceSpecificCredential",
                    "arn:{partition}:iam::{account}:user/{UserName}:credential/{ServiceSpecificCredentialId}",
                    items="ServiceSpecificCredentials",
                    name="UserName",
                    always=("ServiceName", "Status", "CreateDate"),
                ),
            ),
            keep={"ServiceSpecificCredentials[].UserName": "name of the user whom the credential belongs to"},
            token=("Marker", "Marker"),
        ),
        # Roles, groups and policies have no UserName.
        Row(
            "ListAccessKeys",
            parents=("GetAccountAuthorizationDetails",),
            params={"UserName": "UserName"},
            among=key_holders,
            always=("AccessKeyMetadata", "AccessKeyMetadata[].Status"),
        ),
        # A job that reports and changes nothing. Only with --last-accessed.
        Row(
            "GenerateServiceLastAccessedDetails",
            parents=("GetAccountAuthorizationDetails",),
            params={"Arn": "Arn"},
            among=genai_principals,
            always=("JobId",),
        ),
        Row(
            "GetServiceLastAccessedDetails",
            parents=("GenerateServiceLastAccessedDetails",),
            params={"JobId": "GenerateServiceLastAccessedDetails.JobId"},
            pending=("JobStatus", "IN_PROGRESS"),
            always=("JobStatus", "ServicesLastAccessed", "ServicesLastAccessed[].ServiceNamespace"),
            token=("Marker", "Marker"),
            keep={"ServicesLastAccessed[].ServiceNamespace": "which service the principal may use"},
        ),
    ),
)
