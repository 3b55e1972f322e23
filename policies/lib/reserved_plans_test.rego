package lens_test.reserved_plans_test

import data.lens.lib.reserved_plans
import data.lens_test.testing

_id := testing.arn("sagemaker", "training-plan/nights")

_part(status, number, start) := {
	"ReservedCapacityArn": testing.arn("sagemaker", sprintf("reserved-capacity/%s", [status])),
	"Status": status,
	"TotalInstanceCount": number,
	"StartTime": start,
}

_plan(more) := testing.record("AWS::SageMaker::TrainingPlan", _id, object.union(
	{"Status": "Active", "StartTime": "2026-07-01T00:00:00Z", "TargetResources": ["training-job"]},
	more,
))

_active(more) := count(found) if {
	facts := testing.facts([_plan(more)], {}, [])
	found := reserved_plans.active with input as facts
}

test_plan_between_two_parts_has_no_instances if {
	past := _part("Expired", 4, "2026-07-01T00:00:00Z")
	now := _part("Active", 2, "2026-07-20T00:00:00Z")
	coming := _part("Scheduled", 4, "2026-09-01T00:00:00Z")
	_active({}) == 1
	_active({"ReservedCapacitySummaries": [past, now, coming]}) == 1
	_active({"ReservedCapacitySummaries": [past, coming]}) == 0
	_active({"Status": "Scheduled"}) == 0
	starts := reserved_plans.starts(_plan({"ReservedCapacitySummaries": [past, now]}))
	starts == {"2026-07-01T00:00:00Z", "2026-07-20T00:00:00Z"}
}

test_use if {
	now := _part("Active", 18, "2026-07-20T00:00:00Z")
	reserved_plans.use(_plan({"TotalInstanceCount": 4, "InUseInstanceCount": 1})) == [4, 1]
	unhealthy := {"TotalInstanceCount": 4, "InUseInstanceCount": 1, "UnhealthyInstanceCount": 2}
	reserved_plans.use(_plan(unhealthy)) == [2, 1]
	servers := {"TotalUltraServerCount": 1, "InUseInstanceCount": 9, "ReservedCapacitySummaries": [now]}
	reserved_plans.use(_plan(servers)) == [18, 9]
	not reserved_plans.use(_plan({"TotalInstanceCount": 4}))
	not reserved_plans.use(_plan({"InUseInstanceCount": 4}))
}

_job(config) := testing.record(
	"AWS::SageMaker::TrainingJob",
	testing.arn("sagemaker", "training-job/tune"),
	{"ResourceConfig": config},
)

_cluster(member, plan) := testing.record(
	"AWS::SageMaker::Cluster",
	testing.arn("sagemaker", "cluster/wide"),
	{member: [{"TrainingPlanArn": plan}]},
)

_endpoint(arn) := testing.record(
	"AWS::SageMaker::Endpoint",
	testing.arn("sagemaker", "endpoint/chat"),
	{"ProductionVariants": [{"CapacityReservationConfig": {"MlReservationArn": arn}}]},
)

_users(record) := found if {
	plan := _plan({"ReservedCapacitySummaries": [_part("Active", 4, "2026-07-20T00:00:00Z")]})
	facts := testing.facts([plan, record], {}, [])
	found := reserved_plans.users(plan) with input as facts
}

test_users if {
	_users(_job({"TrainingPlanArn": _id})) == {"tune"}
	_users(_job({"InstancePreferences": [{"TrainingPlanArns": [_id]}]})) == {"tune"}
	_users(_cluster("InstanceGroups", _id)) == {"wide"}
	_users(_cluster("RestrictedInstanceGroups", _id)) == {"wide"}
	_users(_endpoint(testing.arn("sagemaker", "reserved-capacity/Active"))) == {"chat"}
	_users(_endpoint(_id)) == {"chat"}
}

test_what_runs_on_another_plan_uses_nothing_of_this_one if {
	other := testing.arn("sagemaker", "training-plan/days")
	every record in [
		_job({"TrainingPlanArn": other}),
		_job({}),
		_cluster("InstanceGroups", other),
		_endpoint(other),
	] {
		_users(record) == set()
	}
}

test_operations_that_show_users if {
	reserved_plans.operations(_plan({})) == {"sagemaker:Search"}
	reserved_plans.traced(_plan({}))
	not reserved_plans.traced(_plan({"TargetResources": ["studio-apps"]}))
	not reserved_plans.traced(_plan({"TargetResources": []}))
	not reserved_plans.traced(testing.without(_plan({}), "TargetResources"))
}

test_possible_users_are_those_of_the_region if {
	elsewhere := testing.record_in("eu-west-1", "AWS::SageMaker::Cluster", "arn:aws:sagemaker:eu-west-1:1:c", {})
	cluster := _cluster("InstanceGroups", _id)
	facts := testing.facts([cluster, elsewhere], {}, [])
	found := reserved_plans.possible(_plan({})) with input as facts
	found == {cluster.id}
}
