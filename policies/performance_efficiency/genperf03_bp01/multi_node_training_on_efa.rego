# METADATA
# title: Run multi-node training on instance types with a fast fabric
# description: Without an Elastic Fabric Adapter, the accelerators of several nodes wait for the network.
# custom:
#   id: GENPERF03-BP01/multi-node-training-on-efa
#   severity: low
#   precision: medium
#   mode: automated
#   resources: [AWS::SageMaker::TrainingJob, AWS::SageMaker::Cluster]
#   lists: ["@generative-jobs", "@generative-clusters"]
#   evidence: [sagemaker:DescribeCluster]
#   workload: [sagemaker]
#   params:
#     lookback_days: 90
#     min_accelerators: 8
#     exempt_tag: independent-workers
#   messages:
#     slow: "its nodes cannot have an Elastic Fabric Adapter: %s"
#     not-known: "it is not known whether its nodes can have an Elastic Fabric Adapter: %s"
#     far: the scan reads training jobs of the last %s days, and lookback_days is %s
#   item: part
#   remediation: Use one larger instance, or move the job to types with a fast fabric.
package lens.controls.genperf03_bp01.multi_node_training_on_efa

import data.lens.lib.accelerators
import data.lens.lib.ages
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.generative_sagemaker
import data.lens.lib.training_jobs

_params := input.params["GENPERF03-BP01/multi-node-training-on-efa"]

# [subject, choices, proof] of each job. A choice is a set of types that train together. Jobs with
# few accelerators often run independent workers.
_jobs := {[facts.subject(job), choices, [{"id": job.id, "pointer": "/properties/ResourceConfig"}]] |
	some job in input.resources["AWS::SageMaker::TrainingJob"]
	job.id in generative_sagemaker.jobs
	ages.within(job.properties.CreationTime, _params.lookback_days)
	not _exempt(job)
	choices := {types |
		some choice in training_jobs.choices(job)
		fast := [[type, number] | some [type, number] in choice; accelerators.has(type); number > 0]
		sum([number | some [_, number] in fast]) > 1
		_devices(fast) >= _params.min_accelerators
		types := {type | some [type, _] in fast}
	}
	count(choices) > 0
}

_exempt(job) if training_jobs.tagged(job, _params.exempt_tag)

# A type whose accelerators are not known may have enough of them.
_devices(fast) := sum([devices | some [type, number] in fast; devices := number * _number(type)])

_number(type) := devices if {
	devices := accelerators.number(type)
} else := _params.min_accelerators

# The same of each instance group.
_groups := {[facts.item(c, name), choices, proof] |
	some c in input.resources["AWS::SageMaker::Cluster"]
	c.id in generative_sagemaker.clusters
	c.properties.ClusterStatus != "Deleting"
	some member in ["InstanceGroups", "RestrictedInstanceGroups"]
	some i, part in c.properties[member]
	object.get(part, "TargetCount", object.get(part, "CurrentCount", 0)) > 1
	name := object.get(part, "InstanceGroupName", "")
	choices := _choices(part)
	count(choices) > 0
	proof := [{"id": c.id, "pointer": sprintf("/properties/%s/%d", [member, i])}]
}

_choices(part) := {{type}} if {
	type := part.InstanceType
	accelerators.has(type)
} else := {types} if {
	types := {type | some type in part.InstanceRequirements.CurrentInstanceTypes; accelerators.has(type)}
	count(types) > 0
} else := {{type} | some type in part.InstanceRequirements.DesiredInstanceTypes; accelerators.has(type)}

_all := _jobs | _groups

subjects := {subject | some [subject, _, _] in _all}

violations := {finding.of(subject, "slow", [slow], proof) |
	some [subject, choices, proof] in _all
	slow := {type | some types in choices; some type in types; accelerators.lacks_efa(type)}
	every types in choices { count(types & slow) > 0 }
}

unseen := {finding.of(subject, "not-known", [others], proof) |
	some [subject, choices, proof] in _all
	others := {type | some types in choices; some type in types; not accelerators.has_efa(type)}
	count(others) > 0
} | {finding.of(subject, "far", [training_jobs.days, _params.lookback_days], proof) |
	_params.lookback_days > training_jobs.days
	some [subject, _, proof] in _jobs
}
