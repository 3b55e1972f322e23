"""AWS Organizations: the policies in effect on this account, as far as a member may read them."""

from __future__ import annotations

from collectors.table import Collector, Found, Row

ORGANIZATIONS = Collector(
    service="organizations",
    prefix="organizations",
    regional=False,
    rows=(
        Row(
            "DescribeEffectivePolicy",
            constants={"PolicyType": "BEDROCK_POLICY"},
            finds=(
                Found(
                    "AWS::Organizations::EffectivePolicy",
                    "arn:{partition}:organizations::{account}:effective-policy/bedrock_policy",
                    items="EffectivePolicy",
                    name="PolicyType",
                ),
            ),
            required=("EffectivePolicy.PolicyContent",),
            absent_codes=("AWSOrganizationsNotInUseException", "EffectivePolicyNotFoundException"),
            documents=("EffectivePolicy.PolicyContent",),
        ),
    ),
)
