# METADATA
# title: Let HyperPod clusters scale and share idle capacity
# description: Nodes run whether there is work or not. Autoscaling removes idle ones, and teams can lend them.
# custom:
#   id: GENSUS01-BP02/hyperpod-elastic-shared
#   severity: medium
#   precision: high
#   mode: automated
#   resources: [AWS::SageMaker::Cluster]
#   lists: ["@generative-clusters"]
#   evidence: ["@generative-clusters", sagemaker:ListClusterSchedulerConfigs, sagemaker:ListComputeQuotas,
#     sagemaker:DescribeClusterSchedulerConfig, sagemaker:DescribeComputeQuota]
#   workload: [sagemaker]
#   params: {}
#   messages:
#     rigid: it does not scale automatically, and no scheduler or compute quota shares its idle capacity
#     kept: "compute quotas keep idle capacity for their team: %s"
#     not-shown: "AWS does not show whether these compute quotas share idle capacity: %s"
#   item: none
#   remediation: Enable cluster autoscaling, or task governance with lending between teams.
package lens.controls.gensus01_bp02.hyperpod_elastic_shared

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.generative_sagemaker
import data.lens.lib.group

# Slurm has no autoscaling and no task governance. Reserved nodes cost as much if they are removed.
_clusters := [c |
	some c in input.resources["AWS::SageMaker::Cluster"]
	c.id in generative_sagemaker.clusters
	c.properties.ClusterStatus in {"InService", "Updating", "SystemUpdating", "RollingBack"}
	c.properties.Orchestrator.Eks
	members := ["InstanceGroups", "RestrictedInstanceGroups"]
	plans := {object.get(g, "TrainingPlanArn", "") | some m in members; some g in c.properties[m]}
	"" in plans
]

subjects := {facts.subject(c) | some c in _clusters}

# AWS's autoscaler needs continuous provisioning.
_scaling := {facts.subject(c) |
	some c in _clusters
	c.properties.AutoScaling.Mode == "Enable"
	c.properties.NodeProvisioningMode == "Continuous"
	object.get(c.properties.AutoScaling, "Status", "InService") in {"InService", "Creating"}
}

_in_force := {"Created", "Updating", "Updated", "UpdateFailed", "UpdateRollbackFailed"}

# ARN of a cluster -> [strategy, name, id] of each compute quota.
_quotas := group.by_first({[q.properties.ClusterArn, [strategy, q.name, q.id]] |
	some q in input.resources["AWS::SageMaker::ComputeQuota"]
	q.properties.Status in _in_force
	object.get(q.properties, "ActivationState", "Enabled") == "Enabled"
	strategy := object.get(q.properties.ComputeQuotaConfig, ["ResourceSharingConfig", "Strategy"], "")
})

_sharing := {s |
	some s in subjects
	some [strategy, _, _] in _quotas[s.id]
	strategy in {"Lend", "LendAndBorrow"}
} | {s |
	some s in subjects
	some config in input.resources["AWS::SageMaker::ClusterSchedulerConfig"]
	config.properties.ClusterArn == s.id
	config.properties.Status in _in_force
	config.properties.SchedulerConfig.IdleResourceSharing == "Enabled"
}

# A quota that keeps its capacity is wrong whether others share or not.
violations := {finding.absent(subject, "rigid", [], proof, operations) |
	some subject in (((subjects - _scaling) - _sharing) - {hidden.subject | some hidden in unseen})
	proof := [{"id": subject.id, "pointer": "/properties"}]
	operations := [
		"sagemaker:ListClusterSchedulerConfigs", "sagemaker:DescribeClusterSchedulerConfig",
		"sagemaker:ListComputeQuotas", "sagemaker:DescribeComputeQuota",
	]
} | {finding.of(subject, "kept", [names], proof) |
	some subject in (subjects - _scaling)
	kept := [[name, id] | some ["DontLend", name, id] in _quotas[subject.id]]
	count(kept) > 0
	names := {name | some [name, _] in kept}
	proof := [{"id": id, "pointer": "/properties/ComputeQuotaConfig"} | some [_, id] in kept]
}

proven := _scaling

unseen := {finding.of(s, "not-shown", [names], []) |
	some s in subjects
	names := {name | some ["", name, _] in _quotas[s.id]}
	count(names) > 0
}

relies_on := {[s, r.id] |
	some s in subjects
	some type in ["AWS::SageMaker::ComputeQuota", "AWS::SageMaker::ClusterSchedulerConfig"]
	some r in input.resources[type]
	r.region == s.region
}
