# METADATA
# title: In how many Availability Zones subnets are
# description: |
#   A name of a zone means another zone in each account, so zones are compared by their id. A subnet
#   that was not read, or has no such id, may be in any zone: it neither reaches a limit nor misses it.
package lens.lib.zones

# The ids of the zones in which some subnets of a Region are known to be.
known(region, subnets) := {zone | some subnet in subnets; zone := _zone_of[[region, subnet]]}

# The subnets of which the zone is not known.
unknown(region, subnets) := {subnet |
	some subnet in subnets
	place := [region, subnet]
	not place in _located
}

# Whether they are in as many zones, whatever is not known of them.
enough(region, subnets, limit) if count(known(region, subnets)) >= limit

# Whether all are known, and are in fewer zones.
few(region, subnets, limit) if {
	count(unknown(region, subnets)) == 0
	count(known(region, subnets)) < limit
}

_zone_of := {[s.region, s.properties.SubnetId]: s.properties.AvailabilityZoneId |
	some s in input.resources["AWS::EC2::Subnet"]
}

_located := {place | some place, _ in _zone_of}
