# METADATA
# title: Where the routes of a subnet lead
# description: |
#   A subnet has a route table of its own, or the main one of its VPC. AWS shows tables and VPCs of this
#   account alone, so the routes of a subnet that another account shares are not known. Routes whose
#   target is gone do not count.
package lens.lib.subnet_routes

import data.lens.lib.group

# {[Region, id of a subnet], ...}: those whose route table is known.
known := {key | some key, _ in _table}

# Those with a route to an internet gateway or a NAT gateway. Those that use the main table of their
# VPC may have another one, if the listing of tables was cut off.
leading := {key | some key, id in _table; id in _outward}

# Those with a default route to an internet gateway, and those with another route to one.
open := {key | some key, id in _table; id in _open}

half_open := {key | some key, id in _table; id in _half_open}

by_main := {key | some key, _ in _main} - {key | some key, _ in _explicit}

# Those with a route to a network interface, which may be that of a NAT instance.
forwarding := {key | some key, id in _table; id in _forwarding}

_table := object.union(_main, _explicit)

_explicit := {key: list[0] |
	some key, list in group.by_first({[[t.region, a.SubnetId], t.id] |
		some t in _tables
		some a in t.properties.Associations
		object.get(a, ["AssociationState", "State"], "associated") in {"associated", "associating"}
	})
}

_main := {[s.region, s.properties.SubnetId]: list[0] |
	some s in input.resources["AWS::EC2::Subnet"]
	s.properties.OwnerId == input.account
	list := _of_vpc[[s.region, s.properties.VpcId]]
}

_of_vpc := group.by_first({[[t.region, t.properties.VpcId], t.id] |
	some t in _tables
	some a in t.properties.Associations
	a.Main == true
})

_tables := input.resources["AWS::EC2::RouteTable"]

_outward := {t.id | some t in _tables; some route in t.properties.Routes; _active(route); _leaves(route)}

_open := {t.id |
	some t in _tables
	some route in t.properties.Routes
	_active(route)
	startswith(route.GatewayId, "igw-")
	_is_default(route)
}

_half_open := {t.id |
	some t in _tables
	some route in t.properties.Routes
	_active(route)
	startswith(route.GatewayId, "igw-")
	not _is_default(route)
}

_is_default(route) if route.DestinationCidrBlock == "0.0.0.0/0"

_is_default(route) if route.DestinationIpv6CidrBlock == "::/0"

_forwarding := {t.id |
	some t in _tables
	some route in t.properties.Routes
	_active(route)
	_forwards(route)
}

_active(route) if lower(route.State) == "active"

_leaves(route) if startswith(route.GatewayId, "igw-")

_leaves(route) if route.NatGatewayId

_forwards(route) if route.NetworkInterfaceId

_forwards(route) if route.InstanceId
