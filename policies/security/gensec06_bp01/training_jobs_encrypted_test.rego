package lens_test.gensec06_bp01.training_jobs_encrypted_test

import data.lens_test.testing

_control := "GENSEC06-BP01/training-jobs-encrypted"

_id := testing.arn("sagemaker", "training-job/tune")

_key := "arn:aws:kms:us-east-1:111122223333:key/a"

_p3(number) := {"InstanceType": "ml.p3.2xlarge", "InstanceCount": number, "VolumeKmsKeyId": _key}

_plain := {
	"CreationTime": "2026-07-01T00:00:00Z",
	"ResourceConfig": _p3(1),
	"OutputDataConfig": {"S3OutputPath": "s3://b/m", "KmsKeyId": _key},
}

_training(changes) := testing.record("AWS::SageMaker::TrainingJob", _id, object.union(_plain, changes))

_results(records, gaps) := testing.results(_control, testing.facts(records, {}, gaps))

_kinds(records) := testing.kinds(_control, testing.facts(records, {}, []))

_message(records) := found.message if [found] := _results(records, [])

test_job_with_keys_passes if _kinds([_training({})]) == ["pass"]

test_results_without_key_fail if {
	_results([_training({"OutputDataConfig": {"S3OutputPath": "s3://b/m", "KmsKeyId": ""}})], []) == [{
		"kind": "fail",
		"subject": {"type": "AWS::SageMaker::TrainingJob", "id": _id, "region": "us-east-1", "item": ""},
		"message": "no customer managed key is set for its results",
		"proof": [{"id": _id, "pointer": "/properties"}],
		"causes": [],
	}]
	_kinds([testing.without(_training({}), "OutputDataConfig")]) == ["fail"]
	_kinds([_training({"OutputDataConfig": {"KmsKeyId": "alias/aws/s3"}})]) == ["fail"]
}

_on(type) := _training({"ResourceConfig": {"InstanceType": type, "InstanceCount": 1, "VolumeKmsKeyId": ""}})

test_volumes_without_key_fail if {
	_message([_on("ml.p3.2xlarge")]) == "no customer managed key is set for its storage volumes"
	_kinds([_on("ml.g5.xlarge")]) == ["pass"]
}

test_mixed_types_take_no_key if {
	groups := [{"InstanceType": type, "InstanceCount": 1} | some type in ["ml.p3.2xlarge", "ml.g5.xlarge"]]
	job := testing.without(_training({"EnableInterContainerTrafficEncryption": true}), "ResourceConfig")
	_kinds([object.union(job, {"properties": {"ResourceConfig": {"InstanceGroups": groups}}})]) == ["pass"]
}

test_type_that_is_not_known if {
	_kinds([_on("ml.gr9.xlarge")]) == ["unknown"]
	_message([_on("ml.gr9.xlarge")]) == concat("", [
		"it is not known whether the storage of these types of instances takes a key, ",
		`"ml.gr9.xlarge"`,
	])
}

test_traffic_between_instances if {
	_message([_training({"ResourceConfig": _p3(2)})]) == "the traffic between its 2 instances is not encrypted"
	_kinds([_training({"ResourceConfig": _p3(2), "EnableInterContainerTrafficEncryption": true})]) == ["pass"]
}

test_old_job_not_applicable if {
	_kinds([_training({"CreationTime": "2026-01-01T00:00:00Z"})]) == ["not_applicable"]
}

_processing(output) := testing.record(
	"AWS::SageMaker::ProcessingJob",
	testing.arn("sagemaker", "processing-job/embed"),
	{
		"CreationTime": "2026-07-20T00:00:00Z",
		"AppSpecification": {"ImageUri": "embed:1"},
		"ProcessingResources": {"ClusterConfig": _p3(1)},
		"ProcessingOutputConfig": output,
	},
)

test_processing_job if {
	_kinds([_processing({"Outputs": [{"OutputName": "o"}]})]) == ["fail"]
	_kinds([_processing({"Outputs": [{"OutputName": "o"}], "KmsKeyId": _key})]) == ["pass"]
	_kinds([_processing({"Outputs": []})]) == ["pass"]
}

test_transform_job if {
	job := testing.record("AWS::SageMaker::TransformJob", testing.arn("sagemaker", "transform-job/t"), {
		"CreationTime": "2026-07-20T00:00:00Z",
		"ModelName": "m",
		"TransformOutput": {"S3OutputPath": "s3://b/o", "KmsKeyId": ""},
		"TransformResources": _p3(1),
	})
	_message([job]) == "no customer managed key is set for its results"
}

_flow_id := testing.arn("sagemaker", "flow-definition/f")

_flow(status) := testing.record("AWS::SageMaker::FlowDefinition", _flow_id, {
	"FlowDefinitionStatus": status,
	"OutputConfig": {"S3OutputPath": "s3://b/o"},
})

test_review_workflow if {
	_kinds([_flow("Active")]) == ["fail"]
	_kinds([_flow("Deleting")]) == ["not_applicable"]
	_kinds([object.union(_flow("Active"), {"properties": {"OutputConfig": {"KmsKeyId": _key}}})]) == ["pass"]
}

_endpoint(config) := testing.record("AWS::SageMaker::Endpoint", testing.arn("sagemaker", "endpoint/e"), {
	"EndpointName": "e",
	"EndpointStatus": "InService",
	"ProductionVariants": [{"VariantName": "v", "DeployedImages": [{"ResolvedImage": "vllm:1"}]}],
	"DescribeEndpointConfig": config,
})

_variants := [{"VariantName": "v", "InstanceType": "ml.inf2.xlarge"}]

test_endpoint if {
	_kinds([_endpoint({"ProductionVariants": _variants})]) == ["fail"]
	_kinds([_endpoint({"ProductionVariants": _variants, "KmsKeyId": _key})]) == ["pass"]
	serverless := [{"VariantName": "v", "ServerlessConfig": {"MemorySizeInMB": 4096}}]
	_kinds([_endpoint({"ProductionVariants": serverless})]) == ["not_applicable"]
}

test_endpoint_without_configuration_unknown if {
	silent := testing.without(_endpoint({}), "DescribeEndpointConfig")
	_kinds([silent]) == ["unknown"]
	_message([silent]) == "its configuration was deleted, so AWS does not show its key"
}

_denied(records, operation, place) := {found.kind |
	some found in _results(records, [testing.gap(operation, place)])
	found.subject.type != "AWS::Account"
}

test_details_denied if {
	bare := testing.without(_training({}), "OutputDataConfig")
	_denied([bare], "sagemaker:DescribeTrainingJob", _id) == {"unknown"}
	flow := testing.without(_flow("Active"), "OutputConfig")
	_denied([flow], "sagemaker:DescribeFlowDefinition", flow.id) == {"unknown"}
	silent := testing.without(_endpoint({}), "DescribeEndpointConfig")
	_denied([silent], "sagemaker:DescribeEndpointConfig", silent.id) == {"unknown"}
}

test_listing_denied_unknown if {
	every operation in [
		"sagemaker:Search", "sagemaker:ListProcessingJobs", "sagemaker:ListTransformJobs",
		"sagemaker:ListFlowDefinitions", "sagemaker:ListEndpoints", "sagemaker:DescribeTransformJob",
	] {
		[found.kind | some found in _results([], [testing.gap(operation, "us-east-1")])] == ["unknown"]
	}
}

test_nothing_not_applicable if _kinds([]) == ["not_applicable"]
