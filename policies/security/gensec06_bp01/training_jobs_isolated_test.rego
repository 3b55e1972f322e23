package lens_test.gensec06_bp01.training_jobs_isolated_test

import data.lens_test.testing

_control := "GENSEC06-BP01/training-jobs-isolated"

_accelerated := {"InstanceType": "ml.g5.xlarge", "InstanceCount": 1}

_id := testing.arn("sagemaker", "training-job/tune")

_plain := {"CreationTime": "2026-07-01T00:00:00Z", "ResourceConfig": _accelerated}

_training(changes) := testing.record("AWS::SageMaker::TrainingJob", _id, object.union(_plain, changes))

_processing(network) := testing.record(
	"AWS::SageMaker::ProcessingJob",
	testing.arn("sagemaker", "processing-job/embed"),
	{
		"CreationTime": "2026-07-20T00:00:00Z",
		"AppSpecification": {"ImageUri": "embed:1"},
		"ProcessingResources": {"ClusterConfig": _accelerated},
		"NetworkConfig": network,
	},
)

_isolated := {"EnableNetworkIsolation": true}

_in_vpc := {"EnableNetworkIsolation": false, "VpcConfig": {"Subnets": ["subnet-1"]}}

_subnet := testing.record("AWS::EC2::Subnet", testing.arn("ec2", "subnet/subnet-1"), {
	"SubnetId": "subnet-1",
	"VpcId": "vpc-1",
	"OwnerId": "111122223333",
})

_table_id := testing.arn("ec2", "route-table/rtb-1")

_table(association, route) := testing.record("AWS::EC2::RouteTable", _table_id, {
	"RouteTableId": "rtb-1",
	"VpcId": "vpc-1",
	"Associations": [association],
	"Routes": [{"GatewayId": "local", "State": "active"}, object.union({"State": "active"}, route)],
})

_own := {"SubnetId": "subnet-1", "Main": false, "AssociationState": {"State": "associated"}}

_nat := {"NatGatewayId": "nat-1"}

_results(records, gaps) := testing.results(_control, testing.facts(records, {}, gaps))

_kinds(records) := testing.kinds(_control, testing.facts(records, {}, []))

_message(records) := found.message if [found] := _results(records, [])

test_open_job_fails if {
	_results([_training({})], []) == [{
		"kind": "fail",
		"subject": {"type": "AWS::SageMaker::TrainingJob", "id": _id, "region": "us-east-1", "item": ""},
		"message": "network isolation is off and no VPC is set, so its containers can reach the internet",
		"proof": [{"id": _id, "pointer": "/properties"}],
		"causes": [],
	}]
	_kinds([_training({"EnableNetworkIsolation": false})]) == ["fail"]
	_kinds([_training({"VpcConfig": {"Subnets": []}})]) == ["fail"]
	_kinds([_processing({})]) == ["fail"]
	_kinds([testing.without(_processing({}), "NetworkConfig")]) == ["fail"]
}

test_isolated_job_passes if {
	_kinds([_training(_isolated)]) == ["pass"]
	_kinds([_processing(_isolated)]) == ["pass"]
}

test_job_in_a_closed_vpc_passes if {
	every job in [_training(_in_vpc), _processing(_in_vpc)] {
		_kinds([job, _table(_own, {"GatewayId": "vpce-1"})]) == ["pass"]
		_kinds([job, _table(_own, {"NatGatewayId": "nat-1", "State": "blackhole"})]) == ["pass"]
		_kinds([job, _subnet, _table({"Main": true}, {"TransitGatewayId": "tgw-1"})]) == ["pass"]
	}
}

test_subnet_that_leads_to_the_internet_fails if {
	_message([_processing(_in_vpc), _table(_own, _nat)]) == concat("", [
		"network isolation is off, and subnets of its VPC have a route to an internet or NAT gateway, ",
		`"subnet-1"`,
	])
	_kinds([_training(_in_vpc), _table(_own, {"GatewayId": "igw-1"})]) == ["fail"]
	_kinds([_training(_in_vpc), _subnet, _table({"Main": true}, _nat)]) == ["fail"]
}

test_network_interface_is_reviewed if {
	records := [_training(_in_vpc), _table(_own, {"NetworkInterfaceId": "eni-1"})]
	_kinds(records) == ["review"]
	_message(records) == concat("", [
		"network isolation is off: decide whether the network interface to which subnets have a route leads ",
		`to the internet, "subnet-1"`,
	])
}

test_routes_that_are_not_shown_unknown if {
	_message([_training(_in_vpc)]) == concat("", [
		"network isolation is off, and AWS does not show the routes of subnets of its VPC, ",
		`"subnet-1"`,
	])
	_kinds([_training(_in_vpc)]) == ["unknown"]
}

_strict(records) := testing.results(_control, testing.facts(records, {_control: {"require_both": true}}, []))

test_both_are_required if {
	closed := _table(_own, {})
	[found] := _strict([_training(_in_vpc), closed])
	found.message == "network isolation is off"
	[other] := _strict([_training(_isolated)])
	other.message == "no VPC is set"
	[open] := _strict([_training({})])
	startswith(open.message, "network isolation is off and no VPC is set")
	[good] := _strict([_training(object.union(_in_vpc, _isolated)), closed])
	good.kind == "pass"
}

test_old_jobs_not_applicable if {
	_kinds([_training({"CreationTime": "2026-01-01T00:00:00Z"})]) == ["not_applicable"]
	params := {_control: {"lookback_days": 5}}
	testing.kinds(_control, testing.facts([_processing({})], params, [])) == ["not_applicable"]
}

test_serverless_job_not_applicable if {
	_kinds([_training({"ModelPackageConfig": {"ModelPackageGroupArn": "g"}})]) == ["not_applicable"]
	described := {"DescribeTrainingJob": {"ServerlessJobConfig": {"JobType": "FineTuning"}}}
	_kinds([_training(described)]) == ["not_applicable"]
}

_endpoint := testing.record("AWS::SageMaker::Endpoint", testing.arn("sagemaker", "endpoint/e"), {
	"EndpointName": "e",
	"EndpointStatus": "InService",
	"DescribeEndpointConfig": {"ProductionVariants": [{"VariantName": "v", "InstanceType": "ml.g5.xlarge"}]},
})

_schedule(network) := testing.record(
	"AWS::SageMaker::MonitoringSchedule",
	testing.arn("sagemaker", "monitoring-schedule/s"),
	{
		"EndpointName": "e",
		"MonitoringScheduleStatus": "Scheduled",
		"MonitoringScheduleConfig": {"MonitoringJobDefinition": {"NetworkConfig": network}},
	},
)

test_schedules_are_judged_once if {
	_kinds([_endpoint, _schedule({})]) == ["fail"]
	_kinds([_endpoint, _schedule(_isolated)]) == ["pass"]
	_kinds([_schedule({})]) == ["not_applicable"]
}

_denied(records, operation, place) := {found.kind |
	some found in _results(records, [testing.gap(operation, place)])
	found.subject.type != "AWS::Account"
}

test_description_denied if {
	denied := "sagemaker:DescribeTrainingJob"
	_denied([_training({})], denied, _id) == {"unknown"}
	_denied([_training(_isolated)], denied, _id) == {"pass"}
	_denied([_processing({})], denied, _id) == {"fail"}
}

test_route_tables_denied if {
	denied := "ec2:DescribeRouteTables"
	_denied([_training(_in_vpc)], denied, "us-east-1") == {"unknown"}
	_denied([_training(_isolated)], denied, "us-east-1") == {"pass"}
	_denied([_training({})], denied, "us-east-1") == {"fail"}
	_denied([_training(_in_vpc), _table(_own, _nat)], denied, "us-east-1") == {"fail"}
	_denied([_training(_in_vpc), _subnet, _table({"Main": true}, _nat)], denied, "us-east-1") == {"unknown"}
}

test_subnets_denied_unknown if {
	_denied([_training(_in_vpc), _table(_own, {})], "ec2:DescribeSubnets", "us-east-1") == {"unknown"}
}

test_listing_denied_unknown if {
	every operation in [
		"sagemaker:Search", "sagemaker:ListProcessingJobs", "sagemaker:DescribeProcessingJob",
		"sagemaker:ListEndpoints", "sagemaker:ListMonitoringSchedules",
	] {
		[found.kind | some found in _results([], [testing.gap(operation, "us-east-1")])] == ["unknown"]
	}
}

test_nothing_not_applicable if _kinds([]) == ["not_applicable"]
