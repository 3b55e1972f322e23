package lens_test.lib.data_jobs_test

import data.lens.lib.data_jobs
import data.lens_test.testing

_gpu := {"InstanceType": "ml.g5.xlarge", "InstanceCount": 1}

_cpu := {"InstanceType": "ml.m5.xlarge", "InstanceCount": 1}

_training(name, changes) := testing.record(
	"AWS::SageMaker::TrainingJob",
	testing.arn("sagemaker", sprintf("training-job/%s", [name])),
	object.union({"CreationTime": "2026-07-01T00:00:00Z", "ResourceConfig": _gpu}, changes),
)

_processing(name, image, config, changes) := testing.record(
	"AWS::SageMaker::ProcessingJob",
	testing.arn("sagemaker", sprintf("processing-job/%s", [name])),
	object.union(
		{
			"CreationTime": "2026-07-20T00:00:00Z",
			"RoleArn": "r",
			"AppSpecification": {"ImageUri": image},
			"ProcessingResources": {"ClusterConfig": config},
		},
		changes,
	),
)

_declaring(records, names) := object.union(testing.facts(records, {}, []), {"workload": {"sagemaker": names}})

_trainings(records) := {j.name | some j in found} if {
	document := testing.facts(records, {}, [])
	found := data_jobs.trainings with input as document
}

_processings(records, names) := {j.name | some j in found} if {
	document := _declaring(records, names)
	found := data_jobs.processings with input as document
}

test_trainings if {
	_trainings([_training("a", {})]) == {"a"}
	_trainings([_training("a", {"ResourceConfig": _cpu})]) == set()
	_trainings([_training("a", {"AutoMLJobArn": "auto"})]) == set()
	_trainings([_training("a", {"ModelPackageConfig": {"ModelPackageGroupArn": "g"}})]) == set()
	_trainings([testing.without(_training("a", {}), "ResourceConfig")]) == set()
}

test_newest_of_a_tuning_job if {
	tuned := {"TuningJobArn": "t"}
	late := {"TuningJobArn": "t", "CreationTime": "2026-07-02T00:00:00Z"}
	_trainings([_training("a", tuned), _training("b", late), _training("c", tuned)]) == {"b"}
	_trainings([_training("a", tuned), _training("b", {"TuningJobArn": "u"})]) == {"a", "b"}
	other := object.union(tuned, {"EnableNetworkIsolation": true})
	_trainings([_training("a", tuned), _training("b", other)]) == {"a", "b"}
	image := object.union(tuned, {"AlgorithmSpecification": {"TrainingImage": "i"}})
	_trainings([_training("a", tuned), _training("b", image)]) == {"a", "b"}
}

test_processings if {
	_processings([_processing("a", "i", _gpu, {})], []) == {"a"}
	_processings([_processing("a", "i", _cpu, {})], []) == set()
	_processings([_processing("a", "i", _cpu, {})], ["a"]) == {"a"}
	_processings([_processing("a", "vllm:1", _cpu, {})], []) == {"a"}
	_processings([_processing("a", "i", {"InstancePreferences": [_cpu, _gpu]}, {})], []) == {"a"}
	chosen := {"SelectedInstanceType": "ml.m5.xlarge", "InstancePreferences": [_cpu, _gpu]}
	_processings([_processing("a", "i", chosen, {})], []) == set()
}

test_jobs_that_aws_made_are_left_out if {
	every member in ["MonitoringExecutionStatus", "MonitoringScheduleArn", "AutoMLJobArn", "TrainingJobArn"] {
		_processings([_processing("a", "i", _gpu, {member: "x"})], []) == set()
	}
	_processings([testing.without(_processing("a", "i", _gpu, {}), "AppSpecification")], []) == set()
}

test_newest_of_alike_processing_jobs if {
	late := {"CreationTime": "2026-07-21T00:00:00Z"}
	_processings([_processing("b", "i", _gpu, late), _processing("a", "i", _gpu, {})], []) == {"b"}
	first := _processing("a", "i", _gpu, {})
	_processings([first, _processing("b", "j", _gpu, {})], []) == {"a", "b"}
	_processings([first, _processing("b", "i", _gpu, {"RoleArn": "s"})], []) == {"a", "b"}
}

test_networks if {
	own := {"EnableNetworkIsolation": true}
	records := [
		_training("a", own), _processing("b", "i", _gpu, {"NetworkConfig": own}),
		_processing("c", "j", _gpu, {}),
	]
	document := testing.facts(records, {}, [])
	found := data_jobs.networks with input as document
	{[r.name, object.get(network, "EnableNetworkIsolation", false)] | some [r, network] in found} == {
		["a", true], ["b", true], ["c", false],
	}
}

_endpoint := testing.record("AWS::SageMaker::Endpoint", testing.arn("sagemaker", "endpoint/e"), {
	"EndpointName": "e",
	"EndpointStatus": "InService",
	"DescribeEndpointConfig": {"ProductionVariants": [{"VariantName": "v", "InstanceType": "ml.g5.xlarge"}]},
})

_schedule(changes) := testing.record(
	"AWS::SageMaker::MonitoringSchedule",
	testing.arn("sagemaker", "monitoring-schedule/s"),
	object.union({"EndpointName": "e", "MonitoringScheduleStatus": "Scheduled"}, changes),
)

_named := {"MonitoringScheduleConfig": {"MonitoringJobDefinitionName": "d"}}

_definition := testing.record(
	"AWS::SageMaker::DataQualityJobDefinition",
	testing.arn("sagemaker", "data-quality-job-definition/d"),
	{"JobDefinitionName": "d"},
)

_monitored(records) := {r.name | some [r, _] in found} if {
	document := testing.facts(records, {}, [])
	found := data_jobs.monitorings with input as document
}

test_monitorings if {
	own := {"MonitoringScheduleConfig": {"MonitoringJobDefinition": {"RoleArn": "r"}}}
	_monitored([_endpoint, _schedule(own)]) == {"s"}
	_monitored([_endpoint, _schedule(_named), _definition]) == {"d"}
	_monitored([_endpoint, _schedule(_named)]) == set()
	_monitored([_schedule(_named), _definition]) == set()
	stopped := {"MonitoringScheduleStatus": "Stopped"}
	_monitored([_endpoint, _schedule(object.union(_named, stopped)), _definition]) == set()
}

test_recent if {
	job := _training("a", {})
	document := testing.facts([job], {}, [])
	data_jobs.recent(job, 40) with input as document
	data_jobs.recent(_definition, 1) with input as document
	old := [1 | data_jobs.recent(job, 10) with input as document]
	count(old) == 0
}
