# METADATA
# title: Let HyperPod clusters replace failed nodes automatically
# description: >-
#   A training run over many nodes stops when one of them fails. With automatic node recovery,
#   HyperPod replaces or reboots the node, and the run goes on from its last checkpoint.
# custom:
#   id: GENREL06-BP01/hyperpod-node-recovery
#   severity: high
#   precision: high
#   mode: automated
#   resources: [AWS::SageMaker::Cluster]
#   lists: ["@generative-clusters"]
#   evidence: [sagemaker:DescribeCluster]
#   workload: [sagemaker]
#   params: {}
#   messages:
#     not-automatic: node recovery is %s
#     failed: the cluster status is Failed
#     groups-failed: "instance groups have the status Failed: %s"
#     groups-degraded: "instance groups have the status Degraded: %s"
#     not-shown: AWS shows no setting of node recovery, so it may be older than that setting
#   item: none
#   remediation: Set node recovery to Automatic, and repair instance groups that are failed or degraded.
package lens.controls.genrel06_bp01.hyperpod_node_recovery

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.generative_sagemaker

# The listing shows that a cluster has failed. If nothing shows what its instances are, it is judged
# by that alone.
_clusters := [c |
	some c in input.resources["AWS::SageMaker::Cluster"]
	c.properties.ClusterStatus != "Deleting"
	_counts(c)
]

_counts(c) if c.id in generative_sagemaker.clusters

_counts(c) if {
	c.properties.ClusterStatus == "Failed"
	not _described(c)
}

_described(c) if c.properties.InstanceGroups

_described(c) if c.properties.RestrictedInstanceGroups

subjects := {facts.subject(c) | some c in _clusters}

violations contains finding.of(subject, "not-automatic", [mode], [proof]) if {
	some c in _clusters
	subject := facts.subject(c)
	mode := c.properties.NodeRecovery
	mode != "Automatic"
	proof := {"id": c.id, "pointer": "/properties/NodeRecovery"}
}

violations contains finding.of(subject, "failed", [], [proof]) if {
	some c in _clusters
	subject := facts.subject(c)
	c.properties.ClusterStatus == "Failed"
	proof := {"id": c.id, "pointer": "/properties/ClusterStatus"}
}

violations contains finding.of(subject, message, [names], proof) if {
	some c in _clusters
	subject := facts.subject(c)
	some status, message in {"Failed": "groups-failed", "Degraded": "groups-degraded"}
	found := {[name, sprintf("/properties/%s/%d", [member, i])] |
		some member in ["InstanceGroups", "RestrictedInstanceGroups"]
		some i, group in c.properties[member]
		group.Status == status
		name := group.InstanceGroupName
	}
	count(found) > 0
	names := {name | some [name, _] in found}
	proof := [{"id": c.id, "pointer": pointer} | some [_, pointer] in found]
}

reviews contains finding.of(subject, "not-shown", [], [proof]) if {
	some c in _clusters
	subject := facts.subject(c)
	not c.properties.NodeRecovery
	proof := {"id": c.id, "pointer": "/properties"}
}
