package lens_test.lib.data_compute_test

import data.lens.lib.data_compute
import data.lens_test.testing

_cluster(id, uri, state) := testing.record(
	"AWS::EMR::Cluster", testing.arn("elasticmapreduce", sprintf("cluster/%s", [id])),
	{"Id": id, "LogUri": uri, "Status": {"State": state}},
)

_application(id, uri) := testing.record(
	"AWS::EMRServerless::Application",
	testing.arn("emr-serverless", sprintf("/applications/%s", [id])),
	{"monitoringConfiguration": {"s3MonitoringConfiguration": {"logUri": uri}}},
)

_environment(id, changes) := testing.record(
	"AWS::Batch::ComputeEnvironment", testing.arn("batch", sprintf("compute-environment/%s", [id])),
	object.union(
		{"type": "MANAGED", "state": "ENABLED", "status": "VALID", "computeResources": {"type": "EC2"}},
		changes,
	),
)

_source := testing.record(
	"AWS::Bedrock::DataSource", testing.arn("bedrock", "knowledge-base/KB/data-source/DS"),
	{"dataSourceConfiguration": {"s3Configuration": {"bucketArn": "arn:aws:s3:::manuals"}}},
)

_facts(records, workload) := object.union(testing.facts(records, {}, []), {"workload": workload})

_names(records, workload) := found if {
	facts := _facts(records, workload)
	clusters := data_compute.clusters with input as facts
	applications := data_compute.applications with input as facts
	environments := data_compute.environments with input as facts
	found := {r.name | some list in [clusters, applications, environments]; some r in list}
}

test_logs_in_a_bucket_of_generative_ai if {
	records := [
		_source, _cluster("j-1", "s3n://manuals/logs/", "RUNNING"), _cluster("j-2", "s3://other/", "WAITING"),
		_cluster("j-3", "s3://manuals", "TERMINATING"), _application("a1", "s3://manuals/x"),
		_application("a2", "s3://manuals-2/x"), _environment("e", {}),
	]
	_names(records, {}) == {"j-1", "a1"}
	_names(array.slice(records, 1, 7), {}) == set()
}

test_declared if {
	records := [
		_cluster("j-1", "s3://other/", "RUNNING"), _cluster("j-2", "s3://other/", "RUNNING"),
		_application("a1", ""),
	]
	_names(records, {"emr": ["j-1", "a?"]}) == {"j-1", "a1"}
	_names(records, {"batch": ["*"]}) == set()
	environments := [
		_environment("e1", {}),
		_environment("e2", {"computeResources": {"type": "FARGATE"}}),
		_environment("e3", {"type": "UNMANAGED"}),
		_environment("e4", {"state": "DISABLED"}),
		_environment("e5", {"status": "DELETING"}),
		_environment("e6", {"computeResources": {"type": "SPOT"}}),
	]
	_names(environments, {"batch": ["e*"]}) == {"e1", "e6"}
	_names(environments, {"emr": ["*"]}) == set()
}
