"""Amazon VPC: interface endpoints."""

from __future__ import annotations

from collectors.table import Collector, Found, Row

NETWORK = Collector(
    service="ec2",
    prefix="ec2",
    rows=(
        Row(
            "DescribeVpcEndpoints",
            finds=(
                Found(
                    "AWS::EC2::VPCEndpoint",
                    "arn:{partition}:ec2:{region}:{account}:vpc-endpoint/{VpcEndpointId}",
                    items="VpcEndpoints",
                    name="VpcEndpointId",
                    tags="Tags",
                ),
            ),
            always=("VpcEndpoints", "VpcEndpoints[].ServiceName", "VpcEndpoints[].VpcEndpointType", "VpcEndpoints[].State"),
            policies=("PolicyDocument",),
        ),
    ),
)
