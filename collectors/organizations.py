"""AWS Organizations: the account's organization, and the policies in effect on the account."""

from __future__ import annotations

from collectors.table import Collector, Found, Row

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
    ),
)
