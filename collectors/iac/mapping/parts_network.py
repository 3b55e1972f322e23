"""Parts of Amazon VPC: rules of security groups, routes, and what endpoints and VPCs have beside.

An account shows rules in their group, and routes and associations in their route table.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from typing import Any

from collectors.iac.mapping.documents import Stand, policy
from collectors.iac.mapping.drafts import Draft, Lost, Work, many, place
from collectors.iac.mapping.places import lines_at, snaked
from collectors.iac.mapping.resolving import NOT_KNOWN
from collectors.iac.mapping.rows import AWS, source_of
from collectors.iac.things import Thing
from collectors.iac.values import Unknown

VPC, SUBNET, TABLE, SECURITY_GROUP, ENDPOINT = (
    f"AWS::EC2::{name}" for name in ("VPC", "Subnet", "RouteTable", "SecurityGroup", "VPCEndpoint")
)
_INGRESS = (
    "aws_vpc_security_group_ingress_rule",
    "aws_security_group_rule",
    "AWS::EC2::SecurityGroupIngress",
)
_ROUTES = ("aws_route", "AWS::EC2::Route")
_ASSOCIATIONS = ("aws_route_table_association", "AWS::EC2::SubnetRouteTableAssociation")
_MAIN = "aws_main_route_table_association"
_BLOCKS = ("aws_vpc_ipv4_cidr_block_association", "AWS::EC2::VPCCidrBlock")

ADDS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(_INGRESS, (SECURITY_GROUP,)),
    **dict.fromkeys((*_ROUTES, *_ASSOCIATIONS, _MAIN), (TABLE,)),
    **dict.fromkeys(_BLOCKS, (VPC,)),
    "aws_vpc_endpoint_policy": (ENDPOINT,),
    "aws_vpc_endpoint_security_group_association": (ENDPOINT,),
    "aws_vpc_endpoint_route_table_association": (ENDPOINT,),
    "aws_vpc_endpoint_subnet_association": (ENDPOINT,),
}

_RANGES = (
    (("cidr_blocks", "cidr_ipv4", "cidr_ip"), "IpRanges", "CidrIp"),
    (("ipv6_cidr_blocks", "cidr_ipv6"), "Ipv6Ranges", "CidrIpv6"),
    (("prefix_list_ids", "prefix_list_id", "source_prefix_list_id"), "PrefixListIds", "PrefixListId"),
    (
        ("security_groups", "source_security_group_id", "referenced_security_group_id"),
        "UserIdGroupPairs",
        "GroupId",
    ),
)
"""Arguments of a rule, the list that they become, and the member of its elements."""

_ALL_ACCESS = {
    "Version": "2008-10-17",
    "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}],
}
"""The policy of an endpoint for which nobody sets one: AWS PrivateLink Guide, "Control access"."""

_TARGETS = {
    "gateway_id": "GatewayId",
    "nat_gateway_id": "NatGatewayId",
    "transit_gateway_id": "TransitGatewayId",
    "vpc_peering_connection_id": "VpcPeeringConnectionId",
    "network_interface_id": "NetworkInterfaceId",
    "egress_only_gateway_id": "EgressOnlyInternetGatewayId",
    "egress_only_internet_gateway_id": "EgressOnlyInternetGatewayId",
    "instance_id": "InstanceId",
    "local_gateway_id": "LocalGatewayId",
    "carrier_gateway_id": "CarrierGatewayId",
    "core_network_arn": "CoreNetworkArn",
    "vpc_endpoint_id": "GatewayId",
    "cidr_block": "DestinationCidrBlock",
    "destination_cidr_block": "DestinationCidrBlock",
    "ipv6_cidr_block": "DestinationIpv6CidrBlock",
    "destination_ipv6_cidr_block": "DestinationIpv6CidrBlock",
    "destination_prefix_list_id": "DestinationPrefixListId",
}
"""Argument of a route -> the member that it becomes."""


def _own_rules(work: Work) -> None:
    """Add the rules that a group's own block has."""
    for draft in work.drafted(SECURITY_GROUP):
        for one in many(work.argument(draft.thing, "ingress", "security_group_ingress")):
            _admit(draft, one)
        lines_at(draft, draft.thing, {"/IpPermissions": ("ingress", "SecurityGroupIngress")})
        draft.members.setdefault("GroupName", work.slugs[draft.thing.address])


def _rules(work: Work) -> None:
    """Add the rules that have a block of their own."""
    for thing in work.of(*_INGRESS):
        if work.argument(thing, "type") == "egress":
            continue
        group = work.argument(thing, "security_group_id", "group_id", "group_name")
        if isinstance(group, Unknown):
            work.lost.append(Lost(thing, SECURITY_GROUP, "/IpPermissions", group.why))
        elif draft := work.find(SECURITY_GROUP, group):
            _admit(draft, work.given(thing), thing)


def _admit(draft: Draft, given: Any, thing: Thing | None = None) -> None:
    rules = draft.list("IpPermissions")
    if thing is not None:
        draft.others[f"/IpPermissions/{len(rules)}"] = place(thing)
    rules.append(given if isinstance(given, Unknown) else _rule(draft, snaked(given)))


def _rule(draft: Draft, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return a rule as AWS shows it. Protocol -1 is every protocol, and has no ports."""
    protocol = next((given[n] for n in ("protocol", "ip_protocol") if given.get(n) is not None), "-1")
    if not isinstance(protocol, Unknown):
        protocol = "-1" if str(protocol).lower() in ("-1", "all") else str(protocol).lower()
    made: dict[str, Any] = {"IpProtocol": protocol}
    if protocol != "-1":
        for name, member in (("from_port", "FromPort"), ("to_port", "ToPort")):
            if given.get(name) is not None:
                made[member] = _port(given[name])
    for names, member, inner in _RANGES:
        made[member] = [
            Stand({inner: NOT_KNOWN}, one.why) if isinstance(one, Unknown) else {inner: one}
            for name in names
            for one in many(given.get(name))
        ]
    if str(given.get("self")).lower() == "true":
        made["UserIdGroupPairs"].append({"GroupId": draft.members["GroupId"]})
    return made


def _port(value: Any) -> Any:
    return int(value) if isinstance(value, str) and value.lstrip("-").isdecimal() else value


def _ranges(work: Work) -> None:
    """Give each VPC its ranges as associations."""
    for draft in work.drafted(VPC):
        own = draft.members.get("CidrBlock", Unknown("AWS chooses its range"))
        draft.members["CidrBlockAssociationSet"] = [_association(own)]
    for thing in work.of(*_BLOCKS):
        own = work.argument(thing, "cidr_block")
        if (vpc := work.find(VPC, work.argument(thing, "vpc_id"))) and own is not None:
            vpc.list("CidrBlockAssociationSet").append(_association(own))


def _association(block: Any) -> dict[str, Any]:
    return {"CidrBlock": block, "CidrBlockState": {"State": "associated"}}


def _routes(work: Work) -> None:
    """Give each route table its routes, those of its own block and others, and the local one."""
    for draft in work.drafted(TABLE):
        vpc = work.find(VPC, draft.members.get("VpcId"))
        local = vpc.members.get("CidrBlock") if vpc else None
        draft.members["Routes"] = [
            {"GatewayId": "local", "State": "active", **({"DestinationCidrBlock": local} if local else {})}
        ]
        for one in many(work.argument(draft.thing, "route")):
            _add_route(draft, one)
        lines_at(draft, draft.thing, {"/Routes": ("route",)})
    for thing in work.of(*_ROUTES):
        table = work.argument(thing, "route_table_id")
        if isinstance(table, Unknown):
            work.lost.append(Lost(thing, TABLE, "/Routes", table.why))
        elif found := work.find(TABLE, table):
            found.others[f"/Routes/{len(found.members['Routes'])}"] = place(thing)
            _add_route(found, work.given(thing))


def _add_route(draft: Draft, given: Any) -> None:
    if isinstance(given, Unknown):
        draft.list("Routes").append(given)
        return
    fields = snaked(given)
    made = {member: fields[name] for name, member in _TARGETS.items() if fields.get(name) not in (None, "")}
    draft.list("Routes").append({"State": "active", **made})


def _subnets(work: Work) -> None:
    """Give each route table the subnets that it is for."""
    for thing in work.of(*_ASSOCIATIONS, _MAIN):
        table, subnet = work.argument(thing, "route_table_id"), work.argument(thing, "subnet_id")
        if isinstance(table, Unknown):
            work.lost.append(Lost(thing, TABLE, "/Associations", table.why))
        elif draft := work.find(TABLE, table):
            held = draft.list("Associations")
            draft.others[f"/Associations/{len(held)}"] = place(thing)
            state = {"AssociationState": {"State": "associated"}}
            if thing.type == _MAIN:
                held.append({"Main": True, **state})
            elif subnet is not None:
                held.append({"Main": False, "SubnetId": subnet, **state})


def _endpoints(work: Work) -> None:
    """Give each endpoint its groups, its policy, and whether its name is private."""
    for thing in work.of("aws_vpc_endpoint_policy"):
        if held := work.find(ENDPOINT, work.argument(thing, "vpc_endpoint_id")):
            document, why = policy(work.argument(thing, "policy"))
            if document is not None:
                held.members["PolicyDocument"] = document
                held.others["/PolicyDocument"] = place(thing)
            if why:
                held.made.unread["/PolicyDocument"] = why
    for draft in work.drafted(ENDPOINT):
        draft.members.setdefault("PolicyDocument", copy.deepcopy(_ALL_ACCESS))
        if draft.text("VpcEndpointType") == "Interface":
            _interface(work, draft)
    for thing in work.of("aws_vpc_endpoint_security_group_association"):
        if endpoint := work.find(ENDPOINT, work.argument(thing, "vpc_endpoint_id")):
            groups = endpoint.list("Groups")
            if str(work.argument(thing, "replace_default_association")).lower() == "true":
                groups[:] = [one for one in groups if one != _DEFAULT_GROUP]
            groups += _groups(work, many(work.argument(thing, "security_group_id")))


_DEFAULT_GROUP = {"GroupId": "default", "GroupName": "default"}
"""The group that AWS gives an interface endpoint for which nobody chooses one."""


def _interface(work: Work, draft: Draft) -> None:
    ids = many(work.argument(draft.thing, "security_group_ids"))
    draft.members["Groups"] = _groups(work, ids) or [dict(_DEFAULT_GROUP)]
    lines_at(draft, draft.thing, {"/Groups": ("security_group_ids",)})
    if "PrivateDnsEnabled" not in draft.members and source_of(draft.thing.type) != AWS:
        draft.members["PrivateDnsEnabled"] = Unknown("CloudFormation documents no default for it")


def _groups(work: Work, ids: Iterable[Any]) -> list[Any]:
    made: list[Any] = []
    for one in ids:
        if isinstance(one, Unknown):
            made.append(Stand({"GroupId": NOT_KNOWN}, one.why))
        elif isinstance(one, str):
            group = work.find(SECURITY_GROUP, one)
            name = {"GroupName": group.members.get("GroupName")} if group else {}
            made.append({"GroupId": one, **name})
    return made


PARTS = (_own_rules, _rules, _ranges, _routes, _subnets, _endpoints)
