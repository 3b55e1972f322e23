"""AWS WAF and Amazon CloudFront: what stands before public APIs and gateways.

Web ACLs are not listed. An ACL is read if something that controls judge names it, and a rule group
if an ACL names it.
"""

from __future__ import annotations

from collectors.table import Collector, Found, Row

CLOUDFRONT = Collector(
    service="cloudfront",
    prefix="cloudfront",
    regional=False,
    rows=(
        Row(
            "ListDistributions",
            finds=(
                Found(
                    "AWS::CloudFront::Distribution",
                    "{ARN}",
                    items="DistributionList.Items",
                    name="Id",
                    always=("Enabled", "Origins", "Origins.Items", "Origins.Items[].DomainName"),
                ),
            ),
            keep={"DistributionList.Items[].WebACLId": "id or ARN of its web ACL"},
        ),
    ),
)

_ACL = "[webAclArn, WebACLId][?type(@) == 'string' && contains(@, ':wafv2:')]"
"""The ARN of an ACL, as a list. That of WAF Classic has another form, and is not read."""


_SIZES = tuple(
    f"Rules[].Statement.SizeConstraintStatement.{member}"
    for member in ("ComparisonOperator", "FieldToMatch", "Size")
)
"""What AWS WAF demands of a rule about a size."""


# The ACL of a distribution is read in the home Region of the partition, where CloudFront's are.
WAF = Collector(
    service="wafv2",
    prefix="wafv2",
    rows=(
        Row(
            "GetWebACL",
            parents=(
                "apigateway:GetStages",
                "bedrock-agentcore-control:GetGateway",
                "cloudfront:ListDistributions",
            ),
            params={"ARN": _ACL},
            finds=(
                Found(
                    "AWS::WAFv2::WebACL",
                    "{ARN}",
                    items="WebACL",
                    name="Name",
                    always=(
                        "Rules[].Statement",
                        "Rules[].Statement.RuleGroupReferenceStatement.ARN",
                        "Rules[].Statement.RateBasedStatement.Limit",
                        *_SIZES,
                    ),
                ),
            ),
        ),
        # AWS says of a group of another account that it does not exist.
        Row(
            "GetRuleGroup",
            parents=("GetWebACL",),
            params={"ARN": "Rules[].Statement.RuleGroupReferenceStatement.ARN"},
            absent_codes=("WAFNonexistentItemException",),
            finds=(
                Found(
                    "AWS::WAFv2::RuleGroup",
                    "{ARN}",
                    items="RuleGroup",
                    name="Name",
                    always=(
                        "Rules",
                        "Rules[].Statement",
                        "Rules[].Statement.RateBasedStatement.Limit",
                        *_SIZES,
                    ),
                ),
            ),
        ),
    ),
)
