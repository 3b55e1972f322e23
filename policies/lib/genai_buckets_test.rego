package lens_test.lib.genai_buckets_test

import data.lens.lib.genai_buckets
import data.lens_test.testing

_record(type, name, properties) := testing.record(type, testing.arn("x", name), properties)

_source := _record("AWS::Bedrock::DataSource", "ds", {"dataSourceConfiguration": {"s3Configuration": {
	"bucketArn": "arn:aws:s3:::docs",
	"inclusionPrefixes": ["a/"],
}}})

_all := _record("AWS::Bedrock::DataSource", "all", {"dataSourceConfiguration": {"s3Configuration": {
	"bucketArn": "arn:aws:s3:::docs",
	"inclusionPrefixes": [],
}}})

_bucket(name, properties) := testing.record("AWS::S3::Bucket", sprintf("arn:aws:s3:::%s", [name]), properties)

_places(records) := {name: {[kind, prefix] | some [kind, prefix, _] in list} | some name, list in found} if {
	document := testing.facts(records, {}, [])
	found := genai_buckets.places with input as document
}

test_sources if {
	_places([_source]) == {"docs": {["source", "a/"]}}
	_places([_all]) == {"docs": {["source", ""]}}
	base := _record("AWS::Bedrock::KnowledgeBase", "kb", {"knowledgeBaseConfiguration": {
		"vectorKnowledgeBaseConfiguration": {"supplementalDataStorageConfiguration": {"storageLocations": [
			{"type": "S3", "s3Location": {"uri": "s3://images"}},
		]}},
	}})
	_places([base]) == {"images": {["source", ""]}}
}

test_logs if {
	settings := _record("AWS::Bedrock::ModelInvocationLoggingConfiguration", "logging", {"loggingConfig": {
		"s3Config": {"bucketName": "logs", "keyPrefix": "b"},
	}})
	prefix := "b/AWSLogs/111122223333/BedrockModelInvocationLogs/us-east-1/"
	_places([settings]) == {"logs": {["log", prefix]}}
}

test_artifacts if {
	model := _record("AWS::SageMaker::Model", "m", {
		"ModelName": "m",
		"PrimaryContainer": {"Image": "vllm", "ModelDataUrl": "s3://models/m/model.tar.gz"},
		"Containers": [{"ModelDataSource": {"S3DataSource": {"S3Uri": "s3://models/n/"}}}],
	})
	_places([model]) == {"models": {["artifact", "m/model.tar.gz"], ["artifact", "n/"]}}
	plain := _record("AWS::SageMaker::Model", "p", {
		"ModelName": "p",
		"PrimaryContainer": {"Image": "xgboost", "ModelDataUrl": "s3://models/p"},
	})
	_places([plain]) == {}
	runtime := _record("AWS::BedrockAgentCore::Runtime", "r", {"agentRuntimeArtifact": {"codeConfiguration": {
		"code": {"s3": {"bucket": "code", "prefix": "agent.zip"}},
	}}})
	_places([runtime]) == {"code": {["artifact", "agent.zip"]}}
}

test_what_endpoints_write if {
	endpoint := _record("AWS::SageMaker::Endpoint", "e", {
		"EndpointName": "e",
		"EndpointStatus": "InService",
		"ProductionVariants": [],
		"DataCaptureConfig": {"DestinationS3Uri": "s3://out/capture"},
		"AsyncInferenceConfig": {"OutputConfig": {
			"S3OutputPath": "s3://out/answers",
			"S3FailurePath": "s3://out/failures",
		}},
		"DescribeEndpointConfig": {"ProductionVariants": [{"VariantName": "v", "InstanceType": "ml.g5.xlarge"}]},
	})
	_places([endpoint]) == {"out": {["output", "capture/"], ["output", "answers/"], ["output", "failures/"]}}
}

test_jobs if {
	evaluation := _record("AWS::Bedrock::EvaluationJob", "e", {
		"outputDataConfig": {"s3Uri": "s3://out/e/"},
		"evaluationConfig": {"automated": {"datasetMetricConfigs": [
			{"dataset": {"datasetLocation": {"s3Uri": "s3://sets/e.jsonl"}}},
			{"dataset": {"name": "Builtin.Bold"}},
		]}},
	})
	_places([evaluation]) == {"out": {["output", "e/"]}, "sets": {["source", "e.jsonl"]}}
	optimization := _record("AWS::Bedrock::PromptOptimizationJob", "o", {
		"inputConfig": {"s3Uri": "s3://sets/o.jsonl"},
		"outputConfig": {"s3Uri": "s3://out/o/"},
	})
	_places([optimization]) == {"out": {["output", "o/"]}, "sets": {["source", "o.jsonl"]}}
	customization := _record("AWS::Bedrock::ModelCustomizationJob", "c", {
		"trainingDataConfig": {"s3Uri": "s3://sets/t.jsonl"},
		"validationDataConfig": {"validators": [{"s3Uri": "s3://sets/v.jsonl"}]},
		"outputDataConfig": {"s3Uri": "s3://out/c/"},
	})
	_places([customization]) == {
		"out": {["training", "c/"]},
		"sets": {["source", "t.jsonl"], ["source", "v.jsonl"]},
	}
}

_training(type) := _record("AWS::SageMaker::TrainingJob", "t", {
	"ResourceConfig": {"InstanceType": type},
	"InputDataConfig": [{"DataSource": {"S3DataSource": {"S3Uri": "s3://sets/t/"}}}, {"DataSource": {}}],
	"OutputDataConfig": {"S3OutputPath": "s3://out/t/"},
	"CheckpointConfig": {"S3Uri": "s3://out/c/"},
})

test_training_jobs if {
	_places([_training("ml.p4d.24xlarge")]) == {
		"out": {["training", "t/"], ["training", "c/"]},
		"sets": {["source", "t/"]},
	}
	_places([_training("ml.m5.large")]) == {}
}

test_own_and_foreign if {
	own := _bucket("docs", {"Name": "docs"})
	document := testing.facts([_source, own, _bucket("rest", {"Name": "rest"})], {}, [])
	found := genai_buckets.own with input as document
	found == [own]
	none := genai_buckets.foreign with input as document
	none == set()
	other := testing.facts([_source, _training("ml.p4d.24xlarge"), _bucket("docs", {})], {}, [])
	foreign := genai_buckets.foreign with input as other
	foreign == {{"type": "AWS::S3::Bucket", "id": "arn:aws:s3:::docs", "region": "us-east-1", "item": ""}}
	unlisted := genai_buckets.own with input as other
	unlisted == []
}

test_bucket_of_artifacts if {
	model := _record("AWS::SageMaker::Model", "m", {
		"ModelName": "m",
		"PrimaryContainer": {"Image": "vllm", "ModelDataUrl": "s3://models/m/model.tar.gz"},
	})
	document := testing.facts([model], {}, [])
	genai_buckets.holds_artifacts({"name": "models"}) with input as document
	not genai_buckets.holds_artifacts({"name": "docs"}) with input as document
}
