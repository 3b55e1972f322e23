package lens_test.lib.zones_test

import data.lens.lib.zones
import data.lens_test.testing

_subnet(region, id, properties) := testing.record_in(
	region,
	"AWS::EC2::Subnet",
	sprintf("arn:aws:ec2:%s:111122223333:subnet/%s", [region, id]),
	object.union({"SubnetId": id, "VpcId": "vpc-1"}, properties),
)

_facts := testing.facts(
	[
		_subnet("us-east-1", "subnet-1", {"AvailabilityZoneId": "use1-az1"}),
		_subnet("us-east-1", "subnet-2", {"AvailabilityZoneId": "use1-az2"}),
		_subnet("us-east-1", "subnet-3", {"AvailabilityZoneId": "use1-az1"}),
		_subnet("us-east-1", "subnet-4", {"AvailabilityZone": "us-east-1a"}),
		_subnet("eu-west-1", "subnet-5", {"AvailabilityZoneId": "euw1-az1"}),
	],
	{},
	[],
)

test_two_subnets_of_one_zone_count_once if {
	found := zones.known("us-east-1", ["subnet-1", "subnet-2", "subnet-3"]) with input as _facts
	found == {"use1-az1", "use1-az2"}
}

test_subnet_not_read_without_id_or_of_another_region_unknown if {
	found := zones.unknown("us-east-1", ["subnet-1", "subnet-4", "subnet-5", "subnet-6"]) with input as _facts
	found == {"subnet-4", "subnet-5", "subnet-6"}
}

test_enough_whatever_is_not_known if {
	zones.enough("us-east-1", ["subnet-1", "subnet-2", "subnet-6"], 2) with input as _facts
	not zones.enough("us-east-1", ["subnet-1", "subnet-3", "subnet-6"], 2) with input as _facts
}

test_few_only_if_all_are_known if {
	zones.few("us-east-1", ["subnet-1", "subnet-3"], 2) with input as _facts
	not zones.few("us-east-1", ["subnet-1", "subnet-6"], 2) with input as _facts
	not zones.few("us-east-1", ["subnet-1", "subnet-2"], 2) with input as _facts
}

test_no_subnet_is_in_no_zone if zones.few("us-east-1", [], 1) with input as _facts
