# METADATA
# title: Which hosted language models are optimized
# description: |
#   A model is quantized, compiled or decodes speculatively if its container is told so, if its name or
#   the place of its weights says so, or if an optimization job made it. What a team did to the weights
#   before is not seen.
package lens.lib.optimized_models

import data.lens.lib.accelerators
import data.lens.lib.facts
import data.lens.lib.generative_sagemaker
import data.lens.lib.hosted

# The language models that run on accelerators.
judged := {m |
	some [id, m] in hosted.models
	id in _on_accelerators
	m.id in (generative_sagemaker.models | _of_packages)
}

# {[model, proof], ...} of those whose own settings show it.
shown := {[m, {"id": record.id, "pointer": "/properties"}] |
	some m in judged
	some [record, container] in _containers(m)
	_is_optimized(container)
}

# {[model, proof], ...} of those that a job made.
made := {[m, {"id": job.id, "pointer": "/properties/OutputConfig"}] |
	some m in judged
	some job in _jobs
	job.region == m.region
	job.properties.OptimizationJobStatus == "COMPLETED"
	_is_output(job, m)
}

# {[model, job], ...} of those whose newest optimization failed.
failed := {[m, newest] |
	some m in judged
	own := {[job.properties.CreationTime, job.id] |
		some job in _jobs
		job.region == m.region
		_is_about(job, m)
	}
	newest := facts.get("AWS::SageMaker::OptimizationJob", max(own)[1])
	newest.properties.OptimizationJobStatus == "FAILED"
}

_jobs := input.resources["AWS::SageMaker::OptimizationJob"]

_on_accelerators := {e.id |
	some e in hosted.endpoints
	some variant in e.properties.DescribeEndpointConfig.ProductionVariants
	accelerators.of_variant(variant)
}

_of_packages := {m.id |
	some [_, m] in hosted.models
	some [_, container] in _containers(m)
	made_of := facts.get("AWS::SageMaker::ModelPackage", container.ModelPackageName)
	[m.region, made_of.properties.ModelPackageGroupName] in _groups
}

_groups := {[g.region, g.properties.ModelPackageGroupName] |
	some g in input.resources["AWS::SageMaker::ModelPackageGroup"]
	g.id in generative_sagemaker.groups
}

# A model that is made of a package has the containers of the package.
_containers(m) := {[m, container] | some container in hosted.containers(m)} | {[made_of, container] |
	some named in hosted.containers(m)
	made_of := facts.get("AWS::SageMaker::ModelPackage", named.ModelPackageName)
	some container in made_of.properties.InferenceSpecification.Containers
}

_is_optimized(container) if {
	some name in ["OPTION_QUANTIZE", "HF_MODEL_QUANTIZE", "QUANTIZE"]
	value := lower(container.Environment[name])
	not value in {"", "none", "false"}
}

_is_optimized(container) if {
	regex.match(`fp8|int8|int4|fp4|awq|gptq`, lower(container.Environment.OPTION_DTYPE))
}

_is_optimized(container) if {
	some name, value in container.Environment
	startswith(name, "OPTION_SPECULATIVE_")
	small := lower(value)
	not small in {"", "none", "false"}
}

_is_optimized(container) if {
	some source in container.AdditionalModelDataSources
	regex.match(`draft|speculative`, lower(source.ChannelName))
}

# Models for Neuron are compiled.
_is_optimized(container) if contains(container.Image, "neuron")

_is_optimized(container) if {
	some text in _names(container)
	regex.match(`[-_./](awq|gptq|fp8|int8|int4|nvfp4|mxfp4|w4a16|w8a8|bnb-4bit)([-_./]|$)`, lower(text))
}

_names(container) := _uris(container) | {value |
	some name in ["HF_MODEL_ID", "MODEL_ID", "OPTION_MODEL_ID"]
	value := container.Environment[name]
}

_uris(container) := {uri | uri := container.ModelDataUrl} | {uri |
	uri := container.ModelDataSource.S3DataSource.S3Uri
}

_is_output(job, m) if job.properties.OutputConfig.SageMakerModel.ModelName == m.properties.ModelName

_is_output(job, m) if {
	not _is_about(job, m)
	place := trim_suffix(job.properties.OutputConfig.S3OutputLocation, "/")
	regex.match(`^s3://[^/]+/`, place) # a whole bucket may hold other models too
	some [_, container] in _containers(m)
	some uri in _uris(container)
	startswith(uri, sprintf("%s/", [place]))
}

_is_about(job, m) if job.properties.ModelSource.SageMakerModel.ModelName == m.properties.ModelName

_is_about(job, m) if {
	place := trim_suffix(job.properties.ModelSource.S3.S3Uri, "/")
	some [_, container] in _containers(m)
	some uri in _uris(container)
	trim_suffix(uri, "/") == place
}
