# METADATA
# title: What of SageMaker AI serves or trains a generative model
# description: |
#   SageMaker AI is not generative AI by itself. What counts has one of these signs: an image that
#   serves large models, a model of JumpStart or of a hub, an inference component, an instance with
#   accelerators, or a name that `workload.sagemaker` of the configuration declares. A package group
#   and a serverless endpoint have no instances, so the image and the model decide.
package lens.lib.generative_sagemaker

import data.lens.lib.accelerators
import data.lens.lib.declared

# The endpoints that answer requests, generative or not. They do so while AWS updates them, and
# after an update that was not undone.
answering := [e |
	some e in input.resources["AWS::SageMaker::Endpoint"]
	e.properties.EndpointStatus in _answering
]

_answering := {"InService", "Updating", "SystemUpdating", "RollingBack", "UpdateRollbackFailed"}

# Ids of the endpoints that answer requests.
endpoints := {e.id | some e in answering; _serves(e)} | declared.ids(_names, answering)

# Whether a call in a Region may reach one of these endpoints. A text that is no name of an endpoint
# is filled in when the call is made, so the call may reach every endpoint of the Region.
may_call(region, name) if [region, lower(name)] in _called

may_call(region, name) if {
	not regex.match(`^[A-Za-z0-9-]+$`, name)
	region in {place | some [place, _] in _called}
}

_called := {[e.region, lower(e.properties.EndpointName)] | some e in answering; e.id in endpoints}

# Ids of the endpoints, generative or not, with a serverless variant.
serverless := {e.id |
	some e in answering
	some variant in e.properties.DescribeEndpointConfig.ProductionVariants
	variant.ServerlessConfig
}

# Ids of the training jobs that the scan read.
jobs := {j.id | some j in _jobs; _trains(j.properties)} | declared.ids(_names, _jobs)

# Ids of the tuning jobs that the scan read. One that does not show what it runs on may be one.
tunings := {t.id | some t in _tunings; _tunes(t)} | declared.ids(_names, _tunings)

_tunes(t) if {
	definitions := tuning_definitions(t)
	every definition in definitions { not _known(definition) }
}

_tunes(t) if {
	some definition in tuning_definitions(t)
	_trains(definition)
}

_tunes(t) if {
	some definition in tuning_definitions(t)
	config := definition.HyperParameterTuningResourceConfig
	some one in array.concat([config], object.get(config, "InstanceConfigs", []))
	accelerators.has(one.InstanceType)
}

_known(definition) if definition.ResourceConfig

_known(definition) if definition.HyperParameterTuningResourceConfig

# A tuning job has one definition of its training jobs, or several.
tuning_definitions(t) := array.concat(
	[t.properties.TrainingJobDefinition | t.properties.TrainingJobDefinition],
	object.get(t.properties, "TrainingJobDefinitions", []),
)

# Ids of the HyperPod clusters.
clusters := {c.id |
	some c in _clusters
	some member in ["InstanceGroups", "RestrictedInstanceGroups"]
	some group in c.properties[member]
	some type in _types(group)
	accelerators.has(type)
} | declared.ids(_names, _clusters)

# A group of a cluster has one type, or several among which AWS chooses.
_types(group) := {type | some type in [group.InstanceType]} | {type |
	some member in ["DesiredInstanceTypes", "CurrentInstanceTypes"]
	some type in group.InstanceRequirements[member]
}

# Ids of the pipelines.
pipelines := {p.id |
	some p in _pipelines
	some step in p.properties.PipelineDefinition.Steps
	_builds(step)
} | declared.ids(_names, _pipelines)

# Ids of the model package groups. The newest package of a group decides.
groups := {g.id | some g in _groups; _named(g, "ModelPackageGroupName") in _generative_groups} | declared.ids(
	_names,
	_groups,
)

_names := object.get(object.get(input, "workload", {}), "sagemaker", [])

_jobs := input.resources["AWS::SageMaker::TrainingJob"]

_tunings := input.resources["AWS::SageMaker::HyperParameterTuningJob"]

_pipelines := input.resources["AWS::SageMaker::Pipeline"]

_clusters := input.resources["AWS::SageMaker::Cluster"]

_groups := input.resources["AWS::SageMaker::ModelPackageGroup"]

_named(r, member) := [r.region, r.properties[member]]

_serves(e) if _named(e, "EndpointName") in _with_components

_serves(e) if {
	some variant in e.properties.ProductionVariants
	some deployed in variant.DeployedImages
	some image in deployed
	is_string(image)
	_serving(image)
}

_serves(e) if {
	some variant in e.properties.DescribeEndpointConfig.ProductionVariants
	_runs(e.region, variant)
}

_runs(_, variant) if accelerators.of_variant(variant)

_runs(region, variant) if [region, variant.ModelName] in _models

_with_components := {_named(component, "EndpointName") |
	some component in input.resources["AWS::SageMaker::InferenceComponent"]
}

# Ids of the models that show it themselves, whether an endpoint serves them or not.
models := declared.ids(_names, _all_models) | {m.id |
	some m in _all_models
	containers := array.concat(
		[m.properties.PrimaryContainer | m.properties.PrimaryContainer],
		object.get(m.properties, "Containers", []),
	)
	some container in containers
	_generates(container)
}

_all_models := input.resources["AWS::SageMaker::Model"]

_models := {_named(m, "ModelName") | some m in _all_models; m.id in models}

_generative_groups := {_named(version, "ModelPackageGroupName") |
	some version in input.resources["AWS::SageMaker::ModelPackage"]
	some container in version.properties.InferenceSpecification.Containers
	_generates(container)
}

_generates(container) if _serving(container.Image)

_generates(container) if _jumpstart(container.ModelDataUrl)

_generates(container) if _jumpstart(container.ModelDataSource.S3DataSource.S3Uri)

_generates(container) if container.ModelDataSource.S3DataSource.HubAccessConfig.HubContentArn

_trains(job) if _serving(job.AlgorithmSpecification.TrainingImage)

_trains(job) if accelerators.has(job.ResourceConfig.InstanceType)

_trains(job) if {
	some member in ["InstanceGroups", "InstancePreferences"]
	some group in job.ResourceConfig[member]
	accelerators.has(group.InstanceType)
}

_trains(job) if {
	some channel in job.InputDataConfig
	channel.DataSource.S3DataSource.HubAccessConfig.HubContentArn
}

# Only a serverless job, which customizes a foundation model, has it.
_trains(job) if job.ModelPackageConfig

_builds(step) if {
	some image in step.Images
	_serving(image)
}

_builds(step) if {
	some type in step.InstanceTypes
	accelerators.has(type)
}

_builds(step) if {
	some model in step.Models
	_jumpstart(model)
}

# Whether the image of a container is one that serves large models.
serves(image) if _serving(image)

# Images that serve large models: LMI and DJL (also on Neuron), TGI, vLLM, SGLang, TensorRT-LLM.
_serving(image) if regex.match(`djl-(inference|serving)|-tgi-|text-generation-inference|[:-]lmi[0-9-]`, image)

_serving(image) if regex.match(`vllm|sglang|tensorrt-?llm|trt-?llm`, image)

_jumpstart(uri) if regex.match(`^s3://jumpstart-[a-z-]*cache-|:hub-content/`, uri)
