"""Rules of security groups, routes, associations, endpoints and ranges."""

from __future__ import annotations

from typing import Any

import pytest

from collectors.iac.things import Thing
from collectors.iac.values import Unknown, reference
from tests.collectors.iac.stacks import declared, gaps_of, listing_gaps, only, thing

GROUP, TABLE, ENDPOINT = "AWS::EC2::SecurityGroup", "AWS::EC2::RouteTable", "AWS::EC2::VPCEndpoint"
WHY = Unknown("var.x has no value")
HTTPS = {
    "IpProtocol": "tcp",
    "FromPort": 443,
    "ToPort": 443,
    "IpRanges": [{"CidrIp": "10.0.0.0/8"}],
    "Ipv6Ranges": [],
    "PrefixListIds": [],
    "UserIdGroupPairs": [],
}
_OLD: dict[str, Any] = {"protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_blocks": ["10.0.0.0/8"]}
_NEW: dict[str, Any] = {"ip_protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_ipv4": "10.0.0.0/8"}
_TEMPLATE: dict[str, Any] = {"IpProtocol": "tcp", "FromPort": "443", "ToPort": "443", "CidrIp": "10.0.0.0/8"}


@pytest.mark.parametrize(
    "given",
    [
        [thing("aws_security_group", "g", ingress=[_OLD])],
        [
            thing("aws_security_group", "g"),
            thing("aws_vpc_security_group_ingress_rule", "r", security_group_id="g", **_NEW),
        ],
        [
            thing("aws_security_group", "g"),
            thing("aws_security_group_rule", "r", security_group_id="g", type="ingress", **_OLD),
            thing("aws_security_group_rule", "out", security_group_id="g", type="egress", **_OLD),
        ],
        [thing("AWS::EC2::SecurityGroup", "G", SecurityGroupIngress=[_TEMPLATE])],
        [
            thing("AWS::EC2::SecurityGroup", "G"),
            thing("AWS::EC2::SecurityGroupIngress", "R", GroupId=reference("G", "GroupId"), **_TEMPLATE),
        ],
    ],
)
def test_a_rule(given: list[Thing]) -> None:
    assert only(declared(*given), GROUP).properties["IpPermissions"] == [HTTPS]


def test_every_protocol_has_no_ports() -> None:
    rule = {"protocol": "-1", "from_port": 0, "to_port": 0, "self": True}
    (shown,) = only(declared(thing("aws_security_group", "g", ingress=[rule])), GROUP).properties[
        "IpPermissions"
    ]

    assert shown["IpProtocol"] == "-1"
    assert "FromPort" not in shown
    assert shown["UserIdGroupPairs"] == [{"GroupId": "g"}]


def test_a_range_that_is_not_known_keeps_its_place() -> None:
    found = declared(thing("aws_security_group", "g", ingress=[_OLD | {"cidr_blocks": [WHY, "::/0"]}, WHY]))
    group = only(found, GROUP)

    assert len(group.properties["IpPermissions"]) == 2
    assert [pointer for pointer, _ in gaps_of(found, group)] == [
        "/properties/IpPermissions/0/IpRanges/0/CidrIp".removesuffix("/CidrIp"),
        "/properties/IpPermissions/1",
    ]


def test_a_rule_of_a_group_that_is_not_known() -> None:
    rule = thing("aws_vpc_security_group_ingress_rule", "r", security_group_id=WHY, **_NEW)
    (gap,) = listing_gaps(declared(thing("aws_security_group", "g"), rule))

    assert (gap.operation, gap.pointer) == ("ec2:DescribeSecurityGroups", "/properties/IpPermissions")


def vpc(**attributes: Any) -> Thing:
    """Return a VPC."""
    return thing("aws_vpc", "aws_vpc.v", cidr_block="10.0.0.0/16", **attributes)


def test_a_vpc_has_its_ranges_and_its_names() -> None:
    second = thing(
        "aws_vpc_ipv4_cidr_block_association",
        "c",
        vpc_id=reference("aws_vpc.v", "id"),
        cidr_block="10.1.0.0/16",
    )
    properties = only(declared(vpc(enable_dns_hostnames=True), second), "AWS::EC2::VPC").properties

    assert [one["CidrBlock"] for one in properties["CidrBlockAssociationSet"]] == [
        "10.0.0.0/16",
        "10.1.0.0/16",
    ]
    assert properties["DescribeVpcAttribute"] == {
        "EnableDnsHostnames": {"Value": True},
        "EnableDnsSupport": {"Value": True},
    }


@pytest.mark.parametrize(
    "given",
    [
        [
            thing(
                "aws_route_table",
                "t",
                vpc_id="aws_vpc.v",
                route=[{"cidr_block": "0.0.0.0/0", "gateway_id": "igw-1"}],
            )
        ],
        [
            thing("aws_route_table", "t", vpc_id="aws_vpc.v"),
            thing(
                "aws_route", "r", route_table_id="t", destination_cidr_block="0.0.0.0/0", gateway_id="igw-1"
            ),
        ],
        [
            thing("AWS::EC2::RouteTable", "t", VpcId="aws_vpc.v"),
            thing(
                "AWS::EC2::Route", "r", RouteTableId="t", DestinationCidrBlock="0.0.0.0/0", GatewayId="igw-1"
            ),
        ],
    ],
)
def test_a_route(given: list[Thing]) -> None:
    routes = only(declared(vpc(), *given), TABLE).properties["Routes"]

    assert routes == [
        {"GatewayId": "local", "State": "active", "DestinationCidrBlock": "10.0.0.0/16"},
        {"State": "active", "GatewayId": "igw-1", "DestinationCidrBlock": "0.0.0.0/0"},
    ]


def test_the_subnets_of_a_route_table() -> None:
    found = declared(
        thing("aws_route_table", "t", vpc_id="v"),
        thing("aws_subnet", "s", vpc_id="v", cidr_block="10.0.0.0/24"),
        thing("aws_route_table_association", "a", 70, route_table_id="t", subnet_id=reference("s", "id")),
        thing("aws_main_route_table_association", "m", route_table_id="t", vpc_id="v"),
    )
    held = only(found, TABLE).properties["Associations"]

    assert [(one["Main"], one.get("SubnetId")) for one in held] == [(False, "s"), (True, None)]


def test_an_endpoint_without_a_policy_lets_everybody_do_everything() -> None:
    endpoint = thing("aws_vpc_endpoint", "e", vpc_id="v", service_name="com.amazonaws.us-east-1.s3")
    properties = only(declared(endpoint), ENDPOINT).properties

    assert properties["VpcEndpointType"] == "Gateway"
    assert properties["PolicyDocument"]["Statement"][0]["Action"] == "*"
    assert properties["PrivateDnsEnabled"] is False


def test_an_interface_endpoint_has_its_groups() -> None:
    given: dict[str, Any] = {"vpc_id": "v", "service_name": "x", "vpc_endpoint_type": "Interface"}
    found = declared(
        thing("aws_security_group", "g", name="web"),
        thing("aws_vpc_endpoint", "e", security_group_ids=[reference("g", "id"), WHY], **given),
    )

    assert only(found, ENDPOINT).properties["Groups"] == [
        {"GroupId": "g", "GroupName": "web"},
        {"GroupId": "(not known)"},
    ]
    assert only(declared(thing("aws_vpc_endpoint", "e", **given)), ENDPOINT).properties["Groups"] == [
        {"GroupId": "default", "GroupName": "default"}
    ]


def test_cloudformation_has_no_default_for_private_names() -> None:
    endpoint = thing("AWS::EC2::VPCEndpoint", "E", VpcId="v", ServiceName="x", VpcEndpointType="Interface")
    found = declared(endpoint)

    assert "/properties/PrivateDnsEnabled" in [p for p, _ in gaps_of(found, only(found, ENDPOINT))]


def test_the_policy_of_an_endpoint_has_a_resource_of_its_own() -> None:
    document = {"Statement": [{"Effect": "Allow", "Action": "bedrock:*", "Resource": "*", "Principal": "*"}]}
    found = declared(
        thing("aws_vpc_endpoint", "e", vpc_id="v", service_name="x"),
        thing("aws_vpc_endpoint_policy", "p", vpc_endpoint_id=reference("e", "id"), policy=document),
    )

    assert only(found, ENDPOINT).properties["PolicyDocument"] == document
