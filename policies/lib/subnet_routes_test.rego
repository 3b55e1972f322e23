package lens_test.lib.subnet_routes_test

import data.lens.lib.subnet_routes
import data.lens_test.testing

_key := ["us-east-1", "subnet-1"]

_subnet(owner) := testing.record("AWS::EC2::Subnet", testing.arn("ec2", "subnet/subnet-1"), {
	"SubnetId": "subnet-1",
	"VpcId": "vpc-1",
	"OwnerId": owner,
})

_table(name, association, route) := testing.record(
	"AWS::EC2::RouteTable",
	testing.arn("ec2", sprintf("route-table/%s", [name])),
	{"VpcId": "vpc-1", "Associations": [association], "Routes": [object.union({"State": "active"}, route)]},
)

_own := {"SubnetId": "subnet-1", "Main": false}

_state(records) := {"known": known, "leading": leading, "by_main": by_main, "forwarding": forwarding} if {
	document := testing.facts(records, {}, [])
	known := count({_key} & subnet_routes.known) > 0 with input as document
	leading := count({_key} & subnet_routes.leading) > 0 with input as document
	by_main := count({_key} & subnet_routes.by_main) > 0 with input as document
	forwarding := count({_key} & subnet_routes.forwarding) > 0 with input as document
}

_nothing := {"known": false, "leading": false, "by_main": false, "forwarding": false}

_is(changes) := object.union(_nothing, changes)

test_own_table if {
	_state([_table("a", _own, {"GatewayId": "local"})]) == _is({"known": true})
	_state([_table("a", _own, {"GatewayId": "igw-1"})]) == _is({"known": true, "leading": true})
	_state([_table("a", _own, {"NatGatewayId": "nat-1"})]) == _is({"known": true, "leading": true})
	_state([_table("a", _own, {"NetworkInterfaceId": "eni-1"})]) == _is({"known": true, "forwarding": true})
	_state([_table("a", _own, {"InstanceId": "i-1"})]) == _is({"known": true, "forwarding": true})
	_state([_table("a", _own, {"NatGatewayId": "nat-1", "State": "blackhole"})]) == _is({"known": true})
}

test_association_that_is_gone if {
	gone := object.union(_own, {"AssociationState": {"State": "disassociated"}})
	_state([_table("a", gone, {"NatGatewayId": "nat-1"})]) == _nothing
}

test_main_table if {
	table := _table("a", {"Main": true}, {"NatGatewayId": "nat-1"})
	_state([table, _subnet("111122223333")]) == _is({"known": true, "leading": true, "by_main": true})
	_state([table]) == _nothing
	_state([table, _subnet("999900001111")]) == _nothing
	_state([_subnet("111122223333")]) == _nothing
	own := _table("b", _own, {"GatewayId": "local"})
	_state([table, own, _subnet("111122223333")]) == _is({"known": true})
}

_gates(records) := {"open": open, "half": half} if {
	document := testing.facts(records, {}, [])
	open := count(subnet_routes.open) > 0 with input as document
	half := count(subnet_routes.half_open) > 0 with input as document
}

test_default_route_to_an_internet_gateway if {
	_gates([_table("a", _own, {"GatewayId": "local"})]) == {"open": false, "half": false}
	v4 := {"GatewayId": "igw-1", "DestinationCidrBlock": "0.0.0.0/0"}
	_gates([_table("a", _own, v4)]) == {"open": true, "half": false}
	_gates([_table("a", _own, object.union(v4, {"State": "blackhole"}))]) == {"open": false, "half": false}
	v6 := {"GatewayId": "igw-1", "DestinationIpv6CidrBlock": "::/0"}
	_gates([_table("a", _own, v6)]) == {"open": true, "half": false}
	part := {"GatewayId": "igw-1", "DestinationCidrBlock": "128.0.0.0/1"}
	_gates([_table("a", _own, part)]) == {"open": false, "half": true}
	only_out := {"EgressOnlyInternetGatewayId": "eigw-1", "DestinationIpv6CidrBlock": "::/0"}
	_gates([_table("a", _own, only_out)]) == {"open": false, "half": false}
	nat := {"NatGatewayId": "nat-1", "DestinationCidrBlock": "0.0.0.0/0"}
	_gates([_table("a", _own, nat)]) == {"open": false, "half": false}
}
