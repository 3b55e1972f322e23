package lens_test.lib.generative_sagemaker_test

import data.lens.lib.generative_sagemaker as lib
import data.lens_test.testing

_id(what) := testing.arn("sagemaker", what)

_variants(variant) := {"DescribeEndpointConfig": {"ProductionVariants": [{"VariantName": "main"}, variant]}}

_endpoint(properties) := testing.record(
	"AWS::SageMaker::Endpoint",
	_id("endpoint/e"),
	object.union({"EndpointName": "e", "EndpointStatus": "InService"}, properties),
)

_model(properties) := testing.record(
	"AWS::SageMaker::Model",
	_id("model/m"),
	object.union({"ModelName": "m"}, properties),
)

_lmi := "763104351884.dkr.ecr.us-east-1.amazonaws.com/djl-inference:0.33.0-lmi15.0.0-cu128"

_xgboost := "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1"

_hub := {"ModelDataSource": {"S3DataSource": {"HubAccessConfig": {
	"HubContentArn": "arn:aws:sagemaker:us-east-1:aws:hub-content/SageMakerPublicHub/Model/llama/1",
}}}}

_endpoints(records) := found if {
	document := testing.facts(records, {}, [])
	found := lib.endpoints with input as document
}

_endpoints_with(sagemaker, records) := found if {
	document := object.union(testing.facts(records, {}, []), {"workload": {"sagemaker": sagemaker}})
	found := lib.endpoints with input as document
}

_serves(records) if _endpoints(records) == {_id("endpoint/e")}

_not(records) if _endpoints(records) == set()

test_endpoint_by_instance if {
	every type in [
		"ml.g5.xlarge", "ml.gr6.4xlarge", "ml.p4d.24xlarge", "ml.inf2.xlarge", "ml.trn1.2xlarge",
		"ml.dl1.24xlarge",
	] {
		_serves([_endpoint(_variants({"InstanceType": type}))])
		_serves([_endpoint(_variants({"InstancePools": [{"InstanceType": type}]}))])
	}
	every type in ["ml.m5.xlarge", "ml.c6g.large", "ml.t2.medium", "ml.r5.large"] {
		_not([_endpoint(_variants({"InstanceType": type}))])
	}
}

test_endpoint_in_an_update_answers if {
	every status in ["Updating", "SystemUpdating", "RollingBack", "UpdateRollbackFailed"] {
		_serves([_endpoint(object.union(_variants({"InstanceType": "ml.g5.xlarge"}), {"EndpointStatus": status}))])
	}
}

test_endpoint_out_of_service if {
	every status in ["Creating", "Failed", "OutOfService"] {
		_not([_endpoint(object.union(_variants({"InstanceType": "ml.g5.xlarge"}), {"EndpointStatus": status}))])
	}
}

test_endpoint_that_is_updated if {
	every status in ["Updating", "SystemUpdating", "RollingBack"] {
		_serves([_endpoint(object.union(_variants({"InstanceType": "ml.g5.xlarge"}), {"EndpointStatus": status}))])
	}
}

test_endpoint_by_deployed_image if {
	_serves([_endpoint({"ProductionVariants": [{"DeployedImages": [{"ResolvedImage": _lmi}]}]})])
	_not([_endpoint({"ProductionVariants": [{"DeployedImages": [{"ResolvedImage": _xgboost}]}]})])
}

_serverless := _variants({"ModelName": "m", "ServerlessConfig": {}})

_of_model(properties) := [_endpoint(_serverless), _model(properties)]

test_serverless_endpoint if {
	document := testing.facts([_endpoint(_serverless)], {}, [])
	lib.serverless == {_id("endpoint/e")} with input as document
	other := testing.facts([_endpoint(_variants({"InstanceType": "ml.g5.xlarge"}))], {}, [])
	lib.serverless == set() with input as other
}

test_endpoint_by_image if {
	images := [
		_lmi, "1.dkr.ecr.eu-west-1.amazonaws.com/huggingface-pytorch-tgi-inference:2.4", "r/vllm-openai:v0.9",
		"r/sglang:1", "r/tensorrt-llm:1", "r/trtllm:1", "r/text-generation-inference:1", "r/own:1-lmi7",
	]
	every image in images {
		_serves(_of_model({"PrimaryContainer": {"Image": image}}))
		_serves(_of_model({"Containers": [{"Image": _xgboost}, {"Image": image}]}))
	}
	every image in [_xgboost, "r/pytorch-inference:2.1", "r/filmi:1", "r/strategist:1"] {
		_not(_of_model({"PrimaryContainer": {"Image": image}}))
	}
}

test_models if {
	records := _of_model({"PrimaryContainer": {"Image": _lmi}})
	document := testing.facts(records, {}, [])
	lib.models == {_id("model/m")} with input as document
	other := testing.facts(_of_model({"PrimaryContainer": {"Image": _xgboost}}), {}, [])
	lib.models == set() with input as other
	lib.models == {_id("model/m")} with input as object.union(other, {"workload": {"sagemaker": ["m"]}})
}

test_endpoint_by_source if {
	jumpstart := "s3://jumpstart-cache-prod-us-east-1/llama/"
	_serves(_of_model({"PrimaryContainer": _hub}))
	_serves(_of_model({"PrimaryContainer": {"ModelDataUrl": jumpstart}}))
	_serves(_of_model({"PrimaryContainer": {"ModelDataSource": {"S3DataSource": {"S3Uri": jumpstart}}}}))
	_not(_of_model({"PrimaryContainer": {"ModelDataUrl": "s3://models/jumpstart-cache-prod/"}}))
}

test_model_of_another_region if {
	_not([_endpoint(_variants({"ModelName": "m"})), testing.record_in(
		"eu-west-1",
		"AWS::SageMaker::Model",
		"arn:aws:sagemaker:eu-west-1:111122223333:model/m",
		{"ModelName": "m", "PrimaryContainer": {"Image": _lmi}},
	)])
}

_component(endpoint) := testing.record(
	"AWS::SageMaker::InferenceComponent",
	_id("inference-component/c"),
	{"EndpointName": endpoint},
)

test_endpoint_with_component if {
	_serves([_endpoint({}), _component("e")])
	_not([_endpoint({}), _component("f")])
}

test_declared_endpoint_or_model if {
	_endpoints_with(["e"], [_endpoint({})]) == {_id("endpoint/e")}
	_endpoints_with(["m"], _of_model({})) == {_id("endpoint/e")}
	_endpoints_with(["x*"], _of_model({})) == set()
	_endpoints_with(["e"], [_endpoint({"EndpointStatus": "Failed"})]) == set()
}

_may_call(region, name) if {
	variants := _variants({"InstanceType": "ml.g5.xlarge"})
	generative := _endpoint(object.union(variants, {"EndpointName": "Writer"}))
	prices := object.union(_endpoint({"EndpointName": "prices"}), {"id": _id("endpoint/prices")})
	document := testing.facts([generative, prices], {}, [])
	lib.may_call(region, name) with input as document
}

test_calls if {
	every name in ["Writer", "writer", "", "{name}", "{% $name %}", "$.name"] {
		_may_call("us-east-1", name)
		not _may_call("eu-west-1", name)
	}
	not _may_call("us-east-1", "prices")
	not _may_call("us-east-1", "unlisted")
}

_trains(properties) if {
	document := testing.facts([testing.record("AWS::SageMaker::TrainingJob", "job", properties)], {}, [])
	lib.jobs == {"job"} with input as document
}

test_jobs if {
	_trains({"AlgorithmSpecification": {"TrainingImage": _lmi}})
	_trains({"ResourceConfig": {"InstanceType": "ml.p4d.24xlarge"}})
	_trains({"ResourceConfig": {"InstanceGroups": [{"InstanceType": "ml.g5.xlarge"}]}})
	_trains({"ResourceConfig": {"InstancePreferences": [{"InstanceType": "ml.g5.xlarge"}]}})
	_trains({"InputDataConfig": [{"DataSource": _hub.ModelDataSource}]})
	_trains({"ModelPackageConfig": {}})
	not _trains({
		"AlgorithmSpecification": {"TrainingImage": _xgboost},
		"ResourceConfig": {"InstanceType": "ml.m5.large"},
	})
}

_tunes(properties) if {
	tuning := testing.record(
		"AWS::SageMaker::HyperParameterTuningJob",
		_id("hyper-parameter-tuning-job/t"),
		properties,
	)
	document := testing.facts([tuning], {}, [])
	found := lib.tunings with input as document
	found == {tuning.id}
}

_definition(more) := {"TrainingJobDefinition": more}

test_tuning_jobs if {
	_tunes(_definition({"ResourceConfig": {"InstanceType": "ml.g5.xlarge"}}))
	_tunes({"TrainingJobDefinitions": [
		{"ResourceConfig": {"InstanceType": "ml.m5.xlarge"}},
		{"ResourceConfig": {"InstanceType": "ml.g5.xlarge"}},
	]})
	_tunes(_definition({"HyperParameterTuningResourceConfig": {"InstanceType": "ml.g5.xlarge"}}))
	several := {"InstanceConfigs": [{"InstanceType": "ml.g5.xlarge", "InstanceCount": 1}]}
	_tunes(_definition({"HyperParameterTuningResourceConfig": several}))
	not _tunes(_definition({"ResourceConfig": {"InstanceType": "ml.m5.xlarge"}}))
	not _tunes(_definition({"HyperParameterTuningResourceConfig": {"InstanceType": "ml.m5.xlarge"}}))
}

test_tuning_job_that_does_not_show_what_it_runs_on_may_be_one if {
	_tunes({})
	_tunes(_definition({"EnableManagedSpotTraining": true}))
}

_pipeline(step) if {
	definition := {"PipelineDefinition": {"Steps": [{"Name": "Other"}, step]}}
	document := testing.facts([testing.record("AWS::SageMaker::Pipeline", "pipeline", definition)], {}, [])
	lib.pipelines == {"pipeline"} with input as document
}

test_pipelines if {
	_pipeline({"Images": [_xgboost, _lmi]})
	_pipeline({"InstanceTypes": ["ml.trn1.2xlarge"]})
	_pipeline({"Models": ["s3://jumpstart-private-cache-prod-us-east-1/x"]})
	_pipeline({"Models": [_hub.ModelDataSource.S3DataSource.HubAccessConfig.HubContentArn]})
	not _pipeline({"Images": [_xgboost], "InstanceTypes": ["ml.m5.large"], "Models": ["s3://models/x"]})
}

_groups(containers) := found if {
	group := testing.record("AWS::SageMaker::ModelPackageGroup", "group", {"ModelPackageGroupName": "g"})
	version := testing.record("AWS::SageMaker::ModelPackage", "version", {
		"ModelPackageGroupName": "g",
		"InferenceSpecification": {"Containers": containers},
	})
	document := testing.facts([group, version], {}, [])
	found := lib.groups with input as document
}

test_groups if {
	_groups([{"Image": _xgboost}, {"Image": _lmi}]) == {"group"}
	_groups([_hub]) == {"group"}
	_groups([{"Image": _xgboost}]) == set()
}

test_declared_jobs_pipelines_and_groups if {
	records := [
		testing.record("AWS::SageMaker::TrainingJob", _id("training-job/own"), {}),
		testing.record("AWS::SageMaker::Pipeline", _id("pipeline/own"), {}),
		testing.record("AWS::SageMaker::ModelPackageGroup", _id("model-package-group/own"), {}),
	]
	document := object.union(testing.facts(records, {}, []), {"workload": {"sagemaker": ["own"]}})
	lib.jobs == {_id("training-job/own")} with input as document
	lib.pipelines == {_id("pipeline/own")} with input as document
	lib.groups == {_id("model-package-group/own")} with input as document
}

_clusters(properties, names) := found if {
	cluster := testing.record("AWS::SageMaker::Cluster", _id("cluster/abcdefghijkl"), properties)
	document := object.union(testing.facts([cluster], {}, []), {"workload": {"sagemaker": names}})
	found := count(lib.clusters) with input as document
}

test_cluster_by_instance if {
	every member in ["InstanceGroups", "RestrictedInstanceGroups"] {
		_clusters({member: [{"InstanceType": "ml.t3.large"}, {"InstanceType": "ml.p5.48xlarge"}]}, []) == 1
		_clusters({member: [{"InstanceType": "ml.t3.large"}]}, []) == 0
	}
}

test_cluster_by_types_among_which_aws_chooses if {
	every member in ["DesiredInstanceTypes", "CurrentInstanceTypes"] {
		_clusters({"InstanceGroups": [{"InstanceRequirements": {member: ["ml.m5.large", "ml.g6.large"]}}]}, []) == 1
		_clusters({"InstanceGroups": [{"InstanceRequirements": {member: ["ml.m5.large"]}}]}, []) == 0
	}
}

test_cluster_by_declaration if {
	_clusters({}, ["abcdefghijkl"]) == 1
	_clusters({}, ["other"]) == 0
}
