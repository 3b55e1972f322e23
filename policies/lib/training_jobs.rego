# METADATA
# title: What a training job of SageMaker AI runs on, and for how long
# description: |
#   The jobs are those of `sagemaker:Search`.
package lens.lib.training_jobs

import data.lens.lib.ages

# How many days back the scan reads jobs, by when they were created.
days := 180

# The number of instances: one count, or groups with a count each. Of the types that a job prefers,
# AWS chooses one. Undefined for a job without instances of its own.
instances(job) := found if {
	found := job.properties.ResourceConfig.SelectedInstanceCount
} else := found if {
	counts := [group.InstanceCount | some group in job.properties.ResourceConfig.InstanceGroups]
	count(counts) > 0
	found := sum(counts)
} else := found if {
	found := job.properties.ResourceConfig.InstanceCount
} else := found if {
	counts := [one.InstanceCount | some one in job.properties.ResourceConfig.InstancePreferences]
	count(counts) > 0
	found := min(counts)
}

# What the job may run on: a list of choices, each a list of [type, number of instances]. There is
# one choice, unless the job prefers several types and AWS does not show which of them it chose.
choices(job) := [[[type, number]]] if {
	type := job.properties.ResourceConfig.SelectedInstanceType
	number := instances(job)
} else := [[[group.InstanceType, group.InstanceCount] | some group in groups]] if {
	groups := job.properties.ResourceConfig.InstanceGroups
	count(groups) > 0
} else := [[[type, number]]] if {
	type := job.properties.ResourceConfig.InstanceType
	number := job.properties.ResourceConfig.InstanceCount
} else := [[[one.InstanceType, one.InstanceCount]] |
	some one in job.properties.ResourceConfig.InstancePreferences
]

# Whether the job ran on reserved instances: those of a training plan, or those that a job before it
# left in a warm pool.
reserved(job) if job.properties.ResourceConfig.TrainingPlanArn

reserved(job) if {
	some one in job.properties.ResourceConfig.InstancePreferences
	count(one.TrainingPlanArns) > 0
}

reserved(job) if job.properties.ResourceConfig.KeepAlivePeriodInSeconds > 0

reserved(job) if job.properties.WarmPoolStatus

# Whether the job has the tag with this key, in whatever case.
tagged(job, key) if {
	some own, _ in job.tags
	lower(own) == lower(key)
}

# How long the training runs, or ran. AWS gives the time of a job that has ended. Undefined for a
# job that has not started.
seconds(job) := found if {
	found := job.properties.TrainingTimeInSeconds
} else := found if {
	found := ages.seconds(job.properties.TrainingStartTime) - ages.seconds(job.properties.TrainingEndTime)
} else := found if {
	job.properties.TrainingJobStatus in {"InProgress", "Stopping"}
	found := ages.seconds(job.properties.TrainingStartTime)
}

# Why a failure of the job costs much work, as the name and the arguments of a message: spot
# instances that AWS may take back, several instances, or a training of more than `long` seconds.
risk(job, long) := ["spot", []] if {
	job.properties.EnableManagedSpotTraining == true
} else := ["distributed", [number]] if {
	number := instances(job)
	number > 1
} else := ["long", [{"seconds": lasted}]] if {
	lasted := seconds(job)
	lasted > long
}

# Whether AWS chooses what the job runs on. Such a job has no resources of its own, or its
# description says so.
serverless(job) if not job.properties.ResourceConfig

serverless(job) if job.properties.DescribeTrainingJob.ServerlessJobConfig

# Whether the job runs a built-in algorithm of SageMaker AI that cannot write checkpoints. Other
# accounts have the images of these.
never_saves(job) if {
	image := job.properties.AlgorithmSpecification.TrainingImage
	is_string(image)
	own := input.account
	not startswith(image, own)
	_built_in(image)
}

_built_in(image) if {
	regex.match(`/(blazingtext|object2vec|seq2seq|factorization-machines|forecasting-deepar)[:@]`, image)
}

_built_in(image) if {
	regex.match(`/(ipinsights|kmeans|knn|lda|linear-learner|ntm|pca|randomcutforest)[:@]`, image)
}
