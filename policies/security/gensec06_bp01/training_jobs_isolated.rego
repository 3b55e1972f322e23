# METADATA
# title: Isolate training and processing jobs of SageMaker AI from the network
# description: >-
#   A package or a script that was tampered with can send training data anywhere if its container reaches
#   the internet. Network isolation cuts the container off. So does a VPC whose subnets lead nowhere else.
#   What monitoring schedules start counts too.
# custom:
#   id: GENSEC06-BP01/training-jobs-isolated
#   severity: high
#   precision: high
#   mode: automated
#   resources:
#     - AWS::SageMaker::TrainingJob
#     - AWS::SageMaker::ProcessingJob
#     - AWS::SageMaker::MonitoringSchedule
#     - AWS::SageMaker::DataQualityJobDefinition
#     - AWS::SageMaker::ModelQualityJobDefinition
#     - AWS::SageMaker::ModelBiasJobDefinition
#     - AWS::SageMaker::ModelExplainabilityJobDefinition
#   lists: ["@generative-jobs", "@processing-jobs", "@generative-endpoints", "@monitoring-schedules"]
#   evidence: [sagemaker:DescribeTrainingJob, "@subnet-routes"]
#   workload: [sagemaker]
#   params: {lookback_days: 180, require_both: false}
#   messages:
#     open: network isolation is off and no VPC is set, so its containers can reach the internet
#     leads: network isolation is off, and subnets of its VPC have a route to an internet or NAT gateway, %s
#     not-isolated: network isolation is off
#     no-vpc: no VPC is set
#     forwards: >-
#       network isolation is off: decide whether the network interface to which subnets have a route
#       leads to the internet, %s
#     not-shown: network isolation is off, and AWS does not show the routes of subnets of its VPC, %s
#   item: none
#   remediation: Turn on network isolation, or run the job in subnets without a route to the internet.
package lens.controls.gensec06_bp01.training_jobs_isolated

import data.lens.lib.data_jobs
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.subnet_routes

_params := input.params["GENSEC06-BP01/training-jobs-isolated"]

# [record, its network, subnets of its VPC]
_jobs := [[r, network, subnets] |
	some [r, network] in data_jobs.networks
	data_jobs.recent(r, _params.lookback_days)
	subnets := {s | some s in object.get(network, ["VpcConfig", "Subnets"], [])}
]

subjects := {facts.subject(r) | some [r, _, _] in _jobs}

violations := {_fault(r, message, [], []) |
	some [r, network, subnets] in _jobs
	some message in _faults(network, count(subnets))
} | {_fault(r, "leads", [found], ["ec2:DescribeRouteTables" | count(found - mains) == 0]) |
	some [r, subnets] in _placed
	found := {s | some s in subnets; [r.region, s] in subnet_routes.leading}
	count(found) > 0
	mains := {s | some s in found; [r.region, s] in subnet_routes.by_main}
}

# A training job whose description says that it is serverless is no subject.
_fault(r, message, arguments, operations) := finding.absent(subject, message, arguments, [_at(r)], all) if {
	subject := facts.subject(r)
	all := array.concat(["sagemaker:DescribeTrainingJob" | endswith(r.type, "TrainingJob")], operations)
}

_faults(network, number) := {"open" | number == 0} | {"not-isolated" | _params.require_both; number > 0} if {
	not _isolated(network)
}

_faults(network, number) := {"no-vpc" | _params.require_both; number == 0} if _isolated(network)

_isolated(network) if network.EnableNetworkIsolation == true

# [record, subnets of its VPC] of what the VPC alone may isolate.
_placed := [[r, subnets] | some [r, network, subnets] in _jobs; count(subnets) > 0; not _isolated(network)]

reviews := {finding.of(facts.subject(r), "forwards", [found], [_at(r)]) |
	some [r, subnets] in _placed
	found := {s | some s in subnets; [r.region, s] in subnet_routes.forwarding}
	count(found) > 0
}

unseen := {finding.of(facts.subject(r), "not-shown", [found], [_at(r)]) |
	some [r, subnets] in _placed
	found := {s | some s in subnets; not _is_known(r, s)}
	count(found) > 0
}

_is_known(r, subnet) if [r.region, subnet] in subnet_routes.known

# What is isolated is so whatever the routes are.
proven := {facts.subject(r) | some [r, network, _] in _jobs; _isolated(network)}

_at(r) := {"id": r.id, "pointer": "/properties"}
