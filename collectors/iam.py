"""AWS Identity and Access Management: principals, policies and service-specific credentials."""

from __future__ import annotations

from collectors.table import RESOURCE_NAME, TAG, Collector, Found, Row

_PATH = "path, which is part of the ARN"

IAM = Collector(
    service="iam",
    prefix="iam",
    regional=False,
    rows=(
        # boto3 decodes the documents of this operation. A document that it cannot decode stays a
        # string.
        Row(
            "GetAccountAuthorizationDetails",
            finds=(
                Found("AWS::IAM::Role", "{Arn}", items="RoleDetailList", name="RoleName", tags="Tags"),
                Found("AWS::IAM::User", "{Arn}", items="UserDetailList", name="UserName", tags="Tags"),
                Found("AWS::IAM::Group", "{Arn}", items="GroupDetailList", name="GroupName"),
                Found("AWS::IAM::ManagedPolicy", "{Arn}", items="Policies", name="PolicyName"),
            ),
            required=(
                "RoleDetailList[].AssumeRolePolicyDocument",
                "RoleDetailList[].Path",
                "RoleDetailList[].RolePolicyList[].PolicyDocument",
                "RoleDetailList[].InstanceProfileList[].Roles[].AssumeRolePolicyDocument",
                "UserDetailList[].Path",
                "UserDetailList[].UserPolicyList[].PolicyDocument",
                "GroupDetailList[].Path",
                "GroupDetailList[].GroupPolicyList[].PolicyDocument",
                "Policies[].AttachmentCount",
                "Policies[].DefaultVersionId",
                "Policies[].PolicyVersionList[].Document",
                "Policies[].PolicyVersionList[].IsDefaultVersion",
                "IsTruncated",
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
        # The only detail of a role that the operation above leaves out.
        Row(
            "ListRoles",
            finds=(Found("AWS::IAM::Role", "{Arn}", items="Roles", name="RoleName", adds=True),),
            required=("Roles[].MaxSessionDuration", "IsTruncated"),
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
                ),
            ),
            required=("ServiceSpecificCredentials",),
            keep={"ServiceSpecificCredentials[].UserName": "name of the user whom the credential belongs to"},
            token=("Marker", "Marker"),
        ),
    ),
)
