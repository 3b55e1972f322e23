"""AWS Organizations: the account's organization, and the policies in effect on the account."""

from __future__ import annotations

from collectors.table import Collector, Found, Row

# Only the management account and delegated administrators may ask what is above an account. AWS
# tells the others so, in another text than to a caller without the permission.
_ABOVE = Found(
    "AWS::Organizations::Parent",
    "arn:{partition}:organizations::{account}:parent/{Id}",
    items="Parents",
    name="Id",
    always=("Type",),
)
_NOT_A_MEMBERS = {"AccessDeniedException": r"You don't have permissions to access this resource"}


def _attached(kind: str) -> Row:
    """Return the row of the policies of one kind that are attached to the account or above it."""
    return Row(
        "ListPoliciesForTarget",
        parents=("ListParents",),
        params={"TargetId": "[ChildId, Id]"},
        constants={"Filter": kind},
        finds=(
            Found(
                "AWS::Organizations::PolicyAttachment",
                "{Arn}/{TargetId}",
                items="Policies",
                name="Name",
                always=("Id", "Type", "AwsManaged"),
            ),
        ),
    )


ORGANIZATIONS = Collector(
    service="organizations",
    prefix="organizations",
    regional=False,
    rows=(
        # Any member of an organization may call it.
        Row(
            "DescribeOrganization",
            finds=(
                Found(
                    "AWS::Organizations::Organization",
                    "{Arn}",
                    items="Organization",
                    name="Id",
                    always=("Id",),
                ),
            ),
            absent_codes=("AWSOrganizationsNotInUseException",),
        ),
        Row(
            "DescribeEffectivePolicy",
            constants={"PolicyType": "BEDROCK_POLICY"},
            finds=(
                Found(
                    "AWS::Organizations::EffectivePolicy",
                    "arn:{partition}:organizations::{account}:effective-policy/bedrock_policy",
                    items="EffectivePolicy",
                    name="PolicyType",
                    always=("PolicyContent",),
                ),
            ),
            absent_codes=("AWSOrganizationsNotInUseException", "EffectivePolicyNotFoundException"),
            documents=("EffectivePolicy.PolicyContent",),
        ),
        # The account's parent, and the parent of each organizational unit up to the root.
        Row(
            "ListParents",
            parents=("DescribeOrganization",),
            constants={"ChildId": "{account}"},
            finds=(_ABOVE,),
            absent_if=_NOT_A_MEMBERS,
        ),
        Row(
            "ListParents",
            parents=("ListParents",),
            params={"ChildId": "Type == 'ORGANIZATIONAL_UNIT' && Id || null"},
            climbs=True,
            finds=(_ABOVE,),
        ),
        _attached("SERVICE_CONTROL_POLICY"),
        _attached("RESOURCE_CONTROL_POLICY"),
        # What the policies that AWS manages say is known: they allow everything.
        Row(
            "DescribePolicy",
            parents=("ListPoliciesForTarget",),
            params={"PolicyId": "!AwsManaged && Id || null"},
            member="Policy",
            always=("Content",),
            policies=("Policy.Content",),
        ),
    ),
)
