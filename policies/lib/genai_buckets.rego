# METADATA
# title: Buckets that generative AI reads and writes
# description: |
#   A place is a bucket and a prefix that something of Bedrock, AgentCore or SageMaker AI names. What
#   is read must stay: documents, training data, and the artifacts of models and runtimes. What is
#   written is the output of jobs and endpoints. A bucket that a model is loaded from holds artifacts,
#   whatever else is written there.
package lens.lib.genai_buckets

import data.lens.lib.generative_sagemaker
import data.lens.lib.group
import data.lens.lib.hosted
import data.lens.lib.invocation_logs

# Name of the bucket -> its places as [kind, prefix, proof]. The kinds are source, artifact, output
# (results of jobs and endpoints), log (invocation logs) and training (what training writes).
places := group.by_first({[bucket, [kind, prefix, proof]] |
	some [kind, uri, proof, _] in (_live | _past)
	[bucket, path] := _split(uri)
	prefix := _folder(kind, path)
})

# What is written to a path has a name of its own behind it, so the path is a folder.
_folder(kind, path) := path if kind in {"source", "artifact"}

_folder(kind, path) := regex.replace(path, `([^/])$`, `${1}/`) if not kind in {"source", "artifact"}

# The account's own buckets among them.
own := [b |
	some b in input.resources["AWS::S3::Bucket"]
	b.properties.Name
	places[b.name]
]

# The subjects of buckets that the account does not list, though something that is in use names
# them. A bucket that a past job names may be gone, and AWS has buckets with models of JumpStart.
foreign := {subject |
	some [_, uri, _, region] in _live
	[bucket, _] := _split(uri)
	not bucket in _listed
	not startswith(bucket, "jumpstart-")
	id := sprintf("arn:%s:s3:::%s", [input.partition, bucket])
	subject := {"type": "AWS::S3::Bucket", "id": id, "region": region, "item": ""}
}

# Whether a model or a runtime is loaded from a bucket.
holds_artifacts(b) if b.name in _loaded

_loaded := {name | some name, list in places; some ["artifact", _, _] in list}

_listed := {b.name | some b in input.resources["AWS::S3::Bucket"]; b.properties.Name}

_split(uri) := [parts[0], concat("/", array.slice(parts, 1, count(parts)))] if {
	startswith(uri, "s3://")
	parts := split(trim_prefix(uri, "s3://"), "/")
	regex.match(`^[a-z0-9][a-z0-9.-]+$`, parts[0])
}

# [kind, URI, proof, Region] of what is in use now.
_live := (((_sources | _logs) | _models) | _code) | _endpoints

_sources := {["source", uri, {"id": r.id, "pointer": "/properties/dataSourceConfiguration"}, r.region] |
	some r in input.resources["AWS::Bedrock::DataSource"]
	config := r.properties.dataSourceConfiguration.s3Configuration
	[_, bucket] := split(config.bucketArn, ":::")
	some prefix in _or_all(object.get(config, "inclusionPrefixes", []))
	uri := sprintf("s3://%s/%s", [bucket, prefix])
} | {["source", uri, {"id": r.id, "pointer": "/properties/knowledgeBaseConfiguration"}, r.region] |
	some r in input.resources["AWS::Bedrock::KnowledgeBase"]
	config := r.properties.knowledgeBaseConfiguration.vectorKnowledgeBaseConfiguration
	some place in config.supplementalDataStorageConfiguration.storageLocations
	uri := place.s3Location.uri
}

_or_all(prefixes) := prefixes if count(prefixes) > 0

_or_all(prefixes) := [""] if count(prefixes) == 0

_logs := {["log", uri, d.proof, d.account.region] |
	some d in invocation_logs.destinations
	uri := sprintf("s3://%s/%s/", [d.name, d.folder])
}

_models := {["artifact", uri, {"id": m.id, "pointer": "/properties"}, m.region] |
	some m in input.resources["AWS::SageMaker::Model"]
	m.id in _generative
	some container in hosted.containers(m)
	some uri in _loads(container)
}

_generative := generative_sagemaker.models | {m.id | some [_, m] in hosted.models}

_loads(container) := {uri | uri := container.ModelDataUrl} | {uri |
	uri := container.ModelDataSource.S3DataSource.S3Uri
}

_code := {["artifact", uri, {"id": r.id, "pointer": "/properties/agentRuntimeArtifact"}, r.region] |
	some r in input.resources["AWS::BedrockAgentCore::Runtime"]
	code := r.properties.agentRuntimeArtifact.codeConfiguration.code.s3
	uri := sprintf("s3://%s/%s", [code.bucket, object.get(code, "prefix", "")])
}

_endpoints := {["output", uri, {"id": e.id, "pointer": "/properties"}, e.region] |
	some e in hosted.endpoints
	some uri in _writes(e.properties)
}

_writes(endpoint) := {uri | uri := endpoint.DataCaptureConfig.DestinationS3Uri} | {uri |
	some member in ["S3OutputPath", "S3FailurePath"]
	uri := endpoint.AsyncInferenceConfig.OutputConfig[member]
}

# The same of jobs.
_past := (_evaluations | _jobs) | _trainings

_evaluations := {[kind, uri, {"id": r.id, "pointer": "/properties"}, r.region] |
	some r in input.resources["AWS::Bedrock::EvaluationJob"]
	some [kind, uri] in _evaluated(r.properties)
}

_evaluated(job) := {["output", uri] | uri := job.outputDataConfig.s3Uri} | {["source", uri] |
	some config in job.evaluationConfig
	some one in config.datasetMetricConfigs
	uri := one.dataset.datasetLocation.s3Uri
}

_jobs := {[kind, uri, {"id": r.id, "pointer": "/properties"}, r.region] |
	some type in ["AWS::Bedrock::PromptOptimizationJob", "AWS::Bedrock::ModelCustomizationJob"]
	some r in input.resources[type]
	some [kind, uri] in _used(r.properties)
}

_used(job) := union({
	{["source", uri] | uri := job.inputConfig.s3Uri},
	{["output", uri] | uri := job.outputConfig.s3Uri},
	{["source", uri] | uri := job.trainingDataConfig.s3Uri},
	{["source", uri] | some one in job.validationDataConfig.validators; uri := one.s3Uri},
	{["training", uri] | uri := job.outputDataConfig.s3Uri},
})

_trainings := {[kind, uri, {"id": j.id, "pointer": "/properties"}, j.region] |
	some j in input.resources["AWS::SageMaker::TrainingJob"]
	j.id in generative_sagemaker.jobs
	some [kind, uri] in _trained(j.properties)
}

_trained(job) := union({
	{["source", uri] |
		some channel in job.InputDataConfig
		uri := channel.DataSource.S3DataSource.S3Uri
	},
	{["training", uri] | uri := job.OutputDataConfig.S3OutputPath},
	{["training", uri] | uri := job.CheckpointConfig.S3Uri},
})
