package lens_test.lib.job_keys_test

import data.lens.lib.job_keys
import data.lens_test.testing

_gpu := {"InstanceType": "ml.g5.xlarge", "InstanceCount": 1}

_endpoint(config) := testing.record("AWS::SageMaker::Endpoint", testing.arn("sagemaker", "endpoint/e"), {
	"EndpointName": "e",
	"EndpointStatus": "InService",
	"ProductionVariants": [{"VariantName": "v", "DeployedImages": [{"ResolvedImage": "vllm:1"}]}],
	"DescribeEndpointConfig": config,
})

_pooled := {"ProductionVariants": [{"VariantName": "v", "InstancePools": [{"InstanceType": "ml.g5.xlarge"}]}]}

_schedule := testing.record(
	"AWS::SageMaker::MonitoringSchedule",
	testing.arn("sagemaker", "monitoring-schedule/s"),
	{
		"EndpointName": "e",
		"MonitoringScheduleStatus": "Scheduled",
		"MonitoringScheduleConfig": {"MonitoringJobDefinition": {
			"MonitoringResources": {"ClusterConfig": _gpu},
			"MonitoringOutputConfig": {"KmsKeyId": "k"},
		}},
	},
)

_processing := testing.record("AWS::SageMaker::ProcessingJob", testing.arn("sagemaker", "processing-job/p"), {
	"CreationTime": "2026-07-20T00:00:00Z",
	"AppSpecification": {"ImageUri": "i"},
	"ProcessingResources": {"ClusterConfig": _gpu},
})

_transform := testing.record("AWS::SageMaker::TransformJob", testing.arn("sagemaker", "transform-job/t"), {
	"CreationTime": "2026-07-20T00:00:00Z",
	"ModelName": "m",
	"TransformResources": {"InstanceType": "ml.m5.large"},
	"TransformOutput": {"KmsKeyId": "k"},
})

_model := testing.record("AWS::SageMaker::Model", testing.arn("sagemaker", "model/m"), {
	"ModelName": "m",
	"PrimaryContainer": {"Image": "vllm:1"},
})

_parts(records) := {[r.name, types, results] | some [r, types, _, results] in found} if {
	document := testing.facts(records, {}, [])
	found := job_keys.parts with input as document
}

test_parts if {
	_parts([_endpoint(_pooled), _schedule]) == {
		["e", {"ml.g5.xlarge"}, null],
		["s", {"ml.g5.xlarge"}, {"KmsKeyId": "k"}],
	}
	_parts([_processing]) == {["p", {"ml.g5.xlarge"}, null]}
	_parts([_transform, _model]) == {["t", {"ml.m5.large"}, {"KmsKeyId": "k"}]}
	_parts([_transform]) == set()
}

test_silent if {
	document := testing.facts([testing.without(_endpoint({}), "DescribeEndpointConfig")], {}, [])
	found := job_keys.silent with input as document
	count(found) == 1
}

test_has_key if {
	job_keys.has_key({"KmsKeyId": "k"})
	job_keys.has_key({"VolumeKmsKeyId": "k"})
	not job_keys.has_key({"KmsKeyId": ""})
	not job_keys.has_key({"KmsKeyId": "alias/aws/s3"})
	not job_keys.has_key({})
}
