"""Amazon VPC: networks, their routes and security groups, and the endpoints in them."""

from __future__ import annotations

from collections.abc import Mapping

from collectors.table import TAG, Collector, Found, Row

# A service has several names: `bedrock-runtime-fips` is one of `bedrock-runtime`.
_GENERATIVE = " || ".join(
    [
        f"contains(ServiceName, '.{family}')"
        for family in ("bedrock", "sagemaker.", "qbusiness", "q-", "kendra", "s3vectors")
    ]
    + ["ends_with(ServiceName, '.q')"]
)


def _found(
    resource: str,
    kind: str,
    items: str,
    key: str,
    *always: str,
    always_if: Mapping[str, tuple[str, ...]] | None = None,
) -> Found:
    """Return a `Found` for a resource of EC2, which has an id from which the ARN follows."""
    return Found(
        resource,
        f"arn:{{partition}}:ec2:{{region}}:{{account}}:{kind}/{{{key}}}",
        items=items,
        name=key,
        tags="Tags",
        always=always,
        always_if=always_if or {},
    )


def _tags(items: str) -> dict[str, str]:
    return {f"{items}[].Tags[].Key": TAG, f"{items}[].Tags[].Value": TAG}


_FAMILIES = ("g*", "p*", "inf*", "trn*", "dl*")
"""The families of instances that have accelerators."""

_SIZES = {
    "xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 48xlarge": ("g5", "g6", "g6e"),
    "xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge metal": ("g4dn",),
    "2xlarge 4xlarge 8xlarge 12xlarge 24xlarge 48xlarge": ("g7", "g7e"),
    "xlarge 2xlarge 6xlarge 24xlarge": ("inf1",),
    "xlarge 8xlarge 24xlarge 48xlarge": ("inf2",),
    "xlarge 8xlarge 16xlarge": ("p2",),
    "2xlarge 8xlarge 16xlarge": ("p3",),
    "24xlarge": ("p3dn", "p4d", "p4de", "dl1", "dl2q"),
    "4xlarge 48xlarge": ("p5",),
    "48xlarge": ("p5e", "p5en", "p6-b200", "p6-b300"),
    "2xlarge 32xlarge": ("trn1",),
    "32xlarge": ("trn1n",),
    "3xlarge 48xlarge": ("trn2",),
}
_TYPES = tuple(
    f"{family}.{size}" for sizes, families in _SIZES.items() for family in families for size in sizes.split()
)
"""Types of these families (September 2026), for servers of EC2's API that do not know wildcards."""

_RANGE = "address range that is let in"
_ROUTED = "address range of a route: whether it is the default route"

NETWORK = Collector(
    service="ec2",
    prefix="ec2",
    rows=(
        # An endpoint of type Resource or ServiceNetwork leads to VPC Lattice, and has no
        # ServiceName: examples 4 and 5 of `aws ec2 create-vpc-endpoint help`.
        Row(
            "DescribeVpcEndpoints",
            finds=(
                _found(
                    "AWS::EC2::VPCEndpoint",
                    "vpc-endpoint",
                    "VpcEndpoints",
                    "VpcEndpointId",
                    "VpcEndpointType",
                    always_if={
                        "VpcEndpointType != 'Resource' && VpcEndpointType != 'ServiceNetwork'": (
                            "ServiceName",
                            "State",
                            "VpcId",
                        ),
                        "VpcEndpointType == 'Interface'": ("PrivateDnsEnabled", "Groups", "Groups[].GroupId"),
                    },
                ),
            ),
            keep=_tags("VpcEndpoints"),
            policies=("VpcEndpoints[].PolicyDocument",),
        ),
        # The services that have endpoints in a Region. Of hundreds, those for generative AI are
        # kept.
        Row(
            "DescribeVpcEndpointServices",
            finds=(
                Found(
                    "AWS::EC2::VPCEndpointService",
                    "arn:{partition}:ec2:{region}:{account}:vpc-endpoint-service/{ServiceName}",
                    items=f"ServiceDetails[?!ServiceName || {_GENERATIVE}]",
                    name="ServiceName",
                ),
            ),
        ),
        Row(
            "DescribeVpcs",
            finds=(
                _found(
                    "AWS::EC2::VPC",
                    "vpc",
                    "Vpcs",
                    "VpcId",
                    "CidrBlockAssociationSet",
                    "CidrBlockAssociationSet[].CidrBlock",
                    "CidrBlockAssociationSet[].CidrBlockState",
                    "CidrBlockAssociationSet[].CidrBlockState.State",
                    "Ipv6CidrBlockAssociationSet[].Ipv6CidrBlock",
                    "Ipv6CidrBlockAssociationSet[].Ipv6CidrBlockState",
                    "Ipv6CidrBlockAssociationSet[].Ipv6CidrBlockState.State",
                ),
            ),
            keep={
                "Vpcs[].CidrBlockAssociationSet[].CidrBlock": "address range of the VPC",
                "Vpcs[].Ipv6CidrBlockAssociationSet[].Ipv6CidrBlock": "address range of the VPC",
                **_tags("Vpcs"),
            },
        ),
        # AWS returns one attribute per call.
        Row(
            "DescribeVpcAttribute",
            parents=("DescribeVpcs",),
            params={"VpcId": "VpcId"},
            constants={"Attribute": "enableDnsSupport"},
            always=("EnableDnsSupport", "EnableDnsSupport.Value"),
        ),
        Row(
            "DescribeVpcAttribute",
            parents=("DescribeVpcs",),
            params={"VpcId": "VpcId"},
            constants={"Attribute": "enableDnsHostnames"},
            always=("EnableDnsHostnames", "EnableDnsHostnames.Value"),
        ),
        # Reserved capacity, of which only that for accelerators is judged.
        Row(
            "DescribeCapacityReservations",
            constants={"Filters": [{"Name": "state", "Values": ["active"]}]},
            finds=(
                _found(
                    "AWS::EC2::CapacityReservation",
                    "capacity-reservation",
                    "CapacityReservations",
                    "CapacityReservationId",
                    "OwnerId",
                    "InstanceType",
                    "State",
                    "TotalInstanceCount",
                    "AvailableInstanceCount",
                ),
            ),
            keep=_tags("CapacityReservations"),
        ),
        # The running instances of the families that have accelerators.
        Row(
            "DescribeInstances",
            constants={
                "Filters": [
                    {"Name": "instance-state-name", "Values": ["running"]},
                    {"Name": "instance-type", "Values": [*_FAMILIES, *_TYPES]},
                ]
            },
            finds=(
                _found(
                    "AWS::EC2::Instance",
                    "instance",
                    "Reservations[].Instances[]",
                    "InstanceId",
                    "InstanceType",
                ),
            ),
            keep=_tags("Reservations[].Instances"),
        ),
        Row(
            "DescribeSubnets",
            finds=(_found("AWS::EC2::Subnet", "subnet", "Subnets", "SubnetId", "VpcId"),),
            keep=_tags("Subnets"),
        ),
        Row(
            "DescribeRouteTables",
            finds=(
                _found(
                    "AWS::EC2::RouteTable",
                    "route-table",
                    "RouteTables",
                    "RouteTableId",
                    "VpcId",
                    "Routes",
                    "Routes[].State",
                ),
            ),
            keep={
                **_tags("RouteTables"),
                "RouteTables[].Routes[].DestinationCidrBlock": _ROUTED,
                "RouteTables[].Routes[].DestinationIpv6CidrBlock": _ROUTED,
            },
        ),
        Row(
            "DescribeSecurityGroups",
            finds=(
                _found(
                    "AWS::EC2::SecurityGroup",
                    "security-group",
                    "SecurityGroups",
                    "GroupId",
                    "IpPermissions",
                    "IpPermissions[].IpProtocol",
                    "IpPermissions[].IpRanges[].CidrIp",
                    "IpPermissions[].Ipv6Ranges[].CidrIpv6",
                ),
            ),
            keep={
                "SecurityGroups[].IpPermissions[].IpProtocol": "protocol that is let in",
                "SecurityGroups[].IpPermissions[].IpRanges[].CidrIp": _RANGE,
                "SecurityGroups[].IpPermissions[].Ipv6Ranges[].CidrIpv6": _RANGE,
                **_tags("SecurityGroups"),
            },
        ),
    ),
)
