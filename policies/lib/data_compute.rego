# METADATA
# title: Which clusters and environments prepare data of generative AI
# description: |
#   EMR clusters, EMR Serverless applications and compute environments of AWS Batch do not show what
#   their jobs are about. These count: what `workload.emr` and `workload.batch` of the configuration
#   declare, and a cluster or application with its logs in a bucket of generative AI.
package lens.lib.data_compute

import data.lens.lib.declared
import data.lens.lib.genai_buckets
import data.lens.lib.group

# The EMR clusters that run or wait for work.
clusters := [c |
	some c in _clusters
	c.id in _meant
	c.properties.Status.State in {"RUNNING", "WAITING"}
]

# The EMR Serverless applications.
applications := [a | some a in _applications; a.id in _meant]

# The managed compute environments of AWS Batch with instances that are on.
environments := [e |
	some e in _environments
	e.id in declared.ids(_named.batch, _environments)
	e.properties.type == "MANAGED"
	e.properties.state == "ENABLED"
	not _leaves(e)
	e.properties.computeResources.type in {"EC2", "SPOT"}
]

# Whether a policy changes the size of a cluster. One whose limits are equal does not.
scales(c) if {
	limits := object.get(c.properties, ["ManagedScalingPolicy", "ComputeLimits"], {})
	_differ(limits, "MinimumCapacityUnits", "MaximumCapacityUnits")
}

scales(c) if {
	some policy in object.get(_group_policies, c.id, [])
	policy.Status.State in {"PENDING", "ATTACHING", "ATTACHED"}
	_differ(policy.Constraints, "MinCapacity", "MaxCapacity")
}

_differ(limits, low, high) if limits[low] < limits[high]

# Id of the cluster -> the automatic scaling policies of its instance groups.
_group_policies := group.by_first({[id, policy] |
	some g in input.resources["AWS::EMR::InstanceGroupConfig"]
	policy := g.properties.AutoScalingPolicy
	id := regex.replace(g.id, `/instance-group/.*$`, "")
})

_leaves(e) if e.properties.status in {"DELETING", "DELETED", "INVALID"}

_clusters := input.resources["AWS::EMR::Cluster"]

_applications := input.resources["AWS::EMRServerless::Application"]

_environments := input.resources["AWS::Batch::ComputeEnvironment"]

_named := {
	"emr": object.get(object.get(input, "workload", {}), "emr", []),
	"batch": object.get(object.get(input, "workload", {}), "batch", []),
}

_both := array.concat(_clusters, _applications)

_meant := declared.ids(_named.emr, _both) | {id |
	some [id, uri] in _logs
	genai_buckets.places[split(regex.replace(uri, `^s3[an]?://`, ""), "/")[0]]
}

# [id, where it writes its logs]
_logs := array.concat(
	[[c.id, uri] | some c in _clusters; uri := c.properties.LogUri],
	[[a.id, uri] |
		some a in _applications
		uri := a.properties.monitoringConfiguration.s3MonitoringConfiguration.logUri
	],
)
