# METADATA
# title: Jobs of SageMaker AI that handle the data of generative models
# description: |
#   Training, processing and transform jobs, and what monitoring schedules start. A processing job
#   counts by the signs of `generative_sagemaker`: its image, accelerators, or a declared name. Jobs
#   that AutoML, Debugger or a schedule made are left out: people do not set them up. Of processing
#   jobs with one role, image and network only the newest counts, and of the training jobs of one tuning
#   job too.
package lens.lib.data_jobs

import data.lens.lib.accelerators
import data.lens.lib.declared
import data.lens.lib.generative_sagemaker
import data.lens.lib.group
import data.lens.lib.hosted
import data.lens.lib.monitoring
import data.lens.lib.training_jobs

# The training jobs. AWS chooses where a serverless one runs.
trainings := array.concat(
	[j | some j in _trainings; not j.properties.TuningJobArn],
	[j | some j in _trainings; j.id in _newest_tuned],
)

_trainings := [j |
	some j in input.resources["AWS::SageMaker::TrainingJob"]
	j.id in generative_sagemaker.jobs
	not j.properties.AutoMLJobArn
	not j.properties.ModelPackageConfig
	not training_jobs.serverless(j)
]

_newest_tuned := {list[count(list) - 1][1] |
	some list in group.by_first({[[tuning, _alike(j, image, j.properties)], [created, j.id]] |
		some j in _trainings
		tuning := j.properties.TuningJobArn
		created := j.properties.CreationTime
		image := object.get(j.properties, ["AlgorithmSpecification", "TrainingImage"], "")
	})
}

# The processing jobs.
processings := [j | some j in _processings; j.id in _newest_processing]

_processings := [j |
	some j in _of_people
	j.id in _generative
]

_newest_processing := {list[count(list) - 1][1] |
	some list in group.by_first({[_alike(j, image, network), [j.properties.CreationTime, j.id]] |
		some j in _processings
		image := j.properties.AppSpecification.ImageUri
		network := object.get(j.properties, "NetworkConfig", {})
	})
}

_of_people := [j |
	some j in input.resources["AWS::SageMaker::ProcessingJob"]
	j.properties.AppSpecification
	not j.properties.MonitoringExecutionStatus
	not j.properties.MonitoringScheduleArn
	not j.properties.AutoMLJobArn
	not j.properties.TrainingJobArn
]

_generative := {j.id | some j in _of_people; _handles(j)} | declared.ids(_names, _of_people)

_names := object.get(object.get(input, "workload", {}), "sagemaker", [])

_handles(j) if generative_sagemaker.serves(j.properties.AppSpecification.ImageUri)

_handles(j) if {
	some type in types(j.properties.ProcessingResources.ClusterConfig)
	accelerators.has(type)
}

# The transform jobs: the newest of those that run one model.
transforms := [j | some j in _transforms; j.id in _newest_transform]

_newest_transform := {list[count(list) - 1][1] |
	some list in group.by_first({[[j.region, j.properties.ModelName], [j.properties.CreationTime, j.id]] |
		some j in _transforms
	})
}

_transforms := [j |
	some j in input.resources["AWS::SageMaker::TransformJob"]
	j.properties.ModelName
	not j.properties.AutoMLJobArn
	not j.properties.LabelingJobArn
	_transforms_text(j)
]

_transforms_text(j) if accelerators.has(j.properties.TransformResources.InstanceType)

_transforms_text(j) if [j.region, j.properties.ModelName] in _models

_models := {[m.region, m.properties.ModelName] |
	some m in input.resources["AWS::SageMaker::Model"]
	m.id in generative_sagemaker.models
}

# The types of instances that a job may run on.
types(config) := {type | some type in [config.SelectedInstanceType]} if {
	config.SelectedInstanceType
} else := {type | some type in [config.InstanceType]} | {type |
	some member in ["InstanceGroups", "InstancePreferences"]
	some one in config[member]
	type := one.InstanceType
}

_alike(j, image, network) := [j.region, role, image, subnets, isolated] if {
	role := object.get(j.properties, "RoleArn", "")
	subnets := sort(object.get(network, ["VpcConfig", "Subnets"], []))
	isolated := object.get(network, "EnableNetworkIsolation", false)
}

# [record, what it says], ... of what the schedules of endpoints with generative models start.
monitorings := [[r, said] |
	some [s, r, said] in monitoring.started
	[s.region, s.properties.EndpointName] in _watched
]

_watched := {[e.region, e.properties.EndpointName] | some e in hosted.endpoints}

# [record, network], ... of all of these. The network has `EnableNetworkIsolation` and `VpcConfig`.
networks := array.concat(
	[[j, j.properties] | some j in trainings],
	[[r, object.get(said, "NetworkConfig", {})] | some [r, said] in _with_network],
)

_with_network := array.concat([[j, j.properties] | some j in processings], monitorings)

# Whether a job was created in the last days. What a schedule starts is always a current one.
recent(r, days) if {
	r.type in _dated
	data.lens.lib.ages.within(r.properties.CreationTime, days)
}

recent(r, _) if {
	type := r.type
	not type in _dated
}

_dated := {"AWS::SageMaker::TrainingJob", "AWS::SageMaker::ProcessingJob", "AWS::SageMaker::TransformJob"}
