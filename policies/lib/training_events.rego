# METADATA
# title: The events of training jobs and HyperPod clusters
# description: |
#   Which rules of EventBridge match the events of which somebody must learn: a training job or a
#   cluster fails, or a node is unhealthy. AWS documents the members of these events.
package lens.lib.training_events

import data.lens.lib.ages
import data.lens.lib.events
import data.lens.lib.generative_sagemaker
import data.lens.lib.group

# Event -> the name that AWS gives it, and the status that matters.
types := {
	"cluster-health": "SageMaker HyperPod Cluster Node Health Event",
	"cluster-state": "SageMaker HyperPod Cluster State Change",
	"training-job": "SageMaker Training Job State Change",
}

statuses := {"cluster-health": "Unhealthy", "cluster-state": "Failed", "training-job": "Failed"}

# The name of the events by which clusters with continuous provisioning also tell of their state.
continuous := "SageMaker HyperPod Cluster Event"

# [Region, event] -> what `events.heard` says of the jobs that were created in the last days, or of
# the clusters. `elsewhere` are clusters that have a rule for the event `continuous` alone, and may
# not send it; `beside` are the ids of these rules.
routes(days) := object.union(_of_clusters, {[region, "training-job"]: object.union(_none, found) |
	jobs := [j | some j in _jobs; ages.within(j.properties.CreationTime, days)]
	some region in {j.region | some j in jobs}
	named := group.by_first({[j.name, _of_job(j)] | some j in jobs; j.region == region})
	own := {name: list[0] | some name, list in named}
	detail := {"TrainingJobStatus": "Failed", "SecondaryStatus": "Failed"}
	found := events.heard(region, _event(types["training-job"], detail), own)
})

_jobs := [j |
	some j in input.resources["AWS::SageMaker::TrainingJob"]
	j.id in generative_sagemaker.jobs
]

_none := {"elsewhere": set(), "beside": set()}

_event(type, detail) := {"source": "aws.sagemaker", "detail-type": type, "detail": detail}

_of_job(j) := {"resources": [j.id], "detail": object.union(
	{"TrainingJobName": j.name, "TrainingJobArn": j.id},
	object.filter(j.properties, ["RoleArn"]),
)}

_clusters := [c |
	some c in input.resources["AWS::SageMaker::Cluster"]
	c.id in generative_sagemaker.clusters
	c.properties.ClusterStatus != "Deleting"
]

# Region -> name -> the ARN.
_named := {region: {name: ids[0] | some name, ids in group.by_first(named)} |
	some region in {c.region | some c in _clusters}
	named := {[c.name, c.id] | some c in _clusters; c.region == region}
}

# What AWS sends of one cluster.
_own(ids) := {name: {"resources": [id], "detail": {"ClusterName": name, "ClusterArn": id}} |
	some name, id in ids
}

_of_clusters := object.union(
	{[region, "cluster-health"]: object.union(_none, found) |
		some region, ids in _named
		found := events.heard(region, _event(types["cluster-health"], _unhealthy), _own(ids))
	},
	{[region, "cluster-state"]: _either(region, of_state, of_events) |
		some region, ids in _named
		of_state := events.heard(region, _event(types["cluster-state"], {"ClusterStatus": "Failed"}), _own(ids))
		level := {"EventDetails": {"EventLevel": "Error"}}
		own := {name: {"resources": event.resources, "detail": {"EventDetails": event.detail}} |
			some name, event in _own(ids)
		}
		of_events := events.heard(region, _event(continuous, level), own)
	},
)

# The id of the node stands for that of any node.
_unhealthy := {"HealthSummary": {"HealthStatus": "Unhealthy"}, "InstanceId": "i-00000000000000000"}

# A change of the state is heard, or an event of the cluster.
_either(region, state, other) := {
	"yes": (state.yes | other.yes),
	"missed": missed,
	"open": ((unheard - heard) - missed) - elsewhere,
	"unclear": (state.unclear | other.unclear),
	"elsewhere": elsewhere,
	"beside": {id | count(elsewhere) > 0; some id in other.yes},
} if {
	unheard := state.missed | state.open
	missed := state.missed & other.missed
	sent := object.keys(_named[region]) - (other.missed | other.open)
	heard := sent & {c.name | some c in _clusters; c.region == region; _is_continuous(c)}
	elsewhere := (unheard & sent) - heard
}

_is_continuous(c) if c.properties.NodeProvisioningMode == "Continuous"
