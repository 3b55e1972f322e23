"""Rows of Amazon VPC. Rules, routes and associations are parts (`parts_network.py`)."""

from __future__ import annotations

from collectors.iac.mapping.rows import ACCOUNT, Row, dropped

_DNS = "DescribeVpcAttribute.EnableDns"

ROWS = (
    Row(
        "AWS::EC2::VPC",
        ("aws_vpc",),
        made="VpcId",
        gives={"id": "VpcId", "ref": "VpcId"},
        rename={
            "enable_dns_support": f"{_DNS}Support.Value",
            "enable_dns_hostnames": f"{_DNS}Hostnames.Value",
            **dropped("assign_generated_ipv6_cidr_block", "enable_network_address_usage_metrics"),
            **dropped("ipv4_ipam_pool_id", "ipv4_netmask_length", "ipv6_cidr_block", "ipv6_ipam_pool_id"),
            **dropped("ipv6_netmask_length", "ipv6_cidr_block_network_border_group"),
            **dropped("vpc_encryption_control"),
        },
        # EC2 turns host names on for default VPCs alone: Amazon VPC User Guide, "DNS attributes".
        default={f"{_DNS}Support.Value": True, f"{_DNS}Hostnames.Value": False},
        fixed={"OwnerId": ACCOUNT, "State": "available"},
    ),
    Row(
        "AWS::EC2::Subnet",
        ("aws_subnet",),
        made="SubnetId",
        gives={"id": "SubnetId", "ref": "SubnetId"},
        rename=dropped(
            "enable_resource_name_dns_a_record_on_launch",
            "enable_resource_name_dns_aaaa_record_on_launch",
            "ipv6_cidr_block",
            "private_dns_hostname_type_on_launch",
            "ipv4_ipam_pool_id",
            "ipv4_netmask_length",
            "ipv6_ipam_pool_id",
            "ipv6_netmask_length",
        ),
        default={"MapPublicIpOnLaunch": False},
        fixed={"State": "available"},
    ),
    Row(
        "AWS::EC2::RouteTable",
        ("aws_route_table", "aws_default_route_table"),
        made="RouteTableId",
        gives={"id": "RouteTableId", "ref": "RouteTableId"},
        rename=dropped("route", "propagating_vgws", "default_route_table_id"),
        default={"Routes": [], "Associations": []},
    ),
    Row(
        "AWS::EC2::SecurityGroup",
        ("aws_security_group", "aws_default_security_group"),
        made="GroupId",
        gives={"id": "GroupId", "ref": "GroupId", "name": "GroupName"},
        rename={
            "name": "GroupName",
            "group_description": "Description",
            **dropped("ingress", "egress", "security_group_ingress", "security_group_egress"),
            **dropped("name_prefix", "revoke_rules_on_delete"),
        },
        default={"IpPermissions": []},
    ),
    Row(
        "AWS::EC2::VPCEndpoint",
        ("aws_vpc_endpoint",),
        made="VpcEndpointId",
        gives={"id": "VpcEndpointId", "ref": "VpcEndpointId"},
        rename={
            "policy": "PolicyDocument",
            **dropped("security_group_ids", "subnet_configuration", "auto_accept"),
        },
        default={"VpcEndpointType": "Gateway"},
        aws={"PrivateDnsEnabled": False},
        fixed={"State": "available"},
    ),
)
