# METADATA
# title: Training plans of SageMaker AI, and whether anything used them
# description: |
#   A training plan reserves instances for training jobs, HyperPod clusters, endpoints or Studio. It may have
#   several parts, one after the other, and between them there is nothing to use.
package lens.lib.reserved_plans

# The plans that have instances now.
active := [p |
	some p in input.resources["AWS::SageMaker::TrainingPlan"]
	p.properties.Status == "Active"
	not _between(p)
]

_between(p) if {
	count(p.properties.ReservedCapacitySummaries) > 0
	count(_parts(p)) == 0
}

_parts(p) := [part |
	some part in object.get(p.properties, "ReservedCapacitySummaries", [])
	part.Status == "Active"
]

# When the plan started, and each of its parts that has instances now.
starts(p) := {start | some one in array.concat([p.properties], _parts(p)); start := one.StartTime}

# How many instances can be used now, and how many of them are in use. AWS replaces unhealthy ones.
# Undefined if AWS does not show it.
use(p) := [usable, used] if {
	used := p.properties.InUseInstanceCount
	usable := _total(p) - object.get(p.properties, "UnhealthyInstanceCount", 0)
}

# A plan of UltraServers may count servers, so the parts, which count instances, come first.
_total(p) := total if {
	parts := _parts(p)
	count(parts) > 0
	total := sum([part.TotalInstanceCount | some part in parts])
	total > 0
} else := p.properties.TotalInstanceCount

# The names of what was set up to run on the plan: jobs, clusters and endpoints that the scan read.
users(p) := {name | some [id, name] in _users; id in ({p.id} | _arns(p))}

_arns(p) := {arn |
	some part in object.get(p.properties, "ReservedCapacitySummaries", [])
	arn := part.ReservedCapacityArn
}

_users := (({[plan, job.name] |
	some job in input.resources["AWS::SageMaker::TrainingJob"]
	plan := job.properties.ResourceConfig.TrainingPlanArn
} | {[plan, job.name] |
	some job in input.resources["AWS::SageMaker::TrainingJob"]
	some preference in job.properties.ResourceConfig.InstancePreferences
	some plan in preference.TrainingPlanArns
}) | {[plan, cluster.name] |
	some cluster in input.resources["AWS::SageMaker::Cluster"]
	some member in ["InstanceGroups", "RestrictedInstanceGroups"]
	some group in cluster.properties[member]
	plan := group.TrainingPlanArn
}) | {[plan, endpoint.name] |
	some endpoint in input.resources["AWS::SageMaker::Endpoint"]
	some variant in endpoint.properties.ProductionVariants
	plan := variant.CapacityReservationConfig.MlReservationArn
}

# The operations that show these users. A plan is for one kind of them.
operations(p) := {operation |
	some target in p.properties.TargetResources
	some operation in _shown_by[target]
}

# Whether the scan reads everything that can use the plan. It does not read the apps of Studio.
traced(p) if {
	count(p.properties.TargetResources) > 0
	every target in p.properties.TargetResources { _shown_by[target] }
}

# The clusters and endpoints of a plan's Region. One that was not read may use the plan.
possible(p) := {r.id |
	some type in ["AWS::SageMaker::Cluster", "AWS::SageMaker::Endpoint"]
	some r in input.resources[type]
	r.region == p.region
}

_shown_by := {
	"training-job": ["sagemaker:Search"],
	"hyperpod-cluster": ["sagemaker:ListClusters", "sagemaker:DescribeCluster"],
	"endpoint": ["sagemaker:ListEndpoints", "sagemaker:DescribeEndpoint"],
}
