"""Rows of AWS IAM. Policies and attachments are parts (`parts_identity.py`)."""

from __future__ import annotations

from collectors.iac.mapping.rows import AFTERWARDS, ARN, Row, dropped

_IAM = "arn:{partition}:iam::{account}:"
_PARTS = dropped(
    "managed_policy_arns",
    "inline_policy",
    "policies",
    "name_prefix",
    "force_detach_policies",
    "force_destroy",
)
_BOUNDARY = {"permissions_boundary": "PermissionsBoundary.PermissionsBoundaryArn"}

ROWS = (
    Row(
        "AWS::IAM::Role",
        ("aws_iam_role",),
        arn=f"{_IAM}role{{Path}}{{RoleName}}",
        made="RoleName",
        gives={"id": "RoleName", "name": "RoleName", "ref": "RoleName"},
        rename={"name": "RoleName", "assume_role_policy": "AssumeRolePolicyDocument", **_BOUNDARY, **_PARTS},
        default={
            "Path": "/",
            "MaxSessionDuration": 3600,
            "RolePolicyList": [],
            "AttachedManagedPolicies": [],
        },
    ),
    Row(
        "AWS::IAM::User",
        ("aws_iam_user",),
        arn=f"{_IAM}user{{Path}}{{UserName}}",
        made="UserName",
        gives={"id": "UserName", "name": "UserName", "ref": "UserName"},
        rename={
            "name": "UserName",
            "groups": "GroupList",
            "login_profile": "",
            **_BOUNDARY,
            **_PARTS,
        },
        default={"Path": "/", "UserPolicyList": [], "AttachedManagedPolicies": [], "GroupList": []},
    ),
    Row(
        "AWS::IAM::Group",
        ("aws_iam_group",),
        arn=f"{_IAM}group{{Path}}{{GroupName}}",
        made="GroupName",
        gives={"id": "GroupName", "name": "GroupName", "ref": "GroupName"},
        rename={"name": "GroupName", **_PARTS},
        default={"Path": "/", "GroupPolicyList": [], "AttachedManagedPolicies": []},
    ),
    Row(
        "AWS::IAM::ManagedPolicy",
        ("aws_iam_policy",),
        arn=f"{_IAM}policy{{Path}}{{PolicyName}}",
        made="PolicyName",
        gives={"id": ARN, "ref": ARN, "policy_arn": ARN, "name": "PolicyName"},
        rename={
            "name": "PolicyName",
            "managed_policy_name": "PolicyName",
            **dropped("policy", "policy_document", "roles", "users", "groups", "name_prefix"),
            **dropped("delay_after_policy_creation_in_ms"),
        },
        default={"Path": "/"},
        fixed={"DefaultVersionId": "v1", "AttachmentCount": 0, "IsAttachable": True},
    ),
    Row(
        "AWS::IAM::ServiceSpecificCredential",
        ("aws_iam_service_specific_credential",),
        made="ServiceSpecificCredentialId",
        gives={"id": "ServiceSpecificCredentialId"},
        rename=dropped("credential_age_days"),
        default={"Status": "Active", "CreateDate": AFTERWARDS},
    ),
)
